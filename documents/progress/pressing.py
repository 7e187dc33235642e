"""What presses most on a day: overdue, waiting for the Centre, due soon."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Case, CharField, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from documents.models import PlannedDocument, PlannedDocumentQuerySet
from documents.status import DocumentStatus, Timeliness

AHEAD_DAYS = 30


@dataclass(frozen=True)
class Pressing:
    """The first documents of each kind: the longest overdue, the longest waiting, the soonest
    due."""

    overdue: list[PlannedDocument] = field(default_factory=list)
    waiting: list[PlannedDocument] = field(default_factory=list)
    ahead: list[PlannedDocument] = field(default_factory=list)


def pressing(state: PlannedDocumentQuerySet, *, on: date, most: int) -> Pressing:
    """At most so many documents of each kind, of those that the figures beside count; in one
    query. ``state`` carries the day (``as_of``)."""
    ahead = Q(timeliness=Timeliness.AT_RISK) | Q(
        timeliness=Timeliness.WITHIN, due_then__lte=on + timedelta(days=AHEAD_DAYS)
    )
    kind = Case(
        When(timeliness=Timeliness.OVERDUE, then=Value("overdue")),
        When(status_then=DocumentStatus.AWAITING_GUIDANCE, then=Value("waiting")),
        When(ahead, then=Value("ahead")),
        output_field=CharField(),
    )
    # The day that decides: a wait presses from the day it began, a deadline from its own.
    day = Case(
        When(status_then=DocumentStatus.AWAITING_GUIDANCE, then=F("since_then")),
        default=F("due_then"),
    )
    order = [F("presses_from").asc(), F("pk").asc()]
    rows = (
        state.in_sums()
        .annotate(presses_as=kind, presses_from=day)
        .filter(presses_as__isnull=False)
        .annotate(place=Window(RowNumber(), partition_by=[F("presses_as")], order_by=order))
        .filter(place__lte=most)
        .for_register(on=on)
        .order_by(*order)
    )
    found = Pressing()
    for document in rows:
        if document.status_then == DocumentStatus.AWAITING_GUIDANCE:
            found.waiting.append(document)
        elif document.timeliness == Timeliness.OVERDUE:
            found.overdue.append(document)
        else:
            found.ahead.append(document)
    return found
