"""The page at /: how far the resolutions are carried out, and what needs attention."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.models import (
    Meeting,
    PlannedDocument,
    PlannedDocumentQuerySet,
    Report,
    StatusChange,
)
from documents.progress import (
    AHEAD_DAYS,
    Blocks,
    Figures,
    ResolutionFigures,
    blocks_of,
    burn_up,
    compare,
    pressing,
    total_of,
)
from documents.status import Event
from documents.views.data import only
from documents.views.presenting import present
from resolutions.days import FIRST_DAY, end_of_day
from resolutions.kinds import DocumentKind
from resolutions.looking import Looking, look
from resolutions.models import Resolution
from resolutions.models.governing import ResolutionQuerySet
from resolutions.understood import asks

SHOWN = 8
MOVED = 5
AGENCIES = 8
_HEADLINE_KINDS = (DocumentKind.RESOLUTION, DocumentKind.DIRECTIVE, DocumentKind.PROGRAMME)


@asks("present", "resolution")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Headline fractions, what presses, what moved, and the figures by resolution, member and
    agency; with ``present`` the same as slides for the meeting room.

    Resolutions with the most unfinished documents come first.
    """
    looking = look(request)
    on = looking.on
    training = request.GET.get("data") == "training"
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    visible = visible.fictional() if training else visible.real()
    everything = list(_with_also(Resolution.objects.for_register()))
    blocks = blocks_of(visible, looking.moment)
    resolutions = [r for r in everything if r.is_fictional == training]
    rows = _rows(resolutions, blocks)
    state = visible.as_of(looking.moment)
    context = {
        "looking": looking,
        "data": "training" if training else "real",
        "total": blocks.total,
        "rows": rows,
    }
    if "present" in request.GET:
        return present(request, context, state)
    # Only who sees every document can tell that a resolution has none.
    sees_all = request.user.has_perm("documents.view_all_planneddocument")
    named = [share for share in blocks.agencies if share.pk and share.figures.total]
    # Units that the source only counts: hundreds of them would hide those that are named.
    outside = [share for share in blocks.agencies if share.pk and not share.figures.total]
    context |= {
        "has_training": any(r.is_fictional for r in everything),
        "without": [
            r
            for r in resolutions
            if sees_all
            and r.pk not in blocks.of_resolution
            and not r.is_also_concretised
            and r.kind in _HEADLINE_KINDS
        ],
        "members": blocks.members,
        "agencies": named[:AGENCIES],
        "more_agencies": named[AGENCIES:],
        "of_more_agencies": total_of(named[AGENCIES:], on=on),
        "outside_agencies": len(outside),
        "of_outside_agencies": total_of(outside, on=on),
        "of_no_agency": blocks.of_agency.get(None),
        "pressing": pressing(state, on=on, most=SHOWN),
        "ahead_days": AHEAD_DAYS,
        "lacking_evidence": blocks.lacking_evidence,
        "awaiting": only(
            Report.objects.visible_to(request.user, on=looking.today), context["data"]
        )
        .awaiting(end_of_day(looking.moment.told_by))
        .count(),
        "burnup": burn_up(visible, looking.moment),
        **_moved(visible, looking),
    }
    return render(request, "documents/overview.html", context)


def _with_also(resolutions: ResolutionQuerySet) -> Any:
    """Each with whether a document that counts elsewhere concretises it too."""
    also = PlannedDocument.also_concretises.through.objects.filter(resolution=OuterRef("pk"))
    return resolutions.annotate(is_also_concretised=Exists(also))


def _rows(resolutions: list[Resolution], blocks: Blocks) -> list[ResolutionFigures]:
    """The governing documents that have planned ones, with their figures."""
    found = [
        ResolutionFigures(r, blocks.of_resolution[r.pk])
        for r in resolutions
        if r.pk in blocks.of_resolution
    ]

    def rank(figures: Figures) -> tuple[int, int]:
        return -figures.unfinished, -figures.total

    return sorted(found, key=lambda row: rank(row.figures))


def _moved(visible: PlannedDocumentQuerySet, looking: Looking) -> dict:
    """What moved since the last meeting before the day, and the latest events.

    The comparison speaks of all that is known and of the deadlines in force; a page that asks
    for something else shows the events alone.
    """
    latest = (
        StatusChange.objects.known(looking.moment)
        .filter(document__in=visible)
        .exclude(event=Event.PLAN)
        .select_related("document__resolution", "by__person", "on_behalf_of")
        .latest_first()
    )[:MOVED]
    past = (FIRST_DAY, looking.on - timedelta(days=1))
    meeting = Meeting.objects.filter(on__range=past).first()
    if meeting is None or looking.known_on or looking.against != "current":
        return {"moved": latest}
    comparison = compare(visible, start=meeting.on, end=looking.on)
    moves = [(move, len(ids)) for move, ids in comparison.moves.items() if ids]
    return {
        "moved": latest,
        "meeting": meeting,
        "moves": moves,
        "footings": [footing for footing in comparison.footings if footing.now],
    }
