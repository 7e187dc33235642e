"""Texts for the national monitoring system, to be copied or downloaded by a person."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from assignments.models import Agency, Task
from assignments.models.task import TaskQuerySet
from documents import services
from documents.forms import NationalForm
from documents.models import PlannedDocument
from documents.progress.national import Told, told_of, with_marks
from resolutions.looking import Looking, look
from resolutions.reports import CSV, csv_rows, refused
from resolutions.understood import asks_by_form

_A_PAGE = 20
_LONGEST_BACK = 2000


def _told(request: HttpRequest, tasks: Sequence[Task], looking: Looking) -> list[Told]:
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today).real()
    return told_of(tasks, visible, looking.moment)


def _tasks(request: HttpRequest, looking: Looking) -> TaskQuerySet:
    visible = Task.objects.visible_to(request.user, on=looking.today).real()
    tasks = with_marks(visible.for_list(looking.moment), looking.moment)
    return tasks.order_by("resolution", "position", "pk")


@asks_by_form
@require_safe
@permission_required("documents.change_planneddocument", raise_exception=True)
def national_export(request: HttpRequest) -> HttpResponseBase:
    """Per task the text merged by agency, of a day; on the page, as text or as a sheet."""
    looking = look(request).in_force()
    form = NationalForm(request.GET)
    tasks = _tasks(request, looking)
    if form.is_valid():
        if resolution := form.cleaned_data["resolution"]:
            tasks = tasks.filter(resolution=resolution)
        if agency := form.cleaned_data["agency"]:
            tasks = tasks.led_within(Agency.objects.subtree_of({agency.pk}))
    else:
        tasks = tasks.none()
    if request.GET.get("format") in ("txt", "csv"):
        page = reverse("documents:national_export")
        if refusal := refused(request, looking.form, form, page=page):
            return refusal
        return _file(request, _told(request, list(tasks), looking), looking)
    page = Paginator(tasks, _A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "documents/national.html",
        {
            "looking": looking,
            "form": form,
            "page": page,
            "told": _told(request, list(page.object_list), looking),
        },
    )


def _file(request: HttpRequest, told: list[Told], looking: Looking) -> HttpResponseBase:
    ending = request.GET["format"]
    name = f"he-thong-trung-uong_{looking.on.isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if ending == "txt":
        text = "\n\n".join(one.text for one in told)
        kind = "text/plain; charset=utf-8"
        return HttpResponse(f"\ufeff{text}\n", content_type=kind, headers=headers)
    heads = [
        *(_("Record number"), _("Governing document"), _("Task"), _("Text")),
        _("Entered into the national system on"),
    ]
    rows = (
        [
            one.task.pk,
            str(one.task.resolution),
            one.task.code or one.task.text,
            one.text,
            one.mark.on if one.mark else "",
        ]
        for one in told
    )
    return StreamingHttpResponse(csv_rows(heads, rows), content_type=CSV, headers=headers)


@require_POST
@permission_required("documents.change_planneddocument", raise_exception=True)
def national_mark(request: HttpRequest) -> HttpResponse:
    """Mark the texts that were entered into the national system: those the person saw, if they
    still read so."""
    looking = look(request).in_force()
    seen = request.POST.getlist("text")[: _A_PAGE * 2]
    ids = [int(pk) for pk, mark, _h in (key.partition(":") for key in seen) if _is_id(pk)]
    told = _told(request, list(_tasks(request, looking).filter(pk__in=ids)), looking)
    same = {one.task: one.text for one in told if one.key in seen}
    if not same:
        messages.error(request, _("Nothing was marked: tick the tasks that were entered."))
    else:
        services.mark_as_sent(same, on=timezone.localdate(), by=request.user)
        said = ngettext(
            "%(n)d task is marked as entered.", "%(n)d tasks are marked as entered.", len(same)
        )
        messages.success(request, said % {"n": len(same)})
    if len(same) < len(told):
        messages.warning(
            request, _("What changed meanwhile was not marked. Look at the new text first.")
        )
    return redirect(_back(request))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _back(request: HttpRequest) -> str:
    """The same page of the list, if the address is ours."""
    here = reverse("documents:national_export")
    query = request.GET.urlencode()[:_LONGEST_BACK]
    back = f"{here}?{query}" if query else here
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else here
