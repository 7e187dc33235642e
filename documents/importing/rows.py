"""The rows of an annex that stand for work, and what each of the others is."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from documents.importing.cells import Cell, Sheet
from documents.importing.header import Header, plain
from documents.importing.results import Field, SkippedRow
from resolutions.folding import clean_text, fold

_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LETTER = re.compile(r"[A-ZĐ]")
_LEADING = re.compile(
    r"\s*+(?:(?:PHẦN|Phần|MỤC|Mục|NHÓM|Nhóm)\s*+)?([IVXLC]+|[A-ZĐ])\s*+[.)/:\-–]\s*+\S"
)
_PART_OF = re.compile(r"\d+(?:\.\d+)*")
_NUMBERING = re.compile(r"\(?\s*(\d{1,2})\s*\)?")
_TOTAL = re.compile(r"(?:tong(?: cong| so| hop)?|cong)(?:\s*[:(]| \d|$)")
# What stands below the table: who gets a copy, who signs, what the table means.
_BELOW = re.compile(
    r"noi nhan|t/m |tm\. |k/t |kt\. |t/l |tl\. |ghi chu:|nguoi lap bieu|\* ?ghi chu"
)
_REPEATED = 0.6
_LISTS = {Field.LEAD.value, Field.COORDINATING.value, Field.SIGNING.value}
_OWN_WORK = (Field.LEAD.value, Field.DEADLINE.value, Field.PRODUCT.value, Field.SYMBOL.value)


@dataclass(frozen=True)
class WorkCell:
    """A cell of a row of work, with what was continued in the rows below it."""

    value: str | int | float | date
    text: str
    address: str
    is_inherited: bool = False
    is_month: bool = False
    is_unread: bool = False
    joined: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkRow:
    """A row that stands for work. ``task_row`` is the row that states the task, when this one
    is merged with it and adds another document."""

    number: int
    last: int
    section: str
    section_number: str
    cells: Mapping[int, WorkCell]
    task_row: int | None = None


class _Sections:
    """The sections a row lies under, the outer ones first."""

    def __init__(self) -> None:
        self.open: list[tuple[int, str, str]] = []

    def enter(self, level: int, number: str, text: str) -> None:
        self.open = [found for found in self.open if found[0] < level]
        self.open.append((level, number, text))

    @property
    def text(self) -> str:
        return " / ".join(text for _level, _number, text in self.open)

    @property
    def number(self) -> str:
        return next((number for _level, number, _text in reversed(self.open) if number), "")


class RowReader:
    """Goes down the rows below a head."""

    def __init__(self, sheet: Sheet, header: Header, left_out: Collection[int] = ()) -> None:
        self.sheet, self.header, self.left_out = sheet, header, set(left_out)
        self.fields = {column.index: column.field for column in header.columns}
        self.heads = {column.index: plain(column.heading) for column in header.columns}
        self.of_field = {c.field: c.index for c in header.columns if c.field}
        self.number_column = self.of_field.get(Field.NUMBER.value)
        self.text_column = self.of_field.get(
            Field.TEXT.value, self.of_field.get(Field.TITLE.value)
        )
        self.work: list[WorkRow] = []
        self.skipped: list[SkippedRow] = []
        self.sections = _Sections()
        self.is_below = False

    def read(self) -> tuple[list[WorkRow], list[SkippedRow]]:
        """The rows of work, and the rows that are something else."""
        first = self.header.rows[0]
        rows = list(self.sheet.rows)
        for row in rows:
            if row < first:
                self._skip(row, _("title"))
        below = [row for row in rows if row > self.header.rows[-1]]
        for place, row in enumerate(below):
            following = below[place + 1] if place + 1 < len(below) else None
            self._take(row, following)
        return self.work, self.skipped

    def _take(self, row: int, following: int | None) -> None:
        cells = self.sheet.rows[row]
        own = {c: cell for c, cell in cells.items() if not cell.is_spread}
        filled = {c: cell for c, cell in own.items() if not cell.is_inherited}
        if not filled:
            return
        if row in self.left_out:
            self._skip(row, _("left out by hand"))
        elif self.is_below or self._begins_below(filled):
            self.is_below = True
            self._skip(row, _("below the table"))
        elif self._is_head(filled):
            self._skip(row, _("head repeated"))
        elif self._is_total(filled):
            self._skip(row, _("total"))
        elif self._section(row, filled, following):
            self._skip(row, _("section"))
        elif self._continues(row, own, filled):
            self._join(row, filled)
        else:
            self._add(row, own)

    def _skip(self, row: int, reason: str) -> None:
        words = [c.text for c in self.sheet.rows[row].values() if not c.is_spread]
        self.skipped.append(SkippedRow(row, reason, " ".join(" ".join(words).split())[:300]))

    def _is_head(self, filled: Mapping[int, Cell]) -> bool:
        """The head again after a page break, or the line that numbers the columns."""
        same = sum(plain(cell.text) == self.heads.get(c) for c, cell in filled.items())
        if len(filled) >= 2 and same >= 2 and same >= len(filled) * _REPEATED:
            return True
        found = [_NUMBERING.fullmatch(cell.text) for cell in filled.values()]
        numbers = [int(match[1]) for match in found if match]
        return (
            len(numbers) == len(filled) >= 3
            and numbers[0] in (0, 1)
            and all(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))
        )

    def _begins_below(self, filled: Mapping[int, Cell]) -> bool:
        if self.number_column in filled and len(filled) > 2:
            return False
        return len(filled) <= 3 and bool(_BELOW.match(fold(next(iter(filled.values())).text)))

    def _is_total(self, filled: Mapping[int, Cell]) -> bool:
        if any(self.fields.get(column) in _LISTS for column in filled):
            return False
        first = fold(next(iter(filled.values())).text)
        return len(filled) <= 4 and len(first) < 80 and bool(_TOTAL.match(first))

    def _section(self, row: int, filled: Mapping[int, Cell], following: int | None) -> bool:
        """Whether the row is the head of a section; it is entered then."""
        number = self._text(filled, self.number_column)
        others = [c for c in filled if c != self.number_column]
        is_bare = number.strip(" .)") == "" or bool(self._level(number))
        if len(others) > 1 or (others and not is_bare and not _PART_OF.match(number)):
            return False
        only = filled[others[0]] if others else next(iter(filled.values()))
        text = " ".join(only.text.split())
        if others and others[0] != self.text_column and not self._is_wide(row):
            return False
        if number and (level := self._level(number)):
            self.sections.enter(level, number.strip(" .)"), f"{number.strip()} {text}".strip())
            return True
        lead = _LEADING.match(text)
        if not number.strip(" .)") or not others:
            if lead and (level := self._level(lead[1])):
                self.sections.enter(level, lead[1], text)
                return True
            if self._is_wide(row) and not _PART_OF.fullmatch(text):
                self.sections.enter(3, "", text)
                return True
            return False
        own, next_number = number.strip(" .)"), ""
        if following is not None:
            next_number = self._text(self.sheet.rows[following], self.number_column)
        if _PART_OF.fullmatch(own) and next_number.strip().startswith(f"{own}."):
            self.sections.enter(3 + own.count("."), "", f"{own}. {text}")
            return True
        return False

    def _level(self, number: str) -> int:
        """1 for a part with a letter, 2 for one with a Roman number, else 0."""
        bare = clean_text(number).strip(" .)/:-–")
        previous = next((n for level, n, _t in self.sections.open if level == 1), "")
        if _LETTER.fullmatch(bare) and (
            not _ROMAN.fullmatch(bare) or (previous and ord(bare) == ord(previous[0]) + 1)
        ):
            return 1
        return 2 if bare and _ROMAN.fullmatch(bare) else 0

    def _is_wide(self, row: int) -> bool:
        """Whether one cell spans most of the row."""
        return sum(c.is_spread for c in self.sheet.rows[row].values()) >= 2

    @staticmethod
    def _text(cells: Mapping[int, Cell], column: int | None) -> str:
        cell = cells.get(column) if column is not None else None
        return cell.text.strip() if cell is not None else ""

    def _continues(self, row: int, own: Mapping[int, Cell], filled: Mapping[int, Cell]) -> bool:
        """Whether the row goes on with the one above: it bears no number of its own and
        nothing that would make it work of its own."""
        if self.number_column is None or self.header.export or not self.work:
            return False
        above = self.work[-1]
        if self.number_column in filled or self.number_column not in above.cells:
            return False
        if row != above.last + 1:
            return False
        own_work = [f for f in _OWN_WORK if self.of_field.get(f) in filled]
        if self.text_column in filled:
            return not own_work
        # Merged with the row above, a further product or deadline is a further document.
        is_merged = self.number_column in own or (self.text_column or 0) in own
        return not (is_merged and any(f != Field.LEAD.value for f in own_work))

    def _join(self, row: int, filled: Mapping[int, Cell]) -> None:
        above = self.work[-1]
        cells = dict(above.cells)
        for column, cell in filled.items():
            before = cells.get(column)
            if before is None or before.is_inherited:
                cells[column] = replace(_work(cell), joined=(cell.address,))
                continue
            mark = "\n" if self.fields.get(column) in _LISTS else " "
            text = f"{before.text}{mark}{cell.text}"
            cells[column] = replace(
                before,
                value=text,
                text=text,
                is_month=False,
                is_unread=before.is_unread or cell.is_unread,
                joined=(*before.joined, cell.address),
            )
        self.work[-1] = replace(above, last=row, cells=cells)

    def _add(self, row: int, own: Mapping[int, Cell]) -> None:
        task = None
        text = own.get(self.text_column) if self.text_column is not None else None
        if text is not None and text.is_inherited and self.work:
            task = self.work[-1].task_row or self.work[-1].number
        self.work.append(
            WorkRow(
                row,
                row,
                self.sections.text,
                self.sections.number,
                {column: _work(cell) for column, cell in own.items()},
                task,
            )
        )


def _work(cell: Cell) -> WorkCell:
    return WorkCell(
        cell.value, cell.text, cell.address, cell.is_inherited, cell.is_month, cell.is_unread
    )
