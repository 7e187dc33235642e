"""Files to sheets of cells. What a file claims of its size is never believed: cells are taken
one by one, and a file that unfolds without end is refused."""

import zipfile
from io import BytesIO
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from documents.importing import books, papers, texts
from documents.importing.cells import Cell, Sheet, Unreadable, too_much
from resolutions.allowance import UsedUp, reading, spend

__all__ = ["Cell", "Sheet", "Unreadable", "read_workbook"]

MAX_PARTS = 2_000
UNFOLDED_TIMES = 8
_PIECE = 1 << 20  # bytes
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {b"%PDF": "PDF", b"{\\rtf": "RTF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG"}


def broken() -> Unreadable:
    return Unreadable(_("The file is damaged. Open it, save it again and try once more."))


def read_workbook(file: IO[bytes], name: str) -> list[Sheet]:
    """The sheets of an Excel or CSV file, or the tables of a Word file. Raises Unreadable."""
    try:
        with reading():
            return _read(file, name)
    except UsedUp as refusal:
        raise Unreadable(refusal.message) from refusal


def _read(file: IO[bytes], name: str) -> list[Sheet]:
    limit = settings.IMPORT_MAX_MB << 20
    raw = file.read(limit + 1)
    # An upload says how large it was, also when its content was not kept.
    if max(len(raw), getattr(file, "size", None) or 0) > limit:
        raise Unreadable(
            _("The file is too large: at most %(limit)s MB.")
            % {"limit": settings.IMPORT_MAX_MB}
        )
    if not raw.strip(b"\x00 \t\r\n"):
        raise Unreadable(_("The file is empty."))
    if raw.startswith(_OLE):
        raise _old_or_locked(raw)
    for mark, kind in _OTHERS.items():
        if raw.startswith(mark):
            raise Unreadable(
                _("This is a file of %(kind)s. Give the annex as Excel, CSV or Word (.docx).")
                % {"kind": kind}
            )
    try:
        if raw.startswith(b"PK"):
            parts = _parts(raw, limit)
            if "xl/workbook.xml" in parts:
                return _filled(books.read(raw))
            if "word/document.xml" in parts:
                return _filled(papers.read(raw))
            raise Unreadable(
                _("This is no file of Excel (.xlsx) or Word (.docx). Save it as one of them.")
            )
        return _filled(texts.read(raw, name))
    except (Unreadable, UsedUp):
        raise
    except Exception as error:  # the libraries raise almost anything on a damaged file
        raise broken() from error


def _filled(sheets: list[Sheet]) -> list[Sheet]:
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise Unreadable(_("The file has no table with anything in it."))
    return filled


def _old_or_locked(raw: bytes) -> Unreadable:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return Unreadable(_("The file is protected by a password. Remove it and try again."))
    return Unreadable(
        _("This is a file of an old Excel or Word. Save it as .xlsx or .docx and try again.")
    )


def _parts(raw: bytes, limit: int) -> set[str]:
    """The names in the package, unless it unfolds to far more than it weighs."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        infos = package.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise Unreadable(_("The file is protected by a password. Remove it and try again."))
        # Pictures may be heavy; what has to be understood is the XML.
        unfolded = sum(i.file_size for i in infos if i.filename.endswith((".xml", ".rels")))
        if len(infos) > MAX_PARTS or unfolded > limit * UNFOLDED_TIMES:
            raise too_much()
        for info in infos:
            if info.filename.endswith((".xml", ".rels")):
                _count(package, info)
        return {info.filename for info in infos}


def _count(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Pay for a part before it becomes objects, of which each tag makes one."""
    with package.open(part) as content:
        while piece := content.read(_PIECE):
            spend(read_bytes=len(piece), marks=piece.count(b"<"))
