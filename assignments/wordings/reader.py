"""Going through a text from left to right: one wording after another, each with what leads
to it, and the events on which deadlines hang."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from assignments.deadlines import DeadlineKind
from assignments.wordings.dates import dated
from assignments.wordings.folded import Folded, Found, Piece
from assignments.wordings.patterns import (
    CLAUSE_START,
    COUNTED,
    LEAD,
    MONTH_IN_WORDS,
    OTHER_PERIOD,
    REFERENCE,
    SHADES,
    STARTS,
    UNDATED,
    WHEN,
    WORD,
)
from assignments.wordings.results import ReadDeadline
from assignments.wordings.rhythms import continuous, recurring
from assignments.wordings.units import unit_at


class Reader:
    """Reads one text; each method answers for the place it is given, or with None."""

    def __init__(self, text: str) -> None:
        self.source = Folded(text)
        self.folded = self.source.folded

    def pieces(self) -> Iterator[Found]:
        """Every place at which something was read or has a name, from left to right."""
        at, length = 0, len(self.folded)
        while at < length:
            if not self.folded[at].isalnum():
                at += 1
            elif reference := REFERENCE.match(self.folded, at):
                at = reference.end()
            else:
                found = self.read(at)
                yield found
                at = found.end

    def read(self, start: int, *, probe: bool = False) -> Found:
        """Read one wording with the words that lead to it.

        ``probe`` only asks whether a deadline begins here and does not follow events.
        """
        at, shades, notes = start, set[str](), list[str]()
        while True:
            found = self._read_core(start, at, shades, probe=probe)
            if found:
                return found._replace(notes=(*notes, *found.notes))
            lead = LEAD.match(self.folded, at)
            if lead is None:
                break
            if lead["hour"]:
                notes.append("time_of_day")
            elif shade := SHADES.get(lead["phrase"] or ""):
                shades.add(shade)
            at = lead.end()
        if at > start:
            return Found(at)
        word = WORD.match(self.folded, start)
        return Found(word.end() if word else start + 1)

    def _read_core(self, start: int, at: int, shades: set[str], *, probe: bool) -> Found | None:
        if not STARTS.match(self.folded, at):
            return None
        if other := OTHER_PERIOD.match(self.folded, at):
            return Found(other.end(), notes=("other_period",))
        if words := MONTH_IN_WORDS.match(self.folded, at):
            return Found(words.end(), notes=("month_in_words",))
        return (
            self._when(start, at, probe=probe)
            or recurring(self.source, start, at, shades)
            or self._counted(start, at, shades, probe=probe)
            or dated(self.source, start, at, shades)
            or continuous(self.source, start, at)
            or self._undated(at, shades)
        )

    # Hanging on an event.

    def _counted(self, start: int, at: int, shades: set[str], *, probe: bool) -> Found | None:
        match = COUNTED.match(self.folded, at)
        if match is None:
            return None
        since, unit = match["since"], match["unit"]
        if not since:
            if unit in ("ngay", "tuan"):
                return Found(match.end(), notes=("event_missing",))
            return None
        notes = []
        days = int(match["count"]) * {"ngay": 1, "tuan": 7}.get(unit, 0) or None
        if days is None:
            notes.append("not_in_days")
        if match["working"]:
            notes.append("working_days")
        if "after" in shades:
            notes.append("after_date")
        day = unit_at(self.folded, match.end())
        if day and day.kind == DeadlineKind.DAY:
            if day.problem or not day.year:
                return Found(day.end, notes=(day.problem or "year_missing",))
            deadline = ReadDeadline(
                DeadlineKind.AFTER_EVENT, days=days, event=self.source.slice(day.start, day.end)
            )
            if days and not match["working"]:
                deadline = replace(deadline, due_on=day.first() + timedelta(days=days))
                notes.append("counted_from_date")
            return Found(day.end, (self.source.piece(start, day.end, deadline),), tuple(notes))
        deadline = ReadDeadline(DeadlineKind.AFTER_EVENT, days=days)
        return self._with_event(start, match.end(), deadline, notes, probe=probe)

    def _when(self, start: int, at: int, *, probe: bool) -> Found | None:
        match = WHEN.match(self.folded, at)
        if match is None or not CLAUSE_START.search(self.folded[max(0, start - 4) : start]):
            return None
        event_at = at if match.group().startswith("dot xuat") else match.end()
        deadline = ReadDeadline(DeadlineKind.ON_EVENT)
        return self._with_event(start, event_at, deadline, [], probe=probe)

    def _with_event(
        self, start: int, at: int, deadline: ReadDeadline, notes: list[str], *, probe: bool
    ) -> Found:
        if probe:
            return Found(at, (Piece(start, at, deadline),))
        stop, is_cut = self._event_end(at)
        _, stop = self.source.trimmed(at, stop, " \n,.:")
        for word in (" va", "\nva"):
            stop -= len(word) if self.folded.endswith(word, at, stop) else 0
        if self.folded.endswith(")", at, stop) and "(" not in self.folded[at:stop]:
            stop -= 1
        event = self.source.slice(*self.source.trimmed(at, stop, " \n,.:-"))
        if not any(c.isalnum() for c in event):
            return Found(max(at, stop), notes=("event_missing",))
        if is_cut:
            notes.append("event_cut")
        piece = self.source.piece(start, stop, replace(deadline, event=event))
        return Found(stop, (piece,), tuple(notes))

    def _event_end(self, at: int) -> tuple[int, bool]:
        """Where the words of an event end: at a semicolon, or where another deadline begins.

        A deadline inside is never swallowed: "khi có hướng dẫn nhưng không quá 31/12/2026".
        """
        start, marked = at, False
        while at < len(self.folded):
            character = self.folded[at]
            if character == ";":
                return at, False
            if not character.isalnum():
                marked = marked or character in ",\n(."
                at += 1
                continue
            if reference := REFERENCE.match(self.folded, at):
                at, marked = reference.end(), False
                continue
            found = self.read(at, probe=True) if at > start else None
            if found and (found.pieces or found.notes):
                return at, not marked
            word = WORD.match(self.folded, at)
            at = max(found.end if found else 0, word.end() if word else at + 1)
            marked = False
        return at, False

    # Named, and left unread.

    def _undated(self, at: int, shades: set[str]) -> Found | None:
        match = UNDATED.match(self.folded, at)
        before = self.folded[max(0, at - 6) : at].split()[-1:]
        if match is None or before not in (["trong"], ["dau"], ["giua"], ["cuoi"], ["het"]):
            return None
        return Found(match.end(), notes=("year_missing", *sorted(shades & {"vague"})))
