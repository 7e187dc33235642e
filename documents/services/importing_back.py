"""What an annex brought is taken back: what it made is there no more, what it changed is as
before. No row of a history goes: a document it made is one that was there on no day."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import sign
from assignments.models import Agency, Person, Task
from assignments.services import save_task, set_deadline
from documents.models import (
    ImportBatch,
    PlannedDocument,
    TaskLink,
)
from documents.services.chain import Actor
from documents.services.correcting import are_rested_on, close_history
from documents.services.importing_marks import (
    DEADLINE,
    DOCUMENT,
    MODELS,
    TASK,
    parts,
    unchanged,
)
from documents.services.importing_rows import people_of
from documents.services.planning import save_planned
from documents.services.undo import take_out
from resolutions.saving import read_values

# By the id of a thing: the number of its row, and how it was before.
_Rows = dict[int, tuple[int, dict[str, Any]]]


def touched(batch: ImportBatch) -> Iterator[tuple[int, str]]:
    """The rows of an annex whose things somebody changed since, and how."""
    for name, model in MODELS.items():
        rows = [row for row in batch.outcome if name in row]
        ids = {row[name]["id"] for row in rows}
        items = model.objects.select_for_update().order_by("pk").in_bulk(ids)
        same = unchanged(model, {row[name]["id"]: row[name]["mark"] for row in rows})
        for row in rows:
            told = row[name]
            if told["id"] not in items:
                yield row["row"], _("It is not in the register any more.")
            elif told["id"] not in same:
                said = _("“%(item)s” was changed since.")
                yield row["row"], said % {"item": items[told["id"]]}


def come_earlier(batch: ImportBatch, *, now: datetime) -> Iterator[tuple[int, str]]:
    """The rows of an annex of an earlier day that made a task, and why they stay: a task
    does not say since when it is there, so lists of that day could not be shown again."""
    if batch.applied_at and timezone.localdate(batch.applied_at) < timezone.localdate(now):
        for row in batch.outcome:
            if "task" in row and row["task"]["made"]:
                said = _(
                    "The task came in on %(day)s and lists of that day show it, so the annex "
                    "can no longer be taken back. Correct the task itself."
                )
                day = timezone.localdate(batch.applied_at).strftime("%d/%m/%Y")
                yield row["row"], said % {"day": day}


def taking_rows_back(
    outcome: list[dict[str, Any]],
    *,
    refused: dict[int, str],
    reason: str,
    now: datetime,
    by: Actor,
) -> Iterator[tuple[int, int]]:
    """Undo what rows made and changed, documents before the tasks they hang on; tells how far
    it is. Rows that cannot be undone, and why, are put into ``refused``: those on whose things
    something rests by now, and those whose change of status can no longer be undone."""
    made = {name: _rows(outcome, name, made=True) for name in MODELS}
    changed = {name: _rows(outcome, name, made=False) for name in MODELS}
    total = sum(map(len, (*made.values(), *changed.values())))
    done = 0
    for some in parts(made["document"]):
        TaskLink.objects.filter(document__in=some).delete()
        resting = _resting(PlannedDocument, some, made["document"], refused)
        found = PlannedDocument.objects.select_for_update().filter(pk__in={*some} - resting)
        for document in found.order_by("pk"):
            close_history(document, reason=reason, now=now, by=by)
        done += len(some)
        yield done, total
    for pk, (number, before) in changed["document"].items():
        document = PlannedDocument.objects.get(pk=pk)
        try:
            _document_as_before(document, before, reason=reason, now=now, by=by)
        except ValidationError as refusal:
            refused[number] = " ".join(refusal.messages)
        done += 1
        yield done, total
    for some in parts(made["task"]):
        linked = {*TaskLink.objects.filter(task__in=some).values_list("task", flat=True)}
        for pk in linked:
            refused[made["task"][pk][0]] = _("A document was linked to its task since.")
        resting = _resting(Task, {*some} - linked, made["task"], refused)
        for task in Task.objects.filter(pk__in={*some} - linked - resting):
            _take_task_back(task, now=now, by=by)
        done += len(some)
        yield done, total
    for pk, (number, before) in changed["task"].items():
        try:
            _task_as_before(Task.objects.get(pk=pk), before, reason=reason, by=by)
        except ValidationError as refusal:
            refused[number] = " ".join(refusal.messages)
        done += 1
        yield done, total


def _rows(outcome: list[dict[str, Any]], name: str, *, made: bool) -> _Rows:
    """What the rows made, or changed: by its id the number of the row and how it was, the last
    first."""
    told = ((row["row"], row[name]) for row in reversed(outcome) if name in row)
    return {one["id"]: (number, one["before"]) for number, one in told if one["made"] is made}


def _resting(model: Any, ids: Iterable[int], rows: _Rows, refused: dict[int, str]) -> set[int]:
    """Those of these things on which something else than their history rests; they are
    named."""
    found = list(model.objects.filter(pk__in=ids))
    resting = set()
    if are_rested_on(found):
        resting = {item.pk for item in found if are_rested_on([item])}
    for pk in resting:
        refused[rows[pk][0]] = _("Something else rests on it by now.")
    return resting


def _take_task_back(task: Task, *, now: datetime, by: Actor) -> None:
    """A task says nothing of when it was there, so that it goes on the day it came only."""
    for assignment in task.assignments.filter(valid_to__isnull=True):
        assignment.valid_to = assignment.valid_from or timezone.localdate(now)
        assignment.save(update_fields=["valid_to"])
    sign(task, by=by)
    task.taken_back_at = now
    task.save(update_fields=["taken_back_at"])


def _task_as_before(task: Task, before: dict[str, Any], *, reason: str, by: Actor) -> None:
    then = read_values(Task, before["values"])
    for name in TASK:
        setattr(task, name, then[name])
    named = [pk for pks in before["assigned"].values() for pk in pks]
    who = people_of(
        before["assigned"],
        agencies=Agency.objects.in_bulk(named),
        people=Person.objects.in_bulk(named),
    )
    task = save_task(task, **who, on=timezone.localdate(), by=by)
    _deadline_as_before(task, then, reason=reason, by=by)


def _document_as_before(
    document: PlannedDocument,
    before: dict[str, Any],
    *,
    reason: str,
    now: datetime,
    by: Actor,
) -> None:
    # What was undone or struck out since is no change any more.
    since = document.changes.standing().filter(pk__gt=before["change"])
    last = since.order_by("pk").last()
    if last is not None:
        document = take_out(
            PlannedDocument.objects.select_for_update().get(pk=document.pk),
            last,
            note=reason,
            now=now,
            by=by,
        )
    then = read_values(PlannedDocument, before["values"])
    for name in DOCUMENT:
        setattr(document, name, then[name])
    document = save_planned(
        document,
        coordinating=Agency.objects.filter(pk__in=before["coordinating"]),
        tasks=list(document.tasks.all()),
        by=by,
    )
    _deadline_as_before(document, then, reason=reason, by=by)


def _deadline_as_before(item: Any, then: dict[str, Any], *, reason: str, by: Actor) -> None:
    old = {name: then[name] for name in DEADLINE}
    if old != {name: getattr(item, name) for name in DEADLINE}:
        set_deadline(item, reason=reason, effective_on=timezone.localdate(), by=by, **old)
