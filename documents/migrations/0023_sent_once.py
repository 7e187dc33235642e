"""The token of a sending stands in ``resolutions.Sending``, for papers as for everything else."""

from importlib import import_module

from django.db import migrations

_papers = import_module("documents.migrations.0005_decided_papers_are_closed")


def close_again(apps, schema_editor):
    """SQLite rebuilt the tables, without their triggers."""
    if schema_editor.connection.vendor == "sqlite":
        _papers.open_again(apps, schema_editor)
        _papers.close(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("documents", "0022_seals_and_counts")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, close_again),
        migrations.RemoveField(model_name="extensionrequest", name="form_token"),
        migrations.RemoveField(model_name="report", name="form_token"),
        migrations.RunPython(close_again, migrations.RunPython.noop),
    ]
