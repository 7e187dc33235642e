"""Duties moved as a whole from one person or agency to another, by a decision."""

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.models import Agency, Person
from resolutions.fields import TextBlock, TextLine, Whole


def _party(model, name, label):
    return models.ForeignKey(
        model,
        models.PROTECT,
        null=True,
        blank=True,
        related_name=name,
        verbose_name=label,
    )


class Handover(models.Model):
    """All open duties of a person or of an agency went to another on a day (bàn giao). What
    moved is in the dated rows of each item; this row says why, and how many there were."""

    from_agency = _party(Agency, "handovers_given", _("from agency"))
    to_agency = _party(Agency, "handovers_taken", _("to agency"))
    from_person = _party(Person, "handovers_given", _("from person"))
    to_person = _party(Person, "handovers_taken", _("to person"))
    effective_on = models.DateField(_("effective on"))
    reason = TextBlock(_("reason"), max_length=2000)
    decision = TextLine(_("deciding document"), max_length=300)
    documents_count = Whole(_("planned documents"), default=0)
    assignments_count = Whole(_("assignments to tasks"), default=0)
    instructions_count = Whole(_("instructions"), default=0)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    on_behalf_of = _party(Person, "+", _("on behalf of"))

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="handover_is_between_two_agencies_or_two_people",
                condition=(
                    Q(
                        from_agency__isnull=False,
                        to_agency__isnull=False,
                        from_person__isnull=True,
                        to_person__isnull=True,
                    )
                    & ~Q(from_agency=F("to_agency"))
                )
                | (
                    Q(
                        from_agency__isnull=True,
                        to_agency__isnull=True,
                        from_person__isnull=False,
                        to_person__isnull=False,
                    )
                    & ~Q(from_person=F("to_person"))
                ),
                violation_error_message=_(
                    "Duties go from one agency to another or from one person to another."
                ),
            ),
            models.CheckConstraint(
                name="handover_says_why_and_by_which_decision",
                condition=~Q(reason="") & ~Q(decision=""),
                violation_error_message=_("Give the reason and the deciding document."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker} ({self.effective_on:%d/%m/%Y})"

    @property
    @admin.display(description=_("handed over by"))
    def giver(self) -> Agency | Person | None:
        """Whose duties they were."""
        return self.from_agency or self.from_person

    @property
    @admin.display(description=_("taken over by"))
    def taker(self) -> Agency | Person | None:
        """Whose duties they are since."""
        return self.to_agency or self.to_person


class InstructionMove(models.Model):
    """An open instruction was given on to another addressee by a handover."""

    handover = models.ForeignKey(
        Handover, models.PROTECT, related_name="moves", verbose_name=_("handover")
    )
    instruction = models.ForeignKey(
        "documents.Instruction",
        models.PROTECT,
        related_name="moves",
        verbose_name=_("instruction"),
    )

    class Meta:
        verbose_name = _("instruction handed over")
        verbose_name_plural = _("instructions handed over")
        ordering = ["handover", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "instruction"], name="instructionmove_is_stated_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instruction} ({self.handover})"
