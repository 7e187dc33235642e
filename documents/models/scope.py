"""Rows about an item that their reader may not read himself: what he sees of it instead.

An agency keeps what it said, and what was said to it, when the item goes to another; a document
it writes may serve tasks of others. Of such an item nothing is told but that there is one.
"""

from datetime import date
from typing import Any

from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from assignments.models import Task


class AboutItem:
    """A row about a document or task. ``item_is_beyond`` is put on rows by ``visible_to``: this
    person may read the row, but not what it is about."""

    item_is_beyond: bool = False
    item: Any

    @property
    def item_told(self) -> str:
        """What it is about, or that this is beyond the reader's scope."""
        if not self.item_is_beyond:
            return str(self.item)
        if isinstance(self.item, Task):
            return _("A task beyond the scope of your agency")
        return _("A document beyond the scope of your agency")


def with_scope(
    rows: Any, user: Any, *, on: date, told: str = "item_is_beyond", **items: Any
) -> Any:
    """Put on each row whether what it is about is beyond what ``user`` may read that day.
    ``items``: by the name of the field that points there, the model."""
    if user.has_perms(("documents.view_all_planneddocument", "assignments.view_all_task")):
        return rows
    beyond = Q()
    for name, model in items.items():
        readable = model.objects.visible_to(user, on=on).order_by().values("pk")
        beyond |= Q(**{f"{name}__isnull": False}) & ~Q(**{f"{name}__in": readable})
    return rows.annotate(**{told: Case(When(beyond, then=Value(True)), default=Value(False))})
