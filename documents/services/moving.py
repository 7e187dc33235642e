"""The one place where a status changes: lock, check, change, close the wait, write history."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import sign
from assignments.deadline_rows import DEADLINE
from assignments.models import NEVER, append_row
from documents.models import GuidanceWait, PlannedDocument, StatusChange
from documents.services.chain import (
    NOT_INTEGRATED,
    NOT_ISSUED,
    STATE,
    Actor,
    chain_of,
    check_chain,
    fit_waits,
    relink,
    state_after,
)
from documents.services.resettling import settle_anew
from documents.services.waits import end_wait
from documents.status import (
    TRANSITIONS,
    DocumentStatus,
    Event,
    check_transition,
    reason_needed,
)
from resolutions.days import check_day
from resolutions.folding import clean_line
from resolutions.log import tell
from resolutions.saving import save_clean, values_of

# What begins with an event and ends with another: such a pair may be entered together.
SPANS = {
    Event.AWAIT_GUIDANCE: Event.RESUME,
    Event.ISSUE: Event.REOPEN,
    Event.INTEGRATE: Event.REOPEN,
    Event.WITHDRAW: Event.REOPEN,
}


@dataclass(frozen=True)
class Ends:
    """The end of what began with an event: its day, and the guidance that came, if any."""

    on: date
    received: str = ""


@dataclass(frozen=True)
class Step:
    """An event to be inserted, with what it sets of the document."""

    event: Event
    effective_on: date
    fields: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def move(
    document: PlannedDocument,
    event: Event,
    *,
    effective_on: date,
    note: str,
    by: Actor,
    fields: dict[str, Any] | None = None,
    earlier: bool = False,
    ends: Ends | None = None,
    **wait_ends: Any,
) -> PlannedDocument:
    """The one place where a status changes: lock, check, change, end the wait, keep history.

    With ``earlier`` an event that lies before the last one is inserted where it belongs, with
    ``ends`` together with the event that ended what began with it.
    ``wait_ends`` is how a wait that ends with it does (see ``end_wait``).
    """
    document = PlannedDocument.objects.select_for_update().get(pk=document.pk)
    if not document.changes.filter(superseded_on=NEVER).exists():
        raise ValidationError(
            _("This document was struck out: it is in no list and no figure any more.")
        )
    if ends is not None:
        return _insert(
            document,
            [
                Step(event, effective_on, fields or {}),
                Step(SPANS[event], ends.on),
            ],
            chain_of(document),
            note=clean_line(note),
            by=by,
        )
    if earlier and (chain := chain_of(document)) and effective_on < chain[-1].effective_on:
        return _insert(
            document,
            [Step(event, effective_on, fields or {})],
            chain,
            note=clean_line(note),
            received=wait_ends.get("received", ""),
            by=by,
        )
    old = document.status
    new = check_transition(event, old)
    note = clean_line(note)
    if not note and reason_needed(event, old):
        raise ValidationError({"note": _("Say why: this change needs a reason.")})
    check_day(effective_on)
    _check_order(document, event, effective_on)
    _check_back_dating(effective_on, note)
    replaced = values_of(document, STATE)
    _set_state(document, new, fields or {})
    save(document, by=by)
    if values_of(document, STATE) == replaced:
        tell(document, "changes", "", str(event.label))
    append_row(
        document.changes,
        event=event,
        old=old,
        new=new,
        effective_on=effective_on,
        by=by,
        note=note,
        symbol=document.symbol,
        issued_on=document.issued_on,
        replaced=replaced,
        facts=values_of(document, STATE),
    )
    if old == DocumentStatus.AWAITING_GUIDANCE:
        end_wait(document, ended_on=effective_on, by=by, **wait_ends)
    if event == Event.RECORD_EVIDENCE:
        relink(chain_of(document))
    return document


def _settle_waits(
    document: PlannedDocument, fitted: list[tuple[StatusChange, GuidanceWait]], *, by: Actor
) -> bool:
    """Give the days of waits that end earlier than was recorded anew; tells whether the
    deadline of the document moved with them."""
    before = values_of(document, DEADLINE)
    settle_anew(document, fitted, decided_stays=True, by=by)
    moved = values_of(document, DEADLINE) != before
    if moved:
        save(document, by=by)
    return moved


def _set_state(document: PlannedDocument, status: str, fields: dict[str, Any]) -> None:
    changed = {
        "status": status,
        **({} if status == DocumentStatus.ISSUED else NOT_ISSUED),
        **({} if status == DocumentStatus.INTEGRATED else NOT_INTEGRATED),
        **fields,
    }
    for name, value in changed.items():
        setattr(document, name, value)


def _insert(
    document: PlannedDocument,
    steps: list[Step],
    chain: list[StatusChange],
    *,
    note: str,
    received: str = "",
    by: Actor,
) -> PlannedDocument:
    """Put events that were not known before in their place among those recorded. The document
    is what the last of all says."""
    if not note:
        raise ValidationError({"note": _("Say why this is entered only now.")})
    for step in steps:
        check_day(step.effective_on)
    if len(steps) > 1:
        _check_span(steps[0].effective_on, steps[-1].effective_on, chain)
    rows, made = list(chain), []
    for step in steps:
        place = sum(row.effective_on <= step.effective_on for row in rows)
        row = StatusChange(
            event=step.event,
            old=rows[place - 1].new if place else "",
            new=TRANSITIONS[step.event].target,
            effective_on=step.effective_on,
        )
        rows.insert(place, row)
        made.append(row)
    check_chain(rows)
    before = values_of(document, STATE)
    for step, row in zip(steps, made, strict=True):
        then = PlannedDocument.objects.get(pk=document.pk)
        _set_state(then, row.new, step.fields)
        then.full_clean()  # what it was is as right as what it is
        append_row(
            document.changes,
            event=row.event,
            old=row.old,
            new=row.new,
            effective_on=row.effective_on,
            by=by,
            note=note,
            symbol=then.symbol,
            issued_on=then.issued_on,
            facts=values_of(then, STATE),
        )
    rows = chain_of(document)
    fitted = fit_waits(document, rows, received=received)
    if len(steps) > 1:
        # A whole span may be the last that happened.
        for name, value in state_after(document, rows).items():
            setattr(document, name, value)
        if values_of(document, STATE) != before:
            save(document, by=by)
    if not _settle_waits(document, fitted, by=by):
        tell(document, "changes", "", str(steps[0].event.label))
    return document


def _check_span(began: date, ended: date, chain: list[StatusChange]) -> None:
    """Refuse a span that does not run forward, and one into which another entry falls."""
    if ended <= began:
        raise ValidationError(
            {"ended_on": _("It ended after it began. Give a later day, or another first day.")}
        )
    between = next((row for row in chain if began < row.effective_on <= ended), None)
    if between is not None:
        raise ValidationError(
            _(
                "“%(event)s” of %(day)s lies between these two days. Give other days, or "
                "strike out first the entry that is wrong."
            )
            % {
                "event": between.get_event_display(),
                "day": between.effective_on.strftime("%d/%m/%Y"),
            }
        )


def save(document: PlannedDocument, *, by: Actor) -> None:
    """Save a document that is right, with the actor in the log."""
    sign(document, by=by)
    save_clean(document)


def _check_order(document: PlannedDocument, event: Event, effective_on: date) -> None:
    """Refuse a day before the row it follows; the history runs forward.

    Completing or correcting the evidence of an issued document may set the true, earlier day,
    down to the last row in which it was not issued.
    """
    rows = document.changes.standing().latest_first()
    if event == Event.RECORD_EVIDENCE:
        rows = rows.exclude(new=DocumentStatus.ISSUED)
    last = rows.first()
    if last is None or effective_on >= last.effective_on:
        return
    raise ValidationError(
        _(
            "On %(day)s the document was already “%(status)s”. Give that day or a later one, "
            "or add it under its history as an earlier event."
        )
        % {
            "day": last.effective_on.strftime("%d/%m/%Y"),
            "status": DocumentStatus(last.new).label,
        }
    )


def _check_back_dating(effective_on: date, note: str) -> None:
    """An entry much older than today says why it comes so late."""
    days = settings.BACK_DATING_DAYS
    if not note and effective_on < timezone.localdate() - timedelta(days=days):
        raise ValidationError(
            {
                "note": _(
                    "This happened more than %(days)d days ago. Say why it is entered only now."
                )
                % {"days": days}
            }
        )
