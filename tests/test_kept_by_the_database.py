"""What holds the log and the histories is looked after: no row is replaced by another, and a
refusal that is missing, switched off or altered is named, and put back by ``migrate``."""

from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from config.checks import history_is_kept
from documents import services
from documents.audit import append_only
from documents.audit.refusals import FUNCTION, keys_of
from documents.models import StatusChange
from tests.factories import DAY, PlannedDocumentFactory
from tests.samples import one_of_each

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone replaces")
ON_POSTGRES = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own")
LOG = LogEntry._meta.db_table
GUARDED = [LOG, *(model._meta.db_table for model in append_only.CLOSING)]


def execute(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY id')
        return cursor.fetchall()


def columns_of(table):
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return ", ".join(f'"{column.name}"' for column in found)


# --- no row takes the place of another ------------------------------------------------------


@ON_SQLITE
def test_no_row_is_replaced_by_its_number():
    one_of_each()
    before = {table: rows_of(table) for table in GUARDED}
    assert all(before.values())

    for table in GUARDED:
        for insert in ("INSERT OR REPLACE", "REPLACE"):
            with pytest.raises(IntegrityError, match="append-only"):
                execute(f'{insert} INTO "{table}" SELECT * FROM "{table}" LIMIT 1')
        with pytest.raises(IntegrityError, match="append-only"):
            execute(
                f'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE true LIMIT 1 '
                "ON CONFLICT (id) DO UPDATE SET id = excluded.id"
            )

    assert {table: rows_of(table) for table in GUARDED} == before


@ON_SQLITE
def test_no_row_is_replaced_by_what_else_is_unique_of_it():
    one_of_each()
    before = {table: rows_of(table) for table in GUARDED}
    tried = 0

    for table in GUARDED:
        rest = columns_of(table).removeprefix('"id", ')
        for key in keys_of(connection, table)[1:]:
            where = key.condition or " AND ".join(f'"{c}" IS NOT NULL' for c in key.columns)
            found = f'SELECT {rest} FROM "{table}" WHERE {where} LIMIT 1'
            if rows := connection.cursor().execute(found).fetchall():
                tried += len(rows)
                with pytest.raises(IntegrityError, match="append-only"):
                    execute(f'INSERT OR REPLACE INTO "{table}" ({rest}) {found}')

    assert tried >= 5
    assert {table: rows_of(table) for table in GUARDED} == before


@ON_SQLITE
def test_closing_a_row_again_does_not_replace_the_one_in_force():
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=None)
    table = StatusChange._meta.db_table
    before = rows_of(table)

    with pytest.raises(IntegrityError, match="append-only"):
        execute(f"UPDATE OR REPLACE {table} SET superseded_on = '9999-12-31'")

    assert rows_of(table) == before


@ON_SQLITE
def test_switching_recursive_triggers_on_or_off_changes_nothing():
    one_of_each()

    for value in ("ON", "OFF"):
        connection.cursor().execute(f"PRAGMA recursive_triggers = {value}")
        with pytest.raises(IntegrityError, match="append-only"):
            execute(f"INSERT OR REPLACE INTO {LOG} SELECT * FROM {LOG}")


# --- what is missing or altered is named ----------------------------------------------------


def name_of(act, table=LOG):
    (one,) = [t for t in append_only.triggers(connection) if (t.table, t.act) == (table, act)]
    return one.name


def drop():
    on = f" ON {LOG}" if connection.vendor == "postgresql" else ""
    execute(f"DROP TRIGGER {name_of('DELETE')}{on}")


def hollow_out():
    """The same name on the same table, and it refuses nothing."""
    name = name_of("DELETE")
    drop()
    if connection.vendor == "sqlite":
        execute(f"CREATE TRIGGER {name} BEFORE DELETE ON {LOG} WHEN 0 BEGIN SELECT 1; END")
    else:
        execute(
            f"CREATE TRIGGER {name} BEFORE DELETE ON {LOG} FOR EACH ROW WHEN (false) "
            f"EXECUTE FUNCTION {FUNCTION}()"
        )
        execute(f"ALTER TABLE {LOG} ENABLE ALWAYS TRIGGER {name}")


def add_another():
    if connection.vendor == "sqlite":
        execute(f"CREATE TRIGGER zz AFTER INSERT ON {LOG} BEGIN SELECT 1; END")
    else:
        execute(f"CREATE TRIGGER zz BEFORE INSERT ON {LOG} EXECUTE FUNCTION {FUNCTION}()")


def switch_off():
    execute(f"ALTER TABLE {LOG} DISABLE TRIGGER {name_of('DELETE')}")


def let_replicas_pass():
    execute(f"ALTER TABLE {LOG} ENABLE TRIGGER {name_of('DELETE')}")


def empty_the_function():
    execute(
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN OLD; END $$"
    )


def add_a_rule():
    execute(f"CREATE RULE nothing AS ON DELETE TO {LOG} DO INSTEAD NOTHING")


DAMAGE = [
    (drop, "thiếu trigger"),
    (hollow_out, "nội dung trigger đã bị sửa"),
    pytest.param(switch_off, "trigger bị tắt", marks=ON_POSTGRES),
    pytest.param(let_replicas_pass, "trigger có thể bị bỏ qua", marks=ON_POSTGRES),
    pytest.param(empty_the_function, f"nội dung hàm {FUNCTION} đã bị sửa", marks=ON_POSTGRES),
]


@pytest.mark.parametrize(
    ("damage", "told"), DAMAGE, ids=lambda value: getattr(value, "__name__", "")
)
def test_damage_is_named_everywhere_and_put_right_by_migrating(client, damage, told):
    assert history_is_kept() == [] or connection.vendor == "postgresql"
    assert client.get("/readyz").status_code == 200

    damage()

    assert any(told in str(fault) and LOG in str(fault) for fault in append_only.unguarded())
    assert any(told in message.msg for message in history_is_kept())
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json() == {"status": "history is not protected"}
    with pytest.raises(CommandError):
        call_command("check_figures", stdout=StringIO())

    out = StringIO()
    call_command("migrate", stdout=out, verbosity=1)

    assert told in out.getvalue()
    assert append_only.unguarded() == []
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (add_another, "có trigger lạ “zz”"),
        pytest.param(add_a_rule, "có quy tắc lạ “nothing”", marks=ON_POSTGRES),
    ],
    ids=["trigger", "rule"],
)
def test_migrating_fails_while_something_of_others_stands_in_the_way(damage, told):
    damage()

    with pytest.raises(CommandError, match=told):
        call_command("migrate", stdout=StringIO())


def test_a_whole_database_is_quiet():
    out = StringIO()

    call_command("migrate", stdout=out, verbosity=1)

    assert append_only.unguarded() == []
    assert "Bảo vệ" not in out.getvalue()
