"""Middleware: a form sent twice is recorded once, and whoever sent it learns what became of it
even when the database did not answer."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from config.errors import lost_answer, still_running
from resolutions.busy import is_busy
from resolutions.kept import OF_THE_SENDING, SENDING
from resolutions.once import AnswerLost, Attempt, SentBefore, StillRunning, digest

_TOKEN = re.compile(r"[\w-]{16,64}", re.ASCII)
_API = "/api/"  # takes its key from a header, once it knows who asks (resolutions.api.once)


class Once:
    """Stands last, so that whoever sends a form is known and may send it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if request.method != "POST" or request.path.startswith(_API):
            return None
        if getattr(view, "is_unclaimed", False):
            return None
        token = request.POST.get(SENDING, "")
        if not request.user.is_authenticated or not _TOKEN.fullmatch(token):
            return None
        return _record(request, token, lambda: view(request, *args, **kwargs))

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """A request without a token whose database went away may have been recorded."""
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        if not isinstance(exception, (OperationalError, InterfaceError)) or is_busy(exception):
            return None
        return lost_answer(request, recorded=None, leads_to=request.get_full_path())


def _record(
    request: HttpRequest, token: str, view: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    attempt = request.sending = Attempt()  # type: ignore[attr-defined]
    leads_to = request.get_full_path()
    try:
        with attempt.transaction():
            attempt.claim(
                user=request.user,  # type: ignore[arg-type]
                key=digest(token, request.path),
                content=_content(request),
            )
            response = view()
            if callable(getattr(response, "render", None)):
                response = response.render()  # type: ignore[attr-defined]
            leads_to = response.headers.get("Location") or leads_to
            attempt.answered(status=response.status_code, leads_to=leads_to)
    except SentBefore as before:
        return _shown_again(request, before)
    except StillRunning:
        return still_running(request)
    except AnswerLost as lost:
        return lost_answer(request, recorded=lost.recorded, leads_to=leads_to)
    if attempt.was_in_doubt:
        messages.info(
            request, _("The database did not answer at once. It was looked up: recorded.")
        )
    return response


def _content(request: HttpRequest) -> str:
    """What was typed and chosen, whatever the form carries besides."""
    beside = {*OF_THE_SENDING, SENDING, "seen"}
    fields = sorted((n, v) for n, v in request.POST.lists() if n not in beside)
    files = sorted((n, [(f.name, f.size) for f in given]) for n, given in request.FILES.lists())
    return digest(fields, files)


def _shown_again(request: HttpRequest, before: SentBefore) -> HttpResponse:
    """What the first sending made; who changed something since is told that it is not saved."""
    if before.is_same:
        messages.info(request, _("Recorded from an earlier sending."))
    else:
        messages.warning(
            request,
            _(
                "Recorded from an earlier sending. What you changed in the form after that is "
                "not saved: change it in the record itself."
            ),
        )
    leads_to = before.sending.leads_to
    if not url_has_allowed_host_and_scheme(leads_to, allowed_hosts={request.get_host()}):
        leads_to = "/"
    return redirect(leads_to)
