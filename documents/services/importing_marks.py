"""Marks of what an annex made and changed: by them it is told later who touched what."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Count, Max

from assignments.models import Task
from documents.models import PlannedDocument

# What a row of a batch may have made or changed, under the name the batch keeps it by.
MODELS: dict[str, Any] = {"task": Task, "document": PlannedDocument}
# So many things are marked, and deleted, in one go.
AT_ONCE = 200


def parts(found: Iterable[Any]) -> Iterator[list[Any]]:
    """The same in lists short enough for one query."""
    rest = list(found)
    for start in range(0, len(rest), AT_ONCE):
        yield rest[start : start + AT_ONCE]


def marks_of(model: Any, ids: Collection[int]) -> dict[int, list[int]]:
    """What tells whether things were touched: of each the last of its field history, of its
    deadlines and of its status (of a task: its assignments); and how many papers are about it.
    Seven queries for ``AT_ONCE`` things."""
    told = "changes" if model is PlannedDocument else "assignments"
    papers = ("reports", "extensionrequests", "instructions", "attachments")
    marks: dict[int, list[int]] = {pk: [] for pk in ids}
    for some in parts(ids):
        items = model.objects.filter(pk__in=some).order_by()
        history = model.history.filter(id__in=some).order_by()
        answers = [
            history.values_list("id").annotate(Max("history_id")),
            *(items.values_list("pk").annotate(Max(rows)) for rows in ("deadlines", told)),
            *(items.values_list("pk").annotate(Count(rows)) for rows in papers),
        ]
        for found in map(dict, answers):
            for pk in some:
                marks[pk].append(found.get(pk) or 0)
    return marks
