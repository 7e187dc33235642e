"""The same sent twice is recorded once; an answer of the database that got lost is looked up.

A form carries a token made when it was shown, a request of the API one of the caller's. The row
of the token (``Sending``) is the first written in the transaction of all that the request
records, so the database decides who was first, and the row tells afterwards whether the rest is
there. This is the one place where the end of a transaction is in doubt: services below only
take part in it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import Any, Self

from django.contrib.auth.models import User
from django.db import Error, IntegrityError, OperationalError, connection, transaction

from resolutions.busy import is_busy
from resolutions.models import Sending

_log = logging.getLogger(__name__)
# So many seconds the second waits for the first to end, before it is told that it is running.
_PATIENCE = 5
# Written whenever anybody does anything; they say nothing of what a form recorded.
_BESIDE = ('"resolutions_sending"', '"assignments_signedinsession"')


class SentBefore(Exception):
    """The same token was recorded before; ``is_same``: with the same content."""

    def __init__(self, sending: Sending, *, is_same: bool) -> None:
        super().__init__(sending)
        self.sending, self.is_same = sending, is_same


class StillRunning(Exception):
    """The same token is being recorded at this moment."""


class AnswerLost(Exception):
    """The database was told to commit and its answer never came. ``recorded``: False when a new
    connection has shown that nothing was saved, None when even that could not be found out."""

    def __init__(self, *, recorded: bool | None) -> None:
        super().__init__(recorded)
        self.recorded = recorded


def digest(*parts: object) -> str:
    """One short text for these, the same for the same."""
    return sha256(repr(parts).encode()).hexdigest()


class _Watch:
    """Notices whether what was written through a connection still stands."""

    def __init__(self) -> None:
        self.wrote = False
        self._before: dict[str, bool] = {}

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        words = str(sql).lstrip("( \n").split(None, 3)
        verb = words[0].upper() if words else ""
        if verb == "SAVEPOINT":
            self._before[words[1]] = self.wrote
        elif verb == "ROLLBACK":  # TO SAVEPOINT name
            self.wrote = self._before.get(words[-1], self.wrote)
        elif verb in ("INSERT", "UPDATE", "DELETE", "REPLACE"):
            self.wrote = self.wrote or not any(table in str(sql) for table in _BESIDE)
        return done


def unclaimed(view: Any) -> Any:
    """A view that judges at length what is sent and writes each thing once by itself: no token
    is claimed for it, which on SQLite would keep all others from writing meanwhile."""
    view.is_unclaimed = True
    return view


class Attempt:
    """One sending, from its token to the end of its transaction."""

    def __init__(self) -> None:
        self.sending: Sending | None = None
        self.was_in_doubt = False
        # What became of it: None while it runs or when nobody knows.
        self.recorded: bool | None = None
        self.is_open = False
        self._is_refused = False
        self._watch = _Watch()
        self._undoing: list[Callable[[], object]] = []

    @property
    def has_written(self) -> bool:
        """Whether something was recorded, so that the token is spent."""
        return self._watch.wrote

    @contextmanager
    def transaction(self) -> Iterator[Self]:
        """The transaction of all that the sending records. Raises AnswerLost when it is not
        known to be saved, and whatever went wrong inside; then nothing was saved."""
        is_committing = False
        current = _current.set(self)
        self.is_open = True
        try:
            with transaction.atomic(), connection.execute_wrapper(self._watch):
                yield self
                if self._is_refused:
                    transaction.set_rollback(True)
                elif self.sending is not None and self.has_written:
                    self.sending.save(update_fields=["status", "leads_to", "etag", "answer"])
                elif self.sending is not None:
                    self.sending.delete()
                is_committing = not self._is_refused
        except BaseException as failure:
            # An answer that the database refuses (a constraint checked at the end) is certain.
            is_lost = isinstance(failure, Error) and not isinstance(failure, IntegrityError)
            if not (is_committing and is_lost):
                self._undo()
                raise
            self._look_up(failure)
        else:
            self.recorded = not self._is_refused and self.has_written
            if self._is_refused:
                self._undo()
        finally:
            self.is_open = False
            _current.reset(current)

    def claim(self, *, user: User, key: str, content: str) -> None:
        """Take the token. Raises SentBefore when it was recorded, StillRunning when another
        request has held it for too long. To be called inside ``transaction``."""
        sending = Sending(user=user, key=key, content=content)
        try:
            with transaction.atomic():
                _write_soon(sending)
        except IntegrityError as taken:
            found = Sending.objects.get(user=user, key=key)
            raise SentBefore(found, is_same=found.content == content) from taken
        except OperationalError as waited:
            if is_busy(waited):  # with something else
                raise
            raise StillRunning from waited
        self.sending = sending

    def answered(
        self, *, status: int, leads_to: str = "", etag: str = "", answer: str = ""
    ) -> None:
        """What is shown to whoever sends the same again. A refusal (400 and above) takes back
        all that was written, and the token is as new."""
        self._is_refused = status >= 400
        if self.sending is not None:
            self.sending.status, self.sending.leads_to = status, leads_to
            self.sending.etag, self.sending.answer = etag, answer

    def if_undone(self, undo: Callable[[], object]) -> None:
        self._undoing.append(undo)

    def _look_up(self, failure: BaseException) -> None:
        recorded = self._is_there() if self.sending is not None else None
        if recorded:
            self.recorded = self.was_in_doubt = True
            return
        if recorded is False:
            self._undo()
        raise AnswerLost(recorded=recorded) from failure

    def _is_there(self) -> bool | None:
        """Asked of a new connection. Reading alone would not do: the old one may still be
        committing, unseen. Who writes the same row waits for it to end."""
        sending = self.sending
        assert sending is not None
        connection.close()
        again = Sending(user_id=sending.user_id, key=sending.key, content=sending.content)
        try:
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        _write_soon(again)
                except IntegrityError:
                    return True
                transaction.set_rollback(True)
                return False
        except Error:
            _log.exception("It is not known whether a form was recorded")
            return None

    def _undo(self) -> None:
        self.recorded = False
        for undo in reversed(self._undoing):
            try:
                undo()
            except Exception:
                _log.exception("What was kept beside the database could not be taken back")


_current: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


def if_undone(undo: Callable[[], object]) -> None:
    """Do this once it is certain that the transaction of the request was rolled back, and only
    then. Outside of a sending nothing is done: what is kept too much is found by its check."""
    attempt = _current.get()
    if attempt is not None and attempt.is_open:
        attempt.if_undone(undo)


def _write_soon(sending: Sending) -> None:
    """Insert the row; whoever holds the same token is waited for, but not for ever."""
    if connection.vendor != "postgresql":  # SQLite waited when the transaction began
        sending.save(force_insert=True)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}s'")
        sending.save(force_insert=True)
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
