"""Two dates compared: what moved since the last meeting."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.forms import CompareForm, MeetingForm
from documents.models import Meeting, PlannedDocument
from documents.progress import Comparison, Move, compare
from documents.status import DocumentStatus
from resolutions.datasets import in_set
from resolutions.days import FIRST_DAY
from resolutions.models import Resolution
from resolutions.moments import Moment
from resolutions.understood import asks

SHOWN = 10
PAGE_SIZE = 50
MEETINGS = 12


@asks("from", "to", "show")
@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    """What moved between two days, by kind, and the footing of each figure.

    Without days it compares the last saved meeting (or thirty days ago) with today. ``show``
    opens one number as its rows.
    """
    today = timezone.localdate()
    meetings = list(Meeting.objects.filter(on__range=(FIRST_DAY, today))[:MEETINGS])
    last = next((m.on for m in meetings if m.on < today), today - timedelta(days=30))
    asked = {
        "start": request.GET.get("from") or last.isoformat(),
        "end": request.GET.get("to") or today.isoformat(),
    }
    form = CompareForm(asked)
    training = request.GET.get("data") == "training"
    visible = PlannedDocument.objects.visible_to(request.user, on=today)
    visible = visible.fictional() if training else visible.real()
    context = {
        "form": form,
        "data": "training" if training else "real",
        "meetings": meetings,
        "meeting_form": MeetingForm(),
        "today": today,
        "has_training": Resolution.objects.filter(is_fictional=True).exists(),
        "may_change": request.user.has_perm("documents.change_planneddocument"),
    }
    if form.is_valid():
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
        comparison = compare(visible, start=start, end=end)
        show = request.GET.get("show", "")
        context |= {"comparison": comparison, "start": start, "end": end, "show": show}
        if show:
            context["page"] = _rows(request, comparison, show)
        else:
            context["sections"] = _sections(comparison)
    return render(
        request, "documents/compare.html", context, status=200 if form.is_valid() else 422
    )


def _documents(ids: list[int], comparison: Comparison):
    """These documents as they were on the second day. None is missing: documents are never
    deleted, so what there was on the first day is there on the second."""
    end = PlannedDocument.objects.filter(pk__in=ids).as_of(Moment(comparison.end))
    return end.for_register(on=comparison.end).order_by("resolution", "code", "pk")


def _rows(request: HttpRequest, comparison: Comparison, show: str):
    """The rows behind one number of the page, or 404 for a number there is not."""
    try:
        ids = comparison.rows(show)
    except KeyError:
        raise Http404 from None
    rows = Paginator(_documents(ids, comparison), PAGE_SIZE)
    page = rows.get_page(request.GET.get("page"))
    page.object_list = _with_before(list(page.object_list), comparison)
    return page


def _with_before(
    documents: list[PlannedDocument], comparison: Comparison
) -> list[PlannedDocument]:
    """Puts on each document what it was on the first day, as reported then (``told_before``)
    and as known now (``before``); None where it was not there yet."""
    start = Moment(comparison.start)
    for name, moment in (("told_before", start.as_known_on(start.on)), ("before", start)):
        ids = [document.pk for document in documents]
        states = PlannedDocument.objects.filter(pk__in=ids).as_of(moment)
        found = {
            pk: {"label": str(DocumentStatus(status).label), "due_on": due_on}
            for pk, status, due_on in states.values_list("pk", "status_then", "due_then")
        }
        for document in documents:
            setattr(document, name, found.get(document.pk))
    return documents


def _sections(comparison: Comparison) -> list[dict]:
    """Each kind of move that occurred, with its count and its first documents."""
    wanted = {pk for ids in comparison.moves.values() for pk in ids[:SHOWN]}
    rows = _with_before(list(_documents(sorted(wanted), comparison)), comparison)
    documents = {d.pk: d for d in rows}
    return [
        {
            "move": move,
            "count": len(ids),
            "documents": [documents[pk] for pk in ids[:SHOWN] if pk in documents],
        }
        for move in Move
        if (ids := comparison.moves[move])
    ]


@require_http_methods(["POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def meeting_create(request: HttpRequest) -> HttpResponse:
    """Save a meeting's date."""
    form = MeetingForm(request.POST)
    if form.is_valid():
        meeting = form.save()
        messages.success(request, _("Saved the meeting “%(name)s”.") % {"name": meeting})
    else:
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, error)
    training = request.POST.get("data") == "training"
    return redirect(in_set(reverse("documents:compare"), training=training))
