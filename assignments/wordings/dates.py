"""Deadlines on a day, in a month, quarter or year, or at the end of a period of them."""

from assignments.deadlines import DeadlineKind
from assignments.wordings.folded import Folded, Found
from assignments.wordings.patterns import AND, MORE_NUMBERS, ONWARDS, THEN_CONTINUOUS, TO
from assignments.wordings.results import ReadDeadline
from assignments.wordings.units import Unit, unit_at


def dated(source: Folded, start: int, at: int, shades: set[str]) -> Found | None:
    """A day, month, quarter or year, several that share a year, or a period of them."""
    unit = unit_at(source.folded, at)
    if unit is None:
        return None
    if unit.problem:
        return Found(unit.end, notes=(unit.problem,))
    units, starts_on, notes, end = [unit], None, list[str](), unit.end
    to = TO.match(source.folded, unit.end)
    until = to and _until(source, unit, to.end())
    if until:
        begin = unit if unit.year else unit.in_year(until.year)
        if problem := until.problem or begin.problem:
            return Found(until.end, notes=(problem,))
        if until.last() < begin.first():
            return Found(until.end, notes=("period_reversed",))
        if not unit.year:
            notes.append("year_shared")
        units, starts_on, end = [until], begin.first(), until.end
    elif not unit.year:
        units = _sharing_a_year(source, unit)
        if not units[-1].year:
            end = units[-1].start if len(units) > 1 else unit.end
            return Found(end, notes=("year_missing", *sorted(shades & {"vague"})))
        if any(u.problem for u in units):
            return Found(units[-1].end, notes=("impossible_date",))
        notes.append("year_shared")
        end = units[-1].end
    elif unit.is_half:
        starts_on = unit.first()
    if MORE_NUMBERS.match(source.folded, end):
        return Found(end, notes=("unclear_number",))
    if problem := _shaded(source, units[-1], shades, notes):
        return Found(end, notes=(problem,))
    if "from" in shades and starts_on is None:
        if len(units) > 1:
            return Found(end, notes=("open_ended",))
        return _open_ended(source, start, unit)
    then = THEN_CONTINUOUS.match(source.folded, end)
    pieces = []
    for number, one in enumerate(units):
        is_last = number == len(units) - 1
        deadline = ReadDeadline(
            one.kind, one.last(), starts_on, is_then_continuous=bool(then and is_last)
        )
        stop = then.end() if then and is_last else one.end
        pieces.append(source.piece(one.start if number else start, stop, deadline))
    return Found(then.end() if then else end, tuple(pieces), tuple(notes))


def _until(source: Folded, unit: Unit, at: int) -> Unit | None:
    """The unit that ends the period which ``unit`` begins."""
    until = unit_at(source.folded, at)
    if until is None and not unit.year:
        until = unit_at(source.folded, at, unit.kind)
    if until is None or (until.year is None and not until.problem):
        return None
    if unit.year is None and until.kind != unit.kind:
        until = unit_at(source.folded, at, unit.kind)
        return until if until and until.year else None
    return until


def _sharing_a_year(source: Folded, unit: Unit) -> list[Unit]:
    """``unit`` and those listed after it, in the year that the last of them names."""
    units = [unit]
    while joint := AND.match(source.folded, units[-1].end):
        more = unit_at(source.folded, joint.end(), unit.kind)
        if more is None or more.problem:
            break
        units.append(more)
        if more.year:
            return [u.in_year(more.year) for u in units]
    return units


def _shaded(source: Folded, unit: Unit, shades: set[str], notes: list[str]) -> str:
    """What the leading words do to a date: a note, or the reason not to read it."""
    if "after" in shades:
        return "after_date"
    if "vague" in shades:
        return "vague"
    if "before" in shades:
        if unit.kind != DeadlineKind.DAY and "end" not in shades:
            return "before_period"
        notes.append("before")
    if "end" in shades and not _says_through(source, unit):
        notes.append("vague_end")
    return ""


def _says_through(source: Folded, unit: Unit) -> bool:
    return source.folded[max(0, unit.start - 5) : unit.start].split()[-1:] == ["het"]


def _open_ended(source: Folded, start: int, unit: Unit) -> Found:
    onwards = ONWARDS.match(source.folded, unit.end)
    end = onwards.end() if onwards else unit.end
    deadline = ReadDeadline(DeadlineKind.CONTINUOUS, starts_on=unit.first())
    return Found(end, (source.piece(start, end, deadline),), ("open_ended",))
