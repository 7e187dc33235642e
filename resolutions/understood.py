"""No page answers another question than its address asks. What an address of a page asks and
the page does not understand is told, and then nothing is counted or listed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from resolutions.addresses import told_unknown, unknown_names
from resolutions.datasets import training_asked
from resolutions.looking import AsOfForm, look

_APPS = {"resolutions", "assignments", "documents"}
# What the forms of pages understand everywhere: begin again, and where to go afterwards.
_OF_FORMS = frozenset({"blank", "next"})


@dataclass(frozen=True)
class Asks:
    """What a page reads from its address beside what every page does. Its own filter tells of
    ``names`` it does not know (None), and of the data set (``has_all``: it knows “all”);
    what makes a file tells of these and of the day by itself."""

    names: frozenset[str] | None = frozenset()
    has_all: bool = False
    is_file: bool = False


def asks(*names: str) -> Callable[[Any], Any]:
    """For a page that reads these names from its address."""
    return _marked(Asks(frozenset(names)))


def asks_by_filter(view: Any) -> Any:
    """For a list whose filter judges names and the data set."""
    return _marked(Asks(None, has_all=True))(view)


def asks_by_form(view: Any) -> Any:
    """For a page whose form judges names; its data are real or for training."""
    return _marked(Asks(None))(view)


def makes_file(view: Any) -> Any:
    """For a file: why none is made, it tells by itself."""
    return _marked(Asks(None, is_file=True))(view)


def _marked(asked: Asks) -> Callable[[Any], Any]:
    def mark(view: Any) -> Any:
        view.asks = asked
        return view

    return mark


class Understood:
    """Middleware: a page is read only when all that its address asks is understood."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.method not in ("GET", "HEAD") or match is None:
            return None
        if not _APPS & set(match.app_names[:1]) or not request.GET:
            return None
        wrong = not_understood(request, getattr(view, "asks", Asks()))
        if not wrong:
            return None
        query = request.GET.copy()
        for name in wrong:
            query.pop(name, None)
        back = f"{request.path}?{query.urlencode()}" if query else request.path
        context: dict[str, Any] = {"told": list(wrong.values()), "back": back}
        context["data"] = "training" if training_asked(request) else "real"
        if set(wrong) <= {"as_of", "known_on"}:  # typed in the control of the page
            context["looking"] = look(request)
        return render(request, "resolutions/not_understood.html", context, status=400)


def not_understood(request: HttpRequest, asked: Asks) -> dict[str, str]:
    """What an address asks and its page does not understand: why, by name."""
    query, wrong = request.GET, {}
    if query.get("against") not in (None, "", "current", "original"):
        wrong["against"] = _("Deadlines are judged as they are in force, or as first given.")
    if asked.is_file:
        return wrong
    if asked.names is not None:
        for name in unknown_names(query, asked.names | _OF_FORMS):
            wrong[name] = told_unknown(name, ())
    days = AsOfForm(query)
    for name, errors in days.errors.items():
        wrong[name] = f"{days.fields[name].label}: {errors[0]}"
    if not asked.has_all and query.get("data") not in (None, "", "real", "training"):
        wrong["data"] = _("There is no such data set; there are real and training data.")
    return wrong
