"""One service per event: what it changes, the history it writes, what it refuses."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from documents import services
from documents.models import GuidanceWait, PlannedDocument
from documents.status import DocumentStatus, Event
from resolutions.log import entries_of
from tests.factories import (
    AgencyFactory,
    PlannedDocumentFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)
LATER = date(2021, 12, 20)
ISSUE = {
    "symbol": "15-KH/TU",
    "issued_on": LATER,
    "issuer_name": "Ban Thường vụ Tỉnh ủy",
    "evidence_url": "https://example.org/15",
}


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def document():
    return PlannedDocumentFactory(planned_on=DAY)


def history(document):
    return list(
        document.changes.order_by("pk").values_list("event", "old", "new", "effective_on")
    )


def test_planning_opens_the_history(clerk):
    document = PlannedDocumentFactory(planned_on=DAY, by=clerk)

    assert history(document) == [("plan", "", "not_started", DAY)]
    assert document.changes.get().by == clerk
    assert entries_of(document).get().actor == clerk


def test_a_document_walks_from_plan_to_issue(document, clerk):
    services.start_drafting(document, effective_on=DAY, by=clerk)
    services.consult(document, effective_on=DAY + timedelta(1), by=clerk)
    services.submit(document, effective_on=DAY + timedelta(2), by=clerk)
    issued = services.issue(document, **ISSUE, by=clerk)

    assert history(document) == [
        ("plan", "", "not_started", DAY),
        ("start_drafting", "not_started", "drafting", DAY),
        ("consult", "drafting", "consulting", DAY + timedelta(1)),
        ("submit", "consulting", "submitted", DAY + timedelta(2)),
        ("issue", "submitted", "issued", LATER),
    ]
    assert {name: getattr(issued, name) for name in ISSUE} == ISSUE
    assert not issued.lacks_evidence


def test_both_days_are_kept_when_an_event_is_entered_late(document, clerk):
    before = timezone.now()

    services.start_drafting(document, effective_on=LATER, by=clerk)

    row = document.changes.latest_first().first()
    assert row.effective_on == LATER
    assert row.recorded_at >= before
    assert row.by == clerk


@pytest.mark.parametrize("missing", ["symbol", "issuer_name"])
def test_issuing_needs_number_date_and_issuer(document, clerk, missing):
    with pytest.raises(ValidationError) as refusal:
        services.issue(document, **{**ISSUE, missing: "  "}, by=clerk)

    assert list(refusal.value.message_dict) == [missing]
    assert history(document) == [("plan", "", "not_started", DAY)]


def test_issuing_without_a_date_is_refused(document, clerk):
    with pytest.raises(ValidationError) as refusal:
        services.issue(document, **{**ISSUE, "issued_on": None}, by=clerk)

    assert list(refusal.value.message_dict) == ["issued_on"]


@pytest.mark.parametrize("day", [date(2999, 1, 1), date(1929, 12, 31), DAY - timedelta(1)])
def test_a_day_to_come_too_far_back_or_before_the_last_event_is_refused(document, clerk, day):
    with pytest.raises(ValidationError):
        services.start_drafting(document, effective_on=day, by=clerk)

    document.refresh_from_db()
    assert document.status == DocumentStatus.NOT_STARTED
    assert history(document) == [("plan", "", "not_started", DAY)]


def test_waiting_opens_a_wait_and_resuming_closes_it(document, clerk):
    services.await_guidance(
        document,
        effective_on=DAY,
        expected="Hướng dẫn của Ban Tổ chức Trung ương",
        asked_by_letter="12-CV/TU",
        by=clerk,
    )

    wait = GuidanceWait.objects.get()
    assert (wait.since, wait.ended_on) == (DAY, None)
    assert wait.asked_by_letter == "12-CV/TU"
    assert wait.days(on=LATER) == 7

    services.resume(document, effective_on=LATER, received="31-HD/BTCTW", by=clerk)

    wait.refresh_from_db()
    assert (wait.ended_on, wait.received) == (LATER, "31-HD/BTCTW")
    assert wait.days(on=LATER + timedelta(100)) == 7
    assert history(document)[-1] == ("resume", "awaiting_guidance", "drafting", LATER)


def test_waiting_says_for_what_and_resuming_says_what_came(document, clerk):
    with pytest.raises(ValidationError):
        services.await_guidance(document, effective_on=DAY, expected=" ", by=clerk)
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=clerk)
    with pytest.raises(ValidationError):
        services.resume(document, effective_on=LATER, received=" ", by=clerk)

    assert GuidanceWait.objects.filter(ended_on__isnull=True).count() == 1


@pytest.mark.parametrize("leave", ["withdraw", "integrate"])
def test_leaving_a_wait_otherwise_closes_it_too(document, clerk, leave):
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=clerk)

    if leave == "withdraw":
        services.withdraw(document, effective_on=LATER, note="Trung ương bỏ", by=clerk)
    else:
        services.integrate(document, effective_on=LATER, into_text="20-KH/TU", by=clerk)

    assert GuidanceWait.objects.get().ended_on == LATER


def test_integrating_names_the_other_document(document, clerk):
    other = PlannedDocumentFactory()

    with pytest.raises(ValidationError):
        services.integrate(document, effective_on=LATER, by=clerk)
    with pytest.raises(ValidationError):
        services.integrate(document, effective_on=LATER, into=document, by=clerk)
    integrated = services.integrate(document, effective_on=LATER, into=other, by=clerk)

    assert integrated.integrated_into == other
    assert integrated.status == DocumentStatus.INTEGRATED


def test_withdrawing_and_reopening_say_why(document, clerk):
    with pytest.raises(ValidationError):
        services.withdraw(document, effective_on=LATER, note=" ", by=clerk)
    services.withdraw(document, effective_on=LATER, note="không còn phù hợp", by=clerk)
    with pytest.raises(ValidationError):
        services.reopen(document, effective_on=LATER, note="", by=clerk)
    services.reopen(document, effective_on=LATER, note="Thường trực yêu cầu", by=clerk)

    assert [row[0] for row in history(document)] == ["plan", "withdraw", "reopen"]


def test_reopening_takes_the_number_from_the_document_and_leaves_it_in_the_history(
    document, clerk
):
    services.issue(document, **ISSUE, by=clerk)

    reopened = services.reopen(document, effective_on=LATER, note="thu hồi", by=clerk)

    assert (reopened.symbol, reopened.issued_on, reopened.status) == ("", None, "drafting")
    assert document.changes.get(event=Event.ISSUE).symbol == "15-KH/TU"
    assert services.issue(document, **ISSUE, by=clerk).status == DocumentStatus.ISSUED


def test_a_document_taken_over_without_number_is_marked_and_can_be_completed(clerk):
    document = PlannedDocument(
        resolution=TaskFactory().resolution, title="Văn bản 01/18", kind="other"
    )
    services.plan(
        document,
        effective_on=DAY,
        status=DocumentStatus.ISSUED,
        date_is_upper_bound=True,
        by=clerk,
    )
    assert document.evidence_gap
    assert document.lacks_evidence

    true_day = date(2021, 3, 2)
    completed = services.record_evidence(
        document, **{**ISSUE, "issued_on": true_day}, note="tìm được văn bản", by=clerk
    )

    assert not completed.evidence_gap
    assert completed.issued_on == true_day
    assert history(document) == [
        ("plan", "", "issued", DAY),
        ("record_evidence", "issued", "issued", true_day),
    ]


def test_completing_evidence_needs_a_reason_and_may_not_precede_the_draft(document, clerk):
    services.start_drafting(document, effective_on=DAY + timedelta(3), by=clerk)
    services.issue(document, **ISSUE, by=clerk)

    with pytest.raises(ValidationError):
        services.record_evidence(document, **ISSUE, note=" ", by=clerk)
    with pytest.raises(ValidationError):
        services.record_evidence(document, **{**ISSUE, "issued_on": DAY}, note="sửa", by=clerk)
    services.record_evidence(
        document, **{**ISSUE, "issued_on": DAY + timedelta(3)}, note="sửa", by=clerk
    )

    assert document.changes.count() == 4


def test_planning_in_parts_is_impossible():
    document = PlannedDocument(resolution=TaskFactory().resolution, title="Kế hoạch", kind="KH")

    with pytest.raises(ValueError, match="only an issued"):
        services.plan(document, effective_on=DAY, symbol="15-KH/TU", by=None)
    with pytest.raises(ValueError, match="not saved yet"):
        services.plan(PlannedDocumentFactory(), effective_on=DAY, by=None)

    assert PlannedDocument.objects.count() == 1


def test_when_the_history_cannot_be_written_nothing_is_saved(document):
    nobody = User(username="not saved, so no row can name it")

    with pytest.raises(ValueError, match="unsaved related object"):
        services.start_drafting(document, effective_on=DAY, by=nobody)

    document.refresh_from_db()
    assert document.status == DocumentStatus.NOT_STARTED


def test_editing_the_plan_keeps_status_links_tasks_and_agencies(clerk):
    first, second = TaskFactory(), TaskFactory()
    agency = AgencyFactory()
    document = PlannedDocument(resolution=first.resolution, title="Kế hoạch", kind="KH")

    services.save_planned(
        document, coordinating=[agency], tasks=[first], planned_on=DAY, by=clerk
    )
    services.start_drafting(document, effective_on=DAY, by=clerk)
    document = PlannedDocument.objects.get(pk=document.pk)
    document.title = "Kế hoạch mới"
    services.save_planned(document, coordinating=[], tasks=[first, second], by=clerk)

    document.refresh_from_db()
    assert (document.title, document.status) == ("Kế hoạch mới", "drafting")
    assert set(document.tasks.all()) == {first, second}
    assert list(document.coordinating_agencies.all()) == []
    assert document.changes.count() == 2
