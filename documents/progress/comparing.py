"""What moved between two days, and the proof that it explains the two figures.

Three states are compared: at the first day as it was known then (what the meeting saw), at the
first day as it is known now, and at the second day. Their differences are corrections and
changes; the footing says for each figure: shown then + corrected + came in − went out = now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assignments.deadlines import DeadlineOrigin
from documents.models import DocumentDeadline, PlannedDocumentQuerySet
from documents.progress.figures import COLUMNS, Counted, Figures
from documents.status import GROUP_OF, DocumentStatus, Standing, StatusGroup, Timeliness
from resolutions.moments import Moment


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
    DAYS_GIVEN_BACK = "days_given_back", _("Time awaiting the Centre given back")
    WAIT_BEGUN = "wait_begun", _("Began to await guidance")
    WAIT_ENDED = "wait_ended", _("No longer awaits guidance")
    CLOSED = "closed", _("Newly closed otherwise")
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
class Terms:
    """What became of a deadline between two days: set or moved, or the days of a wait for the
    Centre given back."""

    moved: bool
    given_back: bool


@dataclass(frozen=True)
class Footing:
    """One figure at both ends, and the documents that lead from one to the other."""

    name: str
    value: str
    shown: int
    corrected_in: tuple[int, ...]
    corrected_out: tuple[int, ...]
    came_in: tuple[int, ...]
    went_out: tuple[int, ...]
    now: int

    @property
    def foots(self) -> bool:
        """Shown then + corrected + came in − went out = now."""
        corrected = len(self.corrected_in) - len(self.corrected_out)
        moved = len(self.came_in) - len(self.went_out)
        return self.shown + corrected + moved == self.now


@dataclass(frozen=True)
class Comparison:
    """The moves between two days, by kind, as ids of documents; and the footing."""

    start: date
    end: date
    moves: dict[Move, list[int]]
    footings: list[Footing]
    # What stood beside the sums on the second day; it moves in none of them.
    beside: Figures

    def rows(self, name: str) -> list[int]:
        """The ids behind a number of the page: a move (``issued``) or a cell of the footing
        (``came_in.issued``). Raises KeyError for a name that is neither."""
        if name in Move:
            return self.moves[Move(name)]
        column, _dot, value = name.partition(".")
        if column not in {"corrected_in", "corrected_out", "came_in", "went_out"}:
            raise KeyError(name)
        footing = {footing.value: footing for footing in self.footings}[value]
        return list(getattr(footing, column))


def compare(documents: PlannedDocumentQuerySet, *, start: date, end: date) -> Comparison:
    """Everything that moved from ``start`` to ``end``, in one query.

    ``start`` is not after ``end``. Documents are never deleted: what there was on the first
    day is there on the second.
    """
    beside = Figures(end)
    shown, before, after, terms = _states(documents, start, end, beside)
    moves: dict[Move, list[int]] = {move: [] for move in Move}
    for pk in sorted(shown.keys() | before.keys() | after.keys()):
        for move in _moves(shown.get(pk), before.get(pk), after.get(pk), terms.get(pk)):
            moves[move].append(pk)
    states = (shown, before, after)
    figures: list[tuple[str, str, Callable[[State], bool]]] = [
        (str(group.label), group.value, partial(_stands_in, group=group))
        for group in StatusGroup
    ]
    figures.append((str(Timeliness.OVERDUE.label), Timeliness.OVERDUE.value, _is_overdue))
    figures.append((str(_("All documents")), "total", _is_there))
    footings = [_foot(name, value, states, belongs) for name, value, belongs in figures]
    return Comparison(start, end, moves, footings, beside)


def _states(
    documents: PlannedDocumentQuerySet, start: date, end: date, beside: Figures
) -> tuple[dict[int, State], dict[int, State], dict[int, State], dict[int, Terms]]:
    """Each document at the first day as it was known then, at the first day, at the second;
    and what became of its deadline between the two. Those of no known total are counted in
    ``beside`` alone."""
    given = DocumentDeadline.objects.standing().filter(
        document=OuterRef("pk"), effective_on__gt=start, effective_on__lte=end
    )
    is_credit = Q(origin=DeadlineOrigin.CREDIT)
    rows = (
        documents.as_of(Moment(end))
        .annotate(
            moved=Exists(given.exclude(is_credit)), given_back=Exists(given.filter(is_credit))
        )
        .beside("before", Moment(start))
        .beside("shown", Moment(start).as_known_on(start))
        .order_by()
    )
    columns = ("status_{}", "due_{}", "timeliness_{}")
    shown, before = ([column.format(at) for column in columns] for at in ("shown", "before"))
    found: tuple[dict[int, State], dict[int, State], dict[int, State]] = ({}, {}, {})
    terms: dict[int, Terms] = {}
    for pk, due_then, moved, given_back, *told in rows.values_list(
        "pk", "due_then", "moved", "given_back", *COLUMNS, *shown, *before
    ):
        row = Counted(*told[: len(COLUMNS)])
        if row.standing != Standing.COUNTED:
            beside.count(row)
            continue
        terms[pk] = Terms(moved, given_back)
        told = [*told[len(COLUMNS) :], row.status, due_then, row.timeliness]
        for states, at in zip(found, (0, 3, 6), strict=True):
            status, due_on, timeliness = told[at : at + 3]
            if status is not None:
                states[pk] = State(DocumentStatus(status), due_on, Timeliness(timeliness))
    return *found, terms


def _moves(
    shown: State | None, before: State | None, after: State | None, terms: Terms | None
) -> list[Move]:
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
    if before and terms and before.due_on != after.due_on:
        found += [Move.DEADLINE_MOVED] if terms.moved or not terms.given_back else []
        found += [Move.DAYS_GIVEN_BACK] if terms.given_back else []
    if after.group == StatusGroup.WAITING and old != StatusGroup.WAITING:
        found.append(Move.WAIT_BEGUN)
    if old == StatusGroup.WAITING and after.group != StatusGroup.WAITING:
        found.append(Move.WAIT_ENDED)
    if after.group == StatusGroup.CLOSED_OTHERWISE and old != StatusGroup.CLOSED_OTHERWISE:
        found.append(Move.CLOSED)
    if before and before.is_closed and not after.is_closed:
        found.append(Move.REOPENED)
    return found


def _stands_in(state: State, group: StatusGroup) -> bool:
    return state.group == group


def _is_overdue(state: State) -> bool:
    return state.is_overdue


def _is_there(state: State) -> bool:
    return True


def _foot(
    name: str,
    value: str,
    states: tuple[dict[int, State], dict[int, State], dict[int, State]],
    belongs: Callable[[State], bool],
) -> Footing:
    """The footing of the figure that counts the states for which ``belongs`` is true."""
    showed, was, is_ = (
        {pk for pk, state in moment.items() if belongs(state)} for moment in states
    )
    return Footing(
        name=name,
        value=value,
        shown=len(showed),
        corrected_in=tuple(sorted(was - showed)),
        corrected_out=tuple(sorted(showed - was)),
        came_in=tuple(sorted(is_ - was)),
        went_out=tuple(sorted(was - is_)),
        now=len(is_),
    )
