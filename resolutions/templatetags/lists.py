"""What the pages of lists need: heads that sort, chips of the filters in force."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.db.models import Model
from django.utils.formats import date_format

from resolutions.listing import Column, Head, Listing

register = template.Library()


@register.simple_tag
def heads_of(columns: Iterable[Column], listing: Listing | str | None = None) -> list[Head]:
    """The heads of a table; with a listing those of its columns sort by a click."""
    if isinstance(listing, Listing):
        return listing.heads
    return [Head(column) for column in columns]


@register.simple_tag
def names_of(heads: Iterable[Head]) -> set[str]:
    """The names of the columns shown, so that no cell repeats what another one says."""
    return {head.column.name for head in heads}


@register.simple_tag(takes_context=True)
def filter_chips(context, filterset) -> list[dict]:
    """Each filter in force in words, with the address that lifts it alone."""
    chips = []
    for name, value in filterset.applied.items():
        if value is False or name == "sort":
            continue
        field = filterset.form.fields[name]
        choices = {} if isinstance(value, Model) else dict(getattr(field, "choices", ()))
        if isinstance(value, date):
            text = date_format(value)
        elif value is True:
            text = ""
        else:
            text = str(choices.get(value, value))
        query = context["request"].GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        chips.append({"label": field.label, "text": text, "url": f"?{query.urlencode()}"})
    return chips
