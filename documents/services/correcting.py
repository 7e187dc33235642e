"""The past is put right: an entry made twice or by mistake is struck out, and stays."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments import deadline_rows
from assignments.deadline_rows import DEADLINE
from assignments.models import Assignment, TaskDeadline
from documents.models import (
    DocumentDeadline,
    DocumentDuty,
    GuidanceWait,
    PlannedDocument,
    StatusChange,
)
from documents.services.chain import (
    STATE,
    Actor,
    cancel,
    chain_of,
    check_chain,
    fit_waits,
    relink,
    state_after,
    waits_begun,
)
from documents.services.moving import save
from documents.services.resettling import rest_credits, settle_anew, settle_when_none
from documents.status import UNDOABLE, DocumentStatus, Event
from resolutions.folding import clean_line
from resolutions.log import tell
from resolutions.names import signed
from resolutions.saving import values_of

# What belongs to a document or task itself, and is not others resting on it.
_HISTORIES = (
    StatusChange,
    DocumentDeadline,
    DocumentDuty,
    GuidanceWait,
    TaskDeadline,
    Assignment,
)


@transaction.atomic
def strike_out(
    document: PlannedDocument, *, change: int, reason: str, now: datetime, by: Actor
) -> PlannedDocument:
    """Strike out an entry of the history that was made twice or by mistake: a row that says
    why is added, neither holds on any day, the rows before and after meet, and the document is
    what the last of them says. What was known on an earlier day stays. With the entry that it
    was planned, the only one left, the document goes: it is there on no day.

    Raises ValidationError without a reason, for an entry that was struck out already or is no
    event, when the one after it could not have followed the one before it, and for a document
    on which something else rests.
    """
    document = PlannedDocument.objects.select_for_update().get(pk=document.pk)
    reason = clean_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why the entry is struck out.")})
    row = document.changes.for_timeline().filter(pk=change).first()
    if row is None:
        raise ValidationError(_("There is no such entry of this document."))
    _refuse_when_it_stays(row)
    row.document = document
    chain = chain_of(document)
    if row.event == Event.PLAN:
        _refuse_when_more_happened(document, chain)
        document.task_links.all().delete()
        close_history(document, reason=reason, now=now, by=by)
        return document
    place = next(place for place, other in enumerate(chain) if other.pk == row.pk)
    if place and chain[place - 1].new == DocumentStatus.AWAITING_GUIDANCE:
        refuse_when_guidance_came(row)
    refuse_when_completed(row, by=by)
    rows = [*chain[:place], *chain[place + 1 :]]
    check_chain(rows)
    before = values_of(document, (*STATE, *DEADLINE))
    for name, value in state_after(document, rows).items():
        setattr(document, name, value)
    cancel(row, note=reason, now=now, by=by)
    relink(rows)
    settle_anew(document, fit_waits(document, rows), by=by)
    if values_of(document, (*STATE, *DEADLINE)) != before:
        save(document, by=by)
    else:
        tell(document, "changes", str(row.get_event_display()), "")
    return document


def _refuse_when_it_stays(row: StatusChange) -> None:
    if hasattr(row, "undone_by"):
        by = row.undone_by.by
        raise ValidationError(
            _("%(who)s struck this entry out already, at %(at)s. Nothing is left to do.")
            % {
                "who": signed(by, row.undone_by.on_behalf_of) or _("Somebody else"),
                "at": timezone.localtime(row.undone_by.recorded_at).strftime("%H:%M %d/%m/%Y"),
            }
        )
    if row.event not in (*UNDOABLE, Event.PLAN):
        raise ValidationError(
            _("“%(event)s” is not struck out: it is no event of the work itself.")
            % {"event": row.get_event_display()}
        )


def _refuse_when_more_happened(document: PlannedDocument, chain: list[StatusChange]) -> None:
    """A document that should never have been planned has no other entry and nothing on it."""
    if len(chain) > 1:
        raise ValidationError(
            _(
                "More was recorded of this document. Strike out the later entries first, if "
                "they are wrong too; else record that it is not to be issued."
            )
        )
    if are_rested_on([document]):
        raise ValidationError(
            _(
                "Reports, requests, instructions, files or other documents rest on this one. "
                "Record that it is not to be issued, with the reason."
            )
        )


def are_rested_on(items: list[Any]) -> bool:
    """Whether something else than its own history rests on one of these documents or tasks."""
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect(items)
    except ProtectedError as resting:
        return not all(isinstance(row, _HISTORIES) for row in resting.protected_objects)
    return False


def refuse_when_guidance_came(row: StatusChange) -> None:
    """What ended a wait because the document of the Centre came for all who waited for it is
    not taken back for one of them."""
    ended = row.document.waits.standing().filter(
        ended_on=row.effective_on, guidance__received_on__isnull=False
    )
    wait = ended.select_related("guidance").first()
    if wait is not None and wait.guidance is not None:
        raise ValidationError(
            _(
                "The document went on because “%(guidance)s” was recorded as received; that "
                "cannot be undone for one document alone. Record a new event."
            )
            % {"guidance": wait.guidance.symbol or wait.guidance}
        )


def refuse_when_completed(row: StatusChange, *, by: Actor) -> None:
    """A wait that somebody else has completed since is no longer one person's slip."""
    wait = next((wait for begun, wait in waits_begun(row.document) if begun.pk == row.pk), None)
    if wait is not None and wait.completes_id is not None and wait.by != by:
        raise ValidationError(
            _(
                "Somebody else has completed the wait since your entry, so it can no longer be "
                "undone. Record a new event."
            )
        )


def close_history(document: PlannedDocument, *, reason: str, now: datetime, by: Actor) -> None:
    """Strike out the whole history of a document that should never have been planned: it is
    there on no day, and its rows stay. The caller holds the lock and has checked."""
    for row in reversed(chain_of(document)):
        row.document = document
        cancel(row, note=reason, now=now, by=by)
    for wait in document.waits.filter(ended_on__isnull=True):
        wait.ended_on = wait.since
        wait.save(update_fields=["ended_on"])
    tell(document, "changes", str(DocumentStatus(document.status).label), "")


@transaction.atomic
def strike_out_deadline(
    document: PlannedDocument, *, row: int, reason: str, seen: int | None = None, by: Actor
) -> PlannedDocument:
    """Strike out a deadline of a document that was entered by mistake, as of any item
    (``assignments.deadline_rows``). Days given back after a wait that rested on it are given
    anew from the deadline that was in force without it."""
    document = PlannedDocument.objects.select_for_update().get(pk=document.pk)
    struck = document.deadlines.filter(pk=row).first()
    until = struck.superseded_on if struck else None
    document = deadline_rows.strike_out_deadline(
        document, row=row, reason=reason, seen=seen, by=by
    )
    before = values_of(document, DEADLINE)
    rest_credits(document, by=by)
    if struck is not None and until is not None and struck.due_on is None:
        for begun, wait in waits_begun(document):
            ended_on = wait.ended_on or wait.since
            if ended_on > wait.since and struck.effective_on <= ended_on < until:
                settle_when_none(document, wait, stopped_on=begun.effective_on, by=by)
    if values_of(document, DEADLINE) != before:
        save(document, by=by)
    return document
