"""A decided report or request is never changed again, and what was sent is never rewritten.

A constraint sees only the new row, so this takes a trigger on either engine. On SQLite a later
migration that rebuilds one of the tables drops its trigger: repeat ``close`` after it.
"""

from django.db import migrations

TABLES = {
    "documents_report": ("text", "claimed_event", "claimed_on", "agency_id", "document_id"),
    "documents_extensionrequest": ("text", "due_asked", "agency_id", "document_id"),
}


def close(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    if postgresql:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION documents_refuse_change() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'a decided paper is closed' "
            "USING ERRCODE = 'check_violation'; END; $$ LANGUAGE plpgsql"
        )
    for table, columns in TABLES.items():
        rewritten = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in columns)
        refuse = (
            "EXECUTE FUNCTION documents_refuse_change()"
            if postgresql
            else "BEGIN SELECT RAISE(ABORT, 'a decided paper is closed'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_closed BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN (OLD.state <> 'submitted' OR {rewritten}) {refuse}"
        )


def open_again(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        on = f" ON {table}" if postgresql else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_closed{on}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS documents_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_reports_and_extension_requests")]

    operations = [migrations.RunPython(close, open_again, elidable=False)]
