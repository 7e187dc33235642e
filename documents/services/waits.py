"""A wait for the Centre ends justly: the item has the days left, or late, that it had when the
wait began, unless a new deadline is given with its decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assignments.deadline_rows import (
    DEADLINE,
    count_from_event,
    give_days_back,
    keep_deadline,
    put_deadline,
)
from assignments.deadlines import DeadlineKind, DeadlineOrigin
from assignments.models import NEVER
from documents.models import DocumentDeadline, GuidanceWait, PlannedDocument
from documents.services.chain import Actor
from documents.status import DocumentStatus
from resolutions.folding import clean_line


@dataclass(frozen=True)
class NewDeadline:
    """A deadline on a day, given by a decision when the wait ends, instead of the days
    waited."""

    due_on: date
    decision: str
    decided_by: str = ""


@dataclass(frozen=True)
class Settlement:
    """What becomes of a deadline when the wait ends: on which day it then falls (None without
    one), how many days are given back, and the row they are added to."""

    due_on: date | None
    days: int = 0
    row: DocumentDeadline | None = None


def settlement(
    rows: Iterable[DocumentDeadline],
    wait: GuidanceWait,
    *,
    stopped_on: date,
    ended_on: date,
    counted_from: date | None = None,
) -> Settlement:
    """What a wait that ends gives to the deadline. ``rows`` are the deadlines that stand,
    ``stopped_on`` is the day from which the document was on record as waiting,
    ``counted_from`` the issue date of the guidance that came, if it did.

    A deadline of so many days after an event whose day is not recorded yet is counted from
    that date, and nothing is given back on top. Else all days of the wait (calendar days; at
    least so many where its first day is unknown) are added to the deadline in force when it
    ends. A deadline given while it waited already took the days until then into account: from
    it only the days since are given back. Without a due day there is nothing to give back.
    """
    rows = list(rows)
    last = hangs_on_event(rows)
    if counted_from is not None and last is not None:
        return Settlement(counted_from + timedelta(days=last.deadline_days or 0), row=last)
    found = [row for row in rows if row.effective_on <= ended_on < row.superseded_on]
    if not found:
        return Settlement(None)
    [row] = found
    if row.due_on is None:
        return Settlement(None)
    counted_from = row.effective_on if row.effective_on > stopped_on else wait.since
    days = max((ended_on - counted_from).days, 0)
    return Settlement(row.due_on + timedelta(days=days), days, row)


def hangs_on_event(rows: Iterable[DocumentDeadline]) -> DocumentDeadline | None:
    """The last of the deadlines that stand, when it is so many days after an event whose day
    nobody has recorded; with the end of a wait it can be counted."""
    last = next((row for row in rows if row.superseded_on == NEVER), None)
    if last is None or last.deadline_kind != DeadlineKind.AFTER_EVENT:
        return None
    counted = last.origin == DeadlineOrigin.EVENT
    return last if last.deadline_days and not counted else None


def end_wait(
    document: PlannedDocument,
    *,
    ended_on: date,
    received: str = "",
    deadline: NewDeadline | None = None,
    counted_from: date | None = None,
    by: Actor,
) -> None:
    """Close the wait of a document that leaves it, and give its deadline the days waited, or
    the new deadline, or, where it hangs on the guidance, count it from the day
    ``counted_from`` on which that was issued.

    Part of the service that changes the status and holds the document's lock.
    """
    wait = document.waits.filter(ended_on__isnull=True).first()
    if wait is None:
        return
    wait.ended_on, wait.received = ended_on, received
    wait.save(update_fields=["ended_on", "received"])
    if deadline is not None:
        _give_new(document, wait, deadline, ended_on=ended_on, by=by)
        return
    stops = document.changes.standing().filter(new=DocumentStatus.AWAITING_GUIDANCE)
    stopped_on = stops.latest_first().values_list("effective_on", flat=True)[0]
    settle(
        document,
        wait,
        stopped_on=stopped_on,
        ended_on=ended_on,
        received=received,
        counted_from=counted_from,
        by=by,
    )


def settle(
    document: PlannedDocument,
    wait: GuidanceWait,
    *,
    stopped_on: date,
    ended_on: date,
    received: str,
    counted_from: date | None = None,
    by: Actor,
) -> None:
    """Give the deadline what the end of a wait gives it (see ``settlement``). The document's
    lock is held."""
    settled = settlement(
        document.deadlines.standing(),
        wait,
        stopped_on=stopped_on,
        ended_on=ended_on,
        counted_from=counted_from,
    )
    if settled.row is None or settled.due_on == settled.row.due_on:
        return
    if settled.days:
        _give_back(document, wait, settled, ended_on=ended_on, by=by)
    else:
        counted = count_from_event(
            document,
            happened_on=counted_from or ended_on,
            event=received,
            document=received,
            reason="" if document.due_on is None else _("the guidance came"),
            by=by,
            wait=wait,
        )
        document.due_on = counted.due_on


def _give_back(
    document: PlannedDocument,
    wait: GuidanceWait,
    settled: Settlement,
    *,
    ended_on: date,
    by: Actor,
) -> None:
    days = settled.days
    if wait.since_is_upper_bound:
        said = ngettext(
            "Given back: at least %(days)d day awaiting the Centre, until %(until)s",
            "Given back: at least %(days)d days awaiting the Centre, until %(until)s",
            days,
        )
    else:
        said = ngettext(
            "Given back: %(days)d day awaiting the Centre, until %(until)s",
            "Given back: %(days)d days awaiting the Centre, until %(until)s",
            days,
        )
    give_days_back(
        document,
        settled.row,
        days=days,
        effective_on=ended_on,
        reason=said % {"days": days, "until": ended_on.strftime("%d/%m/%Y")},
        by=by,
        wait=wait,
    )


def _give_new(
    document: PlannedDocument,
    wait: GuidanceWait,
    deadline: NewDeadline,
    *,
    ended_on: date,
    by: Actor,
) -> None:
    if not clean_line(deadline.decision):
        raise ValidationError({"decision": _("Name the document that gives the new deadline.")})
    if deadline.due_on < ended_on:
        raise ValidationError(
            {"new_due_on": _("The new deadline cannot lie before the day the wait ends.")}
        )
    last = document.deadlines.standing().latest_first().first()
    given = (DeadlineKind.DAY, deadline.due_on, "", None)
    put_deadline(document, dict(zip(DEADLINE, given, strict=True)))
    keep_deadline(
        document,
        # Never before the deadline it replaces, which may have been set meanwhile.
        effective_on=max(ended_on, last.effective_on) if last else ended_on,
        is_original=last is None,
        reason=_("New deadline when the wait for the Centre ended"),
        decided_by=clean_line(deadline.decided_by),
        decision=clean_line(deadline.decision),
        by=by,
        wait=wait,
    )
