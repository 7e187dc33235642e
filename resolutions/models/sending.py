"""What was sent and recorded, so that the same sent again is not recorded twice."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SendingQuerySet(models.QuerySet["Sending"]):
    """Reads with a name of what was sent."""

    def older_than(self, moment: datetime) -> "SendingQuerySet":
        """What nobody will send again: its form was sent before that moment."""
        return self.filter(at__lt=moment)


class Sending(models.Model):
    """A form or a request of the API that was recorded, by the token it bore. Written in the
    transaction of what it records: the row is there if and only if that is."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    key = models.CharField(_("digest of the token"), max_length=64)
    content = models.CharField(_("digest of what was sent"), max_length=64)
    at = models.DateTimeField(_("sent at"), default=timezone.now, db_index=True)
    status = models.PositiveSmallIntegerField(_("status of the answer"), default=0)
    leads_to = models.TextField(_("address of what was made"), blank=True)
    etag = models.CharField(_("version that was answered"), max_length=100, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    objects: ClassVar = SendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        constraints = [
            models.UniqueConstraint(
                name="sending_is_recorded_once",
                fields=["user", "key"],
                violation_error_message=_("This was recorded from an earlier sending."),
            ),
        ]

    def __str__(self) -> str:
        return self.key[:12]
