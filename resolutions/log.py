"""The log as the services use it: which save of an item was the last, by whom, what is told.

One append-only table (django-auditlog, ADR 0020) takes an entry for each row that changed, in
the transaction of the change. The newest entry about an item is its version (ADR 0024).
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, OuterRef, QuerySet, Subquery

# Under these names ``additional_data`` bears who saved (taken out again when the entry is
# written, where it becomes the actor) and the name of the person in whose place.
SIGNED_BY = "signed_by"
ON_BEHALF_OF = "on_behalf_of"


def entries_about(model: Any) -> QuerySet[LogEntry]:
    """The entries about the items of a model; of a proxy, those of what it stands for."""
    kind = ContentType.objects.get_for_model(model)
    found: QuerySet[LogEntry] = LogEntry.objects.filter(content_type=kind)
    return found


def entries_of(item: Any) -> QuerySet[LogEntry]:
    """The entries about one item, the oldest first."""
    return entries_about(type(item)).filter(object_id=item.pk).order_by("pk")


def version_of(model: Any, pk: int) -> int:
    """The number of what was last saved of an item. Read it before the item itself."""
    found = entries_about(model).filter(object_id=pk).order_by("-pk")
    return found.values_list("pk", flat=True).first() or 0


def versions_of(model: Any, ids: Iterable[int]) -> dict[int, int]:
    """The versions of several items, in one query."""
    found = entries_about(model).filter(object_id__in=ids).order_by()
    return dict(found.values_list("object_id").annotate(Max("pk")))


def with_version(items: Any) -> Any:
    """Rows that carry their ``version``, read with them."""
    found = entries_about(items.model).filter(object_id=OuterRef("pk")).order_by("-pk")
    return items.annotate(version=Subquery(found.values("pk")[:1]))


def sign(item: Any, *, by: Any, on_behalf_of: Any = None) -> None:
    """Say who saves an item, and in whose place; the entries about it bear it, outside of a
    request too."""
    told = {SIGNED_BY: by.pk} if by is not None else {}
    if on_behalf_of is not None:
        told[ON_BEHALF_OF] = str(on_behalf_of)
    item.get_additional_data = partial(dict, told)


def tell(item: Any, name: str, old: str, new: str) -> None:
    """Log of an item that something changed which belongs to it but is no field of its own, so
    that its version moves. ``name`` is that of the relation."""
    LogEntry.objects.log_create(item, action=LogEntry.Action.UPDATE, changes={name: [old, new]})
