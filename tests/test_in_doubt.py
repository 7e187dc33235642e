"""The database is told to commit and its answer does not come, or two send the same at once:
with real connections, whatever is said is true."""

import html
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.test import Client
from django.utils.translation import gettext

from assignments.models import Task
from assignments.models.agency import Position
from assignments.roles import Role
from documents.files import all_stored
from documents.models import Attachment, Instruction
from resolutions.models import Narrative, Sending
from resolutions.once import Attempt, digest
from tests.conftest import make_roles
from tests.factories import (
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    UserFactory,
    pdf_file,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite in memory serves one connection"
    ),
]
TOKEN = "a" * 32


@pytest.fixture
def clerk(transactional_db):
    make_roles()
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(role=Role.OFFICE))
    client.get("/my/")  # what the session notes of its first use is behind us
    return client


def narrative(resolution):
    sent = {"on": "30/06/2022", "subject": "progress", "text": "Đạt kết quả.", "sending": TOKEN}
    return f"/resolutions/{resolution.pk}/narratives/new/", sent


def file_of(document):
    return f"/files/add/document/{document.pk}/", {"file": pdf_file(), "sending": TOKEN}


def shown(answer):
    return html.unescape(answer.text)


def sql(text, *params):
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchall() if cursor.description else None


# --- twice at once ---------------------------------------------------------------------------


def at_once(*calls):
    """Run the calls in threads that start together, each on a connection of its own."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=10)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def same_browser(client):
    twin = Client()
    twin.cookies = client.cookies
    return twin


def test_a_form_sent_twice_at_once_is_one_and_both_lead_to_it(clerk):
    resolution = ResolutionFactory()
    document, member = PlannedDocumentFactory(resolution=resolution), PersonFactory()
    OfficeFactory(person=member, position=Position.BOARD_MEMBER)
    about = f"/instructions/add/document/{document.pk}/"
    said = {
        "author": member.pk,
        "text": "Trình sớm.",
        "agency": AgencyFactory().pk,
        "given_on": "13/12/2021",
        "sending": TOKEN,
    }
    browsers = clerk, same_browser(clerk)

    told = at_once(*(lambda c=c: c.post(*narrative(resolution)) for c in browsers))
    instructed = at_once(*(lambda c=c: c.post(about, said) for c in browsers))
    kept = at_once(*(lambda c=c: c.post(*file_of(document)) for c in browsers))

    for answers in (told, instructed, kept):
        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0]["Location"] == answers[1]["Location"]
    assert Narrative.objects.count() == Instruction.objects.count() == 1
    assert Attachment.objects.count() == 1
    assert set(all_stored()) >= {Attachment.objects.get().place}


def test_a_request_of_the_api_sent_twice_at_once_writes_once(clerk):
    sent = {
        "resolution": ResolutionFactory().pk,
        "text": "Rà soát",
        "lead": AgencyFactory().pk,
        "deadline_kind": "none",
    }
    browsers = clerk, same_browser(clerk)

    def make(client):
        headers = {"idempotency-key": "k1"}
        return client.post("/api/v1/tasks/", sent, "application/json", headers=headers)

    answers = at_once(*(lambda c=c: make(c) for c in browsers))

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Task.objects.count() == 1


def test_the_second_does_not_wait_for_ever_for_the_first(clerk, monkeypatch):
    monkeypatch.setattr("resolutions.once._PATIENCE", 0.2)
    resolution = ResolutionFactory()
    user = User.objects.get()
    claimed, done = Event(), Event()

    def first():
        try:
            with Attempt().transaction() as attempt:
                key = digest(TOKEN, narrative(resolution)[0])
                attempt.claim(user=user, key=key, content="")
                claimed.set()
                done.wait(30)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        assert claimed.wait(10)
        second = clerk.post(*narrative(resolution))
        done.set()
        running.result()

    assert second.status_code == 409
    assert gettext("This form is being recorded") in shown(second)
    assert not Narrative.objects.exists()


# --- a COMMIT without an answer --------------------------------------------------------------


@contextmanager
def no_standby_answers():
    """The server confirms no COMMIT of whoever asks for it before a standby that does not
    exist has it too. The other connections of the tests do not ask."""
    sql("ALTER SYSTEM SET synchronous_standby_names = 'nowhere'")
    sql("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        sql("ALTER SYSTEM RESET synchronous_standby_names")
        sql("SELECT pg_reload_conf()")


def at_commit(client, request, act, *, before=lambda: None):
    """Send a form; while its COMMIT waits for the standby, do ``act`` to its connection. Once
    that is open, and nobody waits yet, comes what is to happen ``before``."""
    connected, ready = Event(), Event()

    def send():
        try:
            sql("SET synchronous_commit = on")
            connected.set()
            assert ready.wait(30)
            return client.post(*request)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(send)
        assert connected.wait(30)
        before()
        with no_standby_answers():
            ready.set()
            end_what_waits(act, answer)
        return answer.result(timeout=30)


def end_what_waits(act, answer):
    until = time.monotonic() + 30
    while not answer.done() and time.monotonic() < until:
        waiting = sql(
            f"SELECT {act}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' "
            "AND datname = current_database()"
        )
        if waiting:
            return
        time.sleep(0.02)
    raise AssertionError("no COMMIT waits")


def test_a_cancelled_commit_is_told_as_what_it_is_recorded(clerk):
    resolution = ResolutionFactory()

    answer = at_commit(clerk, narrative(resolution), "pg_cancel_backend")

    assert (answer.status_code, Narrative.objects.count()) == (302, 1)


def test_a_connection_ended_at_commit_is_looked_up_and_told_as_recorded(clerk):
    resolution = ResolutionFactory()

    answer = at_commit(clerk, narrative(resolution), "pg_terminate_backend")
    page = clerk.get(answer["Location"])

    assert (answer.status_code, Narrative.objects.count()) == (302, 1)
    assert gettext("The database did not answer at once. It was looked up: recorded.") in shown(
        page
    )


def test_a_file_whose_commit_was_in_doubt_and_is_recorded_stays(clerk):
    document = PlannedDocumentFactory()

    answer = at_commit(clerk, file_of(document), "pg_terminate_backend")

    assert answer.status_code == 302
    kept = Attachment.objects.get()
    assert kept.place in set(all_stored())
    assert clerk.get(f"/files/{kept.pk}/").status_code == 200


@pytest.fixture
def ended_before_its_commit(transactional_db):
    """Each connection that has written a token is ended by the server when it wants to commit,
    before anything is saved."""
    sql(
        "CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
    )
    sql(
        "CREATE CONSTRAINT TRIGGER end_it AFTER INSERT ON resolutions_sending "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_it()"
    )
    yield
    sql("DROP FUNCTION end_it() CASCADE")


def test_a_connection_ended_before_its_commit_is_told_as_not_recorded(
    clerk, ended_before_its_commit
):
    document, there = PlannedDocumentFactory(), set(all_stored())

    page = clerk.post(*narrative(document.resolution))
    file = clerk.post(*file_of(document))

    for answer in (page, file):
        assert answer.status_code == 503
        assert "chưa ghi" in shown(answer)
    assert not Narrative.objects.exists()
    assert not Attachment.objects.exists()
    assert not Sending.objects.exists()
    assert set(all_stored()) == there


def test_what_nobody_can_look_up_may_have_been_saved(clerk):
    document, there = PlannedDocumentFactory(), set(all_stored())
    doors = "UPDATE pg_database SET datallowconn = %s WHERE datname = current_database()"

    try:
        told = at_commit(
            clerk,
            file_of(document),
            "pg_terminate_backend",
            before=lambda: sql(doors, False),
        )
    finally:
        sql(doors, True)

    assert told.status_code in (500, 503)
    assert "có thể đã lưu" in shown(told)
    assert Attachment.objects.get().place in set(all_stored()) - there


def test_a_commit_of_what_bears_no_token_is_in_doubt_and_said_so(clerk):
    resolution = ResolutionFactory()
    address, sent = narrative(resolution)
    del sent["sending"]

    answer = at_commit(clerk, (address, sent), "pg_terminate_backend")

    assert (answer.status_code, Narrative.objects.count()) == (503, 1)
    assert "có thể đã lưu" in shown(answer)
    assert f'href="{address}"' in answer.text


def test_the_api_says_what_is_known_of_a_lost_commit(clerk, ended_before_its_commit):
    sent = {"resolution": ResolutionFactory().pk, "text": "Rà soát", "lead": AgencyFactory().pk}

    answer = clerk.post(
        "/api/v1/tasks/",
        sent | {"deadline_kind": "none"},
        "application/json",
        headers={"idempotency-key": "k1"},
    )

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "chưa ghi" in answer.json()["detail"]
    assert not Task.objects.exists()
