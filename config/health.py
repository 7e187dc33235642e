"""The one address open to all: does the process and its database answer?"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from config.caching import KEPT_NOWHERE
from resolutions.busy import RETRY_AFTER

ADDRESS = "/healthz"


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 when it does not; says nothing else."""
    headers = {"Cache-Control": KEPT_NOWHERE}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        headers["Retry-After"] = str(RETRY_AFTER)
        return JsonResponse({"status": "database away"}, status=503, headers=headers)
    return JsonResponse({"status": "ok"}, headers=headers)


def answering(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware before all that looks at scheme, host and session: who watches from the
    machine itself asks over plain http, by a number."""

    def answer(request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path_info == ADDRESS else get_response(request)

    return answer
