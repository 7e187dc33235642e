"""May this server be sent requests? Open to all, and tells no more than whether."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from documents.audit.append_only import unguarded
from resolutions.busy import RETRY_AFTER


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and keeps what was written; else 503, and what it is."""
    try:
        amiss = "history is not protected" if unguarded() else ""
    except DatabaseError:
        amiss = "no database"
    if amiss:
        headers = {"Retry-After": str(RETRY_AFTER)}
        return JsonResponse({"status": amiss}, status=503, headers=headers)
    return JsonResponse({"status": "ready"})
