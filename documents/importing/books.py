"""Excel files, cell by cell as they stand in the file."""

import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._reader import WorkSheetParser

from documents.importing.cells import MAX_CELLS, Grid, Sheet, too_much
from resolutions.allowance import spend


def read(raw: bytes) -> list[Sheet]:
    """The sheets in their order. Formulas give the results that were saved with them."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        for part in package.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                xml = package.read(part)
                if xml.count(b"<c ") + xml.count(b":c ") > MAX_CELLS:
                    raise too_much()
    with warnings.catch_warnings():
        # It warns of what it leaves out: pictures, checks of input, dates that are none.
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(raw), read_only=True, data_only=True)
        try:
            return [_sheet(book, sheet) for sheet in book.worksheets]
        finally:
            book.close()


def _sheet(book: Any, sheet: Any) -> Sheet:
    # The full reader of openpyxl makes an object for every cell of a merged block or link, of
    # which a small file may claim milliards; its parser alone only says where they lie.
    grid = Grid(str(sheet.title))
    with sheet._get_source() as source:
        parser = _parser(book, sheet, source, data_only=True)
        for _number, row in parser.parse():
            spend()
            for cell in row:
                _put(book, grid, cell)
        blocks = parser.merged_cells
    with sheet._get_source() as source:
        for _number, row in _parser(book, sheet, source, data_only=False).parse():
            spend()
            for cell in row:
                place = (cell["row"], cell["column"])
                is_known = place[1] in grid.rows.get(place[0], {})
                if cell["data_type"] == "f" and not is_known:
                    grid.put(*place, _formula(cell["value"]), is_unread=True)
    if blocks is not None:
        last = max(grid.rows, default=0)
        for block in getattr(blocks, "mergeCell", blocks):
            left, top, right, bottom = range_boundaries(block.ref)
            if left and top and right and bottom:
                grid.spread(top, left, min(bottom, last), right)
    return grid.sheet()


def _parser(book: Any, sheet: Any, source: Any, *, data_only: bool) -> Any:
    return WorkSheetParser(
        source,
        sheet._shared_strings,
        data_only=data_only,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _formula(value: Any) -> str:
    return str(getattr(value, "text", value) or "=")[:200]


def _put(book: Any, grid: Grid, cell: dict[str, Any]) -> None:
    value = cell["value"]
    place = (cell["row"], cell["column"])
    if value is None or cell["column"] < 1:
        return
    if cell["data_type"] == "e":
        grid.put(*place, str(value), is_unread=True)
    elif isinstance(value, datetime):
        grid.put(*place, value.date(), is_month=_shows_no_day(book, cell["style_id"]))
    elif isinstance(value, date):
        grid.put(*place, value)
    elif isinstance(value, (time, timedelta, bool)):
        grid.put(*place, str(value))
    elif isinstance(value, float):
        grid.put(*place, int(value) if value.is_integer() else value)
    elif isinstance(value, int):
        grid.put(*place, value)
    else:
        grid.put(*place, str(value))


def _shows_no_day(book: Any, style: int) -> bool:
    """Whether the format of a cell shows a day as a month (“6/2025” typed into Excel)."""
    number = book._cell_styles[style].numFmtId
    if number in BUILTIN_FORMATS:
        form = BUILTIN_FORMATS[number]
    else:
        form = book._number_formats[number - 164]
    form = form.lower().split("]")[-1].split(";")[0]
    return "d" not in form and "m" in form and "y" in form
