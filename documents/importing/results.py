"""What a preview is made of. Everything can be written as JSON: days are ISO dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.TextChoices):
    """What a column of an annex speaks of. ``IGNORE`` is said by a person, never proposed for
    a column whose name is not known."""

    KEY = "key", _("Record number")
    NUMBER = "number", _("Place in the plan")
    TEXT = "text", _("Task")
    TITLE = "title", _("Document to be written")
    PRODUCT = "product", _("Expected product")
    KIND = "kind", _("Kind")
    LEAD = "lead", _("Lead agency")
    COORDINATING = "coordinating", _("Coordinating agencies")
    SIGNING = "signing", _("Signing body")
    MEMBER = "member", _("Standing Board member in charge")
    DEADLINE = "deadline", _("Deadline")
    SYMBOL = "symbol", _("Number and symbol")
    ISSUED_ON = "issued_on", _("Issue date")
    STATUS = "status", _("Status")
    UPPER_CODES = "upper_codes", _("codes of the upper level's tasks")
    NOTE = "note", _("note")
    IGNORE = "ignore", _("Leave this column out")


class RowKind(models.TextChoices):
    """What taking over a row would do."""

    NEW = "new", _("To be added")
    CHANGED = "changed", _("To be changed")
    SAME = "same", _("Unchanged")
    PROBLEM = "problem", _("To be settled first")


class Severity(models.TextChoices):
    """An error keeps its row out of the register; a warning is for a person to look at."""

    ERROR = "error", _("Must be settled")
    WARNING = "warning", _("To be looked at")


class Item(models.TextChoices):
    """What a row stands for; a row may stand for a task and the document it asks for."""

    TASK = "task", _("Task")
    DOCUMENT = "document", _("Planned document")


@dataclass(frozen=True)
class Read:
    """What one cell was understood to say.

    ``value`` by field: LEAD and SIGNING an agency's id, MEMBER a person's, COORDINATING a list
    of agencies' ids, DEADLINE ``{"kind", "due_on", "text", "days"}``, KIND a ``DocumentKind``,
    STATUS a ``DocumentStatus``, ISSUED_ON an ISO date, KEY an int, the others text. ``groups``
    are bodies named together (“các sở, ban, ngành”), in the words of the cell; ``others`` the
    ids of further leads in a LEAD cell. ``label`` is the value in words.
    """

    value: Any
    text: str
    address: str
    label: str = ""
    oddities: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    others: tuple[int, ...] = ()
    is_inherited: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "text": self.text,
            "address": self.address,
            "label": self.label,
            "oddities": list(self.oddities),
            "groups": list(self.groups),
            "others": list(self.others),
            "is_inherited": self.is_inherited,
        }


@dataclass(frozen=True)
class Candidate:
    """A record that a cell may mean; writing ``#id`` in the cell chooses it."""

    id: int
    label: str

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "label": self.label}


@dataclass(frozen=True)
class Problem:
    """Something a person must settle (error) or should look at (warning). ``row`` is 0 and
    ``address`` that of the head for what concerns a whole column or the sheet."""

    code: str
    message: str
    severity: Severity = Severity.ERROR
    address: str = ""
    row: int = 0
    field: str = ""
    text: str = ""
    candidates: tuple[Candidate, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.message,
            "severity": self.severity.value,
            "address": self.address,
            "row": self.row,
            "field": self.field,
            "text": self.text,
            "candidates": [candidate.as_json() for candidate in self.candidates],
        }


@dataclass(frozen=True)
class Change:
    """A field of a record that the row would change. ``old`` and ``new`` are in words."""

    item: Item
    field: str
    old: str
    new: str

    def as_json(self) -> dict[str, Any]:
        return {
            "item": self.item.value,
            "field": self.field,
            "old": self.old,
            "new": self.new,
        }


@dataclass(frozen=True)
class MappedColumn:
    """A column of the sheet and the field it was mapped to; ``field`` is "" when unknown.
    ``is_certain`` is False for a proposal that rests on a likeness of words."""

    index: int
    letter: str
    heading: str
    field: str = ""
    is_certain: bool = True

    def as_json(self) -> dict[str, Any]:
        return {
            "index": self.index,
            "letter": self.letter,
            "heading": self.heading,
            "field": self.field,
            "is_certain": self.is_certain,
        }


@dataclass(frozen=True)
class PreviewRow:
    """One row of the annex as it would enter the register (continuation rows included).

    Of a record that exists (``task_id``, ``document_id``) only the fields in ``changes`` are to
    be written. ``task_row`` is the row that states the task when this one is merged with it:
    it adds a document to that task.
    """

    number: int
    address: str
    section: str
    kind: RowKind
    makes: tuple[Item, ...]
    values: Mapping[str, Read]
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    task_id: int | None = None
    document_id: int | None = None
    task_row: int | None = None

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == Severity.ERROR for problem in self.problems)

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "address": self.address,
            "section": self.section,
            "kind": self.kind.value,
            "makes": [item.value for item in self.makes],
            "values": {name: read.as_json() for name, read in self.values.items()},
            "changes": [change.as_json() for change in self.changes],
            "problems": [problem.as_json() for problem in self.problems],
            "task_id": self.task_id,
            "document_id": self.document_id,
            "task_row": self.task_row,
        }


@dataclass(frozen=True)
class SkippedRow:
    """A row that stands for no work, and why: title, header, section, total, left out."""

    number: int
    reason: str
    text: str

    def as_json(self) -> dict[str, Any]:
        return {"number": self.number, "reason": self.reason, "text": self.text}


@dataclass(frozen=True)
class Preview:
    """What taking over a sheet would do. ``problems`` are all of them, the rows' included;
    ``understood`` of ``cells`` filled cells below the head were understood."""

    sheet: str
    columns: tuple[MappedColumn, ...]
    rows: tuple[PreviewRow, ...]
    problems: tuple[Problem, ...]
    understood: int
    cells: int
    resolution_id: int
    skipped: tuple[SkippedRow, ...] = field(default=())

    @property
    def has_errors(self) -> bool:
        """Whether something must be settled before the sheet may be taken over."""
        return any(problem.severity == Severity.ERROR for problem in self.problems)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each kind."""
        return {kind.value: sum(r.kind == kind for r in self.rows) for kind in RowKind}

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "resolution_id": self.resolution_id,
            "columns": [column.as_json() for column in self.columns],
            "counts": self.counts,
            "understood": self.understood,
            "cells": self.cells,
            "rows": [row.as_json() for row in self.rows],
            "problems": [problem.as_json() for problem in self.problems],
            "skipped": [row.as_json() for row in self.skipped],
        }
