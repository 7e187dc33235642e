"""An open wait is completed later: what is awaited, since when, by which letters it was asked;
and a deadline is counted from the day of an event that is no guidance of the Centre."""

import html
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from assignments.models import NEVER
from assignments.services import save_task
from documents import services
from documents.audit import append_only
from documents.models import (
    CentralGuidance,
    DocumentDeadline,
    DocumentDuty,
    GuidanceLetter,
    GuidanceWait,
    PlannedDocument,
    StatusChange,
)
from documents.progress.checking import check
from documents.services import Letter
from resolutions.days import end_of_day
from resolutions.moments import Moment
from tests.factories import PlannedDocumentFactory, ResolutionFactory, TaskFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2021, 12, 13)
DUE = date(2021, 12, 31)
NAME = "Hướng dẫn của Ban Tổ chức Trung ương về công tác cán bộ"


@pytest.fixture
def counted():
    """One of the four of the report: it waits, the source says neither for what nor since
    when."""
    return PlannedDocumentFactory(
        planned_on=DAY,
        status="awaiting_guidance",
        deadline_kind="day",
        due_on=DUE,
    )


@pytest.fixture
def unknown(counted):
    with append_only.lifted():
        GuidanceWait.objects.update(since_is_upper_bound=True)
    return counted


def complete(document, **given):
    return services.complete_wait(document, **{"by": None, **given})


def open_wait(document):
    return document.waits.get(ended_on=None)


def test_a_wait_that_was_only_counted_gets_its_name_and_shares_it(counted):
    other = PlannedDocumentFactory(planned_on=DAY)
    services.await_guidance(other, effective_on=DAY, expected=NAME, by=None)

    complete(counted, expected=f"  {NAME} ")

    wait = open_wait(counted)
    assert (wait.expected, wait.guidance) == (NAME, open_wait(other).guidance)
    assert CentralGuidance.objects.count() == 1


def test_what_was_recorded_before_is_kept_and_holds_on_no_day(counted):
    before = counted.waits.get()
    clerk = UserFactory()

    wait = complete(counted, expected=NAME, note="theo Công văn 77", by=clerk)

    before.refresh_from_db()
    assert (before.expected, before.ended_on, before.completed_by) == ("", DAY, wait)
    assert (wait.by, wait.note, wait.recorded_at is not None) == (
        clerk,
        "theo Công văn 77",
        True,
    )
    assert list(GuidanceWait.objects.open_on(DAY)) == [wait]
    assert list(GuidanceWait.objects.standing()) == [wait]
    assert check(days=[DAY]) == []


def test_the_first_day_becomes_known_and_those_days_are_given_back_too(unknown):
    complete(unknown, since=DAY - timedelta(100))

    wait = open_wait(unknown)
    assert (wait.since, wait.since_is_upper_bound) == (DAY - timedelta(100), False)
    document = services.resume(
        unknown, effective_on=DAY + timedelta(20), received="31-HD", note="muộn", by=None
    )
    assert document.due_on == DUE + timedelta(120)


def test_a_first_day_that_is_known_or_later_is_refused(unknown):
    with pytest.raises(ValidationError):
        complete(unknown, since=DAY + timedelta(1))
    complete(unknown, since=DAY)

    with pytest.raises(ValidationError):
        complete(unknown, since=DAY - timedelta(1))

    assert open_wait(unknown).since == DAY


def test_several_letters_are_kept_and_the_latest_is_told_in_lists(counted):
    complete(counted, letter=Letter("80-CV/TU", DAY + timedelta(9), "Ban Tổ chức Trung ương"))
    complete(counted, letter=Letter("77-CV/TU", DAY))

    letters = services.letters_of(counted.waits.all(), open_wait(counted))
    assert [str(letter) for letter in letters] == [
        "77-CV/TU ngày 13/12/2021",
        "80-CV/TU ngày 22/12/2021",
    ]
    assert open_wait(counted).asked_by_letter == "80-CV/TU ngày 22/12/2021"


def test_one_letter_is_not_recorded_twice(counted):
    complete(counted, letter=Letter("77-CV/TU", DAY))

    with pytest.raises(ValidationError):
        complete(counted, letter=Letter(" 77-CV/TU ", DAY))

    assert GuidanceLetter.objects.count() == 1


def test_nothing_new_is_refused_and_writes_nothing(counted):
    complete(counted, expected=NAME)
    rows = counted.waits.count()

    with pytest.raises(ValidationError):
        complete(counted, expected=NAME)

    assert counted.waits.count() == rows


def test_a_wait_completed_meanwhile_is_not_overwritten(counted):
    seen = open_wait(counted).pk
    complete(counted, expected=NAME)

    with pytest.raises(ValidationError):
        complete(counted, seen=seen, expected="Quy định khác")

    assert open_wait(counted).expected == NAME


def test_a_document_that_does_not_wait_has_nothing_to_complete():
    with pytest.raises(ValidationError):
        complete(PlannedDocumentFactory(planned_on=DAY), expected=NAME)


def test_the_beginning_of_a_wait_that_another_completed_is_not_undone():
    clerk, other = UserFactory(), UserFactory()
    document = PlannedDocumentFactory(planned_on=DAY)
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=clerk)
    complete(document, letter=Letter("77-CV/TU", DAY), by=other)

    with pytest.raises(ValidationError):
        services.undo_last(document, by=clerk, now=timezone.now())

    assert open_wait(document).asked_by_letter == "77-CV/TU ngày 13/12/2021"


def test_the_received_document_releases_waits_named_later(counted):
    complete(counted, expected=NAME)

    services.receive_guidance(
        CentralGuidance.objects.get(),
        symbol="31-HD/BTCTW",
        issuer_name="Ban Tổ chức Trung ương",
        issued_on=DAY,
        received_on=DAY + timedelta(5),
        documents=[counted.pk],
        note="nhập muộn",
        by=None,
    )

    counted.refresh_from_db()
    assert (counted.status, counted.due_on) == ("drafting", DUE + timedelta(5))


def test_a_wait_row_is_completed_once(counted):
    wait = complete(counted, expected=NAME)

    with pytest.raises(IntegrityError), transaction.atomic():
        GuidanceWait.objects.create(
            document=counted, since=DAY, ended_on=DAY, completes=wait.completes
        )


# --- so many days after an event -----------------------------------------------------------


@pytest.fixture
def hanging():
    return PlannedDocumentFactory(
        planned_on=DAY,
        deadline_kind="after_event",
        deadline_days=30,
        deadline_text="30 ngày sau khi nghiệm thu công trình",
    )


def test_a_deadline_is_counted_from_the_day_of_its_event(hanging):
    document = services.count_from_event(
        hanging, happened_on=DAY + timedelta(3), document="Biên bản số 5", by=None
    )

    row = document.deadlines.get(superseded_on=NEVER)
    assert document.due_on == DAY + timedelta(33)
    assert (row.origin, row.event_on, row.due_on) == (
        "event",
        DAY + timedelta(3),
        DAY + timedelta(33),
    )
    assert (row.decision, row.deadline_days) == ("Biên bản số 5", 30)
    assert "30 ngày sau khi nghiệm thu công trình" in row.reason
    asked = PlannedDocument.objects.as_of(Moment(DAY + timedelta(3))).get()
    assert asked.due_then == DAY + timedelta(33)


def test_the_day_of_an_event_is_corrected_with_a_reason(hanging):
    services.count_from_event(hanging, happened_on=DAY, by=None)

    with pytest.raises(ValidationError):
        services.count_from_event(hanging, happened_on=DAY + timedelta(2), by=None)
    document = services.count_from_event(
        hanging, happened_on=DAY + timedelta(2), reason="ghi nhầm", by=None
    )

    assert document.due_on == DAY + timedelta(32)
    assert document.deadlines.count() == 3


def test_a_task_is_counted_the_same_way():
    task = TaskFactory.build(
        resolution=ResolutionFactory(), deadline_kind="after_event", deadline_days=30
    )
    save_task(task, lead=None, on=DAY, by=None)

    task = services.count_from_event(task, happened_on=DAY, event="Quốc hội thông qua", by=None)

    assert task.due_on == DAY + timedelta(30)
    assert task.deadlines.get(superseded_on=NEVER).origin == "event"


@pytest.mark.parametrize(
    "wrong",
    [{"happened_on": date(2999, 1, 1)}, {"happened_on": date(1800, 1, 1)}],
)
def test_an_event_that_cannot_have_happened_is_refused(hanging, wrong):
    with pytest.raises(ValidationError):
        services.count_from_event(hanging, **wrong, by=None)

    assert hanging.deadlines.count() == 1


def test_a_deadline_on_a_day_hangs_on_no_event():
    document = PlannedDocumentFactory(planned_on=DAY, deadline_kind="day", due_on=DUE)

    with pytest.raises(ValidationError):
        services.count_from_event(document, happened_on=DAY, by=None)


# --- the pages -----------------------------------------------------------------------------


@pytest.fixture
def signed_in(client, office):
    client.force_login(office)
    return client


def test_the_form_completes_the_wait_and_the_page_tells_it(signed_in, unknown):
    address = f"{unknown.get_absolute_url()}wait/"
    seen = open_wait(unknown).pk
    assert f'name="wait" value="{seen}"' in signed_in.get(address).text

    page = signed_in.post(
        address,
        {
            "wait": seen,
            "expected": NAME,
            "since": "01/10/2021",
            "letter_symbol": "77-CV/TU",
            "letter_sent_on": "05/10/2021",
            "letter_addressee": "Ban Tổ chức Trung ương",
        },
        follow=True,
    )

    assert NAME in page.text
    assert "77-CV/TU ngày 05/10/2021" in page.text
    assert open_wait(unknown).since == date(2021, 10, 1)


@pytest.mark.parametrize(
    "sent",
    [
        {"letter_symbol": "77-CV/TU"},
        {"letter_sent_on": "05/10/2021"},
        {"since": "31/02/2021"},
        {"since": "14/12/2021"},
        {"expected": ""},
        {"expected": "TUYỆT MẬT"},
        {"wait": "0", "expected": NAME},
        {"expected": "x" * 501},
    ],
)
def test_a_faulty_completion_changes_nothing_and_says_so(signed_in, unknown, sent):
    before = list(unknown.waits.values())

    page = signed_in.post(
        f"{unknown.get_absolute_url()}wait/", {"wait": open_wait(unknown).pk, **sent}
    )

    assert page.status_code == 422
    assert list(unknown.waits.values()) == before
    assert not CentralGuidance.objects.exists()


def test_a_document_that_does_not_wait_sends_back_with_a_word(signed_in):
    document = PlannedDocumentFactory(planned_on=DAY)

    page = signed_in.get(f"{document.get_absolute_url()}wait/", follow=True)

    assert "Văn bản này không chờ Trung ương." in page.text


def test_the_release_form_gives_the_days_back_unless_told_otherwise(signed_in, counted):
    address = f"{counted.get_absolute_url()}resume/"
    assert "được bù" in signed_in.get(address).text

    page = signed_in.post(
        address,
        {"effective_on": "02/01/2022", "received": "31-HD/BTCTW", "note": "nhập muộn"},
        follow=True,
    )

    counted.refresh_from_db()
    assert counted.due_on == DUE + timedelta(20)
    assert "được bù thời gian chờ Trung ương 20 ngày" in page.text


def test_the_release_form_takes_a_new_deadline_with_its_decision(signed_in, counted):
    sent = {
        "effective_on": "02/01/2022",
        "received": "31-HD/BTCTW",
        "note": "nhập muộn",
        "deadline_by": "new",
        "new_due_on": "30/06/2022",
    }
    address = f"{counted.get_absolute_url()}resume/"
    assert signed_in.post(address, sent).status_code == 422

    signed_in.post(address, {**sent, "decision": "Thông báo số 77-TB/TU"})

    counted.refresh_from_db()
    assert (counted.status, counted.due_on) == ("drafting", date(2022, 6, 30))


@pytest.mark.parametrize(
    "sent",
    [
        {"new_due_on": "30/06/2022"},
        {"decision": "Thông báo số 77-TB/TU"},
        {"deadline_by": "new", "new_due_on": "01/01/2022", "decision": "77-TB/TU"},
        {"deadline_by": "gift"},
    ],
)
def test_a_release_that_does_not_say_which_deadline_is_refused(signed_in, counted, sent):
    page = signed_in.post(
        f"{counted.get_absolute_url()}resume/",
        {"effective_on": "02/01/2022", "received": "31-HD", "note": "muộn", **sent},
    )

    counted.refresh_from_db()
    assert page.status_code == 422
    assert (counted.status, counted.due_on) == ("awaiting_guidance", DUE)


def test_the_preview_tells_what_each_deadline_becomes(signed_in, counted):
    complete(counted, expected=NAME)
    hanging = PlannedDocumentFactory(
        planned_on=DAY, deadline_kind="after_event", deadline_days=30
    )
    services.await_guidance(hanging, effective_on=DAY, expected=NAME, by=None)
    address = f"/guidance/{CentralGuidance.objects.get().pk}/receive/"
    came = {
        "symbol": "31-HD/BTCTW",
        "issuer_name": "Ban Tổ chức Trung ương",
        "issued_on": "30/12/2021",
        "received_on": "02/01/2022",
        "note": "nhập muộn",
        "step": "preview",
    }

    page = signed_in.post(address, came).text

    assert "20/01/2022" in page
    assert "trước đó 31/12/2021; bù 20 ngày chờ Trung ương" in page
    assert "29/01/2022" in page
    signed_in.post(address, {**came, "step": "confirm", "document": [counted.pk, hanging.pk]})
    told = PlannedDocument.objects.in_bulk([counted.pk, hanging.pk])
    assert told[counted.pk].due_on == date(2022, 1, 20)
    assert told[hanging.pk].due_on == date(2022, 1, 29)
    watch = signed_in.get("/guidance/?as_of=2022-01-03").text
    assert "được bù thời gian chờ Trung ương 20 ngày" in watch


def test_the_page_records_the_day_of_an_event(signed_in, hanging):
    address = f"{hanging.get_absolute_url()}deadline/event/"
    assert address in signed_in.get(hanging.get_absolute_url()).text

    page = signed_in.post(address, {"happened_on": "16/12/2021"}, follow=True)

    assert "15/01/2022" in page.text
    assert signed_in.post(address, {"happened_on": "17/12/2021"}).status_code == 422


def test_the_timeline_tells_days_given_back_and_counted_deadlines_as_such(
    signed_in, counted, hanging
):
    services.resume(
        counted, effective_on=DAY + timedelta(20), received="31-HD", note="muộn", by=None
    )
    services.count_from_event(hanging, happened_on=DAY + timedelta(3), by=None)

    pages = [
        signed_in.get(f"/resolutions/{document.resolution_id}/timeline/").text
        for document in (counted, hanging)
    ]

    assert "Bù thời gian chờ Trung ương" in pages[0]
    assert "Thời hạn tính từ ngày xảy ra sự kiện" in pages[1]
    assert not any("Chuyển thời hạn" in page for page in pages)


# --- the API -------------------------------------------------------------------------------


def test_the_api_completes_a_wait_and_counts_from_an_event(signed_in, unknown, hanging):
    def send(document, operation, values):
        address = f"/api/v1/documents/{document.pk}/"
        etag = signed_in.get(address).headers["ETag"]
        return signed_in.post(
            f"{address}{operation}/", values, "application/json", headers={"If-Match": etag}
        )

    completed = send(
        unknown, "complete_wait", {"letter_symbol": "77-CV/TU", "letter_sent_on": "2021-10-05"}
    )
    counted = send(hanging, "record_event_day", {"happened_on": "2021-12-16"})

    assert (completed.status_code, counted.status_code) == (200, 200), completed.text
    assert counted.json()["due_on"] == "2022-01-15"
    [wait] = signed_in.get("/api/v1/waits/").json()["results"]
    assert [letter["symbol"] for letter in wait["letters"]] == ["77-CV/TU"]
    deadlines = signed_in.get(f"/api/v1/documents/{hanging.pk}/history/").json()["deadlines"]
    assert [row["origin"] for row in deadlines] == ["event", "set"]


def test_a_document_with_completed_waits_and_days_given_back_stays_with_them(counted):
    clerk = UserFactory()
    complete(counted, expected=NAME, letter=Letter("77-CV/TU", DAY))
    document = services.resume(
        counted, effective_on=DAY + timedelta(20), received="31-HD", note="muộn", by=clerk
    )
    services.undo_last(document, by=clerk, now=timezone.now())

    with pytest.raises(ProtectedError):
        document.delete()

    assert GuidanceWait.objects.count() == 2
    assert GuidanceLetter.objects.count() == 1


# --- as it was known ------------------------------------------------------------------------


KNOWN = Moment(DAY + timedelta(30)).as_known_on(DAY + timedelta(30))


def entered_on(day):
    """All rows written so far were entered on a day."""
    with append_only.lifted():
        for model in (StatusChange, DocumentDeadline, DocumentDuty, GuidanceWait):
            model.objects.update(recorded_at=end_of_day(day) - timedelta(hours=8))


def as_known(document, moment=KNOWN):
    rows = PlannedDocument.objects.as_of(moment).for_register(on=moment.on)
    return rows.get(pk=document.pk).wait_then


def test_a_wait_completed_later_is_known_on_the_day_as_it_was(unknown, client, office):
    entered_on(DAY)
    complete(unknown, expected=NAME, since=DAY - timedelta(100), letter=Letter("77-CV/TU", DAY))

    then, now = as_known(unknown), as_known(unknown, Moment(KNOWN.on))

    assert (then.expected, then.since, then.asked_by_letter) == ("", DAY, "")
    assert then.days(on=KNOWN.on) == 30
    assert (now.expected, now.since) == (NAME, DAY - timedelta(100))
    client.force_login(office)
    day = f"as_of={KNOWN.on}"
    for page in ("/guidance/?", "/?"):
        assert NAME in html.unescape(client.get(page + day).text), page
        assert NAME not in html.unescape(client.get(f"{page}{day}&known_on={DAY}").text), page
    told = client.get(f"/api/v1/waits/?known_on={DAY}&{day}").json()["results"]
    assert [(wait["expected"], wait["since"]) for wait in told] == [("", str(DAY))]


def test_a_wait_whose_end_was_recorded_later_is_open_as_known_on_the_day(counted):
    entered_on(DAY)
    services.resume(
        counted, effective_on=DAY + timedelta(20), received="31-HD", note="muộn", by=None
    )

    then = as_known(counted)

    assert (then.since, then.days(on=KNOWN.on)) == (DAY, 30)
    assert as_known(counted, Moment(KNOWN.on)) is None
    assert list(GuidanceWait.objects.open_at(KNOWN)) == [counted.waits.get()]


def test_a_wait_recorded_later_is_not_known_on_the_day():
    document = PlannedDocumentFactory(planned_on=DAY)
    entered_on(DAY)
    services.await_guidance(document, effective_on=DAY, expected=NAME, by=None)

    assert as_known(document) is None
    assert as_known(document, Moment(KNOWN.on)).expected == NAME


def test_of_two_waits_the_one_that_was_open_is_known(counted):
    services.resume(
        counted, effective_on=DAY + timedelta(5), received="31-HD", note="x", by=None
    )
    services.await_guidance(
        counted, effective_on=DAY + timedelta(9), expected=NAME, note="x", by=None
    )
    entered_on(DAY)
    complete(counted, expected="tên khác")

    assert as_known(counted).expected == NAME
    assert as_known(counted, Moment(DAY + timedelta(2)).as_known_on(DAY)).expected == ""


def test_a_letter_sent_later_was_lacking_as_known_on_the_day(counted):
    entered_on(DAY)
    complete(counted, letter=Letter("77-CV/TU", DAY))
    later = Moment(DAY + timedelta(300))

    lacking = [
        PlannedDocument.objects.as_of(moment).needing_letter().count()
        for moment in (later, later.as_known_on(DAY))
    ]

    assert lacking == [0, 1]
