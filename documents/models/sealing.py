"""What vouches for the log and the histories, and what counts beside the log."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Seal(models.Model):
    """One batch of rows of a table that is only added to, signed: they are as they were when
    the seal was set, and none is gone or came between.

    It covers the rows after ``after`` up to ``last`` by their numbers, of each the columns
    named. ``marks`` has 16 signs for each row, by which the row that differs is found; the
    ``digest`` signs all of it with the digest of the batch before.
    """

    table = models.CharField(max_length=63)
    number = models.PositiveIntegerField()
    after = models.BigIntegerField()
    last = models.BigIntegerField()
    columns = models.JSONField()
    marks = models.TextField()
    digest = models.CharField(max_length=64)
    key_name = models.CharField(max_length=16)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("seal of the log")
        verbose_name_plural = _("seals of the log")
        ordering = ["table", "number"]
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="seal_numbered_once"),
            models.CheckConstraint(
                name="seal_covers_something", condition=Q(last__gt=models.F("after"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.number}: {self.after + 1}–{self.last}"


class EventCount(models.Model):
    """How often something refused happened within an hour (``since``), by one account or from
    one address (``who``; empty: by all), whether the log tells each time or not."""

    event = models.CharField(max_length=20)
    who = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of refusals")
        verbose_name_plural = _("counts of refusals")
        ordering = ["-since", "event", "who"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "who", "since"], name="eventcount_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.who} {self.since}: {self.count}"
