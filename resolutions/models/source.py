"""Where a fact comes from, who entered it, and that it may be taken back."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resolutions.fields import TextBlock, TextLine
from resolutions.moments import Moment


class Sourced(models.Model):
    """A fact that can name its source and quote the sentence that states it."""

    source_name = TextLine(_("source"), max_length=300, blank=True)
    source_quote = TextBlock(_("source sentence"), blank=True, max_length=5000)

    class Meta:
        abstract = True


class Entered(models.Model):
    """A fact that knows who entered it; nobody for what was loaded."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        abstract = True


class RetractableQuerySet(models.QuerySet):
    """Reads with a name of what may be taken back."""

    def standing(self, moment: Moment | None = None) -> Self:
        """What was not taken back; of a moment, what had been recorded and was not taken back
        by then. A row that does not say when it was recorded counts as always known."""
        if moment is None or moment.known_at is None:
            return self.filter(retracted_at__isnull=True)
        recorded = Q(recorded_at__isnull=True) | Q(recorded_at__lte=moment.known_at)
        kept = Q(retracted_at__isnull=True) | Q(retracted_at__gt=moment.known_at)
        return self.filter(recorded & kept)


class Retractable(models.Model):
    """A fact that may be taken back with a reason: the row stays and holds no more."""

    # Empty in rows written before the register kept it, of which the log does not tell either.
    recorded_at = models.DateTimeField(
        _("recorded at"), default=timezone.now, null=True, editable=False
    )
    retracted_at = models.DateTimeField(_("taken back at"), null=True, editable=False)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    retraction_reason = TextLine(
        _("why it was taken back"), max_length=500, blank=True, editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_taken_back_with_a_reason",
                condition=Q(retracted_at__isnull=True, retraction_reason="")
                | (Q(retracted_at__isnull=False) & ~Q(retraction_reason="")),
                violation_error_message=_("Say why it is taken back."),
            ),
        ]
