"""Planned and issued documents over time, from the history alone, in one query."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, When, Window
from django.db.models.functions import Lead, TruncMonth

from documents.models import PlannedDocumentQuerySet, StatusChange
from documents.status import DocumentStatus
from resolutions.moments import Moment

# A longer time is drawn in longer steps.
MOST_POINTS = 20
STEPS = (1, 3, 12)  # months


@dataclass(frozen=True)
class Point:
    """How many documents were in the plan, and how many of them issued, at the end of a day;
    those not to be issued are left out, as in the denominator of the headline, and so is what
    the source counts without a total."""

    on: date
    planned: int
    issued: int


@dataclass(frozen=True)
class BurnUp:
    """The points at the end of each month, quarter or year (``step`` months), and the day
    itself as the last."""

    step: int
    points: list[Point]


def burn_up(documents: PlannedDocumentQuerySet, moment: Moment) -> BurnUp:
    """How planned and issued documents grew up to a day, as known then. ``documents`` carries
    no state.

    A row of the history holds from its day until the next one. What counts at the end of a
    month are the rows that began by then and ended later, or still hold on the day.
    """
    on = moment.on
    rows = StatusChange.objects.in_turn(moment).filter(
        document__in=documents.in_sums().order_by().values("pk")
    )
    until: F | Window = F("superseded_on")
    if moment.known_at is not None:
        # The chain of today does not hold for what was known then.
        order = [F("effective_on").asc(), F("pk").asc()]
        until = Window(Lead("effective_on"), partition_by=[F("document")], order_by=order)
    told = (
        rows.order_by()
        .annotate(until=until, began=TruncMonth("effective_on"))
        .annotate(ended=Case(When(until__lte=on, then=TruncMonth("until")), default=None))
        .values_list("began", "ended", "new")
    )
    held: Counter[tuple[date, date | None, str]] = Counter()
    if moment.known_at is None:
        for *row, n in told.annotate(n=Count("pk")):
            held[tuple(row)] += n
    else:
        held.update(told)
    return _drawn(held, on)


def _drawn(held: Counter[tuple[date, date | None, str]], on: date) -> BurnUp:
    """The points of rows counted by the months in which they began and ended."""
    if not held:
        return BurnUp(STEPS[0], [])
    first = _month(min(began for began, _ended, _status in held))
    last = _month(on)
    step = next((s for s in STEPS if (last - first) // s < MOST_POINTS), STEPS[-1])
    ends = [(period + 1) * step - 1 for period in range(first // step, last // step)]
    points = [_point(held, _last_day(month), month) for month in ends]
    return BurnUp(step, [*points, _point(held, on, None)])


def _point(held: Counter[tuple[date, date | None, str]], on: date, month: int | None) -> Point:
    """The point at the end of a month; without one, that of the day itself."""
    found: Counter[str] = Counter()
    for (began, ended, status), n in held.items():
        if month is None:
            holds = ended is None
        else:
            holds = _month(began) <= month and (ended is None or _month(ended) > month)
        if holds:
            found[status] += n
    planned = sum(found.values()) - found[DocumentStatus.WITHDRAWN]
    return Point(on, planned, found[DocumentStatus.ISSUED])


def _month(day: date) -> int:
    """Months since the year 0, so that they can be counted."""
    return day.year * 12 + day.month - 1


def _last_day(month: int) -> date:
    year, place = divmod(month + 1, 12)
    return date(year, place + 1, 1) - timedelta(days=1)
