"""Portfolios: their stages, the projects in them, and the moves from stage to stage."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from resolutions.conflicts import mine_beside
from resolutions.forms import MoveForm, PortfolioForm, ProjectForm, ProjectsForm
from resolutions.kept import OF_THE_SENDING, SENDING, typed
from resolutions.models import Portfolio, Project, Resolution
from resolutions.moments import Moment


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_portfolio", raise_exception=True)
def portfolio_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a portfolio under a governing document, with its stages."""
    resolution = get_object_or_404(Resolution, pk=pk)
    form = PortfolioForm(typed(request), instance=Portfolio(resolution=resolution))
    if request.method == "POST" and form.is_valid() and (made := form.commit(by=request.user)):
        messages.success(request, _("Saved the portfolio. Now take its projects in."))
        return redirect("resolutions:portfolio_projects", made.pk)
    return render(
        request,
        "resolutions/portfolio_form.html",
        {"form": form, "resolution": resolution, "portfolio": None},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.change_portfolio", raise_exception=True)
def portfolio_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a portfolio or its stages."""
    rows = Portfolio.objects.select_related("resolution")
    portfolio = get_object_or_404(rows, pk=pk)
    data = typed(request)
    form = PortfolioForm(data, instance=portfolio)
    answer = _save(request, form, data, rows, said=_("Saved the portfolio."))
    return answer or render(
        request,
        "resolutions/portfolio_form.html",
        {
            "form": form,
            "resolution": portfolio.resolution,
            "portfolio": portfolio,
            "seen": _seen(data, form),
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.change_project", raise_exception=True)
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the name or the area of a project."""
    rows = Project.objects.select_related("portfolio__resolution")
    project = get_object_or_404(rows, pk=pk)
    data = typed(request)
    form = ProjectForm(data, instance=project)
    answer = _save(request, form, data, rows, said=_("Saved the project."))
    return answer or render(
        request,
        "resolutions/project_form.html",
        {
            "form": form,
            "resolution": project.portfolio.resolution,
            "portfolio": project.portfolio,
            "seen": _seen(data, form),
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_project", raise_exception=True)
def portfolio_projects(request: HttpRequest, pk: int) -> HttpResponse:
    """The projects of a portfolio with the stage where each stands, and the form that takes
    more in."""
    rows = Portfolio.objects.select_related("resolution")
    portfolio = get_object_or_404(rows, pk=pk)
    projects = _standing(portfolio)
    form = ProjectsForm(
        typed(request), portfolio=portfolio, initial={"expected": len(projects)}
    )
    if request.method == "POST" and form.is_valid():
        made = form.commit(by=request.user)
        if made is not None:
            messages.success(
                request,
                ngettext("%(n)d project taken in.", "%(n)d projects taken in.", len(made))
                % {"n": len(made)},
            )
            return redirect("resolutions:portfolio_projects", portfolio.pk)
    return render(
        request,
        "resolutions/portfolio_projects.html",
        {
            "form": form,
            "resolution": portfolio.resolution,
            "portfolio": portfolio,
            "projects": projects,
            "struck_out": portfolio.projects.struck_out(),
        },
        status=422 if request.method == "POST" else 200,
    )


def _standing(portfolio: Portfolio) -> list[Project]:
    """The projects of a portfolio by their stage of today, each with its ``stage``; those of
    which no move is recorded come first."""
    stages = {stage.pk: stage for stage in portfolio.stages.all()}
    places = {pk: place for place, pk in enumerate(stages, start=1)}
    held = portfolio.projects.with_stage(Moment(timezone.localdate()))
    standing = dict(held.values_list("pk", "stage_id"))
    projects: list[Any] = list(portfolio.projects.in_portfolio())
    for project in projects:
        project.stage = stages.get(standing.get(project.pk))
    projects.sort(key=lambda one: (places.get(standing.get(one.pk), 0), one.name, one.pk))
    return projects


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_projectmove", raise_exception=True)
def project_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a project reached a stage; the moves before stay."""
    rows = Project.objects.select_related("portfolio__resolution")
    project = get_object_or_404(rows, pk=pk)
    data = typed(request)
    form = MoveForm(data, project=project)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            Project.objects.select_for_update().get(pk=pk)
            last = project.moves.order_by("-pk").first()
            if data is not None and data.get("seen", "") not in ("", str(last and last.pk)):
                form.add_error(
                    None,
                    _(
                        "Somebody else moved the project after you opened the form. Look at "
                        "its moves below, then send again if yours still holds."
                    ),
                )
                status = 409
            elif form.commit(by=request.user) is not None:
                messages.success(request, _("Recorded the move."))
                return redirect("resolutions:portfolio_projects", project.portfolio_id)
    rows = project.moves.select_related("stage", "by", "undone_by__by")
    found = list(rows.latest_first())
    moves = [move for move in found if move.undoes_id is None]
    return render(
        request,
        "resolutions/project_move.html",
        {
            "form": form,
            "project": project,
            "portfolio": project.portfolio,
            "resolution": project.portfolio.resolution,
            "moves": moves,
            "seen": max((move.pk for move in found), default=None),
        },
        status=status,
    )


# --- two changes that meet, for what keeps no history of its fields --------------------------


def _print_of(form: Any) -> str:
    """A fingerprint of what a form was filled from."""
    shown = [(bound.name, str(bound.initial)) for bound in form]
    return sha256(repr(shown).encode()).hexdigest()[:20]


def _seen(data: QueryDict | None, form: Any) -> str:
    """The fingerprint that the form brought; of one that brings none, what is saved now."""
    return (data.get("seen", "") if data else "") or _print_of(form)


def _save(
    request: HttpRequest, form: Any, data: QueryDict | None, rows: Any, *, said: str
) -> HttpResponse | None:
    """Save what was sent, unless somebody saved the item after the form was filled from it:
    then both stand side by side (409). None when there is still something to be corrected."""
    if request.method != "POST" or data is None:
        return None
    with transaction.atomic():
        model = type(form.instance)
        model.objects.select_for_update().get(pk=form.instance.pk)
        now = type(form)(instance=rows.get(pk=form.instance.pk))
        if _seen(data, form) != _print_of(now):
            return _conflict(request, form, data, now)
        if not form.is_valid() or (saved := form.commit(by=request.user)) is None:
            return None
    messages.success(request, said)
    return redirect("resolutions:portfolio_projects", getattr(saved, "portfolio_id", saved.pk))


def _conflict(request: HttpRequest, form: Any, data: QueryDict, now: Any) -> HttpResponse:
    sent = [
        (name, value)
        for name, values in data.lists()
        if name not in (*OF_THE_SENDING, SENDING, "seen")
        for value in values
    ]
    return render(
        request,
        "resolutions/conflict.html",
        {
            "item": now.instance,
            "fields": mine_beside(form, now),
            "compares": True,
            "sent": sent,
            "seen": _print_of(now),
            "may_overwrite": True,
        },
        status=409,
    )
