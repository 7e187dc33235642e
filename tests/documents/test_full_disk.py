"""A store that is full, or takes nothing: the person is told, nothing half is left, and later
uploads are not blocked."""

import os
import resource
import signal
import subprocess
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.files import all_stored, receive, storage, store, unfinished
from documents.files.storing import UPLOAD_PREFIX, place_of
from documents.files.uploading import NoRoom
from documents.models import Attachment
from tests.documents.test_attachments import checked, files_on
from tests.factories import PDF, PlannedDocumentFactory, pdf_file

pytestmark = pytest.mark.django_db

MEGABYTE = 1 << 20


def pdf_of(megabytes):
    padding = b"%" + b"x" * (megabytes * MEGABYTE) + b"\n"
    return SimpleUploadedFile("a.pdf", PDF.replace(b"%%EOF", padding + b"%%EOF"))


@pytest.fixture
def store_at(settings):
    """Makes a folder of the real disk the store."""

    def made(folder):
        settings.STORAGES = settings.STORAGES | {
            "attachments": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(folder)},
            }
        }
        return folder

    return made


@pytest.fixture
def full_disk(tmp_path, store_at):
    """A file system of 6 MB of its own."""
    folder = tmp_path / "six"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"KHÔNG CHẠY ĐƯỢC: không gắn được đĩa 6 MB ({mounted.stderr.strip()})")
    yield store_at(folder)
    subprocess.run(["umount", str(folder)], check=True)


def test_full_store_says_so_and_takes_the_next_file_that_fits(full_disk, client, office):
    document = PlannedDocumentFactory()
    client.force_login(office)
    address = f"/files/add/document/{document.pk}/"

    refused = client.post(address, {"file": pdf_of(9), "purpose": "other"})
    left = files_on(full_disk)
    kept = client.post(address, {"file": pdf_file(), "purpose": "other"})

    assert refused.status_code == 422
    assert "Kho lưu trữ đã đầy" in refused.text
    assert "báo quản trị" in refused.text
    assert left == []
    assert kept.status_code == 302
    assert Attachment.objects.count() == 1
    assert checked()[1] == 0


@pytest.fixture
def largest_of_a_megabyte():
    """No file of this process grows beyond a megabyte."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handled)


def test_file_that_the_disk_does_not_take_whole_is_not_there_at_all(
    store_at, tmp_path, largest_of_a_megabyte
):
    root = store_at(tmp_path)
    key = uuid4()

    with pytest.raises(ValidationError) as refusal:
        store(pdf_of(2), key=key)
    again = store(pdf_file(), key=key)

    assert refusal.value.code == "store"
    assert [path.relative_to(root).as_posix() for path in files_on(root)] == [again]


def test_upload_that_fails_leaves_no_empty_folders(store_at, tmp_path, largest_of_a_megabyte):
    root = store_at(tmp_path)
    key, neighbour = UUID(int=0xE611 << 112), UUID(int=0xE612 << 112)
    place = store(pdf_file(), key=neighbour)

    for failing in (key, uuid4()):
        with pytest.raises(ValidationError):
            store(pdf_of(2), key=failing)

    folders = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_dir()}
    assert folders == {"unfinished", "e6", "e6/12"}
    assert [path.relative_to(root).as_posix() for path in files_on(root)] == [place]


def test_folders_made_for_a_file_go_when_it_cannot_be_moved_there(store_at, tmp_path):
    root = store_at(tmp_path)
    key = uuid4()
    (root / place_of(key)[:2]).mkdir()
    (root / place_of(key)[:5]).write_bytes(b"no folder")

    with pytest.raises(ValidationError):
        store(pdf_file(), key=key)

    assert [path.relative_to(root).as_posix() for path in files_on(root)] == [place_of(key)[:5]]


def test_upload_for_which_there_is_no_room_on_its_way_is_told_beside_its_field(
    client, office, settings, tmp_path, largest_of_a_megabyte
):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    document = PlannedDocumentFactory()
    client.force_login(office)

    attached = client.post(f"/files/add/document/{document.pk}/", {"file": pdf_of(4)})
    annex = client.post("/import/", {"file": pdf_of(4)})

    assert (attached.status_code, annex.status_code) == (422, 422)
    assert "Kho lưu trữ đã đầy" in attached.text
    assert "Kho lưu trữ đã đầy" in annex.text
    assert files_on(tmp_path) == []


def test_store_that_cannot_be_written_to_says_so(store_at, tmp_path):
    store_at(tmp_path / "file" / "store")
    (tmp_path / "file").write_bytes(b"no folder")

    with pytest.raises(ValidationError) as refusal:
        store(pdf_file(), key=uuid4())

    assert "không ghi được" in refusal.value.message


def test_file_is_closed_to_others(store_at, tmp_path):
    root = store_at(tmp_path / "store")
    before = os.umask(0)
    try:
        place = store(pdf_file(), key=uuid4())
    finally:
        os.umask(before)

    modes = {(root / place).stat().st_mode & 0o777}
    modes |= {folder.stat().st_mode & 0o007 for folder in (root / place).parents[:3]}
    assert modes == {0o640, 0}


def test_failed_move_leaves_nothing(store_at, tmp_path):
    root = store_at(tmp_path)
    key = uuid4()
    (root / place_of(key)).mkdir(parents=True)

    with pytest.raises(ValidationError):
        store(pdf_file(), key=key)

    assert files_on(root) == []


# --- what is left behind --------------------------------------------------------------------


def test_check_cleans_uploads_that_came_to_no_end_a_day_ago(store_at, tmp_path, settings):
    root = store_at(tmp_path / "store")
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "coming")
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir()
    place = store(pdf_file(), key=uuid4())
    storage().delete(place)
    young, old, held = (
        root / "unfinished" / "young.part",
        root / "unfinished" / "old.part",
        tmp_path / "coming" / f"{UPLOAD_PREFIX}x.upload",
    )
    other = tmp_path / "coming" / "of-another-program"
    for path in (young, old, held, other):
        path.write_bytes(b"%PDF-1.4 half")
    for path in (old, held, other):
        os.utime(path, (time.time() - 90_000,) * 2)

    told, code = checked()

    assert code == 0
    assert {Path(row["place"]).name: row["deleted"] for row in told["unfinished"]} == {
        "young.part": False,
        "old.part": True,
        held.name: True,
    }
    assert unfinished() == [young]
    assert other.exists()
    assert list(all_stored()) == []


def test_file_that_found_no_room_is_no_empty_file():
    file = NoRoom(OSError(28, "No space left on device"), file=None, name="a.pdf", size=0)

    with pytest.raises(ValidationError, match="Kho lưu trữ đã đầy"):
        receive(file)
