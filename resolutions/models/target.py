"""Quantitative targets of a governing document, and what was measured."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resolutions.fields import Amount, SmallWhole, TextBlock, TextLine
from resolutions.kinds import Direction
from resolutions.models.governing import Resolution
from resolutions.models.source import Entered, Sourced
from resolutions.moments import Moment


class TargetQuerySet(models.QuerySet["Target"]):
    def with_latest(self, moment: Moment):
        """Each target with the last value measured by the moment (``latest_value``,
        ``latest_on``); null means nothing was measured, which is not zero."""
        measured = Measurement.objects.standing(moment)
        last = (
            measured.filter(target=OuterRef("pk"), on__lte=moment.on)
            .order_by("-on", "-recorded_at", "-pk")
            .values("value", "on")
        )
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
    baseline = Amount(_("baseline"), max_digits=16, decimal_places=2, null=True, blank=True)
    target_value = Amount(
        _("target value"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    by_year = SmallWhole(_("by year"), null=True, blank=True)
    note = TextBlock(_("note"), blank=True, max_length=2000)

    # Put on rows by ``with_latest``.
    latest_value: Decimal | None
    latest_on: date | None

    objects = TargetQuerySet.as_manager()

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

    def standing(self, moment: Moment | None = None) -> Self:
        """What no later row corrects or strikes out; of a moment, what had been recorded and
        was not corrected by a row recorded by then."""
        values = self.filter(strikes_out=False)
        if moment is None or moment.known_at is None:
            return values.filter(corrected_by__isnull=True)
        return moment.recorded(values).exclude(corrected_by__recorded_at__lte=moment.known_at)


class Measurement(Sourced, Entered):
    """A value of a target measured on a day, never edited. A correction is a new row that
    names the one it corrects and says why; it may give another value or another day, or strike
    out what was never measured: then it repeats it, and no value is left."""

    target = models.ForeignKey(
        Target, models.PROTECT, related_name="measurements", verbose_name=_("target")
    )
    on = models.DateField(_("measured on"))
    value = Amount(_("value"), max_digits=16, decimal_places=2)
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
    strikes_out = models.BooleanField(_("strikes out"), default=False, editable=False)
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
            models.CheckConstraint(
                name="measurement_strikes_out_another",
                condition=Q(strikes_out=False) | Q(corrects__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.value} ({self.on:%d/%m/%Y})"
