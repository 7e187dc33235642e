"""Pages of tasks and agencies. A task's or agency's own page, which shows its planned
documents, is in the right-most app."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.columns import TASK_COLUMNS
from assignments.filters import AgencyFilter, TaskFilter
from assignments.forms import DeadlineForm, ReadsWording, TaskForm, TokenForm
from assignments.models import Agency, ApiToken, ListPage, SavedView, Task
from assignments.saved_views import Views, list_address, way_back
from assignments.services import delete_view, make_token, revoke_token, save_view
from resolutions.conflicts import (
    ChangedMeanwhile,
    conflict_page,
    revisions_since,
    unchanged,
    version_seen,
)
from resolutions.kept import typed
from resolutions.listing import Listing
from resolutions.looking import Looking, look
from resolutions.reports import Export, export_response, refused
from resolutions.understood import asks, asks_by_filter, makes_file

PAGE_SIZE = 50


def tell_reading(request: HttpRequest, form: ReadsWording) -> None:
    """Once the deadline is saved: what was read in its wording, or that the two disagree."""
    if form.understood:
        messages.info(request, form.understood)
    if form.doubt:
        messages.warning(request, form.doubt)


def _filtered_tasks(request: HttpRequest, looking: Looking) -> TaskFilter:
    """The tasks this person may read, with their deadline of the day, under the filters."""
    tasks = Task.objects.visible_to(request.user, on=looking.today).for_list(looking.moment)
    return TaskFilter(request.GET, tasks)


@asks_by_filter
@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """The tasks this person may read, the nearest deadline first."""
    looking = look(request)
    views = Views.of(request, ListPage.TASKS)
    if views.opening:
        return redirect(views.opening)
    filterset = _filtered_tasks(request, looking)
    listing = Listing.of(request, TASK_COLUMNS)
    page = listing.page(filterset.rows, count=filterset.counts.total)
    return render(
        request,
        "assignments/task_list.html",
        {
            "filter": filterset,
            "listing": listing,
            "page": page,
            "looking": looking,
            "views": views,
        },
    )


@makes_file
@require_safe
def task_export(request: HttpRequest) -> HttpResponse:
    """The task list as a file: all rows of the filter, the columns and the order shown."""
    looking = look(request)
    filterset = _filtered_tasks(request, looking)
    asked = (looking.form, filterset.form)
    if refusal := refused(request, *asked, page=reverse("assignments:task_list")):
        return refusal
    export = Export(
        name=_("Tasks"),
        rows=filterset.rows,
        count=filterset.counts.total,
        columns=Listing.of(request, TASK_COLUMNS).columns,
        on=looking.on,
        known_on=looking.known_on,
        view=Views.of(request, ListPage.TASKS).applied_name,
        filters=[(label, text) for _name, label, text in filterset.in_words],
    )
    return export_response(request, export)


@asks("resolution")
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("assignments.add_task", raise_exception=True)
def task_create(request: HttpRequest) -> HttpResponse:
    """Add a task to a governing document."""
    initial = {"resolution": request.GET.get("resolution")}
    return _edit(request, Task(), typed(request), initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("assignments.change_task", raise_exception=True)
def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a task or its assignments."""
    data = typed(request)
    seen = version_seen(data, Task, pk)
    visible = Task.objects.visible_to(request.user, on=timezone.localdate())
    return _edit(request, get_object_or_404(visible, pk=pk), data, seen=seen)


def _edit(
    request: HttpRequest,
    task: Task,
    data: QueryDict | None,
    seen: int | None = None,
    initial: dict | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    form = TaskForm(
        data,
        instance=task,
        initial=initial,
        on=today,
        data_set=request.GET.get("data", ""),
    )
    if request.method == "POST" and form.is_valid():
        if seen is None:
            task = form.commit(by=request.user)
        else:
            try:
                with unchanged(task, seen=seen):
                    task = form.commit(by=request.user)
            except ChangedMeanwhile:
                now = Task.objects.get(pk=task.pk)
                return conflict_page(
                    request,
                    item=now,
                    form=form,
                    revisions=revisions_since(now, seen=seen),
                    saved=TaskForm(instance=now, on=today),
                )
        messages.success(request, _("Saved the task."))
        tell_reading(request, form)
        return redirect(task)
    return render(
        request,
        "assignments/task_form.html",
        {"form": form, "task": task if task.pk else None, "seen": seen},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("assignments.change_task", raise_exception=True)
def task_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the task a deadline, or move the one it has with a reason."""
    data = typed(request)
    seen = version_seen(data, Task, pk)
    visible = Task.objects.visible_to(request.user, on=timezone.localdate())
    task = get_object_or_404(visible, pk=pk)
    strike_out = "assignments:task_deadline_strike_out"
    return deadline_page(request, task, data, seen=seen, strike_out=strike_out)


def deadline_page(
    request: HttpRequest,
    item,
    data: QueryDict | None,
    *,
    seen: int,
    may_note: bool = False,
    strike_out: str = "",
) -> HttpResponse:
    """The form that gives a task or planned document a deadline; sends back to its page.

    ``may_note``: when another's change met it, the reason may be kept as a note alone.
    ``strike_out`` is the address by which a deadline entered by mistake is struck out.
    """
    form = DeadlineForm(data, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            with unchanged(item, seen=seen):
                changed = form.commit(by=request.user)
        except ChangedMeanwhile:
            now = type(item)._base_manager.get(pk=item.pk)
            return conflict_page(
                request,
                item=now,
                form=form,
                revisions=revisions_since(now, seen=seen),
                saved=DeadlineForm(item=now),
                may_note=may_note and bool(data.get("reason", "").strip()),
            )
        if changed is not None:
            messages.success(request, _("Recorded the deadline."))
            tell_reading(request, form)
            return redirect(changed)
    return render(
        request,
        "assignments/deadline_form.html",
        {
            "form": form,
            "item": item,
            "deadlines": item.deadlines.for_history(),
            "strike_out": strike_out,
            "seen": seen,
        },
        status=422 if request.method == "POST" else 200,
    )


@asks_by_filter
@require_safe
def agency_list(request: HttpRequest) -> HttpResponse:
    """Every agency, those that ended included; of a past day those that existed then."""
    looking = look(request)
    agencies = Agency.objects.select_related("parent").order_by("level", "sort_key", "pk")
    if looking.is_past:
        agencies = agencies.valid_on(looking.on)
    filterset = AgencyFilter(request.GET, agencies)
    page = Paginator(filterset.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "assignments/agency_list.html",
        {"filter": filterset, "page": page, "looking": looking},
    )


@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the state of a list under a name; a mistake is told on the list."""
    data = request.POST
    visibility, _colon, role = data.get("scope", "private").partition(":")
    try:
        view = save_view(
            name=data.get("name", ""),
            page=data.get("page", ""),
            query=Views.kept(data.get("query", "")),
            visibility=visibility,
            role=role,
            by=request.user,
        )
    except ValidationError as error:
        messages.error(
            request,
            _("The view was not saved: %(why)s") % {"why": " ".join(error.messages)},
        )
        return redirect(way_back(request))
    messages.success(request, _("Saved the view “%(name)s”.") % {"name": view.name})
    return redirect(list_address(view))


@require_POST
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a saved view and come back to its list."""
    view = get_object_or_404(SavedView.objects.usable_by(request.user), pk=pk)
    back = way_back(request, view.page)
    delete_view(view, by=request.user)
    messages.success(request, _("Deleted the view “%(name)s”.") % {"name": view.name})
    return redirect(back)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """The tokens of the person for the REST API: make one (its text is shown this once) and
    revoke one."""
    if "revoke" in request.POST:
        if revoke_token(request.POST["revoke"], by=request.user):
            messages.success(request, _("Revoked the token."))
        return redirect("assignments:token_list")
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = secret = None
    if request.method == "POST" and form.is_valid():
        made, secret = make_token(**form.cleaned_data, by=request.user)
        form = TokenForm()
    return render(
        request,
        "assignments/token_list.html",
        {
            "form": form,
            "made": made,
            "secret": secret,
            "now": timezone.now(),
            "tokens": ApiToken.objects.filter(user=request.user),
        },
        status=422 if form.errors else 201 if made else 200,
    )
