"""The demonstration, loaded once by a test process for each choice of its parts; after that its
rows are written again as they were read, which takes a twentieth of the time.

For tests that need the demonstration to be there. What tests the loading itself loads it.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

# In every database from its beginning.
_THERE = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
}
_kept: dict[Any, list["_Table"]] = {}


@dataclass(frozen=True)
class _Table:
    name: str
    columns: list[str]
    rows: list[tuple[Any, ...]]


def load(**options: Any) -> None:
    """What the command ``load_demo`` does with these options, in a database without rows."""
    # The rows name kinds and roles by their numbers.
    asked = (
        tuple(sorted(options.items())),
        tuple(ContentType.objects.order_by("pk").values_list("pk", "app_label", "model")),
        tuple(Group.objects.order_by("pk").values_list("pk", "name")),
    )
    empty = not any(table.rows for table in _read())
    if asked in _kept and empty:
        _write(_kept[asked])
    else:
        call_command("load_demo", verbosity=0, **options)
        if empty:
            _kept[asked] = _read()


def _read() -> list[_Table]:
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.django_table_names(only_existing=True):
            if name not in _THERE:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
                columns = [column[0] for column in cursor.description]
                found.append(_Table(name, columns, cursor.fetchall()))
    return found


def _write(tables: list[_Table]) -> None:
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            columns = ", ".join(map(quote, table.columns))
            places = ", ".join(["%s"] * len(table.columns))
            cursor.executemany(
                f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({places})", table.rows
            )
        models = connection.introspection.installed_models([table.name for table in tables])
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
