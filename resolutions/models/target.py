"""Quantitative targets of a governing document, and what was measured."""

from datetime import date, datetime
from decimal import Decimal
from typing import Self

from django.contrib.auth.models import User
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from resolutions.fields import TextBlock, TextLine
from resolutions.kinds import Direction
from resolutions.models.governing import Resolution
from resolutions.models.source import Entered, Sourced


class TargetQuerySet(models.QuerySet["Target"]):
    def with_latest(self, *, on: date, known_at: datetime | None = None):
        """Each target with the last value measured on or before ``on`` (``latest_value``,
        ``latest_on``), with ``known_at`` as recorded by then; null means nothing was measured,
        which is not zero."""
        last = (
            Measurement.objects.standing(known_at=known_at)
            .filter(target=OuterRef("pk"), on__lte=on)
            .order_by("-on", "-recorded_at", "-pk")
            .values("value", "on")
        )
        if known_at is not None:
            last = last.filter(recorded_at__lte=known_at)
        return self.annotate(
            latest_value=Subquery(last.values("value")[:1]),
            latest_on=Subquery(last.values("on")[:1]),
        )


class Target(Sourced):
    """A quantitative goal (chỉ tiêu): 1,000 enterprises, 750 ha, −5 %.

    Without a target value it is an indicator that is only observed (213 ha of land in the
    projects whose investor is chosen).
    """

    resolution = models.ForeignKey(
        Resolution,
        models.CASCADE,
        related_name="targets",
        verbose_name=_("governing document"),
    )
    stage = models.ForeignKey(
        "resolutions.Stage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("stage of the portfolio"),
        help_text=_("When the value describes the projects standing at this stage."),
    )
    name = TextLine(_("name"), max_length=500)
    unit = TextLine(_("unit"), max_length=60)
    direction = models.CharField(
        _("direction"), max_length=10, choices=Direction, default=Direction.REACH
    )
    baseline = models.DecimalField(
        _("baseline"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    target_value = models.DecimalField(
        _("target value"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    by_year = models.PositiveSmallIntegerField(_("by year"), null=True, blank=True)
    note = TextBlock(_("note"), blank=True, max_length=2000)

    # Put on rows by ``with_latest``.
    latest_value: Decimal | None
    latest_on: date | None
    # Read by django-simple-history, which knows no user outside a request.
    _history_user: User | None

    objects = TargetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["resolution", "pk"]
        constraints = [
            models.CheckConstraint(
                name="target_direction_is_known", condition=Q(direction__in=Direction.values)
            ),
            models.CheckConstraint(
                name="target_has_a_value_unless_observed",
                condition=Q(direction=Direction.OBSERVE, target_value__isnull=True)
                | (~Q(direction=Direction.OBSERVE) & Q(target_value__isnull=False)),
                violation_error_message=_("A target needs a value; an observation has none."),
            ),
            models.CheckConstraint(
                name="target_year_is_plausible",
                condition=Q(by_year__isnull=True) | Q(by_year__range=(1930, 2199)),
                violation_error_message=_("Years lie between 1930 and 2199."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('documents:resolution_page', args=[self.resolution_id])}#targets"

    @property
    def value_text(self) -> Decimal | None:
        """The number to print, with the sign of a reduction."""
        if self.target_value is None:
            return None
        return -self.target_value if self.direction == Direction.DECREASE else self.target_value

    def lacking(self, value: Decimal | None) -> Decimal | None:
        """How much lacks when ``value`` is measured; zero when exactly reached, negative when
        exceeded. None where nothing was measured, nothing is to be reached, or a reduction has
        no baseline to count from."""
        if value is None or self.target_value is None:
            return None
        if self.direction == Direction.DECREASE:
            if self.baseline is None:
                return None
            return value - (self.baseline - self.target_value)
        return self.target_value - value


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    """Reads with a name."""

    def standing(self, *, known_at: datetime | None = None) -> Self:
        """What no later row corrects; with ``known_at`` what none recorded by then did."""
        if known_at is None:
            return self.filter(corrected_by__isnull=True)
        return self.exclude(corrected_by__recorded_at__lte=known_at)


class Measurement(Sourced, Entered):
    """A value of a target measured on a day, never edited. A correction is a new row that
    names the one it corrects and says why; it may give another value or another day."""

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="measurements", verbose_name=_("target")
    )
    on = models.DateField(_("measured on"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    corrects = models.OneToOneField(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        editable=False,
        related_name="corrected_by",
        verbose_name=_("corrects"),
    )
    reason = TextLine(_("why it is corrected"), max_length=500, blank=True, editable=False)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["target", "-on", "-recorded_at"]
        indexes = [
            models.Index(fields=["target", "-on", "-recorded_at"], name="measurement_latest")
        ]
        constraints = [
            models.CheckConstraint(
                name="measurement_correction_says_why",
                condition=Q(corrects__isnull=True, reason="")
                | (Q(corrects__isnull=False) & ~Q(reason="")),
                violation_error_message=_("Say why the measurement is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.value} ({self.on:%d/%m/%Y})"
