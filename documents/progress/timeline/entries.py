"""What the merged timeline shows: entries, and those of a day that happened alike as one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assignments.deadlines import DeadlineKind
from documents.status import DocumentStatus, Event


class Happening(models.TextChoices):
    """What sort of row of the timeline. The value decides the order within a day."""

    STATUS = "a_status", _("Status")
    WAIT_BEGUN = "b_wait_begun", _("Began to wait for the Centre")
    WAIT_ENDED = "c_wait_ended", _("Stopped waiting for the Centre")
    DEADLINE = "d_deadline", _("Deadline moved")
    DAYS_GIVEN_BACK = "d_given_back", _("Time awaiting the Centre given back")
    COUNTED = "d_counted", _("Deadline counted from its event")
    TASK_DEADLINE = "e_task_deadline", _("Deadline of a task moved")
    TASK_DAYS_GIVEN_BACK = "e_task_given_back", _("Task: time awaiting the Centre given back")
    TASK_COUNTED = "e_task_counted", _("Deadline of a task counted from its event")
    PROJECT = "f_project", _("Project reached a stage")
    MEASURED = "g_measured", _("Measured")
    NARRATIVE = "h_narrative", _("Report in words")


OF_TASKS = frozenset(
    {Happening.TASK_DEADLINE, Happening.TASK_DAYS_GIVEN_BACK, Happening.TASK_COUNTED}
)
OF_DEADLINES = OF_TASKS | {Happening.DEADLINE, Happening.DAYS_GIVEN_BACK, Happening.COUNTED}


@dataclass(frozen=True)
class Entry:
    """One row of the timeline: what happened to which item on a day."""

    what: Happening
    on: date
    old: str
    new: str
    row: int
    event: str
    is_upper_bound: bool
    item: str
    item_pk: int | None
    old_on: date | None
    new_on: date | None
    value: Decimal | None
    words: str
    note: str

    @property
    def url(self) -> str:
        """The page of the document or task; empty for what has no page of its own."""
        if self.item_pk is None:
            return ""
        of_task = self.what in OF_TASKS
        page = "documents:task_page" if of_task else "documents:document_page"
        return reverse(page, args=[self.item_pk])

    @property
    def heading(self) -> str:
        """What happened, in words."""
        if self.what == Happening.STATUS:
            return str(Event(self.event).label)
        return str(self.what.label)

    @property
    def before(self) -> str | date:
        """Where the item stood before; empty when it did not or when it stayed."""
        return "" if self.old == self.new and self.old_on == self.new_on else self._side("old")

    @property
    def after(self) -> str | date:
        """Where the item stands since."""
        return self._side("new")

    def _side(self, side: str) -> str | date:
        text: str = getattr(self, side)
        day: date | None = getattr(self, f"{side}_on")
        if self.what in OF_DEADLINES:
            return day or (str(DeadlineKind(text).label) if text in DeadlineKind else text)
        return str(DocumentStatus(text).label) if text in DocumentStatus else text

    @property
    def days(self) -> int | None:
        """How many days a wait lasted that ended here; None where its first day is unknown."""
        if self.what == Happening.WAIT_ENDED and self.old_on:
            return (self.on - self.old_on).days
        return None


@dataclass
class Group:
    """What happened alike to one or more items on the same day."""

    first: Entry
    entries: list[Entry] = field(default_factory=list)


def groups_of(rows: Iterable[tuple]) -> list[Group]:
    """The entries of these rows; those of a day that happened alike stand together."""
    entries = (Entry(Happening(row[0]), *row[1:]) for row in rows)
    return [
        Group(members[0], members)
        for _key, found in groupby(entries, key=_alike)
        if (members := list(found))
    ]


def _alike(entry: Entry) -> tuple:
    """What entries of one group share. A note, a value or a date of its own stands alone."""
    key = (entry.what, entry.on, entry.event, entry.old, entry.new, entry.is_upper_bound)
    own = (entry.note, entry.value, entry.old_on, entry.new_on, entry.words)
    return (*key, *own)
