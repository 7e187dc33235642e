"""What undo and taking back read in the field history is kept where they read it now (ADR 0024)."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import Max
from django.utils import timezone

from resolutions.migrations._field_history import LeaveFieldHistory

STATE = (
    *("status", "symbol", "issued_on", "issuer_name", "evidence_url", "evidence_note"),
    *("evidence_gap", "integrated_into_id", "integrated_into_text"),
)
DEADLINE = ("deadline_kind", "due_on", "deadline_text", "deadline_days")
KEPT = {
    "task": (
        ("assignments", "task"),
        ("code", "text", "expected_product", "upper_codes", *DEADLINE),
    ),
    "document": (
        ("documents", "planneddocument"),
        (
            *("title", "code", "kind", "note"),
            *("lead_agency_id", "signing_body_id", "board_member_id", *DEADLINE),
        ),
    ),
}


def _as_json(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    told = {name: model._meta.get_field(name).to_python(v) for name, v in values.items()}
    return {
        name: value if value is None or isinstance(value, (bool, int, str)) else str(value)
        for name, value in told.items()
    }


def fill_what_events_replaced(apps: Any, schema_editor: Any) -> None:
    """Of the changes of status that may still be undone."""
    using = schema_editor.connection.alias
    history = apps.get_model("documents", "HistoricalPlannedDocument").objects.using(using)
    document = apps.get_model("documents", "PlannedDocument")
    changes = apps.get_model("documents", "StatusChange").objects.using(using)
    recent = timezone.now() - timedelta(days=1, minutes=settings.UNDO_MINUTES)
    last = changes.values("document").annotate(last=Max("pk")).values("last")
    for change in changes.filter(pk__in=last, recorded_at__gte=recent).exclude(
        event__in=("plan", "undo")
    ):
        until = history.filter(id=change.document_id, history_date__lte=change.recorded_at)
        for before in until.order_by("-history_id")[1:].values(*STATE):
            if before["status"] == change.old:
                change.replaced = _as_json(document, before)
                change.save(update_fields=["replaced"])
                break


def fill_what_annexes_changed(apps: Any, schema_editor: Any) -> None:
    """Of the annexes that may still be taken back: what each thing was, by value, and its mark,
    by the newest entry of the log; a thing that was touched since stays touched."""
    using = schema_editor.connection.alias
    batches = apps.get_model("documents", "ImportBatch").objects.using(using)
    for batch in batches.filter(state="applied"):
        for row in batch.outcome:
            for name in KEPT:
                if name in row:
                    _carry_over(apps, schema_editor, name, row[name])
        batch.save(update_fields=["outcome"])


def _carry_over(apps: Any, schema_editor: Any, name: str, told: dict[str, Any]) -> None:
    connection = schema_editor.connection
    label, fields = KEPT[name]
    # The models of the tasks' history may be gone by now; a table that holds a row is there.
    table = f"{label[0]}_historical{label[1]}"
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT max(history_id) FROM {table} WHERE id = %s", [told["id"]])
        is_untouched = told["mark"][0] == (cursor.fetchone()[0] or 0)
        if "version" in told["before"]:
            version = told["before"].pop("version")
            columns = ", ".join(fields)
            cursor.execute(f"SELECT {columns} FROM {table} WHERE history_id = %s", [version])
            found = dict(zip(fields, cursor.fetchone(), strict=True))
            told["before"]["values"] = _as_json(apps.get_model(*label), found)
    entries = apps.get_model("auditlog", "LogEntry").objects.using(connection.alias)
    kind = {"content_type__app_label": label[0], "content_type__model": label[1]}
    newest = entries.filter(**kind, object_id=told["id"]).aggregate(last=Max("pk"))["last"]
    told["mark"][0] = (newest or 0) if is_untouched else -1


class Migration(migrations.Migration):
    dependencies = [
        ("auditlog", "0017_add_actor_email"),
        ("assignments", "0006_api_tokens"),
        ("documents", "0011_annexes_taken_over"),
        ("resolutions", "0003_two_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="statuschange",
            name="replaced",
            field=models.JSONField(editable=False, null=True, verbose_name="what it replaced"),
        ),
        migrations.RunPython(fill_what_events_replaced, migrations.RunPython.noop),
        migrations.RunPython(fill_what_annexes_changed, migrations.RunPython.noop),
        LeaveFieldHistory("HistoricalPlannedDocument"),
    ]
