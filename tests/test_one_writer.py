"""While a large annex is taken over nobody meets an error: on SQLite, which has one writer, whoever
reads goes on and whoever writes is told within two seconds to try again; on PostgreSQL all go on.

The taking over, and the person who meets it, are processes of their own on one database."""

import json

import pytest
from django.db import connection

from tests.documents.test_killed_worker import shared_with_workers, told_by, worker
from tests.factories import DAY, PlannedDocumentFactory, UserFactory
from tests.samples import annex_of

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]
PASSWORD = "Mật khẩu rất dài 2026"

# Takes the annex over up to the middle, and goes on when a line comes in.
IMPORTER = """
import json, sys
import django
django.setup()
from django.contrib.auth.models import User
from django.utils import timezone
from documents import services
from documents.models import ImportBatch

steps = services.taking_over(
    ImportBatch.objects.get(), on=timezone.localdate(), now=timezone.now(),
    by=User.objects.get(pk=int(sys.argv[2])), skip_problems=True,
)
for done, total in steps:
    if done == total // 2:
        print("writing", flush=True)
        sys.stdin.readline()
print(json.dumps(ImportBatch.objects.get().state))
"""

# A person who comes meanwhile, already signed in in one browser; and again when it is over.
PERSON = """
import json, sys, time
import django
django.setup()
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from documents.models import ImportBatch, PlannedDocument
from config.signing_in import gates
gates.WRITE_EVERY = -1  # each page notes its use
PASSWORD = "Mật khẩu rất dài 2026"

office = User.objects.get(pk=int(sys.argv[2]))
inside, outside = (Client(raise_request_exception=False) for _n in range(2))
inside.force_login(office)
row = f"/api/v1/documents/{PlannedDocument.objects.get().pk}/"
version = inside.get(row)["ETag"]
print("inside", flush=True)
sys.stdin.readline()

def asked(ask, *sent, **how):
    connection.close()  # as after each request; the next is opened for this one
    begun = time.monotonic()
    answer = ask(*sent, **how)
    text = answer.getvalue().decode() if answer.streaming else answer.text
    if answer.status_code == 503 and answer["Content-Type"] == "application/json":
        text = answer.json()["detail"]
    return {
        "status": answer.status_code,
        "seconds": time.monotonic() - begun,
        "again": answer.get("Retry-After"),
        "text": text,
    }

def all_of_it():
    annex = ImportBatch.objects.get()
    return {
        "read": asked(inside.get, "/"),
        "search": asked(inside.get, "/documents/?q=viec"),
        "not there": asked(inside.get, "/documents/999999/"),
        "api": asked(inside.get, "/api/v1/documents/"),
        "sign in": asked(
            outside.post, "/accounts/login/", {"username": "office", "password": PASSWORD}
        ),
        "wrong": asked(outside.post, "/accounts/login/", {"username": "office", "password": "x"}),
        "save": asked(inside.post, "/compare/meetings/", {"on": "2021-12-13", "name": "Họp"}),
        "api save": asked(
            inside.post, f"{row}start_drafting/", {}, content_type="application/json",
            headers={"if-match": version},
        ),
        "another": asked(inside.post, annex.get_absolute_url(), {"do": "take"}),
    }

print(json.dumps(all_of_it()), flush=True)
sys.stdin.readline()
print(json.dumps(asked(
    outside.post, "/accounts/login/", {"username": "office", "password": PASSWORD}
)["status"]))
"""


@pytest.fixture
def office(roles):
    office = UserFactory(username="office", role="office")
    office.set_password(PASSWORD)
    office.save()
    return office


def say(process):
    process.stdin.write("\n")
    process.stdin.flush()


def test_nobody_meets_an_error_while_a_large_annex_is_taken_over(office, tmp_path):
    annex_of(PlannedDocumentFactory(planned_on=DAY).resolution, rows=60)
    database = shared_with_workers(tmp_path)
    person = worker(database, "meet", office, PERSON)
    assert person.stdout.readline() == "inside\n"
    importer = worker(database, "take", office, IMPORTER)
    assert importer.stdout.readline() == "writing\n"

    say(person)
    met = json.loads(person.stdout.readline())
    say(importer)
    told_by(importer)
    say(person)
    after = told_by(person)

    status = {what: answer["status"] for what, answer in met.items()}
    reads = {"read": 200, "search": 200, "not there": 404, "api": 200}
    assert {what: status[what] for what in reads} == reads
    assert after == 302
    writes = ("sign in", "wrong", "save", "api save")
    if connection.vendor == "postgresql":
        assert [status[what] for what in writes] == [302, 200, 302, 200]
        return
    assert [status[what] for what in writes] == [503] * 4
    assert {met[what]["again"] for what in writes} == {"30"}
    assert all(
        "Đang nhập nhiều dữ liệu, hãy thử lại sau" in met[what]["text"] for what in writes
    )
    # Two seconds, on a machine that has other work too; it was over 20.
    assert max(answer["seconds"] for answer in met.values()) < 10
    assert status["another"] in (200, 503)
    assert "thử lại" in met["another"]["text"]
