"""What an annex brought is taken back: what it made goes, what it changed is as before."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.models import Agency, Person, Task
from assignments.services import save_task, set_deadline
from documents.models import ImportBatch, PlannedDocument
from documents.services.importing_rows import mark_of, people_of
from documents.services.moving import Actor
from documents.services.planning import save_planned
from documents.services.undo import undo_last

_MODELS: dict[str, Any] = {"task": Task, "document": PlannedDocument}
_DEADLINE = ("deadline_kind", "due_on", "deadline_text", "deadline_days")
_TASK = ("code", "text", "expected_product", "upper_codes")
_DOCUMENT = ("title", "code", "kind", "note")
_WHO = ("lead_agency_id", "signing_body_id", "board_member_id")


def touched(batch: ImportBatch) -> Iterator[tuple[int, str]]:
    """The rows of an annex whose things somebody changed since, and how."""
    for row in batch.outcome:
        for name, model in _MODELS.items():
            if (told := row.get(name)) is None:
                continue
            item = model.objects.select_for_update().filter(pk=told["id"]).first()
            if item is None:
                yield row["row"], _("It is not in the register any more.")
            elif mark_of(item) != told["mark"]:
                yield row["row"], _("“%(item)s” was changed since.") % {"item": item}


def take_row_back(row: dict[str, Any], *, reason: str, now: datetime, by: Actor) -> None:
    """Undo one row. Raises ProtectedError when something rests on what it made,
    ValidationError when a change of status can no longer be undone."""
    if told := row.get("document"):
        document = PlannedDocument.objects.get(pk=told["id"])
        if told["made"]:
            document.task_links.all().delete()
            document.delete()
        else:
            _document_as_before(document, told["before"], reason=reason, now=now, by=by)
    if told := row.get("task"):
        task = Task.objects.get(pk=told["id"])
        if told["made"]:
            if task.document_links.exists():
                raise ValidationError(_("A document was linked to its task since."))
            task.delete()
        else:
            _task_as_before(task, told["before"], reason=reason, by=by)


def _task_as_before(task: Task, before: dict[str, Any], *, reason: str, by: Actor) -> None:
    then = task.history.get(history_id=before["version"])
    for name in _TASK:
        setattr(task, name, getattr(then, name))
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
    then = document.history.get(history_id=before["version"])
    for name in (*_DOCUMENT, *_WHO):
        setattr(document, name, getattr(then, name))
    document = save_planned(
        document,
        coordinating=Agency.objects.filter(pk__in=before["coordinating"]),
        tasks=list(document.tasks.all()),
        by=by,
    )
    _deadline_as_before(document, then, reason=reason, by=by)


def _deadline_as_before(item: Any, then: Any, *, reason: str, by: Actor) -> None:
    old = {name: getattr(then, name) for name in _DEADLINE}
    if old != {name: getattr(item, name) for name in _DEADLINE}:
        set_deadline(item, reason=reason, effective_on=timezone.localdate(), by=by, **old)
