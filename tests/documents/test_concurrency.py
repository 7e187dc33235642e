"""Two people at once, with real connections: one succeeds, one is told, one row is written."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone

from documents import services
from documents.models import PlannedDocument
from documents.progress.checking import check
from documents.status import Event
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite in memory serves one connection"
    ),
]
DAY = date(2021, 12, 13)


def at_once(*calls):
    """Run the calls in threads that start together; the outcome of each."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=10)
            return call()
        except ValidationError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_two_who_issue_at_once_one_succeeds_and_one_gets_a_clear_message():
    document = PlannedDocumentFactory(planned_on=DAY)

    def issue(symbol):
        return lambda: services.issue(
            document, symbol=symbol, issued_on=DAY, issuer_name="Tỉnh ủy", by=None
        )

    outcomes = at_once(issue("1-KH/TU"), issue("2-KH/TU"))

    refusals = [o for o in outcomes if isinstance(o, ValidationError)]
    issued = [o for o in outcomes if isinstance(o, PlannedDocument)]
    assert (len(issued), len(refusals)) == (1, 1)
    assert "Ban hành" in refusals[0].messages[0] or "Issue" in refusals[0].messages[0]
    assert document.changes.filter(event=Event.ISSUE).count() == 1
    document.refresh_from_db()
    assert document.symbol == issued[0].symbol


def test_two_extensions_at_once_leave_one_deadline_in_force():
    document = PlannedDocumentFactory(planned_on=DAY, deadline_kind="day", due_on=DAY)

    def extend(month):
        return lambda: services.set_deadline(
            document,
            deadline_kind="day",
            due_on=date(2022, month, 1),
            reason="gia hạn",
            effective_on=DAY,
            by=None,
        )

    outcomes = at_once(extend(3), extend(4))

    assert all(isinstance(o, PlannedDocument) for o in outcomes)
    assert document.deadlines.count() == 3
    document.refresh_from_db()
    assert document.due_on == document.deadlines.latest_first().first().due_on


def test_of_two_who_press_undo_at_once_one_succeeds():
    clerk = UserFactory()
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=clerk)
    seen = document.changes.latest("pk").pk

    def undo():
        return services.undo_last(document, change=seen, by=clerk, now=timezone.now())

    outcomes = at_once(undo, undo)

    assert sorted(isinstance(o, ValidationError) for o in outcomes) == [False, True]
    assert document.changes.filter(event=Event.UNDO).count() == 1


def test_an_event_and_an_undo_at_once_leave_a_history_that_agrees():
    clerk = UserFactory()
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=clerk)

    at_once(
        lambda: services.undo_last(document, by=clerk, now=timezone.now()),
        lambda: services.submit(document, effective_on=DAY, by=UserFactory()),
    )

    assert check(days=[DAY]) == []
