"""One log beside the typed history (ADR 0024): what is a version, who saved it, and what became
of the field history that was kept before."""

from datetime import timedelta
from io import BytesIO

import pytest
from auditlog.models import LogEntry
from django.apps import apps as installed
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from assignments.models import Task
from assignments.services import save_task
from documents import services
from documents.audit import append_only
from documents.importing.reading import read_workbook
from documents.models import BatchState, PlannedDocument
from resolutions.kinds import IssuerLevel
from resolutions.log import entries_of, version_of, with_version
from resolutions.models import Directive, Programme, Resolution
from tests.factories import (
    DAY,
    AgencyFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
)
from tests.test_admin import address, form_of

pytestmark = pytest.mark.django_db


def logged(act):
    """The entries that were written meanwhile."""
    last = LogEntry.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    act()
    return list(LogEntry.objects.filter(pk__gt=last).order_by("pk"))


# --- saving without a change -----------------------------------------------------------------


@pytest.fixture
def things():
    """A thing of each kind that people edit, with all that its form holds."""
    agency, other = AgencyFactory(), AgencyFactory()
    task = TaskFactory(code="1a", expected_product="Kế hoạch")
    save_task(task, lead=agency, coordinating=[other], on=DAY, by=None)
    document = PlannedDocumentFactory(
        resolution=task.resolution,
        lead_agency=agency,
        note="Dòng một\nDòng hai",
        deadline_kind="day",
        due_on=DAY,
    )
    services.save_planned(document, coordinating=[agency, other], tasks=[task], by=None)
    resolution = ResolutionFactory(symbol="03-NQ/TU", note="Dòng một\nDòng hai")
    return {"documents": document, "tasks": task, "resolutions": resolution}


def stored(thing):
    return type(thing)._base_manager.filter(pk=thing.pk).values().get()


@pytest.mark.parametrize("kind", ["documents", "tasks", "resolutions"])
def test_page_form_saved_without_a_change_writes_nothing(client, office, things, kind):
    client.force_login(office)
    thing = things[kind]
    page = client.get(f"/{kind}/{thing.pk}/edit/")
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    if "note" in sent:
        sent["note"] = sent["note"].replace("\n", "\r\n")  # as a browser sends it
    before = stored(thing)

    def act():
        given = sent | {"seen": page.context["seen"]}
        assert client.post(f"/{kind}/{thing.pk}/edit/", given).status_code == 302

    written = logged(act)

    assert written == []
    assert stored(thing) == before
    assert version_of(type(thing), thing.pk) == page.context["seen"]


@pytest.mark.parametrize("kind", ["documents", "tasks", "resolutions"])
def test_patch_without_a_change_writes_nothing_and_leaves_the_etag(
    client, office, things, kind
):
    client.force_login(office)
    thing = things[kind]
    url = f"/api/v1/{kind}/{thing.pk}/"
    etag = client.get(url).headers["ETag"]
    text = "text" if kind == "tasks" else "title"
    before = stored(thing)
    answers = []

    written = logged(
        lambda: answers.extend(
            client.patch(url, given, "application/json", headers={"If-Match": etag})
            for given in ({}, {text: getattr(thing, text)})
        )
    )

    assert [(answer.status_code, answer.headers["ETag"]) for answer in answers] == [
        (200, etag)
    ] * 2
    assert written == []
    assert stored(thing) == before


@pytest.mark.parametrize("kind", ["documents", "tasks", "resolutions"])
def test_workshop_saved_without_a_change_writes_nothing(client, administrator, things, kind):
    client.force_login(administrator)
    thing = things[kind]
    page = client.get(address(type(thing), "change", thing.pk))
    before = stored(thing)
    lines = installed.get_model("admin", "LogEntry").objects.all()

    def act():
        answer = client.post(address(type(thing), "change", thing.pk), form_of(page))
        assert answer.status_code == 302

    assert logged(act) == []
    assert not lines.exists()
    assert stored(thing) == before


def test_text_whose_lines_were_kept_as_a_browser_ends_them_is_the_same_text(office):
    document = PlannedDocumentFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE documents_planneddocument SET note = %s", ["Dòng một\r\nDòng hai"]
        )
    document = PlannedDocument.objects.get()
    document.note = "Dòng một\r\nDòng hai"

    assert logged(lambda: services.edit(document, by=office)) == []
    assert PlannedDocument.objects.values_list("note", flat=True).get() == "Dòng một\nDòng hai"


def test_form_of_another_is_not_stale_after_a_save_without_a_change(client, office):
    document = PlannedDocumentFactory()
    seen = version_of(PlannedDocument, document.pk)
    services.edit(PlannedDocument.objects.get(pk=document.pk), by=UserFactory())
    client.force_login(office)
    form = client.get(f"/documents/{document.pk}/edit/").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in sent.items()}

    answer = client.post(
        f"/documents/{document.pk}/edit/", sent | {"title": "Tên mới", "seen": seen}
    )

    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.title == "Tên mới"


# --- what moves a version ---------------------------------------------------------------------


def test_who_answers_for_a_task_moves_its_version_though_no_field_of_it_changed(office):
    task = TaskFactory()
    save_task(task, lead=AgencyFactory(name="Sở Nội vụ"), on=DAY, by=office)
    before = version_of(Task, task.pk)

    save_task(task, lead=AgencyFactory(name="Sở Tài chính"), on=DAY, by=office)

    entry = entries_of(task).last()
    assert entry.pk > before
    old, new = entry.changes["assignments"]
    assert (entry.actor, "Sở Nội vụ" in old, "Sở Tài chính" in new) == (office, True, True)


def test_tasks_of_a_document_move_its_version_and_the_day_of_its_last_change(office):
    document = PlannedDocumentFactory()
    before, updated = version_of(PlannedDocument, document.pk), document.updated_at

    services.save_planned(
        PlannedDocument.objects.get(pk=document.pk),
        coordinating=[],
        tasks=[TaskFactory(text="Rà soát biên chế")],
        by=office,
    )

    entry = entries_of(document).last()
    assert (entry.pk > before, entry.actor) == (True, office)
    assert "Rà soát biên chế" in entry.changes["task_links"][1]
    assert PlannedDocument.objects.get().updated_at > updated


def test_evidence_recorded_again_with_a_reason_moves_the_version(office):
    document = PlannedDocumentFactory()
    facts = {"symbol": "15-KH/TU", "issued_on": DAY, "issuer_name": "BTV"}
    services.issue(document, **facts, note="Nhập bổ sung", by=office)
    before = version_of(PlannedDocument, document.pk)

    services.record_evidence(document, **facts, note="Đã đối chiếu", by=office)

    assert version_of(PlannedDocument, document.pk) > before


def test_rows_below_a_task_in_the_workshop_move_its_version(client, administrator, things):
    task = things["tasks"]
    client.force_login(administrator)
    page = client.get(address(Task, "change", task.pk))
    before = version_of(Task, task.pk)

    client.post(
        address(Task, "change", task.pk),
        form_of(page)
        | {
            "assignments-TOTAL_FORMS": "3",
            "assignments-2-role": "coordinating",
            "assignments-2-agency": str(AgencyFactory().pk),
        },
    )

    entry = entries_of(task).last()
    assert (entry.pk > before, entry.actor) == (True, administrator)
    assert [*entry.changes] == ["assignments"]


@pytest.mark.parametrize("kind", [Directive, Programme])
def test_proxy_is_logged_as_the_document_it_is(kind):
    saved = kind(
        symbol="02-XY/TU", issuer_name="BTV", issuer_level=IssuerLevel.PROVINCIAL_PARTY
    )
    saved.save()
    saved.title = "về phòng, chống dịch"
    saved.save()

    plain = Resolution.objects.get(pk=saved.pk)
    assert entries_of(saved).count() == entries_of(plain).count() == 2
    assert {entry.content_type.model for entry in entries_of(saved)} == {"resolution"}
    assert version_of(kind, saved.pk) == version_of(Resolution, saved.pk) > 0
    assert with_version(Resolution.objects.all()).get().version == version_of(kind, saved.pk)


def test_version_is_found_in_an_index_beside_a_thousand_sign_ins_of_that_number(office):
    document = PlannedDocumentFactory()
    kind = ContentType.objects.get_for_model(office)
    told = {"content_type": kind, "object_pk": document.pk, "object_id": document.pk}
    LogEntry.objects.bulk_create(LogEntry(**told, action=3) for _n in range(2000))
    others = {"content_type": ContentType.objects.get_for_model(document), "action": 1}
    LogEntry.objects.bulk_create(
        LogEntry(**others, object_pk=10**6 + n, object_id=10**6 + n) for n in range(500)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE auditlog_logentry")

    plan = entries_of(document).order_by("-pk").values("pk")[:1].explain()

    assert "auditlog_logentry_of_item" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


# --- who ---------------------------------------------------------------------------------------


def test_service_outside_a_request_names_its_actor_in_the_log(office):
    document = PlannedDocumentFactory(by=office)
    services.save_planned(
        document, coordinating=[AgencyFactory()], tasks=[TaskFactory()], by=office
    )
    services.start_drafting(document, effective_on=DAY, note="Nhập bổ sung", by=office)
    services.undo_last(document, by=office, now=timezone.now())

    entries = list(entries_of(document))
    assert len(entries) == 5
    assert {entry.actor for entry in entries} == {office}
    assert all("signed_by" not in entry.additional_data for entry in entries)
    assert all(entry.additional_data["command"] for entry in entries)


def test_next_save_is_signed_by_the_next_person():
    first, second = UserFactory(), UserFactory()
    document = PlannedDocumentFactory(by=first)
    for by, title in ((second, "Lần hai"), (None, "Lần ba")):
        document.title = title
        services.edit(document, by=by)

    assert [entry.actor for entry in entries_of(document)] == [first, second, None]


# --- field history of before --------------------------------------------------------------------

BEFORE = {
    "documents": "0011_annexes_taken_over",
    "assignments": "0006_api_tokens",
    "resolutions": "0002_searched_and_sorted",
}
KEPT = ("assignments_historicaltask", "documents_historicalplanneddocument")


def tables():
    return {*connection.introspection.table_names()} & {*append_only.FIELD_HISTORY}


@pytest.fixture
def older(transactional_db):
    """Takes the database back to the version before; gives its models."""

    def go_back():
        for app, target in BEFORE.items():
            call_command("migrate", app, target, verbosity=0)
        return MigrationLoader(connection).project_state(list(BEFORE.items())).apps

    yield go_back
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'DROP TABLE "{table}"')


def kept_then(older, item, at=None, **was):
    """A row of the field history as the version before wrote it: the item, as it was."""
    app, name = item._meta.app_label, type(item).__name__
    row = older.get_model(app, name).objects.filter(pk=item.pk).values().get() | was
    history = older.get_model(app, f"Historical{name}")
    fields = {field.attname for field in history._meta.concrete_fields}
    told = {name: value for name, value in row.items() if name in fields}
    kept = history.objects.create(**told, history_date=at or timezone.now(), history_type="~")
    return kept.history_id


def take_over(resolution, *rows):
    file = BytesIO("\n".join(["STT,Nhiệm vụ,Cơ quan chủ trì,Sản phẩm", *rows]).encode())
    sheet = read_workbook(file, "a.csv")[0]
    batch = services.keep_annex(
        sheet, resolution=resolution, file=file, file_name="a.csv", by=None
    )
    now = timezone.now()
    return services.take_over(batch, on=timezone.localdate(now), now=now, by=None)


def remember_as_before(batch, ids, versions):
    """The outcome of a batch as the version before kept it: by ids of the field history."""
    for row in batch.outcome:
        for name in ("task", "document"):
            if name in row:
                told = row[name]
                told["mark"][0] = ids[name, told["id"]]
                if told["before"]:
                    del told["before"]["values"]
                    told["before"]["version"] = versions[name, told["id"]]
    # The table of then lacks the columns of now.
    type(batch).objects.filter(pk=batch.pk).update(outcome=batch.outcome)


def take_back(batch):
    return services.take_back(batch, reason="Nhập nhầm", now=timezone.now(), by=None)


def test_what_was_kept_before_stays_and_serves_undo_and_taking_back(older, transactional_db):
    office = UserFactory()
    AgencyFactory(name="Sở Nội vụ")
    resolution = ResolutionFactory(symbol="03-NQ/TU")
    first = take_over(
        resolution, "1,Rà soát biên chế,Sở Nội vụ,Kế hoạch rà soát", "2,Bố trí vốn,Sở Nội vụ,"
    )
    second = take_over(resolution, "2,Bố trí đủ vốn,Sở Nội vụ,")
    one, two = Task.objects.order_by("code")
    document = PlannedDocument.objects.get()
    services.issue(
        document,
        symbol="15-KH/TU",
        issued_on=timezone.localdate(),
        issuer_name="Ban Thường vụ Tỉnh ủy",
        evidence_note="Hồ sơ số 15",
        by=office,
    )
    issued_at = document.changes.latest("pk").recorded_at

    then = older()
    draft = {"status": "not_started", "symbol": "", "issued_on": None, "issuer_name": ""}
    made = {
        ("task", one.pk): kept_then(then, one),
        ("task", two.pk): kept_then(then, two, text="Bố trí vốn"),
        ("document", document.pk): kept_then(
            then, document, issued_at - timedelta(seconds=9), **draft, evidence_note=""
        ),
    }
    last = {("task", two.pk): kept_then(then, two)}
    kept_then(then, document, issued_at - timedelta(seconds=1))
    remember_as_before(first, made, {})
    remember_as_before(second, last, made)
    call_command("migrate", verbosity=0)

    assert tables() == {*KEPT}
    for table in KEPT:
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f'DELETE FROM "{table}"')
    services.undo_last(document, by=office, now=timezone.now())
    document.refresh_from_db()
    assert (document.status, document.symbol, document.issued_on) == ("not_started", "", None)
    assert (document.issuer_name, document.evidence_note) == ("", "")
    assert take_back(second).state == BatchState.UNDONE
    two.refresh_from_db()
    assert two.text == "Bố trí vốn"
    with pytest.raises(services.RowsRefused) as refusal:
        take_back(first)
    assert sorted(refusal.value.rows) == [2, 3]
