"""Two clerks fill in the same form: the second sees what the first saved, and chooses."""

import html
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext

from assignments.models import Deputation
from assignments.roles import Role
from documents import services
from documents.models import PlannedDocument
from documents.status import Event
from resolutions.conflicts import ChangedMeanwhile, unchanged
from resolutions.log import entries_of, version_of
from resolutions.names import signed
from resolutions.services import add_note
from tests.factories import (
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)
ISSUE = {
    "symbol": "15-KH/TU",
    "issued_on": "2021-12-14",
    "issuer_name": "Ban Thường vụ Tỉnh ủy",
    "evidence_note": "Hồ sơ số 15",
    "note": "Tôi đã kiểm tra bản ký",
}


def clerk(name):
    client = Client()
    client.user = UserFactory(role=Role.OFFICE, last_name=name)
    client.force_login(client.user)
    return client


@pytest.fixture
def anh(roles):
    return clerk("Nguyễn Thị Ánh")


@pytest.fixture
def binh(roles):
    return clerk("Trần Văn Bình")


@pytest.fixture
def document():
    return PlannedDocumentFactory(title="Kế hoạch cũ", note="Ghi chú cũ")


def open_form(client, address):
    """What a browser would send of the untouched form, the version seen among it."""
    context = client.get(address).context
    form = context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else value for name, value in values.items()}
    return values | {"seen": str(context["seen"])}


def shown(response):
    return html.unescape(response.text)


def edit_of(document):
    return f"/documents/{document.pk}/edit/"


def test_second_to_save_sees_both_and_nothing_is_saved(anh, binh, document):
    first, second = (open_form(person, edit_of(document)) for person in (anh, binh))
    anh.post(edit_of(document), first | {"title": "Kế hoạch của Ánh"})

    page = binh.post(
        edit_of(document), second | {"title": "Kế hoạch của Bình", "note": "Ý của Bình"}
    )

    assert page.status_code == 409
    [revision] = page.context["revisions"]
    assert revision.who == anh.user
    assert [(c.label, c.old, c.new) for c in revision.fields] == [
        (gettext("title").capitalize(), "Kế hoạch cũ", "Kế hoạch của Ánh")
    ]
    assert [(f.text, f.saved) for f in page.context["fields"]] == [
        ("Kế hoạch của Bình", "Kế hoạch của Ánh"),
        ("Ý của Bình", "Ghi chú cũ"),
    ]
    assert "Nguyễn Thị Ánh" in shown(page)
    document.refresh_from_db()
    assert (document.title, document.note) == ("Kế hoạch của Ánh", "Ghi chú cũ")


def test_of_what_a_deputy_saved_the_page_names_the_principal_too(anh, binh, document):
    principal = PersonFactory(full_name="Lê Văn Cường", user=UserFactory(role=Role.OFFICE))
    today = timezone.localdate()
    deputation = Deputation.objects.create(
        principal=principal,
        deputy=PersonFactory(full_name="Nguyễn Thị Ánh", user=anh.user),
        valid_from=today,
        valid_to=today,
        decision="12-QĐ/TU",
    )
    anh.post("/acting/", {"deputation": deputation.pk})

    page = conflicting(anh, binh, document)

    assert page.status_code == 409
    [revision] = page.context["revisions"]
    assert signed(revision.who, revision.on_behalf_of) in shown(page)
    assert "Lê Văn Cường" in shown(page)
    assert "Nguyễn Thị Ánh" in shown(page)


def choose(client, page, address, **choice):
    """Send the form of the conflict page."""
    sent = {}
    for name, value in page.context["sent"]:
        sent.setdefault(name, []).append(value)
    return client.post(address, sent | {"seen": page.context["seen"]} | choice)


def conflicting(anh, binh, document):
    first, second = (open_form(person, edit_of(document)) for person in (anh, binh))
    anh.post(edit_of(document), first | {"title": "Kế hoạch của Ánh"})
    return binh.post(
        edit_of(document), second | {"title": "Kế hoạch của Bình", "note": "Ý của Bình"}
    )


def test_second_may_save_over_it(anh, binh, document):
    page = conflicting(anh, binh, document)

    answer = choose(binh, page, edit_of(document))

    assert answer.status_code == 302
    document.refresh_from_db()
    assert (document.title, document.note) == ("Kế hoạch của Bình", "Ý của Bình")


def test_second_may_keep_the_note_alone(anh, binh, document):
    page = conflicting(anh, binh, document)

    choose(binh, page, edit_of(document), keep="note")

    document.refresh_from_db()
    assert document.title == "Kế hoạch của Ánh"
    first, second = document.note.split("\n")
    assert first == "Ghi chú cũ"
    assert second.endswith(", Trần Văn Bình: Ý của Bình")
    assert entries_of(document).last().actor == binh.user


def test_note_too_long_to_add_is_told_and_shown(anh, binh, document):
    document.note = "x" * 4990
    document.save()
    page = conflicting(anh, binh, document)

    answer = choose(binh, page, edit_of(document), keep="note")

    told = binh.get(answer.url)
    assert "Ý của Bình" in shown(told)
    document.refresh_from_db()
    assert document.note == "x" * 4990


def test_a_third_change_is_met_again(anh, binh, document):
    page = conflicting(anh, binh, document)
    anh.post(edit_of(document), open_form(anh, edit_of(document)) | {"title": "Lần ba"})

    again = choose(binh, page, edit_of(document))

    assert again.status_code == 409
    document.refresh_from_db()
    assert document.title == "Lần ba"


def test_saving_without_another_change_meets_nothing(anh, document):
    answer = anh.post(
        edit_of(document), open_form(anh, edit_of(document)) | {"title": "Kế hoạch mới"}
    )

    assert answer.status_code == 302


# --- events --------------------------------------------------------------------------------


def issue_of(document):
    return f"/documents/{document.pk}/issue/"


def test_issue_meets_a_status_changed_meanwhile(anh, binh, document):
    second = open_form(binh, issue_of(document)) | ISSUE
    services.start_drafting(document, effective_on=DAY, note="đã giao", by=anh.user)

    page = binh.post(issue_of(document), second)

    assert page.status_code == 409
    assert page.context["may_overwrite"]
    [revision] = page.context["revisions"]
    assert (revision.who, len(revision.told)) == (anh.user, 1)
    assert "đã giao" in revision.told[0]
    assert "Tôi đã kiểm tra bản ký" in shown(page)
    assert document.changes.count() == 2

    answer = choose(binh, page, issue_of(document))

    assert answer.status_code == 302
    document.refresh_from_db()
    assert (document.status, document.symbol) == ("issued", "15-KH/TU")


def test_event_not_possible_any_more_loses_no_text(anh, binh, document):
    second = open_form(binh, issue_of(document)) | ISSUE
    anh.post(issue_of(document), open_form(anh, issue_of(document)) | ISSUE)

    page = binh.post(issue_of(document), second | {"symbol": "16-KH/TU"})

    assert page.status_code == 409
    assert not page.context["may_overwrite"]
    assert page.context["may_note"]
    assert ("symbol", "16-KH/TU") in page.context["sent"]

    choose(binh, page, issue_of(document), keep="note")

    document.refresh_from_db()
    assert document.symbol == "15-KH/TU"
    assert document.note.endswith("Trần Văn Bình: Tôi đã kiểm tra bản ký")


# --- deadlines, tasks, governing documents ---------------------------------------------------

DEADLINE = {
    "deadline_kind": "day",
    "due_on": "2022-01-31",
    "effective_on": "2021-12-14",
    "reason": "Trung ương chậm hướng dẫn",
}


def test_deadline_meets_another_deadline(anh, binh):
    document = PlannedDocumentFactory(deadline_kind="day", due_on=DAY)
    address = f"/documents/{document.pk}/deadline/"
    first, second = (open_form(person, address) for person in (anh, binh))
    anh.post(address, first | DEADLINE)

    page = binh.post(address, second | DEADLINE | {"due_on": "2022-02-28"})

    assert page.status_code == 409
    assert ("31/01/2022", "28/02/2022") in [
        (field.saved, field.text) for field in page.context["fields"]
    ]
    choose(binh, page, address, keep="note")
    document.refresh_from_db()
    assert document.due_on == date(2022, 1, 31)
    assert document.note.endswith("Trung ương chậm hướng dẫn")
    assert document.deadlines.count() == 2


def test_task_meets_another_assignment(anh, binh):
    task = TaskFactory(text="Xây dựng kế hoạch")
    agency, other = AgencyFactory(name="Sở Nội vụ"), AgencyFactory(name="Sở Tài chính")
    address = f"/tasks/{task.pk}/edit/"
    first, second = (open_form(person, address) for person in (anh, binh))
    anh.post(address, first | {"lead": agency.pk})

    page = binh.post(address, second | {"lead": other.pk})

    assert page.status_code == 409
    assert [(field.saved, field.text) for field in page.context["fields"]] == [
        ("Sở Nội vụ", "Sở Tài chính")
    ]
    assert not page.context["may_note"]
    choose(binh, page, address)
    assert task.assignments.get(valid_to__isnull=True).agency == other


def test_deadline_of_a_task_meets_another(anh, binh):
    task = TaskFactory()
    address = f"/tasks/{task.pk}/deadline/"
    first, second = (open_form(person, address) for person in (anh, binh))
    anh.post(address, first | DEADLINE)

    page = binh.post(address, second | DEADLINE | {"due_on": "2022-02-28"})

    assert page.status_code == 409
    assert task.deadlines.count() == 1


def test_governing_document_meets_another_edit(anh, binh):
    resolution = ResolutionFactory(title="về chuyển đổi số", note="")
    address = f"/resolutions/{resolution.pk}/edit/"
    first, second = (open_form(person, address) for person in (anh, binh))
    anh.post(address, first | {"title": "về chuyển đổi số toàn diện"})

    page = binh.post(address, second | {"note": "Xem lại trích yếu"})

    assert page.status_code == 409
    assert [revision.who for revision in page.context["revisions"]] == [anh.user]
    choose(binh, page, address, keep="note")
    resolution.refresh_from_db()
    assert resolution.title == "về chuyển đổi số toàn diện"
    assert resolution.note.endswith("Trần Văn Bình: Xem lại trích yếu")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "1\x00"])
def test_damaged_version_is_taken_as_none(anh, document, seen):
    sent = open_form(anh, edit_of(document)) | {"title": "Kế hoạch mới", "seen": seen}

    assert anh.post(edit_of(document), sent).status_code == 302


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><b>x'])
def test_what_was_typed_is_escaped(anh, binh, document, text):
    first, second = (open_form(person, edit_of(document)) for person in (anh, binh))
    anh.post(edit_of(document), first | {"title": text})

    page = binh.post(edit_of(document), second | {"note": text})

    assert page.status_code == 409
    assert text not in page.text


# --- in the database -------------------------------------------------------------------------


def test_every_save_of_a_document_is_a_new_version(document):
    versions = [version_of(PlannedDocument, document.pk)]
    for call in (
        lambda: services.start_drafting(document, effective_on=DAY, by=None),
        lambda: services.set_deadline(
            document, deadline_kind="day", due_on=DAY, effective_on=DAY, by=None
        ),
        lambda: services.save_planned(
            PlannedDocument.objects.get(pk=document.pk),
            coordinating=[AgencyFactory()],
            tasks=[],
            by=None,
        ),
        lambda: services.save_planned(
            PlannedDocument.objects.get(pk=document.pk),
            coordinating=[],
            tasks=[TaskFactory()],
            by=None,
        ),
        lambda: add_note(document, text="Đã gọi", by=UserFactory(), now=timezone.now()),
    ):
        call()
        versions.append(version_of(PlannedDocument, document.pk))

    assert sorted(set(versions)) == versions


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory serves one connection"
)
def test_of_two_who_save_at_once_one_is_told():
    document = PlannedDocumentFactory()
    seen = version_of(PlannedDocument, document.pk)
    barrier = Barrier(2)

    def save(title):
        mine = PlannedDocument.objects.get(pk=document.pk)
        mine.title = title
        barrier.wait(timeout=10)
        try:
            with unchanged(mine, seen=seen):
                services.edit(mine, by=None)
            return title
        except ChangedMeanwhile:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(save, ["Của Ánh", "Của Bình"]))

    [saved] = [title for title in outcomes if title]
    document.refresh_from_db()
    assert document.title == saved
    assert document.changes.get().event == Event.PLAN
