"""The database is away, or the request is refused: what is answered, and what the log says.

In a process of its own, which is told of a server where nobody listens: a real connection that
really fails.
"""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils.log import log_response

from config.errors import is_away
from config.logs import Refusals, RequestId
from documents.audit.context import acting

ROOT = Path(__file__).resolve().parent.parent
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
settings.SECURE_SSL_REDIRECT = True
settings.ALLOWED_HOSTS = ["theodoi.example"]
client = Client(raise_request_exception=False, SERVER_NAME="theodoi.example")
client.cookies["sessionid"] = "x" * 32
told = {}
for name, address, more in [
    ("health", "/healthz", {"SERVER_NAME": "127.0.0.1"}),
    ("redirected", "/", {"SERVER_NAME": "theodoi.example"}),
    ("page", "/", {"wsgi.url_scheme": "https"}),
    ("api", "/api/v1/documents/", {"wsgi.url_scheme": "https"}),
]:
    got = client.get(address, **more)
    told[name] = [got.status_code, dict(got.headers), got.text]
print(json.dumps(told))
"""


def test_without_its_database_the_server_says_so_in_words_headers_and_log():
    told, log = _asked_without_database()

    for status, headers, text in (told["page"], told["api"]):
        said = json.loads(text)["detail"] if text.startswith("{") else text
        assert (status, headers["Retry-After"]) == (503, "30")
        assert "Hệ thống tạm thời không đọc được dữ liệu" in said

    # Over plain http and by a number, though pages are redirected.
    status, headers, text = told["health"]
    assert (status, headers["Retry-After"]) == (503, "30")
    assert json.loads(text) == {"status": "database away"}
    assert told["redirected"][0] == 301

    # The line of the log carries the id of the answer.
    [line] = [one for one in log.splitlines() if "Service Unavailable: /api/v1" in one]
    assert told["api"][1]["X-Request-ID"] in line.split()


def _asked_without_database():
    around = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_URL": "postgres://nobody:none@127.0.0.1:1/none",
    }
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=around,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(asked.stdout), asked.stderr


@pytest.mark.django_db
def test_fault_of_a_statement_is_no_database_that_is_away():
    with (
        pytest.raises(DatabaseError) as failed,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT nothing FROM nowhere")

    assert not is_away(failed.value)


def test_refusal_is_one_line_without_traceback(rf, capsys):
    record, request = _line_of(rf, 403, PermissionDenied("nhạy cảm"))

    assert record == f"{request.audit_id} Forbidden: /"


def test_fault_of_ours_keeps_its_traceback(rf):
    record, _request = _line_of(rf, 500, ValueError("hỏng"))

    assert record.endswith("ValueError: hỏng")


def _line_of(rf, status, failure):
    """What the handler of the settings writes when Django tells of such an answer."""
    lines = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler, logger = Kept(), logging.getLogger("told")
    logger.setLevel("INFO")
    handler.setFormatter(logging.Formatter("{request_id} {message}", style="{"))
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter({"request_id": RequestId(), "refusals": Refusals()}[name])
    logger.addHandler(handler)
    request = rf.get("/")
    with acting(request) as action:
        request.audit_id = action.id
    response = type("Answer", (), {"status_code": status})()
    log_response(
        "Forbidden: /", response=response, request=request, logger=logger, exception=failure
    )
    logger.removeHandler(handler)
    [line] = lines
    return line, request
