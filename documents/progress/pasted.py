"""What was found in a pasted text, beside what the register holds. Nothing is accepted here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.text import Truncator

from documents.extraction import (
    Candidate,
    Counted,
    Extraction,
    NamedDocument,
    Quantity,
    Rule,
)
from documents.models import PlannedDocument, PlannedDocumentQuerySet
from documents.progress.figures import Figures, by_resolution
from documents.status import DocumentStatus
from resolutions.folding import fold
from resolutions.kinds import FurtherYear
from resolutions.models import Narrative, Resolution, Target
from resolutions.moments import Moment
from resolutions.symbols import read_symbol

# A page of more would not be read; a longer text is pasted in pieces.
MAX_SHOWN = 200
_MAX_REFERENCES = 40
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
    """A candidate with what it may refer to. ``number`` names it in the form."""

    number: int
    candidate: Candidate
    governing: tuple[Resolution, ...] = ()
    planned: tuple[PlannedDocument, ...] = ()
    belongs_to: tuple[Resolution, ...] = ()
    beside: tuple[Beside, ...] = ()
    targets: tuple[Target, ...] = ()
    is_recorded: bool = False

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
    def value(self) -> Decimal | None:
        """The number of an amount."""
        fact = self.candidate.fact
        if not isinstance(fact, Quantity):
            return None
        try:
            return Decimal(fact.value.replace(".", "").replace(",", "."))
        except ArithmeticError:
            return None

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


def beside_register(
    extraction: Extraction, visible: PlannedDocumentQuerySet, *, on: date
) -> list[Found]:
    """The first candidates of a text, each with the rows that it may speak of; so many queries
    whatever the length of the text, and one more for each short reference."""
    shown = extraction.candidates[:MAX_SHOWN]
    keys = {key for candidate in shown for key in _keys(candidate)}
    governing = _by_key(Resolution.objects.real().filter(symbol_key__in=keys))
    planned = _by_key(visible.filter(symbol_key__in=keys).select_related("resolution"))
    near = {one.pk: one for rows in governing.values() for one in rows}
    counted = by_resolution(visible.real(), near.values(), Moment(on)) if near else []
    figures = {row.resolution.pk: row.figures for row in counted}
    targets = list(Target.objects.filter(resolution__in=near).select_related("resolution"))
    quotes = {candidate.place.sentence[:5000] for candidate in shown}
    recorded = set(
        Narrative.objects.filter(resolution__in=near, on=on, text__in=quotes).values_list(
            "resolution_id", "text"
        )
    )
    asked = {
        candidate.place.text for candidate in shown if candidate.rule == Rule.SHORT_REFERENCE
    }
    references = {
        text: (
            tuple(Resolution.objects.real().candidates_for(text)[:5]),
            tuple(visible.candidates_for(text).select_related("resolution")[:5]),
        )
        for text in sorted(asked)[:_MAX_REFERENCES]
    }
    found = []
    for number, candidate in enumerate(shown):
        own = _own_key(candidate)
        of = tuple(
            row
            for symbol in reversed(candidate.near)
            for row in governing.get(_key(symbol), ())
        )
        short = references.get(candidate.place.text, ((), ()))
        found.append(
            Found(
                number,
                candidate,
                governing=tuple(governing.get(own, ())) or short[0],
                planned=tuple(planned.get(own, ())) or short[1],
                belongs_to=of,
                beside=tuple(_beside(candidate, of, figures)),
                targets=tuple(_targets(candidate, of, targets)),
                is_recorded=bool(of) and (of[0].pk, candidate.place.sentence) in recorded,
            )
        )
    return found


def _key(symbol: str) -> str:
    return read_symbol(symbol).key


def _own_key(candidate: Candidate) -> str:
    fact = candidate.fact
    named = isinstance(fact, NamedDocument) and fact.symbol and fact.symbol.is_complete
    return fact.symbol.key if named else ""  # type: ignore[union-attr]


def _keys(candidate: Candidate) -> set[str]:
    return {_own_key(candidate), *map(_key, candidate.near)} - {""}


def _by_key(rows: QuerySet) -> dict[str, list]:
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(row.symbol_key, []).append(row)
    return found


def _beside(
    candidate: Candidate, of: Iterable[Resolution], figures: dict[int, Figures]
) -> Iterable[Beside]:
    """The office's own figures for a share of documents, the nearest document first."""
    fact = candidate.fact
    if candidate.rule != Rule.SHARE or not isinstance(fact, Counted):
        return
    if fact.part is None or fact.total is None or fold(fact.noun) != "van ban":
        return
    for resolution in of:
        if (counted := figures[resolution.pk]).total:
            status = fact.status or DocumentStatus.ISSUED
            yield Beside(resolution, counted, fact.part, fact.total, status)


def _targets(
    candidate: Candidate, of: Iterable[Resolution], targets: list[Target]
) -> Iterable[Target]:
    """Targets of the documents named before, in the unit of the amount."""
    fact = candidate.fact
    if not isinstance(fact, Quantity):
        return
    near = {resolution.pk for resolution in of}
    for target in targets:
        if target.resolution_id in near and fold(target.unit) == fold(fact.unit):
            yield target
