"""The REST API's wiring: its routes, and refusals in the caller's language."""

from django.core.exceptions import ValidationError as DomainError
from django.http import Http404
from drf_spectacular import authentication
from rest_framework import routers, views
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response

from assignments.api import AgencyViewSet, TaskViewSet
from documents.api import PlannedDocumentViewSet
from resolutions.api import ResolutionViewSet


def exception_handler(exc: Exception, context: dict) -> Response | None:
    """A rule refused by the domain is the caller's mistake (400), not a crash."""
    if isinstance(exc, DomainError):
        exc = ValidationError({"detail": exc.messages})
    if isinstance(exc, Http404):
        exc = NotFound()  # the sentence of Http404 names the model, in English
    return views.exception_handler(exc, context)


class SessionScheme(authentication.SessionScheme):
    """Tells the OpenAPI description how the browser's session is sent."""

    target_class = "config.rest.SessionAuthentication"


router = routers.SimpleRouter()
router.register("resolutions", ResolutionViewSet, basename="resolution")
router.register("tasks", TaskViewSet, basename="task")
router.register("documents", PlannedDocumentViewSet, basename="document")
router.register("agencies", AgencyViewSet, basename="agency")
