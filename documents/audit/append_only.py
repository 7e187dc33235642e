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
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from auditlog.models import LogEntry
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from assignments.models import Assignment, TaskDeadline
from documents.models import (
    DocumentDeadline,
    DocumentDuty,
    GuidanceLetter,
    GuidanceWait,
    StatusChange,
)
from resolutions.models import Measurement, ProjectMove

_PREFIX = "append_only_"
_FUNCTION = f"{_PREFIX}refuse"
MESSAGE = "append-only: what was written to the log is not changed"
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


@dataclass(frozen=True)
class Trigger:
    """One refusal: of an act (UPDATE, DELETE or TRUNCATE) on a table. An update of the columns
    ``protected`` is refused; of any when none is named."""

    table: str
    act: str
    protected: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The same for the same text; PostgreSQL cuts names at 63 characters."""
        said = " ".join((self.table, self.act, MESSAGE, *self.protected))
        told = sha256(said.encode()).hexdigest()[:10]
        return f"{_PREFIX}{self.act.lower()}_{told}"

    def sql(self, vendor: str) -> str:
        """The statement that creates it."""
        if vendor == "sqlite":
            return (
                f'CREATE TRIGGER IF NOT EXISTS "{self.name}" BEFORE {self.act} '
                f'ON "{self.table}" {self._when("IS NOT")}'
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
        each = "STATEMENT" if self.act == "TRUNCATE" else "ROW"
        return (
            f'CREATE TRIGGER "{self.name}" BEFORE {self.act} ON "{self.table}" '
            f"FOR EACH {each} {self._when('IS DISTINCT FROM')}EXECUTE FUNCTION {_FUNCTION}()"
        )

    def _when(self, differs: str) -> str:
        told = " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in self.protected)
        return f"WHEN ({told}) " if told else ""


def protected_tables(connection: Any) -> dict[str, tuple[str, ...]]:
    """The log, the field history of before ADR 0024 where there is any, and the typed
    histories; each with the columns that stay, none when all do."""
    there = set(connection.introspection.table_names())
    wanted: dict[str, tuple[str, ...]] = dict.fromkeys(
        (LogEntry._meta.db_table, *FIELD_HISTORY), ()
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
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    there = {column.name for column in found}
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
    acts = ["UPDATE", "DELETE", *(["TRUNCATE"] if connection.vendor == "postgresql" else [])]
    return [
        Trigger(table, act, columns if act == "UPDATE" else ())
        for table, columns in protected_tables(connection).items()
        for act in acts
    ]


def protect(using: str = DEFAULT_DB_ALIAS) -> None:
    """Create what is missing, on the tables that exist; drop what is no longer wanted."""
    connection = connections[using]
    wanted = {trigger.name: trigger for trigger in triggers(connection)}
    found = _found(connection)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql" and wanted.keys() - found.keys():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = '23001'; END $$"
            )
        for name in found.keys() - wanted.keys():
            _drop(cursor, connection.vendor, name, found[name])
        for name in wanted.keys() - found.keys():
            cursor.execute(wanted[name].sql(connection.vendor))


def lift(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take every refusal away."""
    connection = connections[using]
    found = _found(connection)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name, table in found.items():
            _drop(cursor, connection.vendor, name, table)


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """For tests that falsify history on purpose, to see that it is noticed."""
    lift(using)
    try:
        yield
    finally:
        protect(using)


def _found(connection: Any) -> dict[str, str]:
    """The refusals there are: name to table."""
    names = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
        if connection.vendor == "sqlite"
        else "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgname LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(names, [f"{_PREFIX}%"])
        return dict(cursor.fetchall())


def _drop(cursor: Any, vendor: str, name: str, table: str) -> None:
    on = "" if vendor == "sqlite" else f' ON "{table}"'
    cursor.execute(f'DROP TRIGGER "{name}"{on}')


def before_migrating(plan: Any = (), using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of ``pre_migrate``."""
    if plan:
        lift(using)


def after_migrating(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``."""
    protect(using)
