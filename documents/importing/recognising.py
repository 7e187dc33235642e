"""What a cell means, by the field of its column. What is not understood says so; nothing is
taken for something else because it looks like it."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from assignments.deadlines import DeadlineKind, due_day
from assignments.wordings import ReadDeadline, read_wording
from documents.importing.results import Candidate
from documents.importing.rows import WorkCell
from documents.importing.words import (
    LATER_WORDS,
    kind_named,
    status_named,
    unread_deadline,
)
from resolutions.folding import clean_line, clean_text, fold
from resolutions.kinds import DocumentKind
from resolutions.symbols import Oddity, read_symbol

# Numbers that Excel uses for the days from 1982 to 2091.
_SERIALS = range(30_000, 70_000)
_YEARS = range(2000, 2100)
# What departs from the pattern and is worth a word to the person who imports.
_QUIET = {Oddity.WITH_SO, Oddity.SPACES, Oddity.LONG_DASH, Oddity.SO_COLON, Oddity.INVISIBLE}
_NOBODY = re.compile(r"[-–—_./\\\s]*")
LONGEST = {"title": 1000, "text": 4000, "product": 500, "note": 4000, "number": 40}


@dataclass(frozen=True)
class Meaning:
    """What a cell means: a value in the shape ``Read`` states and in words, or ``failure``,
    which says why there is none."""

    value: Any = None
    label: str = ""
    oddities: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    others: tuple[int, ...] = ()
    failure: str = ""
    code: str = ""
    candidates: tuple[Candidate, ...] = field(default=())


def is_blank(cell: WorkCell) -> bool:
    """Whether a cell holds a mark that stands for nothing: “-”, “…”."""
    return bool(_NOBODY.fullmatch(clean_line(cell.text)))


def serial_day(value: object) -> date | None:
    """The day an Excel number stands for."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) == 5:
        value = int(value)
    if isinstance(value, int) and value in _SERIALS:
        day = from_excel(value)
        return date(day.year, day.month, day.day)
    return None


def words(cell: WorkCell, longest: int) -> Meaning:
    """Text, as long as its column of the register."""
    text = " ".join(clean_text(cell.text).split())
    if len(text) > longest:
        failure = _("Longer than %(limit)s characters.") % {"limit": longest}
        return Meaning(failure=failure, code="too_long")
    return Meaning(text, text, _joined(cell))


def lines(cell: WorkCell, longest: int) -> Meaning:
    """Text of several lines."""
    parts = (" ".join(line.split()) for line in clean_text(cell.text).splitlines())
    text = "\n".join(part for part in parts if part)
    if len(text) > longest:
        failure = _("Longer than %(limit)s characters.") % {"limit": longest}
        return Meaning(failure=failure, code="too_long")
    return Meaning(text, text, _joined(cell))


def _joined(cell: WorkCell) -> tuple[str, ...]:
    if not cell.joined:
        return ()
    return (_("continued in %(cells)s") % {"cells": ", ".join(cell.joined)},)


def number(cell: WorkCell) -> Meaning:
    """The place in the plan: “1”, “1.2”, “NV 3”; without the marks behind it."""
    if isinstance(cell.value, date):
        failure = _("A day stands where a number is expected (Excel may have changed it).")
        return Meaning(failure=failure, code="day_for_number")
    text = " ".join(clean_line(cell.text).split()).strip(" .)(;:")
    if len(text) > LONGEST["number"]:
        failure = _("Longer than %(limit)s characters.") % {"limit": LONGEST["number"]}
        return Meaning(failure=failure, code="too_long")
    return Meaning(text, text)


def deadline(cell: WorkCell, *, issued_on: date | None) -> Meaning:
    """A deadline as a day, a month that Excel took for a day, a number, or words."""
    if isinstance(cell.value, date):
        return _day_of_deadline(cell, cell.value)
    if (day := serial_day(cell.value)) is not None:
        told = _("The number %(number)s stands for %(day)s.") % {
            "number": cell.text,
            "day": f"{day:%d/%m/%Y}",
        }
        return _deadline(ReadDeadline(DeadlineKind.DAY, day), f"{day:%d/%m/%Y}", (told,))
    text = " ".join(clean_text(cell.text).split())
    read = read_wording(text, issued_on=issued_on)
    if not read.is_complete:
        return Meaning(failure=unread_deadline(read.unread, read.notes), code="deadline_unread")
    if len(text) > 300:
        failure = _("Longer than %(limit)s characters.") % {"limit": 300}
        return Meaning(failure=failure, code="too_long")
    oddities = [str(LATER_WORDS[note]) for note in read.notes if note in LATER_WORDS]
    chosen = read.deadlines[0]
    if len(read.deadlines) > 1:
        dated = [d for d in read.deadlines if d.due_on]
        chosen = max(dated, key=lambda d: d.due_on or date.min) if dated else chosen
        oddities.append(
            _("several deadlines: “%(chosen)s” is taken, all words are kept")
            % {"chosen": chosen.wording}
        )
    return _deadline(chosen, text, (*oddities, *_joined(cell)))


def _day_of_deadline(cell: WorkCell, day: date) -> Meaning:
    if day.year not in _YEARS:
        return Meaning(failure=_("The year cannot be right."), code="deadline_unread")
    if cell.is_month:
        told = _("Excel holds the month as %(day)s; the month is meant") % {
            "day": f"{day:%d/%m/%Y}"
        }
        last = due_day(DeadlineKind.MONTH, day)
        return _deadline(ReadDeadline(DeadlineKind.MONTH, last), cell.text, (told,))
    oddities: tuple[str, ...] = ()
    if day.day == 1:
        oddities = (
            _("The first of a month: was the month %(month)s meant?")
            % {"month": f"{day:%m/%Y}"},
        )
    return _deadline(ReadDeadline(DeadlineKind.DAY, day), f"{day:%d/%m/%Y}", oddities)


def _deadline(read: ReadDeadline, text: str, oddities: tuple[str, ...]) -> Meaning:
    kind, days = read.kind, read.days
    if kind == DeadlineKind.AFTER_EVENT and days is None:
        kind = DeadlineKind.ON_EVENT
        oddities = (*oddities, _("not counted in days: no due day will be worked out"))
    due_on = read.due_on if kind not in (DeadlineKind.ON_EVENT,) else None
    fixed = due_day(kind, due_on)
    value = {
        "kind": kind.value,
        "due_on": fixed.isoformat() if fixed else None,
        "text": text,
        "days": days if kind == DeadlineKind.AFTER_EVENT else None,
    }
    label = str(kind.label)
    if fixed:
        label = f"{fixed:%d/%m/%Y}"
    return Meaning(value, label, oddities)


def day(cell: WorkCell) -> Meaning:
    """One day."""
    found = None
    if isinstance(cell.value, date):
        found = None if cell.is_month else cell.value
    elif (found := serial_day(cell.value)) is None:
        read = read_wording(" ".join(clean_text(cell.text).split()))
        if read.is_complete and [d.kind for d in read.deadlines] == [DeadlineKind.DAY]:
            found = read.deadlines[0].due_on
    if found is None:
        return Meaning(failure=_("This is no single day."), code="day_unread")
    return Meaning(found.isoformat(), f"{found:%d/%m/%Y}")


def symbol(cell: WorkCell) -> Meaning:
    """A number and symbol, complete; how it departs from its pattern is told."""
    read = read_symbol(clean_line(cell.text))
    if not read.is_complete:
        return Meaning(
            failure=" ".join(str(oddity.label) for oddity in read.oddities)
            or _("This is no complete symbol."),
            code="symbol_unread",
        )
    told = [str(oddity.label) for oddity in read.oddities if oddity not in _QUIET]
    if Oddity.TEXT_AFTER in read.oddities:
        return Meaning(failure=" ".join(told), code="symbol_unread")
    return Meaning(read.canonical, read.canonical, tuple(told))


def kind(cell: WorkCell) -> Meaning:
    """A kind of document by its name or abbreviation."""
    found = kind_named(cell.text)
    if len(found) == 1:
        return Meaning(found[0].value, str(found[0].label))
    if found:
        names = ", ".join(str(one.label) for one in found)
        failure = _("May be any of: %(kinds)s. Write the kind in full.") % {"kinds": names}
        return Meaning(failure=failure, code="kind_ambiguous")
    return Meaning(failure=_("No kind of document is named here."), code="kind_unread")


def status(cell: WorkCell) -> Meaning:
    """A status in the words of offices."""
    found, rest = status_named(cell.text)
    if found is None:
        return Meaning(
            failure=_("No status of the register is named here."), code="status_unread"
        )
    told: tuple[str, ...] = ()
    if fold(cell.text) != fold(str(found.label)):
        told = (_("“%(text)s” read as “%(name)s”") % {"text": cell.text, "name": found.label},)
    if rest:
        told = (*told, _("more words follow the status: they are not taken over"))
    return Meaning(found.value, str(found.label), told)


def kind_of(text: str) -> DocumentKind | None:
    """The one kind with which a text begins (“Kế hoạch của Ủy ban nhân dân tỉnh”)."""
    found = kind_named(text, at_start=True)
    return found[0] if len(found) == 1 else None
