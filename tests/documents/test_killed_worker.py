"""A worker that is killed in the middle of confirming or of changing many rows leaves nothing
half-saved, and the next one does it. The workers are processes of their own on a database of their own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from documents import services
from documents.status import DocumentStatus, Event
from tests.factories import AgencyFactory, PlannedDocumentFactory, UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[2]

# Confirms a report; with "stop" it waits where the history row has been written and nothing is
# committed yet, until somebody kills it.
WORKER = """
import json, sys, time
import django
django.setup()
from django.db.models.signals import post_save
from django.utils import timezone
from documents import services
from documents.models import Report, StatusChange
from resolutions.log import entries_of

what, pk = sys.argv[1], int(sys.argv[2])

def wait(**kwargs):
    print("written", flush=True)
    time.sleep(600)

if what == "stop":
    post_save.connect(wait, sender=StatusChange)
report = Report.objects.get(pk=pk)
if what != "look":
    services.confirm_report(report, by=None, now=timezone.now())
report = Report.objects.get(pk=pk)
document = report.document
print(json.dumps({
    "report": report.state,
    "status": document.status,
    "symbol": document.symbol,
    "events": list(document.changes.order_by("pk").values_list("event", flat=True)),
    "fields": entries_of(document).count(),
}))
"""


# Submits many documents at once; with "stop" it waits after the second row, not yet committed.
BULK_WORKER = """
import json, sys, time
import django
django.setup()
from datetime import date
from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.utils import timezone
from documents.models import PlannedDocument, StatusChange
from documents.services.bulk import BulkOperation, change_many

what = sys.argv[1]
written = []

def wait(**kwargs):
    written.append(1)
    if len(written) == 2:
        print("written", flush=True)
        time.sleep(600)

if what == "stop":
    post_save.connect(wait, sender=StatusChange)
documents = PlannedDocument.objects.order_by("pk")
if what != "look":
    change_many(
        documents,
        operation=BulkOperation.SUBMIT,
        reason="Họp giao ban",
        by=User.objects.get(pk=int(sys.argv[2])),
        now=timezone.now(),
        effective_on=date(2021, 12, 20),
    )
print(json.dumps({
    "statuses": list(documents.values_list("status", flat=True)),
    "changes": StatusChange.objects.count(),
}))
"""


def worker(database, what, thing, program=WORKER):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_URL": database,
    }
    return subprocess.Popen(
        [sys.executable, "-c", program, what, str(thing.pk)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told_by(process):
    answer, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(answer)


@pytest.fixture
def report():
    document = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)
    return services.submit_report(
        document,
        agency=AgencyFactory(),
        text="Đã ban hành",
        claimed_event=Event.ISSUE,
        claimed_on=date(2021, 12, 20),
        symbol="25-KH/TU",
        issuer_name="Tỉnh ủy",
        by=None,
        now=timezone.now(),
    )


@pytest.fixture
def database(report, tmp_path):
    """Where the workers find the report."""
    return shared_with_workers(tmp_path)


def shared_with_workers(tmp_path):
    """PostgreSQL's test database, or a copy in a file of SQLite's, which lies in the memory of
    this process."""
    if connection.vendor == "postgresql":
        server, _slash, _name = os.environ["TEST_DATABASE_URL"].rpartition("/")
        return f"{server}/{connection.settings_dict['NAME']}"
    path = tmp_path / "copy.sqlite3"
    copy = sqlite3.connect(path)
    connection.connection.backup(copy)
    copy.close()
    return f"sqlite:///{path}"


def test_worker_killed_in_the_middle_of_confirming_leaves_nothing_half_saved(database, report):
    before = told_by(worker(database, "look", report))

    killed = worker(database, "stop", report)
    assert killed.stdout.readline() == "written\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=30)

    assert killed.returncode == -signal.SIGKILL
    assert told_by(worker(database, "look", report)) == before
    assert (before["report"], before["status"], before["symbol"]) == (
        "submitted",
        "drafting",
        "",
    )

    after = told_by(worker(database, "confirm", report))

    assert (after["report"], after["status"], after["symbol"]) == (
        "confirmed",
        "issued",
        "25-KH/TU",
    )
    assert after["events"] == [*before["events"], "issue"]
    assert after["fields"] == before["fields"] + 1


def test_worker_killed_in_the_middle_of_a_bulk_change_leaves_every_row_as_it_was(tmp_path, db):
    PlannedDocumentFactory.create_batch(3, status=DocumentStatus.DRAFTING)
    by = UserFactory()
    database = shared_with_workers(tmp_path)
    before = told_by(worker(database, "look", by, BULK_WORKER))

    killed = worker(database, "stop", by, BULK_WORKER)
    assert killed.stdout.readline() == "written\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=30)

    assert told_by(worker(database, "look", by, BULK_WORKER)) == before
    assert before["statuses"] == ["drafting"] * 3

    after = told_by(worker(database, "change", by, BULK_WORKER))

    assert after == {"statuses": ["submitted"] * 3, "changes": before["changes"] + 3}
