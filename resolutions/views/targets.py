"""Targets of a governing document, and what was measured of them."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from resolutions.conflicts import (
    ChangedMeanwhile,
    conflict_page,
    revisions_since,
    unchanged,
    version_seen,
)
from resolutions.forms import CorrectionForm, MeasurementForm, TargetForm, asked_for
from resolutions.kept import typed
from resolutions.models import Measurement, Resolution, Target
from resolutions.understood import asks


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_target", raise_exception=True)
def target_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a target of a governing document."""
    resolution = get_object_or_404(Resolution, pk=pk)
    return _edit(request, Target(resolution=resolution), typed(request))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.change_target", raise_exception=True)
def target_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a target."""
    data = typed(request)
    seen = version_seen(data, Target, pk)
    target = get_object_or_404(Target.objects.select_related("resolution"), pk=pk)
    return _edit(request, target, data, seen=seen)


def _edit(
    request: HttpRequest, target: Target, data: QueryDict | None, seen: int | None = None
) -> HttpResponse:
    is_new = seen is None
    form = TargetForm(data, instance=target)
    if request.method == "POST" and form.is_valid():
        if seen is None:
            saved = form.commit(by=request.user)
        else:
            try:
                with unchanged(target, seen=seen):
                    saved = form.commit(by=request.user)
            except ChangedMeanwhile:
                now = Target.objects.select_related("resolution").get(pk=target.pk)
                return conflict_page(
                    request,
                    item=now,
                    form=form,
                    revisions=revisions_since(now, seen=seen),
                    saved=TargetForm(instance=now),
                )
        if saved is not None:
            messages.success(request, _("Saved the target."))
            return redirect(saved)
    return render(
        request,
        "resolutions/target_form.html",
        {"form": form, "resolution": target.resolution, "is_new": is_new, "seen": seen},
        status=422 if request.method == "POST" else 200,
    )


@asks("value", "source_name", "source_quote")
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_measurement", raise_exception=True)
def target_measurements(request: HttpRequest, pk: int) -> HttpResponse:
    """Every value measured of a target, corrected ones included, and the form of the next."""
    target = get_object_or_404(Target.objects.select_related("resolution"), pk=pk)
    asked: dict[str, str | None] = {}
    asked |= asked_for(request.GET, "value", "source_name", "source_quote")
    if asked:
        asked["on"] = None  # what a text says is of a day that the person gives
    form = MeasurementForm(typed(request), target=target, initial=asked)
    if request.method == "POST" and form.is_valid() and form.commit(by=request.user):
        messages.success(request, _("Recorded the measurement."))
        return redirect("resolutions:target_measurements", target.pk)
    rows = target.measurements.select_related("by", "corrected_by__by")
    return render(
        request,
        "resolutions/target_measurements.html",
        {
            "form": form,
            "target": target,
            "resolution": target.resolution,
            "measurements": rows.filter(strikes_out=False).order_by(
                "-on", "-recorded_at", "-pk"
            ),
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_measurement", raise_exception=True)
def measurement_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a measurement should have said; it stays as it was entered."""
    rows = Measurement.objects.select_related("target__resolution")
    wrong = get_object_or_404(rows, pk=pk)
    form = CorrectionForm(typed(request), wrong=wrong)
    if request.method == "POST" and form.is_valid() and form.commit(by=request.user):
        messages.success(request, _("Corrected. The earlier value stays with the reason."))
        return redirect("resolutions:target_measurements", wrong.target_id)
    return render(
        request,
        "resolutions/measurement_correct.html",
        {
            "form": form,
            "wrong": wrong,
            "target": wrong.target,
            "resolution": wrong.target.resolution,
        },
        status=422 if request.method == "POST" else 200,
    )
