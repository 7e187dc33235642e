"""Is the history what the log says was written? Each row was told twice when it was recorded:
by itself, and by the entry of the log about it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.core.exceptions import ValidationError
from django.db import models

from documents.audit.append_only import CLOSING, unguarded
from documents.progress.checking import Fault
from resolutions.log import entries_about

_AT_ONCE = 500
_ACT = LogEntry.Action


def contradicted() -> list[Fault]:
    """What of the guards is missing, rows of history that say otherwise than when they were
    recorded, and rows that are gone."""
    faults = [
        Fault(f"lịch sử và nhật ký không được bảo vệ: {told}", ()) for told in unguarded()
    ]
    for model in CLOSING:
        name = model._meta.verbose_name
        faults += [
            Fault(f"{name}: “{field}” khác với lúc ghi theo nhật ký", tuple(rows))
            for field, rows in sorted(_altered(model).items())
        ]
        if gone := list(_gone(model)):
            faults.append(Fault(f"{name}: dòng đã ghi nay không còn", tuple(gone)))
    return faults


def _altered(model: type[models.Model]) -> dict[str, list[int]]:
    """The rows that differ from what was told of them, by field."""
    told_of = set(auditlog.get_model_fields(model)["include_fields"]) - CLOSING[model]
    fields = [f for f in model._meta.concrete_fields if f.name in told_of]
    columns = ["pk", *(field.attname for field in fields)]
    found: dict[str, list[int]] = defaultdict(list)
    rows = model._base_manager.order_by("pk").values_list(*columns)
    for some in _in_batches(rows.iterator(_AT_ONCE)):
        told = _told(model, [row[0] for row in some])
        for pk, *values in some:
            # What is older than the log was told by nobody.
            if pk not in told:
                continue
            for field, value in zip(fields, values, strict=True):
                if not _agrees(field, value, told[pk]):
                    found[str(field.verbose_name)].append(pk)
    return found


def _in_batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _told(model: type[models.Model], ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the log says of rows: each field as it was told last, of those whose beginning is
    told."""
    entries = entries_about(model).filter(
        object_id__in=ids, action__in=(_ACT.CREATE, _ACT.UPDATE)
    )
    told: dict[int, dict[str, Any]] = {}
    for pk, action, changes in entries.order_by("pk").values_list(
        "object_id", "action", "changes"
    ):
        if action == _ACT.CREATE:
            told[pk] = {}
        if pk in told:
            told[pk] |= {name: values[1] for name, values in (changes or {}).items()}
    return told


def _agrees(field: models.Field, value: Any, told: dict[str, Any]) -> bool:
    if field.name in told:
        return bool(value == _read(field, told[field.name]))
    # Nothing was told of what was empty, or of a field that came later with its default.
    return value is None or (field.has_default() and value == field.get_default())


def _read(field: Any, told: Any) -> Any:
    """A value as the log writes it, as the row would hold it."""
    if told is None:
        return None
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat(str(told)).replace(tzinfo=UTC)
    if isinstance(field, models.DecimalField):
        try:
            return Decimal(str(told))
        except InvalidOperation:
            return told
    try:
        return (
            field.target_field.to_python(told) if field.is_relation else field.to_python(told)
        )
    except ValidationError:
        return told


def _gone(model: type[models.Model]) -> Iterator[int]:
    """Rows that the log saw begin and not end, and that are not there."""
    entries = entries_about(model)
    ended = set(entries.filter(action=_ACT.DELETE).values_list("object_id", flat=True))
    begun = entries.filter(action=_ACT.CREATE).order_by("object_id")
    for some in _in_batches(begun.values_list("object_id", flat=True).iterator(_AT_ONCE)):
        there = set(model._base_manager.filter(pk__in=some).values_list("pk", flat=True))
        yield from (pk for pk in some if pk not in there and pk not in ended)
