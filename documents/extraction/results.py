"""What is found in a text: candidates for a person to accept, and what was not understood."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from resolutions.symbols import Symbol


class Rule(models.TextChoices):
    """The rule by which a candidate was found."""

    DOCUMENT = "document", _("Document with its full symbol")
    SHORT_REFERENCE = "short_reference", _("Document named by kind and number only")
    UNNUMBERED = "unnumbered", _("Document named without a number")
    SHARE = "share", _("So many of so many")
    COUNT = "count", _("So many documents, tasks or bodies")
    PORTFOLIO = "portfolio", _("So many projects")
    STAGE = "stage", _("So many of the projects at one stage")
    QUANTITY = "quantity", _("Amount with its unit: a target or a result")


class Note(models.TextChoices):
    """What a person should look at before accepting a candidate."""

    ODD_SYMBOL = "odd_symbol", _("The symbol is written in an unusual way.")
    KIND_OPEN = "kind_open", _("The symbol does not tell the kind; choose it.")
    IMPOSSIBLE_DATE = "impossible_date", _("There is no such day.")
    OTHER_DATE = "other_date", _("The same symbol is given another date elsewhere in the text.")
    OTHER_SUBJECT = (
        "other_subject",
        _("The same symbol is given another subject elsewhere in the text."),
    )
    ADDS_UP = "adds_up", _("The parts add up to the total.")
    DOES_NOT_ADD_UP = "does_not_add_up", _("The parts do not add up to the total.")
    PART_EXCEEDS_TOTAL = "part_exceeds_total", _("The part is greater than the total.")
    STATE_OPEN = "state_open", _("The words do not tell the status of the documents.")
    PERCENT_OR_POINTS = (
        "percent_or_points",
        _("Per cent of the former value, or percentage points?"),
    )
    YEAR_MISSING = "year_missing", _("No year is given.")
    NUMBER_AMBIGUOUS = "number_ambiguous", _("The number may be read in two ways; choose one.")
    RESULT_OR_TARGET = (
        "result_or_target",
        _("The words do not tell whether this is a result or a target."),
    )


class Sense(models.TextChoices):
    """What an amount is. A target, a difference, a range and a share of what
    was planned are never measured values."""

    RESULT = "result", _("Result")
    GOAL = "goal", _("Target set, not a result")
    DIFFERENCE = "difference", _("Increase or decrease, not a level")
    RANGE = "range", _("Range, not one value")
    SHARE = "share", _("Result as a share of what was planned")
    OPEN = "open", _("Result or target: not said")


@dataclass(frozen=True, slots=True)
class Period:
    """“Giai đoạn 2021 - 2025, tầm nhìn đến năm 2030”; “định hướng” is an orientation."""

    first: int | None = None
    last: int | None = None
    vision: int | None = None
    is_orientation: bool = False


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document named in the text. Empty is what the sentence does not say."""

    symbol: Symbol | None
    kinds: tuple[str, ...] = ()
    issued_on: date | None = None
    issuer: str = ""
    subject: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """``part`` of ``total`` things, or ``total`` alone; of projects, the stage in ``about``."""

    total: int | None
    noun: str
    part: int | None = None
    about: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount: the values its writing may have (several are asked), its unit, the end of a
    range, and whether it is a result; ``year`` is the one that its sentence named for it."""

    readings: tuple[Decimal, ...]
    unit: str
    up_to: Decimal | None = None
    direction: str = ""
    about: str = ""
    period: Period | None = None
    sense: Sense = Sense.OPEN
    year: int | None = None

    @property
    def value(self) -> Decimal | None:
        """The one value it can have; None where it must be asked."""
        return self.readings[0] if len(self.readings) == 1 else None


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of the text: the very characters, their offsets, the sentence they stand in."""

    text: str
    start: int
    end: int
    sentence: str
    sentence_start: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something a person may accept. ``of`` is the document that its sentence speaks of; None
    where the words do not tell and ``may_be_of`` are offered, nearest last. ``as_of`` is the
    day that the sentence itself names for its numbers."""

    rule: Rule
    place: Place
    fact: NamedDocument | Counted | Quantity
    notes: tuple[Note, ...] = ()
    may_be_of: tuple[NamedDocument, ...] = ()
    of: NamedDocument | None = None
    as_of: date | None = None

    @property
    def near(self) -> tuple[str, ...]:
        """The symbols of ``may_be_of``."""
        return tuple(named.symbol.canonical for named in self.may_be_of if named.symbol)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found, in the order of the text, and the numbers no rule understood.
    ``day`` is the one that the head of the report prints, in the words ``day_words``."""

    text: str
    candidates: tuple[Candidate, ...] = ()
    not_understood: tuple[Place, ...] = ()
    day: date | None = None
    day_words: str = ""
