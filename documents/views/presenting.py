"""The overview as slides for the screen of the meeting room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from documents.models import PlannedDocumentQuerySet
from documents.progress import pressing

NAMED = 4
LISTED = 8


def present(
    request: HttpRequest, context: dict, state: PlannedDocumentQuerySet
) -> HttpResponse:
    """One slide: the first shows the total, each further one a governing document.

    ``present`` is the slide's number, or ``resolution`` names its governing document; what
    cannot be read is the first slide, which says so.
    """
    rows, looking = context["rows"], context["looking"]
    place = _place(request, [str(row.resolution.pk) for row in rows])
    row = rows[place - 1] if place else None
    if row:
        state = state.filter(resolution=row.resolution)
    last = len(rows)
    context |= {
        "row": row,
        "figures": row.figures if row else context["total"],
        "number": (place or 0) + 1,
        "slides": last + 1,
        "previous": place or None,
        "next": (place or 0) + 2 if (place or 0) < last else None,
        "unknown": place is None,
        "listed": rows[:LISTED],
        "unlisted": max(last - LISTED, 0),
        "pressing": pressing(state, on=looking.on, most=NAMED) if row else None,
    }
    return render(request, "documents/presentation.html", context)


def _place(request: HttpRequest, resolutions: list[str]) -> int | None:
    """How many slides come before the one asked for; None where there is no such slide."""
    asked = request.GET.get("resolution", "")
    if asked:
        return resolutions.index(asked) + 1 if asked in resolutions else None
    number = request.GET.get("present", "")
    if not number:
        return 0
    numbers = [str(n + 1) for n in range(len(resolutions) + 1)]
    return numbers.index(number) if number in numbers else None
