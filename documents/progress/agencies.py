"""What an agency and the bodies below it owe, how late they were, and whether they report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Window

from documents.models import DocumentDeadline, PlannedDocument, PlannedDocumentQuerySet
from documents.progress.figures import Figures, figures_of
from documents.status import Timeliness
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
    """A deadline that was moved: from which day to which, when and why."""

    row: DocumentDeadline
    before: date | None
    # How many there are in all, of which so many were asked for.
    of: int

    @property
    def days_overdue(self) -> int:
        """How many days it had been overdue when it was moved."""
        if self.before is None or self.row.effective_on <= self.before:
            return 0
        return (self.row.effective_on - self.before).days


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


def record_of(documents: PlannedDocumentQuerySet, agencies: set[int], moment: Moment) -> Record:
    """The record of these agencies among ``documents``, which carry no state yet; in four
    queries."""
    led = documents.as_of(moment).led_within(agencies)
    held = documents.filter(pk__in=led.order_by().values("pk"))
    late = led.filter(timeliness=Timeliness.ISSUED_LATE).select_related("resolution")
    return Record(
        figures=figures_of(held, moment),
        stale=led.stale().count(),
        late=[
            Lateness(row, row.due_then, row.issued_on_then)
            for row in late.order_by("-issued_on_then", "pk")[:_HISTORY]
        ],
        extensions=extensions_of(held, moment, latest=_HISTORY),
    )


def extensions_of(
    documents: Any, moment: Moment, *, latest: int | None = None
) -> list[Extension]:
    """The deadlines of these documents that were moved by the day, the latest first: all of
    them, or so many."""
    before = (
        DocumentDeadline.objects.filter(document=OuterRef("document"), pk__lt=OuterRef("pk"))
        .filter(effective_on__lte=OuterRef("effective_on"))
        .latest_first()
    )
    rows: Any = (
        DocumentDeadline.objects.known(moment)
        .filter(is_original=False, document__in=documents.order_by().values("pk"))
        .annotate(before=Subquery(before.values("due_on")[:1]), of=Window(Count("pk")))
        .select_related("document__resolution")
        .latest_first()
    )
    return [Extension(row, row.before, row.of) for row in rows[:latest]]


def moved_after_due(extensions: Iterable[Extension]) -> list[Extension]:
    """Those that were moved only after they had passed."""
    return [extension for extension in extensions if extension.days_overdue]
