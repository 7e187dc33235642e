"""What the application may do in PostgreSQL, when it is not the role that owns the tables.

The owner migrates. The application reads and writes; of the log it adds rows, of a typed
history it adds rows and closes them. It creates, alters, empties and drops nothing, so it
cannot switch off a trigger or replace what the trigger calls.
"""

from collections.abc import Iterator
from typing import Any

from auditlog.models import LogEntry
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.migrations.recorder import MigrationRecorder

from documents.audit.append_only import CLOSING
from documents.models import Seal

_ALL = "SELECT, INSERT, UPDATE, DELETE"
# psql fills the name in: -v app=…
PLACE = ':"app"'


def rights() -> dict[str, str]:
    """Each table with what the application may do to it."""
    told = {
        model._meta.db_table: _rights_to(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return {**told, MigrationRecorder.Migration._meta.db_table: "SELECT"}


def _rights_to(model: type[models.Model]) -> str:
    if model in (LogEntry, Seal):
        return "SELECT, INSERT"
    if model not in CLOSING:
        return _ALL
    columns = sorted(_column(model, name) for name in CLOSING[model])
    closing = ", ".join(f'"{column}"' for column in columns)
    return f"SELECT, INSERT, UPDATE ({closing})" if closing else "SELECT, INSERT"


def _column(model: type[models.Model], name: str) -> str:
    (found,) = (f.column for f in model._meta.local_concrete_fields if f.name == name)
    return str(found)


def statements(role: str = PLACE) -> Iterator[str]:
    """The SQL that gives a role these rights and no other. ``role`` is quoted."""
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield f"REVOKE ALL ON SCHEMA public FROM {role}"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
    for table, may in sorted(rights().items()):
        yield f'GRANT {may} ON "{table}" TO {role}'


def grant(using: str, role: str) -> None:
    """Give the application's role its rights, on the tables there are by now."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in statements(connection.ops.quote_name(role)):
            table = statement.partition(' ON "')[2].partition('"')[0]
            if not table or table in there:
                cursor.execute(statement)


def after_migrating(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``: new tables are the application's too."""
    if settings.DATABASE_APP_ROLE:
        grant(using, settings.DATABASE_APP_ROLE)


def powers(connection: Any) -> list[str]:
    """What the role of this connection could do to the guarded tables beyond that, in words."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, EXISTS (SELECT 1 FROM pg_class WHERE relname = %s "
            "AND pg_table_is_visible(oid) AND pg_has_role(current_user, relowner, 'MEMBER')) "
            "FROM pg_roles WHERE rolname = current_user",
            [LogEntry._meta.db_table],
        )
        is_super, is_owner = cursor.fetchone()
    told = ["là quản trị tối cao (superuser)"] if is_super else []
    return told + (["sở hữu các bảng nhật ký"] if is_owner and not is_super else [])
