"""Pages of the register of governing documents. A document's own page, which shows its tasks
and planned documents, is in the right-most app."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from resolutions.filters import ResolutionFilter
from resolutions.forms import ResolutionForm
from resolutions.models import Resolution

PAGE_SIZE = 50


@require_safe
def resolution_list(request: HttpRequest) -> HttpResponse:
    """Every governing document, newest first."""
    filterset = ResolutionFilter(request.GET, Resolution.objects.for_register())
    page = Paginator(filterset.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "resolutions/resolution_list.html", {"filter": filterset, "page": page}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_resolution", raise_exception=True)
def resolution_create(request: HttpRequest) -> HttpResponse:
    """Register a governing document."""
    return _edit(request, Resolution())


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.change_resolution", raise_exception=True)
def resolution_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a governing document."""
    return _edit(request, get_object_or_404(Resolution, pk=pk))


def _edit(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ResolutionForm(data, instance=resolution)
    if request.method == "POST" and form.is_valid():
        resolution = form.save()
        messages.success(request, _("Saved “%(name)s”.") % {"name": resolution.name})
        for twin in Resolution.objects.possible_duplicates_of(resolution):
            messages.warning(
                request,
                _("Check: %(name)s of %(day)s bears the same number.")
                % {
                    "name": twin.name,
                    "day": twin.issued_on.strftime("%d/%m/%Y")
                    if twin.issued_on
                    else _("unknown date"),
                },
            )
        if resolution.is_odd_symbol:
            messages.info(
                request,
                _("The symbol is kept as written; its usual form is %(symbol)s.")
                % {"symbol": resolution.canonical_symbol},
            )
        return redirect(resolution)
    return render(
        request,
        "resolutions/resolution_form.html",
        {"form": form, "resolution": resolution if resolution.pk else None},
        status=422 if form.is_bound else 200,
    )
