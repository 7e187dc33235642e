"""Refuses what is too large while it comes in, before it is read to its end."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

_BESIDE = 1024 * 1024  # bytes; fields and file names that come with the file


def largest_file() -> int:
    """The largest file accepted, in bytes."""
    return settings.ATTACHMENT_MAX_MB * 1024 * 1024


class RefuseTooLarge(FileUploadHandler):
    """The first to see an upload: counts what comes, and stops it beyond the limit."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.received = 0
        if content_length > largest_file() + _BESIDE:
            raise RequestDataTooBig("the request is larger than any attachment")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > largest_file() + _BESIDE:
            raise RequestDataTooBig("the file is larger than any attachment")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
