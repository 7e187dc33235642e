"""A file that came in, judged: name, size, content, secrecy marks, what acts by itself,
viruses."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.files.contents import PACKED, ContentType, content_type_of
from documents.files.harm import Harm, judged
from documents.files.in_office import harms_in_office_file
from documents.files.in_pdf import harms_in_pdf
from documents.files.names import clean_file_name
from documents.files.scanner import ScannerUnavailable, virus_in
from documents.files.storing import refused_by_disk
from documents.files.texts import text_of
from documents.files.uploading import NoRoom, largest_file
from resolutions.secrecy import secrecy_mark
from resolutions.secrecy_of_names import secrecy_mark_of_name

_log = logging.getLogger(__name__)


class ScanResult(models.TextChoices):
    """What is known of viruses in a kept file; an infected one is never kept."""

    NOT_SCANNED = "not_scanned", gettext_lazy("not scanned")
    CLEAN = "clean", gettext_lazy("no virus found")


@dataclass(frozen=True)
class Received:
    """A file fit to be kept."""

    file: IO[bytes]
    name: str
    size: int
    content_type: ContentType
    scan: ScanResult
    cautions: tuple[Harm, ...] = ()


def receive(file: Any) -> Received:
    """Judge an uploaded file (it has ``name`` and ``size``). Raises ValidationError with the
    reason when it cannot be kept."""
    name = clean_file_name(file.name or "")
    if isinstance(file, NoRoom):
        raise refused_by_disk(file.why)
    if not file.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if file.size > largest_file():
        raise ValidationError(
            _("The file is larger than %(limit)d MB. Make it smaller and send it again.")
            % {"limit": settings.ATTACHMENT_MAX_MB},
            code="large",
        )
    kind = content_type_of(file, name=name)
    _refuse_secret(file, kind, name)
    cautions = judged(_harms(file, kind))
    return Received(file, name, file.size, kind, _scan(file), cautions)


def _harms(file: IO[bytes], kind: ContentType) -> Iterable[Harm]:
    if kind == ContentType.PDF:
        return harms_in_pdf(file)
    return harms_in_office_file(file) if kind in PACKED else ()


def _refuse_secret(file: IO[bytes], kind: ContentType, name: str) -> None:
    if mark := secrecy_mark_of_name(name):
        raise ValidationError(told_of_name(mark), code="secret")
    if mark := secrecy_mark(text_of(file, kind)):
        raise ValidationError(
            _(
                "The file bears the secrecy mark “%(mark)s”. It is not kept in this system; "
                "record a placeholder item instead."
            )
            % {"mark": mark},
            code="secret",
        )


def told_of_name(mark: str) -> str:
    """Why a file is refused for its name."""
    return _(
        "The name of the file bears the secrecy mark “%(mark)s”. Nothing secret is kept in "
        "this system; if the file is not secret, give it another name and send it again."
    ) % {"mark": mark}


def _scan(file: IO[bytes]) -> ScanResult:
    if not settings.CLAMD_ADDRESS:
        return ScanResult.NOT_SCANNED
    try:
        virus = virus_in(file, address=settings.CLAMD_ADDRESS, timeout=settings.CLAMD_TIMEOUT)
    except ScannerUnavailable as gone:
        _log.error("the virus scanner does not answer: %s", gone)
        raise ValidationError(
            _("The file could not be scanned for viruses yet. Nothing was saved; try again."),
            code="scanner",
        ) from gone
    if virus:
        _log.warning("an upload was refused: %s", virus)
        raise ValidationError(
            _("A virus was found in the file (%(name)s). Nothing was saved.") % {"name": virus},
            code="virus",
        )
    return ScanResult.CLEAN
