"""How much one request may have read of what people send: bytes, marks, the processor's time.

A small file may unfold to a large one, and several come at once; what counts is the sum. The
request opens an allowance, and whoever reads what a person sent spends of it. Where none is
open (a command on the server) nothing is counted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import thread_time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class UsedUp(ValidationError):
    """The request asks for more reading than one may. Nothing of it was saved."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "What was sent at once takes too long to read, and nothing was saved. Send "
                "fewer or smaller files, or shorter text; a file that is small and refused all "
                "the same should be opened, saved again and sent once more."
            ),
            code="used_up",
        )


class Allowance:
    """What is left to one request."""

    def __init__(self, *, read_bytes: int, marks: int, seconds: float) -> None:
        self.bytes_left = read_bytes
        self.marks_left = marks
        self.seconds_left = seconds
        self._started: float | None = None

    def spend(self, *, read_bytes: int, marks: int) -> None:
        """So much is read; UsedUp when that is more than was left."""
        self.bytes_left -= read_bytes
        self.marks_left -= marks
        spent = 0.0 if self._started is None else thread_time() - self._started
        if min(self.bytes_left, self.marks_left) < 0 or spent > self.seconds_left:
            raise UsedUp

    @contextmanager
    def running(self) -> Iterator[None]:
        """The time within is time of reading; one within another counts once."""
        if self._started is not None:
            yield
            return
        self._started = thread_time()
        try:
            yield
        finally:
            self.seconds_left -= thread_time() - self._started
            self._started = None


_open: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


@contextmanager
def allowed(*, read_bytes: int, marks: int, seconds: float) -> Iterator[Allowance]:
    """Everything read within is paid from one allowance."""
    allowance = Allowance(read_bytes=read_bytes, marks=marks, seconds=seconds)
    before = _open.set(allowance)
    try:
        yield allowance
    finally:
        _open.reset(before)


@contextmanager
def reading() -> Iterator[None]:
    """What is done within reads something that a person sent."""
    allowance = _open.get()
    if allowance is None:
        yield
        return
    with allowance.running():
        spend()
        yield


def spend(*, read_bytes: int = 0, marks: int = 0) -> None:
    """So many bytes and marks (tags, rows, sentences) were read. Raises UsedUp when the
    request has used its allowance, or its time, up."""
    if (allowance := _open.get()) is not None:
        allowance.spend(read_bytes=read_bytes, marks=marks)
