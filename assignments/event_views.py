"""The page that records the day of an event on which a deadline of so many days hangs."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.deadline_rows import strike_out_deadline
from assignments.deadlines import DeadlineKind
from assignments.event_forms import EventDayForm
from assignments.models import Task, TaskDeadline
from resolutions.conflicts import (
    ChangedMeanwhile,
    conflict_page,
    revisions_since,
    unchanged,
    version_seen,
)
from resolutions.kept import typed
from resolutions.views import strike_out_page


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("assignments.change_task", raise_exception=True)
def task_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the day of the event on which the task's deadline hangs."""
    data = typed(request)
    seen = version_seen(data, Task, pk)
    visible = Task.objects.visible_to(request.user, on=timezone.localdate())
    return event_page(request, get_object_or_404(visible, pk=pk), data, seen=seen)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("assignments.change_task", raise_exception=True)
def task_deadline_strike_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out a deadline of a task."""
    row = get_object_or_404(TaskDeadline, pk=pk)
    visible = Task.objects.visible_to(request.user, on=timezone.localdate())
    task = get_object_or_404(visible.select_related("resolution"), pk=row.task_id)
    return deadline_strike_out_page(
        request,
        task,
        row,
        back=reverse("assignments:task_deadline", args=[task.pk]),
        strike_out=strike_out_deadline,
    )


def deadline_strike_out_page(
    request: HttpRequest, item, row, *, back: str, strike_out: Callable[..., Any]
) -> HttpResponse:
    """The form that strikes out a deadline of an item by this service; then to ``back``."""
    day = row.due_on.strftime("%d/%m/%Y") if row.due_on else row.get_deadline_kind_display()
    return strike_out_page(
        request,
        subject=f"{item}: {day}",
        resolution=item.resolution,
        back=back,
        last=item.deadlines.order_by("-pk").values_list("pk", flat=True).first(),
        strike_out=lambda reason, seen: strike_out(
            item, row=row.pk, reason=reason, seen=seen, by=request.user
        ),
    )


def event_page(
    request: HttpRequest, item, data: QueryDict | None, *, seen: int
) -> HttpResponse:
    """The form that counts a deadline of so many days from the day of its event; sends back
    to the item's page, at once where the deadline hangs on no event."""
    if item.deadline_kind != DeadlineKind.AFTER_EVENT:
        messages.error(request, _("This deadline is not so many days after an event."))
        return redirect(item)
    form = EventDayForm(data, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            with unchanged(item, seen=seen):
                changed = form.commit(by=request.user)
        except ChangedMeanwhile:
            now = type(item)._base_manager.get(pk=item.pk)
            return conflict_page(
                request, item=now, form=form, revisions=revisions_since(now, seen=seen)
            )
        if changed is not None:
            told = _("Recorded the event; the deadline is now %(day)s.")
            messages.success(request, told % {"day": changed.due_on.strftime("%d/%m/%Y")})
            return redirect(changed)
    return render(
        request,
        "assignments/event_form.html",
        {
            "form": form,
            "item": item,
            "deadlines": item.deadlines.for_history(),
            "seen": seen,
        },
        status=422 if request.method == "POST" else 200,
    )
