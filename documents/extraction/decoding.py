"""The text of a pasted file, or a clear refusal of what is no text."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
_OFFICE_FILES = {
    b"PK\x03\x04": "Word, Excel, ZIP",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "Word, Excel",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}
_TEXT_CONTROLS = set("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85")


def read_text(raw: bytes) -> str:
    """The text in UTF-8 (or UTF-16 with its mark); a ValidationError says what is wrong."""
    if len(raw) > MAX_BYTES:
        raise ValidationError(
            _("The file is too large: at most %(limit)s MB.") % {"limit": MAX_BYTES >> 20}
        )
    for mark, name in _OFFICE_FILES.items():
        if raw.startswith(mark):
            raise ValidationError(
                _("This is a file of %(name)s, not plain text: open it, copy the words, paste.")
                % {"name": name}
            )
    is_utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = raw.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("The file is not text in Unicode (UTF-8). Save it as UTF-8 and try again.")
        ) from error
    if any(c < " " and c not in _TEXT_CONTROLS for c in set(text)):
        raise ValidationError(_("The file holds binary data, not text."))
    return text
