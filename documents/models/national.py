"""What was entered by hand into the national monitoring system, and when."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.models import Task


def fingerprint(text: str) -> str:
    """The same for the same text alone."""
    return sha256(text.encode()).hexdigest()


class NationalMark(models.Model):
    """The text of a task was entered into the national monitoring system on a day (đã cập nhật
    lên hệ thống Trung ương). The same text is marked once a day; rows are never changed."""

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="national_marks", verbose_name=_("task")
    )
    on = models.DateField(_("entered on"))
    text = models.TextField(_("text as entered"))
    text_hash = models.CharField(_("digest of the text"), max_length=64, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("entry in the national system")
        verbose_name_plural = _("entries in the national system")
        ordering = ["task", "-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="nationalmark_has_text", condition=~Q(text="")),
            models.UniqueConstraint(
                fields=["task", "on", "text_hash"],
                name="nationalmark_is_made_once_a_day_for_a_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.on:%d/%m/%Y}"
