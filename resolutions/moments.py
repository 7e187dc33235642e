"""The moment looked at: a day, what was known of it, and which deadline judges it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from resolutions.days import end_of_day

# The deadline in force on the day, or the first one ever given.
Against = Literal["current", "original"]
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Moment:
    """The end of a day: every state, list and figure is asked for one.

    With ``known_at`` only rows recorded by that instant count, without it all that is known
    now. Lateness is judged ``against`` the deadline in force on the day or the original one.
    """

    on: date
    known_at: datetime | None = None
    against: Against = "current"

    def as_known_on(self, day: date) -> "Moment":
        """The same day, of what had been recorded by the end of ``day``."""
        return replace(self, known_at=end_of_day(day))

    @property
    def told_by(self) -> date:
        """The last day of what may have been told, for rows that do not say when they were
        recorded: a report cannot have been known before its own day."""
        if self.known_at is None:
            return self.on
        return min(self.on, timezone.localdate(self.known_at))

    def knows(self, recorded_at: datetime) -> bool:
        """Whether what was recorded at an instant counts."""
        return self.known_at is None or recorded_at <= self.known_at

    def recorded(self, rows: Rows) -> Rows:
        """Those of ``rows`` that count (see ``knows``)."""
        return rows if self.known_at is None else rows.filter(recorded_at__lte=self.known_at)
