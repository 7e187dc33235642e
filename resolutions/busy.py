"""SQLite has one writer at a time: who else writes waits, and is told so after a moment.

People wait ``PATIENCE`` while they look at the page; a command, which nobody waits for, longer.
Reads go on meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection

PATIENCE = 1.5  # seconds
RETRY_AFTER = 30  # seconds, said with every 503 for now


def is_busy(error: BaseException | None) -> bool:
    """Whether an error says that another has been writing for too long."""
    told = str(error)
    return isinstance(error, OperationalError) and (
        "database is locked" in told or "database table is locked" in told
    )


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Wait so long at most for another who writes."""
    before = _set(seconds)
    try:
        yield
    finally:
        if before is not None:
            _set(before)


def _set(seconds: float) -> float | None:
    """Returns how long it was; None where nobody waits, or nothing was opened yet."""
    held: Any = connection.connection
    if connection.vendor != "sqlite" or held is None:
        return None
    (before,) = held.execute("PRAGMA busy_timeout").fetchone()
    held.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    return float(before) / 1000
