"""A list as a file: what is on the screen, all its rows, in the order and columns shown.

A sheet is for people who work in Excel: real dates, a frozen head, a filter on each column.
Text is written as text whatever it begins with, so that no cell becomes a formula.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import IO, Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from resolutions.folding import fold
from resolutions.listing import Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
ROWS_AT_A_TIME = 2000
# What XML, of which a sheet is made, has no place for.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A sheet program takes a cell that begins so for a formula.
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
# Excel under Vietnamese settings separates by semicolons, since the comma is in its numbers.
SEPARATOR = ";"


@dataclass(frozen=True)
class Export:
    """A list to be written: its rows, its columns, and what says where it comes from."""

    name: str
    rows: QuerySet
    count: int
    columns: Sequence[Column]
    on: date
    known_on: date | None = None
    view: str = ""
    filters: Sequence[tuple[str, str]] = ()

    @property
    def heads(self) -> list[str]:
        """The first row. The record number is the key by which a row is known again."""
        return [_("Record number"), *(str(column.label) for column in self.columns)]

    def records(self) -> Iterator[list[Any]]:
        """The rows, read in portions so that twenty thousand need no more memory than two."""
        for row in self.rows.iterator(chunk_size=ROWS_AT_A_TIME):
            yield [row.pk, *(plain(column.value(row)) for column in self.columns)]

    def file_name(self, ending: str) -> str:
        """“van-ban_cho-trung-uong_2021-12-13.xlsx”."""
        parts = [slugify(fold(self.name)), slugify(fold(self.view))[:60], self.on.isoformat()]
        return "_".join(part for part in parts if part) + f".{ending}"

    def facts(self) -> list[tuple[str, Any]]:
        """What the second sheet says of the first."""
        facts: list[tuple[str, Any]] = [(_("List"), self.name), (_("Rows"), self.count)]
        facts.append((_("State as at"), self.on))
        if self.known_on:
            facts.append((_("As known on"), self.known_on))
        if self.view:
            facts.append((_("Saved view"), self.view))
        facts += [(_("Filter: %(name)s") % {"name": name}, text) for name, text in self.filters]
        facts.append((_("Written on"), timezone.localdate()))
        return facts


def plain(value: Any) -> Any:
    """Text, a whole number or a day; an instant becomes the office's day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).date()
    if isinstance(value, (int, date)):
        return value
    return _NOT_IN_XML.sub("", str(value))


def write_xlsx(export: Export, file: IO[bytes]) -> None:
    """The list as an Excel sheet, with a second sheet of facts about it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Data"))
    sheet.freeze_panes = "C2"
    widths = [10, *(column.width for column in export.columns)]
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{export.count + 1}"
    sheet.append([_cell(sheet, head, is_head=True) for head in export.heads])
    for record in export.records():
        sheet.append([_cell(sheet, value) for value in record])
    about = book.create_sheet(_("About this file"))
    about.column_dimensions["A"].width = 30
    about.column_dimensions["B"].width = 60
    for name, value in export.facts():
        about.append([_cell(about, name), _cell(about, plain(value))])
    book.save(file)


def _cell(sheet: Any, value: Any, *, is_head: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    if not isinstance(value, str):
        cell.alignment = Alignment(vertical="top", horizontal="left")
    if is_head:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="F3EFE6")
    return cell


def csv_lines(export: Export) -> Iterator[str]:
    """The list as lines of text: with a byte-order mark for Excel, days as people write them,
    and an apostrophe before what would be taken for a formula."""
    return csv_rows(export.heads, export.records())


def csv_rows(heads: Sequence[str], records: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The same of any rows."""
    writer = csv.writer(_Echo(), delimiter=SEPARATOR, lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(heads)
    for record in records:
        yield writer.writerow([as_text(value) for value in record])


def as_text(value: Any) -> Any:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, str) and value.startswith(_FORMULA_MARKS):
        return f"'{value}"
    return value


class _Echo:
    """Gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def refused(request: HttpRequest, *asked: BaseForm, page: str) -> HttpResponse | None:
    """Why no file is made of what was asked for: a day that cannot be read, a filter that there
    is not (400). None when a file can be made. ``page`` is where the list itself is.

    A file leaves its address behind; it would say in nobody's words that it holds other rows,
    or another day, than was asked for.
    """
    told = []
    for form in asked:
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            told += [f"{label}: {error}" if label else str(error) for error in errors]
    if not told:
        return None
    query = request.GET.copy()
    query.pop("format", None)
    context = {"told": told, "back": f"{page}?{query.urlencode()}"}
    return render(request, "resolutions/no_file.html", context, status=400)


def export_response(request: HttpRequest, export: Export) -> HttpResponse:
    """The list as a file: ``?format=csv``, else an Excel sheet. ``X-Row-Count`` says how many
    rows it has."""
    as_csv = request.GET.get("format") == "csv"
    name = export.file_name("csv" if as_csv else "xlsx")
    headers = {
        "X-Row-Count": str(export.count),
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    kind = CSV if as_csv else XLSX
    if request.method == "HEAD":
        return HttpResponse(content_type=kind, headers=headers)
    if as_csv:
        lines: Iterable[str] = csv_lines(export)
        return StreamingHttpResponse(lines, content_type=kind, headers=headers)
    packed = BytesIO()  # a compressed sheet is small: twenty thousand rows make two megabytes
    write_xlsx(export, packed)
    return HttpResponse(packed.getvalue(), content_type=kind, headers=headers)
