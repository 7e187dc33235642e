"""What was written to the log and to the typed histories stays: the database itself refuses
to change it. Of a row of history only the columns that say until when it holds may still be
written (``CLOSING``); later facts, corrections and retirements are rows of their own.

Triggers, not rights, so that it holds on SQLite too and for whoever connects. ``migrate``
lifts them while it has something to apply (SQLite rebuilds a table by copying it, and a data
migration may fill a new column) and puts them back at its end, where they also reach the tables
that are new.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from auditlog.models import LogEntry
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from assignments.models import Assignment, TaskDeadline
from documents.audit.guarding import faults, standing
from documents.audit.refusals import (
    Trigger,
    columns_of,
    create,
    create_function,
    drop,
    keys_of,
)
from documents.models import (
    DocumentDeadline,
    DocumentDuty,
    GuidanceLetter,
    GuidanceWait,
    Seal,
    StatusChange,
)
from resolutions.models import Measurement, ProjectMove

# The typed histories (ADR 0004), each with the columns that end a row or let it go on; every
# other column, those of later migrations too, is as it was recorded.
CLOSING: dict[type[models.Model], frozenset[str]] = {
    StatusChange: frozenset({"superseded_on"}),
    DocumentDeadline: frozenset({"superseded_on"}),
    DocumentDuty: frozenset({"superseded_on"}),
    GuidanceWait: frozenset({"ended_on", "received"}),
    GuidanceLetter: frozenset({"holds"}),
    TaskDeadline: frozenset({"superseded_on"}),
    Assignment: frozenset({"valid_to"}),
    ProjectMove: frozenset(),
    Measurement: frozenset(),
}
# Where changes of fields were kept until ADR 0024. No model reads them any more; a table that
# held a row when that version was installed is kept for ever, the empty ones are gone.
FIELD_HISTORY = (
    "resolutions_historicalresolution",
    "resolutions_historicaltarget",
    "assignments_historicalagency",
    "assignments_historicalperson",
    "assignments_historicaltask",
    "documents_historicalplanneddocument",
)


def protected_tables(connection: Any) -> dict[str, tuple[str, ...]]:
    """The log, its seals, the field history of before ADR 0024 where there is any, and the
    typed histories; each with the columns that stay, none when all do."""
    there = set(connection.introspection.table_names())
    wanted: dict[str, tuple[str, ...]] = dict.fromkeys(
        (LogEntry._meta.db_table, Seal._meta.db_table, *FIELD_HISTORY), ()
    )
    wanted |= {model._meta.db_table: protected_columns(model) for model in CLOSING}
    return {
        table: _of_those_there(connection, table, columns)
        for table, columns in wanted.items()
        if table in there
    }


def _of_those_there(connection: Any, table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that a table has by now: a database that is migrated step by step, or back,
    does not have all that the models know."""
    if not columns:
        return ()
    there = columns_of(connection, table)
    return tuple(name for name in columns if name in there)


def protected_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a history that stay as they were recorded; none when all do."""
    closing = CLOSING[model]
    if not closing:
        return ()
    fields = model._meta.local_concrete_fields
    return tuple(str(field.column) for field in fields if field.name not in closing)


def triggers(connection: Any) -> list[Trigger]:
    """Every refusal there should be."""
    found = []
    for table, protected in protected_tables(connection).items():
        found += [Trigger(table, "UPDATE", protected), Trigger(table, "DELETE")]
        if connection.vendor == "sqlite":
            keys, columns = keys_of(connection, table), columns_of(connection, table)
            found.append(Trigger(table, "INSERT", keys=keys, columns=columns))
            if protected:
                found.append(Trigger(table, "UPDATE", keys=keys, columns=columns))
        else:
            found.append(Trigger(table, "TRUNCATE"))
    return found


def protect(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Create what is missing or not as it should be, on the tables that exist; drop what is no
    longer wanted. Returns what was wrong before."""
    connection = connections[using]
    wrong = faults(connection, triggers(connection))
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if not wrong:
            return []
        if connection.vendor == "postgresql":
            create_function(cursor)
        wanted = {trigger.name: trigger for trigger in triggers(connection)}
        found = standing(connection)
        amiss = {fault.trigger for fault in wrong}
        for name, table in found.items():
            if name not in wanted or name in amiss:
                drop(cursor, connection.vendor, name, table)
        missing = [t for name, t in wanted.items() if name not in found or name in amiss]
        create(cursor, connection.vendor, missing)
    return [str(fault) for fault in wrong]


def lift(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take every refusal away."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name, table in standing(connection).items():
            drop(cursor, connection.vendor, name, table)


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """For tests that falsify history on purpose, to see that it is noticed."""
    lift(using)
    try:
        yield
    finally:
        protect(using)


def unguarded(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """What is missing, switched off or altered of the refusals, in words for the office; none
    where nothing was migrated yet."""
    connection = connections[using]
    return [str(fault) for fault in faults(connection, triggers(connection))]


def before_migrating(plan: Any = (), using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of ``pre_migrate``. Who looked away before is told now: afterwards all stand."""
    if plan:
        _tell(unguarded(using), **kwargs)
        lift(using)


def after_migrating(plan: Any = (), using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``: puts the refusals back, and looks whether they stand."""
    wrong = protect(using)
    if not plan:
        _tell(wrong, **kwargs)
    if still := unguarded(using):
        raise CommandError(
            "Cơ sở dữ liệu chưa giữ được lịch sử và nhật ký: " + "; ".join(still)
        )


def _tell(wrong: list[str], *, verbosity: int = 1, stdout: Any = None, **kwargs: Any) -> None:
    if not verbosity or stdout is None:
        return
    for told in wrong:
        stdout.write(f"Bảo vệ lịch sử và nhật ký: {told}. Đã dựng lại.\n")
