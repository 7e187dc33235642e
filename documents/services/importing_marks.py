"""Marks of what an annex made and changed, by which it is told later who touched what; and what
it keeps of a thing that it changes."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Count, Max

from assignments.models import Task
from documents.models import PlannedDocument
from resolutions.log import entries_about, versions_of

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


def unchanged(model: Any, marks: dict[int, list[int]]) -> set[int]:
    """The things that are as they were when they were marked. What was undone or struck out
    since does not count as a change, if all is as it was: no row was added that stands, none
    that stood is undone, and each field has the value of then."""
    now = marks_of(model, marks)
    same = {pk for pk, mark in marks.items() if now[pk] == mark}
    for pk in marks.keys() - same:
        if now[pk][_PAPERS:] == marks[pk][_PAPERS:] and _came_back(model, pk, marks[pk]):
            same.add(pk)
    return same


_PAPERS = 3


def _came_back(model: Any, pk: int, mark: list[int]) -> bool:
    version, deadline, told = mark[:_PAPERS]
    item = model._base_manager.get(pk=pk)
    histories = {"deadlines": deadline}
    if model is PlannedDocument:
        histories["changes"] = told
    elif item.assignments.filter(pk__gt=told).exists():
        return False
    for name, last in histories.items():
        since = getattr(item, name).filter(pk__gt=last)
        if since.standing().exists() or since.filter(undoes__lte=last).exists():
            return False
    return not _moved(model, pk, version)


def _moved(model: Any, pk: int, version: int) -> set[str]:
    """The fields of a thing that have another value than at a version, as its log tells."""
    first: dict[str, Any] = {}
    now: dict[str, Any] = {}
    entries = entries_about(model).filter(object_id=pk, pk__gt=version).order_by("pk")
    for entry in entries:
        for name, told in (entry.changes or {}).items():
            if isinstance(told, dict):  # links added or removed say no value
                return {name}
            first.setdefault(name, told[0])
            now[name] = told[1]
    # Of its histories the rows themselves tell.
    return {name for name in first if first[name] != now[name]} - {"changes", "deadlines"}
