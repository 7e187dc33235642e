"""Deadlines with a past: the original stays, every change says why, any day can be asked."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assignments.models import NEVER, TaskDeadline
from assignments.services import save_task, set_deadline
from documents import services
from documents.audit import append_only
from documents.models import DocumentDeadline, PlannedDocument, StatusChange
from documents.status import Timeliness
from resolutions.moments import Moment
from tests.factories import PlannedDocumentFactory, ResolutionFactory, TaskFactory, UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)
DUE = date(2021, 12, 31)
EXTENDED = date(2022, 3, 31)


@pytest.fixture
def document():
    return PlannedDocumentFactory(planned_on=DAY, deadline_kind="day", due_on=DUE)


def extend(document, due_on=EXTENDED, **kwargs):
    values = {
        "deadline_kind": "day",
        "due_on": due_on,
        "reason": "Trung ương chậm hướng dẫn",
        "decided_by": "Thường trực Tỉnh ủy",
        "decision": "77-TB/TU",
        "effective_on": DAY + timedelta(10),
        "by": None,
        **kwargs,
    }
    return services.set_deadline(document, **values)


def state(document, on, **kwargs):
    return PlannedDocument.objects.as_of(Moment(on, **kwargs)).get(pk=document.pk)


def test_the_deadline_of_a_new_document_is_its_original(document):
    row = document.deadlines.get()

    assert (row.is_original, row.due_on, row.effective_on) == (True, DUE, DAY)
    assert row.superseded_on == NEVER


def test_a_document_without_deadline_has_none_until_one_is_set():
    document = PlannedDocumentFactory(planned_on=DAY)
    assert document.deadlines.count() == 0

    services.set_deadline(
        document,
        deadline_kind="quarter",
        due_on=date(2022, 2, 1),
        deadline_text="Quý I/2022",
        effective_on=DAY + timedelta(5),
        by=None,
    )

    row = document.deadlines.get()
    assert (row.is_original, row.due_on) == (True, date(2022, 3, 31))
    assert state(document, DAY).due_then is None
    assert state(document, DAY + timedelta(5)).due_then == date(2022, 3, 31)


def test_an_extension_keeps_the_original_and_says_why_and_by_whom(document):
    user = UserFactory()

    extended = extend(document, by=user)

    original, row = document.deadlines.order_by("pk")
    assert (original.is_original, original.due_on) == (True, DUE)
    assert original.superseded_on == row.effective_on
    assert (row.due_on, row.reason, row.decided_by, row.decision, row.by) == (
        EXTENDED,
        "Trung ương chậm hướng dẫn",
        "Thường trực Tỉnh ủy",
        "77-TB/TU",
        user,
    )
    assert extended.due_on == EXTENDED


def test_the_deadline_of_a_day_is_the_one_in_force_then(document):
    extend(document)

    assert state(document, DAY + timedelta(9)).due_then == DUE
    assert state(document, DAY + timedelta(10)).due_then == EXTENDED


def test_lateness_is_told_against_both_deadlines(document):
    extend(document)
    issued_on = date(2022, 2, 15)
    services.issue(document, symbol="1-KH/TU", issued_on=issued_on, issuer_name="TU", by=None)

    assert state(document, issued_on).timeliness == Timeliness.ISSUED_ON_TIME
    assert state(document, issued_on, against="original").timeliness == Timeliness.ISSUED_LATE


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"due_on": DUE},  # nothing changes
        {"effective_on": date(2999, 1, 1)},
        {"effective_on": DAY - timedelta(1)},  # before the original
        {"deadline_kind": "day", "due_on": None},
    ],
)
def test_a_change_that_cannot_be_is_refused(document, wrong):
    with pytest.raises(ValidationError):
        extend(document, **wrong)

    document.refresh_from_db()
    assert (document.due_on, document.deadlines.count()) == (DUE, 1)


def test_a_deadline_after_an_event_has_a_number_of_days(document):
    with pytest.raises(ValidationError):
        extend(document, deadline_kind="after_event", due_on=None)
    extend(document, deadline_kind="after_event", due_on=None, deadline_days=30)

    document.refresh_from_db()
    assert (document.due_on, document.deadline_days) == (None, 30)


def test_tasks_keep_their_deadlines_the_same_way():
    task = TaskFactory.build(resolution=ResolutionFactory(), deadline_kind="day", due_on=DUE)
    save_task(task, lead=None, on=DAY, by=None)

    set_deadline(
        task,
        deadline_kind="day",
        due_on=EXTENDED,
        reason="xin gia hạn",
        effective_on=DAY,
        by=None,
    )

    assert list(task.deadlines.order_by("pk").values_list("due_on", "is_original")) == [
        (DUE, True),
        (EXTENDED, False),
    ]


def test_the_table_refuses_two_originals_two_in_force_or_a_change_without_reason(document):
    extend(document)

    for broken in (
        {"is_original": True},
        {"superseded_on": NEVER},
        {"reason": "", "is_original": False},
    ):
        with append_only.lifted(), pytest.raises(IntegrityError), transaction.atomic():
            DocumentDeadline.objects.filter(document=document).update(**broken)


@pytest.mark.parametrize("model", [StatusChange, DocumentDeadline])
def test_the_table_refuses_a_row_superseded_before_it_began(document, model):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(superseded_on=DAY - timedelta(1))


def test_the_table_refuses_two_states_in_force(document):
    services.start_drafting(document, effective_on=DAY + timedelta(1), by=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        StatusChange.objects.update(superseded_on=NEVER)


def test_the_table_of_task_deadlines_has_one_original():
    task = TaskFactory()
    TaskDeadline.objects.create(task=task, is_original=True, effective_on=DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        TaskDeadline.objects.create(
            task=task, is_original=True, effective_on=DAY, superseded_on=DAY
        )
