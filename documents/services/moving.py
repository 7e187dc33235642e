"""The one place where a status changes: lock, check, change, close the wait, write history."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import sign
from assignments.models import append_row
from documents.models import PlannedDocument
from documents.services.waits import Actor, end_wait
from documents.status import DocumentStatus, Event, check_transition, reason_needed
from resolutions.days import check_day
from resolutions.folding import clean_line
from resolutions.log import tell
from resolutions.saving import save_clean, values_of

__all__ = ["NOT_INTEGRATED", "NOT_ISSUED", "Actor", "move", "save"]

# What an event may change of a document beside its status, and the values when it does not.
NOT_ISSUED: dict[str, Any] = {
    "symbol": "",
    "issued_on": None,
    "issuer_name": "",
    "evidence_url": "",
    "evidence_note": "",
    "evidence_gap": False,
}
NOT_INTEGRATED: dict[str, Any] = {"integrated_into": None, "integrated_into_text": ""}
# All of it, as a row of the history keeps what it replaced.
STATE = ("status", *NOT_ISSUED, "integrated_into_id", "integrated_into_text")


@transaction.atomic
def move(
    document: PlannedDocument,
    event: Event,
    *,
    effective_on: date,
    note: str,
    by: Actor,
    fields: dict[str, Any] | None = None,
    **wait_ends: Any,
) -> PlannedDocument:
    """The one place where a status changes: lock, check, change, end the wait, keep history.

    ``wait_ends`` is how a wait that ends with it does (see ``end_wait``).
    """
    document = PlannedDocument.objects.select_for_update().get(pk=document.pk)
    old = document.status
    new = check_transition(event, old)
    note = clean_line(note)
    if not note and reason_needed(event, old):
        raise ValidationError({"note": _("Say why: this change needs a reason.")})
    check_day(effective_on)
    _check_order(document, event, effective_on)
    _check_back_dating(effective_on, note)
    changed = {
        "status": new,
        **({} if new == DocumentStatus.ISSUED else NOT_ISSUED),
        **({} if new == DocumentStatus.INTEGRATED else NOT_INTEGRATED),
        **(fields or {}),
    }
    replaced = values_of(document, STATE)
    for name, value in changed.items():
        setattr(document, name, value)
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
    )
    if old == DocumentStatus.AWAITING_GUIDANCE:
        end_wait(document, ended_on=effective_on, by=by, **wait_ends)
    return document


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
        _("On %(day)s the document was already “%(status)s”. Give that day or a later one.")
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
