"""Who must do what, by when: agencies, people, offices, tasks and their assignments."""

from assignments.models.agency import Agency, Office, Person, Succession
from assignments.models.deadline import DeadlineFields
from assignments.models.task import Assignment, Task

__all__ = [
    "Agency",
    "Assignment",
    "DeadlineFields",
    "Office",
    "Person",
    "Succession",
    "Task",
]
