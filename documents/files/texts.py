"""The text of an office file, as far as it is needed to see a mark of secrecy.

Word and Excel files are read without a parser of XML: nothing in them is expanded, and of each
part a bounded number of bytes is unpacked. The text of a PDF is packed within and not read; of
a PDF and an image only the file's name is judged.
"""

import html
import re
import zipfile
import zlib
from typing import IO

from documents.files.contents import ContentType

_MOST = 2 * 1024 * 1024  # bytes of each part
_WORD_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml")
_EXCEL_PARTS = re.compile(r"xl/(?:sharedStrings|workbook|worksheets/sheet[1-3])\.xml")
# What ends a line: a paragraph, a break, a cell's text.
_LINE_ENDS = re.compile(r"</(?:\w+:)?(?:p|si|is|v|oddHeader|oddFooter)>|<(?:\w+:)?br\b[^>]*>")
_TABS = re.compile(r"<(?:\w+:)?tab\b[^>]*>")
_TAGS = re.compile(r"<[^>]{0,5000}>")
_MOST_PARTS = 20


def text_of(file: IO[bytes], kind: ContentType) -> str:
    """The text of a Word or Excel file, a line for each paragraph or cell; of others empty."""
    if kind == ContentType.DOCX:
        parts = _WORD_PARTS
    elif kind == ContentType.XLSX:
        parts = _EXCEL_PARTS
    else:
        return ""
    file.seek(0)
    with zipfile.ZipFile(file) as packed:
        names = [name for name in packed.namelist() if parts.fullmatch(name)]
        return "\n".join(_plain(_beginning(packed, name)) for name in names[:_MOST_PARTS])


def _beginning(packed: zipfile.ZipFile, name: str) -> str:
    try:
        with packed.open(name) as part:
            return part.read(_MOST).decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        return ""


def _plain(markup: str) -> str:
    lines = _TABS.sub(" ", _LINE_ENDS.sub("\n", markup))
    return html.unescape(_TAGS.sub("", lines))
