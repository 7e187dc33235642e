"""The chain of a document's events by the days on which they were true: what may follow what,
until when each holds, and what the document is by the last of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assignments.acting import acting_for
from assignments.models import NEVER
from documents.models import GuidanceWait, PlannedDocument, StatusChange
from documents.status import TRANSITIONS, DocumentStatus, Event
from resolutions.saving import read_values, values_of

# What an event may change of a document beside its status, and the values when it does not.
NOT_ISSUED: dict[str, Any] = {
    "symbol": "",
    "issued_on": None,
    "issuer_name": "",
    "evidence_url": "",
    "evidence_note": "",
    "evidence_gap": False,
}
NOT_INTEGRATED: dict[str, Any] = {"integrated_into_id": None, "integrated_into_text": ""}
# All of it, as a row of the history keeps what it replaced and what it set.
STATE = ("status", *NOT_ISSUED, *NOT_INTEGRATED)

Actor = User | None


def chain_of(document: PlannedDocument) -> list[StatusChange]:
    """The events that stand, in the order in which they were true."""
    return list(document.changes.standing().order_by("effective_on", "pk"))


def check_chain(rows: Sequence[StatusChange]) -> None:
    """Raise ValidationError, naming the entry, when one could not have happened after those
    before it.

    Evidence completed later may set the true day of an issue before the row of the issue.
    """
    status = ""
    for place, row in enumerate(rows):
        if row.event == Event.PLAN:
            status = row.new
        elif row.event == Event.RECORD_EVIDENCE and status != DocumentStatus.ISSUED:
            if not _is_issued_next(rows[place + 1 :]):
                raise _contradiction(row, status)
        elif status not in TRANSITIONS[Event(row.event)].sources:
            raise _contradiction(row, status)
        else:
            status = row.new


def _is_issued_next(rows: Sequence[StatusChange]) -> bool:
    following = (row for row in rows if row.event != Event.RECORD_EVIDENCE)
    follower = next(following, None)
    return (
        follower is not None
        and follower.new == DocumentStatus.ISSUED
        and follower.event in (Event.ISSUE, Event.PLAN)
    )


def _contradiction(row: StatusChange, status: str) -> ValidationError:
    told = {"event": row.get_event_display(), "day": row.effective_on.strftime("%d/%m/%Y")}
    if not status:
        said = _("“%(event)s” of %(day)s would lie before the document was planned.")
    else:
        told["status"] = str(DocumentStatus(status).label)
        said = _(
            "“%(event)s” of %(day)s cannot follow “%(status)s”. Give another day, or strike "
            "out first the entry that is wrong."
        )
    return ValidationError(said % told)


def overtaken(rows: Sequence[StatusChange]) -> set[int]:
    """The entries of an issue of which evidence recorded later says that it was earlier. They
    stay in the history and hold on no day: the evidence holds instead (as ``in_turn`` reads
    it)."""
    evidence = [row for row in rows if row.event == Event.RECORD_EVIDENCE]
    return {
        row.pk
        for row in rows
        if row.new == DocumentStatus.ISSUED
        and any(e.pk > row.pk and e.effective_on < row.effective_on for e in evidence)
    }


def relink(rows: Sequence[StatusChange]) -> None:
    """Let each row of a chain hold until the next begins, and the last until further notice;
    those that are overtaken on no day."""
    gone = overtaken(rows)
    turn = [row for row in rows if row.pk not in gone]
    ends = {row.pk: after for row, after in zip(turn, turn[1:], strict=False)}
    wrong = []
    for row in rows:
        after = row if row.pk in gone else ends.get(row.pk)
        end = after.effective_on if after is not None else NEVER
        if row.superseded_on != end:
            wrong.append((row, end))
    # Never two at once in force: those that end earlier than they did come first.
    for row, end in sorted(wrong, key=lambda pair: pair[1] > pair[0].superseded_on):
        row.superseded_on = end
        row.save(update_fields=["superseded_on"])


def cancel(row: StatusChange, *, note: str = "", now: datetime, by: Actor) -> StatusChange:
    """Write the row that strikes out another: from now on neither holds on any day. The rest
    of the chain is to be linked anew. ``row.document`` is as it is without the row."""
    row.superseded_on = row.effective_on
    row.save(update_fields=["superseded_on"])
    made: StatusChange = row.document.changes.create(
        event=Event.UNDO,
        undoes=row,
        old=row.new,
        new=row.old or row.new,
        effective_on=row.effective_on,
        superseded_on=row.effective_on,
        recorded_at=now,
        by=by,
        on_behalf_of=acting_for(by),
        note=note,
        symbol=row.document.symbol,
        issued_on=row.document.issued_on,
    )
    return made


def state_after(document: PlannedDocument, rows: Sequence[StatusChange]) -> dict[str, Any]:
    """What the document is by the last of these rows: status, number, date, evidence and where
    it was integrated."""
    last = rows[-1]
    if last.new not in (DocumentStatus.ISSUED, DocumentStatus.INTEGRATED):
        return {"status": last.new, **NOT_ISSUED, **NOT_INTEGRATED}
    alike = len(rows)
    while alike and rows[alike - 1].new == last.new:
        alike -= 1
    told = max(rows[alike:], key=lambda row: row.pk)
    if told.facts is None:
        return _state_before_facts_were_kept(document, told)
    return read_values(PlannedDocument, told.facts)


def _state_before_facts_were_kept(
    document: PlannedDocument, told: StatusChange
) -> dict[str, Any]:
    """As the event recorded next replaced it; as it is now when there is none."""
    later = document.changes.filter(pk__gt=told.pk, replaced__isnull=False).order_by("pk")
    replaced = later.values_list("replaced", flat=True).first()
    return read_values(PlannedDocument, replaced or values_of(document, STATE))


def waits_begun(document: PlannedDocument) -> list[tuple[StatusChange, GuidanceWait]]:
    """Each event that began a wait, struck out or not, with the wait as it is known now."""
    waits = list(document.waits.order_by("pk"))
    by_pk = {wait.pk: wait for wait in waits}
    replaced = {wait.completes_id for wait in waits}
    known = []
    for wait in waits:
        if wait.pk not in replaced:
            # What is learned later may set an earlier first day; the event keeps the other.
            first = wait
            while first.completes_id:
                first = by_pk[first.completes_id]
            known.append((first, wait))
    begun = document.changes.filter(new=DocumentStatus.AWAITING_GUIDANCE)
    found = []
    for row in begun.exclude(event=Event.UNDO).order_by("pk"):
        of_day = [pair for pair in known if pair[0].since == row.effective_on]
        if of_day:
            pair = min(of_day, key=lambda pair: pair[0].pk)
            known.remove(pair)
            found.append((row, pair[1]))
    return found


def fit_waits(
    document: PlannedDocument, rows: Sequence[StatusChange], *, received: str = ""
) -> list[tuple[StatusChange, GuidanceWait]]:
    """Let each wait last as long as the chain says: from the event that began it to the next;
    one whose event is struck out lasts no day. ``received`` is the guidance that came with an
    event just recorded, where its wait does not say. Returns the waits that end otherwise than
    before, with the events that began them."""
    ends = {row.pk: after for row, after in zip(rows, [*rows[1:], None], strict=True)}
    fitted = []
    for row, wait in waits_begun(document):
        end = ends.get(row.pk)
        until = end.effective_on if end else (None if row.pk in ends else wait.since)
        came = ""
        if end is not None and end.event == Event.RESUME:
            came = wait.received or received
        if (wait.ended_on, wait.received) != (until, came):
            wait.ended_on, wait.received = until, came
            wait.save(update_fields=["ended_on", "received"])
            fitted.append((row, wait))
    return fitted
