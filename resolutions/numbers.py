"""Numbers as people type them: 8,5 and 1.000,5. What may mean two things is asked about."""

import re
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " "})
# 1000,5 · 8,5; also 8.5, which has no three digits that could be thousands.
_PLAIN = re.compile(r"-?[0-9]+(?:,[0-9]+)?")
_POINT = re.compile(r"-?[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})")
# 1.000,5 · 1 000,5, and the English 1,000.5 or 1,000,000.
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)(?:,[0-9]+)?")
_ENGLISH = re.compile(r"-?[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_DOUBTFUL = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}|-?0\.[0-9]{3}")
_LONGEST = 40


class UnreadableNumber(ValueError):
    """The text is no number, or may mean two; says to the person what to write."""


def read_number(text: str) -> Decimal:
    """The number that a text writes the Vietnamese way: a comma before decimals, points
    between thousands. Raises UnreadableNumber."""
    written = " ".join(text.translate(_MINUS).split())
    if len(written) > _LONGEST:
        raise UnreadableNumber(_("The number cannot be read. Write it as 8,5 or 1.000,5."))
    if _DOUBTFUL.fullmatch(written):
        raise UnreadableNumber(
            _("“%(text)s” may mean two numbers. Write thousands as 1.000 and decimals as 1,5.")
            % {"text": written}
        )
    if _PLAIN.fullmatch(written) or _GROUPED.fullmatch(written):
        return Decimal(written.replace(".", "").replace(" ", "").replace(",", "."))
    if _POINT.fullmatch(written) or _ENGLISH.fullmatch(written):
        return Decimal(written.replace(",", ""))
    raise UnreadableNumber(_("The number cannot be read. Write it as 8,5 or 1.000,5."))


def written_number(value: Decimal | None) -> str:
    """The same number as a form shows it to be edited: 8,5."""
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


def printed_number(value: Decimal) -> str:
    """A number as a page prints it in the reader's language, without zeros at its end."""
    return number_format(value.normalize(), use_l10n=True, force_grouping=True)
