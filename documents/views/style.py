"""The living page of the look: every token and every component, with rows of the database."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.filters import PlannedDocumentFilter
from documents.forms import EVENT_FORMS
from documents.models import PlannedDocument
from documents.progress import figures_of
from documents.status import DocumentStatus, Event, Timeliness
from resolutions.looking import look
from resolutions.models import Portfolio, Project
from resolutions.understood import asks_by_form

PAGE_SIZE = 3
COLOURS = {
    "paper": "#fbf9f4",
    "sheet": "#fffefb",
    "shade": "#f3efe6",
    "ink": "#211e1a",
    "ink-2": "#56504a",
    "ink-3": "#6d665e",
    "line": "#e3dccf",
    "line-2": "#c8bfae",
    "red": "#a5161a",
    "red-wash": "#fbeeea",
    "ochre": "#7d5200",
    "ochre-wash": "#fbf2dc",
    "green": "#35562a",
    "green-wash": "#eef3e8",
}
SIZES = ["5xl", "4xl", "3xl", "2xl", "xl", "l", "m", "s", "xs"]
SPACES = [1, 2, 3, 4, 5, 6, 7]


@asks_by_form
@require_safe
@permission_required("documents.change_planneddocument", raise_exception=True)
def style_page(request: HttpRequest) -> HttpResponse:
    """Each component as pages include it, filled with what the register holds today."""
    looking = look(request)
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    state = visible.as_of(looking.moment).for_register(on=looking.on)
    documents = list(state.order_by("pk"))
    filterset = PlannedDocumentFilter({**request.GET.dict(), "data": "all"}, state)
    told = document_with_longest_story(documents)
    return render(
        request,
        "documents/style.html",
        {
            "looking": looking,
            "data": "all",
            "colours": COLOURS,
            "sizes": SIZES,
            "spaces": SPACES,
            "figures": figures_of(visible, looking.moment),
            "nothing": figures_of(visible.none(), looking.moment),
            "by_status": first_of_each(documents, "status_then", DocumentStatus),
            "by_timeliness": first_of_each(documents, "timeliness", Timeliness),
            "with_deadlines": [d for d in documents if d.deadline_text_then][:4],
            "documents": documents[:PAGE_SIZE],
            "waiting": [d for d in documents if d.wait_then][:2],
            "changes": told.changes.for_timeline() if told else [],
            "portfolio": portfolio_bar(looking),
            "filter": filterset,
            "page": Paginator(filterset.rows, PAGE_SIZE).get_page(request.GET.get("page")),
            "form": EVENT_FORMS[Event.ISSUE]({}, document=told) if told else None,
        },
    )


def first_of_each(documents: list[PlannedDocument], name: str, values) -> list[PlannedDocument]:
    """The first document with each value there is, in the order of the values."""
    found = {getattr(document, name): document for document in reversed(documents)}
    return [found[value] for value in values if value in found]


def document_with_longest_story(documents: list[PlannedDocument]) -> PlannedDocument | None:
    """A document whose history shows every part of a timeline."""
    moved = [d for d in documents if d.status_then not in ("not_started", "issued")]
    return (moved or documents or [None])[-1]


def portfolio_bar(looking) -> list[dict]:
    """The stages of the first portfolio with its projects, as its bar draws them."""
    portfolio = Portfolio.objects.prefetch_related("stages").order_by("pk").first()
    if portfolio is None:
        return []
    projects = list(Project.objects.filter(portfolio=portfolio).with_stage(looking.moment))
    return [
        {"stage": stage, "projects": [p for p in projects if p.stage_id == stage.pk]}
        for stage in portfolio.stages.all()
    ]
