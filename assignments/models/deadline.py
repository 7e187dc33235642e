"""Deadlines of tasks and planned documents: the one in force, and every one there was."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.deadlines import FIXED_KINDS, DeadlineKind, due_day
from assignments.models.dated import DatedRow
from resolutions.fields import TextBlock, TextLine


class DeadlineFields(models.Model):
    """A deadline: its kind, the day it falls on (if it has one) and the wording as written."""

    deadline_kind = models.CharField(
        _("kind of deadline"),
        max_length=12,
        choices=DeadlineKind,
        default=DeadlineKind.NONE,
    )
    due_on = models.DateField(
        _("due on"),
        null=True,
        blank=True,
        help_text=_("Any day of the month, quarter or year; it falls on the last one."),
    )
    deadline_text = TextLine(_("deadline as written"), max_length=300, blank=True)
    deadline_days = models.PositiveSmallIntegerField(
        _("days after the event"),
        null=True,
        blank=True,
        help_text=_("For a deadline so many days after an event."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_deadline_kind_is_known",
                condition=Q(deadline_kind__in=DeadlineKind.values),
            ),
            models.CheckConstraint(
                name="%(class)s_fixed_deadline_iff_due_day",
                condition=(
                    Q(deadline_kind__in=sorted(FIXED_KINDS), due_on__isnull=False)
                    | Q(deadline_kind=DeadlineKind.AFTER_EVENT)
                    | (
                        ~Q(deadline_kind__in=[*sorted(FIXED_KINDS), DeadlineKind.AFTER_EVENT])
                        & Q(due_on__isnull=True)
                    )
                ),
                violation_error_message=_(
                    "A deadline on a day, month, quarter or year needs the date; "
                    "the other kinds have none."
                ),
            ),
            models.CheckConstraint(
                name="%(class)s_days_only_after_an_event",
                condition=Q(deadline_days__isnull=True)
                | Q(deadline_kind=DeadlineKind.AFTER_EVENT),
                violation_error_message=_(
                    "A number of days belongs to a deadline after an event."
                ),
            ),
        ]

    def clean(self) -> None:
        """Put a month's, quarter's or year's deadline on its last day; ask for what lacks."""
        super().clean()
        if self.deadline_kind != DeadlineKind.AFTER_EVENT:
            self.deadline_days = None
        elif self.deadline_days is None:
            raise ValidationError({"deadline_days": _("Give the number of days.")})
        if self.deadline_kind in FIXED_KINDS:
            if self.due_on is None:
                raise ValidationError({"due_on": _("Give the date of this deadline.")})
            self.due_on = due_day(self.deadline_kind, self.due_on)
        elif self.deadline_kind == DeadlineKind.NONE and self.due_on is not None:
            raise ValidationError(
                {"deadline_kind": _("A date is given: choose the kind of deadline.")}
            )
        elif self.deadline_kind != DeadlineKind.AFTER_EVENT:
            self.due_on = None


class DeadlineChange(DeadlineFields, DatedRow):
    """A deadline given to a task or planned document on a day. The first is the original and
    is kept for ever; each later one is an extension (or a shortening) with its reason and who
    decided it. The deadline before is the row before.
    """

    is_original = models.BooleanField(_("original deadline"), default=False)
    reason = TextBlock(_("reason"), blank=True, max_length=2000)
    decided_by = TextLine(_("decided by"), max_length=200, blank=True)
    decision = TextLine(_("deciding document"), max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            *DeadlineFields.Meta.constraints,
            *DatedRow.Meta.constraints,
            models.CheckConstraint(
                name="%(class)s_says_why_unless_original",
                condition=Q(is_original=True) | ~Q(reason=""),
                violation_error_message=_("Say why the deadline moves."),
            ),
        ]

    def __str__(self) -> str:
        return self.deadline_text or (f"{self.due_on:%d/%m/%Y}" if self.due_on else "")
