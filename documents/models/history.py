"""The history of a planned document's status: one row per event, never edited."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.status import DocumentStatus, Event
from resolutions.fields import TextBlock, TextLine
from resolutions.models import Sourced


class StatusChangeQuerySet(models.QuerySet["StatusChange"]):
    def known(self, *, on: date, known_at: datetime | None = None) -> "StatusChangeQuerySet":
        """Rows effective on or before ``on``; with ``known_at`` only those recorded by then."""
        found = self.filter(effective_on__lte=on)
        return found if known_at is None else found.filter(recorded_at__lte=known_at)

    def latest_first(self) -> "StatusChangeQuerySet":
        """The order that decides which row holds: the later day, then the later entry."""
        return self.order_by("-effective_on", "-pk")


class StatusChange(Sourced):
    """One event in the life of a planned document.

    ``effective_on`` is when it was true, ``recorded_at`` when the office learned it. The state
    on a day is the row with the latest effective_on up to that day.
    """

    document = models.ForeignKey(
        "documents.PlannedDocument",
        models.CASCADE,
        related_name="changes",
        verbose_name=_("planned document"),
    )
    event = models.CharField(_("event"), max_length=16, choices=Event)
    old = models.CharField(
        _("status before"), max_length=20, choices=DocumentStatus, blank=True
    )
    new = models.CharField(_("status after"), max_length=20, choices=DocumentStatus)
    effective_on = models.DateField(_("effective on"))
    date_is_upper_bound = models.BooleanField(
        _("exact day unknown"),
        default=False,
        help_text=_("It was so on this day; it may have been so earlier."),
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    note = TextBlock(_("note"), blank=True, max_length=5000)
    symbol = TextLine(_("symbol"), max_length=60, blank=True)
    issued_on = models.DateField(_("issue date"), null=True, blank=True)

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["document", "-effective_on", "-pk"]
        indexes = [
            models.Index(
                fields=["document", "-effective_on", "-id", "new"], name="statuschange_as_of"
            ),
            models.Index(fields=["-recorded_at"], name="statuschange_recent"),
        ]
        constraints = [
            models.CheckConstraint(
                name="statuschange_statuses_are_known",
                condition=Q(new__in=DocumentStatus.values)
                & Q(old__in=["", *DocumentStatus.values]),
            ),
            models.CheckConstraint(
                name="statuschange_event_is_known", condition=Q(event__in=Event.values)
            ),
            models.CheckConstraint(
                name="statuschange_only_the_first_has_no_before",
                condition=Q(event=Event.PLAN, old="") | (~Q(event=Event.PLAN) & ~Q(old="")),
            ),
            models.CheckConstraint(
                name="statuschange_changes_something",
                condition=Q(event=Event.RECORD_EVIDENCE, old=F("new"))
                | (~Q(event=Event.RECORD_EVIDENCE) & ~Q(old=F("new"))),
            ),
            models.CheckConstraint(
                name="statuschange_says_why",
                condition=~Q(event__in=[Event.WITHDRAW, Event.REOPEN, Event.RECORD_EVIDENCE])
                | ~Q(note=""),
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(event=Event.PLAN),
                name="statuschange_planned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.old} → {self.new} ({self.effective_on:%d/%m/%Y})"
