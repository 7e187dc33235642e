"""What a member of the Standing Board instructs on an item, and how it was answered."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, Max, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.acting import acting_for
from assignments.models import Agency, Person, Task
from documents.models.planned import PlannedDocument
from documents.models.scope import AboutItem, with_scope
from resolutions.days import end_of_day
from resolutions.fields import TextBlock
from resolutions.models import Resolution
from resolutions.moments import Moment

# The items an instruction may be given on, by the name of the field that points there.
ITEMS = {"resolution": Resolution, "task": Task, "document": PlannedDocument}


class InstructionState(models.TextChoices):
    """Where an instruction stands. Overdue is no state: it is computed for a day."""

    UNANSWERED = "unanswered", _("Not answered yet")
    ANSWERED = "answered", _("Answered, not closed")
    CLOSED = "closed", _("Closed")


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def visible_to(self, user, *, on: date) -> "InstructionQuerySet":
        """Instructions ``user`` may read: all with the right to see every document; else those
        on an item the user may see, given to an agency it serves, or to or by the person; of
        each whether its item is beyond what the person may read (``item_is_beyond``)."""
        if user.has_perm("documents.view_all_planneddocument"):
            return self
        served = Agency.objects.served_by(user, on=on)
        if not user.has_perm("documents.view_instruction"):
            return self.none()
        own = Q(person__user=user) | Q(author__user=user)
        if principal := acting_for(user):
            own |= Q(person=principal) | Q(author=principal)
        readable = self.filter(
            own
            | Q(agency__in=served)
            | Q(resolution__isnull=False)
            | Q(document__in=PlannedDocument.objects.of_agencies(served).values("pk"))
            | Q(task__in=Task.objects.of_agencies(served, on=on).values("pk"))
        )
        return with_scope(readable, user, on=on, document=PlannedDocument, task=Task)

    def real(self) -> "InstructionQuerySet":
        """Those on items that are not training data."""
        return self.exclude(pk__in=self.fictional().order_by().values("pk"))

    def fictional(self) -> "InstructionQuerySet":
        """Those on training items alone."""
        return self.filter(
            Q(resolution__is_fictional=True)
            | Q(task__resolution__is_fictional=True)
            | Q(document__resolution__is_fictional=True)
        )

    def given_by_day(self, moment: Moment) -> "InstructionQuerySet":
        """Instructions given by the moment, of those that had been recorded."""
        return moment.recorded(self.filter(given_on__lte=moment.on))

    def open_on(self, moment: Moment) -> "InstructionQuerySet":
        """Those given by the moment and not closed at it."""
        closed_later = Q(closed_on__isnull=True) | Q(closed_on__gt=moment.on)
        if moment.known_at is not None:
            closed_later |= Q(closed_at__gt=moment.known_at)
        return self.given_by_day(moment).filter(closed_later)

    def closed_by_day(self, moment: Moment) -> "InstructionQuerySet":
        """Those closed by the moment, where that had been recorded."""
        closed = self.given_by_day(moment).filter(closed_on__lte=moment.on)
        return closed.filter(closed_at__lte=moment.known_at) if moment.known_at else closed

    def overdue_on(self, moment: Moment) -> "InstructionQuerySet":
        """Open ones whose due day lies before that day."""
        return self.open_on(moment).filter(due_on__lt=moment.on)

    def in_state(self, state: str, moment: Moment) -> "InstructionQuerySet":
        """Those that stand so at a moment. Needs ``for_list``."""
        if state == InstructionState.CLOSED:
            return self.closed_by_day(moment)
        answered = state == InstructionState.ANSWERED
        return self.open_on(moment).filter(
            **{"replies_count__gt" if answered else "replies_count": 0}
        )

    def concerning(self, person: Person | None, agencies: Any) -> "InstructionQuerySet":
        """Given by or to a person, or to one of these agencies."""
        own = Q(agency__in=agencies)
        if person is not None:
            own |= Q(author=person) | Q(person=person)
        return self.filter(own)

    def for_list(self, moment: Moment) -> "InstructionQuerySet":
        """Rows ready to be shown, the most urgent first: item, author and addressee joined,
        with how often and when last they were answered by the moment, and whether they were
        closed by then."""
        until = end_of_day(moment.told_by)
        answered = Q(replies__at__lte=until)
        closed = Q(closed_on__lte=moment.on)
        if moment.known_at is not None:
            closed &= Q(closed_at__lte=moment.known_at)
        return (
            self.select_related("author", "agency", "person", "document", "task", "resolution")
            .annotate(
                replies_count=Count("replies", filter=answered),
                replied_at=Max("replies__at", filter=answered),
                is_closed_then=Case(When(closed, then=Value(True)), default=Value(False)),
            )
            .order_by(F("due_on").asc(nulls_last=True), "given_on", "pk")
        )


class Instruction(AboutItem, models.Model):
    """A leader's dated word on one item (ý kiến chỉ đạo), with whom it is given to and, if
    asked, by when. Open until its author or the Office closes it with a note."""

    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instructions",
        verbose_name=_("governing document"),
    )
    task = models.ForeignKey(
        Task,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instructions",
        verbose_name=_("task"),
    )
    document = models.ForeignKey(
        PlannedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instructions",
        verbose_name=_("planned document"),
    )
    text = TextBlock(_("what is instructed"), max_length=5000)
    given_on = models.DateField(_("given on"))
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instructions",
        verbose_name=_("agency addressed"),
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instructions_received",
        verbose_name=_("person addressed"),
    )
    author = models.ForeignKey(
        Person,
        models.PROTECT,
        related_name="instructions_given",
        verbose_name=_("instruction of"),
    )
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
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closed_on_behalf_of = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("closed on behalf of"),
    )
    closing_note = TextBlock(_("closing note"), blank=True, max_length=2000)

    # Put on rows by ``for_list``.
    replies_count: int
    is_closed_then: bool
    replied_at: datetime | None

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ["-given_on", "-pk"]
        indexes = [models.Index(fields=["closed_on", "due_on"], name="instruction_open")]
        constraints = [
            models.CheckConstraint(
                name="instruction_is_on_exactly_one_item",
                condition=(
                    Q(resolution__isnull=False, task__isnull=True, document__isnull=True)
                    | Q(resolution__isnull=True, task__isnull=False, document__isnull=True)
                    | Q(resolution__isnull=True, task__isnull=True, document__isnull=False)
                ),
                violation_error_message=_("An instruction is given on exactly one item."),
            ),
            models.CheckConstraint(
                name="instruction_is_given_to_somebody",
                condition=Q(agency__isnull=False) | Q(person__isnull=False),
                violation_error_message=_("Say to which agency or person it is given."),
            ),
            models.CheckConstraint(
                name="instruction_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Write what is instructed."),
            ),
            models.CheckConstraint(
                name="instruction_is_due_after_it_was_given",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("given_on")),
                violation_error_message=_("It cannot be due before it is given."),
            ),
            models.CheckConstraint(
                name="instruction_closed_with_a_note",
                condition=Q(closed_on__isnull=True, closed_at__isnull=True, closing_note="")
                | (
                    Q(closed_on__gte=F("given_on"), closed_at__isnull=False)
                    & ~Q(closing_note="")
                ),
                violation_error_message=_("Say how the instruction was carried out."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]

    def get_absolute_url(self) -> str:
        return reverse("documents:instruction_page", args=[self.pk])

    @cached_property
    def item(self) -> Resolution | Task | PlannedDocument:
        """What it was given on."""
        found = self.document or self.task or self.resolution
        assert found is not None
        return found

    @property
    def is_open(self) -> bool:
        """Not closed yet."""
        return self.closed_on is None

    def days_overdue(self, on: date) -> int:
        """How many days past its due day it is still open; 0 where it is not late."""
        if self.due_on is None or (self.closed_on is not None and self.closed_on <= on):
            return 0
        return max((on - self.due_on).days, 0)


class InstructionReply(models.Model):
    """An answer to an instruction. Never edited: what is to be added is another answer."""

    instruction = models.ForeignKey(
        Instruction, models.PROTECT, related_name="replies", verbose_name=_("instruction")
    )
    text = TextBlock(_("answer"), max_length=5000)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answer of agency"),
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answer of person"),
    )
    at = models.DateTimeField(_("answered at"), default=timezone.now, editable=False)
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
        verbose_name = _("answer to an instruction")
        verbose_name_plural = _("answers to instructions")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="instructionreply_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Write the answer."),
            ),
            models.CheckConstraint(
                name="instructionreply_is_of_somebody",
                condition=Q(agency__isnull=False) | Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]
