"""A row beside the record it stands for: what would be different. An empty cell takes nothing
away, and the words of a deadline alone are no change of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assignments.deadlines import FIXED_KINDS, DeadlineKind
from assignments.models import Task
from assignments.models.task import AssignmentRole
from documents.importing.register import Register, assigned
from documents.importing.results import Change, Field, Item, Read
from documents.models import PlannedDocument
from documents.status import DocumentStatus
from resolutions.folding import clean_text, fold
from resolutions.kinds import DocumentKind

_F = Field


def task_changes(
    task: Task, values: Mapping[str, Read], register: Register
) -> tuple[Change, ...]:
    """What a row would change in a task."""
    found = [
        *_texts(
            Item.TASK,
            values,
            {
                _F.TEXT: task.text,
                _F.NUMBER: task.code,
                _F.PRODUCT: task.expected_product,
                _F.UPPER_CODES: task.upper_codes,
            },
        ),
        *_deadline(Item.TASK, values, task),
    ]
    now = assigned(task)
    lead = values.get(_F.LEAD)
    if lead and lead.value:
        old = now[AssignmentRole.LEAD][0] if now[AssignmentRole.LEAD] else None
        if lead.value != old:
            name = register.agencies.label(old)
            found.append(Change(Item.TASK, _F.LEAD.value, name, lead.label))
    beside = {*now[AssignmentRole.CO_LEAD], *now[AssignmentRole.COORDINATING]}
    found += _several(Item.TASK, values, beside, register)
    member = values.get(_F.MEMBER)
    if member and member.value:
        held = now[AssignmentRole.IN_CHARGE]
        if member.value not in held:
            old_name = register.people.label(held[0] if held else None)
            found.append(Change(Item.TASK, _F.MEMBER.value, old_name, member.label))
    return tuple(found)


def document_changes(
    document: PlannedDocument, values: Mapping[str, Read], register: Register
) -> tuple[Change, ...]:
    """What a row would change in a planned document."""
    texts = {_F.TITLE: document.title, _F.SYMBOL: document.symbol}
    if _F.TEXT not in values:
        texts[_F.NUMBER] = document.code
    found = [*_texts(Item.DOCUMENT, values, texts)]
    chosen: tuple[tuple[Field, Any, str], ...] = (
        (_F.KIND, document.kind, str(DocumentKind(document.kind).label)),
        (_F.STATUS, document.status, str(DocumentStatus(document.status).label)),
        (_F.LEAD, document.lead_agency_id, register.agencies.label(document.lead_agency_id)),
        (
            _F.SIGNING,
            document.signing_body_id,
            register.agencies.label(document.signing_body_id),
        ),
        (
            _F.MEMBER,
            document.board_member_id,
            register.people.label(document.board_member_id),
        ),
        (
            _F.ISSUED_ON,
            document.issued_on.isoformat() if document.issued_on else None,
            f"{document.issued_on:%d/%m/%Y}" if document.issued_on else "",
        ),
    )
    for field, old, label in chosen:
        read = values.get(field)
        if read and read.value and read.value != old:
            found.append(Change(Item.DOCUMENT, field.value, label, read.label))
    found += _deadline(Item.DOCUMENT, values, document)
    beside = {agency.pk for agency in document.coordinating_agencies.all()}
    found += _several(Item.DOCUMENT, values, beside, register)
    note = values.get(_F.NOTE)
    if note and note.value and fold(note.value) not in fold(document.note):
        found.append(Change(Item.DOCUMENT, _F.NOTE.value, document.note, note.label))
    return tuple(found)


def _texts(item: Item, values: Mapping[str, Read], old: Mapping[Field, str]) -> list[Change]:
    return [
        Change(item, field.value, text, read.label)
        for field, text in old.items()
        if (read := values.get(field)) and read.value and _plain(read.value) != _plain(text)
    ]


def _plain(text: str) -> str:
    return " ".join(clean_text(text).split())


def _deadline(item: Item, values: Mapping[str, Read], record: Any) -> list[Change]:
    read = values.get(_F.DEADLINE)
    if not read or not read.value:
        return []
    new = read.value
    old_day: date | None = record.due_on
    old_kind = DeadlineKind(record.deadline_kind)
    same_day = new["due_on"] == (old_day.isoformat() if old_day else None)
    same = new["kind"] == old_kind and same_day and new["days"] == record.deadline_days
    if same and old_kind not in FIXED_KINDS and record.deadline_text:
        same = fold(new["text"]) == fold(record.deadline_text)
    if same:
        return []
    old = f"{old_day:%d/%m/%Y}" if old_day else record.deadline_text
    if not old and old_kind != DeadlineKind.NONE:
        old = str(old_kind.label)
    return [Change(item, _F.DEADLINE.value, old, read.label)]


def _several(
    item: Item, values: Mapping[str, Read], now: set[int], register: Register
) -> list[Change]:
    """Further leads and coordinating agencies, which lists show together."""
    read, lead = values.get(_F.COORDINATING), values.get(_F.LEAD)
    others = set(lead.others) if lead else set()
    if not (read and read.value) and not others:
        return []
    wanted = others | set(read.value if read else ())
    if not read:
        wanted |= now
    if wanted == now:
        return []
    return [
        Change(
            item,
            _F.COORDINATING.value,
            "; ".join(sorted(register.agencies.label(pk) for pk in now)),
            "; ".join(sorted(register.agencies.label(pk) for pk in wanted)),
        )
    ]
