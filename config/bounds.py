"""Middleware: one request is bounded, whatever it asks: how many values its address names, and
how much is read of what it sends."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.errors import TooManyValues, used_up
from resolutions.allowance import UsedUp, allowed

# No list is asked for by so many filters; a page of rows that are chosen names 200.
MOST_VALUES = 500
# More tags than the largest annex has: 200,000 cells with their texts.
MOST_MARKS = 3_000_000


class Bounded:
    """Refuses (400) what no person asks for, and opens the allowance of reading."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("QUERY_STRING", "").count("&") >= MOST_VALUES:
            raise TooManyValues("the address names too many values")
        with allowed(
            read_bytes=settings.READ_MAX_MB << 20,
            marks=MOST_MARKS,
            seconds=settings.READ_SECONDS,
        ):
            return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """A page that has no form to say it on says it alone."""
        return used_up(request, exception) if isinstance(exception, UsedUp) else None
