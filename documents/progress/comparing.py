"""What moved between two days, and the proof that it explains the two figures.

Three states are compared: at the first day as it was known then (what the meeting saw), at the
first day as it is known now, and at the second day. Their differences are corrections and
changes; the footing says for each figure: shown then + corrected + came in − went out = now.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import PlannedDocumentQuerySet
from documents.status import GROUP_OF, DocumentStatus, StatusGroup, Timeliness
from resolutions.days import end_of_day


class Move(models.TextChoices):
    """In what a document differs between the two days. A document may have moved in several
    ways."""

    ISSUED = "issued", _("Newly issued")
    BEGUN = "begun", _("Newly begun")
    PLANNED = "planned", _("Newly planned")
    BECAME_OVERDUE = "became_overdue", _("Became overdue")
    OVERDUE_DONE = "overdue_done", _("No longer overdue: done")
    OVERDUE_EXTENDED = "overdue_extended", _("No longer overdue: deadline moved")
    OVERDUE_WAITING = "overdue_waiting", _("No longer overdue: awaiting guidance")
    DEADLINE_MOVED = "deadline_moved", _("Deadline moved")
    WAIT_BEGUN = "wait_begun", _("Began to await guidance")
    WAIT_ENDED = "wait_ended", _("No longer awaits guidance")
    CLOSED = "closed", _("Closed otherwise")
    REOPENED = "reopened", _("Reopened")
    CORRECTED = "corrected", _("Corrected or entered afterwards")


@dataclass(frozen=True)
class State:
    """A document on a day."""

    status: DocumentStatus
    due_on: date | None
    timeliness: Timeliness

    @property
    def group(self) -> StatusGroup:
        return GROUP_OF[self.status]

    @property
    def is_overdue(self) -> bool:
        return self.timeliness == Timeliness.OVERDUE

    @property
    def is_closed(self) -> bool:
        """Issued or closed otherwise."""
        return self.group in {StatusGroup.ISSUED, StatusGroup.CLOSED_OTHERWISE}


@dataclass(frozen=True)
class Footing:
    """One figure at both ends, and what leads from one to the other."""

    name: str
    value: str
    shown: int
    corrected: int
    came_in: int
    went_out: int
    now: int

    @property
    def foots(self) -> bool:
        """Shown then + corrected + came in − went out = now."""
        return self.shown + self.corrected + self.came_in - self.went_out == self.now


@dataclass(frozen=True)
class Comparison:
    """The moves between two days, by kind, as ids of documents; and the footing."""

    start: date
    end: date
    moves: dict[Move, list[int]]
    footings: list[Footing]
    before: dict[int, State]
    after: dict[int, State]

    @property
    def counts(self) -> Counter[str]:
        """How many documents moved in each way."""
        return Counter({move.value: len(ids) for move, ids in self.moves.items()})


def compare(documents: PlannedDocumentQuerySet, *, start: date, end: date) -> Comparison:
    """Everything that moved from ``start`` to ``end``, in three queries.

    ``start`` is not after ``end``.
    """
    shown = _states(documents, start, known_at=end_of_day(start))
    before = _states(documents, start)
    after = _states(documents, end)
    moves: dict[Move, list[int]] = {move: [] for move in Move}
    for pk in sorted(shown.keys() | before.keys() | after.keys()):
        for move in _moves(shown.get(pk), before.get(pk), after.get(pk)):
            moves[move].append(pk)
    footings = [
        _foot(
            str(group.label), group.value, shown, before, after, lambda s, g=group: s.group == g
        )
        for group in StatusGroup
    ]
    footings.append(
        _foot(
            str(Timeliness.OVERDUE.label),
            Timeliness.OVERDUE.value,
            shown,
            before,
            after,
            lambda s: s.is_overdue,
        )
    )
    footings.append(_foot(str(_("All documents")), "", shown, before, after, lambda s: True))
    return Comparison(start, end, moves, footings, before, after)


def _states(
    documents: PlannedDocumentQuerySet, on: date, known_at: datetime | None = None
) -> dict[int, State]:
    columns = ("pk", "status_then", "due_then", "timeliness")
    rows = documents.as_of(on, known_at=known_at).order_by().values_list(*columns)
    return {
        pk: State(DocumentStatus(status), due_on, Timeliness(told))
        for pk, status, due_on, told in rows
    }


def _moves(shown: State | None, before: State | None, after: State | None) -> list[Move]:
    """The ways in which one document moved."""
    found = []
    if shown != before:
        found.append(Move.CORRECTED)
    if after is None:
        return found
    if before is None:
        found.append(Move.PLANNED)
    old = before.group if before else None
    if after.group == StatusGroup.ISSUED and old != StatusGroup.ISSUED:
        found.append(Move.ISSUED)
    if old == StatusGroup.NOT_BEGUN and after.group != StatusGroup.NOT_BEGUN:
        found.append(Move.BEGUN)
    if after.is_overdue and not (before and before.is_overdue):
        found.append(Move.BECAME_OVERDUE)
    if before and before.is_overdue and not after.is_overdue:
        if after.is_closed:
            found.append(Move.OVERDUE_DONE)
        elif after.group == StatusGroup.WAITING:
            found.append(Move.OVERDUE_WAITING)
        else:
            found.append(Move.OVERDUE_EXTENDED)
    if before and before.due_on != after.due_on:
        found.append(Move.DEADLINE_MOVED)
    if after.group == StatusGroup.WAITING and old != StatusGroup.WAITING:
        found.append(Move.WAIT_BEGUN)
    if old == StatusGroup.WAITING and after.group != StatusGroup.WAITING:
        found.append(Move.WAIT_ENDED)
    if after.group == StatusGroup.CLOSED_OTHERWISE and old != StatusGroup.CLOSED_OTHERWISE:
        found.append(Move.CLOSED)
    if before and before.is_closed and not after.is_closed:
        found.append(Move.REOPENED)
    return found


def _foot(name, value, shown, before, after, belongs) -> Footing:  # type: ignore[no-untyped-def]
    """The footing of the figure that counts the states for which ``belongs`` is true."""
    was = {pk for pk, state in before.items() if belongs(state)}
    is_ = {pk for pk, state in after.items() if belongs(state)}
    showed = sum(1 for state in shown.values() if belongs(state))
    return Footing(
        name=name,
        value=value,
        shown=showed,
        corrected=len(was) - showed,
        came_in=len(is_ - was),
        went_out=len(was - is_),
        now=len(is_),
    )
