"""Tables of Word files, with cells that span columns or go on from the row above."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn

from documents.importing.cells import MAX_COLUMN, Grid, Sheet
from resolutions.allowance import spend

_ROW, _CELL, _PARAGRAPH = qn("w:tr"), qn("w:tc"), qn("w:p")
_RUN, _LINK, _TEXT = qn("w:r"), qn("w:hyperlink"), qn("w:t")
_OF_ROW, _BEFORE = qn("w:trPr"), qn("w:gridBefore")
_OF_CELL, _SPAN, _GOES_ON = qn("w:tcPr"), qn("w:gridSpan"), qn("w:vMerge")
_VALUE, _TYPE, _BREAK = qn("w:val"), qn("w:type"), qn("w:br")
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    _BREAK: "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}


def read(raw: bytes) -> list[Sheet]:
    """The tables of the text in their order; a table within a cell is left to its cell."""
    tables = Document(BytesIO(raw)).tables
    return [_sheet(table._tbl, number) for number, table in enumerate(tables, start=1)]


def _sheet(table: Any, number: int) -> Sheet:
    # The elements themselves are gone through, once: asking the library for the text of each
    # cell searches the document anew.
    grid = Grid(_("Table %(number)s") % {"number": number})
    for row, line in enumerate(table.iterchildren(_ROW), start=1):
        spend(marks=1)
        column = 1 + _number(line, _OF_ROW, _BEFORE, 0)
        for cell in line.iterchildren(_CELL):
            if column > MAX_COLUMN:
                break
            width = max(1, _number(cell, _OF_CELL, _SPAN, 1))
            above = grid.rows.get(row - 1, {}).get(column)
            if _goes_on(cell) and above is not None:
                grid.put(row, column, above.value, is_inherited=True)
            else:
                paragraphs = cell.iterchildren(_PARAGRAPH)
                grid.put(row, column, "\n".join("".join(_words(one)) for one in paragraphs))
            if width > 1:
                grid.spread(row, column, row, column + width - 1)
            column += width
    return grid.sheet()


def _number(element: Any, properties: str, name: str, otherwise: int) -> int:
    """The number that a property of a row or a cell says."""
    found = element.find(f"{properties}/{name}")
    return otherwise if found is None else int(found.get(_VALUE))


def _goes_on(cell: Any) -> bool:
    """Whether a cell belongs to the one above it."""
    found = cell.find(f"{_OF_CELL}/{_GOES_ON}")
    return found is not None and found.get(_VALUE, "continue") == "continue"


def _words(paragraph: Any) -> Iterator[str]:
    for child in paragraph:
        if child.tag == _RUN:
            yield from _said(child)
        elif child.tag == _LINK:
            for run in child.iterchildren(_RUN):
                yield from _said(run)


def _said(run: Any) -> Iterator[str]:
    for child in run:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == _BREAK and child.get(_TYPE, "textWrapping") != "textWrapping":
            continue  # of a page or a column
        else:
            yield _SIGNS.get(child.tag, "")
