"""Long work in the browser: one page tells how far it is while it runs, then what came of it.

The page is sent piece by piece, each piece the next state of the bar; the style sheet shows the
last alone, so nothing rests on a script. The work is one transaction of this request: who
closes the page before the end stops it, and nothing is saved.
"""

import logging
from collections.abc import Generator, Iterator
from contextvars import Context, copy_context
from typing import Any

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from documents import services
from resolutions.busy import is_busy
from resolutions.models import Resolution

_log = logging.getLogger("django.request")
_STEPS = "<!--steps-->"
_TOKEN = "csrfmiddlewaretoken"


def running(
    request: HttpRequest,
    steps: Generator[tuple[int, int], None, Any],
    *,
    title: str,
    address: str,
    resolution: Resolution,
    seen: int | None = None,
) -> StreamingHttpResponse:
    """The page on which ``steps`` run; it ends at ``address``, or with what was refused and
    what was sent, to be sent again (as filled from version ``seen``, when it is given)."""
    page = render_to_string(
        "documents/running.html",
        {"title": title, "resolution": resolution, "steps": _STEPS},
        request,
    )
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name != _TOKEN and (name != "seen" or seen is None)
        for value in values
    ]
    if seen is not None:
        sent.append(("seen", str(seen)))
    end = {"address": address, "sent": sent, "csrf_token": get_token(request)}
    pieces = _pieces(page.partition(_STEPS), steps, end)
    # The middleware has put its hands back by the time the page is sent; who acts, and in which
    # language, goes along.
    answer = StreamingHttpResponse(_within(copy_context(), pieces))
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _within(context: Context, pieces: Generator[str, None, None]) -> Iterator[str]:
    try:
        while (piece := context.run(next, pieces, None)) is not None:
            yield piece
    finally:
        context.run(pieces.close)


def _pieces(
    page: tuple[str, str, str],
    steps: Generator[tuple[int, int], None, Any],
    end: dict[str, Any],
) -> Generator[str, None, None]:
    head, _, foot = page
    yield head
    told = -1
    try:
        for done, total in steps:
            if (percent := 100 * done // max(total, 1)) > told:
                told = percent
                state = {"percent": percent, "done": done, "total": total}
                yield render_to_string("documents/running_step.html", state)
    except services.AlreadyTakenOver:
        pass  # the page of the annex says what became of it
    except services.RowsRefused as refusal:
        end["rows"] = sorted(refusal.rows.items())
    except ValidationError as refusal:
        end["messages"] = refusal.messages
    except (OperationalError, InterfaceError) as error:
        end["is_busy"] = is_busy(error)
        if not end["is_busy"]:
            _log.exception("The database went away during long work: %s", end["address"])
            end["in_doubt"] = True
    except Exception:
        _log.exception("Long work failed: %s", end["address"])
        end["has_failed"] = True
    finally:
        steps.close()
    yield render_to_string("documents/running_end.html", end)
    yield foot
