"""Lines of the server's log: each names its request, and a refusal is one line."""

import logging

from django.apps import apps


class RequestId(logging.Filter):
    """Puts the id of the request on each line: the ``X-Request-ID`` of the answer, by which the
    audit log finds the same action. “-” outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _of(record) or "-"
        return True


def _of(record: logging.LogRecord) -> str:
    # Django tells of an answer after the middleware is done; the request still knows.
    if said := getattr(getattr(record, "request", None), "audit_id", ""):
        return said
    if not apps.ready:
        return ""
    # Needs the models, which are loaded by now.
    from documents.audit.context import request_id  # noqa: PLC0415

    return request_id()


class Refusals(logging.Filter):
    """A refusal (4xx) is the caller's doing: told in one line, without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = None
        return True
