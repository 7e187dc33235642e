"""The transition table: every pair of event and status is decided."""

from datetime import date

import pytest

from documents import services
from documents.models import StatusChange
from documents.status import (
    GROUP_OF,
    TRANSITIONS,
    UNDOABLE,
    DocumentStatus,
    Event,
    ForbiddenTransition,
    StatusGroup,
    check_transition,
    events_from,
    reason_needed,
    statuses_of,
)
from tests.factories import PlannedDocumentFactory

S = DocumentStatus

# Written out by hand, so that a change of the table is a change of this page.
ALLOWED = {
    S.NOT_STARTED: {"start_drafting", "await_guidance", "issue", "integrate", "withdraw"},
    S.DRAFTING: {"consult", "submit", "await_guidance", "issue", "integrate", "withdraw"},
    S.CONSULTING: {
        "start_drafting",
        "submit",
        "await_guidance",
        "issue",
        "integrate",
        "withdraw",
    },
    S.SUBMITTED: {
        "start_drafting",
        "consult",
        "await_guidance",
        "issue",
        "integrate",
        "withdraw",
    },
    S.AWAITING_GUIDANCE: {"resume", "integrate", "withdraw"},
    S.ISSUED: {"record_evidence", "reopen"},
    S.INTEGRATED: {"reopen"},
    S.WITHDRAWN: {"reopen"},
}


@pytest.mark.parametrize("status", list(S))
def test_a_status_allows_exactly_its_events(status):
    assert set(events_from(status)) == ALLOWED[status]


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("event", list(TRANSITIONS))
def test_what_the_table_does_not_allow_is_refused_with_advice(status, event):
    if event in ALLOWED[status]:
        assert check_transition(event, status) == TRANSITIONS[event].target
        return

    with pytest.raises(ForbiddenTransition) as refusal:
        check_transition(event, status)

    assert str(status.label) in refusal.value.messages[0]
    assert str(event.label) in refusal.value.messages[0]


def test_every_event_but_planning_has_a_service_of_its_name():
    assert {e for e in Event if e not in (Event.PLAN, Event.UNDO)} == set(TRANSITIONS)
    assert all(callable(getattr(services, event.value)) for event in TRANSITIONS)
    assert callable(services.plan)
    assert callable(services.undo_last)


def test_everything_but_planning_and_undoing_can_be_undone():
    assert set(Event) - UNDOABLE == {Event.PLAN, Event.UNDO}


def test_every_status_belongs_to_one_group():
    assert set(GROUP_OF) == set(S)
    assert sorted(s for g in StatusGroup for s in statuses_of(g)) == sorted(S)


def test_going_backwards_asks_for_a_reason():
    backwards = {
        (event, status)
        for status in S
        for event in events_from(status)
        if reason_needed(event, status)
    }

    assert backwards == {
        (Event.START_DRAFTING, S.CONSULTING),
        (Event.START_DRAFTING, S.SUBMITTED),
        (Event.CONSULT, S.SUBMITTED),
        (Event.RECORD_EVIDENCE, S.ISSUED),
        *((Event.WITHDRAW, s) for s in S if "withdraw" in ALLOWED[s]),
        *((Event.REOPEN, s) for s in (S.ISSUED, S.INTEGRATED, S.WITHDRAWN)),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("status", [S.ISSUED, S.AWAITING_GUIDANCE])
def test_a_forbidden_event_leaves_no_trace(status):
    document = PlannedDocumentFactory(status=status)

    with pytest.raises(ForbiddenTransition):
        services.submit(document, effective_on=date(2021, 12, 14), by=None)

    document.refresh_from_db()
    assert document.status == status
    assert StatusChange.objects.count() == 1
