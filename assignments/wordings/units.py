"""Calendar units: one day, month, quarter, half-year or year as it stands in a wording."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from assignments.deadlines import DeadlineKind
from assignments.wordings.patterns import HALF_MONTHS, REPEATED, ROMAN, UNITS
from assignments.wordings.results import FIRST_YEAR, LAST_YEAR


class Unit(NamedTuple):
    """A day, month, quarter, half-year or year as written, perhaps still without its year."""

    kind: DeadlineKind
    start: int
    end: int
    year: int | None
    months: tuple[int, int] = (1, 12)
    day: int | None = None
    problem: str = ""

    def first(self) -> date:
        return date(self.year or FIRST_YEAR, self.months[0], self.day or 1)

    def last(self) -> date:
        year, month = self.year or FIRST_YEAR, self.months[1]
        return date(year, month, self.day or monthrange(year, month)[1])

    def in_year(self, year: int | None) -> "Unit":
        dated = self._replace(year=year)
        if year and self.day and self.day > monthrange(year, self.months[0])[1]:
            return dated._replace(problem="impossible_date")
        return dated

    @property
    def is_half(self) -> bool:
        return self.kind == DeadlineKind.QUARTER and self.months[1] - self.months[0] != 2


def _year(digits: str | None) -> tuple[int | None, str]:
    if digits is None:
        return None, ""
    if len(digits) == 2:
        return None, "year_two_digits"
    if len(digits) != 4 or not FIRST_YEAR <= int(digits) <= LAST_YEAR:
        return None, "year_out_of_range"
    return int(digits), ""


def _unit_from(kind: DeadlineKind, match: re.Match[str]) -> Unit:
    found = match.groupdict()
    year, problem = _year(found.get("y") or found.get("y4"))
    unit = Unit(kind, match.start(), match.end(), None, problem=problem)
    if side := found.get("side"):
        count = HALF_MONTHS.get(found["n"]) or int(found["n"])
        unit = unit._replace(months=(1, count) if side == "dau" else (13 - count, 12))
    elif quarter := found.get("q"):
        number = ROMAN.get(quarter) or (int(quarter) if quarter.isdigit() else 0)
        if not 1 <= number <= 4:
            return unit._replace(problem="impossible_date")
        unit = unit._replace(months=(number * 3 - 2, number * 3))
    elif month := found.get("m"):
        day = found.get("d")
        if not 1 <= int(month) <= 12 or not 1 <= int(day or 1) <= 31:
            return unit._replace(problem="impossible_date")
        unit = unit._replace(months=(int(month), int(month)), day=int(day) if day else None)
    return unit if unit.problem else unit.in_year(year)


def unit_at(folded: str, start: int, kind: DeadlineKind | None = None) -> Unit | None:
    """The calendar unit that begins at ``start``; with ``kind``, one more of that kind."""
    units = UNITS if kind is None else [(kind, p) for p in REPEATED.get(kind, [])]
    for unit_kind, pattern in units:
        if match := pattern.match(folded, start):
            return _unit_from(unit_kind, match)
    return None
