"""What stands before every page: signed in, not idle for too long, and nothing owed first."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assignments.logins import end_what_is_open
from config.signing_in import marks
from config.signing_in.second_factor import is_required_of
from resolutions import kept

# Pages that are for everybody, or end the session: they neither count as use nor are barred.
OPEN = {
    "login",
    "logout",
    "admin:logout",
    "set_language",
    "healthz",
    "readyz",
    "second_factor_code",
    "oidc_start",
    "openid_connect_callback",
}
# Where a person goes first who owes something, and what is open on the way.
NEW_PASSWORD = "password_change"
SECOND_FACTOR = "second_factor"
ON_THE_WAY = {
    NEW_PASSWORD: {NEW_PASSWORD},
    SECOND_FACTOR: {SECOND_FACTOR, "second_factor_codes", NEW_PASSWORD, "password_change_done"},
}
WRITE_EVERY = 60  # seconds; the last use is written no more often


class LoginRequired(LoginRequiredMiddleware):
    """Sends the anonymous to the sign-in page; what their form brought is kept meanwhile.
    So it does with a session that was idle or is too old, and it leads on who must choose a
    password or set up a second factor. Asks no query: all of it is in the session."""

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs):
        place = request.resolver_match.view_name if request.resolver_match else ""
        if SESSION_KEY in request.session and not request.user.is_authenticated:
            end_orphaned(request)
        if place not in OPEN and SESSION_KEY in request.session:
            if minutes := idle_minutes(request):
                end_idle(request, minutes)
            elif is_spent(request):
                end_spent(request)
            else:
                touch(request)
                if owed := owed_first(request, place):
                    return lead_to(request, owed)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponseRedirect:
        kept.keep(request)
        return super().handle_no_permission(request, view_func)


def idle_minutes(request: HttpRequest) -> int:
    """The limit that this session has passed; 0 when it may go on."""
    session = request.session
    idle = marks.now() - session.get(marks.SEEN, marks.now())
    if idle > settings.IDLE_MINUTES * 60:
        return settings.IDLE_MINUTES
    in_admin = request.path.startswith("/admin/")
    if in_admin and (idle > settings.ADMIN_IDLE_MINUTES * 60 or marks.ADMIN_LOCKED in session):
        return settings.ADMIN_IDLE_MINUTES
    return 0


def end_idle(request: HttpRequest, minutes: int) -> None:
    """Sign out; the next sign-in goes on where this session was."""
    kept.sign_out(request)
    if not request.path.startswith("/api/"):
        messages.info(
            request,
            ngettext(
                "You were signed out after %(count)s minute without activity.",
                "You were signed out after %(count)s minutes without activity.",
                minutes,
            )
            % {"count": minutes},
        )


def end_orphaned(request: HttpRequest) -> None:
    """The session of a login that is disabled, or gone: it ends for good, with all others and
    the tokens, so that none comes back when the login does."""
    owner = request.session.get(SESSION_KEY)
    kept.sign_out(request)
    if owner is not None:
        end_what_is_open([int(owner)])


def is_spent(request: HttpRequest) -> bool:
    """Whether the session is as old as one may become, however busy."""
    age = marks.now() - request.session.get(marks.SINCE, 0)
    return age > settings.SESSION_HOURS * 3600


def end_spent(request: HttpRequest) -> None:
    """Sign out; the next sign-in goes on where this session was."""
    kept.sign_out(request)
    if not request.path.startswith("/api/"):
        hours = settings.SESSION_HOURS
        messages.info(
            request,
            ngettext(
                "You were signed out %(count)s hour after you had signed in.",
                "You were signed out %(count)s hours after you had signed in.",
                hours,
            )
            % {"count": hours},
        )


def touch(request: HttpRequest) -> None:
    """Note the use, at most once a minute. After a pause that was too long for the
    administration, work elsewhere does not open it again."""
    session, now = request.session, marks.now()
    idle = now - session.get(marks.SEEN, 0)
    if idle < WRITE_EVERY:
        return
    if marks.SEEN in session and idle > settings.ADMIN_IDLE_MINUTES * 60:
        session[marks.ADMIN_LOCKED] = True
    is_all = not session.modified
    session[marks.SEEN] = now
    if is_all:
        session.note_use()  # type: ignore[attr-defined]


def owed_first(request: HttpRequest, place: str) -> str:
    """What must be done before this page opens: the name of the page to do it on."""
    session = request.session
    if session.get(marks.PASSWORD_DUE):
        owed = NEW_PASSWORD
    elif (
        settings.REQUIRE_MFA
        and not session.get(marks.PROVEN)
        and request.user.is_authenticated
        and is_required_of(request.user)
    ):
        owed = SECOND_FACTOR
    else:
        return ""
    return "" if place in ON_THE_WAY[owed] else owed


def lead_to(request: HttpRequest, owed: str) -> HttpResponse:
    """To the page where it is done; a program is told so instead."""
    if request.path.startswith("/api/"):
        told = {
            NEW_PASSWORD: _("Choose a password of your own first, on the pages of the app."),
            SECOND_FACTOR: _("Confirm it is you in two steps first, on the pages of the app."),
        }
        return JsonResponse({"detail": told[owed]}, status=403)
    kept.keep(request)
    return redirect(owed)
