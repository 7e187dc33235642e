"""The data-quality board: what is lacking or looks wrong, one line per check."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assignments.models import Task
from documents.models import PlannedDocument
from documents.progress.quality import findings
from documents.views.data import data_asked, only
from resolutions.looking import look
from resolutions.models import Resolution


@require_safe
def data_quality(request: HttpRequest) -> HttpResponse:
    """Every check with the number of rows it found among those this person may read; the
    number opens exactly these rows."""
    looking = look(request)
    data = data_asked(request)
    documents = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    tasks = Task.objects.visible_to(request.user, on=looking.today)
    sections = findings(
        only(documents, data).as_of(looking.moment),
        only(tasks, data).for_list(looking.moment),
        only(Resolution.objects.all(), data),
    )
    wrong = [finding for section in sections for finding in section.wrong]
    return render(
        request,
        "documents/data_quality.html",
        {
            "looking": looking,
            "data": data,
            "sections": sections,
            "wrong": len(wrong),
            "checks": sum(len(section.findings) for section in sections),
            "has_training": Resolution.objects.fictional().exists(),
        },
    )
