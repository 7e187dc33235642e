"""Reading deadlines as offices word them: ``Quý III/2025``, ``Thường xuyên``, ``Khi cần``.

Reading never raises and never guesses: what is not understood is handed back word for word
in ``unread``, and what is understood but odd is named in ``notes``. The day comes first in
every date. Nothing here knows today's date, so a date without its year is not read.
"""

from datetime import date

from assignments.deadlines import DeadlineKind
from assignments.wordings.folded import Folded, Piece
from assignments.wordings.patterns import NO_DEADLINE
from assignments.wordings.reader import Reader
from assignments.wordings.results import JOINTS, NOTES, ReadDeadline, WordingResult
from resolutions.allowance import reading, spend

__all__ = ["JOINTS", "NOTES", "ReadDeadline", "WordingResult", "read_wording"]


@reading()
def read_wording(text: str, *, issued_on: date | None = None) -> WordingResult:
    """Read the deadlines in a text. ``issued_on`` never completes a date; it only checks.
    Raises UsedUp where a request has no time left for it."""
    reader = Reader(text)
    source, folded = reader.source, reader.folded
    start, end = source.trimmed(0, len(folded), " \n" + JOINTS)
    if start == end or NO_DEADLINE.fullmatch(folded, start, end):
        whole = source.trimmed(0, len(folded), " \n")
        written = source.slice(*whole)
        if start < end or set(folded[whole[0] : whole[1]]) <= set(" \n-_./\u2026"):
            none = ReadDeadline(DeadlineKind.NONE, wording=written)
            return WordingResult(text, (none,), notes=() if written else ("blank",))
        return WordingResult(text, unread=(written,))

    pieces: list[Piece] = []
    notes: list[str] = []
    for found in reader.pieces():
        spend()
        pieces += found.pieces
        notes += found.notes
    unread = _unread(source, pieces)
    deadlines = tuple(piece.deadline for piece in pieces)
    if issued_on and any(d.due_on and d.due_on < issued_on for d in deadlines):
        notes.append("before_issue_date")
    return WordingResult(text, deadlines, unread, tuple(dict.fromkeys(notes)))


def _unread(source: Folded, pieces: list[Piece]) -> tuple[str, ...]:
    """What stands between the pieces, unless it only joins them."""
    length = len(source.folded)
    if not pieces:
        return (source.slice(*source.trimmed(0, length, " \n")),)
    unread = []
    edges = [0, *(edge for piece in pieces for edge in (piece.start, piece.end)), length]
    for number, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        core = source.folded[slice(*source.trimmed(start, end, " \n" + JOINTS))]
        if core and not (core == "va" and 0 < number < len(pieces)):
            unread.append(source.slice(*source.trimmed(start, end, " \n;,.:")))
    return tuple(unread)
