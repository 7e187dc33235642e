"""What an annex brought is taken back: what it made goes, what it changed is as before."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.models import Agency, Person, Task
from assignments.services import save_task, set_deadline
from documents.models import ImportBatch, PlannedDocument, TaskLink
from documents.services.importing_marks import DEADLINE, DOCUMENT, MODELS, TASK, marks_of, parts
from documents.services.importing_rows import people_of
from documents.services.moving import Actor
from documents.services.planning import save_planned
from documents.services.undo import undo_last
from resolutions.saving import read_values

# By the id of a thing: the number of its row, and how it was before.
_Rows = dict[int, tuple[int, dict[str, Any]]]


def touched(batch: ImportBatch) -> Iterator[tuple[int, str]]:
    """The rows of an annex whose things somebody changed since, and how."""
    for name, model in MODELS.items():
        rows = [row for row in batch.outcome if name in row]
        ids = {row[name]["id"] for row in rows}
        items = model.objects.select_for_update().order_by("pk").in_bulk(ids)
        marks = marks_of(model, ids)
        for row in rows:
            told = row[name]
            if told["id"] not in items:
                yield row["row"], _("It is not in the register any more.")
            elif marks[told["id"]] != told["mark"]:
                said = _("“%(item)s” was changed since.")
                yield row["row"], said % {"item": items[told["id"]]}


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
        _delete(PlannedDocument, some, made["document"], refused)
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
        _delete(Task, {*some} - linked, made["task"], refused)
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


def _delete(model: Any, ids: Iterable[int], rows: _Rows, refused: dict[int, str]) -> None:
    """Delete these things but those on which something rests, which are named."""
    found = model.objects.filter(pk__in=ids)
    try:
        found.delete()
    except ProtectedError:
        resting = {item.pk for item in found if _is_rested_on(item)}
        for pk in resting:
            refused[rows[pk][0]] = _("Something else rests on it by now.")
        found.exclude(pk__in=resting).delete()


def _is_rested_on(item: Any) -> bool:
    try:
        Collector(using=item._state.db, origin=item).collect([item])
    except ProtectedError:
        return True
    return False


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
    last = document.changes.latest("pk")
    if last.pk != before["change"]:
        document = undo_last(document, change=last.pk, by=by, now=now)
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
