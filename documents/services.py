"""Every event in the life of a planned document: one function each.

All are keyword-only after the document, atomic, take the actor as ``by`` and write the history
row in the same transaction. Page, API, admin and import call these and nothing else. Each
raises ValidationError (ForbiddenTransition when the status does not allow the event) with a
message fit for the person who asked; then nothing was saved.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.models import Agency, Task
from documents.models import (
    CentralGuidance,
    GuidanceWait,
    PlannedDocument,
    StatusChange,
    TaskLink,
)
from documents.status import (
    DocumentStatus,
    Event,
    check_transition,
    reason_needed,
)

FIRST_DAY = date(1930, 2, 3)

_NOT_ISSUED: dict[str, Any] = {
    "symbol": "",
    "issued_on": None,
    "issuer_name": "",
    "evidence_url": "",
    "evidence_note": "",
    "evidence_gap": False,
}
_NOT_INTEGRATED: dict[str, Any] = {"integrated_into": None, "integrated_into_text": ""}

Actor = User | None


@transaction.atomic
def plan(
    document: PlannedDocument,
    *,
    effective_on: date,
    status: str = DocumentStatus.NOT_STARTED,
    date_is_upper_bound: bool = False,
    expected_guidance: str = "",
    note: str = "",
    source_name: str = "",
    source_quote: str = "",
    recorded_at: datetime | None = None,
    by: Actor,
    **issued: Any,
) -> PlannedDocument:
    """Save a new planned document and open its history.

    A document taken over from a report may start in the status the report gives it; ``issued``
    then carries what is known of its issue (symbol, issued_on, issuer_name, evidence_url,
    evidence_note). What is not known stays empty and is marked ``evidence_gap``.
    """
    if not document._state.adding:
        raise ValueError("plan() is for a document that is not saved yet")
    _check_day(effective_on)
    document.status = status
    if status == DocumentStatus.ISSUED:
        issued = {"symbol": "", "issued_on": None, **issued}
        for name, value in issued.items():
            setattr(document, name, value)
        document.evidence_gap = not (document.symbol and document.issued_on)
    elif issued:
        raise ValueError("only an issued document has a symbol and a date")
    _save(document, by=by)
    StatusChange.objects.create(
        document=document,
        event=Event.PLAN,
        old="",
        new=status,
        effective_on=effective_on,
        date_is_upper_bound=date_is_upper_bound,
        recorded_at=recorded_at or timezone.now(),
        by=by,
        note=note,
        symbol=document.symbol,
        issued_on=document.issued_on,
        source_name=source_name,
        source_quote=source_quote,
    )
    if status == DocumentStatus.AWAITING_GUIDANCE:
        GuidanceWait.objects.create(
            document=document,
            expected=expected_guidance,
            since=effective_on,
            since_is_upper_bound=date_is_upper_bound,
            source_name=source_name,
            source_quote=source_quote,
        )
    return document


@transaction.atomic
def save_planned(
    document: PlannedDocument,
    *,
    coordinating: Iterable[Agency],
    tasks: Iterable[Task],
    planned_on: date | None = None,
    by: Actor,
) -> PlannedDocument:
    """Save what is planned of a document with its agencies and tasks; a new one opens its
    history on ``planned_on`` (today when not given). Never touches the status."""
    if document._state.adding:
        plan(document, effective_on=planned_on or timezone.localdate(), by=by)
    else:
        _save(document, by=by)
    document.coordinating_agencies.set(coordinating)
    wanted = {task.pk for task in tasks}
    document.task_links.exclude(task__in=wanted).delete()
    held = set(document.task_links.values_list("task", flat=True))
    TaskLink.objects.bulk_create(
        TaskLink(document=document, task_id=pk) for pk in sorted(wanted - held)
    )
    return document


def start_drafting(
    document: PlannedDocument, *, effective_on: date, note: str = "", by: Actor
) -> PlannedDocument:
    """The lead agency writes, or goes back to writing (then ``note`` says why)."""
    return _move(document, Event.START_DRAFTING, effective_on=effective_on, note=note, by=by)


def consult(
    document: PlannedDocument, *, effective_on: date, note: str = "", by: Actor
) -> PlannedDocument:
    """The draft is out for comments."""
    return _move(document, Event.CONSULT, effective_on=effective_on, note=note, by=by)


def submit(
    document: PlannedDocument, *, effective_on: date, note: str = "", by: Actor
) -> PlannedDocument:
    """The draft lies with the body that signs."""
    return _move(document, Event.SUBMIT, effective_on=effective_on, note=note, by=by)


@transaction.atomic
def await_guidance(
    document: PlannedDocument,
    *,
    effective_on: date,
    expected: str,
    guidance: CentralGuidance | None = None,
    asked_by_letter: str = "",
    note: str = "",
    by: Actor,
) -> PlannedDocument:
    """The work stops until the Centre guides; opens a wait that says for what.

    Raises ValidationError when neither ``expected`` nor ``guidance`` names what is awaited.
    """
    expected = expected.strip() or (guidance.title if guidance else "")
    if not expected:
        raise ValidationError({"expected": _("Say which central guidance is awaited.")})
    document = _move(
        document, Event.AWAIT_GUIDANCE, effective_on=effective_on, note=note, by=by
    )
    GuidanceWait.objects.create(
        document=document,
        guidance=guidance,
        expected=expected,
        asked_by_letter=asked_by_letter,
        since=effective_on,
        note=note,
    )
    return document


def resume(
    document: PlannedDocument,
    *,
    effective_on: date,
    received: str,
    note: str = "",
    by: Actor,
) -> PlannedDocument:
    """The guidance came (``received`` names it); the wait ends and drafting goes on.

    Raises ValidationError when ``received`` is empty.
    """
    if not received.strip():
        raise ValidationError({"received": _("Say which guidance was received.")})
    return _move(
        document,
        Event.RESUME,
        effective_on=effective_on,
        note=note,
        by=by,
        received=received.strip(),
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
    by: Actor,
) -> PlannedDocument:
    """The document is out: under which symbol, since when, by whom, and where it can be seen.

    Raises ValidationError when number, date or issuer is missing.
    """
    _check_issue(symbol=symbol, issued_on=issued_on, issuer_name=issuer_name)
    return _move(
        document,
        Event.ISSUE,
        effective_on=issued_on,
        note=note,
        by=by,
        fields={
            "symbol": symbol,
            "issued_on": issued_on,
            "issuer_name": issuer_name,
            "evidence_url": evidence_url,
            "evidence_note": evidence_note,
        },
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
    _check_issue(symbol=symbol, issued_on=issued_on, issuer_name=issuer_name)
    return _move(
        document,
        Event.RECORD_EVIDENCE,
        effective_on=issued_on,
        note=note,
        by=by,
        fields={
            "symbol": symbol,
            "issued_on": issued_on,
            "issuer_name": issuer_name,
            "evidence_url": evidence_url,
            "evidence_note": evidence_note,
            "evidence_gap": False,
        },
    )


def integrate(
    document: PlannedDocument,
    *,
    effective_on: date,
    into: PlannedDocument | None = None,
    into_text: str = "",
    note: str = "",
    by: Actor,
) -> PlannedDocument:
    """The content went into another document (lồng ghép), here or outside the register.

    Raises ValidationError when no document is named, or the document names itself.
    """
    if into is None and not into_text.strip():
        raise ValidationError({"into": _("Say which document it was integrated into.")})
    if into is not None and into.pk == document.pk:
        raise ValidationError({"into": _("A document cannot be integrated into itself.")})
    return _move(
        document,
        Event.INTEGRATE,
        effective_on=effective_on,
        note=note,
        by=by,
        fields={"integrated_into": into, "integrated_into_text": into_text.strip()},
    )


def withdraw(
    document: PlannedDocument, *, effective_on: date, note: str, by: Actor
) -> PlannedDocument:
    """It was decided not to issue the document; ``note`` says why and by whom."""
    return _move(document, Event.WITHDRAW, effective_on=effective_on, note=note, by=by)


def reopen(
    document: PlannedDocument, *, effective_on: date, note: str, by: Actor
) -> PlannedDocument:
    """A closed document is open again; ``note`` says why. Its number stays in the history."""
    return _move(document, Event.REOPEN, effective_on=effective_on, note=note, by=by)


@transaction.atomic
def _move(
    document: PlannedDocument,
    event: Event,
    *,
    effective_on: date,
    note: str,
    by: Actor,
    received: str = "",
    fields: dict[str, Any] | None = None,
) -> PlannedDocument:
    """The one place where a status changes: lock, check, change, end the wait, keep history."""
    document = PlannedDocument.objects.select_for_update().get(pk=document.pk)
    old = document.status
    new = check_transition(event, old)
    note = note.strip()
    if not note and reason_needed(event, old):
        raise ValidationError({"note": _("Say why: this change needs a reason.")})
    _check_day(effective_on)
    _check_order(document, event, effective_on)
    if old == DocumentStatus.AWAITING_GUIDANCE:
        GuidanceWait.objects.filter(document=document, ended_on__isnull=True).update(
            ended_on=effective_on, received=received
        )
    changed = {
        "status": new,
        **({} if new == DocumentStatus.ISSUED else _NOT_ISSUED),
        **({} if new == DocumentStatus.INTEGRATED else _NOT_INTEGRATED),
        **(fields or {}),
    }
    for name, value in changed.items():
        setattr(document, name, value)
    _save(document, by=by)
    StatusChange.objects.create(
        document=document,
        event=event,
        old=old,
        new=new,
        effective_on=effective_on,
        by=by,
        note=note,
        symbol=document.symbol,
        issued_on=document.issued_on,
    )
    return document


def _save(document: PlannedDocument, *, by: Actor) -> None:
    """Validate everything, then save with the actor in the field history."""
    document.full_clean()
    document._history_user = by
    document.save()


def _check_day(day: date) -> None:
    """Refuse a day that has not come or that no document of the Party can bear."""
    if day > timezone.localdate():
        raise ValidationError(_("The date lies in the future. Give today or an earlier day."))
    if day < FIRST_DAY:
        raise ValidationError(_("The date is too far back. Check the year."))


def _check_order(document: PlannedDocument, event: Event, effective_on: date) -> None:
    """Refuse a day before the row it follows; the history runs forward.

    Completing the number of a document whose issue was only known “by” a day may set the true,
    earlier day, down to the row before the issue.
    """
    rows = list(document.changes.latest_first()[:2])
    if not rows:
        return
    last = rows[0]
    if event == Event.RECORD_EVIDENCE:
        if last.date_is_upper_bound or last.new == DocumentStatus.ISSUED:
            floor = rows[1].effective_on if len(rows) > 1 else None
            if floor is None or effective_on >= floor:
                return
            last = rows[1]
    elif effective_on >= last.effective_on:
        return
    raise ValidationError(
        _("On %(day)s the document was already “%(status)s”. Give that day or a later one.")
        % {
            "day": last.effective_on.strftime("%d/%m/%Y"),
            "status": DocumentStatus(last.new).label,
        }
    )


def _check_issue(*, symbol: str, issued_on: date | None, issuer_name: str) -> None:
    """An issued document has a number, a date and an issuer."""
    missing = {}
    if not symbol.strip():
        missing["symbol"] = _("Give the number and symbol of the issued document.")
    if issued_on is None:
        missing["issued_on"] = _("Give the issue date.")
    if not issuer_name.strip():
        missing["issuer_name"] = _("Name the issuing body.")
    if missing:
        raise ValidationError(missing)
