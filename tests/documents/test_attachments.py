"""Files of items: kept whole, in versions, withdrawn with a reason, opened by right alone."""

import json
import os
import signal
import socket
import socketserver
import struct
import subprocess
import sys
import threading
import time
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.models import Assignment
from assignments.models.task import AssignmentRole
from documents import services
from documents.files import storage
from documents.models import Attachment, PlannedDocument, Purpose
from documents.status import DocumentStatus
from resolutions.moments import Moment
from tests.factories import (
    DAY,
    PDF,
    AgencyFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
    pdf_file,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return PlannedDocumentFactory()


@pytest.fixture
def root(settings, tmp_path):
    """A store on a real disk."""
    settings.STORAGES = settings.STORAGES | {
        "attachments": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    return tmp_path


def kept(item, **given):
    return services.attach_file(item=item, file=given.pop("file", pdf_file()), by=None, **given)


def files_on(root):
    return sorted(path for path in Path(root).rglob("*") if path.is_file())


# --- the row and its file -------------------------------------------------------------------


def test_file_lies_under_a_random_name_and_keeps_its_own(root, document, office):
    file = services.attach_file(item=document, file=pdf_file(), by=office)

    assert file.name == "Kế hoạch số 15.pdf"
    assert (file.size, file.version, file.uploaded_by) == (len(PDF), 1, office)
    assert files_on(root) == [root / file.id.hex[:2] / file.id.hex[2:4] / file.id.hex]
    assert files_on(root)[0].read_bytes() == PDF


@pytest.mark.parametrize("make", [ResolutionFactory, TaskFactory, PlannedDocumentFactory])
def test_file_belongs_to_exactly_one_item(make):
    item = make()

    file = kept(item)

    assert file.item == item
    assert list(Attachment.objects.of(item)) == [file]


@pytest.mark.parametrize(
    "wrong",
    [
        {"document": None},
        {"purpose": "unknown"},
        {"scan": "infected"},
        {"content_type": "text/html"},
        {"size": 0},
        {"sha256": ""},
        {"version": 0},
        {"withdrawn_reason": "gửi nhầm"},
        {"withdrawn_at": timezone.now()},
    ],
)
def test_database_refuses_what_must_never_be_false(document, wrong):
    file = kept(document)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).update(**wrong)


def test_database_refuses_a_file_of_two_items(document):
    file = kept(document)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).update(task=TaskFactory())


def test_database_refuses_evidence_of_a_task():
    file = kept(TaskFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).update(purpose=Purpose.EVIDENCE)


def test_replacing_makes_the_next_version_and_keeps_the_older(document):
    first = kept(document)

    second = kept(document, file=pdf_file("Bản ký.pdf"), replaces=first)

    assert (second.series, second.version) == (first.series, 2)
    assert [f.version for f in Attachment.objects.standing().order_by("version")] == [1, 2]


def test_version_replaced_meanwhile_is_not_replaced_again(document):
    first = kept(document)
    kept(document, replaces=first)

    with pytest.raises(ValidationError, match="phiên bản mới hơn"):
        kept(document, replaces=first)

    assert Attachment.objects.count() == 2


def test_withdrawing_needs_a_reason_and_closes_every_version(client, document, office):
    first = kept(document)
    second = kept(document, replaces=first)
    client.force_login(office)

    with pytest.raises(ValidationError):
        services.withdraw_file(second, reason=" \u200b", by=office)
    services.withdraw_file(second, reason="Gửi nhầm văn bản", by=office)

    rows = Attachment.objects.values_list("withdrawn_by", "withdrawn_reason")
    assert list(rows) == [(office.pk, "Gửi nhầm văn bản")] * 2
    assert [client.get(f.get_absolute_url()).status_code for f in (first, second)] == [404, 404]
    assert storage().exists(first.place)


def test_refused_row_leaves_no_file(root, document):
    first = kept(document)
    kept(document, replaces=first)
    before = files_on(root)

    with pytest.raises(ValidationError):
        kept(document, replaces=first)

    assert files_on(root) == before


# --- evidence -------------------------------------------------------------------------------


@pytest.fixture
def bare():
    """Issued with number and date, without any proof."""
    return PlannedDocumentFactory(status=DocumentStatus.ISSUED, evidence_url="")


def lacking():
    today = timezone.localdate()
    rows = PlannedDocument.objects.as_of(Moment(today))
    return list(rows.lacking_evidence()), list(rows.lacking_proof())


def test_evidence_file_proves_an_issue(bare):
    assert lacking() == ([bare], [bare])
    assert bare.lacks_evidence

    file = kept(bare, purpose=Purpose.EVIDENCE)

    assert lacking() == ([], [])
    assert not bare.lacks_evidence
    services.withdraw_file(file, reason="Không phải văn bản này", by=None)
    assert lacking() == ([bare], [bare])


def test_other_material_proves_nothing(bare):
    kept(bare, purpose=Purpose.OTHER)

    assert lacking() == ([bare], [bare])


def test_board_of_the_overview_counts_the_evidence_file(client, office, bare):
    client.force_login(office)
    before = client.get("/").context["lacking_evidence"]

    kept(bare, purpose=Purpose.EVIDENCE)

    assert (before, client.get("/").context["lacking_evidence"]) == (1, 0)


# --- pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [ResolutionFactory, TaskFactory, PlannedDocumentFactory])
def test_office_sends_a_file_and_finds_it_on_the_page(client, office, make):
    item = make()
    kind = {"Resolution": "resolution", "Task": "task"}.get(type(item).__name__, "document")
    client.force_login(office)

    answer = client.post(f"/files/add/{kind}/{item.pk}/", {"file": pdf_file()})
    page = client.get(item.get_absolute_url() + ("timeline/" if kind == "resolution" else ""))

    file = Attachment.objects.get()
    assert answer["Location"] == item.get_absolute_url()
    assert f'href="/files/{file.pk}/"' in page.text
    assert "Kế hoạch số 15.pdf" in page.text


def issuing(**given):
    return {
        "symbol": "25-KH/TU",
        "issued_on": "20/12/2021",
        "issuer_name": "Ban Thường vụ Tỉnh ủy",
    } | given


def test_document_is_issued_together_with_the_file_that_proves_it(client, office):
    document = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)
    client.force_login(office)

    client.post(f"/documents/{document.pk}/issue/", issuing(file=pdf_file()))

    document.refresh_from_db()
    kept = document.attachments.get()
    assert (document.status, kept.purpose) == (DocumentStatus.ISSUED, "evidence")
    assert lacking() == ([], [])


def test_document_whose_file_is_refused_is_not_issued(client, office):
    document = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)
    client.force_login(office)

    answer = client.post(
        f"/documents/{document.pk}/issue/", issuing(file=SimpleUploadedFile("a.svg", b"<svg/>"))
    )

    document.refresh_from_db()
    assert (answer.status_code, document.status) == (422, DocumentStatus.DRAFTING)
    assert "file" in answer.context["form"].errors
    assert not Attachment.objects.exists()


def test_focal_point_sends_to_its_own_but_proves_nothing(client, focal, agency):
    own = PlannedDocumentFactory(lead_agency=agency)
    foreign = PlannedDocumentFactory(lead_agency=AgencyFactory())
    task = TaskFactory()
    Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=agency)
    client.force_login(focal)

    def send(kind, item):
        sent = {"file": pdf_file(), "purpose": "evidence"}
        return client.post(f"/files/add/{kind}/{item.pk}/", sent).status_code

    assert send("document", own) == 302
    assert send("task", task) == 302
    assert send("document", foreign) == 404
    assert send("task", TaskFactory()) == 404
    assert send("resolution", own.resolution) == 403
    assert send("agency", agency) == 404
    assert set(Attachment.objects.values_list("purpose", flat=True)) == {"other"}


def test_focal_point_replaces_only_what_it_sent(client, focal, agency):
    own = PlannedDocumentFactory(lead_agency=agency)
    mine = services.attach_file(item=own, file=pdf_file(), by=focal)
    theirs = services.attach_file(item=own, file=pdf_file(), by=UserFactory())
    client.force_login(focal)

    answers = [
        client.post(f"/files/{file.pk}/replace/", {"file": pdf_file()}).status_code
        for file in (mine, theirs)
    ]

    assert answers == [302, 403]
    assert f"/files/{theirs.pk}/replace/" not in client.get(own.get_absolute_url()).text


def test_stranger_to_an_item_does_not_open_its_file(client, focal, office, agency):
    own = kept(PlannedDocumentFactory(lead_agency=agency))
    foreign = kept(PlannedDocumentFactory(lead_agency=AgencyFactory()))
    foreign_task = kept(TaskFactory())
    addresses = ["/files/{}/", "/files/{}/?inline", "/files/{}/view/"]

    def opened(file):
        return [client.get(address.format(file.pk)).status_code for address in addresses]

    client.force_login(focal)
    assert opened(own) == [200] * 3
    assert opened(foreign) == opened(foreign_task) == [404] * 3
    for verb in ("replace", "withdraw"):
        answer = client.post(f"/files/{foreign.pk}/{verb}/", {"file": pdf_file()})
        assert answer.status_code in (403, 404)
    client.force_login(office)
    assert opened(foreign) == opened(foreign_task) == [200] * 3


def test_download_is_saved_under_its_name_and_runs_nothing(client, office, document):
    file = kept(document)
    client.force_login(office)

    answer = client.get(f"/files/{file.pk}/")

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == (
        f"attachment; filename*=utf-8''{quote('Kế hoạch số 15.pdf')}"
    )
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"


def test_pdf_is_read_in_our_own_page_alone(client, office, document):
    file = kept(document)
    client.force_login(office)

    page = client.get(f"/files/{file.pk}/view/")
    shown = client.get(f"/files/{file.pk}/?inline")

    assert f'src="/files/{file.pk}/?inline"' in page.text
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]


def test_missing_file_is_a_page_not_an_error(client, office, document, caplog):
    file = kept(document)
    storage().delete(file.place)
    client.force_login(office)

    assert client.get(f"/files/{file.pk}/").status_code == 404


def test_page_of_a_past_day_shows_no_later_file(client, office):
    resolution = ResolutionFactory()
    kept(resolution)
    client.force_login(office)

    def told(days=""):
        page = client.get(f"/resolutions/{resolution.pk}/{days}")
        timeline = client.get(f"/resolutions/{resolution.pk}/timeline/{days}")
        return page.context["resolution"].files_count, len(timeline.context["files"])

    assert told(f"?as_of={DAY}") == (0, 0)
    assert told() == (1, 1)


# --- the check ------------------------------------------------------------------------------


def checked():
    """What ``check_files`` says, and its exit code."""
    told = StringIO()
    try:
        call_command("check_files", json=True, stdout=told)
    except CommandError as refusal:
        return json.loads(told.getvalue()), refusal.returncode
    return json.loads(told.getvalue()), 0


def test_check_finds_orphan_missing_and_damaged_files(root, document):
    whole, missing, damaged = (kept(document) for _ in range(3))
    assert checked()[1] == 0
    (root / missing.place).unlink()
    (root / damaged.place).write_bytes(b"%PDF-1.4 other")
    (root / "ab").mkdir(exist_ok=True)
    (root / "ab" / "stranger").write_bytes(b"x")

    told, code = checked()

    assert code == 1
    assert [row["place"] for row in told["orphan"]] == ["ab/stranger"]
    assert [row["id"] for row in told["missing"]] == [str(missing.pk)]
    assert [row["id"] for row in told["damaged"]] == [str(damaged.pk)]
    assert (told["files"], told["rows"]) == (3, 3)


SLOW_UPLOAD = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from django.core.files.base import File
from documents import services
from documents.models import PlannedDocument

class Slow(File):
    "A file that never comes to its end once it is being written."
    def chunks(self, chunk_size=None):
        yield b"%PDF-1.4 the first part"
        print("writing", flush=True)
        time.sleep(600)

import documents.files.storing as storing
storing.File = Slow
from tests.factories import pdf_file
services.attach_file(item=PlannedDocument.objects.get(), file=pdf_file(), by=None)
"""
KILLED_AFTER = SLOW_UPLOAD.replace("storing.File = Slow", "").replace(
    "services.attach_file",
    """import documents.services.attaching as attaching
write = attaching.store
def stop(*args, **kwargs):
    write(*args, **kwargs)
    print("writing", flush=True)
    time.sleep(600)
attaching.store = stop
services.attach_file""",
)


@pytest.mark.parametrize(
    ("program", "left"),
    [(SLOW_UPLOAD, "unfinished"), (KILLED_AFTER, "orphan")],
    ids=["half", "whole"],
)
def test_killed_upload_leaves_at_most_a_file_that_the_check_names(tmp_path, program, left):
    root = tmp_path / "files"
    here = Path(__file__).parents[2]
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "ATTACHMENTS_ROOT": str(root),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(here),
        "TMPDIR": str(tmp_path),
    }

    def run(code):
        return subprocess.run(
            [sys.executable, "-c", code], cwd=here, env=env, capture_output=True, text=True
        )

    set_up = run(
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "from tests.factories import PlannedDocumentFactory\n"
        "PlannedDocumentFactory()"
    )
    assert set_up.returncode == 0, set_up.stderr
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=here, env=env, stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdout.readline() == b"writing\n"
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    counted = run(
        "import django; django.setup()\n"
        "from documents.models import Attachment\n"
        "print(Attachment.objects.count())"
    )
    check = run(CHECK)

    assert worker.returncode == -signal.SIGKILL
    assert counted.stdout.strip() == "0"
    found = json.loads(check.stdout.splitlines()[0])
    assert {kind: len(found[kind]) for kind in ("orphan", "unfinished")} == {
        "orphan": int(left == "orphan"),
        "unfinished": int(left == "unfinished"),
    }
    assert (found["missing"], found["damaged"]) == ([], [])
    assert check.returncode == int(left == "orphan")


CHECK = (
    "import sys\n"
    "from django.core.management import execute_from_command_line\n"
    "execute_from_command_line(['manage.py', 'check_files', '--json'])"
)


# --- ClamAV ---------------------------------------------------------------------------------


class Daemon(socketserver.BaseRequestHandler):
    """Speaks as clamd does: INSTREAM, pieces with their length, a last one of none."""

    def handle(self):
        if self._read(10) != b"zINSTREAM\0":
            return
        content = b""
        while length := struct.unpack("!I", self._read(4))[0]:
            content += self._read(length)
        self.server.seen.append(content)
        self.request.sendall(self.server.answer)

    def _read(self, length):
        data = b""
        while len(data) < length:
            data += self.request.recv(length - len(data))
        return data


class UnixServer(socketserver.UnixStreamServer):
    pass


@pytest.fixture(params=["tcp", "unix"])
def daemon(request, settings, tmp_path):
    if request.param == "tcp":
        server = socketserver.TCPServer(("127.0.0.1", 0), Daemon)
        settings.CLAMD_ADDRESS = f"tcp://127.0.0.1:{server.server_address[1]}"
    else:
        path = str(tmp_path / "clamd.ctl")
        server = UnixServer(path, Daemon)
        settings.CLAMD_ADDRESS = f"unix:{path}"
    server.seen, server.answer = [], b"stream: OK\0"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_scanner_sees_the_whole_file_and_finds_it_clean(daemon, document):
    content = PDF[:-6] + b"x" * 200_000 + b"\n%%EOF\n"

    file = kept(document, file=pdf_file(content=content))

    assert daemon.seen == [content]
    assert file.scan == "clean"


def test_infected_file_is_refused(daemon, document, root):
    daemon.answer = b"stream: Win.Test.EICAR_HDB-1 FOUND\0"

    with pytest.raises(ValidationError, match=r"Win\.Test\.EICAR_HDB-1"):
        kept(document)

    assert (Attachment.objects.count(), files_on(root)) == (0, [])


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"\xff\0"])
def test_answer_that_is_no_verdict_is_no_pass(daemon, document, answer):
    daemon.answer = answer

    with pytest.raises(ValidationError, match="chưa quét được"):
        kept(document)


def test_scanner_that_is_down_refuses_with_advice(settings, client, office, document):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.CLAMD_ADDRESS = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
    client.force_login(office)

    answer = client.post(f"/files/add/document/{document.pk}/", {"file": pdf_file()})

    assert answer.status_code == 422
    assert "chưa quét được" in answer.text
    assert Attachment.objects.count() == 0


def test_scanner_that_never_answers_is_given_up(settings, document):
    settings.CLAMD_TIMEOUT = 0.3
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.CLAMD_ADDRESS = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        began = time.monotonic()

        with pytest.raises(ValidationError, match="chưa quét được"):
            kept(document)

    assert time.monotonic() - began < 5


def test_without_a_scanner_the_file_says_that_it_was_not_scanned(document):
    assert kept(document).scan == "not_scanned"
