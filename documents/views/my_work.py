"""My work: what the person who signed in has to do, by role."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assignments.models import Office, Person, Task
from assignments.rights import groups_of
from assignments.roles import ROLES, Role
from documents.models import (
    ExtensionRequest,
    Instruction,
    PlannedDocument,
    Report,
    StatusChange,
)
from documents.progress import figures_of
from documents.progress.agencies import extensions_of, moved_after_due
from documents.progress.quality import findings
from documents.progress.work import Pile, overdue_by_agency, work_of
from documents.status import Event
from documents.views.data import data_asked, only
from resolutions.days import end_of_day
from resolutions.looking import look
from resolutions.models import Resolution

SHOWN = 8
SHOWN_OPEN = 20
SHOWN_PEOPLE = 12
MOST_PAPERS = 100

# What each role is shown of the documents it may read; a board member's own come first.
PILES = {
    Role.OFFICE: [Pile.OVERDUE, Pile.AT_RISK, Pile.LETTER, Pile.STALE],
    Role.CHIEF: [Pile.SUBMITTED, Pile.OVERDUE, Pile.LETTER],
    Role.BOARD: [Pile.OVERDUE],
    Role.FOCAL_POINT: [Pile.OPEN, Pile.STALE],
    Role.INSPECTION: [Pile.OVERDUE, Pile.LATE],
    Role.ADMIN: [],
}


@dataclass(frozen=True)
class Papers:
    """The first reports or requests of a pile, and how many there are."""

    rows: list[Report] | list[ExtensionRequest]
    count: int

    @classmethod
    def of(cls, papers) -> "Papers":
        rows = list(papers[:MOST_PAPERS])
        return cls(rows, len(rows) if len(rows) < MOST_PAPERS else papers.count())


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """What to do first, for each role the person holds: a focal point's open items, the
    office's overdue and stale ones, the chief's decisions, a board member's own documents,
    what inspection looks into, and the administrator's records."""
    looking = look(request).in_force()
    on, today = looking.on, looking.today
    person = Person.objects.signed_in_as(request.user)
    data = data_asked(request)
    held = set(groups_of(request.user))
    roles = [role for role in Role if role in held]
    visible = only(PlannedDocument.objects.visible_to(request.user, on=today), data)
    state = visible.as_of(looking.moment).for_register(on=on)
    context = {
        "looking": looking,
        "data": data,
        "is_of_training": person is not None and person.is_fictional and data == "real",
        "person": person,
        "roles": roles,
        "role_labels": [ROLES[role].label for role in roles],
        "has_training": Resolution.objects.fictional().exists(),
        "work": _work(state, roles),
        **_papers(request, roles, looking, data),
    }
    if person is not None:
        context["instructions"] = _instructions(request, person, looking, data)
    if Role.BOARD in roles and person is not None:
        context |= _of_member(visible, state, person, looking)
    if Role.FOCAL_POINT in roles:
        context |= _of_focal_point(request, person, looking, data)
    if Role.CHIEF in roles:
        context["debts"] = overdue_by_agency(state)
    if Role.INSPECTION in roles:
        context |= _of_inspection(visible, looking)
    if Role.ADMIN in roles:
        users = get_user_model().objects.filter(is_active=True, person__isnull=True)
        context["users"] = list(users.order_by("username"))
    if Role.ADMIN in roles or Role.OFFICE in roles:
        tasks = only(Task.objects.visible_to(request.user, on=today), data)
        sections = findings(
            state,
            tasks.for_list(looking.moment),
            only(Resolution.objects.all(), data),
        )
        context["sections"] = [section for section in sections if section.wrong]
    return render(request, "documents/my_work.html", context)


def _instructions(request, person: Person, looking, data):
    """What the person is to answer, alone or for an agency, and what he gave and may close."""
    seats = Office.objects.filter(person=person).held_on(looking.today)
    visible = Instruction.objects.visible_to(request.user, on=looking.today)
    rows = only(visible.open_on(looking.moment), data)
    return rows.concerning(person, seats.values("agency")).for_list(looking.moment)


def _work(state, roles):
    piles = list(dict.fromkeys(pile for role in roles for pile in PILES[role]))
    if not piles:
        return []
    return work_of(state, piles, shown=SHOWN_OPEN if Pile.OPEN in piles else SHOWN)


def _papers(request, roles, looking, data) -> dict:
    """What awaits the Office and its chief; of an agency, what it sent and what came back."""

    def rows(model):
        papers = only(model.objects.visible_to(request.user, on=looking.today), data)
        return papers.select_related("agency", "document", "task").order_by(
            "submitted_at", "pk"
        )

    at, found = end_of_day(looking.moment.told_by), {}
    if Role.OFFICE in roles or Role.CHIEF in roles:
        found["to_confirm"] = rows(Report).awaiting(at)
    if Role.CHIEF in roles:
        found["to_grant"] = rows(ExtensionRequest).awaiting(at)
    if Role.FOCAL_POINT in roles:
        found["returned"] = rows(Report).unanswered(at)
        found["sent"] = rows(Report).awaiting(at)
        found["asked"] = rows(ExtensionRequest).awaiting(at)
    return {name: Papers.of(papers) for name, papers in found.items()}


def _of_member(visible, state, person, looking) -> dict:
    own = state.in_charge_of(person.pk)
    held = visible.filter(pk__in=own.order_by().values("pk"))
    piles = [Pile.OVERDUE, Pile.SUBMITTED, Pile.LETTER]
    return {
        "figures": figures_of(held, looking.moment),
        "own_work": work_of(own, piles, shown=SHOWN, member=person.pk),
    }


def _of_focal_point(request, person, looking, data) -> dict:
    tasks = only(Task.objects.visible_to(request.user, on=looking.today), data)
    offices = Office.objects.filter(person=person).held_on(looking.today)
    return {
        "offices": offices.select_related("agency"),
        "tasks": tasks.for_list(looking.moment)[:SHOWN_OPEN],
    }


def _of_inspection(visible, looking) -> dict:
    corrections = (
        StatusChange.objects.known(looking.moment)
        .filter(document__in=visible, event__in=[Event.RECORD_EVIDENCE, Event.REOPEN])
        .select_related("document__resolution", "by__person", "on_behalf_of")
        .latest_first()
    )
    moved = extensions_of(visible, looking.moment)
    return {"corrections": corrections[:SHOWN], "moved": moved_after_due(moved)[:SHOWN]}
