"""Candidates found in the text of a report by stated rules: documents, counts, projects by
stage, amounts.

Deterministic, without a model and without a network. Nothing is accepted here: every candidate
carries the quoted sentence and its place, for a person to decide. Numbers that no rule
understands are handed back. The rules are told in docs/extraction.md.
"""

from collections.abc import Iterator
from dataclasses import replace

from documents.extraction.counting import Counts, numbers_left
from documents.extraction.decoding import read_text
from documents.extraction.naming import documents_in
from documents.extraction.results import (
    Candidate,
    Counted,
    Extraction,
    NamedDocument,
    Note,
    Period,
    Place,
    Quantity,
    Rule,
)
from documents.extraction.scanning import Scan
from documents.extraction.sentences import sentences_of
from resolutions.folding import fold

__all__ = [
    "Candidate",
    "Counted",
    "Extraction",
    "NamedDocument",
    "Note",
    "Period",
    "Place",
    "Quantity",
    "Rule",
    "extract",
    "read_text",
]

# How many symbols named before a count are offered as what it may belong to.
_NEAR = 5


def extract(text: str) -> Extraction:
    """Find the candidates in a text. Any text will do; where there is nothing, nothing is
    found."""
    found: list[Candidate] = []
    left: list[Place] = []
    counts, near, paragraph = Counts(), dict[str, None](), -1
    for sentence in sentences_of(text):
        if sentence.paragraph != paragraph:
            near, paragraph = {}, sentence.paragraph
        scan = Scan(sentence)
        scan.take_dates()
        here = [*documents_in(scan), *counts.counts_in(scan)]
        for candidate in sorted(here, key=lambda one: one.place.start):
            fact = candidate.fact
            if isinstance(fact, NamedDocument) and fact.symbol:
                near.pop(fact.symbol.canonical, None)
                near[fact.symbol.canonical] = None
                found.append(candidate)
            else:
                found.append(replace(candidate, near=tuple(near)[-_NEAR:]))
            while len(near) > _NEAR:
                del near[next(iter(near))]
        left += [scan.place(*span) for span in numbers_left(scan)]
    return Extraction(text, tuple(_compared(found)), tuple(left))


def _compared(candidates: list[Candidate]) -> Iterator[Candidate]:
    """The candidates, with a note where one symbol bears two dates or two subjects."""
    dates: dict[str, object] = {}
    subjects: dict[str, str] = {}
    for candidate in candidates:
        fact, notes = candidate.fact, list(candidate.notes)
        if isinstance(fact, NamedDocument) and fact.symbol and fact.symbol.is_complete:
            key = fact.symbol.key
            if fact.issued_on and dates.setdefault(key, fact.issued_on) != fact.issued_on:
                notes.append(Note.OTHER_DATE)
            opening = " ".join(fold(fact.subject).strip("“”\"' ").split(" ")[:4])
            if opening and subjects.setdefault(key, opening) != opening:
                notes.append(Note.OTHER_SUBJECT)
        yield replace(candidate, notes=tuple(notes))
