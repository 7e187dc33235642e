"""One candidate of a pasted text, with the rows of the register that it may speak of and what a
person may do with it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from documents.extraction import Candidate, NamedDocument, Note, Quantity, Sense
from documents.models import PlannedDocument
from documents.progress.figures import Figures
from documents.status import DocumentStatus
from resolutions.kinds import FurtherYear
from resolutions.models import Resolution, Target

_QUOTE = 300


@dataclass(frozen=True)
class Beside:
    """A count of the text beside the office's own figure of a governing document."""

    resolution: Resolution
    figures: Figures
    part: int
    total: int
    status: str = DocumentStatus.ISSUED

    @property
    def agrees(self) -> bool:
        """Both say the same. Set where the text gives a share."""
        return self.ours == (self.part, self.total)

    @property
    def ours(self) -> tuple[int, int]:
        """So many of so many, as the register has it."""
        return self.figures.by_status[self.status], self.figures.denominator

    def __str__(self) -> str:
        return "/".join(map(str, self.ours))


@dataclass(frozen=True)
class Found:
    """A candidate with what it may refer to. ``number`` names it in the form; ``on`` is the
    day of which its sentence speaks."""

    number: int
    candidate: Candidate
    on: date
    today: date
    governing: tuple[Resolution, ...] = ()
    planned: tuple[PlannedDocument, ...] = ()
    alike: tuple[Resolution | PlannedDocument, ...] = ()
    belongs_to: tuple[Resolution, ...] = ()
    may_belong_to: tuple[Resolution, ...] = ()
    beside: tuple[Beside, ...] = ()
    targets: tuple[Target, ...] = ()
    recorded_under: frozenset[int] = frozenset()
    measured: frozenset[tuple[int, Decimal]] = frozenset()

    @property
    def is_recorded(self) -> bool:
        """Whether its sentence is recorded under the document that it speaks of."""
        return any(row.pk in self.recorded_under for row in self.belongs_to)

    @property
    def is_document(self) -> bool:
        return isinstance(self.candidate.fact, NamedDocument)

    @property
    def quote(self) -> str:
        """The sentence, cut around the words found."""
        place = self.candidate.place
        start = place.start - place.sentence_start
        if len(place.sentence) <= _QUOTE:
            return place.sentence
        first = max(0, start - _QUOTE // 3)
        words = Truncator(place.sentence[first:]).chars(_QUOTE)
        return f"…{words}" if first else words

    @property
    def parts(self) -> tuple[str, str, str]:
        """The sentence before the words found, the words, and the sentence behind them."""
        place = self.candidate.place
        start, end = (at - place.sentence_start for at in (place.start, place.end))
        return place.sentence[:start], place.sentence[start:end], place.sentence[end:]

    @property
    def choices(self) -> tuple[Resolution, ...]:
        """The documents to choose from where the words do not tell which is meant."""
        return () if self.belongs_to else self.may_belong_to

    @property
    def sense(self) -> Sense | None:
        """What an amount is. What is said of years to come, or of a target in its own words,
        is set and not measured."""
        fact = self.candidate.fact
        if not isinstance(fact, Quantity):
            return None
        if fact.sense != Sense.OPEN:
            return Sense.GOAL if self.on > self.today else fact.sense
        of_years_to_come = fact.period and (fact.period.last or 0) > self.on.year
        is_the_target = any(target.target_value in fact.readings for target in self.targets)
        return Sense.GOAL if of_years_to_come or is_the_target else fact.sense

    @property
    def readings(self) -> tuple[Decimal, ...]:
        """The values that may be recorded as measured: none where the amount is no level."""
        return () if self.names_other_year else self._levels

    @property
    def readings_of_other_year(self) -> tuple[Decimal, ...]:
        """The same of an amount of another year than the day of its figures: a person gives
        the day of it."""
        return self._levels if self.names_other_year else ()

    @property
    def _levels(self) -> tuple[Decimal, ...]:
        fact = self.candidate.fact
        if not isinstance(fact, Quantity) or self.sense not in (Sense.RESULT, Sense.OPEN):
            return ()
        return fact.readings

    @property
    def names_other_year(self) -> int | None:
        """Another year than that of the day of its figures, named for the amount."""
        fact = self.candidate.fact
        year = fact.year if isinstance(fact, Quantity) else None
        return year if year and year != self.on.year and not self.candidate.as_of else None

    @property
    def offers(self) -> list[tuple[Target, int, Decimal, bool]]:
        """What one click records as measured: the target, which reading and its value; and
        whether it is recorded already."""
        return [
            (target, n, value, (target.pk, value) in self.measured)
            for target in self.targets
            for n, value in enumerate(self.readings)
        ]

    @property
    def notes(self) -> list[str]:
        """What to look at, in words."""
        fact, needless = self.candidate.fact, set()
        if self.sense != Sense.OPEN:
            needless.add(Note.RESULT_OR_TARGET)
        # What is measured bears the day of the report.
        if self.sense != Sense.GOAL or (isinstance(fact, Quantity) and fact.year):
            needless.add(Note.YEAR_MISSING)
        told = [str(note.label) for note in self.candidate.notes if note not in needless]
        if (year := self.names_other_year) and self.sense != Sense.GOAL:
            told.append(_("The sentence speaks of %(year)s; look at the day.") % {"year": year})
        return told

    def as_governing(self) -> dict[str, str]:
        """What the form of a governing document is filled with."""
        fact = self.candidate.fact
        if not isinstance(fact, NamedDocument):
            return {}
        period = fact.period
        filled = {
            "kind": self._kind,
            "symbol": fact.symbol.canonical if fact.symbol and fact.symbol.is_complete else "",
            "issued_on": fact.issued_on.isoformat() if fact.issued_on else "",
            "title": fact.subject[:_QUOTE],
            "issuer_name": fact.issuer[:200],
            "period_from": str(period.first or "") if period else "",
            "period_to": str(period.last or "") if period else "",
            "vision_year": str(period.vision or "") if period else "",
            "further_year": FurtherYear.ORIENTATION if period and period.is_orientation else "",
            "note": f"“{self.quote}”",
        }
        return {name: value for name, value in filled.items() if value}

    def as_planned(self) -> dict[str, str]:
        """What the form of a planned document is filled with. Its number is recorded when it
        is issued, so until then the quoted sentence tells it."""
        fact = self.candidate.fact
        if not isinstance(fact, NamedDocument):
            return {}
        filled = {
            "resolution": str(self.belongs_to[0].pk) if self.belongs_to else "",
            "kind": self._kind,
            "title": (fact.subject or self.candidate.place.text)[:_QUOTE],
            "note": f"“{self.quote}”",
        }
        return {name: value for name, value in filled.items() if value}

    @property
    def _kind(self) -> str:
        symbol = self.candidate.fact.symbol if self.is_document else None  # type: ignore[union-attr]
        return str(symbol.kind) if symbol and symbol.kind else ""
