"""The last change of a document's status is taken back by the person who recorded it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.models import reverse_row
from documents.models import PlannedDocument, StatusChange
from documents.services.moving import Actor, save
from documents.services.waits import take_back_settlement
from documents.status import UNDOABLE, DocumentStatus, Event
from resolutions.log import entries_of
from resolutions.names import name_of
from resolutions.saving import read_values


def may_undo(
    changes: Iterable[StatusChange], *, by: Actor, now: datetime
) -> StatusChange | None:
    """Of a document's history the change that ``by`` may still undo at ``now``, if any: the
    last one recorded, by the same person, ``UNDO_MINUTES`` ago at most. Asks no database;
    what others changed since is found out by ``undo_last``."""
    last = max(changes, key=lambda change: change.pk, default=None)
    return last if last is not None and not _refusal(last, by=by, now=now) else None


def _refusal(last: StatusChange, *, by: Actor, now: datetime) -> str:
    """Why the last recorded change cannot be undone; empty when it can."""
    if last.event not in UNDOABLE or last.replaced is None:
        return _("There is no change of status that could be undone.")
    if by is None or last.by_id != by.pk:
        return _("Only the person who recorded the change may undo it. Record a new event.")
    if now - last.recorded_at > timedelta(minutes=settings.UNDO_MINUTES):
        return _(
            "It was recorded more than %(minutes)d minutes ago and can no longer be undone. "
            "Record a new event."
        ) % {"minutes": settings.UNDO_MINUTES}
    return ""


@transaction.atomic
def undo_last(
    document: PlannedDocument, *, change: int | None = None, by: Actor, now: datetime
) -> PlannedDocument:
    """Take back the last change of status: a row that reverses it is added, both stay in the
    history and hold on no day, and status, number, date, evidence, wait and the document it
    was integrated into are again what they were.

    ``change`` is the id of the row the person saw as the last. Raises ValidationError when
    somebody else recorded it, it is too old, or the document was changed since by others.
    """
    document = PlannedDocument.objects.select_for_update().get(pk=document.pk)
    last = document.changes.select_for_update().latest("pk")
    if change is not None and change != last.pk:
        raise ValidationError(
            _("Meanwhile something else was recorded of this document. Look at it again.")
        )
    if refusal := _refusal(last, by=by, now=now):
        raise ValidationError(refusal)
    _refuse_when_others_changed(document, last, by=by)
    if last.old == DocumentStatus.AWAITING_GUIDANCE:
        _reopen_wait(document, by=by)
    elif last.new == DocumentStatus.AWAITING_GUIDANCE:
        _cancel_wait(document, by=by)
    for name, value in read_values(PlannedDocument, last.replaced or {}).items():
        setattr(document, name, value)
    save(document, by=by)
    _reverse(document, last, by=by, now=now)
    return document


def _refuse_when_others_changed(
    document: PlannedDocument, last: StatusChange, *, by: Actor
) -> None:
    """Others may have relied on the change since: then it is no longer one person's slip."""
    later = entries_of(document).filter(timestamp__gt=last.recorded_at)
    other = later.exclude(actor=by).select_related("actor").first()
    if other is not None:
        who = other.actor
        raise ValidationError(
            _(
                "%(who)s changed the document at %(at)s, after your entry, so it can no longer "
                "be undone. Record a new event."
            )
            % {
                "who": name_of(who) or _("Somebody else"),
                "at": timezone.localtime(other.timestamp).strftime("%H:%M %d/%m/%Y"),
            }
        )


def _reopen_wait(document: PlannedDocument, *, by: Actor) -> None:
    """The wait that the undone event ended goes on as if it had not; the days it gave back,
    or the new deadline, are taken back with it."""
    wait = document.waits.select_related("guidance").latest("pk")
    if wait.guidance is not None and wait.guidance.received_on is not None:
        raise ValidationError(
            _(
                "The document went on because “%(guidance)s” was recorded as received; that "
                "cannot be undone for one document alone. Record a new event."
            )
            % {"guidance": wait.guidance.symbol or wait.guidance}
        )
    wait.ended_on, wait.received = None, ""
    wait.save(update_fields=["ended_on", "received"])
    take_back_settlement(document, wait, by=by)


def _cancel_wait(document: PlannedDocument, *, by: Actor) -> None:
    """The wait that the undone event opened lasted no day."""
    wait = document.waits.get(ended_on__isnull=True)
    if wait.completes_id is not None and wait.by != by:
        raise ValidationError(
            _(
                "Somebody else has completed the wait since your entry, so it can no longer be "
                "undone. Record a new event."
            )
        )
    wait.ended_on = wait.since
    wait.note = f"{wait.note}\n{_('Recorded by mistake and undone.')}".strip()
    wait.save(update_fields=["ended_on", "note"])


def _reverse(
    document: PlannedDocument, last: StatusChange, *, by: Actor, now: datetime
) -> None:
    """Write the row that reverses the last one. From now on neither holds on any day; the row
    before holds for as long as the undone one would have."""
    reverse_row(
        document.changes,
        last,
        event=Event.UNDO,
        old=last.new,
        new=last.old,
        recorded_at=now,
        by=by,
        symbol=document.symbol,
        issued_on=document.issued_on,
    )
