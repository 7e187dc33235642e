"""The page that tells the story of a task across the three apps. It lives here because it shows
planned documents (see docs/adr)."""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assignments.models import Task
from documents.models import PlannedDocument, TaskLink
from documents.views.files import files_panel
from documents.views.instructions import open_on
from documents.views.papers import papers_of
from resolutions.looking import look


@require_safe
def task_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A task: who answers for it and the documents it asks for."""
    looking = look(request)
    on = looking.on
    tasks = Task.objects.visible_to(request.user, on=looking.today).for_list(looking.moment)
    task = get_object_or_404(tasks, pk=pk)
    linked = TaskLink.objects.filter(task=task, document=OuterRef("pk"))
    documents = (
        PlannedDocument.objects.visible_to(request.user, on=looking.today)
        .filter(Exists(linked))
        .as_of(looking.moment)
        .for_register(on=on)
        .annotate(is_placeholder_link=Exists(linked.filter(is_placeholder=True)))
        .order_by("code", "pk")
    )
    return render(
        request,
        "documents/task_page.html",
        {
            "looking": looking,
            "data": "training" if task.resolution.is_fictional else "real",
            "task": task,
            "documents": documents,
            "instructions": open_on(request, task, looking),
            "may_change": request.user.has_perm("assignments.change_task"),
            **files_panel(request, task, looking),
            **papers_of(request, task),
        },
    )
