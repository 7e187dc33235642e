"""What each member of the Standing Board answers for, and what he or she has to decide."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Count

from assignments.models import Office, Person
from assignments.models.agency import Position
from documents.models import PlannedDocument, PlannedDocumentQuerySet
from documents.progress.comparing import Move, compare
from documents.progress.figures import COLUMNS, Counted, Figures, figures_of
from documents.progress.sides import Sides
from documents.status import DocumentStatus, StatusGroup, Timeliness
from resolutions.moments import Moment

_RANK = {
    Position.SECRETARY: 0,
    Position.DEPUTY_SECRETARY: 1,
    Position.BOARD_MEMBER: 2,
}


@dataclass(frozen=True)
class MemberFigures:
    """A member with the figures of the documents he or she answers for on the day; without a
    person, the documents for which nobody answers."""

    person: Person | None
    figures: Figures
    seat: Office | None = None


def by_member(
    documents: PlannedDocumentQuerySet, moment: Moment, *, fictional: bool = False
) -> list[MemberFigures]:
    """The Standing Board of the day in its order, then anybody else who answers for one of
    ``documents``, then what nobody answers for: together all of them. In three queries."""
    on, counted = moment.on, _counted(documents, moment)
    seats: dict[int, Office] = {}
    board = Office.objects.on_the_board().held_on(on).filter(person__is_fictional=fictional)
    for office in sorted(board.select_related("person"), key=_place):
        seats.setdefault(office.person_id, office)
    others = Person.objects.filter(pk__in=[pk for pk in counted if pk and pk not in seats])
    rows = [
        MemberFigures(seat.person, counted.get(pk, Figures(on=on)), seat)
        for pk, seat in seats.items()
    ]
    rows += [MemberFigures(person, counted[person.pk]) for person in others]
    if None in counted:
        rows.append(MemberFigures(None, counted[None]))
    return rows


def _place(office: Office) -> tuple[int, str, int]:
    return _RANK[Position(office.position)], office.person.full_name, office.person_id


def _counted(documents: PlannedDocumentQuerySet, moment: Moment) -> dict[int | None, Figures]:
    """Figures by the id of who answers, in one query."""
    state = documents.as_of(moment).order_by()
    rows = state.values_list("member_id_then", *COLUMNS).annotate(n=Count("pk", distinct=True))
    found: dict[int | None, Figures] = {}
    for person, *told, n in rows:
        found.setdefault(person, Figures(on=moment.on)).count(Counted(*told), n)
    return found


class Rule(StrEnum):
    """Why a document asks its member for a decision, by the key of the figure that counts
    those. Nothing else is called a decision."""

    SUBMITTED = "submitted"
    OVERDUE = "overdue"
    LETTER = "letter"


@dataclass(frozen=True)
class Decision:
    """The documents that ask for a decision by one rule, the most urgent first."""

    rule: Rule
    documents: list[PlannedDocument] = field(default_factory=list)

    @property
    def count(self) -> Sides:
        return Sides.of(self.documents)


def decisions(documents: Iterable[PlannedDocument], *, on: date) -> list[Decision]:
    """What must be decided, by rule; a document may ask for more than one decision.

    ``documents`` carry the state of the day and its waits (``for_register``).
    """
    found = {rule: Decision(rule) for rule in (Rule.OVERDUE, Rule.SUBMITTED, Rule.LETTER)}
    for document in sorted(documents, key=urgency):
        for rule in rules_of(document, on=on):
            found[rule].documents.append(document)
    return [decision for decision in found.values() if decision.documents]


def rules_of(document: PlannedDocument, *, on: date) -> list[Rule]:
    """The rules by which a document asks for a decision on the day."""
    found = []
    if document.timeliness == Timeliness.OVERDUE:
        found.append(Rule.OVERDUE)
    if document.status_then == DocumentStatus.SUBMITTED:
        found.append(Rule.SUBMITTED)
    wait, allowed = document.wait_then, timedelta(days=settings.LETTER_AFTER_DAYS)
    if wait and not wait.asked_by_letter and wait.since < on - allowed:
        found.append(Rule.LETTER)
    return found


_URGENCY = {
    Timeliness.OVERDUE: 0,
    Timeliness.AT_RISK: 1,
    Timeliness.WITHIN: 2,
    Timeliness.CLOCK_STOPPED: 3,
    Timeliness.NO_DUE_DAY: 4,
    Timeliness.NO_DEADLINE: 5,
}


def urgency(document: PlannedDocument) -> tuple[int, date, int]:
    """Overdue longest first, then at risk, then by deadline, then waiting, then undated."""
    place = _URGENCY.get(Timeliness(document.timeliness), len(_URGENCY))
    return place, document.due_then or date.max, document.pk


@dataclass(frozen=True)
class LateAgency:
    """An agency that must act on overdue documents: how many, and the longest delay."""

    pk: int | None
    name: str
    count: Sides
    days: int


@dataclass(frozen=True)
class Moved:
    """The documents of a member that moved in one way since the last meeting."""

    move: Move
    documents: list[PlannedDocument]


@dataclass(frozen=True)
class Charge:
    """All that a member's page and briefing tell, on a day: the figures of what he or she
    answers for, the open documents by urgency, and what moved since ``since``."""

    on: date
    since: date
    figures: Figures
    documents: list[PlannedDocument]
    moves: list[Moved]

    def told(self, timeliness: Timeliness) -> list[PlannedDocument]:
        """The open documents of one timeliness."""
        return [row for row in self.documents if row.timeliness == timeliness]

    @property
    def overdue(self) -> list[PlannedDocument]:
        return self.told(Timeliness.OVERDUE)

    @property
    def at_risk(self) -> list[PlannedDocument]:
        return self.told(Timeliness.AT_RISK)

    @property
    def submitted(self) -> list[PlannedDocument]:
        """Those that await approval."""
        return [row for row in self.documents if row.status_then == DocumentStatus.SUBMITTED]

    @property
    def waiting(self) -> list[PlannedDocument]:
        """Those that wait for the Centre, the longest wait first."""
        rows = [row for row in self.documents if row.group_then == StatusGroup.WAITING]
        return sorted(rows, key=lambda row: (row.since_then, row.pk))

    @property
    def agencies_late(self) -> list[LateAgency]:
        """Who must act on what is overdue, the longest delay first."""
        owed: dict[int | None, list[PlannedDocument]] = {}
        for row in self.overdue:
            owed.setdefault(row.lead_then, []).append(row)
        late = [
            LateAgency(
                pk,
                rows[0].lead_name_then or "",
                Sides.of(rows),
                max((self.on - (row.due_then or self.on)).days for row in rows),
            )
            for pk, rows in owed.items()
        ]
        return sorted(late, key=lambda agency: (-agency.days, agency.name))

    @property
    def decisions(self) -> list[Decision]:
        return decisions(self.documents, on=self.on)

    @property
    def to_decide(self) -> Sides:
        """How many documents ask for a decision, each counted once."""
        return Sides.of(row for row in self.documents if rules_of(row, on=self.on))


def charge_of(
    person: Person, documents: PlannedDocumentQuerySet, moment: Moment, *, since: date
) -> Charge:
    """What a member answers for among ``documents`` (which carry no state yet), in six
    queries. What was known by a day says nothing of moves, so then there are none."""
    on = moment.on
    state = documents.as_of(moment).in_charge_of(person.pk)
    held = documents.filter(pk__in=state.order_by().values("pk"))
    return Charge(
        on=on,
        since=since,
        figures=figures_of(held, moment),
        documents=sorted(state.still_open().for_register(on=on), key=urgency),
        moves=[] if moment.known_at else _moves(held, since=since, on=on),
    )


def _moves(held: PlannedDocumentQuerySet, *, since: date, on: date) -> list[Moved]:
    moves = compare(held, start=since, end=on).moves
    ids = {pk for found in moves.values() for pk in found}
    rows = held.filter(pk__in=ids).as_of(Moment(on)).for_register(on=on)
    documents = {row.pk: row for row in rows}
    return [
        Moved(move, sorted((documents[pk] for pk in found), key=urgency))
        for move, found in moves.items()
        if found
    ]


def share_lines(wanted: list[int], *, lines: int) -> list[int]:
    """How many rows of each list fit when there is room for ``lines`` rows in all.

    Every list keeps its first two rows if it can; what is left goes to the first lists.
    """
    given = [0] * len(wanted)
    for most in (1, 2, lines):
        for place, count in enumerate(wanted):
            more = min(count, most, given[place] + lines - sum(given)) - given[place]
            given[place] += max(more, 0)
    return given
