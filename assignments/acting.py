"""Acting for another: how the code learns in whose name a person who has signed in works.

The middleware puts the principal on the user (``acting_for``) after it has found a deputation
of that day, not suspended, behind the choice kept in the session. ``by`` stays the person who
signed in; history rows and the log name both, and rights and offices of the principal are added
while it lasts.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from resolutions import log

# Where the session keeps the deputation chosen.
CHOSEN = "deputation"


def acting_for(user: Any) -> Any:
    """The person in whose place ``user`` works in this request, if any."""
    return getattr(user, "acting_for", None)


def sign(item: Any, *, by: Any) -> None:
    """Say who saves an item; the log names the person acted for beside the one who did it."""
    log.sign(item, by=by, on_behalf_of=acting_for(by))


def deputising(get_response: Callable[[HttpRequest], HttpResponse]):
    """Finds out for whom the person acts. Who acts for nobody costs no query; a deputation
    that is over is forgotten."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and CHOSEN in request.session:
            _take_place(request)
        return get_response(request)

    return middleware


def _take_place(request: HttpRequest) -> None:
    deputations: Any = apps.get_model("assignments", "Deputation").objects
    user = request.user
    deputation = (
        deputations.in_force(timezone.localdate())
        .of_deputy(user)
        .usable()
        .select_related("principal__user")
        .filter(pk=request.session[CHOSEN])
        .first()
        if user.is_authenticated
        else None
    )
    if deputation is None:
        del request.session[CHOSEN]
    else:
        user.acting_for = deputation.principal  # type: ignore[union-attr]
