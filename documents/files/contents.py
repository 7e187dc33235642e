"""What a file is, told by its content: PDF, DOCX, XLSX, JPEG or PNG, and nothing beside it.

Packed files are judged by their table of contents; nothing is unpacked to find out how large
it would be.
"""

import io
import re
import struct
import zipfile
from typing import IO

import filetype
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.files.names import ending_of

_HEAD = 8192  # bytes
_TAIL = 2048
_PIECE = 1 << 16
MOST_MEMBERS = 5000
LARGEST_UNPACKED = 200 * 1024 * 1024
# Packed better than this a file is made to exhaust a machine; small ones cannot.
BEST_RATIO = 100
_SMALL = 10 * 1024 * 1024

_ENDS_OF_MACROS = ("vbaproject.bin", "vbadata.xml")
_PROGRAMS = re.compile(r"\.(exe|dll|com|scr|bat|cmd|js|vbs|ps1|jar|hta|html?|msi|lnk)$")
# What a browser would run if it took an image for a page.
_PAGE_IN_IMAGE = re.compile(rb"<script|<html|<!doctype|<svg[\s>]|<\?php|<iframe", re.IGNORECASE)
_PNG_START = b"\x89PNG\r\n\x1a\n"
# Files of the office suite are zip files: first bytes of a member, of a table of contents' end.
_MEMBER_START = b"PK\x03\x04"


class ContentType(models.TextChoices):
    """The kinds of files that are kept."""

    PDF = "application/pdf", gettext_lazy("PDF")
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        gettext_lazy("Word document"),
    )
    XLSX = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        gettext_lazy("Excel sheet"),
    )
    JPEG = "image/jpeg", gettext_lazy("JPEG image")
    PNG = "image/png", gettext_lazy("PNG image")


_ENDINGS = {
    "pdf": ContentType.PDF,
    "docx": ContentType.DOCX,
    "xlsx": ContentType.XLSX,
    "jpg": ContentType.JPEG,
    "jpeg": ContentType.JPEG,
    "png": ContentType.PNG,
}
ACCEPTED = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"
_MAIN_PART = {"word/document.xml": ContentType.DOCX, "xl/workbook.xml": ContentType.XLSX}
PACKED = (ContentType.DOCX, ContentType.XLSX)


def content_type_of(file: IO[bytes], *, name: str) -> ContentType:
    """What the file is. Raises ValidationError when it is none of ``ContentType``, its name
    says otherwise, or it is something else at the same time."""
    claimed = _ENDINGS.get(ending_of(name))
    if claimed is None:
        raise ValidationError(
            _("Only PDF, DOCX, XLSX, JPG and PNG files are accepted."), code="kind"
        )
    file.seek(0)
    head = file.read(_HEAD)
    found = _told_by(head)
    if found == "zip":
        found = check_office_file(file)
    if found != claimed:
        raise ValidationError(
            _("The content of the file is not what its name says. Nothing was saved."),
            code="content",
        )
    if claimed not in PACKED:
        _refuse_second_nature(file, claimed, head)
    return claimed


def _told_by(head: bytes) -> str | None:
    if head.startswith(_MEMBER_START):
        return "zip"
    guess = filetype.guess(head)
    return guess.mime if guess else None


def _refuse_second_nature(file: IO[bytes], kind: ContentType, head: bytes) -> None:
    """A file that is a PDF or an image and something else too (polyglot) is refused."""
    refusal = ValidationError(
        _("The file is damaged or carries other content inside. Nothing was saved."),
        code="polyglot",
    )
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise refusal
    if kind == ContentType.PDF:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - _TAIL))
        if not head.startswith(b"%PDF-") or b"%%EOF" not in file.read(_TAIL):
            raise refusal
        return
    if b"%PDF-" in head or _holds(file, _PAGE_IN_IMAGE):
        raise refusal
    if kind == ContentType.PNG and not _is_png_to_its_end(file):
        raise refusal


def _holds(file: IO[bytes], pattern: re.Pattern[bytes]) -> bool:
    file.seek(0)
    before = b""
    while piece := file.read(_PIECE):
        if pattern.search(before + piece):
            return True
        before = piece[-16:]
    return False


def _is_png_to_its_end(file: IO[bytes]) -> bool:
    """Whether the chunks of a PNG lead to its last one, and nothing follows."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if file.read(8) != _PNG_START:
        return False
    while len(start := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", start)
        end = file.tell() + length + 4
        if end > size:
            return False
        if kind == b"IEND":
            return end == size
        file.seek(end)
    return False


def check_office_file(file: IO[bytes]) -> ContentType:
    """Which office file a zip file is. Raises ValidationError when it is none, has macros or
    programs inside, or would unpack beyond measure."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            comment = packed.comment
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as no:
        raise ValidationError(
            _("The file is damaged and cannot be read. Nothing was saved."), code="damaged"
        ) from no
    _refuse_bomb(members, size)
    names = {member.filename for member in members}
    if (
        comment
        or min((member.header_offset for member in members), default=1) != 0
        or any(member.flag_bits & 1 for member in members)
        or any(_leads_astray(name) for name in names)
    ):
        raise ValidationError(
            _("The file is damaged or carries other content inside. Nothing was saved."),
            code="polyglot",
        )
    lower = {name.lower() for name in names}
    if any(name.endswith(_ENDS_OF_MACROS) for name in lower):
        raise ValidationError(
            _("The file contains macros. Save it without macros and send it again."),
            code="macros",
        )
    if any(_PROGRAMS.search(name) for name in lower):
        raise ValidationError(
            _("The file contains a program or a web page. Nothing was saved."), code="program"
        )
    kinds = [kind for part, kind in _MAIN_PART.items() if part in names]
    if "[Content_Types].xml" not in names or len(kinds) != 1:
        raise ValidationError(
            _("The content of the file is not what its name says. Nothing was saved."),
            code="content",
        )
    return kinds[0]


def _leads_astray(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name


def _refuse_bomb(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        len(members) > MOST_MEMBERS
        or unpacked > LARGEST_UNPACKED
        or packed > size  # members that lie over each other
        or (unpacked > _SMALL and unpacked > BEST_RATIO * max(packed, 1))
    ):
        raise ValidationError(
            _("The file unpacks to far more than a document needs. Nothing was saved."),
            code="bomb",
        )
