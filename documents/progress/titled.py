"""Documents that a text names by their titles, found in the register: abbreviations spelt out
on both sides. Nothing is taken for the same in silence: what is alike is only offered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from documents.extraction import Candidate, NamedDocument
from documents.models import PlannedDocument, PlannedDocumentQuerySet
from resolutions.folding import fold
from resolutions.models import Resolution
from resolutions.shorthand import common_pieces, title_words
from resolutions.symbols.abbreviations import KIND_WORDS

# Titles read for comparing, at most; names looked for, at most.
_MOST_ROWS = 5_000
_MOST_NAMES = 60
_MOST_PIECES = 20
_SHOWN = 5
# Fewer words in common may be chance.
_LEAST_WORDS = 5
_ALIKE = 0.85
_BRACKETS = re.compile(r"\([^()]*\)")
_KIND = re.compile(
    rf"(?:cac |du thao )*(?:{'|'.join(sorted(KIND_WORDS, key=len, reverse=True))})\b ?"
    r"(?:ve viec |ve )?|(?:ve viec |ve )"
)
_LEAST_PIECE = 12


@dataclass(frozen=True)
class Asked:
    """A document that a text names, the governing document that its sentence speaks of (by
    id), and those that it may come from."""

    candidate: Candidate
    of: int | None
    may_be_of: frozenset[int]


@dataclass(frozen=True)
class Titled:
    """Rows with the very title, and rows with a title alike, each kept to a few."""

    same: tuple[Resolution | PlannedDocument, ...] = ()
    alike: tuple[Resolution | PlannedDocument, ...] = ()


@dataclass(frozen=True)
class _Row:
    model: type[Resolution] | type[PlannedDocument]
    pk: int
    words: tuple[str, ...]
    kind: str
    governing: int | None


def by_title(
    named: Sequence[Asked],
    visible: PlannedDocumentQuerySet,
    registered: QuerySet[Resolution],
) -> list[Titled]:
    """For each document named the rows that bear its title. Six queries at most, whatever the
    number of names."""
    asked = named[:_MOST_NAMES]
    near = {pk for one in asked for pk in one.may_be_of}
    pieces = {piece for one in asked if (piece := _piece(_subject(one.candidate)))}
    anywhere = Q()
    for piece in sorted(pieces, key=len, reverse=True)[:_MOST_PIECES]:
        anywhere |= Q(search_text__contains=piece)
    rows: list[_Row] = []
    if near:
        rows += _read(visible.filter(resolution__in=near), "resolution_id")
        rows += _read(registered.filter(bases__parent__in=near), "bases__parent_id")
    if pieces:
        rows += _read(visible.filter(anywhere), "resolution_id")
        rows += _read(registered.filter(anywhere), "bases__parent_id")
    rows = list(dict.fromkeys(rows))
    told = [_compared(one, rows) for one in asked]
    return _fetched(told, visible) + [Titled()] * (len(named) - len(asked))


def _read(rows: QuerySet[Any], governing: str) -> list[_Row]:
    """The titles of rows, each with the document that it concretises."""
    found = rows.order_by("pk").values_list("pk", "title", "kind", governing)[:_MOST_ROWS]
    return [_Row(rows.model, pk, _words(title), kind, of) for pk, title, kind, of in found]


def _subject(candidate: Candidate) -> str:
    fact = candidate.fact
    return fact.subject if isinstance(fact, NamedDocument) else ""


def _words(title: str) -> tuple[str, ...]:
    """The words of a title, without its kind, “về” and remarks in brackets."""
    plain = " ".join(title_words(_BRACKETS.sub(" ", title)))
    lead = _KIND.match(plain)
    return tuple(plain[lead.end() if lead else 0 :].split())


def _piece(subject: str) -> str:
    """The longest stretch of a title that every spelling of it has; empty when too short to
    look for."""
    best = max(common_pieces(_BRACKETS.sub("|", subject)), key=len, default="")
    return best if len(best) >= _LEAST_PIECE else ""


def _compared(asked: Asked, rows: list[_Row]) -> tuple[list[_Row], list[_Row]]:
    candidate, near = asked.candidate, asked.may_be_of
    fact = candidate.fact
    words = _words(_subject(candidate))
    if not words or not isinstance(fact, NamedDocument):
        return [], []
    kinds = {KIND_WORDS[fold(name)][1].kind for name in fact.kinds if fold(name) in KIND_WORDS}
    sentence = set(title_words(candidate.place.sentence))
    same: list[_Row] = []
    alike: list[_Row] = []
    seen: set[tuple[type, int]] = set()
    for row in rows:
        if kinds and row.kind not in kinds:
            continue
        place = (row.model, row.pk)
        if place in seen:  # it concretises several documents
            continue
        count = len(same) + len(alike)
        is_near = row.governing in near
        if row.words == words and asked.of in (None, row.governing):
            same.append(row)
        elif row.words == words or _begins(row.words, words):
            alike.append(row)
        elif is_near:
            own = set(row.words)
            if max(_share(set(words), own), _share(own, sentence)) >= _ALIKE:
                alike.append(row)
        if len(same) + len(alike) > count:
            seen.add(place)
    return same[:_SHOWN], alike[:_SHOWN]


def _begins(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    least = min(len(one), len(other))
    return least >= _LEAST_WORDS and one[:least] == other[:least]


def _share(of: set[str], among: set[str]) -> float:
    return len(of & among) / len(of) if len(of) >= _LEAST_WORDS else 0.0


def _fetched(
    told: list[tuple[list[_Row], list[_Row]]], visible: PlannedDocumentQuerySet
) -> list[Titled]:
    """The rows themselves, two queries for all."""
    wanted = {row for pair in told for rows in pair for row in rows}
    rows = {
        model: queryset.in_bulk({row.pk for row in wanted if row.model is model})
        for model, queryset in (
            (Resolution, Resolution.objects.all()),
            (PlannedDocument, visible.select_related("resolution")),
        )
        if any(row.model is model for row in wanted)
    }
    return [
        Titled(*(tuple(rows[row.model][row.pk] for row in found) for found in pair))
        for pair in told
    ]
