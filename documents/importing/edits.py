"""What a person wrote over cells in the preview."""

import re
from collections.abc import Mapping
from dataclasses import replace

from openpyxl.utils import column_index_from_string

from documents.importing.cells import MAX_COLUMN, Cell, Sheet
from resolutions.folding import clean_text

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def edited(sheet: Sheet, edits: Mapping[str, str]) -> Sheet:
    """The sheet with other texts in some cells; those merged below a cell follow it. What is
    no address is left aside."""
    rows = {number: dict(cells) for number, cells in sheet.rows.items()} if edits else {}
    for address, text in edits.items():
        found = _ADDRESS.fullmatch(address)
        if found is None or (column := column_index_from_string(found[1])) > MAX_COLUMN:
            continue
        row, text = int(found[2]), clean_text(text).strip()
        if not text:
            rows.get(row, {}).pop(column, None)
            continue
        rows.setdefault(row, {})[column] = Cell(text, address)
        below = row + 1
        while (cell := rows.get(below, {}).get(column)) is not None and cell.is_inherited:
            rows[below][column] = replace(cell, value=text, is_month=False, is_unread=False)
            below += 1
    if not edits:
        return sheet
    ordered = {row: dict(sorted(rows[row].items())) for row in sorted(rows) if rows[row]}
    return replace(sheet, rows=ordered)
