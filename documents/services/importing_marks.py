"""Marks of what an annex made and changed, by which it is told later who touched what; and what
it keeps of a thing that it changes."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Count, Max

from assignments.models import Task
from documents.models import PlannedDocument
from resolutions.log import versions_of

# What a row of a batch may have made or changed, under the name the batch keeps it by.
MODELS: dict[str, Any] = {"task": Task, "document": PlannedDocument}
# What a row may change of a thing that is there, and what is kept of it for taking it back.
TASK = ("code", "text", "expected_product", "upper_codes")
DOCUMENT = (
    *("title", "code", "kind", "note"),
    *("lead_agency_id", "signing_body_id", "board_member_id"),
)
DEADLINE = ("deadline_kind", "due_on", "deadline_text", "deadline_days")
# So many things are marked, and deleted, in one go.
AT_ONCE = 200


def parts(found: Iterable[Any]) -> Iterator[list[Any]]:
    """The same in lists short enough for one query."""
    rest = list(found)
    for start in range(0, len(rest), AT_ONCE):
        yield rest[start : start + AT_ONCE]


def marks_of(model: Any, ids: Collection[int]) -> dict[int, list[int]]:
    """What tells whether things were touched: of each the version, the last of its
    deadlines and of its status (of a task: its assignments); and how many papers are about it.
    Seven queries for ``AT_ONCE`` things."""
    told = "changes" if model is PlannedDocument else "assignments"
    papers = ("reports", "extensionrequests", "instructions", "attachments")
    marks: dict[int, list[int]] = {pk: [] for pk in ids}
    for some in parts(ids):
        items = model.objects.filter(pk__in=some).order_by()
        answers = [
            versions_of(model, some),
            *(items.values_list("pk").annotate(Max(rows)) for rows in ("deadlines", told)),
            *(items.values_list("pk").annotate(Count(rows)) for rows in papers),
        ]
        for found in map(dict, answers):
            for pk in some:
                marks[pk].append(found.get(pk) or 0)
    return marks
