"""What a browser may keep of an answer: one rule for all of them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

KEPT_NOWHERE = "no-store"
# Kept for its reader alone, who asks each time whether it is still right; where there is an
# ETag, 304 says that it is.
ASKED_AGAIN = "private, no-cache"
_EXPORT = "/export."


def caching(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Says with every answer that it is kept nowhere, files and exports too, so that after
    signing out the way back shows nothing. What a program reads of the API it may keep.
    Static files never come here: WhiteNoise answers before, and they may be kept."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_read = _is_read_by_a_program(request, response)
        response.headers["Cache-Control"] = ASKED_AGAIN if is_read else KEPT_NOWHERE
        return response

    return answer


def _is_read_by_a_program(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it is data of the API, and not opened as a page: a browser goes back to such a
    page without asking unless it was kept nowhere."""
    return (
        request.path.startswith("/api/")
        and _EXPORT not in request.path
        and request.method in ("GET", "HEAD")
        and response.status_code in (200, 304)
        and "text/html" not in request.headers.get("Accept", "")
    )
