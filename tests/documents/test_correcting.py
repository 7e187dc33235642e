"""The past is put right: what happened earlier is inserted, what was entered by mistake is struck
out. No row is rewritten, and what was known on an earlier day is still told."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from assignments.models import NEVER
from documents import services
from documents.audit import append_only
from documents.models import CentralGuidance, GuidanceWait, PlannedDocument, StatusChange
from documents.progress.burnup import burn_up
from documents.progress.checking import check
from documents.services.chain import STATE, chain_of
from documents.status import DocumentStatus, Event
from resolutions.log import version_of
from resolutions.moments import Moment
from resolutions.saving import values_of
from tests.chance import examples
from tests.factories import PlannedDocumentFactory, ResolutionFactory, UserFactory, pdf_file

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 9, 1)
WHY = "Văn phòng mới nhận được hồ sơ"


def on(days):
    return DAY + timedelta(days)


@pytest.fixture
def clerk():
    return UserFactory(last_name="Trần", first_name="Thị Anh")


@pytest.fixture
def document(clerk):
    return PlannedDocumentFactory(planned_on=DAY, by=clerk)


def issued(document, day, *, symbol="15-KH/TU", **given):
    facts = {"symbol": symbol, "issued_on": day, "issuer_name": "Tỉnh ủy"}
    return services.issue(document, **facts, **{"by": None, **given})


def strike_out(document, row, *, reason="Nhập hai lần", by=None):
    return services.strike_out(
        document, change=row.pk, reason=reason, now=timezone.now(), by=by
    )


def of(document, event):
    return document.changes.filter(event=event).latest("pk")


def told(document, day, known_at=None):
    """Where the document stood at the end of a day, or None where it was not there."""
    states = PlannedDocument.objects.filter(pk=document.pk)
    return (
        states.as_of(Moment(day, known_at))
        .values_list("status_then", "issued_on_then", "since_then")
        .first()
    )


def story(document, known_at=None, until=41):
    return [told(document, on(days), known_at) for days in range(-1, until, 2)]


# --- an earlier event ------------------------------------------------------------------------


def test_an_earlier_event_is_put_where_it_belongs(document, clerk):
    services.submit(
        services.start_drafting(document, effective_on=on(10), by=clerk),
        effective_on=on(30),
        by=clerk,
    )
    before = timezone.now()
    as_known = story(document, before)

    services.consult(document, effective_on=on(20), note=WHY, earlier=True, by=clerk)

    assert told(document, on(19))[0] == DocumentStatus.DRAFTING
    assert told(document, on(20))[0] == told(document, on(29))[0] == DocumentStatus.CONSULTING
    assert told(document, on(30))[0] == DocumentStatus.SUBMITTED
    assert PlannedDocument.objects.get().status == DocumentStatus.SUBMITTED
    assert story(document, before) == as_known
    assert check(days=[on(20), on(30)]) == []


def test_nothing_that_was_recorded_is_rewritten_by_an_earlier_event(document, clerk):
    services.start_drafting(document, effective_on=on(10), by=clerk)
    services.submit(document, effective_on=on(30), by=clerk)
    recorded = list(document.changes.order_by("pk").values("pk", "old", "new", "note", "facts"))

    services.consult(document, effective_on=on(20), note=WHY, earlier=True, by=clerk)

    rows = document.changes.order_by("pk").values("pk", "old", "new", "note", "facts")
    assert list(rows)[:-1] == recorded
    submitted = of(document, Event.SUBMIT)
    assert submitted.old == DocumentStatus.DRAFTING  # as its recorder saw it


@pytest.mark.parametrize(
    ("event", "day", "said"),
    [
        (Event.CONSULT, 5, "Chưa triển khai"),
        (Event.SUBMIT, -1, "trước khi"),
        (Event.RESUME, 20, "Đang dự thảo"),
        (Event.REOPEN, 20, "Đang dự thảo"),
    ],
)
def test_an_earlier_event_that_others_contradict_is_refused(document, event, day, said):
    services.start_drafting(document, effective_on=on(10), by=None)
    services.submit(document, effective_on=on(30), by=None)
    more = {"received": "Hướng dẫn số 1"} if event == Event.RESUME else {}
    before = (story(document), StatusChange.objects.count(), version_of(type(document), 1))

    with pytest.raises(ValidationError, match=said):
        getattr(services, event.value)(
            document, effective_on=on(day), note=WHY, **more, earlier=True, by=None
        )

    assert before == (
        story(document),
        StatusChange.objects.count(),
        version_of(type(document), 1),
    )


def test_an_issue_before_a_later_drafting_is_refused_until_that_is_struck_out(document):
    drafted = services.start_drafting(document, effective_on=on(30), by=None)

    with pytest.raises(ValidationError) as refusal:
        issued(document, on(0), note=WHY, earlier=True)

    assert "hủy dòng" in " ".join(refusal.value.messages)
    strike_out(document, of(drafted, Event.START_DRAFTING))
    now = issued(document, on(0))
    assert (now.status, now.issued_on) == (DocumentStatus.ISSUED, on(0))
    assert told(document, on(0))[:2] == (DocumentStatus.ISSUED, on(0))
    assert check(days=[on(0), on(30)]) == []


def test_an_earlier_event_says_why(document):
    services.start_drafting(document, effective_on=on(10), by=None)
    services.submit(document, effective_on=on(30), by=None)

    with pytest.raises(ValidationError) as refusal:
        services.consult(document, effective_on=on(20), note=" ", earlier=True, by=None)

    assert "note" in refusal.value.message_dict


def test_an_earlier_wait_ends_where_the_next_event_begins(document):
    services.withdraw(document, effective_on=on(30), note="Không cần nữa", by=None)

    services.await_guidance(
        document, effective_on=on(10), expected="Hướng dẫn", note=WHY, earlier=True, by=None
    )
    wait = GuidanceWait.objects.get()
    assert (wait.since, wait.ended_on, wait.received) == (on(10), on(30), "")

    services.resume(
        document, effective_on=on(20), received="HD số 1", note=WHY, earlier=True, by=None
    )
    wait.refresh_from_db()
    assert (wait.ended_on, wait.received) == (on(20), "HD số 1")

    strike_out(document, of(document, Event.RESUME))
    wait.refresh_from_db()
    assert (wait.ended_on, wait.received) == (on(30), "")

    strike_out(document, of(document, Event.WITHDRAW))
    wait.refresh_from_db()
    assert (wait.ended_on, wait.received) == (None, "")
    assert PlannedDocument.objects.get().status == DocumentStatus.AWAITING_GUIDANCE

    strike_out(document, of(document, Event.AWAIT_GUIDANCE))
    wait.refresh_from_db()
    assert (wait.since, wait.ended_on) == (on(10), on(10))
    assert check(days=[on(10), on(30)]) == []


# --- striking out ----------------------------------------------------------------------------


def test_an_entry_made_twice_is_struck_out_and_stays(document, clerk):
    services.start_drafting(document, effective_on=on(5), by=clerk)
    services.consult(document, effective_on=on(10), by=clerk)
    services.start_drafting(document, effective_on=on(20), note="Viết lại", by=clerk)
    services.consult(document, effective_on=on(20), by=clerk)
    before, twice = timezone.now(), of(document, Event.CONSULT)
    as_known = story(document, before)

    services.strike_out(
        document, change=twice.pk, reason="Nhập hai lần", now=timezone.now(), by=clerk
    )

    twice.refresh_from_db()
    assert twice.superseded_on == twice.effective_on
    undoing = twice.undone_by
    assert (undoing.note, undoing.by) == ("Nhập hai lần", clerk)
    assert undoing.superseded_on == undoing.effective_on
    assert PlannedDocument.objects.get().status == DocumentStatus.DRAFTING
    assert story(document, before) == as_known
    assert check(days=[on(20)]) == []


def test_striking_out_the_last_gives_back_number_date_and_evidence(document):
    issued(document, on(5), evidence_url="https://example.org/15")
    was = values_of(PlannedDocument.objects.get(), STATE)
    services.reopen(document, effective_on=on(9), note="Nhầm văn bản", by=None)

    now = strike_out(document, of(document, Event.REOPEN))

    assert values_of(now, STATE) == was
    assert values_of(PlannedDocument.objects.get(), STATE) == was


def test_state_of_rows_that_kept_no_facts_is_found_too(document):
    """As they are in databases of before: a row kept only what it replaced."""
    issued(document, on(5), evidence_url="https://example.org/15")
    was = values_of(PlannedDocument.objects.get(), STATE)
    services.reopen(document, effective_on=on(9), note="Nhầm văn bản", by=None)
    with append_only.lifted():
        StatusChange.objects.update(facts=None)

    now = strike_out(document, of(document, Event.REOPEN))

    assert values_of(now, STATE) == was


def test_an_entry_that_a_later_one_rests_on_is_not_struck_out(document):
    services.start_drafting(document, effective_on=on(5), by=None)
    services.consult(document, effective_on=on(10), by=None)
    before = story(document)

    with pytest.raises(ValidationError, match="Chưa triển khai"):
        strike_out(document, of(document, Event.START_DRAFTING))

    assert story(document) == before
    assert document.changes.count() == 3


def test_evidence_of_an_issue_rests_on_it(document):
    issued(document, on(10))
    services.record_evidence(
        document, symbol="16-KH/TU", issued_on=on(5), issuer_name="Tỉnh ủy", note="x", by=None
    )

    with pytest.raises(ValidationError):
        strike_out(document, of(document, Event.ISSUE))
    strike_out(document, of(document, Event.RECORD_EVIDENCE))

    assert PlannedDocument.objects.get().symbol == "15-KH/TU"


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_striking_out_says_why(document, reason):
    services.start_drafting(document, effective_on=on(5), by=None)

    with pytest.raises(ValidationError) as refusal:
        strike_out(document, of(document, Event.START_DRAFTING), reason=reason)

    assert "reason" in refusal.value.message_dict
    assert document.changes.count() == 2


def test_the_second_to_strike_out_the_same_is_told_who_did(document, clerk):
    services.start_drafting(document, effective_on=on(5), by=None)
    row = of(document, Event.START_DRAFTING)
    strike_out(document, row, by=clerk)

    with pytest.raises(ValidationError, match=clerk.get_full_name()):
        strike_out(document, row)

    assert document.changes.count() == 3


def test_what_strikes_out_stays(document):
    services.start_drafting(document, effective_on=on(5), by=None)
    strike_out(document, of(document, Event.START_DRAFTING))

    with pytest.raises(ValidationError):
        strike_out(document, of(document, Event.UNDO))


# --- a document planned by mistake -----------------------------------------------------------


def counted(day, known_at=None):
    return PlannedDocument.objects.as_of(Moment(day, known_at)).count()


def test_a_document_planned_twice_is_there_on_no_day_and_stays(document, clerk):
    before = timezone.now()

    strike_out(document, of(document, Event.PLAN), by=clerk, reason="Nhập hai lần")

    assert [counted(DAY), counted(on(40)), counted(timezone.localdate())] == [0, 0, 0]
    assert counted(on(40), before) == 1
    assert PlannedDocument.objects.filter(pk=document.pk).exists()
    assert of(document, Event.UNDO).note == "Nhập hai lần"
    assert check(days=[DAY, on(40)]) == []
    with pytest.raises(ValidationError, match=clerk.get_full_name()):
        strike_out(document, of(document, Event.PLAN))


def test_a_document_of_which_more_is_recorded_stays_until_that_is_struck_out(document):
    services.start_drafting(document, effective_on=on(5), by=None)

    with pytest.raises(ValidationError, match="Hủy các dòng sau"):
        strike_out(document, of(document, Event.PLAN))
    strike_out(document, of(document, Event.START_DRAFTING))
    strike_out(document, of(document, Event.PLAN))

    assert counted(on(40)) == 0


def test_a_document_on_which_something_rests_stays(document, clerk):
    services.attach_file(item=document, file=pdf_file(), by=clerk)
    services.start_drafting(document, effective_on=on(5), by=None)
    strike_out(document, of(document, Event.START_DRAFTING))

    with pytest.raises(ValidationError, match="không ban hành"):
        strike_out(document, of(document, Event.PLAN))

    assert counted(on(40)) == 1


def test_a_document_planned_twice_is_struck_out_on_its_page_once(client, office, document):
    address = f"/changes/{of(document, Event.PLAN).pk}/strike-out/"
    client.force_login(office)

    offered = client.get(document.get_absolute_url())
    without = client.post(address, {"reason": ""})
    done = client.post(address, {"reason": "Nhập hai lần"}, follow=True)
    again = client.post(address, {"reason": "Nhập hai lần"}, follow=True)

    assert f'href="{address}"' in offered.text
    assert without.status_code == 422
    assert done.redirect_chain[0][0] == document.resolution.get_absolute_url()
    assert "đã hủy văn bản này" in again.text
    assert client.get(document.get_absolute_url()).status_code == 404
    assert document.changes.count() == 2


def test_an_entry_of_another_document_is_not_struck_out(document):
    other = services.start_drafting(PlannedDocumentFactory(), effective_on=on(200), by=None)

    with pytest.raises(ValidationError):
        strike_out(document, of(other, Event.START_DRAFTING))


def test_guidance_that_came_for_all_is_not_taken_back_for_one(document):
    services.await_guidance(document, effective_on=on(5), expected="Hướng dẫn", by=None)
    services.receive_guidance(
        CentralGuidance.objects.get(),
        symbol="01-HD/TW",
        issuer_name="Ban Tổ chức Trung ương",
        issued_on=on(6),
        received_on=on(7),
        documents=[document.pk],
        by=None,
    )

    with pytest.raises(ValidationError, match="01-HD/TW"):
        strike_out(document, of(document, Event.RESUME))


# --- what the end of a wait gave -------------------------------------------------------------

DUE = DAY + timedelta(100)


@pytest.fixture
def due(clerk):
    """Waits from the tenth day on; due on the hundredth."""
    document = PlannedDocumentFactory(planned_on=DAY, by=clerk, deadline_kind="day", due_on=DUE)
    return services.await_guidance(
        document, effective_on=on(10), expected="Hướng dẫn", note="muộn", by=clerk
    )


def resume(document, day, **given):
    values = {"effective_on": day, "received": "HD số 1", "note": "muộn", "by": None}
    return services.resume(document, **values | given)


def due_now(document):
    """Of the document itself and of the row in force: they are the same."""
    now = document.deadlines.get(superseded_on=NEVER).due_on
    assert PlannedDocument.objects.get(pk=document.pk).due_on == now
    return now


def due_then(document, day, known_at=None):
    """The deadline in force at the end of a day."""
    states = PlannedDocument.objects.filter(pk=document.pk).as_of(Moment(day, known_at))
    return states.values_list("due_then", flat=True).get()


NEW = services.NewDeadline(on(300), "77-TB/TU")


@pytest.mark.parametrize(("deadline", "due_then"), [(None, on(120)), (NEW, on(300))])
def test_striking_out_the_end_of_a_wait_takes_back_what_it_gave(due, deadline, due_then):
    resume(due, on(30), deadline=deadline)
    assert due_now(due) == due_then

    document = strike_out(due, of(due, Event.RESUME))

    assert document.status == DocumentStatus.AWAITING_GUIDANCE
    assert due_now(due) == DUE
    assert (due.waits.get().ended_on, due.waits.get().received) == (None, "")
    assert due.deadlines.filter(wait__isnull=False).count() == 2  # given and taken back
    resume(due, on(20))
    assert due_now(due) == on(110)
    assert check(days=[on(5), on(20), on(30)]) == []


def test_a_wait_that_ended_all_the_same_gives_the_days_until_then(due):
    resume(due, on(30))
    services.withdraw(due, effective_on=on(50), note="Thôi", by=None)

    strike_out(due, of(due, Event.RESUME))

    assert due.waits.get().ended_on == on(50)
    assert due_now(due) == on(140)
    assert check(days=[on(30), on(50)]) == []


def test_a_wait_that_never_was_gives_no_days(due):
    services.withdraw(due, effective_on=on(30), note="Thôi", by=None)
    assert due_now(due) == on(120)

    strike_out(due, of(due, Event.AWAIT_GUIDANCE))

    assert (due.waits.get().since, due.waits.get().ended_on) == (on(10), on(10))
    assert due_now(due) == DUE
    assert check(days=[on(10), on(30)]) == []


def test_an_earlier_end_of_a_wait_gives_the_days_until_then(due):
    services.withdraw(due, effective_on=on(30), note="Thôi", by=None)
    before, published = timezone.now(), due_then(due, on(40))

    resume(due, on(20), note=WHY, earlier=True)

    assert due.waits.get().ended_on == on(20)
    assert due_now(due) == on(110)
    assert (published, due_then(due, on(40), before)) == (on(120), on(120))
    assert check(days=[on(20), on(30)]) == []


def test_an_earlier_end_leaves_a_deadline_that_was_decided_when_the_wait_ended(due):
    """Nothing was said against the decision."""
    services.withdraw(due, effective_on=on(30), note="Thôi", by=None)
    services.reopen(due, effective_on=on(40), note="Lại làm", by=None)
    services.await_guidance(due, effective_on=on(50), expected="HD 2", note=WHY, by=None)
    resume(due, on(60), deadline=NEW)

    resume(due, on(20), note=WHY, earlier=True)

    assert due_then(due, on(35)) == on(110)
    assert due_now(due) == on(300)


def test_a_wait_that_becomes_known_later_is_not_booked_on_the_agency(clerk):
    document = PlannedDocumentFactory(planned_on=DAY, by=clerk, deadline_kind="day", due_on=DUE)
    services.start_drafting(document, effective_on=on(5), by=clerk)
    services.withdraw(document, effective_on=on(30), note="Thôi", by=clerk)
    before = timezone.now()

    services.await_guidance(
        document, effective_on=on(10), expected="HD", note=WHY, earlier=True, by=clerk
    )

    assert due_now(document) == on(120)
    credit = document.deadlines.latest("pk")
    assert (credit.credited_days, credit.effective_on, credit.by) == (20, on(30), clerk)
    assert due_then(document, on(29)) == DUE
    assert due_then(document, on(40), before) == DUE
    assert check(days=[on(10), on(30)]) == []
    strike_out(document, of(document, Event.AWAIT_GUIDANCE))
    assert due_now(document) == DUE


def test_days_given_back_later_rest_on_those_of_a_wait_that_becomes_known(clerk):
    document = PlannedDocumentFactory(planned_on=DAY, by=clerk, deadline_kind="day", due_on=DUE)
    services.withdraw(document, effective_on=on(30), note="Thôi", by=clerk)
    services.reopen(document, effective_on=on(40), note="Lại làm", by=clerk)
    services.await_guidance(document, effective_on=on(50), expected="HD 2", note=WHY, by=clerk)
    resume(document, on(60))
    assert due_now(document) == on(110)

    services.await_guidance(
        document, effective_on=on(10), expected="HD 1", note=WHY, earlier=True, by=clerk
    )
    resume(document, on(25), note=WHY, earlier=True)

    assert [due_then(document, on(n)) for n in (20, 25, 59, 60)] == [
        DUE,
        on(115),
        on(115),
        on(125),
    ]
    assert due_now(document) == on(125)
    assert check(days=[on(25), on(60)]) == []


def test_a_completed_wait_ends_with_its_chain(due, clerk):
    """Rows that were replaced stay as they were; the last one ends and goes on."""
    services.complete_wait(due, expected="Hướng dẫn của Trung ương", by=clerk)
    resume(due, on(30))
    strike_out(due, of(due, Event.RESUME))

    first, last = due.waits.order_by("pk")
    assert (first.ended_on, last.ended_on) == (on(10), None)

    with pytest.raises(ValidationError, match="bổ sung"):
        strike_out(due, of(due, Event.AWAIT_GUIDANCE), by=UserFactory())
    strike_out(due, of(due, Event.AWAIT_GUIDANCE), by=clerk)
    last.refresh_from_db()
    assert last.ended_on == on(10)
    assert check(days=[on(10)]) == []


def test_the_page_of_an_earlier_release_asks_for_no_deadline(client, office, due):
    services.withdraw(due, effective_on=on(30), note="Thôi", by=None)
    client.force_login(office)
    address = earlier(due, Event.RESUME)

    page = client.get(address)
    sent = {"effective_on": f"{on(20):%d/%m/%Y}", "received": "HD số 1", "note": WHY}
    answer = client.post(address, sent)

    assert page.status_code == 200
    assert "deadline_by" not in page.text
    assert answer.status_code == 302
    assert due.waits.get().ended_on == on(20)


# --- evidence of an earlier day --------------------------------------------------------------


def evidence(document, day, *, symbol="16-KH/TU", by=None):
    return services.record_evidence(
        document, symbol=symbol, issued_on=day, issuer_name="Tỉnh ủy", note="bổ sung", by=by
    )


def shown(document, day, known_at=None):
    states = PlannedDocument.objects.filter(pk=document.pk).as_of(Moment(day, known_at))
    return states.values_list("status_then", "issued_on_then", "timeliness").first()


@pytest.mark.parametrize("planned", [False, True], ids=["issued later", "loaded as issued"])
def test_the_day_that_evidence_told_holds_today_as_in_the_document(planned, clerk):
    """The register and its history say the same, whichever is asked."""
    given = {"deadline_kind": "day", "due_on": on(8), "by": clerk}
    if planned:
        document = PlannedDocumentFactory(
            planned_on=on(20),
            status="issued",
            symbol="15-KH/TU",
            issued_on=on(20),
            issuer_name="Tỉnh ủy",
            **given,
        )
    else:
        document = issued(PlannedDocumentFactory(planned_on=DAY, **given), on(20))
    before = timezone.now()

    evidence(document, on(6))

    now = PlannedDocument.objects.get()
    assert (now.issued_on, now.symbol) == (on(6), "16-KH/TU")
    for day in (on(6), on(19), on(20), timezone.localdate()):
        assert shown(document, day)[:2] == ("issued", on(6))
        assert day < on(20) or shown(document, day)[2] == "issued_on_time"
        assert shown(document, day, timezone.now()) == shown(document, day)
    assert shown(document, on(20), before) == ("issued", on(20), "issued_late")
    assert check(days=[on(6), on(20)]) == []
    rows = PlannedDocument.objects.as_of(Moment(timezone.localdate(), timezone.now()))
    assert not rows.lacking_evidence().filter(state_row__symbol="").exists()

    undone = strike_out(document, of(document, Event.RECORD_EVIDENCE))
    assert (undone.issued_on, shown(document, on(20))[1]) == (on(20), on(20))
    assert check(days=[on(6), on(20)]) == []


def test_of_several_days_that_evidence_told_the_last_told_holds(document):
    issued(document, on(20))
    for day in (on(5), on(8)):
        evidence(document, day)

    assert PlannedDocument.objects.get().issued_on == on(8)
    for known_at in (None, timezone.now()):
        assert shown(document, on(30), known_at)[1] == on(8)
    services.reopen(document, effective_on=on(40), note="Nhầm", by=None)
    assert shown(document, on(39))[1] == on(8)
    assert check(days=[on(8), on(40)]) == []


def test_the_line_over_time_counts_an_issue_from_the_day_evidence_told(document):
    issued(document, on(70))
    evidence(document, on(5))
    moment = Moment(on(90))

    for asked in (moment, Moment(on(90), timezone.now())):
        line = burn_up(PlannedDocument.objects.all(), asked)
        assert [point.issued for point in line.points] == [1] * len(line.points)


# --- any history -----------------------------------------------------------------------------

_EVENTS = [event for event in Event if event not in (Event.PLAN, Event.UNDO)]
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["event", "event", "insert", "strike", "extend", "shorten"]),
        st.sampled_from(_EVENTS),
        st.integers(0, 12),
    ),
    max_size=9,
)


def _step(document, kind, event, number):
    if kind == "extend":
        services.set_deadline(
            document,
            deadline_kind="day",
            due_on=on(20 + number * 7),
            effective_on=on(number),
            reason="Gia hạn",
            by=None,
        )
        return
    if kind == "shorten":
        rows = document.deadlines.order_by("pk")
        row = rows[number % len(rows)]
        services.strike_out_deadline(document, row=row.pk, reason="Nhập nhầm", by=None)
        return
    if kind == "strike":
        rows = chain_of(document)
        row = rows[number % len(rows)] if rows else of(document, Event.PLAN)
        strike_out(document, row)
        return
    given = {"note": WHY, "by": None}
    if event in (Event.ISSUE, Event.RECORD_EVIDENCE):
        given |= {
            "symbol": f"{number}-KH/TU",
            "issuer_name": "Tỉnh ủy",
            "issued_on": on(number),
        }
    else:
        given |= {"effective_on": on(number)}
    given |= {"expected": "Hướng dẫn"} if event == Event.AWAIT_GUIDANCE else {}
    given |= {"received": "HD số 1"} if event == Event.RESUME else {}
    given |= {"into_text": "Nghị quyết khác"} if event == Event.INTEGRATE else {}
    if kind == "insert" and event != Event.RECORD_EVIDENCE:
        given["earlier"] = True
    getattr(services, event.value)(document, **given)


def dues(document, known_at=None):
    states = PlannedDocument.objects.filter(pk=document.pk)
    return [
        list(states.as_of(Moment(on(day), known_at)).values_list("due_then", "timeliness"))
        for day in (0, 4, 8, 13, 40)
    ]


def state_of(document):
    return document.changes.get(superseded_on=NEVER)


@given(_STEPS)
@settings(max_examples=examples(12), deadline=None)
def test_any_events_insertions_and_strikings_out_keep_the_history_whole(steps):
    document = PlannedDocumentFactory(planned_on=DAY, deadline_kind="day", due_on=on(20))
    known = []
    for kind, event, number in steps:
        before = values_of(PlannedDocument.objects.get(pk=document.pk), STATE)
        count = document.changes.count()
        known.append((timezone.now(), story(document, until=14), dues(document)))
        deadlines = document.deadlines.count()
        try:
            _step(document, kind, event, number)
        except ValidationError:
            now = values_of(PlannedDocument.objects.get(pk=document.pk), STATE)
            assert (now, document.changes.count()) == (before, count)
            assert document.deadlines.count() == deadlines

    rows = chain_of(document)
    now = PlannedDocument.objects.get(pk=document.pk)
    if not rows:  # the plan itself was struck out
        assert story(document, until=14) == [None] * len(story(document, until=14))
        assert all(story(document, at, until=14) == then for at, then, _days in known)
        return
    assert now.status == rows[-1].new == told(document, on(40))[0]
    assert check(days=[on(0), on(6), on(12)]) == []
    assert (now.issued_on, now.symbol) == (told(document, on(40))[1], state_of(now).symbol)
    for at, then, days in known:
        assert story(document, at, until=14) == then
        assert dues(document, at) == days
    at = timezone.now()
    assert story(document, at, until=14) == story(document, until=14)
    assert dues(document, at) == dues(document)
    waited = [row for row in rows if row.new == DocumentStatus.AWAITING_GUIDANCE]
    lasting = [w for w in document.waits.all() if w.ended_on is None or w.ended_on > w.since]
    assert {w.since for w in lasting} <= {row.effective_on for row in waited}
    due_now(document)
    standing = list(document.deadlines.standing().order_by("effective_on", "pk"))
    for before, row in zip(standing, standing[1:], strict=False):
        if row.origin == "credit":
            assert row.due_on == before.due_on + timedelta(row.credited_days)
    given_back = [row for row in standing if row.wait is not None]
    assert all(row.wait.ended_on and row.wait in lasting for row in given_back)


# --- the pages -------------------------------------------------------------------------------


def earlier(document, event):
    return f"/documents/{document.pk}/earlier/{event.value}/"


def test_the_page_offers_both_to_the_office_alone(client, office, board, document):
    services.start_drafting(document, effective_on=on(10), by=None)
    row = of(document, Event.START_DRAFTING)
    addresses = (earlier(document, Event.CONSULT), f"/changes/{row.pk}/strike-out/")

    for user, offered in ((office, True), (board, False)):
        client.force_login(user)
        page = client.get(document.get_absolute_url()).text
        for address in addresses:
            assert (f'href="{address}"' in page) is offered
            assert client.get(address).status_code == (200 if offered else 403)


def test_an_earlier_event_is_added_on_its_page(client, office, document):
    services.start_drafting(document, effective_on=on(10), by=None)
    services.submit(document, effective_on=on(30), by=None)
    client.force_login(office)
    address, day = earlier(document, Event.CONSULT), f"{on(20):%d/%m/%Y}"

    asked = client.get(address)
    without = client.post(address, {"effective_on": day, "note": ""})
    done = client.post(address, {"effective_on": day, "note": WHY}, follow=True)

    assert "Bổ sung sự việc trước đó" in asked.text or "trước đó" in asked.text
    assert without.status_code == 422
    assert done.status_code == 200
    assert told(document, on(20))[0] == DocumentStatus.CONSULTING
    assert PlannedDocument.objects.get().status == DocumentStatus.SUBMITTED


def test_an_issue_that_others_contradict_is_told_on_its_page(client, office, document):
    services.start_drafting(document, effective_on=on(10), by=None)
    client.force_login(office)
    sent = {"symbol": "15-KH/TU", "issuer_name": "Tỉnh ủy", "note": WHY}

    page = client.post(earlier(document, Event.ISSUE), sent | {"issued_on": str(on(5))})

    assert page.status_code == 422
    assert "hủy dòng" in page.text
    assert document.changes.count() == 2


def test_an_entry_is_struck_out_on_its_page_once(client, office, document):
    services.start_drafting(document, effective_on=on(10), by=None)
    address = f"/changes/{of(document, Event.START_DRAFTING).pk}/strike-out/"
    client.force_login(office)

    without = client.post(address, {"reason": " "})
    done = client.post(address, {"reason": "Nhập nhầm văn bản"}, follow=True)
    again = client.post(address, {"reason": "Nhập nhầm văn bản"})

    assert without.status_code == again.status_code == 422
    assert "Nhập nhầm văn bản" in done.text
    assert PlannedDocument.objects.get().status == DocumentStatus.NOT_STARTED
    assert document.changes.count() == 3


@pytest.mark.parametrize("event", ["record_evidence", "plan", "undo", "khong-co"])
def test_what_is_no_earlier_event_has_no_page(client, office, document, event):
    client.force_login(office)

    assert client.get(f"/documents/{document.pk}/earlier/{event}/").status_code == 404


# --- databases of before ---------------------------------------------------------------------

MIGRATION = import_module("documents.migrations.0019_struck_out_and_apart")


def test_a_database_of_before_lets_the_evidence_hold(document):
    """There the entry of the issue still held from its own day on."""
    issued(document, on(20))
    evidence(document, on(6))
    services.reopen(document, effective_on=on(40), note="Nhầm", by=None)
    first, told_later = of(document, Event.ISSUE), of(document, Event.RECORD_EVIDENCE)
    with append_only.lifted():
        StatusChange.objects.filter(pk=told_later.pk).update(superseded_on=on(20))
        StatusChange.objects.filter(pk=first.pk).update(superseded_on=on(40))
        assert shown(document, on(30))[1] == on(20)

        MIGRATION.let_evidence_hold(apps, None)

    assert shown(document, on(30))[1] == on(6)
    assert check(days=[on(6), on(20), on(40)]) == []


def test_a_database_of_before_sets_apart_what_both_data_sets_wait_for(clerk):
    real = PlannedDocumentFactory(planned_on=DAY, by=clerk)
    training = PlannedDocumentFactory(
        planned_on=DAY, by=clerk, resolution=ResolutionFactory(is_fictional=True)
    )
    for document in (real, training):
        services.await_guidance(document, effective_on=on(5), expected="HD", by=None)
    shared = real.waits.get().guidance
    with append_only.lifted():
        training.waits.update(guidance=shared)
        CentralGuidance.objects.exclude(pk=shared.pk).delete()

        MIGRATION.set_guidance_apart(apps, None)

    own = training.waits.get().guidance
    assert (own.title, own.is_fictional) == (shared.title, True)
    shared.refresh_from_db()
    assert (real.waits.get().guidance, shared.is_fictional) == (shared, False)
