"""A list that went out as a file and comes back: what in it differs from the register.

The record number in the first column is the key by which a row is known again. Nothing is
written here.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from resolutions.listing import Column
from resolutions.reports import SEPARATOR, as_text, plain

_AT_A_TIME = 500


@dataclass(frozen=True)
class Difference:
    """A cell of the file that says otherwise than the register; ``here`` is None where the
    register knows no such row."""

    key: str
    column: str
    there: str
    here: str | None


def differences(
    file: IO[bytes], name: str, *, rows: QuerySet, columns: Sequence[Column]
) -> list[Difference]:
    """What a file written by ``write_xlsx`` or ``csv_lines`` says otherwise than ``rows``.

    Raises ValidationError when it is no such file, or names a column that the list lacks.
    """
    records = _csv(file) if name.lower().endswith(".csv") else _xlsx(file)
    heads = next(records, [])
    if not heads or heads[0] != _("Record number"):
        raise ValidationError(_("The file has no column “%s”.") % _("Record number"))
    by_label = {str(column.label): column for column in columns}
    if unknown := [head for head in heads[1:] if head not in by_label]:
        raise ValidationError(
            _("The list has no such column: %(names)s.") % {"names": "; ".join(unknown)}
        )
    shown = [by_label[head] for head in heads[1:]]
    found: list[Difference] = []
    portion: list[list[str]] = []
    for record in records:
        if any(record):
            portion.append(record)
        if len(portion) == _AT_A_TIME:
            found += _compared(portion, rows, shown)
            portion = []
    return found + _compared(portion, rows, shown)


def _compared(
    records: list[list[str]], rows: QuerySet, columns: list[Column]
) -> list[Difference]:
    asked = [int(record[0]) for record in records if _is_id(record[0])]
    known = {str(row.pk): row for row in rows.filter(pk__in=asked)}
    found = []
    for key, *cells in records:
        if key not in known:
            found.append(Difference(key, _("Record number"), key, None))
            continue
        for column, there in zip(columns, cells, strict=False):
            here = _written(plain(column.value(known[key])))
            if _bare(there) != _bare(here):
                found.append(Difference(key, str(column.label), there, here))
    return found


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _written(value: Any) -> str:
    return "" if value is None else str(as_text(value))


def _bare(text: str) -> str:
    """Without the mark that keeps a cell from being a formula; one kind of line end."""
    lines = text.removeprefix("'").replace("\r\n", "\n").replace("\r", "\n")
    return lines.strip()


def _xlsx(file: IO[bytes]) -> Iterator[list[str]]:
    try:
        sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
        for row in sheet.iter_rows(values_only=True):
            yield [_written(_day(value)) for value in row]
    except Exception as error:  # a broken file breaks openpyxl in many ways
        raise ValidationError(_("The file is not an Excel sheet of this system.")) from error


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return value if value is None or isinstance(value, (int, date)) else str(value)


def _csv(file: IO[bytes]) -> Iterator[list[str]]:
    try:
        lines = StringIO(file.read().decode("utf-8-sig"), newline="")
        yield from csv.reader(lines, delimiter=SEPARATOR)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValidationError(_("The file is not a CSV file of this system.")) from error
