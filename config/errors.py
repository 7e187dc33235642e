"""Pages for requests that cannot be answered, in the app's own look and language."""

from typing import Any

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from documents.views.gone import gone
from resolutions.kept import keep


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
    """500: our fault."""
    return _answer(
        request,
        500,
        _("The system met an error"),
        _("Nothing was saved. Try again; if it happens again, tell the administrator."),
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
