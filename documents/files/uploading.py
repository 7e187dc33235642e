"""A file that is too large is not kept while it comes in; the form it came with says so."""

import io
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

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
