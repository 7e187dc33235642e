"""Middleware: every request has an id, and what it does or is refused is logged under it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from documents.audit.context import acting
from documents.audit.events import record_refusal


def audited(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answers with the id in ``X-Request-ID``, by which the log finds all of one action."""

    def answer(request: HttpRequest) -> HttpResponse:
        with acting(request) as action:
            request.audit_id = action.id  # type: ignore[attr-defined]
            response = get_response(request)
            record_refusal(request, response)
        response.headers["X-Request-ID"] = action.id
        return response

    return answer
