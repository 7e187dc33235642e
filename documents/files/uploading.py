"""A file that is too large is not kept while it comes in; the form it came with says so."""

import io
import tempfile
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from documents.files.storing import UPLOAD_PREFIX

# So many times the largest file is read to its end, so that the form can answer and keep what
# was typed; what says it is larger is not read at all.
_TIMES = 10


def largest_file() -> int:
    """The largest file kept with an item, in bytes."""
    return settings.ATTACHMENT_MAX_MB * 1024 * 1024


def largest_upload() -> int:
    """The largest file that any form takes, in bytes."""
    return max(largest_file(), settings.IMPORT_MAX_MB * 1024 * 1024)


class TooLarge(UploadedFile):
    """A file that was too large: its name and size are known, its content was not kept."""


class NoRoom(UploadedFile):
    """A file for which the disk had no room while it came in."""

    def __init__(self, why: OSError, **given: Any) -> None:
        super().__init__(**given)
        self.why = why


class OnDisk(FileUploadHandler):
    """Holds a larger file on disk while it comes in, under a name by which a leftover is known.
    Where the disk takes no more, the form says so: the rest of the request is read."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file: TemporaryUploadedFile | None = None
        self.why: OSError | None = None
        try:
            self.file = _Held(self.file_name, self.content_type, 0, self.charset)
        except OSError as no:
            self.why = no

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.file is None:
            return
        try:
            self.file.write(raw_data)
        except OSError as no:
            self.why = no
            self.upload_interrupted()

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            if self.file is not None:
                self.file.seek(0)
        except OSError as no:  # what was still to be written
            self.why = no
            self.upload_interrupted()
        if self.file is None:
            return NoRoom(
                self.why or OSError(),
                file=io.BytesIO(),
                name=self.file_name or "",
                content_type=self.content_type,
                size=file_size,
                charset=self.charset,
            )
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        held: TemporaryUploadedFile | None = getattr(self, "file", None)
        self.file = None
        if held is not None:
            with suppress(OSError):
                held.close()


class _Held(TemporaryUploadedFile):
    def __init__(
        self, name: str | None, content_type: str | None, size: int, charset: str | None
    ) -> None:
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 (closed with the request)
            prefix=UPLOAD_PREFIX, suffix=".upload", dir=settings.FILE_UPLOAD_TEMP_DIR
        )
        UploadedFile.__init__(self, file, name, content_type, size, charset)


class StopTooLarge(FileUploadHandler):
    """The first to see an upload: counts what comes, and lets nobody keep it beyond the
    limit."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > largest_upload() * _TIMES:
            raise RequestDataTooBig("the request is far larger than any file")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        return raw_data if self.received <= largest_upload() else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.received <= largest_upload():
            return None
        request: Any = self.request
        for other in request.upload_handlers:  # what they kept of it goes
            if other is not self:
                other.upload_interrupted()
        return TooLarge(
            file=io.BytesIO(),
            name=self.file_name or "",
            content_type=self.content_type,
            size=self.received,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
