"""Two dates compared: every way a document may move, and figures that foot."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import services
from documents.audit import append_only
from documents.models import DocumentDeadline, PlannedDocument, StatusChange
from documents.progress import Move, compare, figures_of
from documents.progress.checking import check
from documents.status import events_from
from resolutions.moments import Moment
from tests.chance import examples
from tests.factories import PlannedDocumentFactory, UserFactory, forget_documents

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)
END = DAY + timedelta(30)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ISSUE = {"symbol": "1-KH/TU", "issuer_name": "TU"}


def moves(start=DAY, end=END):
    """The moves of the only document there is; it was recorded as it happened."""
    with append_only.lifted():
        for model in (StatusChange, DocumentDeadline):
            for row in model.objects.all():
                recorded = datetime.combine(row.effective_on, time(9), tzinfo=ZONE)
                model.objects.filter(pk=row.pk).update(recorded_at=recorded)
    comparison = compare(PlannedDocument.objects.all(), start=start, end=end)
    assert all(footing.foots for footing in comparison.footings)
    return {move for move, ids in comparison.moves.items() if ids}


def due(day, **kwargs):
    return PlannedDocumentFactory(
        planned_on=DAY - timedelta(30), deadline_kind="day", due_on=day, **kwargs
    )


def test_nothing_moved():
    PlannedDocumentFactory(planned_on=DAY)

    assert moves() == set()


def test_newly_planned_and_begun_and_issued():
    document = PlannedDocumentFactory(planned_on=DAY + timedelta(1))
    assert moves() == {Move.PLANNED}

    services.start_drafting(document, effective_on=DAY + timedelta(2), by=None)
    assert moves(start=DAY + timedelta(1)) == {Move.BEGUN}

    services.issue(document, **ISSUE, issued_on=DAY + timedelta(3), by=None)
    assert moves(start=DAY + timedelta(2)) == {Move.ISSUED}


def test_became_overdue():
    due(DAY + timedelta(5))

    assert moves() == {Move.BECAME_OVERDUE}


def test_no_longer_overdue_because_it_was_done():
    document = due(DAY - timedelta(5))
    services.issue(document, **ISSUE, issued_on=DAY + timedelta(3), by=None)

    assert moves() == {Move.OVERDUE_DONE, Move.ISSUED, Move.BEGUN}


def test_no_longer_overdue_because_the_deadline_moved():
    document = due(DAY - timedelta(5))
    services.set_deadline(
        document,
        deadline_kind="day",
        due_on=END + timedelta(60),
        reason="gia hạn",
        effective_on=DAY + timedelta(1),
        by=None,
    )

    assert moves() >= {Move.OVERDUE_EXTENDED, Move.DEADLINE_MOVED}


def test_no_longer_overdue_because_it_awaits_guidance():
    document = due(DAY - timedelta(5))
    services.await_guidance(
        document, effective_on=DAY + timedelta(1), expected="Hướng dẫn", by=None
    )

    assert moves() == {Move.OVERDUE_WAITING, Move.WAIT_BEGUN, Move.BEGUN}


def test_a_wait_ended_and_a_document_was_closed_and_reopened():
    document = PlannedDocumentFactory(planned_on=DAY, status="awaiting_guidance")
    services.resume(document, effective_on=DAY + timedelta(1), received="31-HD", by=None)
    assert moves() == {Move.WAIT_ENDED}

    services.withdraw(document, effective_on=DAY + timedelta(2), note="bỏ", by=None)
    assert moves(start=DAY + timedelta(1)) == {Move.CLOSED}

    services.reopen(document, effective_on=DAY + timedelta(3), note="mở", by=None)
    assert moves(start=DAY + timedelta(2)) == {Move.REOPENED}


def test_what_was_done_before_the_first_day_but_entered_after_it_is_a_correction():
    document = due(DAY - timedelta(5))
    with append_only.lifted():
        StatusChange.objects.update(recorded_at=datetime(2021, 11, 14, tzinfo=ZONE))
        document.deadlines.update(recorded_at=datetime(2021, 11, 14, tzinfo=ZONE))
    services.issue(document, **ISSUE, issued_on=DAY - timedelta(6), by=None)

    comparison = compare(PlannedDocument.objects.all(), start=DAY, end=END)

    assert {m for m, ids in comparison.moves.items() if ids} == {Move.CORRECTED}
    overdue = next(f for f in comparison.footings if f.value == "overdue")
    assert (overdue.shown, overdue.corrected_out, overdue.now) == (1, (document.pk,), 0)


_WALKS = st.lists(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), max_size=5), max_size=4
)


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(_WALKS, st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_for_any_histories_comparisons_foot_and_add_up(walks, first, second, third):
    forget_documents()
    for walk in walks:
        document, day = PlannedDocumentFactory(planned_on=DAY), DAY
        for choice, days in walk:
            day += timedelta(days)
            document = happen(document, choice, day)
    a, b, c = (DAY + timedelta(n) for n in sorted((first, second, third)))

    every = PlannedDocument.objects.all()
    ab, bc, ac = (compare(every, start=x, end=y) for x, y in ((a, b), (b, c), (a, c)))

    for comparison in (ab, bc, ac):
        assert all(footing.foots for footing in comparison.footings)
    for one, two, both in zip(ab.footings, bc.footings, ac.footings, strict=True):
        assert net(one) + net(two) == net(both)
    assert ac.footings[-1].now == figures_of(every, Moment(c)).total
    assert check(days=[a, b, c]) == []


def net(footing):
    return len(footing.came_in) - len(footing.went_out)


def happen(document, choice, day):
    """One of the events that may happen, with what it needs."""
    events = events_from(document.status)
    event = events[choice % len(events)]
    issue = {**ISSUE, "issued_on": day, "note": "lý do"}
    values = {
        "issue": issue,
        "record_evidence": issue,
        "await_guidance": {"effective_on": day, "expected": "Hướng dẫn"},
        "resume": {"effective_on": day, "received": "Hướng dẫn"},
        "integrate": {"effective_on": day, "into_text": "20-KH/TU"},
    }.get(event.value, {"effective_on": day, "note": "lý do"})
    return getattr(services, event.value)(document, **values, by=None)


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), min_size=1, max_size=5))
def test_a_late_entry_never_alters_what_was_known_before_it(walk):
    forget_documents()
    document, day = PlannedDocumentFactory(planned_on=DAY), DAY
    for choice, days in walk[:-1]:
        day += timedelta(days)
        document = happen(document, choice, day)
    recorded = StatusChange.objects.order_by("-recorded_at").first().recorded_at
    on = date(2022, 6, 1)

    def known():
        return list(
            PlannedDocument.objects.as_of(Moment(on, known_at=recorded)).values_list(
                "pk", "status_then", "due_then", "timeliness"
            )
        )

    before = known()
    happen(document, walk[-1][0], day + timedelta(walk[-1][1]))

    assert known() == before


def test_a_late_entry_says_why(settings):
    settings.BACK_DATING_DAYS = 30
    document = PlannedDocumentFactory(planned_on=DAY)

    with pytest.raises(ValidationError):
        services.start_drafting(document, effective_on=DAY, by=UserFactory())
    services.start_drafting(document, effective_on=DAY, note="hồ sơ đến muộn", by=UserFactory())

    assert document.changes.count() == 2
