"""The Centre's document came: everything that waited for it goes on at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from documents.models import CentralGuidance, GuidanceWait, PlannedDocument
from documents.services.chain import Actor
from documents.services.events import resume
from documents.services.waits import NewDeadline
from resolutions.datasets import refuse_mixed
from resolutions.days import check_day
from resolutions.folding import clean_line


@dataclass(frozen=True)
class Released:
    """A document that goes on, the day on which it is then due, and how many days of the wait
    were given back."""

    document: PlannedDocument
    due_on: date | None
    days: int = 0


@transaction.atomic
def receive_guidance(
    guidance: CentralGuidance,
    *,
    symbol: str,
    issuer_name: str,
    issued_on: date,
    received_on: date,
    note: str = "",
    deadline: NewDeadline | None = None,
    counted_from: date | None = None,
    documents: Collection[int],
    by: Actor,
) -> list[Released]:
    """Record the received document and release those that waited for it, all or none.

    ``documents`` are the ids shown in the preview. Each wait ends on ``received_on``; a
    deadline of N days after the event falls N days after ``issued_on``, or ``counted_from``,
    the others get the days waited back; with ``deadline``, given by decision, it is that for
    all. Raises ValidationError when the guidance came already, a day cannot be, or the waiting
    documents are no longer those of the preview.
    """
    guidance = CentralGuidance.objects.select_for_update().get(pk=guidance.pk)
    if guidance.received_on is not None:
        raise ValidationError(_("This document was already recorded as received."))
    if not clean_line(symbol):
        raise ValidationError({"symbol": _("Give the number and symbol of the document.")})
    if not clean_line(issuer_name):
        raise ValidationError({"issuer_name": _("Name the issuing body.")})
    check_day(issued_on)
    check_day(received_on)
    if counted_from is not None and counted_from > received_on:
        raise ValidationError(
            {"counted_from": _("Deadlines are counted from the day of receipt at the latest.")}
        )
    if received_on < issued_on:
        raise ValidationError({"received_on": _("It cannot be received before it is issued.")})
    waits = GuidanceWait.objects.filter(guidance=guidance, ended_on__isnull=True)
    refuse_mixed(
        guidance,
        documents=[wait.document for wait in waits.select_related("document__resolution")],
    )
    if {wait.document_id for wait in waits} != set(documents):
        raise ValidationError(
            _("The list of waiting documents has changed meanwhile. Look at it again.")
        )
    guidance.symbol, guidance.issuer_name = clean_line(symbol), clean_line(issuer_name)
    guidance.issued_on, guidance.received_on = issued_on, received_on
    guidance.full_clean()
    guidance.save()
    named = _("%(symbol)s of %(day)s") % {
        "symbol": guidance.symbol,
        "day": issued_on.strftime("%d/%m/%Y"),
    }
    released = []
    for wait in waits.select_related("document").order_by("document"):
        document = resume(
            wait.document,
            effective_on=received_on,
            received=named,
            deadline=deadline,
            counted_from=counted_from or issued_on,
            note=note,
            by=by,
        )
        given = document.deadlines.standing().filter(wait=wait).first()
        days = (given and given.credited_days) or 0
        released.append(Released(document, document.due_on, days))
    return released
