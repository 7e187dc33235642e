"""CSV files in the encodings and with the separators that offices use."""

import csv
from io import StringIO

from django.utils.translation import gettext as _

from documents.importing.cells import MAX_COLUMN, Grid, Sheet, Unreadable, too_much
from resolutions.allowance import spend
from resolutions.folding import clean_text

_SEPARATORS = (";", ",", "\t")
_SAMPLE_LINES = 60


def read(raw: bytes, name: str) -> list[Sheet]:
    """The one sheet of a CSV file."""
    text = _text(raw)
    grid = Grid(name.rsplit("/", 1)[-1][:100])
    try:
        for row, cells in enumerate(
            csv.reader(StringIO(text, newline=""), delimiter=_separator(text)), start=1
        ):
            spend(marks=1)
            if len(cells) > MAX_COLUMN * 10:
                raise too_much()
            for column, value in enumerate(cells, start=1):
                grid.put(row, column, _plain(value))
    except csv.Error as error:
        raise Unreadable(_("The file is no table of text (CSV).")) from error
    return [grid.sheet()]


def _plain(value: str) -> str:
    """Without the apostrophe that our own files put before what looks like a formula."""
    marks = ("'=", "'+", "'-", "'@", "'\t", "'\r")
    return value[1:] if value.startswith(marks) else value


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        codes = ["utf-16"]
    else:
        codes = ["utf-8-sig", "cp1258"]
    for code in codes:
        try:
            text = raw.decode(code)
        except UnicodeDecodeError:
            continue
        if not any(c < " " and c not in "\t\n\r\x0b\x0c" for c in set(text)):
            return clean_text(text)
    raise Unreadable(_("The file is no text that can be read. Save it as CSV in UTF-8."))


def _separator(text: str) -> str:
    """The mark that divides the most lines into the most cells."""
    sample = "\n".join(text.splitlines()[:_SAMPLE_LINES])

    def cells(mark: str) -> int:
        try:
            lines = csv.reader(StringIO(sample, newline=""), delimiter=mark)
            widths = sorted(len(line) for line in lines if line)
        except csv.Error:
            return 0
        return widths[len(widths) // 2] if widths else 0

    return max(_SEPARATORS, key=cells)
