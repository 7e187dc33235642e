"""References to documents in running words: “Nghị quyết số 06-NQ/TU, ngày 29/01/2021”."""

import re
from dataclasses import dataclass
from datetime import date

from resolutions.folding import clean_text, fold
from resolutions.symbols.numbers import FIRST_YEAR, LAST_YEAR
from resolutions.symbols.reader import read_symbol
from resolutions.symbols.results import Symbol
from resolutions.symbols.writing import MAX_LENGTH

# In folded text, day first: “ngày 18-1-2021”, “ngày 18 tháng 01 năm 2021”.
DATE = (
    r"(?P<day>[0-9]{1,2}) ?(?:[-/.] ?|thang )(?P<month>[0-9]{1,2}) ?(?:[-/.] ?|nam )"
    r"(?P<year>[0-9]{4})(?![0-9])"
)
_OF_DAY = re.compile(r"\bngay " + DATE)
_OF_YEAR = re.compile(r"\bnam (?P<year>[0-9]{4})(?![0-9])")


@dataclass(frozen=True)
class Reference:
    """A symbol and what a reference says of the day of issue."""

    symbol: Symbol
    issued_on: date | None = None
    year: int | None = None


def date_in(match: re.Match[str]) -> date | None:
    """The day that a match of ``DATE`` names; None when there is no such day."""
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def read_reference(text: str) -> Reference:
    """Read a reference; the year may stand in the symbol or behind it."""
    symbol = read_symbol(text)
    folded = fold(clean_text(text[:MAX_LENGTH]))
    named = _OF_DAY.search(folded)
    day = date_in(named) if named else None
    of_year = _OF_YEAR.search(folded)
    year = day.year if day else symbol.year or (int(of_year["year"]) if of_year else None)
    return Reference(symbol, day, year)
