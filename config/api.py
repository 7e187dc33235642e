"""The REST API's wiring: routes, pages of results, and refusals in the caller's language."""

from django.core.exceptions import ValidationError as DomainError
from rest_framework import authentication, pagination, routers, views
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session; an anonymous caller gets 401, not 403."""

    def authenticate_header(self, request):
        return "Session"


class Pagination(pagination.PageNumberPagination):
    """50 rows a page, up to 200 on request."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


def exception_handler(exc: Exception, context: dict) -> Response | None:
    """A rule refused by the domain is the caller's mistake (400), not a crash."""
    if isinstance(exc, DomainError):
        exc = ValidationError({"detail": exc.messages})
    return views.exception_handler(exc, context)


router = routers.DefaultRouter()
router.include_root_view = False
