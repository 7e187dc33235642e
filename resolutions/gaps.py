"""What is said where a value is missing."""

from typing import Any

from django.utils.translation import gettext as _


def said_of_missing(item: Any, words: str) -> str:
    """What a page says of a value that ``item`` lacks: where the row came from a source, that
    the source does not give it; else ``words`` (“not assigned yet”)."""
    return _("not given by the source") if getattr(item, "source_name", "") else words
