"""Kinds of deadlines and the day on which each falls.

A deadline of a month, quarter or year falls on its last day. The wording of the source is
kept beside the day; a deadline that hangs on an event has no day until the event comes.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# How many working days before its due day an open document counts as at risk.
AT_RISK_WORKING_DAYS = 5


class DeadlineKind(models.TextChoices):
    """How a deadline is stated."""

    NONE = "none", _("No deadline")
    DAY = "day", _("On a day")
    MONTH = "month", _("In a month")
    QUARTER = "quarter", _("In a quarter")
    YEAR = "year", _("In a year")
    AFTER_EVENT = "after_event", _("So many days after an event")
    RECURRING = "recurring", _("Recurring")
    CONTINUOUS = "continuous", _("Continuous")
    ON_EVENT = "on_event", _("When an event occurs")


class DeadlineOrigin(models.TextChoices):
    """Where a deadline comes from. Only what people set counts as an extension (or a
    shortening); the other two follow from what happened."""

    SET = "set", _("Set or moved by decision")
    CREDIT = "credit", _("Time awaiting the Centre given back")
    EVENT = "event", _("Counted from the day of the event")


FIXED_KINDS = frozenset(
    {DeadlineKind.DAY, DeadlineKind.MONTH, DeadlineKind.QUARTER, DeadlineKind.YEAR}
)


def due_day(kind: str, day: date | None) -> date | None:
    """The last day of the day, month, quarter or year in which ``day`` lies; None for kinds
    without a calendar day."""
    if day is None or kind not in FIXED_KINDS:
        return None
    if kind == DeadlineKind.DAY:
        return day
    month = {
        DeadlineKind.MONTH: day.month,
        DeadlineKind.QUARTER: (day.month + 2) // 3 * 3,
        DeadlineKind.YEAR: 12,
    }[DeadlineKind(kind)]
    return date(day.year, month, monthrange(day.year, month)[1])


def working_days_after(on: date, count: int) -> date:
    """The ``count``-th working day (Monday to Friday) after ``on``. Public holidays are not
    known to the system and count as working days."""
    day = on
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day


def at_risk_until(on: date) -> date:
    """The last due day that makes an open document at risk when looked at on ``on``."""
    return working_days_after(on, AT_RISK_WORKING_DAYS)


def day_or_words(item: Any) -> date | str:
    """The deadline of a task or planned document on the day it was read for: its day, in words
    where no day is given, empty without a deadline."""
    if item.due_then:
        return item.due_then
    kind = item.deadline_kind_then or DeadlineKind.NONE
    return "" if kind == DeadlineKind.NONE else str(DeadlineKind(kind).label)
