"""Deadlines: on which day each kind falls, and what the tables refuse."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assignments.deadlines import DeadlineKind, at_risk_until, due_day, working_days_after
from assignments.models import Task
from tests.factories import TaskFactory


@pytest.mark.parametrize(
    ("kind", "day", "due"),
    [
        (DeadlineKind.DAY, date(2026, 9, 30), date(2026, 9, 30)),
        (DeadlineKind.MONTH, date(2024, 2, 5), date(2024, 2, 29)),
        (DeadlineKind.QUARTER, date(2025, 7, 1), date(2025, 9, 30)),
        (DeadlineKind.QUARTER, date(2025, 12, 31), date(2025, 12, 31)),
        (DeadlineKind.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (DeadlineKind.CONTINUOUS, date(2026, 1, 1), None),
        (DeadlineKind.NONE, None, None),
    ],
)
def test_a_deadline_falls_on_the_last_day_of_its_period(kind, day, due):
    assert due_day(kind, day) == due


@pytest.mark.parametrize(
    ("on", "count", "day"),
    [
        (date(2026, 11, 23), 5, date(2026, 11, 30)),  # a Monday
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over the week-end
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # from a Saturday
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_working_days_pass_over_saturday_and_sunday(on, count, day):
    assert working_days_after(on, count) == day


def test_at_risk_means_due_within_five_working_days():
    assert at_risk_until(date(2026, 11, 23)) == date(2026, 11, 30)


def test_cleaning_puts_a_quarter_on_its_last_day():
    task = TaskFactory.build(deadline_kind=DeadlineKind.QUARTER, due_on=date(2025, 8, 1))

    task.clean()

    assert task.due_on == date(2025, 9, 30)


@pytest.mark.parametrize(
    "wrong",
    [
        {"deadline_kind": DeadlineKind.DAY, "due_on": None},
        {"deadline_kind": DeadlineKind.NONE, "due_on": date(2026, 1, 1)},
    ],
)
def test_cleaning_asks_for_what_lacks(wrong):
    with pytest.raises(ValidationError):
        TaskFactory.build(**wrong).clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        {"deadline_kind": "someday"},
        {"deadline_kind": DeadlineKind.MONTH, "due_on": None},
        {"deadline_kind": DeadlineKind.NONE, "due_on": date(2026, 1, 1)},
        {"deadline_kind": DeadlineKind.RECURRING, "due_on": date(2026, 1, 1)},
        {"deadline_days": 30},
    ],
)
def test_the_table_refuses_a_kind_and_a_day_that_disagree(broken):
    task = TaskFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**broken)
