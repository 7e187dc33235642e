"""How a database refuses to change what was written: its triggers, engine by engine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

PREFIX = "append_only_"
FUNCTION = f"{PREFIX}refuse"
MESSAGE = "append-only: what was written to the log is not changed"
# What PostgreSQL's function does; it belongs to whoever migrates.
BODY = f" BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = '23001'; END "


@dataclass(frozen=True)
class Key:
    """What names one row of a table: its columns, on the rows of which ``condition`` is true
    (as the index says it); of all rows when it is empty."""

    columns: tuple[str, ...]
    condition: str = ""


@dataclass(frozen=True)
class Trigger:
    """One refusal: of an act (INSERT, UPDATE, DELETE or TRUNCATE) on a table. An update of the
    columns ``protected`` is refused; of any when none is named.

    With ``keys`` it refuses what would take the place of another row: SQLite's REPLACE
    deletes that row without asking the triggers of DELETE. ``columns`` are all of the table's.
    """

    table: str
    act: str
    protected: tuple[str, ...] = field(default=())
    keys: tuple[Key, ...] = field(default=())
    columns: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The same for the same text; PostgreSQL cuts names at 63 characters."""
        said = [self.table, self.act, MESSAGE, *self.protected]
        for key in self.keys:
            said += ["key", *key.columns, key.condition]
        told = sha256(" ".join([*said, *self.columns]).encode()).hexdigest()[:10]
        return f"{PREFIX}{self.act.lower()}_{told}"

    def sql(self, vendor: str) -> str:
        """The statement that creates it."""
        if vendor == "sqlite":
            return (
                f'CREATE TRIGGER "{self.name}" BEFORE {self.act} ON "{self.table}" '
                f"{self._when('IS NOT')}BEGIN {self._raises()} END"
            )
        each = "STATEMENT" if self.act == "TRUNCATE" else "ROW"
        return (
            f'CREATE TRIGGER "{self.name}" BEFORE {self.act} ON "{self.table}" '
            f"FOR EACH {each} {self._when('IS DISTINCT FROM')}EXECUTE FUNCTION {FUNCTION}()"
        )

    def _when(self, differs: str) -> str:
        told = " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in self.protected)
        return f"WHEN ({told}) " if told else ""

    def _raises(self) -> str:
        if not self.keys:
            return f"SELECT RAISE(ABORT, '{MESSAGE}');"
        return " ".join(map(self._taken, self.keys))

    def _taken(self, key: Key) -> str:
        """Refuses when another row bears the key. Said as SQLite itself says it, since a plain
        insert of the same key is refused here too."""
        same = " AND ".join(f'"{name}" = NEW."{name}"' for name in key.columns)
        if self.act == "UPDATE":
            same += ' AND rowid <> OLD."id"'
        if key.condition:
            new = ", ".join(f'NEW."{name}" AS "{name}"' for name in self.columns)
            meant = f"EXISTS (SELECT 1 FROM (SELECT {new}) WHERE {key.condition})"
            same += f" AND {key.condition} AND {meant}"
        failed = ", ".join(f"{self.table}.{name}" for name in key.columns)
        return (
            f"SELECT RAISE(ABORT, 'UNIQUE constraint failed: {failed} (append-only)') "
            f'WHERE EXISTS (SELECT 1 FROM "{self.table}" WHERE {same});'
        )


def keys_of(connection: Any, table: str) -> tuple[Key, ...]:
    """What is unique in a table of SQLite: its key, and what its indexes say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT il.name, sql FROM pragma_index_list(%s) AS il JOIN sqlite_master AS m "
            "ON m.name = il.name WHERE il.[unique] ORDER BY il.name",
            [table],
        )
        indexes = cursor.fetchall()
        found = [Key(("id",))]
        for name, sql in indexes:
            cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [name])
            columns = tuple(column for (column,) in cursor.fetchall())
            if None in columns:
                raise NotImplementedError(f"{name}: a unique expression is not guarded")
            found.append(Key(columns, (sql or "").partition(" WHERE ")[2]))
    return tuple(found)


def columns_of(connection: Any, table: str) -> tuple[str, ...]:
    """The columns that a table has by now."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return tuple(column.name for column in found)


def create_function(cursor: Any) -> None:
    """PostgreSQL's function that refuses."""
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$${BODY}$$"
    )


def create(cursor: Any, vendor: str, triggers: Iterable[Trigger]) -> None:
    """Create them. On PostgreSQL they hold in a session that replays changes too, where the
    others rest; to alter a table, the checks that wait for the transaction's end come first."""
    if vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for trigger in triggers:
        cursor.execute(trigger.sql(vendor))
        if vendor == "postgresql":
            cursor.execute(
                f'ALTER TABLE "{trigger.table}" ENABLE ALWAYS TRIGGER "{trigger.name}"'
            )


def drop(cursor: Any, vendor: str, name: str, table: str) -> None:
    """Take one away."""
    on = "" if vendor == "sqlite" else f' ON "{table}"'
    cursor.execute(f'DROP TRIGGER "{name}"{on}')
