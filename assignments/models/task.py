"""Tasks of a resolution's assignment plan, and who answers for them."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.deadlines import DeadlineKind
from assignments.models.agency import Agency, Office, Person
from assignments.models.dated import NEVER, asked_day, holding, on_day
from assignments.models.deadline import DeadlineChange, DeadlineFields
from resolutions.fields import TextBlock, TextLine, Whole
from resolutions.folding import search_words
from resolutions.models import Resolution, Searchable, Sourced
from resolutions.moments import Moment

# What a task may lack, as lists are asked for it, and the method that finds those.
LACKING = {
    "lead": "lacking_lead",
    "deadline": "lacking_deadline",
    "names": "lacking_names",
    "gone": "answered_by_the_gone",
}
# What each of them is called, in filters and as a figure.
LACKING_NAMES = {
    "lead": _("No lead agency"),
    "deadline": _("Tasks without a deadline"),
    "names": _("Tasks known only from a count"),
    "gone": _("Tasks: who answers has left or ended"),
}


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user, *, on: date) -> "TaskQuerySet":
        """Tasks ``user`` may read: all with the right to, else those on which an agency it
        serves is assigned on that day."""
        if user.has_perm("assignments.view_all_task"):
            return self
        return self.of_agencies(Agency.objects.served_by(user, on=on), on=on)

    def of_agencies(self, served: set[int], *, on: date) -> "TaskQuerySet":
        """Tasks on which one of these agencies is assigned on that day."""
        return self.filter(
            Exists(
                Assignment.objects.valid_on(on).filter(task=OuterRef("pk"), agency__in=served)
            )
        )

    def real(self) -> "TaskQuerySet":
        """Tasks of real resolutions."""
        return self.filter(resolution__is_fictional=False)

    def fictional(self) -> "TaskQuerySet":
        """Training tasks alone."""
        return self.filter(resolution__is_fictional=True)

    def search(self, query: str) -> "TaskQuerySet":
        """Tasks in which every word of ``query`` occurs, tone marks ignored."""
        found = self
        for word in search_words(query):
            found = found.filter(search_text__contains=word)
        return found

    def led_within(self, agencies: set[int]) -> "TaskQuerySet":
        """Tasks that one of these agencies leads on the day. Needs ``for_list``."""
        return self.filter(self._held(AssignmentRole.LEAD, agency__in=agencies))

    def in_charge_of(self, person_id: int) -> "TaskQuerySet":
        """Tasks for which a Standing Board member answers on the day. Needs ``for_list``."""
        return self.filter(self._held(AssignmentRole.IN_CHARGE, person=person_id))

    def lacking_lead(self) -> "TaskQuerySet":
        """No agency leads it on the day. Needs ``for_list``."""
        return self.exclude(self._held(AssignmentRole.LEAD))

    def lacking_deadline(self) -> "TaskQuerySet":
        """No deadline of any kind was given by the day. Needs ``for_list``."""
        return self.filter(
            Q(deadline_kind_then__isnull=True) | Q(deadline_kind_then=DeadlineKind.NONE)
        )

    def lacking_names(self) -> "TaskQuerySet":
        """Known only from a count: the source gives no list."""
        return self.filter(is_unnamed=True)

    def answered_by_the_gone(self) -> "TaskQuerySet":
        """Its lead agency has ended, or its member in charge has left the Standing Board, by
        the day. Needs ``for_list``."""
        day = asked_day(self)
        seats = Office.objects.filter(person=OuterRef("person")).on_the_board()
        left = Q(Exists(seats.ended_by(day))) & ~Q(Exists(seats.held_on(day)))
        return self.filter(
            self._held(AssignmentRole.LEAD, agency__valid_to__lte=day)
            | self._held(AssignmentRole.IN_CHARGE, left)
        )

    def lacking(self, name: str) -> "TaskQuerySet":
        """The set of ``LACKING`` by its short name. Needs ``for_list``."""
        return getattr(self, LACKING[name])()

    def _held(self, role: str, *conditions: Q, **values: object) -> Exists:
        """Whether an assignment of this role is in force on the day the rows speak of."""
        rows = Assignment.objects.valid_on(asked_day(self))
        return Exists(rows.filter(*conditions, task=OuterRef("pk"), role=role, **values))

    def for_list(self, moment: Moment) -> "TaskQuerySet":
        """Rows ready for the task list: resolution joined, the deadline in force that day
        (``due_then``, ``deadline_kind_then``, ``deadline_text_then``) and its assignments
        (``current_assignments``)."""
        in_force = holding("deadlines", TaskDeadline, moment, owner="task")
        then: dict[str, F | Value | Coalesce] = {
            "on_then": on_day(moment.on),
            "due_then": F("deadline_row__due_on"),
            "deadline_kind_then": F("deadline_row__deadline_kind"),
            "deadline_text_then": F("deadline_row__deadline_text"),
            "deadline_kind_of_day": Coalesce(
                F("deadline_row__deadline_kind"), Value(DeadlineKind.NONE)
            ),
        }
        return (
            self.select_related("resolution")
            .annotate(deadline_row=FilteredRelation("deadlines", condition=in_force))
            .annotate(**then)
            .prefetch_related(
                Prefetch(
                    "assignments",
                    Assignment.objects.valid_on(moment.on).select_related("agency", "person"),
                    to_attr="current_assignments",
                )
            )
            .order_by(F("due_then").asc(nulls_last=True), "resolution", "position", "pk")
        )


class StandingTasks(models.Manager.from_queryset(TaskQuerySet)):  # type: ignore[misc]
    """All tasks but those that came by mistake with an annex and went with it."""

    def get_queryset(self):
        return super().get_queryset().filter(taken_back_at__isnull=True)


class Task(DeadlineFields, Searchable, Sourced):
    """A work item (đầu việc) of a resolution: what is to be done and what must come of it."""

    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        related_name="tasks",
        verbose_name=_("governing document"),
    )
    code = TextLine(_("code"), max_length=40, blank=True)
    position = Whole(_("place in the plan"), default=0)
    text = TextBlock(_("task"), max_length=4000)
    expected_product = TextLine(_("expected product"), max_length=500, blank=True)
    upper_codes = TextLine(_("codes of the upper level's tasks"), max_length=200, blank=True)
    is_unnamed = models.BooleanField(_("known only from a count"), default=False)
    # Its deadlines and assignments are history and stay, so the row does too.
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, editable=False)

    objects = StandingTasks()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["resolution", "position", "pk"]
        permissions = [("view_all_task", "Can see the tasks of every agency")]
        constraints = [
            *DeadlineFields.Meta.constraints,
            models.CheckConstraint(name="task_has_text", condition=~Q(text="")),
            models.UniqueConstraint(
                fields=["resolution", "code"],
                condition=~Q(code="") & Q(taken_back_at__isnull=True),
                name="task_code_is_used_once_in_a_resolution",
                violation_error_message=_(
                    "This code is already used by another task of the same document."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()[:120]

    def save(self, *args, **kwargs):
        self.keep_searchable(f"{self.code} {self.text} {self.expected_product}", name=self.text)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("documents:task_page", args=[self.pk])


class TaskDeadline(DeadlineChange):
    """A deadline of a task, from a day on."""

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="deadlines", verbose_name=_("task")
    )

    class Meta:
        verbose_name = _("deadline of a task")
        verbose_name_plural = _("deadlines of tasks")
        ordering = ["task", "-effective_on", "-pk"]
        indexes = [
            models.Index(
                fields=["task", "superseded_on", "effective_on"], name="taskdeadline_as_of"
            )
        ]
        constraints = [
            *DeadlineChange.Meta.constraints,
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(is_original=True),
                name="taskdeadline_one_original",
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(superseded_on=NEVER),
                name="taskdeadline_one_in_force",
            ),
        ]


class AssignmentRole(models.TextChoices):
    """In what capacity somebody is assigned."""

    LEAD = "lead", _("Lead agency")
    CO_LEAD = "co_lead", _("Co-lead agency")
    COORDINATING = "coordinating", _("Coordinating agency")
    IN_CHARGE = "in_charge", _("Standing Board member in charge")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def held(self) -> "AssignmentQuerySet":
        """Assignments that hold on some day; a slip ends on the day it began."""
        return self.exclude(valid_to=F("valid_from"))

    def valid_on(self, on: date) -> "AssignmentQuerySet":
        """Assignments in force on that day; an unknown start or end is no limit."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        )


class Assignment(Sourced):
    """An agency or a person answers for a task between two dates.

    One lead agency and one Standing Board member at a time; the past stays where it was: of a
    row only its end is written, and one that was a slip ends on the day it began.
    """

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="assignments", verbose_name=_("task")
    )
    role = models.CharField(_("role"), max_length=16, choices=AssignmentRole)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("agency"),
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("person"),
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["task", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                name="assignment_role_is_known", condition=Q(role__in=AssignmentRole.values)
            ),
            models.CheckConstraint(
                name="assignment_names_person_or_agency_as_role_asks",
                condition=(
                    Q(role=AssignmentRole.IN_CHARGE, person__isnull=False, agency__isnull=True)
                    | (
                        ~Q(role=AssignmentRole.IN_CHARGE)
                        & Q(person__isnull=True, agency__isnull=False)
                    )
                ),
                violation_error_message=_(
                    "The Standing Board member in charge is a person; "
                    "the other roles are agencies."
                ),
            ),
            models.CheckConstraint(
                name="assignment_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.UniqueConstraint(
                fields=["task", "role"],
                condition=Q(
                    role__in=[AssignmentRole.LEAD, AssignmentRole.IN_CHARGE],
                    valid_to__isnull=True,
                ),
                name="assignment_one_lead_and_one_member_at_a_time",
                violation_error_message=_(
                    "The task already has one in this role. End that assignment first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.agency or self.person or '–'}"
