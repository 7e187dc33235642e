"""Two people at once, with real connections: one succeeds, one is told, one row is written."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from documents import services
from documents.models import ExtensionRequest, PlannedDocument
from documents.progress.checking import check
from documents.status import Event
from tests.factories import AgencyFactory, PlannedDocumentFactory, UserFactory

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


def test_of_two_who_strike_out_the_same_entry_at_once_one_is_told():
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=None)
    seen = document.changes.latest("pk").pk

    def strike_out():
        given = {"change": seen, "reason": "Nhập hai lần", "now": timezone.now()}
        return services.strike_out(document, **given, by=UserFactory())

    outcomes = at_once(strike_out, strike_out)

    assert sorted(isinstance(o, ValidationError) for o in outcomes) == [False, True]
    assert document.changes.filter(event=Event.UNDO).count() == 1
    assert check(days=[DAY]) == []


def test_an_event_and_an_undo_at_once_leave_a_history_that_agrees():
    clerk = UserFactory()
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=clerk)

    at_once(
        lambda: services.undo_last(document, by=clerk, now=timezone.now()),
        lambda: services.submit(document, effective_on=DAY, by=UserFactory()),
    )

    assert check(days=[DAY]) == []


def reported(document, **given):
    values = {
        "agency": AgencyFactory(),
        "text": "Đã ban hành",
        "claimed_event": Event.ISSUE,
        "claimed_on": DAY,
        "symbol": "25-KH/TU",
        "issuer_name": "Tỉnh ủy",
    }
    return services.submit_report(document, **values | given, by=None, now=timezone.now())


def test_of_two_who_confirm_a_report_at_once_one_succeeds_and_one_is_told():
    document = PlannedDocumentFactory(planned_on=DAY)
    report = reported(document)

    def confirm():
        return services.confirm_report(report, by=None, now=timezone.now())

    outcomes = at_once(confirm, confirm)

    assert sorted(isinstance(o, services.AlreadyDecided) for o in outcomes) == [False, True]
    assert document.changes.filter(event=Event.ISSUE).count() == 1
    assert check(days=[DAY]) == []


def test_a_report_confirmed_and_returned_at_once_has_one_fate():
    document = PlannedDocumentFactory(planned_on=DAY)
    report = reported(document)

    outcomes = at_once(
        lambda: services.confirm_report(report, by=None, now=timezone.now()),
        lambda: services.return_report(report, reason="Thiếu", by=None, now=timezone.now()),
    )

    assert sum(isinstance(o, ValidationError) for o in outcomes) == 1
    report.refresh_from_db()
    issued = document.changes.filter(event=Event.ISSUE).count()
    assert issued == (1 if report.state == "confirmed" else 0)


def test_of_two_requests_for_an_extension_at_once_one_awaits():
    today = timezone.localdate()
    lead = AgencyFactory()
    document = PlannedDocumentFactory(
        lead_agency=lead,
        planned_on=DAY,
        deadline_kind="day",
        due_on=today + timedelta(days=9),
    )

    def ask():
        return services.request_extension(
            document,
            agency=lead,
            due_asked=today + timedelta(days=30),
            reason="Chờ ý kiến",
            by=None,
            now=timezone.now(),
        )

    outcomes = at_once(ask, ask)

    assert sum(isinstance(o, ValidationError) for o in outcomes) == 1
    assert ExtensionRequest.objects.count() == 1


@pytest.mark.parametrize("event", ["", "start_drafting/"])
def test_of_two_who_change_the_same_version_by_the_api_one_wins(office, event):
    document = PlannedDocumentFactory(planned_on=DAY)
    address = f"/api/v1/documents/{document.pk}/"
    callers = [Client(), Client()]
    for caller in callers:
        caller.force_login(office)
    headers = {"if-match": callers[0].get(address).headers["ETag"]}

    def change(caller, title):
        send = caller.post if event else caller.patch
        data = {} if event else {"title": title}
        return lambda: send(f"{address}{event}", data, "application/json", headers=headers)

    outcomes = at_once(change(callers[0], "Kế hoạch một"), change(callers[1], "Kế hoạch hai"))

    won, lost = sorted(outcomes, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (200, 412)
    document.refresh_from_db()
    assert document.title == won.json()["title"]
    assert document.changes.count() == (2 if event else 1)
    assert lost.json()["current"]["title"] == document.title
    assert lost.headers["ETag"] == won.headers["ETag"]
    assert check(days=[DAY]) == []


def test_of_two_who_release_at_once_the_days_are_given_back_once():
    document = PlannedDocumentFactory(planned_on=DAY, deadline_kind="day", due_on=DAY)
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=None)

    def resume(received):
        return lambda: services.resume(
            document,
            effective_on=DAY + timedelta(20),
            received=received,
            note="nhập muộn",
            by=None,
        )

    outcomes = at_once(resume("31-HD/BTCTW"), resume("32-HD/BTCTW"))

    assert sum(isinstance(o, ValidationError) for o in outcomes) == 1
    assert document.deadlines.filter(origin="credit").count() == 1
    assert check(days=[DAY, DAY + timedelta(20)]) == []


def test_of_two_who_complete_a_wait_at_once_the_second_sees_the_first():
    document = PlannedDocumentFactory(planned_on=DAY, status="awaiting_guidance")
    seen = document.waits.get().pk

    def complete(expected):
        return lambda: services.complete_wait(document, seen=seen, expected=expected, by=None)

    outcomes = at_once(complete("Hướng dẫn"), complete("Quy định"))

    assert sum(isinstance(o, ValidationError) for o in outcomes) == 1
    assert document.waits.filter(ended_on=None).count() == 1
    assert document.waits.count() == 2
