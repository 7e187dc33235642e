"""One box that searches everything: documents, tasks, governing documents, agencies, people."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.models import Agency, Person, Task
from documents.filters import people_in_charge
from documents.models import PlannedDocument
from documents.views.data import DataSet, data_asked, only
from resolutions.filters import QUERY_LENGTH
from resolutions.folding import clean_line, fold, search_words
from resolutions.looking import Looking, look
from resolutions.models import Resolution, exactness
from resolutions.understood import asks

SHOWN = 5
MOST_PEOPLE = 50
# The figure that counts what was found of a kind.
_FIGURES = {"document": "total", "task": "tasks", "resolution": "resolutions"}


@asks("q")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What this person may read in which every word occurs, tone marks ignored; the exact
    first. Each number opens its list."""
    looking = look(request)
    data = data_asked(request)
    query = clean_line(request.GET.get("q", ""))
    is_too_long = len(query) > QUERY_LENGTH
    found = [] if is_too_long or not query else _found(request, query, looking, data)
    return render(
        request,
        "documents/search.html",
        {
            "query": query[:QUERY_LENGTH],
            "is_too_long": is_too_long,
            "longest": QUERY_LENGTH,
            "found": found,
            "total": sum(part["count"] for part in found),
            "looking": looking,
            "data": data,
            "has_training": Resolution.objects.fictional().exists(),
        },
    )


def _found(
    request: HttpRequest, query: str, looking: Looking, data: DataSet
) -> list[dict[str, Any]]:
    today = looking.today
    documents = PlannedDocument.objects.visible_to(request.user, on=today).as_of(looking.moment)
    tasks = Task.objects.visible_to(request.user, on=today).select_related("resolution")
    agencies = Agency.objects.all()
    if looking.is_past:
        agencies = agencies.valid_on(looking.on)
    listed: list[tuple[str, str, str, QuerySet]] = [
        ("document", _("Planned documents"), "documents:register", documents),
        ("task", _("Tasks"), "assignments:task_list", tasks),
        (
            "resolution",
            _("Governing documents"),
            "resolutions:resolution_list",
            Resolution.objects.all(),
        ),
        ("agency", _("Agencies"), "assignments:agency_list", agencies),
    ]
    mode = {} if data == "real" else {"data": data}
    asked = urlencode({"q": query, **looking.query, **mode})
    parts = []
    for kind, label, name, rows in listed:
        hits = list(
            only(rows, data)
            .search(query)
            .annotate(n_found=Window(Count("pk")))
            .order_by(exactness(query).desc(), "sort_key", "pk")[:SHOWN]
        )
        parts.append(
            {
                "kind": kind,
                "label": label,
                "rows": hits,
                "count": hits[0].n_found if hits else 0,
                "key": _FIGURES.get(kind, ""),
                # A search finds documents whether they enter sums or not.
                "total": "all" if kind == "document" else "",
                "url": f"{reverse(name)}?{asked}",
            }
        )
    people = _people(query, data)
    parts.append({"kind": "person", "label": _("People"), "rows": people, "count": len(people)})
    return parts


def _people(query: str, data: DataSet) -> list[Person]:
    """The people whose name holds every word; few enough to be read whole."""
    words = search_words(query)
    in_charge = people_in_charge().order_by().filter(pk=OuterRef("pk"))
    people = (
        Person.objects.filter(is_fictional=data == "training")
        .annotate(has_page=Exists(in_charge))
        .order_by("full_name", "pk")
    )
    named = [p for p in people if all(word in fold(p.full_name) for word in words)]
    exact = query.lower()
    return sorted(named, key=lambda p: exact not in p.full_name.lower())[:MOST_PEOPLE]
