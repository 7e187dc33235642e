"""The page of a governing document, and everything dated that happened under it.

The page asks fourteen queries whatever there is to show, so every part is read in one query and
counted in Python. Its instructions and files are counted in the query that reads the document
itself, and listed on the page of the timeline.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assignments.models import Task
from documents.models import (
    Attachment,
    Instruction,
    PlannedDocument,
    PlannedDocumentQuerySet,
)
from documents.progress import figures_of_rows
from documents.progress.coverage import coverage_of
from documents.progress.timeline import groups_of, rows_of
from documents.status import Standing, StatusGroup
from documents.views.chain import chain_of
from documents.views.files import files_panel, sent_by
from documents.views.instructions import open_on
from resolutions.kinds import NarrativeSubject
from resolutions.looking import Looking, look
from resolutions.models import Basis, Portfolio, Resolution
from resolutions.models.governing import ResolutionQuerySet

SHOWN = 20
MOST_ALSO = 200
PAGE_SIZE = 100


@require_safe
def resolution_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A governing document: its figures, planned documents by status, the units that have
    issued and those that have not, tasks, targets, portfolio, narrative, place in the basis
    chain, and what happened last."""
    looking = look(request)
    on = looking.on
    resolution, twins = _with_counts(request.user, looking).with_duplicates(pk)
    if resolution is None:
        raise Http404
    visible, tasks = _visible(request, resolution, looking)
    planned = _planned(visible, looking)
    rows = [row for row in planned if row.standing == Standing.COUNTED]
    groups = [
        (group, [row for row in rows if row.group_then == group]) for group in StatusGroup
    ]
    happened = list(rows_of(resolution, looking.moment, documents=visible, tasks=tasks)[:SHOWN])
    narratives = list(
        resolution.narratives.standing(looking.moment).filter(on__lte=looking.moment.told_by)
    )
    integrated = [one for one in narratives if one.subject == NarrativeSubject.INTEGRATED]
    return render(
        request,
        "documents/resolution_page.html",
        {
            "looking": looking,
            "data": "training" if resolution.is_fictional else "real",
            "resolution": resolution,
            "figures": figures_of_rows(planned, on=on),
            "beside": [row for row in planned if row.standing != Standing.COUNTED],
            "also": _also(request, resolution, looking),
            "groups": [(group, members) for group, members in groups if members],
            "coverage": coverage_of(planned, on=on),
            "without_unit": sum(row.unit_then is None for row in rows),
            "tasks": tasks.for_list(looking.moment),
            "targets": resolution.targets.with_latest(looking.moment).select_related("stage"),
            "portfolios": _portfolios(resolution, looking),
            "narratives": narratives,
            "integrated": integrated[0] if integrated else None,
            "chain": chain_of(resolution, Basis.objects.chain_of(resolution, looking.moment)),
            "twins": twins,
            "happened": groups_of(happened),
            "may_change": request.user.has_perm("resolutions.change_resolution"),
        },
    )


@require_safe
def resolution_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The instructions open on a governing document, its files, and everything dated that
    happened under it, newest first."""
    looking = look(request)
    resolution = get_object_or_404(Resolution, pk=pk)
    visible, tasks = _visible(request, resolution, looking)
    rows = rows_of(resolution, looking.moment, documents=visible, tasks=tasks)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "documents/resolution_timeline.html",
        {
            "looking": looking,
            "data": "training" if resolution.is_fictional else "real",
            "resolution": resolution,
            "page": page,
            "happened": groups_of(page.object_list),
            "instructions": open_on(request, resolution, looking),
            **files_panel(request, resolution, looking),
        },
    )


def _with_counts(user: Any, looking: Looking) -> ResolutionQuerySet:
    """Governing documents with ``instructions_count``, those open on the day looked at that
    this person may read, and
    ``files_count``: as many as the panels of the timeline list."""
    own = Instruction.objects.visible_to(user, on=looking.today)
    instructions = own.open_on(looking.moment)
    files = sent_by(Attachment.objects.standing(), looking)
    return Resolution.objects.annotate(
        instructions_count=_counted(instructions, Count("pk")),
        files_count=_counted(files, Count("series", distinct=True)),
    )


def _counted(rows: Any, number: Count) -> Coalesce:
    """How many of these rows belong to each governing document."""
    own = rows.filter(resolution=OuterRef("pk")).order_by().values("resolution")
    return Coalesce(Subquery(own.annotate(n=number).values("n")), 0)


def _visible(
    request: HttpRequest, resolution: Resolution, looking: Looking
) -> tuple[PlannedDocumentQuerySet, Any]:
    """The planned documents and the tasks of a governing document that this person may read."""
    documents = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    tasks = Task.objects.visible_to(request.user, on=looking.today)
    return documents.filter(resolution=resolution), tasks.filter(resolution=resolution)


def _planned(visible: PlannedDocumentQuerySet, looking: Looking) -> list[PlannedDocument]:
    """The planned documents with their state of the day and the wait open on it."""
    rows = visible.as_of(looking.moment).with_unit().with_advising()
    return list(rows.for_register(on=looking.on).order_by("code", "pk"))


def _also(
    request: HttpRequest, resolution: Resolution, looking: Looking
) -> list[PlannedDocument]:
    """Documents that count toward another governing document and concretise this one too."""
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    rows = visible.filter(also_concretises=resolution).as_of(looking.moment)
    return list(
        rows.for_register(on=looking.on).order_by("resolution", "code", "pk")[:MOST_ALSO]
    )


def _portfolios(resolution: Resolution, looking: Looking) -> list[dict[str, Any]]:
    """Each portfolio with its stages in order and the projects standing at each on the day;
    the stages' counts sum to the total."""
    found: dict[int, dict[str, Any]] = {}
    rows = Portfolio.objects.filter(resolution=resolution).with_standing(looking.moment)
    for row in rows:
        item = found.setdefault(row.pk, {"portfolio": row, "stages": {}})
        if row.stage_pk is None:
            continue
        step = item["stages"].setdefault(
            row.stage_pk, {"pk": row.stage_pk, "name": row.stage_name, "projects": []}
        )
        if row.project_pk is not None:
            step["projects"].append({"name": row.project_name, "area": row.project_area})
    for item in found.values():
        item["stages"] = list(item["stages"].values())
        item["total"] = sum(len(step["projects"]) for step in item["stages"])
    return list(found.values())
