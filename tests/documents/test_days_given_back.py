"""A wait for the Centre ends justly: the days waited are given back, as rows of their own kind
that are no extensions, or a new deadline is given with its decision."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from documents import services
from documents.audit import append_only
from documents.models import (
    CentralGuidance,
    DocumentDeadline,
    GuidanceWait,
    PlannedDocument,
)
from documents.progress import compare
from documents.progress.agencies import extensions_of, moved_after_due
from documents.progress.checking import check
from documents.progress.comparing import Move
from documents.services import NewDeadline
from documents.status import Timeliness
from resolutions.moments import Moment
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = pytest.mark.django_db
PLANNED = date(2021, 10, 1)
SINCE = date(2021, 12, 13)
ENDED = date(2022, 1, 2)  # 20 days later
DUE = date(2021, 12, 31)


@pytest.fixture
def clerk():
    return UserFactory()


def planned(**kwargs):
    values = {"planned_on": PLANNED, "deadline_kind": "day", "due_on": DUE, **kwargs}
    return PlannedDocumentFactory(**values)


def await_(document, since=SINCE, by=None):
    return services.await_guidance(
        document, effective_on=since, expected="Hướng dẫn", note="nhập muộn", by=by
    )


def resume(document, ended_on=ENDED, by=None, **kwargs):
    return services.resume(
        document,
        effective_on=ended_on,
        received="31-HD/BTCTW",
        note="nhập muộn",
        by=by,
        **kwargs,
    )


def released(since=SINCE, ended_on=ENDED, by=None, **kwargs):
    return resume(await_(planned(**kwargs), since, by=by), ended_on, by=by)


def on_day(document, on, **asked):
    return PlannedDocument.objects.as_of(Moment(on, **asked)).get(pk=document.pk)


def given_back(document):
    rows = document.deadlines.filter(origin="credit").order_by("pk")
    return [(row.due_on, row.credited_days) for row in rows]


def days_of(document):
    """Every day on which a deadline of the document began to hold, and the due day."""
    links = document.deadlines.standing().order_by("effective_on", "pk")
    return [(row.effective_on, row.due_on) for row in links]


# --- the days left stay the days left ------------------------------------------------------


def test_the_days_waited_are_added_to_the_deadline_from_the_day_of_release():
    document = released()

    row = document.deadlines.latest("pk")
    assert (row.origin, row.credited_days, row.due_on) == ("credit", 20, date(2022, 1, 20))
    assert (row.effective_on, row.wait) == (ENDED, document.waits.get())
    assert "20 ngày" in row.reason
    assert document.due_on == date(2022, 1, 20)
    assert on_day(document, ENDED - timedelta(1)).due_then == DUE
    assert on_day(document, ENDED).due_then == date(2022, 1, 20)


def test_an_item_five_days_late_when_the_wait_began_is_five_days_late_on_the_day_of_release():
    late = released(since=DUE + timedelta(5), ended_on=DUE + timedelta(65))

    told = on_day(late, DUE + timedelta(65))
    assert told.timeliness == Timeliness.OVERDUE
    assert (DUE + timedelta(65)) - told.due_then == timedelta(5)


def test_nothing_becomes_overdue_by_the_release():
    document = released(ended_on=DUE + timedelta(20))

    assert on_day(document, DUE + timedelta(20)).timeliness == Timeliness.WITHIN
    assert (
        on_day(document, DUE + timedelta(20), against="original").timeliness
        == Timeliness.OVERDUE
    )


class DaysLeft(TestCase):
    @given(
        left=st.integers(-400, 400),
        before=st.integers(0, 300),
        waits=st.lists(
            st.tuples(st.integers(0, 400), st.integers(0, 60)), min_size=1, max_size=3
        ),
        kind=st.sampled_from(["day", "month", "quarter", "year"]),
    )
    @settings(max_examples=40, deadline=None)
    def test_the_days_left_after_each_wait_are_those_at_its_beginning(
        self, left, before, waits, kind
    ):
        start = date(2019, 1, 1)
        document = planned(
            planned_on=start, deadline_kind=kind, due_on=start + timedelta(before + left)
        )
        original, day = document.due_on, start + timedelta(before)
        for days, pause in waits:
            at_beginning = on_day(document, day)
            await_(document, day)
            after = day + timedelta(days)
            resume(document, after)

            told = on_day(document, after)
            assert told.due_then - after == at_beginning.due_then - day
            late_at_beginning = day > at_beginning.due_then
            assert (told.timeliness == Timeliness.OVERDUE) == late_at_beginning
            tomorrow = on_day(document, after + timedelta(1))
            assert (tomorrow.timeliness == Timeliness.OVERDUE) == (
                after + timedelta(1) > told.due_then
            )
            day = after + timedelta(pause)
        assert on_day(document, day, against="original").due_then == original
        assert document.deadlines.get(is_original=True).due_on == original
        assert check(days=[day]) == []


@pytest.mark.parametrize(
    ("kind", "due_on", "last_day"),
    [
        ("month", date(2021, 12, 5), date(2021, 12, 31)),
        ("quarter", date(2021, 11, 5), date(2021, 12, 31)),
        ("year", date(2021, 5, 5), date(2021, 12, 31)),
    ],
)
def test_a_month_quarter_or_year_becomes_a_day_and_keeps_its_wording(kind, due_on, last_day):
    document = released(deadline_kind=kind, due_on=due_on, deadline_text="cuối năm 2021")

    assert document.deadlines.get(is_original=True).due_on == last_day
    assert (document.deadline_kind, document.due_on, document.deadline_text) == (
        "day",
        last_day + timedelta(20),
        "cuối năm 2021",
    )


@pytest.mark.parametrize(
    "deadline",
    [
        {"deadline_kind": "none", "due_on": None},
        {"deadline_kind": "continuous", "due_on": None, "deadline_text": "Thường xuyên"},
        {"deadline_kind": "recurring", "due_on": None, "deadline_text": "Hằng quý"},
        {"deadline_kind": "on_event", "due_on": None},
        {"deadline_kind": "after_event", "due_on": None, "deadline_days": 30},
    ],
)
def test_without_a_due_day_there_is_nothing_to_give_back(deadline):
    assert given_back(released(**deadline)) == []


def test_a_wait_of_no_day_gives_nothing_back():
    assert given_back(released(ended_on=SINCE)) == []


def test_a_second_wait_gives_its_own_days():
    document = released()
    await_(document, ENDED + timedelta(3))
    resume(document, ENDED + timedelta(13))

    assert given_back(document) == [(date(2022, 1, 20), 20), (date(2022, 1, 30), 10)]
    assert check(days=[SINCE, ENDED, ENDED + timedelta(13)]) == []


@pytest.mark.parametrize(
    "end",
    [
        lambda d: services.withdraw(d, effective_on=ENDED, note="Trung ương bỏ", by=None),
        lambda d: services.integrate(
            d, effective_on=ENDED, into_text="20-KH/TU", note="nhập muộn", by=None
        ),
    ],
)
def test_however_the_wait_ends_the_days_are_there_when_the_document_is_reopened(end):
    document = end(await_(planned()))
    document = services.reopen(document, effective_on=ENDED, note="làm tiếp", by=None)

    assert document.due_on == DUE + timedelta(20)


def test_of_a_wait_whose_first_day_is_unknown_at_least_so_many_days_are_given_back():
    document = planned(planned_on=SINCE, status="awaiting_guidance")
    with append_only.lifted():
        GuidanceWait.objects.update(since_is_upper_bound=True)

    document = resume(document)

    assert given_back(document) == [(DUE + timedelta(20), 20)]
    assert "ít nhất 20 ngày" in document.deadlines.latest("pk").reason


# --- deadlines decided while waiting, and days entered late --------------------------------


def move_deadline(document, due_on, effective_on):
    return services.set_deadline(
        document,
        deadline_kind="day",
        due_on=due_on,
        reason="điều chỉnh",
        decision="77-TB/TU",
        effective_on=effective_on,
        by=None,
    )


def test_a_deadline_given_while_waiting_gets_back_only_the_days_since():
    document = await_(planned())
    move_deadline(document, date(2022, 2, 1), SINCE + timedelta(15))

    document = resume(document)

    assert given_back(document) == [(date(2022, 2, 6), 5)]


def test_a_deadline_given_for_after_the_release_keeps_holding_from_its_day():
    document = await_(planned())
    move_deadline(document, date(2022, 2, 1), ENDED + timedelta(10))

    document = resume(document)

    assert days_of(document) == [
        (PLANNED, DUE),
        (ENDED, DUE + timedelta(20)),
        (ENDED + timedelta(10), date(2022, 2, 1)),
    ]
    assert document.due_on == date(2022, 2, 1)
    assert on_day(document, ENDED + timedelta(9)).due_then == DUE + timedelta(20)
    assert check(days=[ENDED]) == []


def test_a_release_entered_late_counts_to_its_own_day(clerk):
    document = released(by=clerk)

    assert document.deadlines.latest("pk").effective_on == ENDED
    assert on_day(document, ENDED - timedelta(1)).due_then == DUE
    assert on_day(document, timezone.localdate()).due_then == DUE + timedelta(20)


def test_what_was_known_before_the_release_was_recorded_is_still_told(clerk):
    document = await_(planned(by=clerk), by=clerk)
    waiting = timezone.now()
    document = resume(document, by=clerk)
    recorded = timezone.now()
    services.undo_last(document, by=clerk, now=timezone.now())

    told = [on_day(document, ENDED, known_at=at).due_then for at in (waiting, recorded)]
    assert told == [DUE, DUE + timedelta(20)]
    assert on_day(document, ENDED, known_at=timezone.now()).due_then == DUE


# --- many at once --------------------------------------------------------------------------


def receive(documents, **kwargs):
    return services.receive_guidance(
        CentralGuidance.objects.get(),
        symbol="31-HD/BTCTW",
        issuer_name="Ban Tổ chức Trung ương",
        issued_on=ENDED - timedelta(4),
        received_on=ENDED,
        documents=[document.pk for document in documents],
        note="nhập muộn",
        by=None,
        **kwargs,
    )


def test_one_received_document_gives_each_its_own_days():
    early, late = await_(planned()), await_(planned(), SINCE + timedelta(8))
    hanging = await_(planned(deadline_kind="after_event", due_on=None, deadline_days=30))

    found = {one.document.pk: (one.due_on, one.days) for one in receive([early, late, hanging])}

    assert found == {
        early.pk: (DUE + timedelta(20), 20),
        late.pk: (DUE + timedelta(12), 12),
        hanging.pk: (ENDED + timedelta(26), 0),
    }
    assert hanging.deadlines.latest("pk").origin == "event"
    assert hanging.deadlines.latest("pk").event_on == ENDED - timedelta(4)


def test_a_deadline_counted_from_another_event_is_not_counted_again_but_given_the_days_back():
    document = planned(deadline_kind="after_event", due_on=None, deadline_days=30)
    services.count_from_event(document, happened_on=SINCE - timedelta(9), by=None)
    document = await_(PlannedDocument.objects.get(pk=document.pk))

    [one] = receive([document])

    assert (one.due_on, one.days) == (SINCE - timedelta(9) + timedelta(50), 20)


def test_days_told_of_a_release_are_not_those_of_one_that_was_undone(clerk):
    document = undo(resume(await_(planned(by=clerk), by=clerk), by=clerk), clerk)
    move_deadline(document, date(2022, 2, 1), ENDED)

    [one] = receive([document])

    assert (one.due_on, one.days) == (date(2022, 2, 1), 0)


# --- a new deadline instead ----------------------------------------------------------------

NEW = NewDeadline(date(2022, 6, 30), "Thông báo số 77-TB/TU", "Thường trực Tỉnh ủy")


def test_a_new_deadline_with_its_decision_takes_the_place_of_the_days():
    document = resume(await_(planned()), deadline=NEW)

    row = document.deadlines.latest("pk")
    assert (row.origin, row.due_on, row.decision, row.decided_by) == (
        "set",
        date(2022, 6, 30),
        "Thông báo số 77-TB/TU",
        "Thường trực Tỉnh ủy",
    )
    assert given_back(document) == []
    assert document.deadlines.get(is_original=True).due_on == DUE


def test_a_new_deadline_holds_for_all_that_are_released():
    first, second = await_(planned()), await_(planned(due_on=DUE + timedelta(90)))

    assert [one.due_on for one in receive([first, second], deadline=NEW)] == [NEW.due_on] * 2


@pytest.mark.parametrize(
    "wrong",
    [
        NewDeadline(date(2022, 6, 30), "  "),
        NewDeadline(ENDED - timedelta(1), "Thông báo số 77-TB/TU"),
    ],
)
def test_a_new_deadline_without_decision_or_before_the_release_is_refused(wrong):
    document = await_(planned())

    with pytest.raises(ValidationError):
        resume(document, deadline=wrong)

    document.refresh_from_db()
    assert (document.status, document.due_on) == ("awaiting_guidance", DUE)
    assert document.waits.get().ended_on is None


# --- undoing -------------------------------------------------------------------------------


def undo(document, by):
    return services.undo_last(document, by=by, now=timezone.now())


@pytest.mark.parametrize("given", [{}, {"deadline": NEW}])
def test_undoing_the_release_brings_the_old_deadline_back(clerk, given):
    document = resume(await_(planned(by=clerk), by=clerk), by=clerk, **given)

    document = undo(document, clerk)

    assert document.due_on == DUE
    assert days_of(document) == [(PLANNED, DUE)]
    assert document.deadlines.get(superseded_on__year=9999).due_on == DUE
    assert document.deadlines.count() == 3
    assert check(days=[SINCE, ENDED, ENDED + timedelta(40)]) == []


def test_after_undoing_the_right_release_gives_the_right_days(clerk):
    document = undo(resume(await_(planned(by=clerk), by=clerk), by=clerk), clerk)

    document = resume(document, SINCE + timedelta(7), by=clerk)

    assert document.due_on == DUE + timedelta(7)
    assert days_of(document) == [(PLANNED, DUE), (SINCE + timedelta(7), DUE + timedelta(7))]
    assert check(days=[SINCE, ENDED]) == []


def test_a_deadline_moved_since_the_release_keeps_holding_when_that_is_undone(clerk):
    document = resume(await_(planned(by=clerk), by=clerk), by=clerk)
    services.set_deadline(
        document,
        deadline_kind="day",
        due_on=NEW.due_on,
        reason="điều chỉnh",
        effective_on=ENDED,
        by=clerk,
    )

    document = undo(document, clerk)

    assert document.due_on == NEW.due_on
    assert check(days=[SINCE, ENDED]) == []


def test_a_wait_recorded_by_mistake_gives_nothing_back(clerk):
    document = undo(await_(planned(by=clerk), by=clerk), clerk)

    assert given_back(document) == []
    assert document.due_on == DUE


def test_a_first_deadline_given_at_the_release_stays_so_the_release_is_not_undone(clerk):
    document = await_(planned(by=clerk, deadline_kind="none", due_on=None), by=clerk)
    document = resume(document, by=clerk, deadline=NEW)

    with pytest.raises(ValidationError):
        undo(document, clerk)

    document.refresh_from_db()
    assert (document.status, document.due_on) == ("drafting", NEW.due_on)
    assert document.waits.get().ended_on == ENDED


# --- never an extension --------------------------------------------------------------------


def test_days_given_back_are_no_extension():
    document = released(since=DUE + timedelta(5), ended_on=DUE + timedelta(65))

    assert extensions_of(PlannedDocument.objects.all(), Moment(timezone.localdate())) == []
    assert document.deadlines.count() == 2


def test_comparison_tells_days_given_back_from_a_deadline_moved():
    document = released()
    moved = planned()
    move_deadline(moved, date(2022, 6, 30), ENDED)

    moves = compare(PlannedDocument.objects.all(), start=SINCE, end=ENDED + timedelta(1)).moves

    assert moves[Move.DAYS_GIVEN_BACK] == [document.pk]
    assert moves[Move.DEADLINE_MOVED] == [moved.pk]


def test_a_deadline_moved_and_given_days_back_is_told_both_ways():
    document = released()
    move_deadline(document, date(2022, 6, 30), ENDED + timedelta(1))

    moves = compare(PlannedDocument.objects.all(), start=SINCE, end=ENDED + timedelta(1)).moves

    assert moves[Move.DAYS_GIVEN_BACK] == moves[Move.DEADLINE_MOVED] == [document.pk]


def test_a_new_deadline_at_the_release_was_not_moved_after_it_had_passed():
    resume(await_(planned()), deadline=NEW)

    moved = extensions_of(PlannedDocument.objects.all(), Moment(timezone.localdate()))

    assert [(row.before, row.row.due_on) for row in moved] == [(DUE, NEW.due_on)]
    assert moved_after_due(moved) == []


def test_a_deadline_moved_while_waiting_was_as_late_as_when_the_wait_began():
    document = await_(planned(), DUE + timedelta(3))
    move_deadline(document, NEW.due_on, DUE + timedelta(50))

    [moved] = extensions_of(PlannedDocument.objects.all(), Moment(timezone.localdate()))

    assert moved.days_overdue == 3


# --- the database --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"credited_days": 0}, "credit_says_how_many_days"),
        ({"credited_days": None}, "credit_says_how_many_days"),
        ({"deadline_kind": "month"}, "credit_says_how_many_days"),
        ({"wait": None}, "credit_names_its_wait"),
        ({"origin": "event"}, "documentdeadline_"),
        ({"origin": "gift"}, "documentdeadline_"),
        ({"is_original": True}, "documentdeadline_"),
        ({"event_on": SINCE}, "counted_says_the_day_of_the_event"),
    ],
)
def test_the_table_refuses_a_credit_that_is_none(broken, constraint):
    released()

    with (
        append_only.lifted(),
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
    ):
        DocumentDeadline.objects.filter(origin="credit").update(**broken)


def test_the_table_refuses_to_give_a_wait_back_twice():
    document = released()
    row = document.deadlines.get(origin="credit")
    row.pk, row.superseded_on = None, ENDED + timedelta(1)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_an_undoing_of_a_deadline_holds_on_no_day(clerk):
    undo(resume(await_(planned(by=clerk), by=clerk), by=clerk), clerk)

    with (
        pytest.raises(IntegrityError, match="undoing_holds_on_no_day"),
        transaction.atomic(),
    ):
        DocumentDeadline.objects.filter(undoes__isnull=False).update(
            superseded_on=ENDED + timedelta(1)
        )
