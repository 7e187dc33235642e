"""The text of an office file, as far as it is needed to see a mark of secrecy.

Word and Excel files are read without a parser of XML: nothing in them is expanded, of each
part a bounded number of bytes is unpacked, and each byte is looked at once. The text of a PDF
is packed within and not read; of a PDF and an image only the file's name is judged.
"""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from documents.files.contents import ContentType
from resolutions.allowance import reading, spend

_MOST = 2 * 1024 * 1024  # bytes of each part
_WORD_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml")
_EXCEL_PARTS = re.compile(r"xl/(?:sharedStrings|workbook|worksheets/sheet[1-3])\.xml")
# What ends a line: a paragraph, a break, a cell's text.
_LINE_ENDS = {"/p", "/si", "/is", "/v", "/oddHeader", "/oddFooter", "br"}
_LONGEST_NAME = 40
_VERBATIM = "![CDATA["
_MOST_PARTS = 20


def text_of(file: IO[bytes], kind: ContentType) -> str:
    """The text of a Word or Excel file, a line for each paragraph or cell; of others empty.
    Raises UsedUp."""
    if kind == ContentType.DOCX:
        parts = _WORD_PARTS
    elif kind == ContentType.XLSX:
        parts = _EXCEL_PARTS
    else:
        return ""
    file.seek(0)
    with reading(), zipfile.ZipFile(file) as packed:
        names = [name for name in packed.namelist() if parts.fullmatch(name)]
        return "\n".join(plain(_beginning(packed, name)) for name in names[:_MOST_PARTS])


def _beginning(packed: zipfile.ZipFile, name: str) -> str:
    try:
        with packed.open(name) as part:
            beginning = part.read(_MOST)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        return ""
    spend(read_bytes=len(beginning), marks=beginning.count(b"<"))
    is_wide = beginning.startswith((b"\xff\xfe", b"\xfe\xff"))
    return beginning.decode("utf-16" if is_wide else "utf-8", "replace")


def plain(markup: str) -> str:
    """The text between the tags of XML, with an end of line where a paragraph ends."""
    return html.unescape("".join(_pieces(markup)))


def _pieces(markup: str) -> Iterator[str]:
    first, *rest = markup.split("<")
    yield first
    for piece in rest:
        if piece.startswith(_VERBATIM):
            yield piece.removeprefix(_VERBATIM).replace("]]>", "")
            continue
        tag, closed, text = piece.partition(">")
        if not closed:  # no tag: a sign that somebody left as it is
            yield piece
            continue
        name = _name(tag[:_LONGEST_NAME])
        if name in _LINE_ENDS:
            yield "\n"
        elif name == "tab":
            yield " "
        yield text


def _name(tag: str) -> str:
    """The name of a tag without its prefix, with the slash of one that ends: “/p”."""
    name = tag.split(None, 1)[0].removesuffix("/") if tag.strip() else ""
    slash = "/" if name.startswith("/") else ""
    return slash + name.removeprefix("/").rpartition(":")[2]
