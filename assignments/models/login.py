"""What a login has beside Django's own row: sessions, and a password that must be changed."""

from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignedInSessionQuerySet(models.QuerySet["SignedInSession"]):
    def open_of(self, user) -> "SignedInSessionQuerySet":
        """The sessions of a person that have not run out, the newest first."""
        return self.filter(user_id=user.pk, expire_date__gt=timezone.now()).order_by(
            "-expire_date"
        )


class SignedInSession(AbstractBaseSession):
    """A session of a browser, as Django stores it, that knows whose it is; nobody's before
    somebody signs in. Its key opens the session: it is shown nowhere."""

    user_id = models.IntegerField(_("user"), null=True, editable=False, db_index=True)

    objects: ClassVar = BaseSessionManager.from_queryset(SignedInSessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls):
        from assignments.sessions import SessionStore  # noqa: PLC0415 -- the store needs the model

        return SessionStore


class PasswordDue(models.Model):
    """Somebody else knows this login's password: its owner must choose another one first."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="password_due",
        verbose_name=_("user"),
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("password to be changed")
        verbose_name_plural = _("passwords to be changed")

    def __str__(self) -> str:
        return str(self.user)
