"""A document is planned, and what is planned of it is edited."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assignments.acting import acting_for, sign
from assignments.models import Agency, Task, append_row, first_row
from assignments.services import open_deadlines
from documents.models import GuidanceWait, PlannedDocument, TaskLink
from documents.services.chain import STATE, Actor
from documents.services.moving import save
from documents.status import DocumentStatus, Event
from resolutions.datasets import refuse_mixed
from resolutions.days import check_day
from resolutions.log import tell
from resolutions.saving import save_clean, stamp, values_of


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
    _refuse_mixed(document)
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
        facts=values_of(document, STATE),
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
            recorded_at=recorded_at or timezone.now(),
            by=by,
            on_behalf_of=acting_for(by),
        )
    return document


@transaction.atomic
def edit(document: PlannedDocument, *, by: Actor) -> PlannedDocument:
    """Save what is planned of a document, if anything of it changed; who answers for it
    changes from today on."""
    _refuse_mixed(document)
    _edit(document, by=by)
    return document


def _edit(document: PlannedDocument, *, by: Actor) -> bool:
    """Whether anything of the document itself changed."""
    sign(document, by=by)
    is_saved = save_clean(document, if_changed=True)
    if is_saved:
        keep_duty(document, effective_on=timezone.localdate(), by=by)
    return is_saved


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
    Never touches the status. Raises ValidationError when it would tie real to training data.
    """
    coordinating, tasks = list(coordinating), list(tasks)
    advising = None if advising is None else list(advising)
    refuse_mixed(
        document,
        coordinating_agencies=coordinating,
        advising_agencies=advising or [],
        tasks=tasks,
    )
    if document._state.adding:
        plan(document, effective_on=planned_on or timezone.localdate(), by=by)
        is_saved = True
    else:
        is_saved = _edit(document, by=by)
    are_others = _set_agencies(document.coordinating_agencies, coordinating)
    if advising is not None:
        are_others |= _set_agencies(document.advising_agencies, advising)
    if _link(document, tasks, tells=not is_saved) or are_others:
        stamp(document)
    return document


def _set_agencies(held: Any, agencies: Iterable[Agency]) -> bool:
    """Set the agencies of one part in a document; whether they were others."""
    wanted = {agency.pk for agency in agencies}
    there = set(held.order_by().values_list("pk", flat=True))
    if wanted != there:
        held.set(wanted)
    return wanted != there


def _link(document: PlannedDocument, tasks: Iterable[Task], *, tells: bool = False) -> bool:
    """Set the tasks that a document fulfils; whether they were others. ``tells`` it of the
    document itself too."""
    wanted = {task.pk: task for task in tasks}
    held = {link.task_id: link for link in document.task_links.select_related("task")}
    gone = [link for pk, link in held.items() if pk not in wanted]
    come = [pk for pk in sorted(wanted) if pk not in held]
    if gone:
        document.task_links.filter(pk__in=[link.pk for link in gone]).delete()
    for pk in come:
        TaskLink.objects.create(document=document, task_id=pk)
    if tells and (gone or come):
        was, now = (str(link.task) for link in gone), (str(wanted[pk]) for pk in come)
        tell(document, "task_links", "; ".join(was), "; ".join(now))
    return bool(gone or come)


def _refuse_mixed(document: PlannedDocument) -> None:
    refuse_mixed(
        document,
        lead_agency=document.lead_agency,
        signing_body=document.signing_body,
        board_member=document.board_member,
    )


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
