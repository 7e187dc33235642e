"""Pages that tell the story of one thing across the three apps: a governing document, a task,
an agency. They live here because they show planned documents (see docs/adr)."""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assignments.models import Agency, Task
from documents.models import PlannedDocument, TaskLink
from documents.progress import figures_of
from documents.status import StatusGroup
from resolutions.looking import Looking, look
from resolutions.models import Project, Resolution


@require_safe
def resolution_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A governing document: its figures, planned documents by status, tasks, targets,
    portfolio, narrative and place in the basis chain."""
    looking = look(request)
    on = looking.on
    resolution = get_object_or_404(Resolution, pk=pk)
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today).filter(
        resolution=resolution
    )
    rows = list(visible.as_of(on, **looking.state).for_register(on=on).order_by("code", "pk"))
    groups = [
        (group, [row for row in rows if row.group_then == group]) for group in StatusGroup
    ]
    tasks = (
        Task.objects.visible_to(request.user, on=looking.today)
        .filter(resolution=resolution)
        .for_list(on=on, known_at=looking.known_at)
    )
    return render(
        request,
        "documents/resolution_page.html",
        {
            "looking": looking,
            "data": "all" if resolution.is_fictional else "real",
            "resolution": resolution,
            "figures": figures_of(visible, on=on, **looking.state),
            "groups": [(group, members) for group, members in groups if members],
            "tasks": tasks,
            "targets": resolution.targets.with_latest(
                on=on, known_at=looking.known_at
            ).select_related("stage"),
            "portfolios": _portfolios(resolution, looking),
            "narratives": resolution.narratives.filter(on__lte=on),
            "bases": resolution.bases.select_related("parent"),
            "offspring": resolution.offspring.select_related("child"),
            "twins": Resolution.objects.possible_duplicates_of(resolution),
            "may_change": request.user.has_perm("resolutions.change_resolution"),
        },
    )


def _portfolios(resolution: Resolution, looking: Looking) -> list[dict]:
    """Each portfolio with its stages in order and the projects standing at each on the day;
    the stages' counts sum to the total."""
    portfolios = []
    known = list(
        Project.objects.filter(portfolio__resolution=resolution).with_stage(
            on=looking.on, known_at=looking.known_at
        )
    )
    for portfolio in resolution.portfolios.prefetch_related("stages"):
        projects = [project for project in known if project.portfolio_id == portfolio.pk]
        stages = [
            {"stage": stage, "projects": [p for p in projects if p.stage_id == stage.pk]}
            for stage in portfolio.stages.all()
        ]
        portfolios.append({"portfolio": portfolio, "stages": stages, "total": len(projects)})
    return portfolios


@require_safe
def task_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A task: who answers for it and the documents it asks for."""
    looking = look(request)
    on = looking.on
    tasks = Task.objects.visible_to(request.user, on=looking.today).for_list(
        on=on, known_at=looking.known_at
    )
    task = get_object_or_404(tasks, pk=pk)
    linked = TaskLink.objects.filter(task=task, document=OuterRef("pk"))
    documents = (
        PlannedDocument.objects.visible_to(request.user, on=looking.today)
        .filter(Exists(linked))
        .as_of(on, **looking.state)
        .for_register(on=on)
        .annotate(is_placeholder_link=Exists(linked.filter(is_placeholder=True)))
        .order_by("code", "pk")
    )
    return render(
        request,
        "documents/task_page.html",
        {
            "looking": looking,
            "task": task,
            "documents": documents,
            "may_change": request.user.has_perm("assignments.change_task"),
        },
    )


@require_safe
def agency_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An agency: what it and the bodies below it owe."""
    looking = look(request)
    on = looking.on
    agency = get_object_or_404(Agency.objects.select_related("parent"), pk=pk)
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    led = visible.as_of(on, **looking.state).led_by(agency)
    documents = led.for_register(on=on).order_by("due_then", "resolution", "code", "pk")
    figures = figures_of(
        visible.filter(pk__in=led.order_by().values("pk")), on=on, **looking.state
    )
    return render(
        request,
        "documents/agency_page.html",
        {
            "looking": looking,
            "data": "all",
            "agency": agency,
            "figures": figures,
            "documents": documents,
            "children": agency.children.all(),
            "successions": agency.successions.select_related("successor"),
            "inheritances": agency.inheritances.select_related("predecessor"),
        },
    )
