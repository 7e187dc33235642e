"""What happens to a planned document: one function per event of ``documents.status``. With
``earlier`` an event that lies before the last one recorded is inserted where it belongs; with
``ends`` it is entered together with the event that ended it (an earlier wait that is over, an
issue that was reopened)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from assignments.acting import acting_for
from documents.models import CentralGuidance, GuidanceWait, PlannedDocument
from documents.services.chain import Actor
from documents.services.completing import awaited
from documents.services.moving import Ends, move
from documents.services.resettling import settle_late
from documents.services.waits import NewDeadline
from documents.status import Event
from resolutions.datasets import is_training, refuse_mixed
from resolutions.folding import clean_line


def start_drafting(
    document: PlannedDocument,
    *,
    effective_on: date,
    note: str = "",
    earlier: bool = False,
    by: Actor,
) -> PlannedDocument:
    """The lead agency writes, or goes back to writing (then ``note`` says why)."""
    return move(
        document,
        Event.START_DRAFTING,
        effective_on=effective_on,
        note=note,
        earlier=earlier,
        by=by,
    )


def consult(
    document: PlannedDocument,
    *,
    effective_on: date,
    note: str = "",
    earlier: bool = False,
    by: Actor,
) -> PlannedDocument:
    """The draft is out for comments."""
    return move(
        document, Event.CONSULT, effective_on=effective_on, note=note, earlier=earlier, by=by
    )


def submit(
    document: PlannedDocument,
    *,
    effective_on: date,
    note: str = "",
    earlier: bool = False,
    by: Actor,
) -> PlannedDocument:
    """The draft lies with the body that signs."""
    return move(
        document, Event.SUBMIT, effective_on=effective_on, note=note, earlier=earlier, by=by
    )


@transaction.atomic
def await_guidance(
    document: PlannedDocument,
    *,
    effective_on: date,
    expected: str,
    guidance: CentralGuidance | None = None,
    asked_by_letter: str = "",
    note: str = "",
    earlier: bool = False,
    ends: Ends | None = None,
    by: Actor,
) -> PlannedDocument:
    """The work stops until the Centre guides; opens a wait that says for what, with ``ends``
    one that is over, whose days are given back.

    Raises ValidationError when ``ends`` does not say what came, and when neither
    ``expected`` nor ``guidance`` names what is awaited.
    """
    expected = clean_line(expected) or (guidance.title if guidance else "")
    if not expected:
        raise ValidationError({"expected": _("Say which central guidance is awaited.")})
    if ends is not None and not clean_line(ends.received):
        raise ValidationError({"received": _("Say which guidance was received.")})
    refuse_mixed(document, guidance=guidance)
    document = move(
        document,
        Event.AWAIT_GUIDANCE,
        effective_on=effective_on,
        note=note,
        earlier=earlier,
        ends=ends,
        by=by,
    )
    later = document.changes.standing().filter(effective_on__gt=effective_on)
    ended_on = None
    if earlier or ends:
        ended_on = later.aggregate(Min("effective_on"))["effective_on__min"]
    if guidance is None:
        guidance = awaited(expected, is_fictional=is_training(document))
    wait = GuidanceWait.objects.create(
        document=document,
        guidance=guidance,
        expected=expected,
        asked_by_letter=asked_by_letter,
        since=effective_on,
        ended_on=ended_on,
        received=clean_line(ends.received) if ends else "",
        note=note,
        by=by,
        on_behalf_of=acting_for(by),
    )
    if wait.ended_on is not None:
        settle_late(document, wait, by=by)
    return document


def resume(
    document: PlannedDocument,
    *,
    effective_on: date,
    received: str,
    deadline: NewDeadline | None = None,
    counted_from: date | None = None,
    note: str = "",
    earlier: bool = False,
    by: Actor,
) -> PlannedDocument:
    """The guidance came (``received`` names it); the wait ends and drafting goes on.

    The deadline gets the days waited back, or is ``deadline``, given by decision; one of so
    many days after the guidance is ``counted_from`` its issue date, or the day it came. Raises
    ValidationError when ``received`` is empty, the new deadline names no decision, or the
    event would lie after the end of the wait.
    """
    if counted_from is not None and counted_from > effective_on:
        raise ValidationError(
            {"counted_from": _("The event cannot lie after the day the wait ends.")}
        )
    if not clean_line(received):
        raise ValidationError({"received": _("Say which guidance was received.")})
    return move(
        document,
        Event.RESUME,
        effective_on=effective_on,
        note=note,
        earlier=earlier,
        by=by,
        received=clean_line(received),
        deadline=deadline,
        counted_from=counted_from,
    )


def issue(
    document: PlannedDocument,
    *,
    symbol: str,
    issued_on: date,
    issuer_name: str,
    evidence_url: str = "",
    evidence_note: str = "",
    note: str = "",
    earlier: bool = False,
    ends: Ends | None = None,
    by: Actor,
) -> PlannedDocument:
    """The document is out: under which symbol, since when, by whom, and where it can be seen;
    of a secret one the day alone.

    Raises ValidationError when number, date or issuer is missing.
    """
    told = (symbol, issued_on, issuer_name, evidence_url, evidence_note)
    facts = _secret_facts(*told) if document.is_secret else _issue_facts(*told)
    return move(
        document,
        Event.ISSUE,
        effective_on=issued_on,
        note=note,
        fields=facts,
        earlier=earlier,
        ends=ends,
        by=by,
    )


def record_evidence(
    document: PlannedDocument,
    *,
    symbol: str,
    issued_on: date,
    issuer_name: str,
    evidence_url: str = "",
    evidence_note: str = "",
    note: str,
    by: Actor,
) -> PlannedDocument:
    """Complete or correct number, date, issuer and proof of an issued document, with a reason.

    Raises ValidationError when number, date, issuer or the reason is missing.
    """
    facts = _issue_facts(symbol, issued_on, issuer_name, evidence_url, evidence_note)
    return move(
        document, Event.RECORD_EVIDENCE, effective_on=issued_on, note=note, by=by, fields=facts
    )


def integrate(
    document: PlannedDocument,
    *,
    effective_on: date,
    into: PlannedDocument | None = None,
    into_text: str = "",
    note: str = "",
    earlier: bool = False,
    ends: Ends | None = None,
    by: Actor,
) -> PlannedDocument:
    """The content went into another document (lồng ghép), here or outside the register.

    Raises ValidationError when no document is named, or the document names itself.
    """
    if into is None and not clean_line(into_text):
        raise ValidationError({"into": _("Say which document it was integrated into.")})
    if into is not None and into.pk == document.pk:
        raise ValidationError({"into": _("A document cannot be integrated into itself.")})
    refuse_mixed(document, into=into)
    return move(
        document,
        Event.INTEGRATE,
        effective_on=effective_on,
        note=note,
        fields={
            "integrated_into_id": into and into.pk,
            "integrated_into_text": clean_line(into_text),
        },
        earlier=earlier,
        ends=ends,
        by=by,
    )


def withdraw(
    document: PlannedDocument,
    *,
    effective_on: date,
    note: str,
    earlier: bool = False,
    ends: Ends | None = None,
    by: Actor,
) -> PlannedDocument:
    """It was decided not to issue the document; ``note`` says why and by whom."""
    return move(
        document,
        Event.WITHDRAW,
        effective_on=effective_on,
        note=note,
        earlier=earlier,
        ends=ends,
        by=by,
    )


def reopen(
    document: PlannedDocument,
    *,
    effective_on: date,
    note: str,
    earlier: bool = False,
    by: Actor,
) -> PlannedDocument:
    """A closed document is open again; ``note`` says why. Its number stays in the history."""
    return move(
        document, Event.REOPEN, effective_on=effective_on, note=note, earlier=earlier, by=by
    )


def _secret_facts(symbol: str, issued_on: date | None, *more: str) -> dict[str, Any]:
    """Of a secret document it is known that it was issued, and when."""
    if symbol or any(more):
        raise ValidationError(
            _("Number, issuer and proof of a secret document are not kept here.")
        )
    if issued_on is None:
        raise ValidationError({"issued_on": _("Give the issue date.")})
    return {"issued_on": issued_on, "evidence_gap": True}


def _issue_facts(
    symbol: str,
    issued_on: date | None,
    issuer_name: str,
    evidence_url: str,
    evidence_note: str,
) -> dict[str, Any]:
    """What is known of an issue. An issued document has a number, a date and an issuer."""
    missing = {}
    if not clean_line(symbol):
        missing["symbol"] = _("Give the number and symbol of the issued document.")
    if issued_on is None:
        missing["issued_on"] = _("Give the issue date.")
    if not clean_line(issuer_name):
        missing["issuer_name"] = _("Name the issuing body.")
    if missing:
        raise ValidationError(missing)
    return {
        "symbol": symbol,
        "issued_on": issued_on,
        "issuer_name": issuer_name,
        "evidence_url": evidence_url,
        "evidence_note": evidence_note,
        "evidence_gap": False,
    }
