"""Waiting for the Centre: what is awaited, by whom, since when."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assignments.models import Person
from documents.status import Event
from resolutions.fields import TextBlock, TextLine
from resolutions.models import Sourced
from resolutions.moments import Moment


class CentralGuidance(Sourced):
    """A document of the Centre that planned documents wait for; received once it is issued."""

    title = TextLine(_("expected document"), max_length=500)
    issuer_name = TextLine(_("issuing body"), max_length=200, blank=True)
    symbol = TextLine(_("symbol"), max_length=60, blank=True)
    issued_on = models.DateField(_("issue date"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)

    class Meta:
        verbose_name = _("central guidance document")
        verbose_name_plural = _("central guidance documents")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(name="centralguidance_has_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title


def is_open(on: date, relation: str = "") -> Q:
    """A wait begun by a day and not ended on it; also as a join condition of ``relation``."""
    path = f"{relation}__" if relation else ""
    return Q(**{f"{path}since__lte": on}) & (
        Q(**{f"{path}ended_on__isnull": True}) | Q(**{f"{path}ended_on__gt": on})
    )


class GuidanceWaitQuerySet(models.QuerySet["GuidanceWait"]):
    def standing(self) -> "GuidanceWaitQuerySet":
        """Waits as they are known now: without the rows that a completed one replaced."""
        return self.filter(completed_by__isnull=True)

    def open_on(self, on: date) -> "GuidanceWaitQuerySet":
        """Waits begun by that day and not ended on it."""
        return self.filter(is_open(on))

    def released(self, moment: Moment, *, since: date) -> "GuidanceWaitQuerySet":
        """Waits that ended from ``since`` to the moment because the guidance came, where that
        had been recorded."""
        found = self.filter(ended_on__gte=since, ended_on__lte=moment.on).exclude(received="")
        if moment.known_at is None:
            return found
        return found.filter(
            document__changes__event=Event.RESUME,
            document__changes__effective_on=F("ended_on"),
            document__changes__recorded_at__lte=moment.known_at,
        ).distinct()


class GuidanceWait(Sourced):
    """A planned document waits for central guidance from one day to another.

    Entering “awaiting guidance” opens one, leaving it closes it; both by services only. The
    source may not say what is awaited or since when: then the text is empty and ``since`` is
    the day on which the wait was observed. What is learned later is a new row that
    ``completes`` the one before, which from then on holds on no day.
    """

    document = models.ForeignKey(
        "documents.PlannedDocument",
        models.PROTECT,
        related_name="waits",
        verbose_name=_("planned document"),
    )
    guidance = models.ForeignKey(
        CentralGuidance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="waits",
        verbose_name=_("central guidance document"),
    )
    expected = TextLine(_("guidance awaited"), max_length=500, blank=True)
    asked_by_letter = TextLine(_("asked by letter"), max_length=200, blank=True)
    since = models.DateField(_("waiting since"))
    since_is_upper_bound = models.BooleanField(_("exact day unknown"), default=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    received = TextLine(_("guidance received"), max_length=500, blank=True)
    note = TextBlock(_("note"), blank=True, max_length=5000)
    completes = models.OneToOneField(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        editable=False,
        related_name="completed_by",
        verbose_name=_("completes"),
    )
    # Empty in rows written before the register kept it.
    recorded_at = models.DateTimeField(
        _("recorded at"), default=timezone.now, null=True, editable=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    on_behalf_of = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("on behalf of"),
    )

    objects = GuidanceWaitQuerySet.as_manager()

    class Meta:
        verbose_name = _("wait for guidance")
        verbose_name_plural = _("waits for guidance")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(ended_on__isnull=True),
                name="guidancewait_one_open_per_document",
            ),
            models.CheckConstraint(
                name="guidancewait_ends_after_it_begins",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
            ),
            models.CheckConstraint(
                name="guidancewait_received_only_when_ended",
                condition=Q(received="") | Q(ended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.expected or self.guidance or '?'}"

    def days(self, *, on: date) -> int:
        """Days waited up to ``on`` (or to the end of the wait); at least so many when the
        first day is unknown."""
        return (min(on, self.ended_on or on) - self.since).days


class GuidanceLetter(models.Model):
    """A letter by which the province asked the Centre for what a document waits for."""

    wait = models.ForeignKey(
        GuidanceWait,
        models.PROTECT,
        related_name="letters",
        verbose_name=_("wait for guidance"),
    )
    symbol = TextLine(_("number and symbol"), max_length=60)
    sent_on = models.DateField(_("date of the letter"))
    addressee = TextLine(_("sent to"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    on_behalf_of = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("on behalf of"),
    )

    class Meta:
        verbose_name = _("letter to the Centre")
        verbose_name_plural = _("letters to the Centre")
        ordering = ["sent_on", "pk"]
        constraints = [
            models.CheckConstraint(name="guidanceletter_has_symbol", condition=~Q(symbol="")),
            models.UniqueConstraint(
                fields=["wait", "symbol", "sent_on"], name="guidanceletter_is_recorded_once"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(symbol)s of %(day)s") % {
            "symbol": self.symbol,
            "day": self.sent_on.strftime("%d/%m/%Y"),
        }
