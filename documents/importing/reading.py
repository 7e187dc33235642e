"""Files to sheets of cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO


class Unreadable(Exception):
    """The file cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Cell:
    """A filled cell: its value (text, whole number, number or day), where it stands, and
    whether it is part of a merged block whose first cell holds the value."""

    value: str | int | float | date
    address: str
    is_inherited: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet, or a table of a Word document: the filled cells of each row by column, both
    counted from 1."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]


def read_workbook(file: IO[bytes], name: str) -> list[Sheet]:
    """The sheets of an Excel or CSV file, or the tables of a Word file. Raises Unreadable."""
    raise NotImplementedError
