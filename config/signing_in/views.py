"""The pages of the door: password, code, account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assignments import logins
from config.signing_in import marks, second_factor, trying
from config.signing_in.forms import CodeForm, PasswordChangeForm
from config.signing_in.lockout import address_waits
from config.signing_in.sessions import sessions_of
from resolutions.kept import settle

_HALF = "half_signed_in"
_HALF_MINUTES = 5
_CODES_UNTIL = "codes_until"
_CODES_MINUTES = 10


def enter(
    request: HttpRequest, user: Any, *, backend: str, after: str, by_password: bool
) -> HttpResponse:
    """The password, or the organisation's own server, has said who it is: sign the person in,
    or ask for the second factor that the person has set up."""
    if not second_factor.has_one(user):
        return _let_in(request, user, backend, by_password=by_password, after=after)
    if not trying.is_allowed(request, user, trying.CODE):
        return HttpResponse(status=429)  # the middleware of the locks says until when
    request.session.cycle_key()
    request.session[_HALF] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "backend": backend,
        "by_password": by_password,
        "after": after,
        "at": marks.now(),
    }
    return redirect("second_factor_code")


def _let_in(
    request: HttpRequest, user: Any, backend: str, *, by_password: bool, after: str
) -> HttpResponse:
    login(request, user, backend=backend)
    request.session.pop(_HALF, None)
    if not by_password:  # who never uses the password need not change it
        request.session.pop(marks.PASSWORD_DUE, None)
    settle(request)
    response = redirect(after)
    trying.remember(request, response, user)
    return response


class SignIn(LoginView):
    """The sign-in page. From an address of which too many attempts failed within a minute only
    browsers that are known may try on."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = trying.name_typed(request)
        waits = trying.seconds_to_wait(request)
        if waits and not (name and trying.known_browser(request, name)):
            return address_waits(request, waits)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        user = form.get_user()
        return enter(
            self.request,
            user,
            backend=user.backend,
            after=str(self.get_success_url()),
            by_password=True,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        oidc = settings.OIDC_NAME if settings.OIDC_SERVER_URL else ""
        return super().get_context_data(**kwargs) | {"oidc": oidc}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor_code(request: HttpRequest) -> HttpResponse:
    """The second step: a code, for five minutes after the password."""
    half = request.session.get(_HALF)
    user = half and _half_signed_in(half)
    if not user:
        request.session.pop(_HALF, None)
        return redirect("login")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if second_factor.try_code(request, user, form.cleaned_data["code"]):
            response = _let_in(
                request,
                user,
                half["backend"],
                by_password=half["by_password"],
                after=half["after"],
            )
            request.session[marks.PROVEN] = True
            return response
        form.add_error("code", _("This code is wrong or was used already."))
    return render(request, "registration/second_factor_code.html", {"form": form})


def _half_signed_in(half: dict[str, Any]) -> Any:
    user = get_user_model().objects.filter(pk=half["user"], is_active=True).first()
    in_time = marks.now() - half["at"] <= _HALF_MINUTES * 60
    if user and in_time and constant_time_compare(half["hash"], user.get_session_auth_hash()):
        return user
    return None


_KEY = "second_factor_key"


@never_cache
@require_http_methods(["GET", "POST"])
def account_second_factor(request: HttpRequest) -> HttpResponse:
    """Set up the second factor; or, with one set up, prove it, renew its codes, remove it."""
    if second_factor.has_one(request.user):
        return _with_one(request)
    key = request.session.get(_KEY)
    if key is None:
        key = request.session[_KEY] = second_factor.new_key()
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if second_factor.set_up(request.user, key, form.cleaned_data["code"]):
            del request.session[_KEY]
            request.session.cycle_key()
            return _proven(request, show_codes=True)
        form.add_error("code", _("This is not the code that the app shows for this key now."))
    context = {
        "form": form,
        "key": " ".join(key[n : n + 4] for n in range(0, len(key), 4)),
        "picture": second_factor.picture_of(request.user, key),
        "required": _is_required(request),
    }
    return render(request, "registration/second_factor_set_up.html", context)


def _is_required(request: HttpRequest) -> bool:
    return settings.REQUIRE_MFA and second_factor.is_required_of(request.user)


def _with_one(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    required = _is_required(request)
    if form.is_valid():
        if not second_factor.try_code(request, request.user, form.cleaned_data["code"]):
            form.add_error("code", _("This code is wrong or was used already."))
        elif "remove" in request.POST and not required:
            logins.remove_second_factor(request.user, but=request.session.session_key)
            request.session.pop(marks.PROVEN, None)
            messages.success(request, _("Sign-in in two steps is off."))
            return redirect("second_factor")
        else:
            if "renew" in request.POST:
                second_factor.renew_codes(request.user)
            return _proven(request, show_codes="renew" in request.POST)
    context = {
        "form": form,
        "required": required,
        "proven": bool(request.session.get(marks.PROVEN)),
        "left": len(second_factor.unused_codes(request.user)),
    }
    return render(request, "registration/second_factor.html", context)


def _proven(request: HttpRequest, *, show_codes: bool) -> HttpResponse:
    request.session[marks.PROVEN] = True
    if not show_codes:
        return redirect(settings.LOGIN_REDIRECT_URL)
    request.session[_CODES_UNTIL] = marks.now() + _CODES_MINUTES * 60
    return redirect("second_factor_codes")


@never_cache
@require_http_methods(["GET"])
def second_factor_codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes, for ten minutes after they were made."""
    if marks.now() > request.session.get(_CODES_UNTIL, 0):
        return redirect("second_factor")
    codes = second_factor.unused_codes(request.user)
    return render(request, "registration/second_factor_codes.html", {"codes": codes})


class PasswordChange(PasswordChangeView):
    """A new password; every other session of the person ends. Guessing the old one is counted
    like guessing at the door."""

    form_class = PasswordChangeForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not trying.is_allowed(request, request.user, trying.OLD_PASSWORD):
            return HttpResponse(status=429)  # the middleware of the locks says until when
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form) -> HttpResponse:
        if form.has_error("old_password", "password_incorrect"):
            trying.failed(self.request, self.request.user, trying.OLD_PASSWORD)
        return super().form_invalid(form)

    def form_valid(self, form) -> HttpResponse:
        trying.forget(self.request, self.request.user, trying.OLD_PASSWORD)
        response = super().form_valid(form)  # gives the session another key
        trying.remember(self.request, response, self.request.user)
        logins.password_was_chosen(
            self.request.user, session_key=self.request.session.session_key
        )
        self.request.session.pop(marks.PASSWORD_DUE, None)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = bool(self.request.session.get(marks.PASSWORD_DUE))
        return super().get_context_data(**kwargs) | {"due": due}


@never_cache
@require_http_methods(["GET", "POST"])
def my_sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, and the way out of each."""
    here = request.session.session_key
    found = sessions_of(request.user, here=here)
    if request.method == "GET":
        return render(request, "registration/sessions.html", {"sessions": found})
    if "others" in request.POST:
        logins.end_sessions(request.user, but=here)
        messages.success(request, _("You are signed out everywhere else."))
    else:
        chosen = [row for row in found if row.name == request.POST.get("session")]
        if not chosen:
            messages.info(request, _("That session has ended already."))
        elif chosen[0].is_here:
            messages.info(request, _("This is the session you are using: sign out instead."))
        else:
            logins.end_session(request.user, key=chosen[0].key)
            messages.success(request, _("That session has ended."))
    return redirect("my_sessions")
