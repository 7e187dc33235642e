"""Field history went over into the log (ADR 0024): its models go, its rows stay."""

from typing import Any

from django.db import migrations


class LeaveFieldHistory(migrations.DeleteModel):
    """Forget the model of a field history; its table goes only when nothing is in it."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.name)
        using = schema_editor.connection.alias
        if not model._default_manager.using(using).exists():
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        connection = schema_editor.connection
        table = to_state.apps.get_model(app_label, self.name)._meta.db_table
        if table not in connection.introspection.table_names():
            super().database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Leave the field history {self.name}"
