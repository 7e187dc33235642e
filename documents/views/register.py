"""The register of planned documents."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.filters import PlannedDocumentFilter
from documents.models import PlannedDocument
from resolutions.looking import look

PAGE_SIZE = 50


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every planned document this person may read, filtered, as of a day."""
    looking = look(request)
    documents = (
        PlannedDocument.objects.visible_to(request.user, on=looking.today)
        .as_of(looking.on, **looking.state)
        .for_register(on=looking.on)
    )
    filterset = PlannedDocumentFilter(request.GET, documents)
    page = Paginator(filterset.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "documents/register.html",
        {
            "filter": filterset,
            "page": page,
            "looking": looking,
            "data": filterset.applied.get("data", "real"),
        },
    )
