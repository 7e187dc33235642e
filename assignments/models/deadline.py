"""Deadlines of tasks and planned documents: the one in force, and every one there was."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assignments.deadlines import FIXED_KINDS, DeadlineKind, DeadlineOrigin, due_day
from assignments.models.dated import DatedRow, ReversibleRowQuerySet
from resolutions.fields import SmallWhole, TextBlock, TextLine


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
    deadline_days = SmallWhole(
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
    is kept for ever; each later one that was set by decision is an extension (or a shortening)
    with its reason and who decided it. The deadline before is the row before.

    Two kinds of rows follow from what happened and are no extensions: the days of a wait for
    the Centre given back (``credited_days``), and a deadline of so many days after an event,
    counted from the day of the event (``event_on``). A row may be undone by one that ``undoes``
    it; then neither holds on any day.
    """

    is_original = models.BooleanField(_("original deadline"), default=False)
    origin = models.CharField(
        _("where the deadline comes from"),
        max_length=8,
        choices=DeadlineOrigin,
        default=DeadlineOrigin.SET,
    )
    credited_days = SmallWhole(_("days given back"), null=True, blank=True)
    event_on = models.DateField(_("day of the event"), null=True, blank=True)
    reason = TextBlock(_("reason"), blank=True, max_length=2000)
    decided_by = TextLine(_("decided by"), max_length=200, blank=True)
    decision = TextLine(_("deciding document"), max_length=300, blank=True)
    undoes = models.OneToOneField(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
    )

    objects: ClassVar[Any] = ReversibleRowQuerySet.as_manager()

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
            models.CheckConstraint(
                name="%(class)s_origin_is_known", condition=Q(origin__in=DeadlineOrigin.values)
            ),
            models.CheckConstraint(
                name="%(class)s_only_what_was_set_is_original",
                condition=Q(is_original=False) | Q(origin=DeadlineOrigin.SET),
            ),
            models.CheckConstraint(
                name="%(class)s_credit_says_how_many_days",
                condition=Q(
                    origin=DeadlineOrigin.CREDIT,
                    credited_days__isnull=False,
                    credited_days__gt=0,
                    deadline_kind=DeadlineKind.DAY,
                )
                | (~Q(origin=DeadlineOrigin.CREDIT) & Q(credited_days__isnull=True)),
            ),
            models.CheckConstraint(
                name="%(class)s_counted_says_the_day_of_the_event",
                condition=Q(
                    origin=DeadlineOrigin.EVENT,
                    event_on__isnull=False,
                    due_on__isnull=False,
                    deadline_kind=DeadlineKind.AFTER_EVENT,
                )
                | (~Q(origin=DeadlineOrigin.EVENT) & Q(event_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="%(class)s_undoing_holds_on_no_day",
                condition=Q(undoes__isnull=True) | Q(superseded_on=F("effective_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.deadline_text or (f"{self.due_on:%d/%m/%Y}" if self.due_on else "")

    @property
    def may_be_struck_out(self) -> bool:
        """Whether it was given by people, after the first one, and stands. Needs
        ``for_history``."""
        of_wait = getattr(self, "wait_id", None) is not None
        return not (self.is_original or of_wait or hasattr(self, "undone_by"))
