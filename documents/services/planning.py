"""A document is planned, and what is planned of it is edited."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assignments.models import Agency, Task, append_row, first_row
from assignments.services import open_deadlines
from documents.models import GuidanceWait, PlannedDocument, TaskLink
from documents.services.moving import Actor, save
from documents.status import DocumentStatus, Event
from resolutions.days import check_day


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
    check_day(effective_on)
    document.status = status
    if status == DocumentStatus.ISSUED:
        issued = {"symbol": "", "issued_on": None, **issued}
        for name, value in issued.items():
            setattr(document, name, value)
        document.evidence_gap = not (document.symbol and document.issued_on)
    elif issued:
        raise ValueError("only an issued document has a symbol and a date")
    save(document, by=by)
    first_row(
        document.changes,
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
    open_deadlines(document, effective_on=effective_on, by=by)
    keep_duty(document, effective_on=effective_on, by=by, is_new=True)
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
def edit(document: PlannedDocument, *, by: Actor) -> PlannedDocument:
    """Save what is planned of a document; who answers for it changes from today on."""
    save(document, by=by)
    keep_duty(document, effective_on=timezone.localdate(), by=by)
    return document


@transaction.atomic
def save_planned(
    document: PlannedDocument,
    *,
    coordinating: Iterable[Agency],
    advising: Iterable[Agency] | None = None,
    tasks: Iterable[Task],
    planned_on: date | None = None,
    by: Actor,
) -> PlannedDocument:
    """Save what is planned of a document with its agencies and tasks; a new one opens its
    history on ``planned_on`` (today when not given). Who advises stays without ``advising``.
    Never touches the status."""
    if document._state.adding:
        plan(document, effective_on=planned_on or timezone.localdate(), by=by)
    else:
        edit(document, by=by)
    document.coordinating_agencies.set(coordinating)
    if advising is not None:
        document.advising_agencies.set(advising)
    wanted = {task.pk for task in tasks}
    document.task_links.exclude(task__in=wanted).delete()
    held = set(document.task_links.values_list("task", flat=True))
    for pk in sorted(wanted - held):
        TaskLink.objects.create(document=document, task_id=pk)
    return document


def keep_duty(
    document: PlannedDocument, *, effective_on: date, by: Actor, is_new: bool = False
) -> None:
    """Write down who answers for the document, when that is not already the last row; one
    that is new has no row yet."""
    last = None if is_new else document.duties.latest_first().first()
    held = (last.lead_agency_id, last.board_member_id) if last else (None, None)
    if held != (document.lead_agency_id, document.board_member_id):
        written = first_row if is_new else append_row
        written(
            document.duties,
            effective_on=effective_on,
            lead_agency_id=document.lead_agency_id,
            board_member_id=document.board_member_id,
            by=by,
        )
