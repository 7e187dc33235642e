"""Pages for requests that cannot be answered, in the app's own look and language."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from resolutions.kept import keep


def _answer(
    request: HttpRequest, status: int, title: str, advice: str, again: str = ""
) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": f"{title}. {advice}"}, status=status)
    context = {"code": status, "title": title, "advice": advice, "again": again}
    return render(request, "error.html", context, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent is too large or cannot be read. Nothing was saved."""
    return _answer(
        request,
        400,
        _("What was sent cannot be processed"),
        _(
            "It is too large or damaged, and nothing was saved. "
            "Go back, shorten the text and send again."
        ),
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
    """404: no such page, or not for this person's eyes."""
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
