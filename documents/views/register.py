"""The register of planned documents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.columns import DOCUMENT_COLUMNS
from documents.filters import PlannedDocumentFilter
from documents.models import PlannedDocument
from documents.services.bulk import BulkOperation
from resolutions.conflicts import with_version
from resolutions.listing import Listing
from resolutions.looking import Looking, look


def may_change_here(request: HttpRequest, looking: Looking) -> bool:
    """Whether rows may be changed in the list itself: with the right to, and where the list
    shows the state of today as all know it."""
    return not looking.query and request.user.has_perm("documents.change_planneddocument")


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every planned document this person may read, filtered, as of a day."""
    looking = look(request)
    documents = (
        PlannedDocument.objects.visible_to(request.user, on=looking.today)
        .as_of(looking.on, **looking.state)
        .for_register(on=looking.on)
    )
    may_change = may_change_here(request, looking)
    if may_change:
        documents = with_version(documents)
    filterset = PlannedDocumentFilter(request.GET, documents)
    listing = Listing.of(request, DOCUMENT_COLUMNS)
    page = listing.page(filterset.rows)
    return render(
        request,
        "documents/register.html",
        {
            "filter": filterset,
            "listing": listing,
            "page": page,
            "looking": looking,
            "data": filterset.applied.get("data", "real"),
            "may_change": may_change,
            "operations": BulkOperation.choices if may_change else [],
        },
    )
