"""What a person is told who was locked out after too many wrong passwords or codes."""

import math
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from config.signing_in import trying
from config.signing_in.marks import client_address


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """429, the same for a name that exists and one that does not."""
    last = (
        AccessAttempt.objects.filter(
            username=trying.counted_by(request, credentials) or "",
            ip_address=client_address(request),
        )
        .order_by("-attempt_time")
        .first()
    )
    since = last.attempt_time if last else timezone.now()
    return _told(request, since + trying.cool_off(request), of_the_name=True)


def address_waits(request: HttpRequest, seconds: int) -> HttpResponse:
    """429: too many failures from this address, with whatever names."""
    return _told(request, timezone.now() + timedelta(seconds=seconds), of_the_name=False)


def _told(request: HttpRequest, again: datetime, *, of_the_name: bool) -> HttpResponse:
    seconds = max(1, math.ceil((again - timezone.now()).total_seconds()))
    headers = {"Retry-After": str(seconds)}
    if request.path.startswith("/api/"):
        told = {"detail": _("Too many failed attempts. Try again later.")}
        return JsonResponse(told, status=429, headers=headers)
    context = {
        "again": again,
        "is_soon": seconds <= 60,
        "limit": settings.AXES_FAILURE_LIMIT,
        "of_the_name": of_the_name,
    }
    locked = render(request, "registration/locked_out.html", context, status=429)
    locked.headers["Retry-After"] = str(seconds)
    return locked
