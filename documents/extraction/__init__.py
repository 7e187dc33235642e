"""Candidates found in the text of a report by stated rules: documents, counts, projects by
stage, amounts.

Deterministic, without a model and without a network. Nothing is accepted here: every candidate
carries the quoted sentence and its place, for a person to decide. Numbers that no rule
understands are handed back. The rules are told in docs/extraction.md.
"""

from collections.abc import Iterator
from dataclasses import replace

from documents.extraction.counting import Counts, numbers_left
from documents.extraction.days import named_day, report_day
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
    Sense,
)
from documents.extraction.scanning import Scan
from documents.extraction.sentences import sentences_of
from documents.extraction.topics import Topics
from resolutions.allowance import reading, spend
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
    "Sense",
    "extract",
    "read_text",
]


@reading()
def extract(text: str) -> Extraction:
    """Find the candidates in a text. Any text will do; where there is nothing, nothing is
    found. Raises UsedUp where a request has no time left for it."""
    found: list[Candidate] = []
    left: list[Place] = []
    counts, topics, as_of, paragraph = Counts(), Topics(text), None, -1
    for sentence in sentences_of(text):
        spend(marks=1)
        scan = Scan(sentence)
        scan.take_dates()
        documents = list(documents_in(scan))
        here = sorted([*documents, *counts.counts_in(scan)], key=lambda one: one.place.start)
        topics.enter(sentence.paragraph, [one for one in here if _has_symbol(one)])
        if sentence.paragraph != paragraph:
            as_of, paragraph = None, sentence.paragraph
        day, goes_on = named_day(scan.folded)
        as_of = day if goes_on else as_of
        for candidate in here:
            if _has_symbol(candidate):
                topics.pass_by(candidate)
                found.append(candidate)
                continue
            is_number = not isinstance(candidate.fact, NamedDocument)
            found.append(
                replace(
                    candidate,
                    may_be_of=topics.offered(candidate),
                    of=topics.of(candidate),
                    as_of=(day or as_of) if is_number else None,
                )
            )
        left += [scan.place(*span) for span in numbers_left(scan)]
    return Extraction(text, tuple(_compared(found)), tuple(left), *report_day(text))


def _has_symbol(candidate: Candidate) -> bool:
    return isinstance(candidate.fact, NamedDocument) and candidate.fact.symbol is not None


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
