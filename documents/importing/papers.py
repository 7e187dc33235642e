"""Tables of Word files, with cells that span columns or go on from the row above."""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document

from documents.importing.cells import MAX_COLUMN, Grid, Sheet


def read(raw: bytes) -> list[Sheet]:
    """The tables of the text in their order; a table within a cell is left to its cell."""
    tables = Document(BytesIO(raw)).tables
    return [_sheet(table, number) for number, table in enumerate(tables, start=1)]


def _sheet(table: Any, number: int) -> Sheet:
    grid = Grid(_("Table %(number)s") % {"number": number})
    for row, line in enumerate(table._tbl.tr_lst, start=1):
        column = 1 + line.grid_before
        for cell in line.tc_lst:
            if column > MAX_COLUMN:
                break
            width = max(1, cell.grid_span)
            above = grid.rows.get(row - 1, {}).get(column)
            if cell.vMerge == "continue" and above is not None:
                grid.put(row, column, above.value, is_inherited=True)
            else:
                lines = [paragraph.text for paragraph in cell.p_lst]
                grid.put(row, column, "\n".join(lines))
            if width > 1:
                grid.spread(row, column, row, column + width - 1)
            column += width
    return grid.sheet()
