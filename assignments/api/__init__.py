"""REST access to who answers for what: tasks, agencies, people, saved views."""

from assignments.api.agencies import AgencyViewSet, PersonViewSet
from assignments.api.tasks import AssignmentViewSet, DeadlineChangeSerializer, TaskViewSet
from assignments.api.views import SavedViewViewSet, TakesView

__all__ = [
    "AgencyViewSet",
    "AssignmentViewSet",
    "DeadlineChangeSerializer",
    "PersonViewSet",
    "SavedViewViewSet",
    "TakesView",
    "TaskViewSet",
]
