"""Who must do what, by when: agencies, people, offices, tasks and their assignments."""

from assignments.models.agency import Agency, Office, Person, Succession
from assignments.models.dated import NEVER, DatedRow, append_row, holding, last_known
from assignments.models.deadline import DeadlineChange, DeadlineFields
from assignments.models.task import Assignment, Task, TaskDeadline

__all__ = [
    "NEVER",
    "Agency",
    "Assignment",
    "DatedRow",
    "DeadlineChange",
    "DeadlineFields",
    "Office",
    "Person",
    "Succession",
    "Task",
    "TaskDeadline",
    "append_row",
    "holding",
    "last_known",
]
