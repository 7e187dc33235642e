"""Writes on tasks that touch more than one row: the task with those who answer for it."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from assignments.models import Agency, Assignment, Person, Task
from assignments.models.task import AssignmentRole


@transaction.atomic
def save_task(
    task: Task,
    *,
    lead: Agency | None,
    co_leads: Iterable[Agency] = (),
    coordinating: Iterable[Agency] = (),
    in_charge: Person | None = None,
    on: date,
    by: User | None,
) -> Task:
    """Save a task and, from ``on``, the agencies and the person assigned to it.

    Who no longer answers for the task is ended on that day, not erased; an assignment begun
    the same day was a slip and is taken back. Raises ValidationError on an invalid task.
    """
    task.full_clean()
    task._history_user = by
    task.save()
    wanted: set[tuple[str, int | None, int | None]] = set()
    if lead is not None:
        wanted.add((AssignmentRole.LEAD, lead.pk, None))
    wanted |= {(AssignmentRole.CO_LEAD, agency.pk, None) for agency in co_leads}
    wanted |= {(AssignmentRole.COORDINATING, agency.pk, None) for agency in coordinating}
    if in_charge is not None:
        wanted.add((AssignmentRole.IN_CHARGE, None, in_charge.pk))
    for current in task.assignments.filter(valid_to__isnull=True):
        key = (current.role, current.agency_id, current.person_id)
        if key in wanted:
            wanted.remove(key)
        elif current.valid_from is not None and current.valid_from >= on:
            current.delete()
        else:
            current.valid_to = on
            current.save(update_fields=["valid_to"])
    for role, agency_id, person_id in sorted(wanted, key=str):
        Assignment.objects.create(
            task=task, role=role, agency_id=agency_id, person_id=person_id, valid_from=on
        )
    return task
