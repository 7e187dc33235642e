"""What is said where a value is missing."""

from django import template

from resolutions.gaps import said_of_missing

register = template.Library()


@register.inclusion_tag("components/missing.html")
def missing(item, words: str) -> dict:
    """``words`` where ``item`` lacks a value, or that its source does not give it."""
    return {"words": said_of_missing(item, words)}
