"""Links from the pages of people, agencies and data quality to exactly their rows."""

from datetime import date
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from documents.models import AgencyPaper

register = template.Library()

_LISTS = {
    "documents": "documents:register",
    "tasks": "assignments:task_list",
    "resolutions": "resolutions:resolution_list",
    "reports": "documents:report_list",
    "extensions": "documents:extension_list",
}


@register.simple_tag(takes_context=True)
def list_url(context, name: str, **filters) -> str:
    """The list of planned documents, tasks or governing documents under these filters, on the
    day and in the data set that the page shows."""
    query = {key: value for key, value in filters.items() if value not in (None, "")}
    looking = context.get("looking")
    # The register of governing documents knows no day.
    if looking is not None and name != "resolutions":
        query.update(looking.query)
    if context.get("data", "real") != "real":
        query["data"] = context["data"]
    # All rows, whatever view the list opens with.
    return f"{reverse(_LISTS[name])}?{urlencode(query or {'view': 'all'})}"


@register.simple_tag(takes_context=True)
def page_of(context, name: str, pk: int | None = None, **more) -> str:
    """A page of this kind on the day and of the data set that the page shows."""
    query = {key: value for key, value in more.items() if value not in (None, "")}
    looking = context.get("looking")
    if looking is not None:
        query.update(looking.query)
    query.setdefault("data", context.get("data", "real"))
    if query["data"] == "real":
        del query["data"]
    url = reverse(name, args=[pk] if pk else [])
    return f"{url}?{urlencode(query)}" if query else url


@register.filter
def answered_late(paper: AgencyPaper, on: date) -> bool:
    """Whether, seen from a day, the Office took longer to decide than it should."""
    return paper.is_answered_late(on)
