"""Where files lie: outside the web root, under random names, in folders of two letters each."""

import hashlib
import os
from collections.abc import Iterator
from typing import IO
from uuid import UUID

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

_PIECE = 1 << 20  # bytes


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
    says so: whoever is killed meanwhile leaves at most a file that ``check_files`` names."""
    file.seek(0)
    kept_by = storage()
    place = kept_by.save(place_of(key), File(file, name=key.hex))
    if isinstance(kept_by, FileSystemStorage):
        with open(kept_by.path(place), "rb") as written:
            os.fsync(written.fileno())
    return place


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
    for name in sorted(folders):
        yield from all_stored(f"{folder}/{name}" if folder else name)
