"""Waiting for the Centre, and the day the document comes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from documents import services
from documents.models import CentralGuidance, GuidanceWait, PlannedDocument
from documents.status import Timeliness
from resolutions.moments import Moment
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)
ISSUED = date(2022, 1, 10)
RECEIVED = date(2022, 1, 14)
CAME = {
    "symbol": "31-HD/BTCTW",
    "issuer_name": "Ban Tổ chức Trung ương",
    "issued_on": ISSUED,
    "received_on": RECEIVED,
}


def wait(expected="Hướng dẫn về công tác cán bộ", **kwargs):
    document = PlannedDocumentFactory(planned_on=DAY, **kwargs)
    return services.await_guidance(document, effective_on=DAY, expected=expected, by=None)


def receive(guidance, documents, **kwargs):
    ids = [document.pk for document in documents]
    return services.receive_guidance(
        guidance, **{**CAME, **kwargs}, documents=ids, by=UserFactory()
    )


def test_documents_that_wait_for_one_thing_share_it():
    wait(), wait(), wait("Quy định khác")

    assert sorted(g.waits.count() for g in CentralGuidance.objects.all()) == [1, 2]


def test_the_received_document_releases_all_that_waited_for_it_and_no_other():
    first, second, other = wait(), wait(), wait("Quy định khác")
    guidance = CentralGuidance.objects.get(waits__document=first)

    released = receive(guidance, [first, second])

    assert [item.document for item in released] == [first, second]
    guidance.refresh_from_db()
    assert (guidance.symbol, guidance.received_on) == ("31-HD/BTCTW", RECEIVED)
    assert set(PlannedDocument.objects.values_list("pk", "status")) == {
        (first.pk, "drafting"),
        (second.pk, "drafting"),
        (other.pk, "awaiting_guidance"),
    }
    ended = GuidanceWait.objects.get(document=first)
    assert ended.ended_on == RECEIVED
    assert ended.received == "31-HD/BTCTW ngày 10/01/2022"


def test_a_deadline_of_so_many_days_after_is_counted_from_the_issue_of_the_guidance():
    document = wait(deadline_kind="after_event", deadline_days=30)
    guidance = CentralGuidance.objects.get()

    released = receive(guidance, [document])

    assert released[0].due_on == ISSUED + timedelta(30)
    document.refresh_from_db()
    assert document.due_on == ISSUED + timedelta(30)
    assert document.deadlines.count() == 2


def test_a_deadline_already_counted_from_the_guidance_does_not_hold_the_release_up():
    document = wait(
        deadline_kind="after_event", deadline_days=30, due_on=ISSUED + timedelta(30)
    )

    [released] = receive(CentralGuidance.objects.get(), [document])

    assert released.due_on == ISSUED + timedelta(30)
    assert released.document.status == "drafting"
    assert document.deadlines.count() == 1


def test_a_deadline_set_while_waiting_does_not_stop_the_release():
    document = wait(deadline_kind="after_event", deadline_days=30)
    services.set_deadline(
        document,
        deadline_kind="after_event",
        deadline_days=45,
        reason="gia hạn",
        effective_on=RECEIVED + timedelta(5),
        by=None,
    )

    released = receive(CentralGuidance.objects.get(), [document])

    assert released[0].due_on == ISSUED + timedelta(45)
    last = document.deadlines.latest_first().first()
    assert (last.due_on, last.effective_on) == (released[0].due_on, RECEIVED + timedelta(5))


def test_the_clock_stands_still_and_starts_again():
    document = wait(deadline_kind="day", due_on=DAY + timedelta(10))
    guidance = CentralGuidance.objects.get()
    receive(guidance, [document])

    def told(on, against="current"):
        return PlannedDocument.objects.as_of(Moment(on, against=against)).get().timeliness

    assert told(RECEIVED - timedelta(1)) == Timeliness.CLOCK_STOPPED
    assert told(RECEIVED + timedelta(10)) == Timeliness.AT_RISK
    assert told(RECEIVED + timedelta(11)) == Timeliness.OVERDUE
    assert told(RECEIVED, against="original") == Timeliness.OVERDUE


def test_when_the_list_changed_since_the_preview_nothing_is_released():
    first = wait()
    guidance = CentralGuidance.objects.get()
    second = wait()

    with pytest.raises(ValidationError):
        receive(guidance, [first])

    guidance.refresh_from_db()
    assert guidance.received_on is None
    assert GuidanceWait.objects.filter(ended_on__isnull=True).count() == 2
    assert second.status == "awaiting_guidance"


@pytest.mark.parametrize(
    "wrong",
    [
        {"symbol": " "},
        {"issuer_name": "\u200b"},
        {"received_on": ISSUED - timedelta(1)},
        {"received_on": date(2999, 1, 1)},
        {"issued_on": DAY - timedelta(2), "received_on": DAY - timedelta(1)},
    ],
)
def test_a_document_that_cannot_have_come_so_is_refused_and_releases_nothing(wrong):
    document = wait()
    guidance = CentralGuidance.objects.get()

    with pytest.raises(ValidationError):
        receive(guidance, [document], **wrong)

    document.refresh_from_db()
    assert document.status == "awaiting_guidance"


def test_a_document_comes_once():
    document = wait()
    guidance = CentralGuidance.objects.get()
    receive(guidance, [document])

    with pytest.raises(ValidationError):
        receive(guidance, [])
