"""The REST API's wiring: its routes, and refusals in the caller's language."""

from django.core.exceptions import ValidationError as DomainError
from rest_framework import routers, views
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from assignments.api import AgencyViewSet, TaskViewSet
from documents.api import PlannedDocumentViewSet
from resolutions.api import ResolutionViewSet


def exception_handler(exc: Exception, context: dict) -> Response | None:
    """A rule refused by the domain is the caller's mistake (400), not a crash."""
    if isinstance(exc, DomainError):
        exc = ValidationError({"detail": exc.messages})
    return views.exception_handler(exc, context)


router = routers.SimpleRouter()
router.register("resolutions", ResolutionViewSet, basename="resolution")
router.register("tasks", TaskViewSet, basename="task")
router.register("documents", PlannedDocumentViewSet, basename="document")
router.register("agencies", AgencyViewSet, basename="agency")
