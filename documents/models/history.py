"""The history of a planned document: one row per event and per deadline, never edited."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assignments.deadlines import DeadlineOrigin
from assignments.models import (
    NEVER,
    Agency,
    DatedRow,
    DeadlineChange,
    Person,
    ReversibleRowQuerySet,
)
from documents.status import UNDOABLE, DocumentStatus, Event
from resolutions.fields import TextBlock, TextLine
from resolutions.models import Sourced
from resolutions.moments import Moment


class StatusChangeQuerySet(ReversibleRowQuerySet):
    """Reads with a name of the history of states."""

    def in_turn(self, moment: Moment) -> Self:
        """Of those known, not the entries of an issue of which evidence recorded later says
        that it was earlier: they tell another day, and the evidence holds instead."""
        if moment.known_at is None:
            return self.known(moment)  # there they hold on no day
        evidence = StatusChange.objects.known(moment).filter(
            document=OuterRef("document"),
            event=Event.RECORD_EVIDENCE,
            effective_on__lt=OuterRef("effective_on"),
            pk__gt=OuterRef("pk"),
        )
        overtaken = Q(Exists(evidence), new=DocumentStatus.ISSUED)
        return self.known(moment).exclude(overtaken)

    def for_timeline(self) -> Self:
        """Rows ready to be told, latest first: who recorded them, what they undo or what
        undid them."""
        return self.select_related(
            "by__person", "on_behalf_of", "undoes", "undone_by"
        ).latest_first()


class StatusChange(Sourced, DatedRow):
    """One event in the life of a planned document.

    ``effective_on`` is when it was true, ``recorded_at`` when the office learned it. The state
    on a day is the row with the latest effective_on up to that day, of those that stand: a row
    that is undone and the row that undoes it hold on no day.
    """

    document = models.ForeignKey(
        "documents.PlannedDocument",
        models.PROTECT,
        related_name="changes",
        verbose_name=_("planned document"),
    )
    event = models.CharField(_("event"), max_length=16, choices=Event)
    old = models.CharField(
        _("status before"), max_length=20, choices=DocumentStatus, blank=True
    )
    new = models.CharField(_("status after"), max_length=20, choices=DocumentStatus)
    date_is_upper_bound = models.BooleanField(
        _("exact day unknown"),
        default=False,
        help_text=_("It was so on this day; it may have been so earlier."),
    )
    note = TextBlock(_("note"), blank=True, max_length=5000)
    symbol = TextLine(_("symbol"), max_length=60, blank=True)
    issued_on = models.DateField(_("issue date"), null=True, blank=True)
    # Of the document: status, number, date, evidence and where it was integrated, by field.
    replaced = models.JSONField(_("what it replaced"), null=True, editable=False)
    # Of the document after the event, the same fields: what it is again once later rows are
    # struck out. Rows of before this was kept have none.
    facts = models.JSONField(_("what it set"), null=True, editable=False)
    undoes = models.OneToOneField(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
    )

    objects: ClassVar[Any] = StatusChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["document", "-effective_on", "-pk"]
        indexes = [
            models.Index(
                fields=["document", "superseded_on", "effective_on", "new"],
                name="statuschange_as_of",
            ),
            models.Index(fields=["-recorded_at"], name="statuschange_recent"),
        ]
        constraints = [
            *DatedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(superseded_on=NEVER),
                name="statuschange_one_in_force",
            ),
            models.CheckConstraint(
                name="statuschange_statuses_are_known",
                condition=Q(new__in=DocumentStatus.values)
                & Q(old__in=["", *DocumentStatus.values]),
            ),
            models.CheckConstraint(
                name="statuschange_event_is_known", condition=Q(event__in=Event.values)
            ),
            models.CheckConstraint(
                name="statuschange_only_the_first_has_no_before",
                condition=Q(event=Event.PLAN, old="") | (~Q(event=Event.PLAN) & ~Q(old="")),
            ),
            models.CheckConstraint(
                name="statuschange_changes_something",
                condition=Q(event=Event.UNDO)
                | Q(event=Event.RECORD_EVIDENCE, old=F("new"))
                | (~Q(event=Event.RECORD_EVIDENCE) & ~Q(old=F("new"))),
            ),
            models.CheckConstraint(
                name="statuschange_undo_says_what_it_undoes",
                condition=Q(event=Event.UNDO, undoes__isnull=False)
                | (~Q(event=Event.UNDO) & Q(undoes__isnull=True)),
            ),
            models.CheckConstraint(
                name="statuschange_undo_holds_on_no_day",
                condition=~Q(event=Event.UNDO) | Q(superseded_on=F("effective_on")),
            ),
            models.CheckConstraint(
                name="statuschange_says_why",
                condition=~Q(event__in=[Event.WITHDRAW, Event.REOPEN, Event.RECORD_EVIDENCE])
                | ~Q(note=""),
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(event=Event.PLAN),
                name="statuschange_planned_once",
            ),
        ]

    @property
    def may_be_struck_out(self) -> bool:
        """Whether it is an event of the work and stands. Needs ``for_timeline``."""
        return self.event in UNDOABLE and not hasattr(self, "undone_by")

    def __str__(self) -> str:
        was, now = self.get_old_display() or "–", self.get_new_display()
        return f"{self.document_id}: {was} → {now} ({self.effective_on:%d/%m/%Y})"


class DocumentDeadline(DeadlineChange):
    """A deadline of a planned document, from a day on; ``wait`` is the wait for the Centre
    whose end gave it, if it was one."""

    document = models.ForeignKey(
        "documents.PlannedDocument",
        models.PROTECT,
        related_name="deadlines",
        verbose_name=_("planned document"),
    )
    wait = models.ForeignKey(
        "documents.GuidanceWait",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name=_("wait for guidance"),
    )

    class Meta:
        verbose_name = _("deadline of a document")
        verbose_name_plural = _("deadlines of documents")
        ordering = ["document", "-effective_on", "-pk"]
        indexes = [
            models.Index(
                fields=["document", "superseded_on", "effective_on", "due_on"],
                name="documentdeadline_as_of",
            )
        ]
        constraints = [
            *DeadlineChange.Meta.constraints,
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(is_original=True),
                name="documentdeadline_one_original",
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(superseded_on=NEVER),
                name="documentdeadline_one_in_force",
            ),
            models.CheckConstraint(
                name="documentdeadline_credit_names_its_wait",
                condition=~Q(origin=DeadlineOrigin.CREDIT) | Q(wait__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["wait"],
                condition=Q(origin=DeadlineOrigin.CREDIT, superseded_on__gt=F("effective_on")),
                name="documentdeadline_a_wait_is_given_back_once",
            ),
        ]


class DocumentDuty(DatedRow):
    """Who answers for a planned document, from a day on: its drafting agency and the Standing
    Board member in charge."""

    document = models.ForeignKey(
        "documents.PlannedDocument",
        models.PROTECT,
        related_name="duties",
        verbose_name=_("planned document"),
    )
    lead_agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("drafting agency"),
    )
    board_member = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Standing Board member in charge"),
    )

    class Meta:
        verbose_name = _("duty for a document")
        verbose_name_plural = _("duties for documents")
        ordering = ["document", "-effective_on", "-pk"]
        indexes = [
            models.Index(
                fields=["document", "superseded_on", "effective_on"],
                name="documentduty_as_of",
            )
        ]
        constraints = [
            *DatedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(superseded_on=NEVER),
                name="documentduty_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.lead_agency or '—'} ({self.effective_on:%d/%m/%Y})"


class Meeting(models.Model):
    """A saved date to compare with: a meeting of the Standing Board."""

    on = models.DateField(_("date"), unique=True)
    name = TextLine(_("name"), max_length=200)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.name} ({self.on:%d/%m/%Y})"
