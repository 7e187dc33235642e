"""One row of an annex becomes a task, a planned document, or both, or changes them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assignments.models import Agency, Person, Task
from assignments.models.task import AssignmentRole
from assignments.services import save_task, set_deadline
from documents.importing.results import Field, Item, PreviewRow, Read
from documents.models import PlannedDocument, TaskLink
from documents.services import events
from documents.services.chain import Actor
from documents.services.importing_marks import DEADLINE, DOCUMENT, TASK
from documents.services.planning import plan, save_planned
from documents.status import DocumentStatus, Event, events_from
from resolutions.models import Resolution
from resolutions.saving import values_of

# Events by which a row may move a document on; what they ask more is not in an annex.
_BY_STATUS = {
    DocumentStatus.DRAFTING: Event.START_DRAFTING,
    DocumentStatus.CONSULTING: Event.CONSULT,
    DocumentStatus.SUBMITTED: Event.SUBMIT,
}


def _last(rows: Any) -> int:
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


class RowTaker:
    """Takes the rows of one annex over, in their order."""

    def __init__(
        self, resolution: Resolution, *, source_name: str, on: date, by: Actor
    ) -> None:
        self.resolution, self.on, self.by = resolution, on, by
        self.source_name = source_name[:200]
        self.reason = _("Annex “%(file)s”") % {"file": source_name}
        self.agencies = Agency.objects.in_bulk()
        self.people = Person.objects.in_bulk()
        self.tasks: dict[int, int] = {}
        self.position = max(resolution.tasks.values_list("position", flat=True), default=0)

    def remember(self, row: PreviewRow) -> None:
        """A row that changes nothing may state the task of those merged with it."""
        if row.task_id:
            self.tasks[row.number] = row.task_id

    def take(self, row: PreviewRow) -> dict[str, Any]:
        """Bring one row in; what it made and changed, as the batch keeps it beside the marks.
        Raises ValidationError, and then nothing of the row is saved."""
        with transaction.atomic():
            done: dict[str, Any] = {"row": row.number, "address": row.address}
            task = None
            if Item.TASK in row.makes:
                task, before = self._task(row)
                self.tasks[row.number] = task.pk
                if before is None or _changes(row, Item.TASK):
                    done["task"] = _told(task, made=before is None, before=before)
            if Item.DOCUMENT in row.makes:
                document, before = self._document(row, task)
                if before is None or _changes(row, Item.DOCUMENT):
                    done["document"] = _told(document, made=before is None, before=before)
            return done

    # -- tasks ----------------------------------------------------------------------------

    def _task(self, row: PreviewRow) -> tuple[Task, dict[str, Any] | None]:
        values = row.values
        if row.task_id is None:
            self.position += 1
            task = Task(
                resolution=self.resolution,
                position=self.position,
                code=_text(values, Field.NUMBER),
                text=_text(values, Field.TEXT),
                expected_product=_text(values, Field.PRODUCT),
                upper_codes=_text(values, Field.UPPER_CODES),
                source_name=self.source_name,
                source_quote=_quote(values, with_note=Item.DOCUMENT not in row.makes),
                **_deadline(values),
            )
            lead, others = self._leads(values)
            return (
                save_task(
                    task,
                    lead=lead,
                    co_leads=others,
                    coordinating=self._agencies(values.get(Field.COORDINATING)),
                    in_charge=self._person(values),
                    on=self.on,
                    by=self.by,
                ),
                None,
            )
        task = Task.objects.select_for_update().get(pk=row.task_id)
        changes = _changes(row, Item.TASK)
        assigned = assigned_of(task)
        before = {"values": values_of(task, (*TASK, *DEADLINE)), "assigned": assigned}
        if not changes:
            return task, before
        for field, name in (
            (Field.NUMBER, "code"),
            (Field.TEXT, "text"),
            (Field.PRODUCT, "expected_product"),
            (Field.UPPER_CODES, "upper_codes"),
        ):
            if field in changes:
                setattr(task, name, _text(values, field))
        who = people_of(assigned, agencies=self.agencies, people=self.people)
        lead, others = self._leads(values)
        if Field.LEAD in changes:
            who["lead"] = lead
        if Field.COORDINATING in changes:
            who["co_leads"] = others
            if Field.COORDINATING in values:
                who["coordinating"] = self._agencies(values.get(Field.COORDINATING))
        if Field.MEMBER in changes:
            who["in_charge"] = self._person(values)
        task = save_task(task, **who, on=self.on, by=self.by)
        return self._move_deadline(task, changes, values), before

    # -- planned documents ----------------------------------------------------------------

    def _document(
        self, row: PreviewRow, task: Task | None
    ) -> tuple[PlannedDocument, dict[str, Any] | None]:
        values = row.values
        if row.document_id is None:
            document = self._new_document(values)
            task_id = task.pk if task else self.tasks.get(row.task_row or 0)
            if task_id:
                TaskLink.objects.create(document=document, task_id=task_id)
            return document, None
        document = PlannedDocument.objects.select_for_update().get(pk=row.document_id)
        changes = _changes(row, Item.DOCUMENT)
        coordinating = list(document.coordinating_agencies.all())
        before = {
            "values": values_of(document, (*DOCUMENT, *DEADLINE)),
            "coordinating": [agency.pk for agency in coordinating],
            "change": _last(document.changes),
        }
        if not changes:
            return document, before
        for field, name in (
            (Field.TITLE, "title"),
            (Field.NUMBER, "code"),
            (Field.KIND, "kind"),
            (Field.NOTE, "note"),
        ):
            if field in changes:
                setattr(document, name, _text(values, field))
        for field, name in (
            (Field.LEAD, "lead_agency_id"),
            (Field.SIGNING, "signing_body_id"),
            (Field.MEMBER, "board_member_id"),
        ):
            if field in changes:
                setattr(document, name, values[field].value)
        if Field.COORDINATING in changes:
            coordinating = self._beside(values)
        document = save_planned(
            document,
            coordinating=coordinating,
            tasks=list(document.tasks.all()),
            by=self.by,
        )
        document = self._move_deadline(document, changes, values)
        return self._move_status(document, changes, values), before

    def _new_document(self, values: Mapping[str, Read]) -> PlannedDocument:
        status = DocumentStatus(_text(values, Field.STATUS) or DocumentStatus.NOT_STARTED)
        issued: dict[str, Any] = {}
        day = None
        if status == DocumentStatus.ISSUED:
            told = _text(values, Field.ISSUED_ON)
            day = date.fromisoformat(told) if told else None
            issued = {"symbol": _text(values, Field.SYMBOL), "issued_on": day}
        signing = values.get(Field.SIGNING)
        lead, _others = self._leads(values)
        document = plan(
            PlannedDocument(
                resolution=self.resolution,
                code="" if Field.TEXT in values else _text(values, Field.NUMBER),
                title=_text(values, Field.TITLE),
                kind=_text(values, Field.KIND),
                lead_agency=lead,
                signing_body=self.agencies.get(signing.value) if signing else None,
                board_member=self._person(values),
                note=_text(values, Field.NOTE),
                source_name=self.source_name,
                source_quote=_quote(values, with_note=False),
                **_deadline(values),
            ),
            status=status,
            effective_on=day or self.on,
            # The annex says how it stands, not since when.
            date_is_upper_bound=day is None and status != DocumentStatus.NOT_STARTED,
            note=self.reason,
            source_name=self.source_name,
            by=self.by,
            **issued,
        )
        if beside := self._beside(values):
            document.coordinating_agencies.add(*beside)
        return document

    def _move_status(
        self, document: PlannedDocument, changes: set[str], values: Mapping[str, Read]
    ) -> PlannedDocument:
        if not changes & {Field.STATUS, Field.SYMBOL, Field.ISSUED_ON}:
            return document
        status = document.status
        if Field.STATUS in changes:
            status = _text(values, Field.STATUS)
        if status == DocumentStatus.ISSUED:
            told = _text(values, Field.ISSUED_ON)
            facts = {
                "symbol": _text(values, Field.SYMBOL) or document.symbol,
                "issued_on": date.fromisoformat(told) if told else document.issued_on,
                "issuer_name": document.issuer_name or str(document.signing_body or ""),
                "evidence_url": document.evidence_url,
                "evidence_note": document.evidence_note,
                "note": self.reason,
            }
            is_out = document.status == DocumentStatus.ISSUED
            record: Any = events.record_evidence if is_out else events.issue
            moved: PlannedDocument = record(document, **facts, by=self.by)
            return moved
        event = _BY_STATUS.get(DocumentStatus(status))
        if event is None or event not in events_from(document.status):
            told = _(
                "Record “%(status)s” on the document's own page: the annex lacks its facts."
            )
            raise ValidationError(told % {"status": DocumentStatus(status).label})
        service: Any = getattr(events, event.value)
        after: PlannedDocument = service(
            document, effective_on=self.on, note=self.reason, by=self.by
        )
        return after

    # -- what both have -------------------------------------------------------------------

    def _move_deadline(self, item: Any, changes: set[str], values: Mapping[str, Read]) -> Any:
        if Field.DEADLINE not in changes:
            return item
        return set_deadline(
            item, reason=self.reason, effective_on=self.on, by=self.by, **_deadline(values)
        )

    def _leads(self, values: Mapping[str, Read]) -> tuple[Agency | None, list[Agency]]:
        read = values.get(Field.LEAD)
        if read is None or not read.value:
            return None, []
        return self.agencies[read.value], [self.agencies[pk] for pk in read.others]

    def _agencies(self, read: Read | None) -> list[Agency]:
        return [self.agencies[pk] for pk in (read.value if read and read.value else ())]

    def _beside(self, values: Mapping[str, Read]) -> list[Agency]:
        """Of a document the further leads coordinate: it has one drafting agency."""
        _lead, others = self._leads(values)
        found = [*others, *self._agencies(values.get(Field.COORDINATING))]
        return list({agency.pk: agency for agency in found}.values())

    def _person(self, values: Mapping[str, Read]) -> Person | None:
        read = values.get(Field.MEMBER)
        return self.people.get(read.value) if read else None


def assigned_of(task: Task) -> dict[str, list[int]]:
    """Who is assigned to a task now, by role."""
    found: dict[str, list[int]] = {role.value: [] for role in AssignmentRole}
    for one in task.assignments.filter(valid_to__isnull=True):
        found[one.role].append(one.agency_id or one.person_id or 0)
    return found


def people_of(
    assigned: Mapping[str, list[int]], *, agencies: Mapping[int, Any], people: Mapping[int, Any]
) -> dict[str, Any]:
    """The same as ``save_task`` takes it."""
    leads, held = assigned[AssignmentRole.LEAD], assigned[AssignmentRole.IN_CHARGE]
    return {
        "lead": agencies[leads[0]] if leads else None,
        "co_leads": [agencies[pk] for pk in assigned[AssignmentRole.CO_LEAD]],
        "coordinating": [agencies[pk] for pk in assigned[AssignmentRole.COORDINATING]],
        "in_charge": people[held[0]] if held else None,
    }


def _told(item: Any, *, made: bool, before: dict[str, Any] | None) -> dict[str, Any]:
    return {"id": item.pk, "made": made, "before": before or {}}


def _changes(row: PreviewRow, item: Item) -> set[str]:
    return {change.field for change in row.changes if change.item == item}


def _text(values: Mapping[str, Read], field: Field) -> str:
    read = values.get(field)
    return str(read.value) if read is not None and read.value is not None else ""


def _quote(values: Mapping[str, Read], *, with_note: bool) -> str:
    """Words of the annex for which the item has no field: bodies named together (“các sở, ban,
    ngành”), and the note of a row that is no document."""
    named = [values[f] for f in (Field.LEAD, Field.COORDINATING) if f in values]
    lines = [read.text for read in named if read.groups]
    if with_note and Field.NOTE in values:
        lines.append(values[Field.NOTE].text)
    return "\n".join(lines)[:5000]


def _deadline(values: Mapping[str, Read]) -> dict[str, Any]:
    """The deadline of a row as the fields of an item, or of ``set_deadline``."""
    read = values.get(Field.DEADLINE)
    if read is None or not read.value:
        return {}
    new = read.value
    return {
        "deadline_kind": new["kind"],
        "due_on": date.fromisoformat(new["due_on"]) if new["due_on"] else None,
        "deadline_text": new["text"],
        "deadline_days": new["days"],
    }
