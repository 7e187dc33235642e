"""What a session remembers of its sign-in, so that no page asks the database for it."""

import ipaddress
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from assignments.models import PasswordDue

SEEN = "seen"  # second of the last request, at most a minute old
SINCE = "signed_in_at"
ADDRESS = "address"
BROWSER = "browser"
PROVEN = "second_factor"  # the second factor was shown in this session
PASSWORD_DUE = "password_due"
ADMIN_LOCKED = "admin_locked"  # idle for longer than the administration allows


def now() -> int:
    """This second."""
    return int(time.time())


def client_address(request: HttpRequest) -> str | None:
    """Where a request comes from. What proxies pass on is believed only of those that the
    settings count, from the right: anything further left the client may have written."""
    address = request.META.get("REMOTE_ADDR")
    passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXY_COUNT <= len(passed_on):
        address = passed_on[-settings.PROXY_COUNT].strip()
    try:
        return str(ipaddress.ip_address(address or ""))
    except ValueError:
        return None


def mark(sender: Any, request: HttpRequest, user: Any, **_given: Any) -> None:
    """Receiver of ``user_logged_in``."""
    session = request.session
    session.pop(ADMIN_LOCKED, None)
    session[SINCE] = session[SEEN] = now()
    session[ADDRESS] = client_address(request) or ""
    session[BROWSER] = request.META.get("HTTP_USER_AGENT", "")[:300]
    if PasswordDue.objects.filter(user=user).exists():
        session[PASSWORD_DUE] = True
    else:
        session.pop(PASSWORD_DUE, None)
