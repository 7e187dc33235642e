"""Numbers as Vietnamese offices write them: 1.000,5 is a thousand and a half.

One reader for every number that comes in as text. It gives each number that the writing may
stand for: one is its value, several are for a person to choose from, none is no number.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format

from resolutions.folding import clean_text

# Digits as written, for patterns that look for a number in folded text. What follows must be
# neither a digit nor a mark with one: “1.2.3” is no number.
DIGITS = (
    r"(?:[0-9]{1,3}(?:\.[0-9]{3}){1,4}(?:,[0-9]{1,4})?"
    r"|[0-9]{1,3}(?:,[0-9]{3}){2,4}(?:\.[0-9]{1,4})?|[0-9]{1,3},[0-9]{3}\.[0-9]{1,4}"
    r"|[0-9]{1,12}(?:[,.][0-9]{1,4})?)(?![0-9]|[.,][0-9])"
)
# With all tone marks: “ngan” may be “ngân hàng”, “ty” may be “công ty”.
SCALES = {
    "nghìn": 1_000,
    "ngàn": 1_000,
    "triệu": 1_000_000,
    "tỷ": 1_000_000_000,
    "tỉ": 1_000_000_000,
}
_WRITTEN = re.compile(
    rf"(?P<sign>[-+\u2212\u2013] ?)?(?P<digits>{DIGITS})(?P<scale>(?: (?:{'|'.join(SCALES)}))*)"
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_EITHER = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written and the values it may have."""

    written: str
    readings: tuple[Decimal, ...] = ()

    @property
    def value(self) -> Decimal | None:
        """The one value it can have; None where it must be asked or is no number."""
        return self.readings[0] if len(self.readings) == 1 else None


def read_number(text: str) -> Number:
    """Read the whole of ``text`` as one number: “8,5”, “1.000”, “1.000,5”, “−5”, “1,5 triệu”.

    A comma and three digits (“8,500”) may part thousands or decimals: both are given.
    """
    written = " ".join(clean_text(text[:_LONGEST]).split())
    match = _WRITTEN.fullmatch(written) or _WRITTEN.fullmatch(written.lower())
    if match is None or len(text) > _LONGEST:
        return Number(written)
    factor = Decimal(1)
    for word in match["scale"].split():
        factor *= SCALES[word]
    if match["sign"] and match["sign"].strip() != "+":
        factor = -factor
    found = tuple(plain(reading * factor) for reading in _readings(match["digits"]))
    return Number(written, tuple(dict.fromkeys(found)))


def plain(value: Decimal) -> Decimal:
    """The same value without zeros behind its last decimal, and never as a power of ten."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()


def _readings(digits: str) -> tuple[Decimal, ...]:
    if _GROUPED.fullmatch(digits):
        return (Decimal(digits.replace(".", "").replace(",", ".")),)
    if _ENGLISH.fullmatch(digits):
        return (Decimal(digits.replace(",", "")),)
    if _EITHER.fullmatch(digits):
        return (Decimal(digits.replace(",", ".")), Decimal(digits.replace(",", "")))
    if digits.count(".") + digits.count(",") > 1:  # “0.123.456” groups nothing
        return ()
    return (Decimal(digits.replace(",", ".")),)


def printed_number(value: Decimal) -> str:
    """A number as a page prints it in the reader's language, without zeros at its end."""
    return number_format(plain(value), use_l10n=True, force_grouping=True)
