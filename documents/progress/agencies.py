"""What an agency and the bodies below it owe, how late they were, and whether they report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Window

from assignments.deadlines import DeadlineOrigin
from documents.models import (
    DocumentDeadline,
    GuidanceWait,
    PlannedDocument,
    PlannedDocumentQuerySet,
)
from documents.progress.figures import Figures, figures_of
from documents.progress.quality import sizes
from documents.progress.sides import Sides
from documents.status import Part, Timeliness
from resolutions.moments import Moment

_HISTORY = 20


@dataclass(frozen=True)
class Lateness:
    """A document that was issued after its deadline."""

    document: PlannedDocument
    due_on: date
    issued_on: date

    @property
    def days(self) -> int:
        """How many days late."""
        return (self.issued_on - self.due_on).days


@dataclass(frozen=True)
class Extension:
    """A deadline that was moved: from which day to which, when and why; ``stopped_on`` is the
    day on which its clock had stopped, where it stood still then."""

    row: DocumentDeadline
    before: date | None
    # How many there are in all, of which so many were asked for.
    of: int
    stopped_on: date | None = None

    @property
    def days_overdue(self) -> int:
        """How many days it had been overdue when it was moved; those of a wait for the Centre
        are not counted."""
        moved_on = self.stopped_on or self.row.effective_on
        if self.before is None or moved_on <= self.before:
            return 0
        return (moved_on - self.before).days


@dataclass(frozen=True)
class Record:
    """An agency's record on a day: its figures, the open documents of which nothing was told
    for long, what it issued late and which deadlines were moved (the latest ones), and how
    many were moved in all."""

    figures: Figures
    stale: int
    late: list[Lateness]
    extensions: list[Extension]

    @property
    def moves(self) -> int:
        """How many deadlines were moved, whether or not the list shows them all."""
        return self.extensions[0].of if self.extensions else 0

    @property
    def told_lately(self) -> int:
        """Open documents with news of late, of ``figures.unfinished``."""
        return self.figures.unfinished - self.stale


@dataclass(frozen=True)
class PartTaken:
    """One part that agencies take in documents: how many, whether or not they enter sums, and
    the first of them."""

    part: Part
    count: Sides
    documents: list[PlannedDocument]


def parts_of(
    state: PlannedDocumentQuerySet, agencies: set[int], *, on: date, most: int
) -> list[PartTaken]:
    """The parts that these agencies take, those they take in nothing left out. ``state``
    carries the day (``as_of``); one query for all sizes, and two for each part shown."""
    found = {part: state.taking_part(part, agencies) for part in Part}
    counts = sizes({part.value: rows for part, rows in found.items()})
    return [
        PartTaken(
            part,
            counts[part.value],
            list(rows.for_register(on=on).with_advising().by_urgency()[:most]),
        )
        for part, rows in found.items()
        if counts[part.value]
    ]


def record_of(documents: PlannedDocumentQuerySet, agencies: set[int], moment: Moment) -> Record:
    """The record of these agencies among ``documents``, which carry no state yet; in four
    queries."""
    led = documents.as_of(moment).led_within(agencies)
    held = documents.filter(pk__in=led.order_by().values("pk"))
    counted = led.in_sums()
    late = counted.filter(timeliness=Timeliness.ISSUED_LATE).select_related("resolution")
    return Record(
        figures=figures_of(held, moment),
        stale=counted.stale().count(),
        late=[
            Lateness(row, row.due_then, row.issued_on_then)
            for row in late.order_by("-issued_on_then", "pk")[:_HISTORY]
        ],
        extensions=extensions_of(held, moment, latest=_HISTORY),
    )


def extensions_of(
    documents: Any, moment: Moment, *, latest: int | None = None
) -> list[Extension]:
    """The deadlines of these documents that were moved by decision by the day, the latest
    first: all of them, or so many. Days given back after a wait for the Centre and deadlines
    counted from an event are none."""
    before = (
        DocumentDeadline.objects.known(moment)
        .filter(document=OuterRef("document"), pk__lt=OuterRef("pk"))
        .filter(effective_on__lte=OuterRef("effective_on"))
        .latest_first()
    )
    # On the day a wait ends, only the deadline given with its end was moved while it stood
    # still.
    waits = GuidanceWait.objects.filter(
        Q(ended_on__isnull=True)
        | Q(ended_on__gt=OuterRef("effective_on"))
        | Q(pk=OuterRef("wait")),
        document=OuterRef("document"),
        since__lte=OuterRef("effective_on"),
    )
    if moment.known_at is not None:
        waits = waits.filter(Q(recorded_at__isnull=True) | Q(recorded_at__lte=moment.known_at))
    rows: Any = (
        DocumentDeadline.objects.known(moment)
        .filter(
            is_original=False,
            origin=DeadlineOrigin.SET,
            document__in=documents.order_by().values("pk"),
        )
        .annotate(
            before=Subquery(before.values("due_on")[:1]),
            stopped_on=Subquery(waits.order_by("pk").values("since")[:1]),
            of=Window(Count("pk")),
        )
        .select_related("document__resolution")
        .latest_first()
    )
    return [Extension(row, row.before, row.of, row.stopped_on) for row in rows[:latest]]


def moved_after_due(extensions: Iterable[Extension]) -> list[Extension]:
    """Those that were moved only after they had passed."""
    return [extension for extension in extensions if extension.days_overdue]
