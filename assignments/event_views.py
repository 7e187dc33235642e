"""The page that records the day of an event on which a deadline of so many days hangs."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.deadlines import DeadlineKind
from assignments.event_forms import EventDayForm
from assignments.models import Task
from resolutions.conflicts import (
    ChangedMeanwhile,
    conflict_page,
    revisions_since,
    unchanged,
    version_seen,
)
from resolutions.kept import typed


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("assignments.change_task", raise_exception=True)
def task_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the day of the event on which the task's deadline hangs."""
    data = typed(request)
    seen = version_seen(data, Task, pk)
    visible = Task.objects.visible_to(request.user, on=timezone.localdate())
    return event_page(request, get_object_or_404(visible, pk=pk), data, seen=seen)


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
