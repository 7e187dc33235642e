"""By what failed attempts are counted, so that a stranger's do not lock out the owner.

A stranger's failures count for the name at his address. Two counts stand apart from them: that
of a browser in which the owner once signed in, which a signed cookie tells, and which waits a
minute where others wait a quarter of an hour; and that of the second steps, which nobody
reaches who has not shown the password. Beside them all, one address has so many failures a
minute, whatever the names.
"""

import time
from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from documents.audit.context import remote_address

COOKIE = "known_browser"
STEP = "step"  # in the credentials of an attempt, beside the name
CODE, OLD_PASSWORD = "code", "old password"
_SALT = "config.signing_in.known_browser"
_DAYS = 180
_PEOPLE = 5  # who share a browser
_MINUTE = 60


def name_typed(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The name by which somebody tries to sign in, as far as a login's name can be long. What
    nobody sees in it becomes a blank, so that no name is taken for another's count."""
    given = (credentials or {}).get("username") or request.POST.get("username")
    length = User._meta.get_field("username").max_length
    return " ".join(str(given).replace("\0", " ").split())[:length] if given else None


def counted_by(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The key of the count that a failure belongs to: name, and what sets it apart."""
    name = name_typed(request, credentials)
    if name is None:
        return None
    apart = (credentials or {}).get(STEP) or known_browser(request, name)
    return f"{name}\n{apart}" if apart else name


def cool_off(request: HttpRequest) -> timedelta:
    """How long the count that the request belongs to is locked."""
    name = name_typed(request)
    if name and not hasattr(request, "_at_step") and known_browser(request, name):
        return timedelta(seconds=settings.KNOWN_BROWSER_SECONDS)
    return timedelta(minutes=settings.LOCKOUT_MINUTES)


# --- browsers that are known ---------------------------------------------------------------


def known_browser(request: HttpRequest, name: str) -> str:
    """The name of this browser, if the owner of the login has signed in with it since the
    password was chosen; else nothing."""
    held = _held(request)
    if not held:
        return ""
    asked = request.__dict__.setdefault("_known_browser", {})
    if name not in asked:
        user = User.objects.filter(username=name).first()
        mark = held["people"].get(str(user.pk), "") if user else ""
        is_known = user is not None and constant_time_compare(mark, _mark(user))
        asked[name] = held["browser"] if is_known else ""
    return asked[name]


def remember(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """From now on this browser is known as one of the person's."""
    held = _held(request) or {"browser": get_random_string(16), "people": {}}
    others = {pk: mark for pk, mark in held["people"].items() if pk != str(user.pk)}
    people = dict(list(others.items())[1 - _PEOPLE :]) | {str(user.pk): _mark(user)}
    response.set_cookie(
        COOKIE,
        signing.dumps({"browser": held["browser"], "people": people}, salt=_SALT),
        max_age=timedelta(days=_DAYS),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _held(request: HttpRequest) -> dict[str, Any]:
    told = request.COOKIES.get(COOKIE)
    if not told:
        return {}
    try:
        return signing.loads(told, salt=_SALT, max_age=timedelta(days=_DAYS))
    except signing.BadSignature:
        return {}


def _mark(user: Any) -> str:
    return salted_hmac(_SALT, f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()[:20]


# --- second steps --------------------------------------------------------------------------


def is_allowed(request: HttpRequest, user: Any, step: str) -> bool:
    """Whether the person may try this step; if not, the answer will say until when."""
    credentials = {"username": user.get_username(), STEP: step}
    request._at_step = step  # type: ignore[attr-defined]
    if AxesProxyHandler.is_allowed(request, credentials):
        return True
    request.axes_locked_out = True  # type: ignore[attr-defined]
    request.axes_credentials = credentials  # type: ignore[attr-defined]
    return False


def failed(request: HttpRequest, user: Any, step: str) -> None:
    """Count a failure of this step."""
    credentials = {"username": user.get_username(), STEP: step}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)


def forget(request: HttpRequest, user: Any, step: str) -> None:
    """The step was taken: the failures before it are forgotten."""
    credentials = {"username": user.get_username(), STEP: step}
    address, key = remote_address(request), counted_by(request, credentials)
    AxesProxyHandler.reset_attempts(ip_address=address, username=key)


# --- one address, whatever the names -------------------------------------------------------


def count_failure(sender: Any = None, request: Any = None, **_given: Any) -> None:
    """Receiver of ``user_login_failed``; a wrong token is told to it too."""
    if request is not None and settings.FAILURES_PER_MINUTE:
        key = _minute_of(request)
        cache.add(key, 0, timeout=2 * _MINUTE)
        cache.incr(key)


def seconds_to_wait(request: HttpRequest) -> int:
    """0 while the address may try; else in how many seconds it may again."""
    limit = settings.FAILURES_PER_MINUTE
    if not limit or cache.get(_minute_of(request), 0) < limit:
        return 0
    return _MINUTE - int(time.time()) % _MINUTE


def _minute_of(request: HttpRequest) -> str:
    return f"failures:{remote_address(request)}:{int(time.time()) // _MINUTE}"
