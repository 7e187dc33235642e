"""How many of some rows are in the sums, and how many stand beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sides:
    """A number of rows by whether they enter sums: those that do are what a figure counts
    wherever it stands; those of which the source gives no total stand beside it."""

    counted: int
    beside: int = 0

    @property
    def all(self) -> int:
        """All of them: what there is to do."""
        return self.counted + self.beside

    def __bool__(self) -> bool:
        return self.all > 0

    @classmethod
    def of(cls, rows: Iterable[Any]) -> "Sides":
        """Of these rows; of what has no total to be part of, all are counted."""
        marks = [bool(getattr(row, "total_is_unknown", False)) for row in rows]
        return cls(marks.count(False), marks.count(True))
