"""What the end of a wait gave is put right, when an event or a deadline is added or struck out
later: the days of the Centre's delay are those that the history tells now."""

from collections.abc import Collection
from datetime import date, timedelta

from assignments.acting import sign
from assignments.deadline_rows import DEADLINE, take_back_deadline
from assignments.deadlines import DeadlineOrigin
from documents.models import DocumentDeadline, GuidanceWait, PlannedDocument, StatusChange
from documents.services.chain import Actor, waits_begun
from documents.services.waits import settle
from resolutions.saving import save_clean, values_of

_SET = DeadlineOrigin.SET


def take_back_settlement(
    document: PlannedDocument, wait: GuidanceWait, *, by: Actor
) -> list[DocumentDeadline]:
    """The end of the wait is undone: the days given back, the new deadline, or the day of the
    event from which it was counted, with it; returns these rows. The document's lock is held;
    its fields are not saved here."""
    given = list(document.deadlines.standing().filter(wait=wait).latest_first())
    for row in given:
        take_back_deadline(document, row, by=by, wait=wait)
    return given


def _counted_from(gave: list[DocumentDeadline]) -> date | None:
    """The day of the event that was recorded with the end of the wait: it stays what it was
    when the wait turns out to have ended on another day."""
    return next((row.event_on for row in gave if row.event_on is not None), None)


def settle_anew(
    document: PlannedDocument,
    fitted: Collection[tuple[StatusChange, GuidanceWait]],
    *,
    decided_stays: bool = False,
    by: Actor,
) -> None:
    """Waits end otherwise than before, because an event was undone, struck out or added: what
    their end gave is taken back, and one that ended all the same gives the days until then
    instead. With ``decided_stays`` a deadline that a decision gave at the end is left: nothing
    was said against it. ``fitted`` are the waits with the events that began them. The caller
    saves the document."""
    for begun, wait in fitted:
        if decided_stays and wait.deadlines.standing().filter(origin=_SET).exists():
            continue
        gave = take_back_settlement(document, wait, by=by)
        if gave and wait.ended_on is not None and wait.ended_on > wait.since:
            settle(
                document,
                wait,
                stopped_on=begun.effective_on,
                ended_on=wait.ended_on,
                received=wait.received,
                counted_from=_counted_from(gave),
                by=by,
            )
    if fitted:
        rest_credits(document, by=by)


def settle_late(document: PlannedDocument, wait: GuidanceWait, *, by: Actor) -> None:
    """A wait that was over when it was recorded gives the days waited, as any other: the delay
    of the Centre is never booked on the agency. The document's lock is held."""
    assert wait.ended_on is not None
    before = values_of(document, DEADLINE)
    settle(
        document,
        wait,
        stopped_on=wait.since,
        ended_on=wait.ended_on,
        received=wait.received,
        by=by,
    )
    rest_credits(document, by=by)
    if values_of(document, DEADLINE) != before:
        sign(document, by=by)
        save_clean(document, if_changed=True)


def settle_when_none(
    document: PlannedDocument, wait: GuidanceWait, *, stopped_on: date, by: Actor
) -> None:
    """A wait that gave nothing, because the deadline in force when it ended had no day, gives
    its days to the one that was in force instead. The caller saves the document."""
    if wait.ended_on is not None and not wait.deadlines.standing().exists():
        settle(
            document,
            wait,
            stopped_on=stopped_on,
            ended_on=wait.ended_on,
            received=wait.received,
            by=by,
        )
        rest_credits(document, by=by)


def rest_credits(document: PlannedDocument, *, by: Actor) -> None:
    """Days given back rest on the deadline before them. Where that is another one now, they are
    given anew, from it. The caller saves the document."""
    for _round in range(document.deadlines.count()):
        row = _not_resting(document)
        if row is None:
            return
        wait = row.wait
        assert wait is not None  # days given back name their wait
        begun = {told.pk: first for first, told in waits_begun(document)}
        take_back_settlement(document, wait, by=by)
        if wait.pk in begun and wait.ended_on is not None:
            settle(
                document,
                wait,
                stopped_on=begun[wait.pk].effective_on,
                ended_on=wait.ended_on,
                received=wait.received,
                by=by,
            )


def _not_resting(document: PlannedDocument) -> DocumentDeadline | None:
    """The first row of days given back whose day does not follow from the row before it."""
    rows = document.deadlines.standing().order_by("effective_on", "pk")
    before: DocumentDeadline | None = None
    for row in rows.select_related("wait"):
        if row.origin == DeadlineOrigin.CREDIT:
            base = before.due_on if before is not None else None
            if base is None or row.due_on != base + timedelta(days=row.credited_days or 0):
                return row
        before = row
    return None
