"""The last change of status is taken back: what comes back, what the history then says, who may
and until when."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext

from documents import services
from documents.audit import append_only
from documents.models import CentralGuidance, GuidanceWait, PlannedDocument, StatusChange
from documents.progress import compare
from documents.progress.checking import check
from documents.status import DocumentStatus, Event
from resolutions.moments import Moment
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)
LATER = date(2021, 12, 20)
ISSUE = {
    "symbol": "15-KH/TU",
    "issued_on": LATER,
    "issuer_name": "Ban Thường vụ Tỉnh ủy",
    "evidence_url": "https://example.org/15",
    "evidence_note": "Hồ sơ số 15",
}
STATE = (
    "status",
    "symbol",
    "issued_on",
    "issuer_name",
    "evidence_url",
    "evidence_note",
    "evidence_gap",
    "integrated_into_id",
    "integrated_into_text",
)


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def document(clerk):
    return PlannedDocumentFactory(planned_on=DAY, by=clerk)


def undo(document, by, **given):
    return services.undo_last(document, by=by, **{"now": timezone.now(), **given})


def state(document):
    document = PlannedDocument.objects.get(pk=document.pk)
    return [getattr(document, name) for name in STATE]


def status_on(document, on, **asked):
    return PlannedDocument.objects.as_of(Moment(on, **asked)).get(pk=document.pk).status_then


def walk(document, steps, clerk):
    for name, given in steps:
        getattr(services, name)(document, **given, by=clerk)


OTHER = {"into_text": "20-KH/TU", "effective_on": LATER}
EVERY_EVENT = [
    ([], ("start_drafting", {"effective_on": LATER})),
    ([("start_drafting", {"effective_on": DAY})], ("consult", {"effective_on": LATER})),
    ([("start_drafting", {"effective_on": DAY})], ("submit", {"effective_on": DAY})),
    ([], ("await_guidance", {"effective_on": LATER, "expected": "Hướng dẫn"})),
    (
        [("await_guidance", {"effective_on": DAY, "expected": "Hướng dẫn"})],
        ("resume", {"effective_on": LATER, "received": "31-HD/BTCTW"}),
    ),
    (
        [("await_guidance", {"effective_on": DAY, "expected": "Hướng dẫn"})],
        ("withdraw", {"effective_on": LATER, "note": "Trung ương bỏ"}),
    ),
    (
        [("await_guidance", {"effective_on": DAY, "expected": "Hướng dẫn"})],
        ("integrate", OTHER),
    ),
    ([], ("issue", ISSUE)),
    (
        [("issue", ISSUE)],
        ("record_evidence", {**ISSUE, "symbol": "16-KH/TU", "note": "sửa số"}),
    ),
    (
        [("issue", ISSUE)],
        ("record_evidence", {**ISSUE, "issued_on": DAY, "note": "ngày đúng sớm hơn"}),
    ),
    ([("issue", ISSUE)], ("record_evidence", {**ISSUE, "note": "không đổi gì"})),
    ([("issue", ISSUE)], ("reopen", {"effective_on": LATER, "note": "thu hồi"})),
    ([("integrate", OTHER)], ("reopen", {"effective_on": LATER, "note": "tách ra"})),
]


@pytest.mark.parametrize(("before", "last"), EVERY_EVENT)
def test_every_event_can_be_undone_and_everything_is_again_as_it_was(
    document, clerk, before, last
):
    walk(document, before, clerk)
    was = state(document)
    waits = list(GuidanceWait.objects.filter(ended_on__isnull=True).values())
    days = [DAY - timedelta(1), DAY, DAY + timedelta(1), LATER, LATER + timedelta(1)]
    told = [
        PlannedDocument.objects.as_of(Moment(on))
        .values_list("status_then", "issued_on_then")
        .first()
        for on in days
    ]
    rows = document.changes.count()
    walk(document, [last], clerk)

    undo(document, clerk)

    assert state(document) == was
    assert list(GuidanceWait.objects.filter(ended_on__isnull=True).values()) == waits
    assert [
        PlannedDocument.objects.as_of(Moment(on))
        .values_list("status_then", "issued_on_then")
        .first()
        for on in days
    ] == told
    assert document.changes.count() == rows + 2
    assert check(days=days) == []


def test_undoing_is_a_row_that_says_which_row_it_reverses(document, clerk):
    services.issue(document, **ISSUE, by=clerk)
    issued = document.changes.get(event=Event.ISSUE)
    now = timezone.now()

    undo(document, clerk, now=now)

    row = document.changes.latest("pk")
    assert (row.event, row.undoes, row.by, row.recorded_at) == ("undo", issued, clerk, now)
    assert (row.old, row.new, row.effective_on) == ("issued", "not_started", LATER)
    assert (row.symbol, row.issued_on) == ("", None)
    issued.refresh_from_db()
    assert (issued.symbol, issued.effective_on) == ("15-KH/TU", LATER)


def test_what_had_been_recorded_before_the_undoing_is_still_told(document, clerk):
    services.issue(document, **ISSUE, by=clerk)
    recorded = timezone.now()
    undo(document, clerk)

    assert status_on(document, LATER) == DocumentStatus.NOT_STARTED
    assert status_on(document, LATER, known_at=timezone.now()) == DocumentStatus.NOT_STARTED
    assert status_on(document, LATER, known_at=recorded) == DocumentStatus.ISSUED
    assert status_on(document, DAY, known_at=recorded) == DocumentStatus.NOT_STARTED


def test_the_right_day_can_be_entered_after_undoing_a_wrong_later_one(document, clerk):
    services.issue(document, **ISSUE, by=clerk)
    undo(document, clerk)
    right = LATER - timedelta(days=3)

    services.issue(document, **{**ISSUE, "issued_on": right}, by=clerk)

    told = [
        (status_on(document, on), status_on(document, on, known_at=timezone.now()))
        for on in (right - timedelta(1), right, LATER)
    ]
    assert told == [("not_started", "not_started"), ("issued", "issued"), ("issued", "issued")]
    assert check(days=[right, LATER]) == []


def test_an_undone_change_can_be_recorded_and_undone_again(document, clerk):
    for _turn in range(2):
        services.issue(document, **ISSUE, by=clerk)
        undo(document, clerk)

    assert state(document)[0] == DocumentStatus.NOT_STARTED
    assert document.changes.filter(event=Event.UNDO).count() == 2
    assert check(days=[DAY, LATER]) == []


def test_undoing_the_start_of_a_wait_leaves_a_wait_of_no_day(document, clerk):
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=clerk)

    undo(document, clerk)

    wait = GuidanceWait.objects.get()
    assert (wait.since, wait.ended_on) == (DAY, DAY)
    assert not GuidanceWait.objects.open_on(DAY).exists()


def test_undoing_the_end_of_a_wait_forgets_what_was_received(document, clerk):
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=clerk)
    services.resume(document, effective_on=LATER, received="31-HD/BTCTW", by=clerk)

    undo(document, clerk)

    wait = GuidanceWait.objects.get()
    assert (wait.since, wait.ended_on, wait.received) == (DAY, None, "")


def test_comparison_foots_over_an_undone_change(document, clerk):
    services.issue(document, **ISSUE, by=clerk)
    undo(document, clerk)
    today = timezone.localdate()

    comparison = compare(PlannedDocument.objects.all(), start=LATER, end=today)

    assert [footing.name for footing in comparison.footings if not footing.foots] == []
    assert comparison.moves["issued"] == []


# --- refusals ------------------------------------------------------------------------------


def refused(document, by, message, **given):
    before = list(document.changes.order_by("pk").values())
    was = state(document)

    with pytest.raises(ValidationError) as refusal:
        undo(document, by, **given)

    assert refusal.value.messages == [message]
    assert list(document.changes.order_by("pk").values()) == before
    assert state(document) == was


def test_only_the_one_who_recorded_it_may_undo(document, clerk):
    services.issue(document, **ISSUE, by=clerk)
    alone = gettext("Only the person who recorded the change may undo it. Record a new event.")

    refused(document, UserFactory(), alone)
    refused(document, None, alone)


def test_what_the_system_recorded_is_nobodys_to_undo(document):
    services.issue(document, **ISSUE, by=None)

    alone = gettext("Only the person who recorded the change may undo it. Record a new event.")
    refused(document, None, alone)


def test_ten_minutes_are_in_time_and_a_moment_later_is_too_late(document, clerk, settings):
    settings.UNDO_MINUTES = 10
    services.issue(document, **ISSUE, by=clerk)
    recorded = document.changes.latest("pk").recorded_at
    end = recorded + timedelta(minutes=10)

    refused(
        document,
        clerk,
        gettext(
            "It was recorded more than %(minutes)d minutes ago and can no longer be undone. "
            "Record a new event."
        )
        % {"minutes": 10},
        now=end + timedelta(microseconds=1),
    )
    assert undo(document, clerk, now=end).status == DocumentStatus.NOT_STARTED


def test_that_a_document_was_planned_cannot_be_undone(document, clerk):
    nothing = gettext("There is no change of status that could be undone.")

    refused(document, clerk, nothing)


def test_an_undoing_is_not_undone(document, clerk):
    services.start_drafting(document, effective_on=DAY, by=clerk)
    services.issue(document, **ISSUE, by=clerk)
    undo(document, clerk)

    refused(document, clerk, gettext("There is no change of status that could be undone."))


def test_another_change_than_the_one_seen_is_not_undone(document, clerk):
    services.start_drafting(document, effective_on=DAY, by=clerk)
    seen = document.changes.latest("pk").pk
    services.issue(document, **ISSUE, by=clerk)

    refused(
        document,
        clerk,
        gettext("Meanwhile something else was recorded of this document. Look at it again."),
        change=seen,
    )


def test_what_somebody_else_changed_since_is_not_undone(document, clerk):
    services.issue(document, **ISSUE, by=clerk)
    other = UserFactory(first_name="Ánh", last_name="Nguyễn Thị")
    changed = PlannedDocument.objects.get(pk=document.pk)
    changed.title = "Kế hoạch đã sửa"
    services.edit(changed, by=other)

    with pytest.raises(ValidationError) as refusal:
        undo(document, clerk)

    assert other.get_full_name() in refusal.value.messages[0]
    assert state(document)[0] == DocumentStatus.ISSUED


def test_what_the_same_person_edited_since_stays(document, clerk):
    services.issue(document, **ISSUE, by=clerk)
    changed = PlannedDocument.objects.get(pk=document.pk)
    changed.title = "Kế hoạch đã sửa"
    services.edit(changed, by=clerk)

    undone = undo(document, clerk)

    assert (undone.title, undone.status) == ("Kế hoạch đã sửa", DocumentStatus.NOT_STARTED)


def test_one_document_does_not_unreceive_what_the_centre_sent(document, clerk):
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=clerk)
    services.receive_guidance(
        CentralGuidance.objects.get(),
        symbol="31-HD/BTCTW",
        issuer_name="Ban Tổ chức Trung ương",
        issued_on=DAY,
        received_on=LATER,
        documents=[document.pk],
        by=clerk,
    )

    with pytest.raises(ValidationError) as refusal:
        undo(document, clerk)

    assert "31-HD/BTCTW" in refusal.value.messages[0]
    assert state(document)[0] == DocumentStatus.DRAFTING
    assert not GuidanceWait.objects.filter(ended_on__isnull=True).exists()


# --- the database --------------------------------------------------------------------------


def broken(constraint, **row):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StatusChange.objects.create(
            **{"old": "issued", "new": "drafting", "effective_on": DAY, **row}
        )


def test_an_undoing_says_what_it_undoes_and_nothing_else_does(document):
    planned = document.changes.get()
    name = "statuschange_undo_says_what_it_undoes"

    broken(name, document=document, event=Event.UNDO, superseded_on=DAY)
    broken(
        name, document=document, event=Event.REOPEN, note="x", superseded_on=DAY, undoes=planned
    )


def test_an_undoing_holds_on_no_day(document):
    broken(
        "statuschange_undo_holds_on_no_day",
        document=document,
        event=Event.UNDO,
        undoes=document.changes.get(),
        superseded_on=LATER,
    )


def test_a_row_is_undone_once(document, clerk):
    services.start_drafting(document, effective_on=DAY, by=clerk)
    undo(document, clerk)

    broken(
        "undoes_id",
        document=document,
        event=Event.UNDO,
        undoes=document.changes.get(event=Event.START_DRAFTING),
        superseded_on=DAY,
    )


def test_a_row_undone_that_still_holds_is_found(document, clerk):
    services.start_drafting(document, effective_on=DAY, by=clerk)
    undo(document, clerk)
    undone = StatusChange.objects.filter(event=Event.START_DRAFTING)
    undone.update(superseded_on=LATER)

    assert "dòng đã hoàn tác vẫn còn hiệu lực" in [fault.rule for fault in check(days=[DAY])]


def test_a_document_with_a_history_is_not_deleted(document, clerk):
    services.start_drafting(document, effective_on=DAY, by=clerk)
    undo(document, clerk)

    with pytest.raises(ProtectedError):
        document.delete()

    assert StatusChange.objects.filter(document=document).count() == 3


# --- the page ------------------------------------------------------------------------------


def test_the_page_offers_to_undo_to_the_one_who_just_recorded(client, office, board, roles):
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=office)
    colleague = UserFactory(role="office")

    offered = {}
    for person in (office, colleague, board):
        client.force_login(person)
        offered[person] = (
            f"{document.get_absolute_url()}undo/"
            in client.get(document.get_absolute_url()).text
        )

    assert offered == {office: True, colleague: False, board: False}


def test_the_button_undoes_and_says_so(client, office):
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=office)
    client.force_login(office)
    change = document.changes.latest("pk").pk

    page = client.post(f"{document.get_absolute_url()}undo/", {"change": change}, follow=True)

    assert (
        gettext("Undone. The document is again “%(status)s”.")
        % {"status": DocumentStatus.NOT_STARTED.label}
        in page.text
    )
    assert "/undo/" not in page.text
    assert state(document)[0] == DocumentStatus.NOT_STARTED


def test_the_button_names_a_change_over_a_thousand_whole(client, office):
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=office)
    with append_only.lifted():
        document.changes.filter(pk=document.changes.latest("pk").pk).update(id=12345)
    client.force_login(office)

    page = client.get(document.get_absolute_url()).text

    assert 'name="change" value="12345"' in page


@pytest.mark.parametrize("change", ["", "0", "-1", "x", "9" * 30, "1\x00", None])
def test_a_damaged_undo_changes_nothing_and_says_so(client, office, change):
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=office)
    client.force_login(office)
    sent = {} if change is None else {"change": change}

    page = client.post(f"{document.get_absolute_url()}undo/", sent, follow=True)

    seen = "Meanwhile something else was recorded of this document. Look at it again."
    assert gettext(seen) in page.text
    assert state(document)[0] == DocumentStatus.DRAFTING
