"""What the pages of lists need: heads that sort, chips of the filters in force."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from resolutions.folding import matches
from resolutions.listing import Column, Head, Listing

register = template.Library()


@register.simple_tag
def heads_of(columns: Iterable[Column], listing: Listing | str | None = None) -> list[Head]:
    """The heads of a table; with a listing those of its columns sort by a click."""
    if isinstance(listing, Listing):
        return listing.heads
    return [Head(column) for column in columns]


@register.filter
def marked(text: object, query: object) -> SafeString | str:
    """The text with the words searched for marked, whatever their tone marks."""
    words = str(text)
    if not query:
        return escape(words)
    parts, done = [], 0
    for start, end in matches(words, str(query)):
        parts += [escape(words[done:start]), "<mark>", escape(words[start:end]), "</mark>"]
        done = end
    return mark_safe("".join([*parts, escape(words[done:])]))  # escaped piece by piece


@register.simple_tag
def names_of(heads: Iterable[Head]) -> set[str]:
    """The names of the columns shown, so that no cell repeats what another one says."""
    return {head.column.name for head in heads}


@register.simple_tag
def facet_url(listing: Listing, filterset, value: str | None) -> str:
    """The list under one choice of its main facet."""
    return listing.url(**{filterset.main_facet: value})


@register.simple_tag(takes_context=True)
def filter_chips(context, filterset) -> list[dict]:
    """Each filter in force in words, with the address that lifts it alone."""
    chips = []
    for name, label, text in filterset.in_words:
        if name == "data" and filterset.applied[name] == "training":
            continue  # the banner says it, and no click beside the filters leaves the set
        query = context["request"].GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        if "view" in query:
            query["view"] = "all"
        url = f"{context['request'].path}?{query.urlencode()}"
        chips.append({"label": label, "text": text, "url": url})
    return chips
