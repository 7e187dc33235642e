"""What a row stands for: a task, the document it asks for, or both; and their records.

A row with the text of a task is a task. It asks for a document when its product is one by its
name (“Kế hoạch …”), or when it gives the document's kind, title, or number and symbol.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from assignments.models import Task
from documents.importing.cellwise import Draft
from documents.importing.exports import Export
from documents.importing.matching import document_changes, task_changes
from documents.importing.recognising import kind_of
from documents.importing.register import Register
from documents.importing.results import (
    Candidate,
    Change,
    Field,
    Item,
    PreviewRow,
    Read,
    RowKind,
)
from documents.models import PlannedDocument
from documents.status import DocumentStatus
from resolutions.folding import fold
from resolutions.kinds import DocumentKind
from resolutions.symbols import read_symbol

_LONGEST_TITLE = 1000
# A task with the same code and words so much alike is the same one, reworded.
_REWORDED = 75
_OF_WHOM = ("cua ", "uy ban", "ubnd", "tinh uy", "ban thuong vu", "btv", "hdnd", "hoi dong")


def settle_items(draft: Draft, export: Export | None) -> None:
    """Decide what the row makes, and give a document its title and kind."""
    if export is not None:
        draft.makes = (export.item,)
    else:
        product = draft.values.get(Field.PRODUCT)
        asks = any(f in draft.values for f in (Field.TITLE, Field.KIND, Field.SYMBOL)) or (
            product is not None and kind_of(product.value) is not None
        )
        states = Field.TEXT in draft.values and draft.row.task_row is None
        draft.makes = (*((Item.TASK,) if states else ()), *((Item.DOCUMENT,) if asks else ()))
        if draft.row.task_row is not None and not asks:
            draft.tell(
                "product_several",
                _("Merged with row %(row)s, but names no document: write one product per task.")
                % {"row": draft.row.task_row},
                name=Field.PRODUCT.value,
                is_error=True,
            )
        elif not draft.makes and not draft.has_errors:
            draft.tell("text_missing", _("The row says no task."), is_error=True)
    if Item.DOCUMENT in draft.makes and draft.record is None:
        _give_title(draft)
        _give_kind(draft)
    if Item.DOCUMENT in draft.makes:
        _check_issue(draft)


def _give_title(draft: Draft) -> None:
    if Field.TITLE in draft.values:
        return
    product, text = draft.values.get(Field.PRODUCT), draft.values.get(Field.TEXT)
    source = text or product
    if product is not None and not _names_kind_alone(product.value):
        source = product
    elif product is not None and text is not None and draft.row.task_row is not None:
        words = f"{product.value}: {text.value}"
        source = replace(product, value=words, label=words)
    if source is None:
        draft.tell("title_missing", _("The document has no title."), is_error=True)
        return
    title = " ".join(str(source.value).split())
    if len(title) > _LONGEST_TITLE:
        draft.tell(
            "too_long",
            _("Longer than %(limit)s characters.") % {"limit": _LONGEST_TITLE},
            name=Field.TEXT.value,
            is_error=True,
        )
        return
    draft.values[Field.TITLE.value] = replace(source, value=title, label=title, oddities=())


def _names_kind_alone(product: str) -> bool:
    """Whether a product says no more than a kind of document and whose it is."""
    kind = kind_of(product)
    if kind is None:
        return False
    words = fold(product).split()
    rest = " ".join(words[2:])
    return len(words) <= 2 or rest.startswith(_OF_WHOM)


def _give_kind(draft: Draft) -> None:
    if Field.KIND in draft.values or any(p.field == Field.KIND for p in draft.problems):
        return
    for name in (Field.PRODUCT, Field.TITLE):
        read = draft.values.get(name)
        kind = kind_of(read.value) if read is not None else None
        if read is not None and kind is not None:
            break
    else:
        read = draft.values.get(Field.SYMBOL) or draft.values.get(Field.TITLE)
        symbol = draft.text(Field.SYMBOL)
        kind = read_symbol(symbol).kind if symbol else None
    if read is None:
        return
    if kind is None:
        kind = DocumentKind.OTHER
        draft.tell("kind_missing", _("No kind of document is named; “Other kind” is taken."))
    draft.values[Field.KIND.value] = Read(
        kind.value, read.text, read.address, str(kind.label), is_inherited=read.is_inherited
    )


def _check_issue(draft: Draft) -> None:
    """Only what was issued has a number and a date."""
    symbol, day = draft.values.get(Field.SYMBOL), draft.values.get(Field.ISSUED_ON)
    proof = symbol or day
    status = draft.values.get(Field.STATUS)
    if draft.record is not None or proof is None:
        return
    if status is None and not any(p.field == Field.STATUS for p in draft.problems):
        issued = DocumentStatus.ISSUED
        draft.values[Field.STATUS.value] = Read(
            issued.value, proof.text, proof.address, str(issued.label)
        )
        draft.tell(
            "issued_by_symbol",
            _("It has a number or a date: taken as issued."),
            name=Field.STATUS.value,
        )
    elif status is not None and status.value != DocumentStatus.ISSUED:
        draft.tell(
            "symbol_without_issue",
            _("It has a number or a date, but its status is not “issued”."),
            name=Field.STATUS.value,
            is_error=True,
        )


class Matcher:
    """Finds the records of rows; a record is taken once."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.taken: dict[tuple[Item, int], int] = {}

    def row(self, draft: Draft) -> PreviewRow:
        """The row as the preview shows it."""
        if draft.code and draft.code != draft.text(Field.NUMBER):
            read = draft.values[Field.NUMBER.value]
            draft.values[Field.NUMBER.value] = replace(read, value=draft.code, label=draft.code)
        task = document = None
        changes: tuple[Change, ...] = ()
        if Item.TASK in draft.makes:
            task = draft.record or self._task(draft)
            if task is not None:
                self._take(draft, Item.TASK, task.pk)
                changes += task_changes(task, draft.values, self.register)
        if Item.DOCUMENT in draft.makes:
            document = draft.record or self._document(draft)
            if document is not None:
                self._take(draft, Item.DOCUMENT, document.pk)
                changes += document_changes(document, draft.values, self.register)
        self._check_date(draft)
        if changes and draft.record is not None:
            self._check_owner(draft)
        known = {Item.TASK: task, Item.DOCUMENT: document}
        return PreviewRow(
            draft.row.number,
            _address(draft),
            draft.row.section,
            self._kind(draft, [known[item] for item in draft.makes], changes),
            draft.makes,
            draft.values,
            changes,
            tuple(draft.problems),
            task.pk if task else None,
            document.pk if document else None,
            draft.row.task_row,
        )

    @staticmethod
    def _kind(draft: Draft, records: list[Any], changes: tuple[Change, ...]) -> RowKind:
        if draft.has_errors:
            return RowKind.PROBLEM
        if not any(records):
            return RowKind.NEW
        return RowKind.CHANGED if changes or None in records else RowKind.SAME

    def _take(self, draft: Draft, item: Item, pk: int) -> None:
        row = self.taken.setdefault((item, pk), draft.row.number)
        if row != draft.row.number:
            draft.tell(
                "record_twice",
                _("Row %(row)s stands for the same record.") % {"row": row},
                is_error=True,
            )

    def _check_owner(self, draft: Draft) -> None:
        owner = draft.record.resolution
        if owner.pk != self.register.resolution.pk:
            draft.tell(
                "other_resolution",
                _("The record counts toward %(name)s, not toward this document.")
                % {"name": owner},
                is_error=True,
            )

    def _check_date(self, draft: Draft) -> None:
        read = draft.values.get(Field.ISSUED_ON)
        if read is not None and read.value:
            day = date.fromisoformat(read.value)
            issued_on = self.register.resolution.issued_on
            if day > self.register.on:
                message = _("The day of issue lies in the future.")
                draft.tell("issued_later", message, name=Field.ISSUED_ON, is_error=True)
            elif issued_on and day < issued_on:
                message = _("Issued before the document that asks for it.")
                draft.tell("issued_before", message, name=Field.ISSUED_ON)

    def _task(self, draft: Draft) -> Task | None:
        text, code = draft.text(Field.TEXT), draft.code or draft.text(Field.NUMBER)
        found = self.register.task_of(text)
        coded = self.register.task_coded(code)
        if len(found) > 1 and coded in found:
            return coded
        if len(found) > 1:
            self._several(draft, Field.TEXT, found)
            return None
        if found:
            other = coded is not None and coded.pk != found[0].pk
            if other and fold(found[0].code) != fold(code):
                self._code_taken(draft, coded)
            return found[0]
        if coded is None:
            return None
        if fuzz.token_sort_ratio(fold(coded.text), fold(text)) >= _REWORDED:
            return coded
        self._code_taken(draft, coded)
        return None

    def _code_taken(self, draft: Draft, task: Task | None) -> None:
        draft.tell(
            "code_taken",
            _("The number %(code)s is that of another task: “%(text)s”.")
            % {"code": task.code if task else "", "text": (task.text if task else "")[:120]},
            name=Field.NUMBER.value,
            is_error=True,
        )

    def _several(self, draft: Draft, name: Field, found: list[Any]) -> None:
        draft.tell(
            "several_records",
            _("Several records have these words; none is chosen."),
            name=name.value,
            is_error=True,
            candidates=tuple(Candidate(one.pk, str(one)) for one in found[:5]),
        )

    def _document(self, draft: Draft) -> PlannedDocument | None:
        found = self.register.document_of(draft.text(Field.TITLE), draft.text(Field.SYMBOL))
        kind, code = draft.text(Field.KIND), draft.code or draft.text(Field.NUMBER)
        for same in (
            [one for one in found if one.kind == kind],
            [one for one in found if code and fold(one.code) == fold(code)],
        ):
            if len(found) > 1 and same:
                found = same
        if len(found) > 1:
            self._several(draft, Field.TITLE, found)
            return None
        return found[0] if found else None


def _address(draft: Draft) -> str:
    """From the first filled cell to the last."""
    cells = [draft.row.cells[column].address for column in sorted(draft.row.cells)]
    return f"{cells[0]}:{cells[-1]}" if len(cells) > 1 else "".join(cells)
