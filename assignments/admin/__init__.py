"""The administrators' workshop for agencies, people, tasks and logins."""

from assignments.admin.agencies import AgencyAdmin, OfficeAdmin, PersonAdmin, SuccessionAdmin
from assignments.admin.columns import DEADLINE, Undeletable
from assignments.admin.deputations import DeputationAdmin
from assignments.admin.guarded import GuardedActAdmin
from assignments.admin.logins import GroupAdmin, UserAdmin
from assignments.admin.tasks import AssignmentAdmin, TaskAdmin, TaskDeadlineAdmin
from assignments.admin.views import SavedViewAdmin

__all__ = [
    "DEADLINE",
    "AgencyAdmin",
    "AssignmentAdmin",
    "DeputationAdmin",
    "GuardedActAdmin",
    "GroupAdmin",
    "OfficeAdmin",
    "PersonAdmin",
    "SavedViewAdmin",
    "SuccessionAdmin",
    "TaskAdmin",
    "TaskDeadlineAdmin",
    "Undeletable",
    "UserAdmin",
]
