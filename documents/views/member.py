"""The Standing Board: who answers for what, each member's page, and the briefing on one A4."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assignments.models import Office, Task
from documents.filters import people_in_charge
from documents.models import Instruction, Meeting, PlannedDocument
from documents.progress import Move, Sides, total_of
from documents.progress.members import Charge, Rule, by_member, charge_of, share_lines
from documents.views.data import data_asked, only
from resolutions.days import FIRST_DAY
from resolutions.looking import Looking, look
from resolutions.models import Resolution

SHOWN = 8
MOST_DOCUMENTS = 60
# So many rows fit on one A4 beside the heading and the figures, whatever their length; up to
# the second number their titles may take two lines each.
ROWS_OF_A_BRIEFING = 15
ROWS_WITH_LONG_TITLES = 10


@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """The Standing Board of the day with what each member answers for; with what nobody
    answers for, the rows sum to all planned documents."""
    looking = look(request)
    data = data_asked(request)
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    rows = by_member(only(visible, data), looking.moment, fictional=data == "training")
    return render(
        request,
        "documents/member_list.html",
        {
            "looking": looking,
            "data": data,
            "rows": rows,
            "total": total_of(rows, on=looking.on),
            "has_training": Resolution.objects.fictional().exists(),
        },
    )


@require_safe
def member_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A member: what he or she must decide and by which rule, who holds up the rest, all that
    is open, and what moved since the last meeting."""
    context = _story(request, pk)
    looking = context["looking"]
    tasks = only(Task.objects.visible_to(request.user, on=looking.today), context["data"])
    context |= {
        "shown": SHOWN,
        "documents": context["charge"].documents[:MOST_DOCUMENTS],
        "instructions": _instructions(request, context),
        "tasks": tasks.for_list(looking.moment).in_charge_of(pk),
    }
    return render(request, "documents/member_page.html", context)


def _instructions(request: HttpRequest, context: dict):
    """What the member instructed, or was told to do, that is open on the day."""
    looking = context["looking"]
    rows = Instruction.objects.visible_to(request.user, on=looking.today)
    rows = only(rows, context["data"]).open_on(looking.moment)
    return rows.concerning(context["person"], set()).for_list(looking.moment)


@require_safe
def member_briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on one A4 to be printed: the most urgent rows, and how many more there are."""
    context = _story(request, pk)
    charge = context["charge"]
    parts = [
        ("overdue", charge.overdue),
        ("submitted", charge.submitted),
        ("waiting", charge.waiting),
        ("at_risk", charge.at_risk),
        ("moved", _moved_rows(charge)),
    ]
    shares = share_lines([len(rows) for _name, rows in parts], lines=ROWS_OF_A_BRIEFING)
    for (name, rows), fits in zip(parts, shares, strict=True):
        context[name] = {"rows": rows[:fits], "more": len(rows) - fits, "total": len(rows)}
        if name != "moved":
            context[name]["sides"] = Sides.of(rows)
    context["is_dense"] = sum(shares) > ROWS_WITH_LONG_TITLES
    context["letters"] = {
        document.pk
        for decision in charge.decisions
        if decision.rule == Rule.LETTER
        for document in decision.documents
    }
    return render(request, "documents/member_briefing.html", context)


def _moved_rows(charge: Charge) -> list[dict]:
    """Each document that moved, once, with all its moves; corrections are left to the page."""
    rows: dict[int, dict] = {}
    for moved in charge.moves:
        if moved.move == Move.CORRECTED:
            continue
        for document in moved.documents:
            row = rows.setdefault(document.pk, {"document": document, "moves": []})
            row["moves"].append(str(moved.move.label))
    return list(rows.values())


def _story(request: HttpRequest, pk: int) -> dict:
    """What the page and the briefing share. A decision about a deadline is one about the
    deadline in force, so these pages do not judge by the original ones."""
    looking = look(request).in_force()
    person = get_object_or_404(people_in_charge(), pk=pk)
    data = data_asked(request, by_default="training" if person.is_fictional else "real")
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    meeting, since = last_meeting(looking)
    return {
        "looking": looking,
        "data": data,
        "person": person,
        "seats": Office.objects.filter(person=pk).held_on(looking.on).select_related("agency"),
        "meeting": meeting,
        "charge": charge_of(person, only(visible, data), looking.moment, since=since),
    }


def last_meeting(looking: Looking) -> tuple[Meeting | None, date]:
    """The last meeting saved before the day and its date; without one, thirty days ago."""
    meetings = Meeting.objects.filter(on__gte=FIRST_DAY, on__lt=looking.on)
    meeting = meetings.order_by("-on").first()
    return meeting, meeting.on if meeting else looking.on - timedelta(days=30)
