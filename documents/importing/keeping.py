"""A sheet as JSON and back: what is kept of an annex until it is taken over."""

from datetime import date
from typing import Any

from documents.importing.cells import Cell, Sheet

_FLAGS = ("is_inherited", "is_spread", "is_month", "is_unread")


def as_json(sheet: Sheet) -> dict[str, Any]:
    """Everything that the reading of the sheet rests on."""
    return {
        "name": sheet.name,
        "left_out": sheet.left_out,
        "rows": {
            str(number): {str(column): _kept(cell) for column, cell in cells.items()}
            for number, cells in sheet.rows.items()
        },
    }


def from_json(kept: dict[str, Any]) -> Sheet:
    """The sheet that ``as_json`` wrote down."""
    rows = {
        int(number): {int(column): _cell(cell) for column, cell in cells.items()}
        for number, cells in kept["rows"].items()
    }
    ordered = {number: dict(sorted(rows[number].items())) for number in sorted(rows)}
    return Sheet(kept["name"], ordered, kept["left_out"])


def _kept(cell: Cell) -> list[Any]:
    value: Any = cell.value
    if isinstance(value, date):
        value = {"day": f"{value:%Y-%m-%d}"}
    return [value, cell.address, *(name for name in _FLAGS if getattr(cell, name))]


def _cell(kept: list[Any]) -> Cell:
    value, address, *flags = kept
    if isinstance(value, dict):
        value = date.fromisoformat(value["day"])
    return Cell(value, address, **dict.fromkeys(flags, True))
