"""One row of work read cell by cell, with the problems of its cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from documents.importing import recognising
from documents.importing.exports import as_written
from documents.importing.header import Header
from documents.importing.recognising import Meaning
from documents.importing.register import Register
from documents.importing.results import (
    Candidate,
    Field,
    Item,
    MappedColumn,
    Problem,
    Read,
    Severity,
)
from documents.importing.rows import WorkCell, WorkRow
from resolutions.folding import fold

_AGENCIES = {Field.LEAD, Field.COORDINATING, Field.SIGNING}


@dataclass
class Draft:
    """A row while it is being understood."""

    row: WorkRow
    letters: Mapping[str, str] = field(default_factory=dict)
    values: dict[str, Read] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cells: int = 0
    understood: int = 0
    makes: tuple[Item, ...] = ()
    record: Any = None
    code: str = ""

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == Severity.ERROR for problem in self.problems)

    def text(self, name: Field) -> str:
        """The value of a text field; "" when the row has none."""
        read = self.values.get(name)
        return str(read.value) if read and read.value else ""

    def tell(
        self,
        code: str,
        message: str,
        *,
        name: str = "",
        is_error: bool = False,
        candidates: tuple[Candidate, ...] = (),
        address: str = "",
        text: str = "",
    ) -> None:
        """Add a problem of this row."""
        read = self.values.get(name)
        if not address and read is None and name in self.letters:
            address = f"{self.letters[name]}{self.row.number}"
        self.problems.append(
            Problem(
                code,
                message,
                Severity.ERROR if is_error else Severity.WARNING,
                address or (read.address if read else ""),
                self.row.number,
                name,
                text or (read.text if read else ""),
                candidates,
            )
        )


class CellReader:
    """Reads the rows under one head with one register."""

    def __init__(self, header: Header, register: Register) -> None:
        self.header, self.register = header, register
        self.letters = {name: c.letter for name, c in fields_of(header).items()}
        issued_on = register.resolution.issued_on
        text = recognising.words
        self.readers = {
            Field.NUMBER: recognising.number,
            Field.TEXT: lambda c: recognising.lines(c, 4000),
            Field.TITLE: lambda c: text(c, 1000),
            Field.PRODUCT: lambda c: text(c, 500),
            Field.UPPER_CODES: lambda c: text(c, 200),
            Field.NOTE: lambda c: recognising.lines(c, 4000),
            Field.DEADLINE: lambda c: recognising.deadline(c, issued_on=issued_on),
            Field.KIND: recognising.kind,
            Field.STATUS: recognising.status,
            Field.SYMBOL: recognising.symbol,
            Field.ISSUED_ON: recognising.day,
            Field.MEMBER: lambda c: register.people.read(" ".join(c.text.split())),
        }

    def read(self, row: WorkRow) -> Draft:
        """The row with what its cells mean."""
        draft = Draft(row, self.letters)
        self._find_record(draft)
        for column, cell in self._mapped(row):
            self._count(draft, column, cell)
            if not column.field or column.field in (Field.KEY, Field.IGNORE):
                self._check_ignored(draft, column, cell)
                continue
            if self._is_as_written(draft, column, cell) or recognising.is_blank(cell):
                continue
            self._take(draft, column, cell)
        self._check_emptied(draft)
        return draft

    def _mapped(self, row: WorkRow) -> Iterator[tuple[MappedColumn, WorkCell]]:
        for column in self.header.columns:
            if (cell := row.cells.get(column.index)) is not None:
                yield column, cell

    def _count(self, draft: Draft, column: MappedColumn, cell: WorkCell) -> None:
        if cell.is_inherited or column.field == Field.IGNORE:
            return
        draft.cells += 1
        if column.field:
            draft.understood += 1

    def _find_record(self, draft: Draft) -> None:
        """The record that a row of one of our own files stands for."""
        if self.header.export is None:
            return
        for column, cell in self._mapped(draft.row):
            if column.field == Field.KEY:
                key = str(cell.value).strip()
                known = key.isdecimal() and len(key) < 12
                draft.record = self.register.keyed.get(int(key)) if known else None
                if draft.record is None:
                    self._refuse(
                        draft,
                        column,
                        cell,
                        Meaning(failure=_("No record has this number."), code="key_unknown"),
                    )

    def _is_as_written(self, draft: Draft, column: MappedColumn, cell: WorkCell) -> bool:
        """Whether the cell still says what our file said of the record."""
        export, record = self.header.export, draft.record
        if export is None or record is None or column.field in (Field.TITLE, Field.TEXT):
            return False
        return export.written(column.heading, record) == as_written(cell.value)

    def _check_ignored(self, draft: Draft, column: MappedColumn, cell: WorkCell) -> None:
        """A computed column of ours that was written over is told."""
        if column.field != Field.IGNORE or self.header.export is None or draft.record is None:
            return
        written = self.header.export.written(column.heading, draft.record)
        if written is not None and written != as_written(cell.value):
            draft.tell(
                "computed",
                _("This column is worked out by the system; what was written is not taken."),
                address=cell.address,
                text=cell.text,
            )

    def _check_emptied(self, draft: Draft) -> None:
        if self.header.export is None or draft.record is None:
            return
        for column in self.header.columns:
            is_kept = column.field in (Field.KEY, Field.IGNORE)
            if is_kept or column.index in draft.row.cells:
                continue
            if self.header.export.written(column.heading, draft.record):
                draft.tell(
                    "emptied",
                    _("The cell was emptied; an empty cell takes nothing away."),
                    name=column.field,
                    address=f"{column.letter}{draft.row.number}",
                )

    def _take(self, draft: Draft, column: MappedColumn, cell: WorkCell) -> None:
        name = Field(column.field)
        if cell.is_unread:
            failure = _("A formula without its result. Save the file in Excel, or write it.")
            meaning = Meaning(failure=failure, code="formula_without_value")
        elif name in _AGENCIES:
            meaning = self._agencies(draft, column, cell)
        else:
            meaning = self.readers[name](cell)
            if name == Field.DEADLINE and meaning.failure:
                meaning = self._agency_instead(cell, meaning)
        if meaning.failure:
            self._refuse(draft, column, cell, meaning)
            return
        read = Read(
            meaning.value,
            cell.text,
            cell.address,
            meaning.label,
            meaning.oddities,
            meaning.groups,
            meaning.others,
            cell.is_inherited,
        )
        if name == Field.NOTE:
            read = self._noted(draft, column, read)
        draft.values[name.value] = read
        if not cell.is_inherited:
            for oddity in meaning.oddities:
                draft.tell("oddity", oddity, name=name.value)

    def _noted(self, draft: Draft, column: MappedColumn, read: Read) -> Read:
        """A further column in the note, under its own head."""
        before = draft.values.get(Field.NOTE.value)
        is_note = "ghi chu" in fold(column.heading)
        text = read.value if is_note else f"{column.heading}: {read.value}"
        if before is None:
            return replace(read, value=text, label=text)
        joined = f"{before.value}\n{text}"
        return replace(before, value=joined, label=joined)

    def _agencies(self, draft: Draft, column: MappedColumn, cell: WorkCell) -> Meaning:
        found = self.register.agencies.read(cell.text)
        if found.unread:
            whole = recognising.deadline(cell, issued_on=None)
            if not found.agencies and not found.groups and not whole.failure:
                failure = _("A deadline stands where agencies are expected: “%(text)s”.")
                return Meaning(failure=failure % {"text": cell.text}, code="deadline_in_agency")
            for part, message, candidates in found.unread[1:]:
                draft.tell(
                    "agency_unread",
                    message,
                    name=column.field,
                    is_error=True,
                    candidates=candidates,
                    address=cell.address,
                    text=part,
                )
            _part, message, candidates = found.unread[0]
            return Meaning(failure=message, code="agency_unread", candidates=candidates)
        ids = [entry.id for entry in found.agencies]
        names = [entry.name for entry in found.agencies]
        label = "; ".join([*names, *found.groups])
        if column.field == Field.COORDINATING:
            return Meaning(ids, label, found.oddities, found.groups)
        if column.field == Field.SIGNING and len(ids) > 1:
            failure = _("One body signs; several are named.")
            offered = tuple(Candidate(e.id, e.label) for e in found.agencies)
            return Meaning(failure=failure, code="signing_several", candidates=offered)
        return Meaning(
            ids[0] if ids else None, label, found.oddities, found.groups, tuple(ids[1:])
        )

    def _agency_instead(self, cell: WorkCell, meaning: Meaning) -> Meaning:
        found = self.register.agencies.read(cell.text)
        if found.unread or not (found.agencies or found.groups):
            return meaning
        failure = _("Agencies stand where a deadline is expected: “%(text)s”.")
        return Meaning(failure=failure % {"text": cell.text}, code="agency_in_deadline")

    def _refuse(
        self, draft: Draft, column: MappedColumn, cell: WorkCell, meaning: Meaning
    ) -> None:
        if not cell.is_inherited:
            draft.understood -= 1
        draft.tell(
            meaning.code,
            meaning.failure,
            name=column.field,
            is_error=True,
            candidates=meaning.candidates,
            address=cell.address,
            text=cell.text,
        )


def fields_of(header: Header) -> Mapping[str, MappedColumn]:
    """The columns of a head by their field."""
    return {column.field: column for column in header.columns if column.field}
