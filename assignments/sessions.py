"""Sessions as Django keeps them in the database, each with its owner beside it: so that a
person's sessions are found and ended without reading everybody's."""

from contextlib import nullcontext
from datetime import timedelta

from auditlog.context import disable_auditlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.utils import timezone

from assignments.logins import end_what_the_disabled_left
from assignments.models import SignedInSession
from resolutions.busy import is_busy, patience
from resolutions.models import Sending


class SessionStore(db.SessionStore):
    """Django's own store of sessions, on the table that names the owner."""

    @classmethod
    def get_model_class(cls):
        return SignedInSession

    @classmethod
    def clear_expired(cls):
        """What ``manage.py clearsessions`` clears every night: sessions that ran out,
        what disabled logins left open, and the tokens of forms sent so long ago that nobody
        sends them again."""
        super().clear_expired()
        end_what_the_disabled_left()
        long_ago = timezone.now() - timedelta(days=settings.SENDING_DAYS)
        Sending.objects.older_than(long_ago).delete()

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        owner = data.get(SESSION_KEY)
        session.user_id = int(owner) if owner else None  # type: ignore[attr-defined]
        return session

    def note_use(self):
        """All that was put into the session by now is that it is in use."""
        self._in_use = dict(self.items())

    def save(self, must_create=False):
        """Never logged: the key of a session opens it. That it is in use is not worth waiting
        for another who writes; the next page notes it."""
        is_use_alone = not must_create and getattr(self, "_in_use", None) == dict(self.items())
        with disable_auditlog(), patience(0) if is_use_alone else nullcontext():
            try:
                super().save(must_create)
            except UpdateError as error:
                # Django takes any failure for a session that ended meanwhile.
                busy = error.__context__
                if not is_busy(busy):
                    raise
                if busy is not None and not is_use_alone:
                    raise busy from None
