"""The numbers of a symbol: its own, and the year."""

from dataclasses import dataclass, replace

from resolutions.symbols.results import Oddity
from resolutions.symbols.writing import Part

FIRST_YEAR, LAST_YEAR = 1930, 2199


@dataclass(frozen=True)
class Numbers:
    """The number of a symbol (``text`` as printed), its year, and where the year stands."""

    number: int | None = None
    text: str = ""
    year: int | None = None
    year_at: int = 0
    oddities: tuple[Oddity, ...] = ()


def numbers_of(parts: list[Part]) -> Numbers | None:
    """The number and year among the parts; None when there are other numbers."""
    at = [index for index, part in enumerate(parts) if part.is_number]
    if not at:
        return Numbers(oddities=(Oddity.NUMBER_MISSING,)) if len(parts) > 1 else None
    first = at[0]
    if len(at) > 2 or (first and len(at) > 1):
        return None
    found = _number(parts[first].text)
    if first:
        found = replace(found, oddities=(Oddity.NUMBER_MISPLACED, *found.oddities))
    if len(at) == 1:
        return found
    written = parts[at[1]].text
    if written.isdigit() and FIRST_YEAR <= int(written) <= LAST_YEAR:
        return replace(found, year=int(written), year_at=at[1])
    if written.isdigit() and len(written) == 2 and at[1] == 1:
        return replace(found, oddities=(*found.oddities, Oddity.YEAR_SHORT))
    return None


def _number(written: str) -> Numbers:
    digits = written.rstrip("abcdefghđ")
    whole, dot, decimals = digits.partition(".")
    number, suffix = int(whole), written[len(digits) :]
    text = f"{number}.{decimals}" if dot else f"{number:02d}{suffix}"
    oddities = {
        Oddity.NUMBER_ZERO: number == 0,
        Oddity.LEADING_ZERO: not dot and whole != f"{number:02d}",
        Oddity.DECIMAL_NUMBER: bool(dot),
        Oddity.NUMBER_SUFFIX: bool(suffix),
    }
    return Numbers(
        number, text, oddities=tuple(name for name, is_so in oddities.items() if is_so)
    )
