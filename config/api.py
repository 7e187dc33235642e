"""The REST API's wiring: its routes, and refusals in the caller's language and one shape."""

import math
from typing import Any

from django.core.exceptions import PermissionDenied as Denied
from django.core.exceptions import ValidationError as DomainError
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular import authentication
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import routers, views
from rest_framework.exceptions import (
    ErrorDetail,
    MethodNotAllowed,
    NotFound,
    PermissionDenied,
    Throttled,
    UnsupportedMediaType,
    ValidationError,
)
from rest_framework.response import Response

from assignments.api import (
    AgencyViewSet,
    AssignmentViewSet,
    PersonViewSet,
    SavedViewViewSet,
    TaskViewSet,
)
from documents.api import (
    DocumentExport,
    FiguresView,
    GuidanceViewSet,
    MeetingViewSet,
    PlannedDocumentViewSet,
    ResolutionExport,
    TaskExport,
    WaitViewSet,
)
from resolutions.api import (
    BasisViewSet,
    NarrativeViewSet,
    PortfolioViewSet,
    ResolutionViewSet,
    Stale,
    TargetViewSet,
)


def exception_handler(exc: Exception, context: dict) -> Response | None:
    """Every refusal has one shape: ``detail`` in a sentence, ``errors`` by field, and for a
    version that is no longer the newest ``current``. A rule refused by the domain is the
    caller's mistake (400), not a crash."""
    if isinstance(exc, DomainError):
        exc = ValidationError(exc.message_dict if hasattr(exc, "error_dict") else exc.messages)
    if isinstance(exc, Http404):
        exc = NotFound()  # the sentence of Http404 names the model, in English
    if isinstance(exc, Denied):
        exc = PermissionDenied()
    if isinstance(exc, Throttled):
        said = _("Too many requests. Try again in %(seconds)d seconds.")
        exc.detail = ErrorDetail(said % {"seconds": math.ceil(exc.wait or 1)})
    if isinstance(exc, MethodNotAllowed):
        exc.detail = ErrorDetail(_("This address does not take such a request."))
    if isinstance(exc, UnsupportedMediaType):
        exc.detail = ErrorDetail(_("Send the fields as JSON (Content-Type: application/json)."))
    response = views.exception_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, ValidationError):
        response.data = _by_field(exc.detail)
    if isinstance(exc, Stale):
        response.data["current"] = exc.current
        response["ETag"] = exc.etag
    return response


def _by_field(detail: Any) -> dict[str, Any]:
    """The sentences of each field; those of none of them are the whole's."""
    if not isinstance(detail, dict):
        return {"detail": " ".join(_sentences(detail))}
    errors = {str(name): _sentences(said) for name, said in detail.items()}
    general = [*errors.pop("__all__", []), *errors.pop("non_field_errors", [])]
    said = " ".join(general) or _("What was sent cannot be accepted.")
    return {"detail": said, "errors": errors} if errors else {"detail": said}


def _sentences(said: Any) -> list[str]:
    if isinstance(said, dict):
        return [sentence for part in said.values() for sentence in _sentences(part)]
    if isinstance(said, (list, tuple)):
        return [sentence for part in said for sentence in _sentences(part)]
    return [str(said)]


class SessionScheme(authentication.SessionScheme):
    """Tells the OpenAPI description how the browser's session is sent."""

    target_class = "config.rest.SessionAuthentication"


class TokenScheme(OpenApiAuthenticationExtension):
    """Tells the OpenAPI description how a token is sent."""

    target_class = "config.rest.TokenAuthentication"
    name = "tokenAuth"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": _("Token followed by a space and the token."),
        }


router = routers.SimpleRouter()
router.register("resolutions", ResolutionViewSet, basename="resolution")
router.register("targets", TargetViewSet, basename="target")
router.register("portfolios", PortfolioViewSet, basename="portfolio")
router.register("bases", BasisViewSet, basename="basis")
router.register("narratives", NarrativeViewSet, basename="narrative")
router.register("tasks", TaskViewSet, basename="task")
router.register("assignments", AssignmentViewSet, basename="assignment")
router.register("agencies", AgencyViewSet, basename="agency")
router.register("people", PersonViewSet, basename="person")
router.register("views", SavedViewViewSet, basename="view")
router.register("documents", PlannedDocumentViewSet, basename="document")
router.register("waits", WaitViewSet, basename="wait")
router.register("guidance", GuidanceViewSet, basename="guidance")
router.register("meetings", MeetingViewSet, basename="meeting")

_EXPORTS = {"documents": DocumentExport, "tasks": TaskExport, "resolutions": ResolutionExport}
urls = [
    path("figures/", FiguresView.as_view(), name="figures"),
    *(
        path(
            f"{name}/export.{ending}",
            view.as_view(),
            {"ending": ending},
            name=f"{name.rstrip('s')}-export-{ending}",
        )
        for name, view in _EXPORTS.items()
        for ending in ("xlsx", "csv")
    ),
    *router.urls,
]
