"""What is found in a text: candidates for a person to accept, and what was not understood."""

from dataclasses import dataclass
from datetime import date

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
    NUMBER_AMBIGUOUS = "number_ambiguous", _("The comma may mark thousands or decimals.")


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
    """An amount as written (``1.000``) and as a number; ``up_to`` ends a range."""

    value: str
    unit: str
    up_to: str = ""
    direction: str = ""
    about: str = ""
    period: Period | None = None


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
    """Something a person may accept. ``near`` are the symbols named before it in the same
    paragraph, nearest last: what it may belong to."""

    rule: Rule
    place: Place
    fact: NamedDocument | Counted | Quantity
    notes: tuple[Note, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found, in the order of the text, and the numbers no rule understood."""

    text: str
    candidates: tuple[Candidate, ...] = ()
    not_understood: tuple[Place, ...] = ()
