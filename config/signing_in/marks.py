"""What a session remembers of its sign-in, so that no page asks the database for it."""

import time
from typing import Any

from django.http import HttpRequest

from assignments.models import PasswordDue
from documents.audit.context import remote_address

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
    """Where a request comes from: the same address that the audit log tells."""
    return remote_address(request)


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
