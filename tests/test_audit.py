"""The audit log: who did what, when, from where, before and after; never changed again."""

import re

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from assignments.roles import Role
from config.rest import Throttle
from config.signing_in.marks import client_address
from documents import services
from documents.audit import append_only
from documents.audit.context import remote_address
from documents.audit.guarding import standing
from documents.audit.registry import APPS, EXCLUDED, SHADOWS
from documents.models import PlannedDocument
from documents.status import DocumentStatus
from tests.factories import (
    DAY,
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    TaskFactory,
    UserFactory,
)
from tests.samples import one_of_each

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

EVENTS = LogEntry.Action.ACCESS


def of(row):
    """The entries about one row, latest first."""
    return LogEntry.objects.get_for_object(row).order_by("-pk")


def told(entry):
    return entry.additional_data["event"]


# --- what is logged --------------------------------------------------------------------------


def test_every_model_is_logged_or_left_out_with_a_reason():
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]

    left_out = {model._meta.label for model in [*models, User] if not auditlog.contains(model)}

    assert left_out == set(EXCLUDED)
    assert all(reason.strip() for reason in EXCLUDED.values())


def test_every_field_is_logged_but_the_shadows_of_others():
    left_out = {
        f"{model._meta.label}.{field.name}"
        for model in auditlog.get_models()
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.name not in auditlog.get_model_fields(model)["include_fields"]
        and field.name not in auditlog._registry[model]["m2m_fields"]
    }

    # Of an annex its cells in one piece, and what was said of them, which it keeps itself; of an
    # event what it replaced and set; the rows that were made and changed are logged.
    annex = ("cells", "mapping", "edits", "left_out", "looked_through", "outcome")
    assert {name for name in left_out if name.rpartition(".")[2] not in SHADOWS} == {
        "auth.User.last_login",
        "assignments.ApiToken.digest",
        "assignments.ApiToken.seal",
        *(f"documents.ImportBatch.{name}" for name in annex),
        "documents.StatusChange.replaced",
        "documents.StatusChange.facts",
    }


def test_a_change_is_logged_with_before_and_after_actor_address_and_request(client, office):
    document = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)
    client.force_login(office)

    response = client.post(
        f"/documents/{document.pk}/submit/",
        {"effective_on": "2021-12-14", "note": ""},
        REMOTE_ADDR="203.0.113.7",
    )

    entry = of(document).first()
    assert entry.changes["status"] == ["drafting", "submitted"]
    assert (entry.action, entry.actor, entry.remote_addr, entry.cid) == (
        LogEntry.Action.UPDATE,
        office,
        "203.0.113.7",
        response["X-Request-ID"],
    )
    assert not {"search_text", "sort_key"} & set(entry.changes)


def test_a_bulk_action_bears_one_id(client, office):
    rows = [PlannedDocumentFactory(status=DocumentStatus.DRAFTING) for _n in range(3)]
    client.force_login(office)
    sent = {
        "scope": "picked",
        "pk": [row.pk for row in rows],
        "operation": "withdraw",
        "effective_on": "2021-12-14",
        "reason": "Theo kết luận giao ban",
        "step": "apply",
    }

    response = client.post("/documents/bulk/", sent)

    written = [of(row).first() for row in rows]
    assert {entry.cid for entry in written} == {response["X-Request-ID"]}
    assert [entry.changes["status"][1] for entry in written] == ["withdrawn"] * 3


def test_two_requests_bear_two_ids_that_the_caller_does_not_choose(client, office):
    client.force_login(office)

    ids = {
        client.get("/healthz", headers={"X-Request-ID": "mine", "X-Correlation-ID": "mine"})[
            "X-Request-ID"
        ]
        for _n in range(2)
    }

    assert len(ids) == 2
    assert "mine" not in ids


def test_what_is_done_without_a_request_says_by_which_program(office):
    document = PlannedDocumentFactory()

    entry = of(document).first()

    assert (entry.actor, entry.remote_addr) == (None, None)
    assert entry.additional_data["command"]
    assert len(entry.cid) == 32


def test_the_end_of_a_wait_and_a_link_to_a_task_are_logged(office):
    document = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=office)
    services.resume(document, effective_on=DAY, received="Hướng dẫn 12", by=office)
    services.save_planned(
        PlannedDocument.objects.get(pk=document.pk),
        coordinating=[],
        tasks=[TaskFactory()],
        by=office,
    )

    assert of(document.waits.get()).first().changes["received"] == ["", "Hướng dẫn 12"]
    assert of(document.task_links.get()).get().action == LogEntry.Action.CREATE


def test_a_password_is_never_written(office):
    office.set_password("Mật khẩu cũ 2025")
    office.save()
    before = office.password
    office.set_password("Mật khẩu rất dài 2026")
    office.save()

    entry = of(office).first()

    assert entry.changes == {"password": ["********", "********"]}
    written = str(list(LogEntry.objects.values_list("changes", "additional_data")))
    assert before not in written
    assert office.password not in written


def test_a_role_given_is_logged(roles):
    user = UserFactory(username="moi")
    user.groups.add(Group.objects.get(name="inspection"))

    assert of(user).first().changes["groups"]["operation"] == "add"


@transaction.atomic
def _succeed_then_fail(document, by):
    services.submit(document, effective_on=DAY, by=by)
    services.resume(document, effective_on=DAY, received="Không có", by=by)


def test_what_was_rolled_back_leaves_no_entry(office):
    document = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)
    before = LogEntry.objects.count()

    with pytest.raises(ValidationError):
        _succeed_then_fail(document, by=office)

    assert LogEntry.objects.count() == before


# --- from where ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "198.51.100.9", "10.0.0.2"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "1.1.1.1, 198.51.100.9", "198.51.100.9"),
        (2, "198.51.100.9, 10.0.0.3", "198.51.100.9"),
        (2, "198.51.100.9", "10.0.0.2"),
        (1, "198.51.100.9:4711", "198.51.100.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "198.51.100.9, <script>", "10.0.0.2"),
        (1, "", "10.0.0.2"),
    ],
)
def test_a_forwarded_address_is_believed_of_counted_proxies_alone(
    settings, proxies, forwarded, found
):
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.2", headers={"X-Forwarded-For": forwarded}
    )

    assert remote_address(request) == found


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_lock_out_log_and_limit_of_the_api_tell_the_same_address(settings, proxies):
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.2", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.7, 10.0.0.3"}
    )

    told = {remote_address(request), client_address(request), Throttle().get_ident(request)}

    assert told == {["10.0.0.2", "10.0.0.3", "10.0.0.7"][proxies]}


def test_a_socket_without_an_address_is_told_as_none():
    assert remote_address(RequestFactory().get("/", REMOTE_ADDR="")) is None


# --- signing in, and refusals ----------------------------------------------------------------


def test_signing_in_and_out_is_logged(client, roles):
    user = UserFactory(username="lan")
    user.set_password("Mật khẩu 2026 dài")
    user.save()

    client.post("/accounts/login/", {"username": "lan", "password": "Mật khẩu 2026 dài"})
    client.post("/accounts/logout/")

    entries = LogEntry.objects.filter(action=EVENTS).order_by("pk")
    assert [(told(e), e.actor, e.object_repr) for e in entries] == [
        ("signed_in", user, "lan"),
        ("signed_out", user, "lan"),
    ]
    assert {entry.remote_addr for entry in entries} == {"127.0.0.1"}


def test_a_failed_sign_in_is_logged_with_the_name_typed_but_never_the_password(client):
    client.post("/accounts/login/", {"username": "a" * 400, "password": "Bí mật 123"})

    entry = LogEntry.objects.get(action=EVENTS)
    assert (told(entry), entry.actor) == ("sign_in_failed", None)
    assert entry.object_repr == ("a" * 150)[: len(entry.object_repr)]
    assert len(entry.object_repr) <= 150
    assert "Bí mật 123" not in str(vars(entry))


def test_a_refusal_is_logged_with_its_address(client, board):
    client.force_login(board)

    response = client.post("/documents/new/", {"title": "x"})

    entry = LogEntry.objects.latest("pk")
    assert response.status_code == 403
    assert (told(entry), entry.actor, entry.object_repr) == (
        "refused",
        board,
        "/documents/new/",
    )
    assert entry.additional_data["method"] == "POST"
    assert entry.cid == response["X-Request-ID"]


def test_asking_for_what_one_may_not_see_is_logged(client, focal):
    document = PlannedDocumentFactory()
    client.force_login(focal)

    for address in (f"/documents/{document.pk}/", f"/api/v1/documents/{document.pk}/"):
        assert client.get(address).status_code == 404

        entry = LogEntry.objects.latest("pk")
        assert (told(entry), entry.actor, entry.object_repr) == ("not_shown", focal, address)


def test_reading_and_mistyping_leave_no_entry(client, office):
    document = PlannedDocumentFactory()
    client.force_login(office)
    before = LogEntry.objects.count()

    for address in ("/", f"/documents/{document.pk}/", "/nowhere/"):
        client.get(address)

    assert LogEntry.objects.count() == before


# --- append-only -----------------------------------------------------------------------------

PROTECTED = pytest.mark.parametrize(
    "table", [LogEntry._meta.db_table, *append_only.FIELD_HISTORY]
)


def filled(table):
    """The table with a row, whatever is in it."""
    one_of_each()
    with connection.cursor() as cursor:
        if table in append_only.FIELD_HISTORY:  # as an older version left it
            cursor.execute(f'CREATE TABLE "{table}" (history_id integer, history_type text)')
            cursor.execute(f'INSERT INTO "{table}" VALUES (1, %s)', ["+"])
            append_only.protect()
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]


@PROTECTED
@pytest.mark.parametrize(
    "act", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"]
)
def test_the_database_refuses_to_change_what_was_logged(table, act):
    count = filled(table)
    column = "action" if table == "auditlog_logentry" else "history_type"

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table=table, column=column))

    assert count > 0
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        assert cursor.fetchone() == (count,)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no TRUNCATE")
@PROTECTED
def test_the_database_refuses_to_empty_the_log(table):
    if table in append_only.FIELD_HISTORY:
        filled(table)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'TRUNCATE "{table}" CASCADE')


def test_django_is_refused_too(office):
    PlannedDocumentFactory()

    for act in (
        lambda: LogEntry.objects.all().delete(),
        lambda: LogEntry.objects.update(actor=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_protection_comes_back_after_it_was_lifted():
    before = standing(connection)

    with append_only.lifted():
        assert standing(connection) == {}
    append_only.protect()

    assert standing(connection) == before
    assert len(before) == len(append_only.triggers(connection))


@pytest.mark.parametrize(("plan", "stays"), [([], True), (["a migration"], False)])
def test_migrating_lifts_protection_only_while_there_is_something_to_apply(plan, stays):
    append_only.before_migrating(plan=plan)

    assert bool(standing(connection)) is stays

    append_only.after_migrating()
    assert standing(connection)


# --- the page --------------------------------------------------------------------------------


@pytest.fixture
def inspector(client, roles):
    user = UserFactory(
        username="kiemtra", role=Role.INSPECTION, last_name="Lê", first_name="An"
    )
    client.force_login(user)
    return client


def shown(response):
    return [(entry.did, entry.kind, entry.thing) for entry in response.context["entries"]]


@pytest.fixture
def changed(office):
    """A document whose coordinating agency, agency and status changed."""
    agency = AgencyFactory(name="Sở Xây dựng")
    document = PlannedDocumentFactory(title="Kế hoạch đô thị", status=DocumentStatus.DRAFTING)
    document.lead_agency = agency
    services.edit(document, by=office)
    services.submit(document, effective_on=DAY, by=office)
    return document


def test_an_entry_is_read_in_words(inspector, changed):
    page = inspector.get(f"/audit/?model=documents.planneddocument&item={changed.pk}&action=1")

    changes = [
        (change.label, change.old, change.new)
        for entry in page.context["entries"]
        for change in entry.changes
    ]
    assert changes == [
        ("Tình trạng", "Đang dự thảo", "Đã trình"),
        ("Cơ quan chủ trì soạn thảo", "–", "Sở Xây dựng"),
    ]
    assert "Sở Xây dựng" in page.text
    assert "planneddocument" not in re.sub('href="[^"]*"|value="[^"]*"', "", page.text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=đô thị", {"Kế hoạch đô thị"}),
        ("model=documents.planneddocument&action=0", {"Kế hoạch đô thị"}),
        ("action=refused", {"POST /documents/new/"}),
        ("address=203.0.113.7", {"POST /documents/new/"}),
        ("address=203.0.113.8", set()),
        ("request_id=khong-co", set()),
        ("since=2200-01-01", set()),
        ("until=2000-01-01", set()),
    ],
)
def test_the_log_is_filtered(inspector, changed, board, query, found):
    inspector.force_login(board)
    inspector.post("/documents/new/", {}, REMOTE_ADDR="203.0.113.7")
    inspector.force_login(User.objects.get(username="kiemtra"))

    page = inspector.get(f"/audit/?{query}")

    assert {thing for _did, _kind, thing in shown(page)} == found


def test_the_log_is_filtered_by_person_and_request(inspector, office, changed):
    inspector.force_login(office)
    sent = {"effective_on": "2021-12-20", "note": "Trả lại"}
    done = inspector.post(f"/documents/{changed.pk}/start_drafting/", sent)
    inspector.force_login(User.objects.get(username="kiemtra"))

    of_person = inspector.get(f"/audit/?actor={office.pk}&action=1").context["entries"]
    of_request = inspector.get(f"/audit/?request_id={done['X-Request-ID']}").context["entries"]

    assert {entry.who for entry in of_person} == {"office"}
    assert {entry.row.cid for entry in of_request} == {done["X-Request-ID"]}
    assert {entry.model for entry in of_request} == {
        "documents.planneddocument",
        "documents.statuschange",
    }


@pytest.mark.parametrize(
    "query",
    [
        "since=2021-13-45",
        "address=x",
        "actor=999999",
        "model=a.b",
        "action=9",
        "since=2022-01-02&until=2021-01-01",
    ],
)
def test_a_filter_that_cannot_be_read_shows_no_row_and_says_so(inspector, changed, query):
    page = inspector.get(f"/audit/?{query}")

    assert (page.status_code, shown(page)) == (200, [])
    assert 'role="alert"' in page.text


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_asks_a_fixed_number_of_queries(inspector, count, django_assert_num_queries):
    for _n in range(count):
        PlannedDocumentFactory(lead_agency=AgencyFactory(), board_member=PersonFactory())

    with django_assert_num_queries(9):
        page = inspector.get("/audit/?model=documents.planneddocument")

    assert len(page.context["entries"]) >= count


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_log_is_written_to_a_file(inspector, changed, form):
    inspector.post("/accounts/logout/")
    inspector.post("/accounts/login/", {"username": "=1+1", "password": "x"})
    inspector.force_login(User.objects.get(username="kiemtra"))
    count = LogEntry.objects.count()

    answer = inspector.get(f"/audit/export/?format={form}")

    body = b"".join(answer.streaming_content) if form == "csv" else answer.content
    assert answer["X-Row-Count"] == str(count)
    if form == "csv":
        assert "Cơ quan chủ trì soạn thảo: – → Sở Xây dựng" in body.decode()
        assert ";'=1+1;" in body.decode()


@pytest.mark.parametrize("persona", ["office", "board", "focal"])
def test_nobody_else_reads_the_log(client, request, persona):
    client.force_login(request.getfixturevalue(persona))

    assert {client.get(a).status_code for a in ("/audit/", "/audit/export/")} == {403}
