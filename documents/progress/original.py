"""A document against the first deadline that it was given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from documents.models import DocumentDeadline, PlannedDocument
from documents.status import Timeliness
from resolutions.moments import Moment


@dataclass(frozen=True)
class AgainstOriginal:
    """The document judged by the first deadline ever given, and how many days awaiting the
    Centre were given back since: these are never booked on who drafts it (ADR 0025)."""

    judged: PlannedDocument
    first_due: date | None
    days: int = 0

    @property
    def is_late(self) -> bool:
        """Whether it is late, the days given back left out."""
        return self.judged.timeliness in (Timeliness.OVERDUE, Timeliness.ISSUED_LATE)


def against_original(
    document: PlannedDocument, deadlines: Iterable[DocumentDeadline], *, on: date
) -> AgainstOriginal:
    """How a document stands on a day against the first deadline that it was given.
    ``deadlines`` are all its rows, ready to be told (``for_history``)."""
    moment = Moment(on, against="original")
    judged = PlannedDocument.objects.as_of(moment).get(pk=document.pk)
    first_due = judged.due_then
    standing = (row for row in deadlines if not hasattr(row, "undone_by"))
    credited = sum(row.credited_days or 0 for row in standing)
    if first_due is None or not credited:
        return AgainstOriginal(judged, first_due)
    judged.due_then = first_due + timedelta(days=credited)
    told = judged.issued_on or on
    late = (Timeliness.OVERDUE, Timeliness.ISSUED_LATE)
    if judged.timeliness in late and told <= judged.due_then:
        judged.timeliness = Timeliness.CLOSED  # nothing to say against it
    return AgainstOriginal(judged, first_due, credited)
