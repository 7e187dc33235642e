"""Pages of the register of governing documents. A document's own page, which shows its tasks
and planned documents, is in the right-most app."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from resolutions.columns import RESOLUTION_COLUMNS
from resolutions.conflicts import (
    ChangedMeanwhile,
    conflict_page,
    revisions_since,
    unchanged,
    version_seen,
)
from resolutions.datasets import training_asked
from resolutions.filters import ResolutionFilter
from resolutions.forms import ResolutionForm, asked_for
from resolutions.kept import typed
from resolutions.listing import Listing
from resolutions.looking import look
from resolutions.models import Resolution
from resolutions.reports import Export, export_response, refused
from resolutions.services import add_note
from resolutions.understood import asks, asks_by_filter, makes_file


@asks_by_filter
@require_safe
def resolution_list(request: HttpRequest) -> HttpResponse:
    """Every governing document, newest first unless another order is asked for."""
    filterset = ResolutionFilter(request.GET, Resolution.objects.for_register())
    listing = Listing.of(request, RESOLUTION_COLUMNS)
    page = listing.page(filterset.rows, count=filterset.counts.total)
    return render(
        request,
        "resolutions/resolution_list.html",
        {"filter": filterset, "listing": listing, "page": page},
    )


@makes_file
@require_safe
def resolution_export(request: HttpRequest) -> HttpResponse:
    """The list of governing documents as a file."""
    filterset = ResolutionFilter(request.GET, Resolution.objects.for_register())
    # It is a list of today, but a day that cannot be read was meant to be another.
    asked = (look(request).form, filterset.form)
    if refusal := refused(request, *asked, page=reverse("resolutions:resolution_list")):
        return refusal
    export = Export(
        name=_("Governing documents"),
        rows=filterset.rows,
        count=filterset.counts.total,
        columns=Listing.of(request, RESOLUTION_COLUMNS).columns,
        on=timezone.localdate(),
        filters=[(label, text) for _name, label, text in filterset.in_words],
    )
    return export_response(request, export)


@asks(*ResolutionForm.Meta.fields)
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_resolution", raise_exception=True)
def resolution_create(request: HttpRequest) -> HttpResponse:
    """Register a governing document."""
    initial = asked_for(request.GET, *ResolutionForm.Meta.fields)
    new = Resolution(is_fictional=training_asked(request))
    return _edit(request, new, typed(request), initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.change_resolution", raise_exception=True)
def resolution_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a governing document."""
    data = typed(request)
    seen = version_seen(data, Resolution, pk)
    resolution = get_object_or_404(Resolution, pk=pk)
    if data is not None and data.get("keep") == "note":
        return note_alone(request, resolution, data.get("note", ""))
    return _edit(request, resolution, data, seen=seen)


def note_alone(request: HttpRequest, item, text: str) -> HttpResponse:
    """Of a form that met another's change, the note alone is kept; back to the item's page."""
    try:
        if text.strip():
            add_note(item, text=text, by=request.user, now=timezone.now())
            messages.success(request, _("Your note was added; nothing else was changed."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        messages.warning(request, _("Your note was not added: %(text)s") % {"text": text})
    return redirect(item)


def _edit(
    request: HttpRequest,
    resolution: Resolution,
    data: QueryDict | None,
    seen: int | None = None,
    initial: dict[str, str] | None = None,
) -> HttpResponse:
    form = ResolutionForm(data, instance=resolution, initial=initial)
    if request.method == "POST" and form.is_valid():
        if seen is None:
            resolution = form.save()
        else:
            try:
                with unchanged(resolution, seen=seen):
                    resolution = form.save()
            except ChangedMeanwhile:
                return _conflict(request, resolution.pk, form, seen)
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
        {"form": form, "resolution": resolution if resolution.pk else None, "seen": seen},
        status=422 if request.method == "POST" else 200,
    )


def _conflict(request: HttpRequest, pk: int, form: ResolutionForm, seen: int) -> HttpResponse:
    now = Resolution.objects.get(pk=pk)
    return conflict_page(
        request,
        item=now,
        form=form,
        revisions=revisions_since(now, seen=seen),
        saved=ResolutionForm(instance=now),
        may_note=form.data.get("note", "").strip() not in ("", now.note),
    )
