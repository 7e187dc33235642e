"""Links from a figure to exactly its rows."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def register_url(context, **filters) -> str:
    """The register of planned documents under these filters, on the day and in the data set
    that the page shows."""
    query = {name: value for name, value in filters.items() if value not in (None, "")}
    looking = context.get("looking")
    if looking is not None:
        query.update(looking.query)
    data = context.get("data")
    if data and data != "real":
        query["data"] = data
    url = reverse("documents:register")
    return f"{url}?{urlencode(query)}" if query else url


@register.simple_tag(takes_context=True)
def same_day(context, url: str, **more) -> str:
    """``url`` for the day and the data set that the page shows."""
    query = {name: value for name, value in more.items() if value not in (None, "")}
    looking = context.get("looking")
    if looking is not None:
        query.update(looking.query)
    return f"{url}?{urlencode(query)}" if query else url


@register.filter
def per_mille(part: int, whole: int) -> int:
    """The width of a bar's segment in thousandths; whole numbers, for drawing only."""
    return round(part * 1000 / whole) if whole else 0
