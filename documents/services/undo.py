"""The last change of a document's status is taken back by the person who recorded it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import PlannedDocument, StatusChange
from documents.services.chain import Actor, cancel, chain_of, fit_waits, relink
from documents.services.correcting import refuse_when_completed, refuse_when_guidance_came
from documents.services.moving import save
from documents.services.resettling import settle_anew
from documents.status import UNDOABLE, DocumentStatus
from resolutions.log import ON_BEHALF_OF, entries_of
from resolutions.names import signed
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
    return take_out(document, last, by=by, now=now)


def take_out(
    document: PlannedDocument, last: StatusChange, *, note: str = "", now: datetime, by: Actor
) -> PlannedDocument:
    """Take back the last change of a document that is locked, whoever recorded it, whenever;
    the caller has made sure that nothing rests on it."""
    last.document = document
    if last.old == DocumentStatus.AWAITING_GUIDANCE:
        refuse_when_guidance_came(last)
    refuse_when_completed(last, by=by)
    for name, value in read_values(PlannedDocument, last.replaced or {}).items():
        setattr(document, name, value)
    cancel(last, note=note, now=now, by=by)
    rows = chain_of(document)
    relink(rows)
    settle_anew(document, fit_waits(document, rows), by=by)
    save(document, by=by)
    return document


def _refuse_when_others_changed(
    document: PlannedDocument, last: StatusChange, *, by: Actor
) -> None:
    """Others may have relied on the change since: then it is no longer one person's slip."""
    later = entries_of(document).filter(timestamp__gt=last.recorded_at)
    other = later.exclude(actor=by).select_related("actor").first()
    if other is not None:
        who, told = other.actor, other.additional_data or {}
        raise ValidationError(
            _(
                "%(who)s changed the document at %(at)s, after your entry, so it can no longer "
                "be undone. Record a new event."
            )
            % {
                "who": signed(who, told.get(ON_BEHALF_OF)) or _("Somebody else"),
                "at": timezone.localtime(other.timestamp).strftime("%H:%M %d/%m/%Y"),
            }
        )
