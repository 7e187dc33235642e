"""The planned document: a paper that must exist because a resolution says so."""

from datetime import date, datetime
from functools import partial
from typing import Literal

from django.contrib.auth.models import User
from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assignments.deadlines import at_risk_until
from assignments.models import Agency, DeadlineFields, Person, Task, holding, last_known
from documents.models.guidance import GuidanceWait
from documents.models.history import DocumentDeadline, DocumentDuty, StatusChange
from documents.status import (
    GROUP_OF,
    OFFICIAL_OF,
    TRACK_OF,
    DocumentStatus,
    StatusGroup,
    Timeliness,
    statuses_of,
)
from resolutions.fields import TextBlock, TextLine
from resolutions.folding import fold, search_words
from resolutions.kinds import DocumentKind
from resolutions.models import Resolution, Sourced
from resolutions.symbols import read_symbol


def _told_on(on: date) -> Case:
    """What the dates of a state tell on a day; see ``PlannedDocumentQuerySet.as_of``."""
    issued = Q(status_then=DocumentStatus.ISSUED)
    return Case(
        When(
            status_then__in=statuses_of(StatusGroup.CLOSED_OTHERWISE),
            then=Value(Timeliness.CLOSED),
        ),
        When(
            issued & (Q(issued_on_then__isnull=True) | Q(due_then__isnull=True)),
            then=Value(Timeliness.ISSUED_UNDATED),
        ),
        When(issued & Q(issued_on_then__gt=F("due_then")), then=Value(Timeliness.ISSUED_LATE)),
        When(issued, then=Value(Timeliness.ISSUED_ON_TIME)),
        When(
            status_then=DocumentStatus.AWAITING_GUIDANCE,
            then=Value(Timeliness.CLOCK_STOPPED),
        ),
        When(due_then__isnull=True, then=Value(Timeliness.NO_DEADLINE)),
        When(due_then__lt=on, then=Value(Timeliness.OVERDUE)),
        When(due_then__lte=at_risk_until(on), then=Value(Timeliness.AT_RISK)),
        default=Value(Timeliness.WITHIN),
        output_field=models.CharField(),
    )


class PlannedDocumentQuerySet(models.QuerySet["PlannedDocument"]):
    """Reads with a name. Everything about a state asks for a day: start with ``as_of``."""

    def as_of(
        self,
        on: date,
        *,
        known_at: datetime | None = None,
        against: Literal["current", "original"] = "current",
    ) -> "PlannedDocumentQuerySet":
        """Documents that existed on ``on``, each with its state of that day.

        A document exists from its first history row; the state is that of the last row
        effective by that day, and with ``known_at`` only of rows recorded by then. Puts on
        each row ``status_then``, ``since_then`` (the day that status began), ``issued_on_then``,
        ``due_then`` (the deadline in force that day; with ``against="original"`` the first one
        ever given), ``lead_then``, ``lead_name_then`` and ``member_then`` (id and name of the
        drafting agency, name of the Standing Board member), ``has_fallen_due`` (that day or earlier) and ``timeliness``:

        the due day itself is not late; no deadline is never overdue; issued after the due day
        is issued late for ever, and without day or deadline it is not judged; integrated and
        withdrawn are never overdue; while guidance is awaited the clock stands still.
        """
        if known_at is None:
            state, deadline = holding("changes", on), holding("deadlines", on)
            duty = holding("duties", on)
        else:
            seen = partial(last_known, owner="document", on=on, known_at=known_at)
            state = seen("changes", StatusChange)
            deadline = seen("deadlines", DocumentDeadline)
            duty = seen("duties", DocumentDuty)
        if against == "original":
            deadline = Q(deadlines__is_original=True, deadlines__effective_on__lte=on)
        then: dict[str, F | Case | Coalesce] = {
            "status_then": F("state_row__new"),
            "since_then": F("state_row__effective_on"),
            "since_is_upper_bound": F("state_row__date_is_upper_bound"),
            "issued_on_then": F("state_row__issued_on"),
            "due_then": F("deadline_row__due_on"),
            "deadline_kind_then": F("deadline_row__deadline_kind"),
            "deadline_text_then": F("deadline_row__deadline_text"),
            "lead_then": F("duty_row__lead_agency"),
            "lead_name_then": Coalesce(
                NullIf(F("duty_row__lead_agency__short_name"), Value("")),
                F("duty_row__lead_agency__name"),
            ),
            "member_then": F("duty_row__board_member__full_name"),
            "timeliness": _told_on(on),
            "has_fallen_due": Case(
                When(due_then__lte=on, then=Value(True)), default=Value(False)
            ),
        }
        return (
            self.annotate(
                state_row=FilteredRelation("changes", condition=state),
                deadline_row=FilteredRelation("deadlines", condition=deadline),
                duty_row=FilteredRelation("duties", condition=duty),
            )
            .filter(state_row__isnull=False)
            .annotate(**then)
        )

    def told(self, *classes: str) -> "PlannedDocumentQuerySet":
        """Documents whose timeliness falls in one of these classes of the official table or
        of the three tracks. Needs ``as_of``."""
        values = [t for t, own in OFFICIAL_OF.items() if own in classes]
        values += [t for t, own in TRACK_OF.items() if own in classes]
        return self.filter(timeliness__in=values)

    def in_group(self, group: str) -> "PlannedDocumentQuerySet":
        """Documents whose status of the day belongs to a group. Needs ``as_of``."""
        return self.filter(status_then__in=statuses_of(group))

    def unfinished(self) -> "PlannedDocumentQuerySet":
        """Neither issued nor closed otherwise on the day. Needs ``as_of``."""
        return self.filter(
            status_then__in=[
                *statuses_of(StatusGroup.NOT_BEGUN),
                *statuses_of(StatusGroup.IN_PROGRESS),
                *statuses_of(StatusGroup.WAITING),
            ]
        )

    def real(self) -> "PlannedDocumentQuerySet":
        """Documents of real resolutions; training data is counted apart."""
        return self.filter(resolution__is_fictional=False)

    def fictional(self) -> "PlannedDocumentQuerySet":
        """Training documents alone."""
        return self.filter(resolution__is_fictional=True)

    def visible_to(self, user, *, on: date) -> "PlannedDocumentQuerySet":
        """Documents ``user`` may read: all with the right to, else those on which an agency
        it serves (or one below it) drafts, coordinates or signs."""
        if user.has_perm("documents.view_all_planneddocument"):
            return self
        served = Agency.objects.served_by(user, on=on)
        coordinates = PlannedDocument.coordinating_agencies.through.objects.filter(
            planneddocument=OuterRef("pk"), agency__in=served
        )
        return self.filter(
            Q(lead_agency__in=served) | Q(signing_body__in=served) | Exists(coordinates)
        )

    def led_by(self, agency: Agency) -> "PlannedDocumentQuerySet":
        """Documents that an agency or one below it drafts on the day. Needs ``as_of``."""
        return self.filter(lead_then__in=Agency.objects.subtree_of({agency.pk}))

    def lacking_evidence(self) -> "PlannedDocumentQuerySet":
        """Issued documents whose number or date is not known, or with neither link nor file."""
        return self.filter(status=DocumentStatus.ISSUED).filter(
            Q(evidence_gap=True) | Q(evidence_url="", evidence_note="")
        )

    def search(self, query: str) -> "PlannedDocumentQuerySet":
        """Documents in which every word of ``query`` occurs, tone marks ignored."""
        found = self
        for word in search_words(query):
            found = found.filter(search_text__contains=word)
        return found

    def for_register(self, *, on: date) -> "PlannedDocumentQuerySet":
        """Rows ready for lists: names joined, the wait open on that day at hand
        (``waits_then``, empty or one)."""
        return self.select_related(
            "resolution", "lead_agency", "signing_body", "board_member"
        ).prefetch_related(
            Prefetch(
                "waits",
                GuidanceWait.objects.open_on(on).select_related("guidance"),
                to_attr="waits_then",
            )
        )


class PlannedDocument(DeadlineFields, Sourced):
    """A document that must be written to concretise a resolution (văn bản cụ thể hóa).

    It counts toward exactly one governing document. Status, symbol and issue date are changed
    by services alone. A document known only from a count or without number and date is
    allowed and says so (``is_unnamed``, ``evidence_gap``); nothing is ever invented for it.
    """

    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        related_name="planned_documents",
        verbose_name=_("counts toward"),
    )
    also_concretises = models.ManyToManyField(
        Resolution,
        blank=True,
        related_name="also_concretised_by",
        verbose_name=_("also concretises"),
    )
    tasks = models.ManyToManyField(
        Task, through="TaskLink", related_name="planned_documents", verbose_name=_("tasks")
    )
    code = TextLine(_("place in the plan"), max_length=40, blank=True)
    title = TextLine(_("title"), max_length=1000)
    kind = models.CharField(_("kind"), max_length=8, choices=DocumentKind)
    lead_agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_documents",
        verbose_name=_("drafting agency"),
    )
    coordinating_agencies = models.ManyToManyField(
        Agency,
        blank=True,
        related_name="coordinated_documents",
        verbose_name=_("coordinating agencies"),
    )
    signing_body = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signed_documents",
        verbose_name=_("signing body"),
    )
    board_member = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents_in_charge",
        verbose_name=_("Standing Board member in charge"),
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=DocumentStatus,
        default=DocumentStatus.NOT_STARTED,
        editable=False,
    )
    symbol = TextLine(_("symbol"), max_length=60, blank=True, editable=False)
    symbol_key = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    issued_on = models.DateField(_("issue date"), null=True, blank=True, editable=False)
    issuer_name = TextLine(_("issuing body"), max_length=200, blank=True, editable=False)
    evidence_url = models.URLField(_("link"), max_length=500, blank=True, editable=False)
    evidence_note = TextLine(
        _("where the document is kept"), max_length=300, blank=True, editable=False
    )
    evidence_gap = models.BooleanField(
        _("number or date not known yet"), default=False, editable=False
    )
    integrated_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="integrates",
        verbose_name=_("integrated into"),
        editable=False,
    )
    integrated_into_text = TextLine(
        _("integrated into (in words)"), max_length=500, blank=True, editable=False
    )
    register_entry = models.ForeignKey(
        Resolution,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="planned_as",
        verbose_name=_("same document in the register of governing documents"),
    )
    is_unnamed = models.BooleanField(
        _("known only from a count"),
        default=False,
        help_text=_("The source counts this document without naming it."),
    )
    is_group = models.BooleanField(
        _("several documents, number not given"),
        default=False,
        help_text=_("The source speaks of several documents without a number; counted once."),
    )
    note = TextBlock(_("note"), blank=True, max_length=5000)
    search_text = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Put on rows by the QuerySet methods of the same words.
    status_then: str
    timeliness: str
    waits_then: list[GuidanceWait]
    # Read by django-simple-history, which knows no user outside a request.
    _history_user: User | None

    objects = PlannedDocumentQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "symbol_key"])

    class Meta:
        verbose_name = _("planned document")
        verbose_name_plural = _("planned documents")
        ordering = ["resolution", "code", "pk"]
        permissions = [
            ("view_all_planneddocument", "Can see the planned documents of every agency")
        ]
        constraints = [
            *DeadlineFields.Meta.constraints,
            models.CheckConstraint(
                name="planneddocument_status_is_known",
                condition=Q(status__in=DocumentStatus.values),
            ),
            models.CheckConstraint(
                name="planneddocument_kind_is_known",
                condition=Q(kind__in=DocumentKind.values),
            ),
            models.CheckConstraint(name="planneddocument_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="planneddocument_issued_has_number_and_date_or_says_not",
                condition=(
                    ~Q(status=DocumentStatus.ISSUED)
                    | (Q(evidence_gap=False, issued_on__isnull=False) & ~Q(symbol=""))
                    | (Q(evidence_gap=True) & (Q(issued_on__isnull=True) | Q(symbol="")))
                ),
                violation_error_message=_("An issued document has a number and a date."),
            ),
            models.CheckConstraint(
                name="planneddocument_only_issued_has_number_and_date",
                condition=Q(status=DocumentStatus.ISSUED)
                | Q(
                    symbol="",
                    issued_on__isnull=True,
                    issuer_name="",
                    evidence_url="",
                    evidence_note="",
                    evidence_gap=False,
                ),
                violation_error_message=_("Only an issued document has a number and a date."),
            ),
            models.CheckConstraint(
                name="planneddocument_integrated_iff_says_where",
                condition=(
                    Q(status=DocumentStatus.INTEGRATED)
                    & (Q(integrated_into__isnull=False) | ~Q(integrated_into_text=""))
                )
                | (
                    ~Q(status=DocumentStatus.INTEGRATED)
                    & Q(integrated_into__isnull=True, integrated_into_text="")
                ),
                violation_error_message=_("Say which document it was integrated into."),
            ),
            models.CheckConstraint(
                name="planneddocument_not_integrated_into_itself",
                condition=Q(integrated_into__isnull=True) | ~Q(integrated_into=F("id")),
                violation_error_message=_("A document cannot be integrated into itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.title}".strip()[:160]

    def save(self, *args, **kwargs):
        """Keep the comparison and search columns in step with what they come from."""
        read = read_symbol(self.symbol)
        self.symbol_key = read.key if self.symbol else ""
        self.search_text = fold(
            f"{self.code} {self.title} {self.symbol} {read.canonical} {self.issuer_name} "
            f"{self.get_kind_display()}"
        )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("documents:document_page", args=[self.pk])

    @property
    def group(self) -> StatusGroup:
        """The group of the current status."""
        return GROUP_OF[DocumentStatus(self.status)]

    @property
    def group_then(self) -> StatusGroup:
        """The group on the day asked for. Needs ``as_of``."""
        return GROUP_OF[DocumentStatus(self.status_then)]

    @property
    def status_then_label(self) -> str:
        """The status on the day asked for, in words. Needs ``as_of``."""
        return str(DocumentStatus(self.status_then).label)

    @property
    def timeliness_label(self) -> str:
        """The timeliness on the day asked for, in words. Needs ``as_of``."""
        return str(Timeliness(self.timeliness).label)

    @property
    def wait_then(self) -> GuidanceWait | None:
        """The wait open on the day asked for. Needs ``as_of`` and ``for_register``."""
        awaits = self.status_then == DocumentStatus.AWAITING_GUIDANCE
        return self.waits_then[0] if awaits and self.waits_then else None

    @property
    def lacks_evidence(self) -> bool:
        """Issued, but number, date or any proof is missing (thiếu minh chứng)."""
        return self.status == DocumentStatus.ISSUED and (
            self.evidence_gap or not (self.evidence_url or self.evidence_note)
        )


class TaskLink(models.Model):
    """A planned document fulfils a task; one task may ask for several documents.

    A placeholder link pairs items that the source only counts (17 tasks, 18 documents).
    """

    document = models.ForeignKey(
        PlannedDocument,
        models.CASCADE,
        related_name="task_links",
        verbose_name=_("planned document"),
    )
    task = models.ForeignKey(
        Task, models.CASCADE, related_name="document_links", verbose_name=_("task")
    )
    is_placeholder = models.BooleanField(
        _("paired provisionally"),
        default=False,
        help_text=_("The source does not say which document belongs to which task."),
    )

    class Meta:
        verbose_name = _("task of a document")
        verbose_name_plural = _("tasks of documents")
        ordering = ["task", "document"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "task"], name="tasklink_is_stated_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} ↔ {self.document}"
