"""On PostgreSQL the application runs as a role that owns nothing: with the rights shipped in
``deploy/postgresql`` it does all its work, and can do nothing to what holds the history.

The tests as a whole run as the owner, since they migrate, empty tables and falsify history on
purpose; here every request runs as the application's role, on a connection of its own.
"""

import os
from io import StringIO
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from assignments.models import Assignment
from config.checks import history_is_kept
from documents import services
from documents.audit import append_only, rights
from documents.audit.refusals import FUNCTION
from documents.models import GuidanceWait, ImportBatch, PlannedDocument, StatusChange
from tests.conftest import make_roles
from tests.factories import DAY, AgencyFactory, PlannedDocumentFactory, UserFactory
from tests.samples import annex_of, one_of_each

GRANTS = Path(__file__).parents[1] / "deploy" / "postgresql" / "grants.sql"
ON_POSTGRES = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite knows no roles"
)
LOG = LogEntry._meta.db_table


def test_rights_shipped_are_those_that_the_code_says():
    out = StringIO()
    call_command("application_rights", stdout=out)

    assert GRANTS.read_text(encoding="utf-8") == out.getvalue()


def test_no_table_that_is_kept_may_be_rewritten_or_emptied():
    told = rights.rights()
    kept = [LOG, *(model._meta.db_table for model in append_only.CLOSING)]

    assert {told[table].split(" (")[0] for table in kept} == {
        "SELECT, INSERT",
        "SELECT, INSERT, UPDATE",
    }
    assert not any("TRUNCATE" in may or "TRIGGER" in may for may in told.values())


@pytest.fixture
def application(transactional_db):
    """From here on the test speaks to the database as the application does."""
    make_roles()
    one_of_each()
    role = f"app_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP ROLE IF EXISTS "{role}"')
        cursor.execute(f'CREATE ROLE "{role}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE')
        for statement in GRANTS.read_text(encoding="utf-8").splitlines():
            if not statement.startswith("--"):
                cursor.execute(statement.replace(rights.PLACE, f'"{role}"'))
    owner = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = role
    yield role
    connection.close()
    connection.settings_dict["USER"] = owner
    with connection.cursor() as cursor:
        cursor.execute(f'DROP OWNED BY "{role}"; DROP ROLE "{role}"')


@ON_POSTGRES
def test_the_application_does_its_work(application):
    """Sign in, plan, record events, wait, undo, take an annex over and back, read it all."""
    assert whoami() == application
    office = UserFactory(username="office", role="office")
    office.set_password("Mật khẩu rất dài 2026")
    office.save()
    site = Client()
    entered = site.post(
        "/accounts/login/", {"username": "office", "password": "Mật khẩu rất dài 2026"}
    )
    assert entered.status_code == 302

    document = PlannedDocumentFactory(
        planned_on=DAY, deadline_kind="day", due_on=DAY, lead_agency=AgencyFactory()
    )
    day = {"effective_on": "2021-12-14", "note": ""}
    steps = [
        site.post(f"/documents/{document.pk}/start_drafting/", day),
        site.post(
            f"/documents/{document.pk}/await_guidance/",
            {"effective_on": "2021-12-15", "expected": "Hướng dẫn", "note": ""},
        ),
        site.post(
            f"/documents/{document.pk}/resume/",
            {"effective_on": "2021-12-20", "received": "31-HD/BTCTW", "note": ""},
        ),
    ]
    assert [answer.status_code for answer in steps] == [302] * 3
    services.undo_last(document, by=office, now=timezone.now())
    document.refresh_from_db()
    assert document.status == "awaiting_guidance"
    assert document.changes.count() == 5
    services.complete_wait(
        document, seen=document.waits.get().pk, expected="Quy định", by=office
    )
    services.resume(document, effective_on=DAY.replace(day=20), received="31-HD", by=office)
    services.set_deadline(
        document,
        deadline_kind="day",
        due_on=DAY.replace(year=2022),
        reason="Gia hạn",
        effective_on=DAY.replace(day=21),
        by=office,
    )
    batch = annex_of(document.resolution)
    services.take_over(
        batch, on=timezone.localdate(), now=timezone.now(), by=office, skip_problems=True
    )
    services.take_back(
        ImportBatch.objects.get(pk=batch.pk), reason="Nhầm", now=timezone.now(), by=office
    )

    pages = ["/", "/documents/", f"/documents/{document.pk}/", "/my/", "/readyz"]
    assert {page: site.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    call_command("check_figures", stdout=StringIO())
    assert history_is_kept() == []
    assert GuidanceWait.objects.filter(document=document).count() >= 2
    assert Assignment.objects.exists()
    assert PlannedDocument.objects.exists()


def whoami():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def attacks():
    trigger = append_only.triggers(connection)[0]
    history = StatusChange._meta.db_table
    return [
        f"ALTER TABLE {trigger.table} DISABLE TRIGGER {trigger.name}",
        f"ALTER TABLE {trigger.table} DISABLE TRIGGER ALL",
        f"DROP TRIGGER {trigger.name} ON {trigger.table}",
        f"CREATE TRIGGER zz BEFORE UPDATE ON {history} EXECUTE FUNCTION {FUNCTION}()",
        f"CREATE RULE nothing AS ON DELETE TO {history} DO INSTEAD NOTHING",
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
        f"DROP FUNCTION {FUNCTION}() CASCADE",
        f"ALTER FUNCTION {FUNCTION}() RENAME TO other",
        "SET session_replication_role = replica",
        f"TRUNCATE {LOG}",
        f"TRUNCATE {history} CASCADE",
        f"DELETE FROM {LOG}",
        f"DELETE FROM {history}",
        f"UPDATE {LOG} SET object_repr = ''",
        f"UPDATE {history} SET note = ''",
        f"ALTER TABLE {history} DROP COLUMN note",
        f"DROP TABLE {LOG} CASCADE",
        f"LOCK TABLE {LOG} IN ACCESS EXCLUSIVE MODE",
        "CREATE TABLE public.other (id int)",
        "CREATE FUNCTION public.other() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE django_migrations SET name = ''",
        "SET ROLE postgres",
        "CREATE ROLE other",
    ]


@ON_POSTGRES
def test_the_application_can_do_nothing_to_what_holds_the_history(application):
    refused = {}

    for attack in attacks():
        with pytest.raises(ProgrammingError) as told, transaction.atomic():
            connection.cursor().execute(attack)
        refused[attack] = told.value.__cause__.pgcode

    # Not owner, or no right; nothing else is wrong with any of them.
    assert {attack: state for attack, state in refused.items() if state != "42501"} == {}
    assert append_only.unguarded() == []


@ON_POSTGRES
def test_a_role_that_owns_the_tables_is_told_so(transactional_db):
    (told,) = history_is_kept()

    assert told.id == "history.W002"
    assert "superuser" in told.msg


@ON_POSTGRES
def test_migrating_gives_the_application_its_rights(application, settings):
    settings.DATABASE_APP_ROLE = application
    connection.close()
    connection.settings_dict["USER"], app = os.environ.get("PGUSER", ""), application
    with connection.cursor() as cursor:
        cursor.execute(f'REVOKE ALL ON {LOG} FROM "{app}"')

    call_command("migrate", verbosity=0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, 'INSERT')", [app, LOG])
        assert cursor.fetchone() == (True,)
