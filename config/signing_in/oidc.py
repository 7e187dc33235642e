"""Signing in through the organisation's own OpenID Connect server.

It says who somebody is; it makes no login and changes none. The protocol is django-allauth's.
"""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from config.signing_in.views import enter

PROVIDER = "oidc"
BACKEND = "assignments.rights.RightsBackend"
_FAILURES = (RequestException, OAuth2Error, KeyError, ValueError)
log = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """To the organisation's server."""
    return _guarded(views.login, request)


@login_not_required
@never_cache
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from it."""
    return _guarded(views.callback, request)


def _guarded(view: Any, request: HttpRequest) -> HttpResponse:
    try:
        return view(request, provider_id=PROVIDER)
    except _FAILURES as failure:
        log.warning("OpenID Connect: %s", failure)
        return _sent_back(request)


def _sent_back(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _(
            "Sign-in through %(name)s did not succeed. Try again, or use your password; "
            "if it happens again, tell the administrator."
        )
        % {"name": settings.OIDC_NAME},
    )
    return redirect("login")


def login_of(claims: dict[str, Any]) -> Any:
    """The one active login that the claims mean, or none. An address that the server itself
    does not vouch for means nobody."""
    said = claims.get(settings.OIDC_CLAIM)
    if not isinstance(said, str) or not said.strip():
        return None
    people = get_user_model().objects.filter(is_active=True)
    if settings.OIDC_CLAIM != "email":
        return people.filter(username=said.strip()).first()
    if claims.get("email_verified") not in (True, "true"):  # some servers write it as text
        return None
    found = list(people.filter(email__iexact=said.strip())[:2])
    return found[0] if len(found) == 1 else None


class Adapter(DefaultSocialAccountAdapter):
    """Ends allauth's way as soon as it is known who came, and goes on with our own."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        data = sociallogin.account.extra_data
        user = login_of(data.get("userinfo") or data.get("id_token") or {})
        if user is None:
            log.warning("OpenID Connect: nobody here is %s", sociallogin.account.uid)
            raise ImmediateHttpResponse(_sent_back(request))
        after = sociallogin.state.get("next") or ""
        if not url_has_allowed_host_and_scheme(
            after, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            after = resolve_url(settings.LOGIN_REDIRECT_URL)
        raise ImmediateHttpResponse(
            enter(request, user, backend=BACKEND, after=after, by_password=False)
        )

    def on_authentication_error(self, request, provider, **given) -> None:
        log.warning("OpenID Connect: %s %s", given.get("error"), given.get("exception"))
        raise ImmediateHttpResponse(_sent_back(request))
