"""The deadline columns shared by tasks and planned documents."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.deadlines import FIXED_KINDS, DeadlineKind, due_day
from resolutions.fields import TextLine


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
        ]

    def clean(self) -> None:
        """Put a month's, quarter's or year's deadline on its last day; ask for what lacks."""
        super().clean()
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
