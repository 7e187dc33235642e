"""What is saved is asked of the database once, and refused in words."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assignments.models import Task
from assignments.services import save_task
from resolutions.log import entries_about, entries_of
from tests.factories import ResolutionFactory, TaskFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


def new_task(**given):
    given.setdefault("resolution", ResolutionFactory())
    return Task(text="Rà soát biên chế", position=7, **given)


def test_code_used_twice_is_refused_in_words_and_nothing_is_saved():
    there = TaskFactory(code="1a")

    with pytest.raises(ValidationError) as refusal:
        save_task(
            new_task(resolution=there.resolution, code="1a"),
            lead=None,
            on=timezone.localdate(),
            by=None,
        )

    assert refusal.value.messages == ["Mã số này đã dùng cho đầu việc khác của cùng văn bản."]
    assert Task.objects.get() == there
    assert entries_of(there).count() == entries_about(Task).count()


def test_deadline_without_its_day_is_refused_in_words():
    with pytest.raises(ValidationError) as refusal:
        save_task(new_task(deadline_kind="date"), lead=None, on=timezone.localdate(), by=None)

    assert not Task.objects.exists()
    assert all(refusal.value.messages)


def test_constraints_are_not_asked_before_saving():
    task = new_task()

    with CaptureQueriesContext(connection) as queries:
        save_task(task, lead=None, on=timezone.localdate(), by=None)

    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(asked) == 1, asked  # whether there is such a governing document
