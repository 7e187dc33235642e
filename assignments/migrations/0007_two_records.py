"""Field history went over into the log (ADR 0024)."""

from django.db import migrations

from resolutions.migrations._field_history import LeaveFieldHistory


class Migration(migrations.Migration):
    dependencies = [
        ("assignments", "0006_api_tokens"),
        ("resolutions", "0003_two_records"),
    ]

    operations = [
        LeaveFieldHistory("HistoricalAgency"),
        LeaveFieldHistory("HistoricalPerson"),
        LeaveFieldHistory("HistoricalTask"),
    ]
