"""Deadlines that recur, and those that never end."""

import re

from assignments.deadlines import DeadlineKind
from assignments.wordings.folded import Folded, Found
from assignments.wordings.patterns import (
    AND,
    CONTINUOUS,
    IN_PERIOD_AFTER,
    IN_PERIOD_BEFORE,
    MONTHS_RHYTHMS,
    NEXT_WORD,
    RECURRING,
    RECURRING_AT_ALL,
    RHYTHM_NEXT,
    RHYTHMS,
)
from assignments.wordings.results import ReadDeadline


def recurring(source: Folded, start: int, at: int, shades: set[str]) -> Found | None:
    """Again and again, in one or several rhythms."""
    inside = IN_PERIOD_BEFORE.match(source.folded, at)
    begin = at
    match = _recurring_at(source.folded, at)
    if match is None and inside:
        begin = inside.end()
        match = _recurring_at(source.folded, begin)
    notes = ["day_within_period"] if begin > at or shades else []
    if match is None:
        match = RECURRING_AT_ALL.match(source.folded, at)
        if match is None:
            return None
        deadline = ReadDeadline(DeadlineKind.RECURRING)
        piece = source.piece(start, match.end(), deadline)
        return Found(match.end(), (piece,), ("recurrence_open",))
    matches = [match]
    while len(matches) < 6 and (more := RHYTHM_NEXT.match(source.folded, match.end())):
        matches.append(more)
        match = more
    end = match.end()
    if after := IN_PERIOD_AFTER.match(source.folded, end):
        end = after.end()
        notes = ["day_within_period"]
    pieces = []
    for number, one in enumerate(matches):
        recurrence = _rhythm(one)
        if not recurrence:
            notes.append("recurrence_open")
        pieces.append(
            source.piece(
                _word_start(source, one) if number else start,
                end if one is match else one.end(),
                ReadDeadline(DeadlineKind.RECURRING, recurrence=recurrence),
            )
        )
    return Found(end, tuple(pieces), tuple(notes))


def _word_start(source: Folded, match: re.Match[str]) -> int:
    """Where the match begins once its comma or "và" is left to the joints."""
    joint = AND.match(source.folded, match.start())
    return joint.end() if joint else match.start()


def continuous(source: Folded, start: int, at: int) -> Found | None:
    """Without end, perhaps with a rhythm."""
    match = CONTINUOUS.match(source.folded, at)
    if match is None:
        return None
    end, recurrence = match.end(), ""
    gap = NEXT_WORD.match(source.folded, end)
    again = gap and _recurring_at(source.folded, gap.end())
    if again and _rhythm(again):
        end, recurrence = again.end(), _rhythm(again)
    deadline = ReadDeadline(DeadlineKind.CONTINUOUS, recurrence=recurrence)
    return Found(end, (source.piece(start, end, deadline),))


def _recurring_at(folded: str, start: int) -> re.Match[str] | None:
    return next((m for p in RECURRING if (m := p.match(folded, start))), None)


def _rhythm(match: re.Match[str]) -> str:
    """The name of a rhythm; empty for one that has none, such as twice a year."""
    found = match.groupdict()
    if (found.get("times") or "1").lstrip("0") not in ("1", "mot"):
        return ""
    unit = " ".join(found["unit"].split())
    if unit in RHYTHMS:
        return RHYTHMS[unit]
    return MONTHS_RHYTHMS.get(unit.removesuffix("thang").strip().lstrip("0"), "")
