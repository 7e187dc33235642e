"""What began and ended before what is recorded already is entered at once: two events, one
service, nothing half-saved."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from documents import services
from documents.models import PlannedDocument
from documents.progress.checking import check
from documents.services import Ends
from documents.status import DocumentStatus, Event
from resolutions.moments import Moment
from tests.factories import PlannedDocumentFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
PLANNED = date(2026, 1, 5)
DUE = date(2026, 9, 30)
WHY = "Văn phòng mới nhận được hồ sơ"
BEGAN, ENDED, WAITS = date(2026, 3, 1), date(2026, 6, 15), date(2026, 7, 11)
WAIT = {"expected": "Hướng dẫn 1", "ends": Ends(ENDED, "31-HD/BTCTW"), "note": WHY}


@pytest.fixture
def waiting():
    document = PlannedDocumentFactory(planned_on=PLANNED, deadline_kind="day", due_on=DUE)
    return services.await_guidance(
        document, effective_on=WAITS, expected="Hướng dẫn 2", note=WHY, by=None
    )


def status_on(document, *days):
    return [
        PlannedDocument.objects.as_of(Moment(day)).get(pk=document.pk).status_then
        for day in days
    ]


def test_an_earlier_wait_that_is_over_is_entered_whole_and_gives_its_days_back(waiting):
    services.await_guidance(waiting, effective_on=BEGAN, **WAIT, by=None)

    days = [date(2026, 2, 1), BEGAN, ENDED, WAITS]
    assert status_on(waiting, *days) == [
        "not_started",
        "awaiting_guidance",
        "drafting",
        "awaiting_guidance",
    ]
    waits = waiting.waits.order_by("since").values_list("since", "ended_on", "received")
    assert list(waits) == [(BEGAN, ENDED, "31-HD/BTCTW"), (WAITS, None, "")]
    waiting.refresh_from_db()
    assert waiting.status == DocumentStatus.AWAITING_GUIDANCE
    assert waiting.due_on == DUE + (ENDED - BEGAN)
    assert check(days=[BEGAN, ENDED, WAITS]) == []


def test_the_wait_of_today_gives_its_own_days_on_top(waiting):
    services.await_guidance(waiting, effective_on=BEGAN, **WAIT, by=None)

    document = services.resume(
        waiting,
        effective_on=WAITS + timedelta(10),
        received="32-HD/BTCTW",
        note=WHY,
        by=None,
    )

    assert document.due_on == DUE + (ENDED - BEGAN) + timedelta(10)


def test_an_issue_that_was_reopened_is_entered_whole():
    document = PlannedDocumentFactory(planned_on=PLANNED)
    services.submit(
        services.start_drafting(document, effective_on=PLANNED, note=WHY, by=None),
        effective_on=WAITS,
        note=WHY,
        by=None,
    )
    facts = {"symbol": "15-KH/TU", "issued_on": BEGAN, "issuer_name": "Tỉnh ủy"}

    services.issue(document, **facts, ends=Ends(ENDED), note=WHY, by=None)

    assert status_on(document, BEGAN, ENDED, WAITS) == ["issued", "drafting", "submitted"]
    document.refresh_from_db()
    assert (document.status, document.symbol) == (DocumentStatus.SUBMITTED, "")


def test_a_span_after_all_that_is_recorded_is_entered_too():
    document = PlannedDocumentFactory(planned_on=PLANNED, deadline_kind="day", due_on=DUE)

    services.await_guidance(document, effective_on=BEGAN, **WAIT, by=None)

    document.refresh_from_db()
    assert (document.status, document.due_on) == ("drafting", DUE + (ENDED - BEGAN))
    assert check(days=[BEGAN, ENDED]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends": Ends(BEGAN, "31-HD")},
        {"ends": Ends(WAITS, "31-HD")},
        {"ends": Ends(ENDED, " ")},
        {"note": " "},
        {"effective_on": PLANNED - timedelta(9)},
        {"ends": Ends(date(2099, 1, 1), "31-HD")},
    ],
)
def test_a_span_that_contradicts_what_is_known_is_refused_whole(waiting, wrong):
    with pytest.raises(ValidationError):
        services.await_guidance(waiting, **{"effective_on": BEGAN, **WAIT, **wrong}, by=None)

    assert (waiting.changes.count(), waiting.waits.count()) == (2, 1)


def test_the_office_enters_a_span_on_its_page(client, office, waiting):
    client.force_login(office)
    address = f"/documents/{waiting.pk}/span/{Event.AWAIT_GUIDANCE.value}/"
    sent = {
        "effective_on": BEGAN,
        "ended_on": WAITS,
        "expected": "Hướng dẫn 1",
        "received": "31-HD/BTCTW",
        "note": WHY,
    }

    offered = address in client.get(waiting.get_absolute_url()).text
    asked = client.get(address)
    refused = client.post(address, sent)
    done = client.post(address, {**sent, "ended_on": ENDED})

    assert (offered, asked.status_code) == (True, 200)
    assert refused.status_code == 422
    assert "11/07/2026" in refused.text
    assert done.status_code == 302
    assert waiting.waits.count() == 2


def test_striking_out_the_end_of_an_entered_wait_is_refused_while_another_follows(waiting):
    services.await_guidance(waiting, effective_on=BEGAN, **WAIT, by=None)
    end = waiting.changes.get(event=Event.RESUME)

    with pytest.raises(ValidationError):
        services.strike_out(waiting, change=end.pk, reason="Nhầm", now=None, by=None)

    assert waiting.changes.filter(event=Event.UNDO).count() == 0
