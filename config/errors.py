"""Pages for requests that cannot be answered, in the app's own look and language."""

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import requires_csrf_token

from config.busy import forget_session, is_meanwhile_busy
from documents.views.gone import gone
from resolutions.allowance import UsedUp
from resolutions.busy import RETRY_AFTER
from resolutions.kept import keep

_OF_A_FILE = ("unable to open database file", "database is locked", "disk I/O error")


class TooManyValues(SuspiciousOperation):
    """An address with more values than a person chooses."""


def _answer(
    request: HttpRequest, status: int, title: str, advice: str, **more: Any
) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": f"{title}. {advice}"}, status=status)
    context = {"code": status, "title": title, "advice": advice, **more}
    return render(request, "error.html", context, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent is too large or cannot be read. Nothing was saved."""
    return _answer(request, 400, _("What was sent cannot be processed"), _advice(exception))


def used_up(request: HttpRequest, exception: UsedUp) -> HttpResponse:
    """400: reading what was sent would take longer than one request may."""
    title = _("What was sent cannot be processed")
    return _answer(request, 400, title, str(exception.message))


def _advice(exception: Exception) -> str:
    """What to do about what was sent, by which limit it broke. Nothing of it was read, so the
    form cannot be shown again from here; the browser still has it."""
    if isinstance(exception, RequestDataTooBig):
        return _(
            "All that is sent at once may be %(text)s MB of text and files of %(file)s MB, and "
            "nothing was saved. Go back (the browser keeps what you typed), shorten it or "
            "choose a smaller file, and send again."
        ) % {
            "text": settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20,
            "file": settings.ATTACHMENT_MAX_MB,
        }
    if isinstance(exception, TooManyFilesSent):
        return _("Nothing was saved. Go back and send at most %(n)s files at once.") % {
            "n": settings.DATA_UPLOAD_MAX_NUMBER_FILES
        }
    if isinstance(exception, TooManyFieldsSent):
        return _(
            "More than %(n)s fields were sent at once, and nothing was saved. Go back (the "
            "browser keeps what you typed) and choose fewer rows."
        ) % {"n": localize(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)}
    if isinstance(exception, TooManyValues):
        return _("The address names far too many values. Choose fewer filters and ask again.")
    return _(
        "It is too large or damaged, and nothing was saved. "
        "Go back, shorten the text and send again."
    )


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but without the right; who refused may have said why."""
    return _answer(
        request,
        403,
        _("You do not have the right to do this"),
        str(exception) or _("If your work needs it, ask the administrator of the Office."),
    )


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, not for this person's eyes, or of something taken out since."""
    if told := gone(request):
        return _answer(request, 404, told.title, told.advice, typed=told.typed)
    return _answer(
        request,
        404,
        _("There is no such page"),
        _("It may have been moved, or you do not have the right to see it."),
    )


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; or 503 while another writes for too long, or the database is away. Says
    that nothing was saved only where that is certain."""
    if is_meanwhile_busy():
        return _busy(request)
    sending = getattr(request, "sending", None)
    recorded = sending.recorded if sending else None
    is_reading = request.method in ("GET", "HEAD", "OPTIONS")
    if is_away(sys.exc_info()[1]):
        look = request.get_full_path()
        return (
            _away(request)
            if is_reading
            else lost_answer(request, recorded=recorded, leads_to=look)
        )
    title = _("The system met an error")
    if is_reading or recorded is False:
        advice = _("Nothing was saved. Try again; if it happens again, tell the administrator.")
        return _answer(request, 500, title, advice)
    look = request.get_full_path()
    if recorded:
        advice = _(
            "What you sent is recorded; the error came after that. Do not send it again."
        )
    else:
        advice = str(_MAY_BE_SAVED)
    return _answer(request, 500, title, advice, look=look)


def _away(request: HttpRequest) -> HttpResponse:
    """503 to whoever only reads."""
    return _later(
        request,
        _("The system cannot reach its data at the moment"),
        _(
            "Try again in half a minute. If you had just sent a form, look first whether "
            "it was saved."
        ),
    )


def _later(request: HttpRequest, title: str, advice: str, look: str = "") -> HttpResponse:
    """503, and when to ask again."""
    answer = _answer(request, 503, title, advice, look=look)
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


_MAY_BE_SAVED = gettext_lazy(
    "What you sent may have been saved. Look at it before you send it again."
)


def lost_answer(request: HttpRequest, *, recorded: bool | None, leads_to: str) -> HttpResponse:
    """503: the database went away while something was being saved. ``recorded``: False when it
    was looked up and is not there, None when that could not be found out."""
    title = _("The database does not answer")
    if recorded is False:
        advice = _("It was looked up: not recorded. Go back and send the form again.")
        return _later(request, title, advice)
    return _later(request, title, str(_MAY_BE_SAVED), look=leads_to)


def still_running(request: HttpRequest) -> HttpResponse:
    """409: the same form was sent twice and the first is not done yet."""
    return _answer(
        request,
        409,
        _("This form is being recorded"),
        _("It was sent before and is not done yet. Wait a little, then look at it."),
        look=request.get_full_path(),
    )


def is_away(failure: BaseException | None) -> bool:
    """Whether the database could not be reached, or did not get to answer, when this failed:
    nothing that was asked is wrong, and asking later will do."""
    while failure is not None:
        if isinstance(failure, OperationalError | InterfaceError):
            if connection.vendor != "sqlite":
                return True
            # There a column that is missing is an OperationalError too.
            return any(words in str(failure) for words in _OF_A_FILE)
        failure = failure.__cause__ or failure.__context__
    return False


def _busy(request: HttpRequest) -> HttpResponse:
    """503: SQLite's one writer is at work, most likely with a large annex."""
    forget_session(request)
    return _later(
        request,
        _("Much is being entered, please try again later"),
        _(
            "Somebody is entering a large annex, and until it is done nobody else can save. "
            "Nothing was saved. Wait a minute, go back (the browser keeps what you typed) and "
            "send again; reading goes on meanwhile."
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that stayed open too long or came from elsewhere. What was typed in one of
    our forms is kept and shown again at its address."""
    if keep(request):
        return _answer(
            request,
            403,
            _("This form is no longer valid"),
            _(
                "You signed in again after opening it, or it was open too long. Nothing was "
                "saved, but what you typed is kept: open the form again and send it."
            ),
            again=request.get_full_path(),
        )
    return _answer(
        request,
        403,
        _("This form is no longer valid"),
        _("It was open too long, or cookies are off. Go back, reload the page and send again."),
    )
