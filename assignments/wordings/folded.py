"""Text without case and tone marks that still knows the words as they were written, and what
is found in it."""

import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from assignments.wordings.results import ReadDeadline
from resolutions.folding import fold

_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    return fold(character)


class Piece(NamedTuple):
    """A deadline and the span of the folded text in which it stands."""

    start: int
    end: int
    deadline: ReadDeadline


class Found(NamedTuple):
    """The outcome at one place: pieces, or only where to go on and why nothing was read."""

    end: int
    pieces: tuple[Piece, ...] = ()
    notes: tuple[str, ...] = ()


class Folded:
    """Folded text that knows which slice of the original each of its characters came from."""

    def __init__(self, text: str) -> None:
        self.text = text
        characters: list[str] = []
        self.starts: list[int] = []
        self.stops: list[int] = []
        for index, character in enumerate(text):
            last = characters[-1] if characters else ""
            if character.isspace():
                folded = "\n" if character in _LINE_ENDS else " "
                if last in (" ", "\n"):
                    characters[-1] = "\n" if "\n" in (last, folded) else " "
                    self.stops[-1] = index + 1
                    continue
            elif unicodedata.combining(character):
                if last.isalnum():  # a tone mark typed apart belongs to its letter
                    self.stops[-1] = index + 1
                    continue
                folded = character
            else:
                folded = _fold_character(character)
            for part in folded:
                characters.append(part)
                self.starts.append(index)
                self.stops.append(index + 1)
        self.folded = "".join(characters)

    def slice(self, start: int, end: int) -> str:
        return self.text[self.starts[start] : self.stops[end - 1]] if start < end else ""

    def trimmed(self, start: int, end: int, marks: str) -> tuple[int, int]:
        """The span without the blanks and marks at its edges."""
        while start < end and self.folded[start] in marks:
            start += 1
        while start < end and self.folded[end - 1] in marks:
            end -= 1
        return start, end

    def piece(self, start: int, end: int, deadline: ReadDeadline) -> Piece:
        """The deadline with the words of this span as its wording."""
        return Piece(start, end, replace(deadline, wording=self.slice(start, end)))
