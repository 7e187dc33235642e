"""Cells as a file gives them, before anything is understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

# More filled cells than any annex has; what unfolds further is no annex.
MAX_CELLS = 200_000
MAX_COLUMN = 200


class Unreadable(Exception):
    """The file cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Cell:
    """A filled cell: its value (text, whole number, number or day) and where it stands.

    In a merged block the first cell holds the value; those below have ``is_inherited``, those
    beside ``is_spread``. ``is_month`` is a day that is shown as a month; ``is_unread`` a
    formula without its result, or one that failed.
    """

    value: str | int | float | date
    address: str
    is_inherited: bool = False
    is_spread: bool = False
    is_month: bool = False
    is_unread: bool = False

    @property
    def text(self) -> str:
        """The value as a person would write it."""
        if isinstance(self.value, date):
            return f"{self.value:%m/%Y}" if self.is_month else f"{self.value:%d/%m/%Y}"
        return str(self.value)


@dataclass(frozen=True)
class Sheet:
    """A sheet, or a table of a Word file: the filled cells of each row by column, both
    counted from 1. ``left_out`` counts cells beyond the columns that are read."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    left_out: int = 0


@dataclass
class Grid:
    """A sheet that is being read."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    count: int = 0
    left_out: int = 0

    def put(self, row: int, column: int, value: str | float | date, **marks: bool) -> None:
        """Add a cell; blank text is no cell."""
        if isinstance(value, str):
            value = value.strip()
            if not value:
                return
        if column > MAX_COLUMN:
            self.left_out += 1
            return
        self.count += 1
        if self.count > MAX_CELLS:
            raise too_much()
        address = f"{get_column_letter(column)}{row}"
        self.rows.setdefault(row, {})[column] = Cell(value, address, **marks)

    def spread(self, top: int, left: int, bottom: int, right: int) -> None:
        """Give the value of a merged block's first cell to its other cells."""
        origin = self.rows.get(top, {}).get(left)
        if origin is None:
            return
        right = min(right, MAX_COLUMN)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    below = column == left
                    self.put(
                        row,
                        column,
                        origin.value,
                        is_inherited=below,
                        is_spread=not below,
                        is_month=origin.is_month,
                        is_unread=origin.is_unread,
                    )

    def sheet(self) -> Sheet:
        rows = {row: dict(sorted(self.rows[row].items())) for row in sorted(self.rows)}
        return Sheet(self.name, rows, self.left_out)


def too_much() -> Unreadable:
    return Unreadable(_("The file holds far more than an annex has. Keep the annex alone."))
