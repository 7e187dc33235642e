"""Texts for the national monitoring system: by agency, of a day, and marked as entered."""

import csv
import html
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.models import Assignment
from assignments.models.task import AssignmentRole
from documents import services
from documents.audit import append_only
from documents.models import NationalMark, TaskLink
from documents.status import DocumentStatus
from resolutions.days import end_of_day
from tests.factories import (
    DAY,
    AgencyFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def task():
    """A task of two agencies: one issued its plan on the day, the other drafts."""
    task = TaskFactory(code="NV 1", text="Ban hành kế hoạch chuyển đổi số")
    first, second = AgencyFactory(name="Sở Nội vụ"), AgencyFactory(name="Sở Tài chính")
    Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=first)
    plan = {"resolution": task.resolution, "kind": "KH"}
    documents = [
        PlannedDocumentFactory(
            **plan, title="Kế hoạch A", lead_agency=first, status=DocumentStatus.ISSUED
        ),
        PlannedDocumentFactory(
            **plan, title="Kế hoạch B", lead_agency=second, status=DocumentStatus.DRAFTING
        ),
        PlannedDocumentFactory(**plan, title="Kế hoạch C", lead_agency=first),
    ]
    for document in documents:
        TaskLink.objects.create(task=task, document=document)
    return task


TEXT = (
    "NV 1 Ban hành kế hoạch chuyển đổi số\n"
    "- Sở Nội vụ: Kế hoạch A (đã ban hành: 15-KH/TU, 13/12/2021); "
    "Kế hoạch C (chưa triển khai).\n"
    "- Sở Tài chính: Kế hoạch B (đang dự thảo)."
)


def told(clerk, query=""):
    return clerk.get(f"/national/{query}").context["told"]


def mark(clerk, *ones):
    return clerk.post("/national/mark/", {"text": [one.key for one in ones]}, follow=True)


def test_text_of_a_task_is_merged_by_agency(clerk, task):
    [one] = told(clerk)

    assert one.text == TEXT
    assert TEXT in html.unescape(clerk.get("/national/").text)


def test_text_is_that_of_the_day_asked_for(clerk, task):
    [one] = told(clerk, f"?as_of={DAY - timedelta(days=1)}")

    assert "Kế hoạch" not in one.text.partition("\n")[2]
    assert "Sở Nội vụ: chưa có văn bản dự kiến." in one.text


def test_text_can_be_downloaded(clerk, task):
    answer = clerk.get("/national/?format=txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode("utf-8-sig") == TEXT + "\n"


def test_sheet_has_a_row_for_each_task(clerk, task):
    answer = clerk.get("/national/?format=csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines(keepends=True)
    [_heads, row] = csv.reader(lines, delimiter=";")
    assert row == [str(task.pk), str(task.resolution), "NV 1", TEXT, ""]


def test_tasks_are_chosen_by_document_and_agency(clerk, task):
    other = TaskFactory(resolution=ResolutionFactory(symbol="88-NQ/TU"))
    agency = task.assignments.get().agency_id

    found = {
        query: sorted((one.task for one in told(clerk, query)), key=lambda found: found.pk)
        for query in (
            "",
            f"?resolution={other.resolution_id}",
            f"?agency={agency}",
            "?resolution=x",
            "?agency=" + "9" * 30,
        )
    }

    assert list(found.values()) == [[task, other], [other], [task], [], []]


def test_training_tasks_never_go_there(clerk):
    TaskFactory(resolution=ResolutionFactory(is_fictional=True))

    assert told(clerk) == []


def test_text_is_marked_once_a_day(clerk, task, office):
    [one] = told(clerk)

    for _time in range(2):
        page = mark(clerk, one)

    [made] = NationalMark.objects.all()
    assert (made.task, made.on, made.by, made.text) == (
        task,
        timezone.localdate(),
        office,
        TEXT,
    )
    assert f"Đã cập nhật ngày {timezone.localdate():%d/%m/%Y}" in html.unescape(page.text)


def test_task_that_moved_since_is_said_to_have_changed(clerk, task, office):
    [one] = told(clerk)
    mark(clerk, one)
    document = task.planned_documents.get(title="Kế hoạch B")
    services.submit(document, effective_on=timezone.localdate(), by=office)

    [now] = told(clerk)

    assert now.has_changed
    assert "Đã thay đổi từ lần cập nhật" in html.unescape(clerk.get("/national/").text)


def test_text_that_changed_before_it_was_marked_is_not_marked(clerk, task, office):
    [one] = told(clerk)
    document = task.planned_documents.get(title="Kế hoạch B")
    services.submit(document, effective_on=timezone.localdate(), by=office)

    page = mark(clerk, one)

    assert NationalMark.objects.count() == 0
    assert "Hãy xem lại nội dung mới trước." in html.unescape(page.text)


@pytest.mark.parametrize("sent", [[], ["x"], ["0:0"], ["9" * 40 + ":0"], [":"], ["²:0"]])
def test_nothing_is_marked_by_what_is_not_on_the_page(clerk, task, sent):
    page = clerk.post("/national/mark/", {"text": sent})

    assert page.status_code == 302
    assert NationalMark.objects.count() == 0


def test_database_keeps_one_mark_of_a_text_and_day(task):
    made = {"task": task, "on": date(2021, 12, 13), "text": "A", "text_hash": "a"}
    NationalMark.objects.create(**made)

    with pytest.raises(IntegrityError), transaction.atomic():
        NationalMark.objects.create(**made)
    with pytest.raises(IntegrityError), transaction.atomic():
        NationalMark.objects.create(**{**made, "text": "", "text_hash": "b"})


@pytest.mark.parametrize("count", [1, 5])
def test_page_asks_as_many_queries_for_any_number_of_tasks(
    clerk, count, django_assert_num_queries
):
    agency = AgencyFactory()
    for _n in range(count):
        task = TaskFactory()
        Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=agency)
        document = PlannedDocumentFactory(resolution=task.resolution, lead_agency=agency)
        TaskLink.objects.create(task=task, document=document)
        NationalMark.objects.create(task=task, on=DAY, text="A", text_hash="a")

    with django_assert_num_queries(11):
        clerk.get("/national/")


def recorded_late(rows, on):
    """These rows were entered after the day ``on``."""
    with append_only.lifted():
        rows.update(recorded_at=end_of_day(on) + timedelta(hours=9))


def test_text_as_known_on_a_day_tells_nothing_that_was_recorded_later(clerk, task):
    first = task.planned_documents.get(title="Kế hoạch A")
    recorded_late(first.changes, DAY)

    [one] = told(clerk, f"?as_of={DAY}&known_on={DAY}")

    assert "Kế hoạch A" not in one.text
    assert told(clerk, f"?as_of={DAY}")[0].text == TEXT


def test_mark_made_later_is_not_known_on_the_day(clerk, task):
    mark(clerk, told(clerk)[0])
    yesterday = timezone.localdate() - timedelta(days=1)

    [one] = told(clerk, f"?known_on={yesterday}")

    assert one.mark is None
    assert told(clerk)[0].mark is not None


def test_file_as_known_on_a_day_is_that_of_the_page(clerk, task):
    recorded_late(task.planned_documents.get(title="Kế hoạch A").changes, DAY)

    answer = clerk.get(f"/national/?format=txt&as_of={DAY}&known_on={DAY}")

    assert "Kế hoạch A" not in answer.content.decode("utf-8-sig")
