"""A person acts for another between two days, by a decision."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.models.agency import Person
from assignments.models.guarded import LENT, GuardedAct
from resolutions.fields import TextLine


class DeputationQuerySet(models.QuerySet["Deputation"]):
    def in_force(self, on: date) -> "DeputationQuerySet":
        """Those of that day, both ends included, that were not ended before their time."""
        return self.filter(valid_from__lte=on, valid_to__gte=on, ended_at__isnull=True)

    def of_deputy(self, user) -> "DeputationQuerySet":
        """Those by which ``user`` may act for somebody."""
        return self.filter(deputy__user=user)

    def lending_a_rank(self) -> "DeputationQuerySet":
        """Those by which somebody acts with the rights of a leader."""
        return self.filter(_lends_a_rank())

    def with_suspension(self) -> "DeputationQuerySet":
        """Each with ``is_suspended``: a leader's place is not taken by an account that somebody
        else could come in by since the deputation was recorded. To record it anew confirms
        it."""
        taken = GuardedAct.objects.taken_in_hand().filter(
            user=OuterRef("deputy__user"), decided_at__gte=OuterRef("recorded_at")
        )
        is_suspended = _lends_a_rank() & Q(Exists(taken))
        return self.annotate(
            is_suspended=ExpressionWrapper(is_suspended, output_field=BooleanField())
        )

    def usable(self) -> "DeputationQuerySet":
        """Those that are not suspended."""
        return self.with_suspension().filter(Q(is_suspended=False))


def _lends_a_rank() -> Q:
    return Q(Exists(Group.objects.filter(user=OuterRef("principal__user"), name__in=LENT)))


class Deputation(models.Model):
    """The deputy acts for the principal (ủy quyền, phân công trực thay) from one day to the
    end of another. The deputy sees what the principal sees and may do what the principal's
    roles allow, save the administration; a deputy's deputy does not exist."""

    principal = models.ForeignKey(
        Person, models.PROTECT, related_name="deputations", verbose_name=_("principal")
    )
    deputy = models.ForeignKey(
        Person, models.PROTECT, related_name="deputising", verbose_name=_("deputy")
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to the end of"))
    decision = TextLine(_("deciding document"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended early at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended early by"),
    )

    objects = DeputationQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputation")
        verbose_name_plural = _("deputations")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="deputation_is_between_two_people",
                condition=~Q(principal=F("deputy")),
                violation_error_message=_("Nobody acts for himself."),
            ),
            models.CheckConstraint(
                name="deputation_does_not_end_before_it_begins",
                condition=Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                name="deputation_names_its_decision",
                condition=~Q(decision=""),
                violation_error_message=_("Name the deciding document."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.principal} ({self.valid_from:%d/%m/%Y})"

    def is_in_force(self, on: date) -> bool:
        """Whether the deputy may act on that day."""
        return self.ended_at is None and self.valid_from <= on <= self.valid_to
