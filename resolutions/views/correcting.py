"""Entries that were made by mistake are struck out, each with a reason."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from resolutions.forms.correcting import ReasonForm
from resolutions.kept import typed
from resolutions.models import Measurement, Project, ProjectMove, Resolution
from resolutions.numbers import printed_number
from resolutions.services import strike_out_measurement, strike_out_move, strike_out_project


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_projectmove", raise_exception=True)
def move_strike_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out a move of a project."""
    rows = ProjectMove.objects.select_related("stage", "project__portfolio__resolution")
    move = get_object_or_404(rows, pk=pk)
    project = move.project
    return strike_out_page(
        request,
        subject=f"{project.name}: {move.stage.name} · {move.effective_on:%d/%m/%Y}",
        resolution=project.portfolio.resolution,
        back=reverse("resolutions:project_move", args=[project.pk]),
        last=project.moves.order_by("-pk").values_list("pk", flat=True).first(),
        strike_out=lambda reason, seen: strike_out_move(
            move, reason=reason, seen=seen, by=request.user
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_projectmove", raise_exception=True)
def project_strike_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out a project that should not be in its portfolio."""
    project = get_object_or_404(Project.objects.select_related("portfolio__resolution"), pk=pk)
    return strike_out_page(
        request,
        title=_("Strike out a project entered by mistake"),
        subject=project.name,
        resolution=project.portfolio.resolution,
        back=reverse("resolutions:portfolio_projects", args=[project.portfolio_id]),
        last=project.moves.order_by("-pk").values_list("pk", flat=True).first(),
        strike_out=lambda reason, seen: strike_out_project(
            project, reason=reason, seen=seen, by=request.user
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_measurement", raise_exception=True)
def measurement_strike_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out a value that was never measured."""
    row = get_object_or_404(Measurement.objects.select_related("target__resolution"), pk=pk)
    target = row.target
    value = f"{printed_number(row.value)} {target.unit}"
    return strike_out_page(
        request,
        subject=f"{target.name}: {value} · {row.on:%d/%m/%Y}",
        resolution=target.resolution,
        back=reverse("resolutions:target_measurements", args=[target.pk]),
        strike_out=lambda reason, seen: strike_out_measurement(
            row, reason=reason, by=request.user
        ),
    )


def strike_out_page(
    request: HttpRequest,
    *,
    subject: str,
    resolution: Resolution,
    back: str,
    strike_out: Callable[[str, int | None], Any],
    last: int | None = None,
    title: str = "",
) -> HttpResponse:
    """The form that asks why an entry is struck out; then to ``back``. ``last`` is the newest
    entry beside it: a form that was opened before it came is refused by the service."""
    data = typed(request)
    form = ReasonForm(data)
    brought = (data.get("seen", "") if data else "") or (str(last) if last else "")
    seen = int(brought) if brought.isdecimal() and len(brought) < 19 else None
    if request.method == "POST" and form.is_valid():
        if form.commit(lambda reason: strike_out(reason, seen)) is not None:
            messages.success(request, _("Struck out. The entry stays, with the reason."))
            return redirect(back)
        seen = last  # told of what came meanwhile, the person may send again
    return render(
        request,
        "resolutions/strike_out.html",
        {
            "form": form,
            "title": title or _("Strike out an entry made by mistake"),
            "subject": subject,
            "resolution": resolution,
            "back": back,
            "seen": seen,
        },
        status=422 if request.method == "POST" else 200,
    )
