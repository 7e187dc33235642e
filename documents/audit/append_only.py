"""What was written to the log stays: the database itself refuses to change it.

Triggers, not rights, so that it holds on SQLite too and for whoever connects. ``migrate``
lifts them while it has something to apply (SQLite rebuilds a table by copying it, and a data
migration may fill a new column) and puts them back at its end, where they also reach the tables
that are new.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from auditlog.models import LogEntry
from django.db import DEFAULT_DB_ALIAS, connections, transaction

_PREFIX = "append_only_"
_FUNCTION = f"{_PREFIX}refuse"
MESSAGE = "append-only: what was written to the log is not changed"
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
    """One refusal: of an act (UPDATE, DELETE or TRUNCATE) on a table."""

    table: str
    act: str

    @property
    def name(self) -> str:
        """The same for the same text; PostgreSQL cuts names at 63 characters."""
        told = sha256(f"{self.table} {self.act} {MESSAGE}".encode()).hexdigest()[:10]
        return f"{_PREFIX}{self.act.lower()}_{told}"

    def sql(self, vendor: str) -> str:
        """The statement that creates it."""
        if vendor == "sqlite":
            return (
                f'CREATE TRIGGER IF NOT EXISTS "{self.name}" BEFORE {self.act} '
                f"ON \"{self.table}\" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
        each = "STATEMENT" if self.act == "TRUNCATE" else "ROW"
        return (
            f'CREATE TRIGGER "{self.name}" BEFORE {self.act} ON "{self.table}" '
            f"FOR EACH {each} EXECUTE FUNCTION {_FUNCTION}()"
        )


def protected_tables(connection: Any) -> list[str]:
    """The log, and the field history of before ADR 0024 where there is any."""
    there = set(connection.introspection.table_names())
    return [table for table in (LogEntry._meta.db_table, *FIELD_HISTORY) if table in there]


def triggers(connection: Any) -> list[Trigger]:
    """Every refusal there should be."""
    acts = ["UPDATE", "DELETE", *(["TRUNCATE"] if connection.vendor == "postgresql" else [])]
    return [Trigger(table, act) for table in protected_tables(connection) for act in acts]


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
