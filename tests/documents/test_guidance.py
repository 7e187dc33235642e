"""Waiting for the Centre, and the day the document comes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

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


# --- a deadline of so many days after the guidance starts with the release ---------------------


HANGING = {"deadline_kind": "after_event", "deadline_days": 60}


def resume_page(document):
    return f"{document.get_absolute_url()}resume/"


def test_the_form_of_a_release_offers_the_day_from_which_the_deadline_is_counted(
    client, office
):
    document, today = wait(**HANGING), timezone.localdate()
    client.force_login(office)

    page = client.get(resume_page(document))
    sent = {name: page.context["form"][name].value() or "" for name in ("effective_on",)}
    sent |= {"counted_from": page.context["form"]["counted_from"].value()}
    client.post(resume_page(document), {**sent, "received": "31-HD/BTCTW"})

    due = today + timedelta(60)
    assert f"{due:%d/%m/%Y}" in page.text
    document.refresh_from_db()
    row = document.deadlines.get(origin="event")
    assert (document.status, document.due_on) == ("drafting", due)
    assert (row.event_on, row.wait) == (today, document.waits.get())


def test_undoing_the_release_takes_back_the_day_of_the_event_too():
    document, user, today = wait(**HANGING), UserFactory(), timezone.localdate()
    services.resume(
        document, effective_on=today, received="31-HD/BTCTW", counted_from=today, by=user
    )

    undone = services.undo_last(document, by=user, now=timezone.now())

    assert (undone.status, undone.due_on) == ("awaiting_guidance", None)
    assert not undone.deadlines.standing().filter(origin="event").exists()


def test_a_release_that_counts_nothing_leaves_a_deadline_that_quality_lists(client, office):
    document, today = wait(**HANGING), timezone.localdate()
    waiting = PlannedDocument.objects.as_of(Moment(today)).awaiting_event_day().exists()
    client.force_login(office)
    sent = {"effective_on": today, "received": "31-HD/BTCTW", "counted_from": ""}

    client.post(resume_page(document), sent)

    listed = client.get("/documents/?lacking=event").context["page"]
    assert not waiting
    assert [row.pk for row in listed.object_list] == [document.pk]
    assert 'data-figure="no_event_day"' in client.get("/quality/").text


def test_the_api_counts_from_the_day_of_the_release_unless_it_says_otherwise(client, office):
    document, today = wait(**HANGING), timezone.localdate()
    client.force_login(office)
    address = f"/api/v1/documents/{document.pk}/"
    version = client.get(address).headers["ETag"]

    answer = client.post(
        f"{address}resume/",
        {"received": "31-HD/BTCTW"},
        content_type="application/json",
        headers={"If-Match": version},
    )

    assert answer.status_code == 200, answer.text
    document.refresh_from_db()
    assert document.due_on == today + timedelta(60)


def test_an_event_after_the_end_of_the_wait_is_refused_beside_its_field(client, office):
    document, today = wait(**HANGING), timezone.localdate()
    client.force_login(office)
    sent = {"effective_on": today - timedelta(3), "received": "31-HD/BTCTW", "note": "muộn"}

    page = client.post(resume_page(document), {**sent, "counted_from": today})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["counted_from"]
    document.refresh_from_db()
    assert document.status == "awaiting_guidance"


def test_the_preview_of_a_release_says_from_which_day_it_counts(client, office):
    document = wait(**HANGING)
    guidance = CentralGuidance.objects.get()
    client.force_login(office)
    address = f"/guidance/{guidance.pk}/receive/"
    sent = {**CAME, "note": "", "deadline_by": "credit", "counted_from": RECEIVED}

    plain = client.post(address, {**sent, "counted_from": "", "step": "preview"})
    preview = client.post(address, {**sent, "step": "preview"})
    client.post(address, {**sent, "step": "confirm", "document": document.pk, "note": "muộn"})

    told = [(row["due_on"], row["counted_from"]) for row in plain.context["preview"]]
    assert told == [(ISSUED + timedelta(60), ISSUED)]
    assert preview.context["preview"][0]["due_on"] == RECEIVED + timedelta(60)
    document.refresh_from_db()
    assert document.due_on == RECEIVED + timedelta(60)


def test_days_awaiting_the_centre_are_not_called_late_against_the_original_deadline(
    client, office
):
    today = timezone.localdate()
    planned_on, due = today - timedelta(60), today - timedelta(20)
    document = PlannedDocumentFactory(planned_on=planned_on, deadline_kind="day", due_on=due)
    services.await_guidance(
        document, effective_on=due - timedelta(10), expected="HD", note="muộn", by=None
    )
    services.resume(document, effective_on=today, received="31-HD/BTCTW", by=None)
    client.force_login(office)

    told = client.get(document.get_absolute_url()).context["against_original"]

    assert (told.first_due, told.days, told.is_late) == (due, 30, False)


def test_lateness_of_before_the_wait_stays_late_against_the_original_deadline(client, office):
    today = timezone.localdate()
    planned_on, due = today - timedelta(60), today - timedelta(40)
    document = PlannedDocumentFactory(planned_on=planned_on, deadline_kind="day", due_on=due)
    services.await_guidance(
        document, effective_on=due + timedelta(5), expected="HD", note="muộn", by=None
    )
    services.resume(document, effective_on=today, received="31-HD/BTCTW", by=None)
    client.force_login(office)

    told = client.get(document.get_absolute_url()).context["against_original"]

    assert (told.days, told.is_late) == (35, True)
    assert (today - told.judged.due_then).days == 5
