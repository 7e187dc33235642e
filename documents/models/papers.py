"""What an agency sends about one document or task, and the Office decides: the common part of
reports and requests for an extension."""

from datetime import date, datetime
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.deadlines import working_days_after
from assignments.models import Agency, Person, Task, TaskDeadline
from documents.models.history import DocumentDeadline
from documents.models.planned import PlannedDocument
from documents.models.scope import AboutItem, with_scope
from resolutions.fields import TextBlock
from resolutions.folding import search_words

AWAITING = "submitted"


class AgencyPaperQuerySet(models.QuerySet):
    """Reads with a name."""

    def visible_to(self, user, *, on: date) -> Self:
        """All with the right to see every agency's documents, else those of the agencies the
        person serves on that day; of each whether its item is beyond what the person may read
        (``item_is_beyond``)."""
        if user.has_perm("documents.view_all_planneddocument"):
            return self
        own = self.filter(agency__in=Agency.objects.served_by(user, on=on))
        return with_scope(own, user, on=on, document=PlannedDocument, task=Task)

    def real(self) -> Self:
        """About items of real resolutions."""
        return self._fictional(False)

    def fictional(self) -> Self:
        """About training items alone."""
        return self._fictional(True)

    def _fictional(self, asked: bool) -> Self:
        return self.filter(
            Q(document__resolution__is_fictional=asked)
            | Q(task__resolution__is_fictional=asked)
        )

    def search(self, query: str) -> Self:
        """Those whose item contains every word of ``query``, tone marks ignored. Not by the
        words of an item that the reader may not read."""
        found = self
        if "item_is_beyond" in self.query.annotations and search_words(query):
            found = found.filter(item_is_beyond=False)
        for word in search_words(query):
            found = found.filter(
                Q(document__search_text__contains=word) | Q(task__search_text__contains=word)
            )
        return found

    def as_of(self, at: datetime) -> Self:
        """Those sent by an instant, each with its state of then (``state_then``)."""
        decided = When(decided_at__gt=at, then=Value(AWAITING))
        return self.filter(submitted_at__lte=at).annotate(
            state_then=Case(decided, default=F("state"), output_field=models.CharField())
        )

    def awaiting(self, at: datetime) -> Self:
        """Those that awaited a decision at an instant."""
        return self.filter(submitted_at__lte=at).filter(
            Q(decided_at__isnull=True) | Q(decided_at__gt=at)
        )

    def unanswered(self, at: datetime) -> Self:
        """Returned by the Office by an instant, and the agency had sent nothing newer on the
        same item."""
        newer = self.model._base_manager.filter(
            agency=models.OuterRef("agency"),
            submitted_at__gt=models.OuterRef("submitted_at"),
            submitted_at__lte=at,
        )
        same = Q(document=models.OuterRef("document")) | Q(task=models.OuterRef("task"))
        returned = self.filter(state="returned", decided_at__lte=at)
        return returned.exclude(models.Exists(newer.filter(same)))

    def about(self, item: PlannedDocument | Task) -> Self:
        """Those about one document or task, the latest first."""
        name = "document" if isinstance(item, PlannedDocument) else "task"
        return self.filter(**{name: item.pk}).order_by("-submitted_at", "-pk")

    def with_due_day(self) -> Self:
        """Puts on each row ``due_at_sending``: the due day in force on the day it was sent."""
        found = [
            Subquery(
                model.objects.filter(
                    **{name: models.OuterRef(name)},
                    effective_on__lte=models.OuterRef("sent_on"),
                    superseded_on__gt=models.OuterRef("sent_on"),
                ).values("due_on")[:1]
            )
            for name, model in (("document", DocumentDeadline), ("task", TaskDeadline))
        ]
        return self.annotate(sent_on=TruncDate("submitted_at")).annotate(
            due_at_sending=Coalesce(*found)
        )

    def for_list(self) -> Self:
        """Rows ready to be shown: item, agency and people joined, the latest first."""
        return (
            self.select_related("agency", "by__person", "decided_by__person")
            .select_related("on_behalf_of", "decided_on_behalf_of")
            .select_related("document__resolution", "task__resolution")
            .with_due_day()
            .order_by("-submitted_at", "-pk")
        )


class AgencyPaper(AboutItem, models.Model):
    """A paper of an agency about exactly one document or task. What was sent is not edited;
    once decided or taken back it is closed (the database refuses any change, see the
    migration ``decided_papers_are_closed``)."""

    document = models.ForeignKey(
        PlannedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("planned document"),
    )
    task = models.ForeignKey(
        Task,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("task"),
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="%(class)ss", verbose_name=_("agency")
    )
    text: Any
    state: Any
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sent by"),
    )
    on_behalf_of = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("sent on behalf of"),
    )
    submitted_at = models.DateTimeField(_("sent at"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_on_behalf_of = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided on behalf of"),
    )
    decision_reason = TextBlock(_("reason of the decision"), blank=True, max_length=2000)

    # Put on rows by the QuerySet methods of the same words.
    state_then: str
    sent_on: date
    due_at_sending: date | None

    objects = AgencyPaperQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_about_exactly_one_item",
                condition=Q(document__isnull=False, task__isnull=True)
                | Q(document__isnull=True, task__isnull=False),
                violation_error_message=_("Say which one document or task this is about."),
            ),
            models.CheckConstraint(
                name="%(class)s_has_a_text",
                condition=~Q(text=""),
                violation_error_message=_("Write what is to be told."),
            ),
            models.CheckConstraint(
                name="%(class)s_is_decided_or_awaits",
                condition=Q(state=AWAITING, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state=AWAITING) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="%(class)s_is_decided_after_it_was_sent",
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("submitted_at")),
            ),
        ]

    def __str__(self) -> str:
        day = timezone.localtime(self.submitted_at)
        return f"{self.agency}, {day:%d/%m/%Y}: {self.item}"[:160]

    @property
    def item(self) -> Any:
        """The document or task it is about."""
        return self.document or self.task

    @property
    def awaits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == AWAITING

    @cached_property
    def submitted_on(self) -> date:
        """The day it was sent."""
        return timezone.localtime(self.submitted_at).date()

    @cached_property
    def decided_on(self) -> date | None:
        """The day it was decided."""
        return timezone.localtime(self.decided_at).date() if self.decided_at else None

    @property
    def state_then_label(self) -> str:
        """The state on the day asked for, in words. Needs ``as_of``."""
        states: Any = self._meta.get_field("state")
        return str(dict(states.flatchoices)[self.state_then])

    @property
    def was_sent_late(self) -> bool:
        """Sent after the due day of its item. Needs ``with_due_day``."""
        return self.due_at_sending is not None and self.submitted_on > self.due_at_sending

    @property
    def answer_due_on(self) -> date:
        """The day by which the Office is to decide: ``CONFIRM_DAYS`` working days later."""
        return working_days_after(self.submitted_on, settings.CONFIRM_DAYS)

    def is_answered_late(self, on: date) -> bool:
        """Whether, seen from a day, the Office took longer than it should."""
        return min(self.decided_on or on, on) > self.answer_due_on
