"""The page at /: how far the resolutions are carried out, and what needs attention."""

from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.models import PlannedDocument, StatusChange
from documents.progress import by_resolution, total_of
from documents.status import Event, StatusGroup, Timeliness
from resolutions.kinds import DocumentKind
from resolutions.looking import look
from resolutions.models import Resolution

SHOWN = 8
AHEAD_DAYS = 30
_HEADLINE_KINDS = (DocumentKind.RESOLUTION, DocumentKind.DIRECTIVE, DocumentKind.PROGRAMME)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Headline fractions, per resolution, deadlines, waits and what moved last.

    Resolutions with the most unfinished documents come first.
    """
    looking = look(request)
    on = looking.on
    training = request.GET.get("data") == "training"
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    visible = visible.fictional() if training else visible.real()
    everything = Resolution.objects.for_register()
    resolutions = [r for r in everything if r.is_fictional == training]
    counted = by_resolution(visible, resolutions, on=on, **looking.state)
    rows = sorted(
        (r for r in counted if r.figures.total),
        key=lambda r: (-r.figures.unfinished, -r.figures.total),
    )
    # Only who sees every document can tell that a resolution has none.
    sees_all = request.user.has_perm("documents.view_all_planneddocument")
    without = [
        r.resolution
        for r in counted
        if sees_all and not r.figures.total and r.resolution.kind in _HEADLINE_KINDS
    ]
    state = visible.as_of(on, **looking.state).for_register(on=on)
    overdue = state.filter(timeliness=Timeliness.OVERDUE).order_by("due_then", "pk")
    ahead = state.filter(
        Q(timeliness=Timeliness.AT_RISK)
        | Q(timeliness=Timeliness.WITHIN, due_then__lte=on + timedelta(days=AHEAD_DAYS))
    ).order_by("due_then", "pk")
    waiting = state.in_group(StatusGroup.WAITING).order_by("resolution", "code", "pk")
    moved = (
        StatusChange.objects.known(on=on, known_at=looking.known_at)
        .filter(document__in=visible)
        .exclude(event=Event.PLAN)
        .select_related("document__resolution", "by")
        .order_by("-effective_on", "-pk")
    )
    return render(
        request,
        "documents/overview.html",
        {
            "looking": looking,
            "data": "training" if training else "real",
            "has_training": any(r.is_fictional for r in everything),
            "total": total_of(rows, on=on),
            "rows": rows,
            "without": without,
            "overdue": overdue[:SHOWN],
            "ahead": ahead[:SHOWN],
            "ahead_days": AHEAD_DAYS,
            "waiting": waiting[:SHOWN],
            "lacking_evidence": state.lacking_evidence().count(),
            "moved": moved[:SHOWN],
        },
    )
