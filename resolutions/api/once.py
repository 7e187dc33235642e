"""A request of the API with an ``Idempotency-Key`` writes once, however often it is sent."""

import re
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import permissions
from rest_framework.exceptions import APIException, ValidationError

from resolutions.busy import RETRY_AFTER
from resolutions.once import AnswerLost, Attempt, SentBefore, StillRunning, digest

HEADER = "Idempotency-Key"
_NAME = re.compile(r"[\x21-\x7e]{1,200}")


class BeingRecorded(APIException):
    """The first sending with this key has not ended."""

    status_code = 409
    default_detail = gettext_lazy("The same request is being recorded. Ask again in a moment.")


class OtherContent(APIException):
    """The key was used for something else."""

    status_code = 422
    default_detail = gettext_lazy(
        "This Idempotency-Key was used for another request. Nothing was saved."
    )


class Lost(APIException):
    """The database went away while the request was being saved."""

    status_code = 503


class WritesOnce:
    """A view of the API that records a request with a key in one transaction with the key."""

    attempt: Attempt | None = None

    def dispatch(self, request, *args, **kwargs):
        if request.method in permissions.SAFE_METHODS or HEADER not in request.headers:
            return super().dispatch(request, *args, **kwargs)
        attempt = self.attempt = request.sending = Attempt()
        try:
            with attempt.transaction():
                response = super().dispatch(request, *args, **kwargs)
                if callable(getattr(response, "render", None)):
                    response = response.render()
                attempt.answered(
                    status=response.status_code,
                    leads_to=response.headers.get("Location", ""),
                    etag=response.headers.get("ETag", ""),
                    answer=response.content.decode(),
                )
        except AnswerLost as lost:
            return self._say_lost(lost)
        return response

    def initial(self, request, *args, **kwargs) -> None:
        """Takes the key once it is known who asks and that he may."""
        super().initial(request, *args, **kwargs)
        if self.attempt is None:
            return
        name = request.headers[HEADER].strip()
        if not _NAME.fullmatch(name):
            raise ValidationError(
                _("The Idempotency-Key must be 1 to 200 letters, digits or signs.")
            )
        content = digest(request.method, request.get_full_path(), request._request.body)
        self.attempt.claim(user=request.user, key=digest(HEADER, name), content=content)

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, SentBefore) and exc.is_same:
            return _first_answer(exc)
        if isinstance(exc, SentBefore):
            exc = OtherContent()
        if isinstance(exc, StillRunning):
            exc = BeingRecorded()
        return super().handle_exception(exc)

    def _say_lost(self, lost: AnswerLost) -> Any:
        if lost.recorded is False:
            said = _("The database does not answer. Nothing was saved; send it again.")
        else:
            said = _(
                "The database does not answer. It may have been saved; send it again with the "
                "same Idempotency-Key."
            )
        answer = super().handle_exception(Lost(said))
        answer = self.finalize_response(self.request, answer)
        answer.headers["Retry-After"] = str(RETRY_AFTER)
        return answer


def _first_answer(before: SentBefore) -> HttpResponse:
    kept = before.sending
    told = {"Location": kept.leads_to, "ETag": kept.etag, "Idempotent-Replayed": "true"}
    return HttpResponse(
        kept.answer,
        status=kept.status,
        content_type="application/json",
        headers={name: value for name, value in told.items() if value},
    )
