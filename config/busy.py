"""What a person is told while SQLite's one writer is at work for long: wait, and send again.

A large annex is one transaction of some minutes. Whoever only reads goes on; whoever writes is
answered after ``PATIENCE``, instead of waiting for as long as a command would.
"""

import sys
from typing import Any

from django.db.backends.signals import connection_created
from django.http import HttpRequest

from documents.audit.context import in_request
from resolutions.busy import PATIENCE, is_busy


def is_meanwhile_busy() -> bool:
    """Whether the error being handled is that another writes."""
    error: BaseException | None = sys.exc_info()[1]
    while error is not None:
        if is_busy(error):
            return True
        error = error.__cause__
    return False


def forget_session(request: HttpRequest) -> None:
    """What the request put into its session is not saved: that would wait once more."""
    session: Any = getattr(request, "session", None)
    if session is not None:
        session.modified = False


def _be_impatient(sender: Any, connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite" and in_request():
        connection.connection.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")


def connect() -> None:
    """Connections opened for a request wait less than those of commands."""
    connection_created.connect(_be_impatient, dispatch_uid="impatient requests")
