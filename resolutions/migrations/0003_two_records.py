"""The newest entry of the log is an item's version: it is found in an index."""

from django.db import migrations

from resolutions.migrations._field_history import LeaveFieldHistory

INDEX = "auditlog_logentry_of_item"


class Migration(migrations.Migration):
    dependencies = [
        ("auditlog", "0017_add_actor_email"),
        ("resolutions", "0002_searched_and_sorted"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {INDEX} "
            "ON auditlog_logentry (content_type_id, object_id, id)",
            f"DROP INDEX IF EXISTS {INDEX}",
        ),
        LeaveFieldHistory("HistoricalResolution"),
        LeaveFieldHistory("HistoricalTarget"),
    ]
