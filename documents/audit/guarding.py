"""Do the refusals stand? What is missing, switched off or altered is named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from documents.audit.refusals import BODY, FUNCTION, PREFIX, Trigger

_CAST = re.compile(r"::(character varying|[a-z]+)(\(\d+\))?")
_BRACKET = re.compile(r"[()]")
_SCHEMA = re.compile(r"\b(on|function) (?!distinct\b)\w+\.")
_ALWAYS = "A"  # of PostgreSQL's tgenabled: whatever the session says of itself


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it should be: of which table, of which act, and what."""

    table: str
    act: str
    what: str
    trigger: str = ""

    def __str__(self) -> str:
        return f"bảng {self.table}, lệnh {self.act}: {self.what}"


def standing(connection: Any) -> dict[str, str]:
    """The refusals there are: name to table."""
    return {name: row[0] for name, row in _found(connection).items() if name.startswith(PREFIX)}


def faults(connection: Any, wanted: Sequence[Trigger]) -> list[Fault]:
    """Every fault found of the refusals there should be, and what else stands on the tables
    that they guard."""
    found = _found(connection)
    tables = {trigger.table for trigger in wanted}
    expected = {trigger.name: trigger for trigger in wanted}
    wrong = []
    for name, trigger in expected.items():
        if name not in found:
            wrong.append(Fault(trigger.table, trigger.act, "thiếu trigger", name))
        elif what := _amiss(connection.vendor, trigger, found[name]):
            wrong.append(Fault(trigger.table, trigger.act, what, name))
    for name, row in found.items():
        if name not in expected and row[0] in tables:
            wrong.append(Fault(row[0], "?", f"có trigger lạ “{name}”", name))
    if connection.vendor == "postgresql":
        wrong += _rules(connection, tables)
    return wrong


def _found(connection: Any) -> dict[str, tuple[str, ...]]:
    """The triggers there are, by name: their table, and what they are."""
    if connection.vendor == "sqlite":
        asked = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        asked = (
            "SELECT tgname, relname, pg_get_triggerdef(pg_trigger.oid), tgenabled::text, "
            "prosrc, proname, lanname, prosecdef::text "
            "FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "JOIN pg_proc ON pg_proc.oid = tgfoid "
            "JOIN pg_language ON pg_language.oid = prolang "
            "WHERE NOT tgisinternal AND pg_table_is_visible(pg_class.oid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {name: tuple(row) for name, *row in cursor.fetchall()}


def _amiss(vendor: str, trigger: Trigger, row: tuple[str, ...]) -> str:
    """What is wrong with a trigger of the right name; empty when nothing is."""
    wanted = trigger.sql(vendor)
    if vendor == "sqlite":
        table, sql = row
        same = table == trigger.table and sql == wanted
        return "" if same else "nội dung trigger đã bị sửa"
    table, definition, enabled, body, name, language, is_definer = row
    if enabled != _ALWAYS:
        return "trigger bị tắt" if enabled == "D" else "trigger có thể bị bỏ qua"
    if table != trigger.table or _plain(definition) != _plain(wanted):
        return "nội dung trigger đã bị sửa"
    if (name, body, language, is_definer) != (FUNCTION, BODY, "plpgsql", "false"):
        return f"nội dung hàm {FUNCTION} đã bị sửa"
    return ""


def _plain(definition: str) -> str:
    """A definition without what PostgreSQL adds when it tells it: casts, brackets, the schema
    of the table and of the function."""
    told = _BRACKET.sub(" ", _CAST.sub("", definition.lower()).replace('"', ""))
    told = _SCHEMA.sub(r"\1 ", " ".join(told.split()))
    return " ".join(told.split())


def _rules(connection: Any, tables: set[str]) -> Iterator[Fault]:
    """Rules, which would do something else instead of what is asked, without any trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, rulename FROM pg_rules")
        for table, name in cursor.fetchall():
            if table in tables:
                yield Fault(table, "?", f"có quy tắc lạ “{name}”")
