"""What was found in a pasted text, beside what the register holds. Nothing is accepted here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

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
from documents.progress.proposed import Beside, Found
from documents.progress.titled import Asked, Titled, by_title
from documents.status import DocumentStatus
from resolutions.folding import fold
from resolutions.models import Measurement, Narrative, Resolution, Target
from resolutions.moments import Moment
from resolutions.numbers import plain
from resolutions.shorthand import title_words, unit_key

# A page of more would not be read; a longer text is pasted in pieces.
MAX_SHOWN = 200
_MAX_REFERENCES = 40
# So many days that sentences name have figures of their own.
_MAX_DAYS = 5
# The first words of a title that tell two documents of one symbol apart.
_OPENING = 4


def beside_register(
    extraction: Extraction,
    visible: PlannedDocumentQuerySet,
    *,
    on: date,
    today: date,
    training: bool = False,
) -> list[Found]:
    """The first candidates of a text, each with the rows that it may speak of, of real or of
    training data; so many queries
    whatever the length of the text, one more for each short reference and for each day that a
    sentence names."""
    shown = extraction.candidates[:MAX_SHOWN]
    visible = visible.fictional() if training else visible.real()
    register = Resolution.objects.fictional() if training else Resolution.objects.real()
    keys = {key for candidate in shown for key in _keys(candidate)}
    governing = _by_key(register.filter(symbol_key__in=keys))
    planned = _by_key(visible.filter(symbol_key__in=keys).select_related("resolution"))
    asked = {
        candidate.place.text for candidate in shown if candidate.rule == Rule.SHORT_REFERENCE
    }
    references = {
        text: (
            tuple(register.candidates_for(text)[:5]),
            tuple(visible.candidates_for(text).select_related("resolution")[:5]),
        )
        for text in sorted(asked)[:_MAX_REFERENCES]
    }
    of = [_rows_of(candidate, governing, references) for candidate in shown]
    near = {row.pk: row for sure, maybe in of for row in (*sure, *maybe)}
    days = list(dict.fromkeys([on, *(c.as_of for c in shown if c.as_of and c.as_of <= today)]))
    figures = {
        (row.resolution.pk, day): row.figures
        for day in days[:_MAX_DAYS]
        for row in (by_resolution(visible, near.values(), Moment(day)) if near else [])
    }
    targets = list(Target.objects.filter(resolution__in=near).select_related("resolution"))
    measured = _measured(targets, days)
    recorded = _recorded(shown, near, [on, *days])
    found = []
    for number, candidate in enumerate(shown):
        own, (sure, maybe) = _own_key(candidate), of[number]
        short = references.get(candidate.place.text, ((), ()))
        day = candidate.as_of or on
        one = Found(
            number,
            candidate,
            day,
            today,
            governing=tuple(governing.get(own, ())) or short[0],
            planned=tuple(planned.get(own, ())) or short[1],
            belongs_to=sure,
            may_belong_to=maybe,
            beside=tuple(_beside(candidate, sure or maybe, figures, day)),
            targets=tuple(_targets(candidate, sure or maybe, targets)),
            measured=frozenset(measured.get(day, ())),
            recorded_under=frozenset(
                row.pk
                for row in (*sure, *maybe)
                if (row.pk, day, candidate.place.sentence) in recorded
            ),
        )
        found.append(one)
    return _with_titles(found, visible, register)


def _with_titles(
    found: list[Found], visible: PlannedDocumentQuerySet, register: QuerySet[Resolution]
) -> list[Found]:
    """The documents whose symbol is not in the register, looked for by their titles."""
    asked = [one for one in found if one.is_document and not one.governing and not one.planned]
    of = [
        Asked(
            one.candidate,
            next((row.pk for row in one.belongs_to), None),
            frozenset(row.pk for row in (*one.belongs_to, *one.may_belong_to)),
        )
        for one in asked
    ]
    told = dict(
        zip((one.number for one in asked), by_title(of, visible, register), strict=True)
    )
    return [_titled(one, told[one.number]) if one.number in told else one for one in found]


def _titled(one: Found, told: Titled) -> Found:
    has_symbol = bool(_own_key(one.candidate))
    if has_symbol:  # another symbol may be another document of that title
        return replace(one, alike=(*told.same, *told.alike))
    return replace(
        one,
        governing=tuple(row for row in told.same if isinstance(row, Resolution)),
        planned=tuple(row for row in told.same if isinstance(row, PlannedDocument)),
        alike=() if told.same else told.alike,
    )


def _recorded(
    shown: Sequence[Candidate], near: Mapping[int, Resolution], days: list[date]
) -> set[tuple[int, date, str]]:
    """The sentences that are recorded already, each under which document and of which day."""
    quotes = {candidate.place.sentence[:5000] for candidate in shown}
    rows = Narrative.objects.filter(resolution__in=near, on__in=days, text__in=quotes)
    return set(rows.values_list("resolution_id", "on", "text"))


def _measured(
    targets: Sequence[Target], days: list[date]
) -> dict[date, set[tuple[int, Decimal]]]:
    """What stands as measured of the targets on these days."""
    found: dict[date, set[tuple[int, Decimal]]] = {}
    if targets:
        rows = Measurement.objects.standing().filter(target__in=targets, on__in=days)
        for target, day, value in rows.values_list("target_id", "on", "value"):
            found.setdefault(day, set()).add((target, plain(value)))
    return found


def _rows_of(
    candidate: Candidate,
    governing: Mapping[str, list[Resolution]],
    references: Mapping[str, tuple[tuple[Resolution, ...], tuple[PlannedDocument, ...]]],
) -> tuple[tuple[Resolution, ...], tuple[Resolution, ...]]:
    """The one document that the sentence speaks of, and those to choose from. What it speaks
    of and is not in the register has no other in its place."""
    if candidate.of is not None:
        rows = _meant(candidate.of, governing, references)
        return (rows, ()) if len(rows) == 1 else ((), rows)
    offered = {
        row.pk: row
        for named in reversed(candidate.may_be_of)
        for row in _meant(named, governing, references)
    }
    return (), tuple(offered.values())


def _meant(
    named: NamedDocument,
    governing: Mapping[str, list[Resolution]],
    references: Mapping[str, tuple[tuple[Resolution, ...], tuple[PlannedDocument, ...]]],
) -> tuple[Resolution, ...]:
    """The rows that a document named may be. Where several bear its symbol, those of its date,
    or else of its title."""
    symbol = named.symbol
    if symbol is None:
        return ()
    if not symbol.is_complete:
        return references.get(symbol.written, ((), ()))[0]
    rows = tuple(governing.get(symbol.key, ()))
    if len(rows) > 1 and named.issued_on:
        rows = tuple(row for row in rows if row.issued_on == named.issued_on) or rows
    if len(rows) > 1 and named.subject:
        said = title_words(named.subject)[:_OPENING]
        rows = tuple(row for row in rows if _opens(row.title, said)) or rows
    return rows


def _opens(title: str, said: tuple[str, ...]) -> bool:
    words = title_words(title)
    return said in (words[: len(said)], words[1 : len(said) + 1])


def _own_key(candidate: Candidate) -> str:
    fact = candidate.fact
    named = isinstance(fact, NamedDocument) and fact.symbol and fact.symbol.is_complete
    return fact.symbol.key if named else ""  # type: ignore[union-attr]


def _keys(candidate: Candidate) -> set[str]:
    named = (*candidate.may_be_of, *filter(None, [candidate.of]))
    of = {one.symbol.key for one in named if one.symbol and one.symbol.is_complete}
    return {_own_key(candidate), *of} - {""}


def _by_key(rows: QuerySet) -> dict[str, list]:
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(row.symbol_key, []).append(row)
    return found


def _beside(
    candidate: Candidate,
    of: Iterable[Resolution],
    figures: Mapping[tuple[int, date], Figures],
    day: date,
) -> Iterable[Beside]:
    """The office's own figures for a share of documents, the nearest document first."""
    fact = candidate.fact
    if candidate.rule != Rule.SHARE or not isinstance(fact, Counted):
        return
    if fact.part is None or fact.total is None or fold(fact.noun) != "van ban":
        return
    for resolution in of:
        counted = figures.get((resolution.pk, day))
        if counted and counted.total:
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
        if target.resolution_id in near and unit_key(target.unit) == unit_key(fact.unit):
            yield target
