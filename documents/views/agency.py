"""An agency's page: what it and the bodies below it owe, and their record of lateness."""

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assignments.models import Agency, Succession, Task
from documents.models import Instruction, PlannedDocument, Report
from documents.progress.agencies import parts_of, record_of
from documents.views.data import data_asked, only
from resolutions.days import end_of_day
from resolutions.looking import look

MOST_DOCUMENTS = 50
MOST_OF_A_PART = 10
MOST_TASKS = 30


@require_safe
def agency_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the agency and the bodies below it owe by urgency, in which documents they take
    which part, how much they finished in time and how late the rest was, whether they report,
    and the bodies before and after it."""
    looking = look(request)
    on, today = looking.on, looking.today
    agency = get_object_or_404(Agency.objects.select_related("parent"), pk=pk)
    data = data_asked(request, by_default="training" if agency.is_fictional else "real")
    below = Agency.objects.subtree_of({agency.pk})
    visible = only(PlannedDocument.objects.visible_to(request.user, on=today), data)
    state = visible.as_of(looking.moment)
    led = state.led_within(below).in_sums()
    tasks = only(Task.objects.visible_to(request.user, on=today), data)
    passages = list(
        Succession.objects.filter(Q(predecessor=pk) | Q(successor=pk)).select_related(
            "predecessor", "successor"
        )
    )
    return render(
        request,
        "documents/agency_page.html",
        {
            "looking": looking,
            "data": data,
            "agency": agency,
            "record": record_of(visible, below, looking.moment),
            "documents": led.still_open().for_register(on=on).by_urgency()[:MOST_DOCUMENTS],
            "parts": parts_of(state, {agency.pk}, on=on, most=MOST_OF_A_PART),
            "tasks": tasks.for_list(looking.moment).led_within(below)[:MOST_TASKS],
            "awaiting": only(Report.objects.visible_to(request.user, on=today), data)
            .filter(agency__in=below)
            .awaiting(end_of_day(looking.moment.told_by))
            .count(),
            "stale_days": settings.STALE_DAYS,
            "instructions": only(Instruction.objects.visible_to(request.user, on=today), data)
            .open_on(looking.moment)
            .concerning(None, below)
            .for_list(looking.moment),
            "children": agency.children.all(),
            "successions": [row for row in passages if row.predecessor_id == pk],
            "inheritances": [row for row in passages if row.successor_id == pk],
        },
    )
