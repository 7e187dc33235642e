"""The register of planned documents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.models import ListPage
from assignments.saved_views import Views
from documents.columns import DOCUMENT_COLUMNS
from documents.filters import NOT_COUNTED, PlannedDocumentFilter
from documents.models import PlannedDocument
from documents.services.bulk import BulkOperation
from resolutions.listing import Listing
from resolutions.log import with_version
from resolutions.looking import Looking, look
from resolutions.reports import Export, export_response, refused
from resolutions.understood import asks_by_filter, makes_file


def may_change_here(request: HttpRequest, looking: Looking) -> bool:
    """Whether rows may be changed in the list itself: with the right to, and where the list
    shows the state of today as all know it."""
    return not looking.query and request.user.has_perm("documents.change_planneddocument")


def _filtered(
    request: HttpRequest, looking: Looking, *, with_versions: bool = False
) -> PlannedDocumentFilter:
    """The documents this person may read, of the day looked at, under the filters asked for."""
    documents = (
        PlannedDocument.objects.visible_to(request.user, on=looking.today)
        .as_of(looking.moment)
        .for_register(on=looking.on)
        .with_advising()
    )
    if with_versions:
        documents = with_version(documents)
    return PlannedDocumentFilter(request.GET, documents)


@asks_by_filter
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every planned document this person may read, filtered, as of a day."""
    looking = look(request)
    views = Views.of(request, ListPage.DOCUMENTS)
    if views.opening:
        return redirect(views.opening)
    may_change = may_change_here(request, looking)
    filterset = _filtered(request, looking, with_versions=may_change)
    listing = Listing.of(request, DOCUMENT_COLUMNS)
    page = listing.page(filterset.rows, count=filterset.counts.total)
    return render(
        request,
        "documents/register.html",
        {
            "filter": filterset,
            "listing": listing,
            "page": page,
            "looking": looking,
            "views": views,
            "data": filterset.applied.get("data", "real"),
            "may_change": may_change,
            "beside": _beside(request, filterset),
            "operations": BulkOperation.choices if may_change else [],
        },
    )


def _beside(request: HttpRequest, filterset: PlannedDocumentFilter) -> dict[str, object]:
    """How many rows the same filters find beside the sums, where they show what is in them."""
    if not filterset.is_valid() or filterset.applied.get("total"):
        return {}
    asked = request.GET.copy()
    asked.pop("page", None)
    asked["total"] = NOT_COUNTED
    found = PlannedDocumentFilter(asked, filterset.queryset)
    return {"n": found.counts.total, "url": f"{request.path}?{asked.urlencode()}"}


@makes_file
@require_safe
def register_export(request: HttpRequest) -> HttpResponse:
    """The register as a file: all rows of the filter, the columns and the order shown."""
    looking = look(request)
    filterset = _filtered(request, looking)
    asked = (looking.form, filterset.form)
    if refusal := refused(request, *asked, page=reverse("documents:register")):
        return refusal
    export = Export(
        name=_("Planned documents"),
        rows=filterset.rows,
        count=filterset.counts.total,
        columns=Listing.of(request, DOCUMENT_COLUMNS).columns,
        on=looking.on,
        known_on=looking.known_on,
        view=Views.of(request, ListPage.DOCUMENTS).applied_name,
        filters=[(label, text) for _name, label, text in filterset.in_words],
    )
    return export_response(request, export)
