"""Who must do what, by when: agencies, people, offices, tasks and their assignments."""

from assignments.models.agency import STANDING_BOARD, Agency, Office, Person, Succession
from assignments.models.dated import (
    NEVER,
    DatedRow,
    DatedRowQuerySet,
    ReversibleRowQuerySet,
    append_row,
    asked_day,
    asked_moment,
    first_row,
    holding,
    known_by,
    last_known,
    last_of_each,
    on_day,
    reverse_row,
)
from assignments.models.deadline import DeadlineChange, DeadlineFields
from assignments.models.deputation import Deputation
from assignments.models.guarded import GuardedAct
from assignments.models.login import PasswordDue, SignedInSession
from assignments.models.task import Assignment, Task, TaskDeadline
from assignments.models.token import ApiToken, TokenScope
from assignments.models.view import ListPage, SavedView, Visibility, may_share

__all__ = [
    "NEVER",
    "STANDING_BOARD",
    "Agency",
    "ApiToken",
    "Assignment",
    "DatedRow",
    "DatedRowQuerySet",
    "DeadlineChange",
    "DeadlineFields",
    "Deputation",
    "GuardedAct",
    "ListPage",
    "Office",
    "PasswordDue",
    "Person",
    "ReversibleRowQuerySet",
    "SavedView",
    "SignedInSession",
    "Succession",
    "Task",
    "TaskDeadline",
    "TokenScope",
    "Visibility",
    "append_row",
    "asked_day",
    "asked_moment",
    "first_row",
    "holding",
    "known_by",
    "last_known",
    "last_of_each",
    "may_share",
    "on_day",
    "reverse_row",
]
