"""Symbols of documents (số, ký hiệu): reading and normalising them.

A symbol is stored as written; what is compared is its canonical form. Reading never raises:
what cannot be read comes back as it is, marked incomplete.
"""

import re
from dataclasses import dataclass

from resolutions.folding import clean_text, fold

# Bodies whose documents follow the Party pattern ``03-NQ/TU`` (domain list of issuers).
_PARTY_ISSUERS = re.compile(r"^(?:[A-ZĐ]*TW|[A-ZĐ]*TU|HU|ThU|ĐU|BCĐ|CB|ĐH)$")
_DASH = re.compile("\\s*[-\u2010-\u2015\u2212]\\s*")
_PARTY = re.compile(r"^(\d{1,5})-([A-ZĐ][A-Za-zĐđ]{0,6})/([A-ZĐ][\w&.-]*)$")
_STATE = re.compile(r"^(\d{1,5})/([A-ZĐ][A-Za-zĐđ]{0,6})-([A-ZĐ][\w&.-]*)$")
_NUMBER = re.compile(r"\d{1,5}")


@dataclass(frozen=True)
class Symbol:
    """A symbol taken apart. ``canonical`` is what two spellings of one symbol share."""

    written: str
    canonical: str
    number: int | None = None
    kind_code: str = ""
    issuer_code: str = ""
    is_complete: bool = False

    @property
    def key(self) -> str:
        """The form compared in look-ups: folded, so that QĐ, QD and qđ meet."""
        return fold(self.canonical)


def read_symbol(written: str) -> Symbol:
    """Take a symbol apart: ``01/NQ-TU`` is an odd spelling of ``01-NQ/TU``.

    A State symbol (``3686/KH-UBND``) keeps its own pattern. ``KH số 54`` has a number but no
    issuer: it stays as written, incomplete.
    """
    text = re.sub(r"^\s*[Ss]ố\s*:?\s*(?=\d)", "", clean_text(written)).strip()
    text = re.sub(r"\s*/\s*", "/", _DASH.sub("-", text))
    if match := _PARTY.match(text):
        number, kind, issuer = match.groups()
        return Symbol(
            written, f"{int(number):02d}-{kind}/{issuer}", int(number), kind, issuer, True
        )
    if match := _STATE.match(text):
        number, kind, issuer = match.groups()
        if _PARTY_ISSUERS.match(issuer):
            return Symbol(
                written, f"{int(number):02d}-{kind}/{issuer}", int(number), kind, issuer, True
            )
        return Symbol(
            written, f"{int(number):02d}/{kind}-{issuer}", int(number), kind, issuer, True
        )
    found = _NUMBER.search(text)
    return Symbol(written, text, int(found.group()) if found else None)
