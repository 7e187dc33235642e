"""Where files lie: outside the web root, under random names, in folders of two letters each."""

import errno
import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.translation import gettext as _

_log = logging.getLogger(__name__)
_PIECE = 1 << 20  # bytes
# The folder of the store in which files are written until they are whole.
UNFINISHED = "unfinished"
# How the names of files begin that are just coming in.
UPLOAD_PREFIX = "theo-doi-nghi-quyet-"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Read by the server and by the group that makes the backups, by nobody else.
_FILE_MODE, _FOLDER_MODE = 0o640, 0o750


def storage() -> Storage:
    """The store of attachments."""
    return storages["attachments"]


def place_of(key: UUID) -> str:
    """Where the file of this key lies: “ab/cd/abcd…”."""
    return f"{key.hex[:2]}/{key.hex[2:4]}/{key.hex}"


def digest_of(file: IO[bytes]) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def store(file: IO[bytes], *, key: UUID) -> str:
    """Write the file whole and to the disk; returns its place. Nothing knows of it until a row
    says so: whoever is killed meanwhile leaves at most a file that ``check_files`` names.
    Raises ValidationError when the store takes nothing; then nothing of the file is left."""
    file.seek(0)
    kept_by, place = storage(), place_of(key)
    content = File(file, name=key.hex)
    if not isinstance(kept_by, FileSystemStorage):
        return kept_by.save(place, content)
    try:
        _write(content, Path(kept_by.location), place)
    except OSError as no:
        raise refused_by_disk(no) from no
    return place


def refused_by_disk(no: OSError) -> ValidationError:
    """What a person is told when a disk takes nothing; the log says why."""
    _log.error("a file could not be written: %s", no)
    if no.errno in _FULL:
        said = _(
            "The store of files is full, so the file was not kept and nothing was saved. Tell "
            "the administrator; afterwards send it again."
        )
    else:
        said = _(
            "The store of files cannot be written to, so the file was not kept and nothing was "
            "saved. Tell the administrator; afterwards send it again."
        )
    return ValidationError(said, code="store")


def _write(content: File, root: Path, place: str) -> None:
    """A file is at its place whole or not at all: it is written beside, and moved there when
    the disk has it. Its folders are made only then, and do not outlive a failure."""
    final, beside = root / place, root / UNFINISHED / f"{uuid4().hex}.part"
    new_folders = _made(beside.parent, root)
    for_it: list[Path] = []
    try:
        with open(beside, "xb", opener=_opened) as written:
            for piece in content.chunks():
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        for_it = _made(final.parent, root)
        try:
            os.replace(beside, final)
        except FileNotFoundError:  # another that failed has just cleared the folder away
            for_it += _made(final.parent, root)
            os.replace(beside, final)
    except BaseException:
        beside.unlink(missing_ok=True)
        _clear_away(for_it)
        raise
    try:
        for folder in {final.parent, *(made.parent for made in [*new_folders, *for_it])}:
            _to_disk(folder)
    except BaseException:
        final.unlink(missing_ok=True)
        _clear_away(for_it)
        raise


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags, _FILE_MODE)


def _made(folder: Path, root: Path) -> list[Path]:
    """Make a folder of the store and those above it; returns the new ones."""
    above = [folder, *folder.parents]
    missing = [one for one in above[: above.index(root) + 1] if not one.is_dir()]
    root.parent.mkdir(parents=True, exist_ok=True)
    try:
        for one in reversed(missing):
            one.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    except OSError:
        _clear_away(missing)
        raise
    return missing


def _clear_away(folders: list[Path]) -> None:
    """Remove these folders, the innermost first, as far as nothing lies in them."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _to_disk(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def unfinished() -> list[Path]:
    """Files that somebody began to send and that came to no end: in the store, and where the
    server holds what is just coming in."""
    kept_by = storage()
    found: list[Path] = []
    if isinstance(kept_by, FileSystemStorage):
        found += Path(kept_by.location, UNFINISHED).glob("*.part")
    coming_in = Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir())
    own = (path for path in coming_in.glob(f"{UPLOAD_PREFIX}*") if path.is_file())
    return sorted([*found, *(path for path in own if path.stat().st_uid == os.getuid())])


def all_stored(folder: str = "") -> Iterator[str]:
    """The place of every file in the store."""
    if folder and not storage().exists(folder):
        return
    try:
        folders, files = storage().listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(set(folders) - ({UNFINISHED} if not folder else set())):
        yield from all_stored(f"{folder}/{name}" if folder else name)
