"""The planned document: a paper that must exist because a resolution says so."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import (
    F,
    Q,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assignments.models import Agency, DeadlineFields, Person, Task
from documents.models.guidance import GuidanceWait
from documents.models.scope import with_scope
from documents.models.states import PlannedDocumentQuerySet
from documents.status import (
    GROUP_OF,
    DocumentStatus,
    Standing,
    StatusGroup,
    Timeliness,
)
from resolutions.fields import TextBlock, TextLine
from resolutions.kinds import DocumentKind
from resolutions.models import Resolution, Searchable, Sourced
from resolutions.symbols import read_symbol

# What the register says of a document whose content may not be kept here (design: secrecy).
SECRET_TITLE = "Nội dung theo văn bản mật, theo dõi ngoài hệ thống"


class PlannedDocument(DeadlineFields, Searchable, Sourced):
    """A document that must be written to concretise a resolution (văn bản cụ thể hóa).

    It counts toward exactly one governing document. Status, symbol and issue date are changed
    by services alone. A document known only from a count or without number and date is
    allowed and says so (``is_unnamed``, ``evidence_gap``); nothing is ever invented for it.
    One of a set whose size the source does not give (``total_is_unknown``) enters no fraction
    and no sum: it stands beside them.
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
    advising_agencies = models.ManyToManyField(
        Agency,
        blank=True,
        related_name="advised_documents",
        verbose_name=_("advising agencies"),
        help_text=_("Advise the body that issues it, on the document or on carrying it out."),
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
    is_secret = models.BooleanField(
        _("content of a secret document"),
        default=False,
        help_text=_("Counted only: its title, number and files are never kept here."),
    )
    is_group = models.BooleanField(
        _("several documents, number not given"),
        default=False,
        help_text=_("The source speaks of several documents without a number; in no total."),
    )
    total_is_unknown = models.BooleanField(
        _("total not given by the source"),
        default=False,
        help_text=_("The source counts some documents without saying out of how many."),
    )
    note = TextBlock(_("note"), blank=True, max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Put on rows by the QuerySet methods of the same words.
    on_then: date
    status_then: str
    since_then: date
    due_then: date | None
    lead_then: int | None
    lead_name_then: str | None
    timeliness: str
    has_fallen_due: bool
    unit_then: int | None
    unit_name_then: str | None
    unit_level_then: str | None
    advising: list[Agency]
    # A join that finds no wait puts nothing on the row.
    wait_row: GuidanceWait | None = None
    evidence_file: bool | None = None
    integrated_into_is_beyond: bool = False

    objects = PlannedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned document")
        verbose_name_plural = _("planned documents")
        ordering = ["resolution", "code", "pk"]
        permissions = [
            ("view_all_planneddocument", "Can see the planned documents of every agency")
        ]
        indexes = [
            models.Index(
                fields=["resolution"],
                condition=Q(total_is_unknown=True),
                name="planneddocument_beside",
            )
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
                name="planneddocument_group_is_outside_the_sums",
                condition=Q(is_group=False) | Q(total_is_unknown=True),
                violation_error_message=_(
                    "Several documents without a number are not one: their total is not given."
                ),
            ),
            models.CheckConstraint(
                name="planneddocument_secret_is_only_counted",
                condition=Q(is_secret=False)
                | Q(
                    title=SECRET_TITLE,
                    symbol="",
                    issuer_name="",
                    evidence_url="",
                    evidence_note="",
                    note="",
                    source_quote="",
                ),
                violation_error_message=_(
                    "Of a secret document nothing is kept but that it exists. Take its number "
                    "and proof out first."
                ),
            ),
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

    def clean(self) -> None:
        """What is secret bears one title for all and no note; several documents without a
        number are in no total."""
        super().clean()
        self.total_is_unknown = self.total_is_unknown or self.is_group
        if self.is_secret:
            self.title, self.note, self.source_quote = SECRET_TITLE, "", ""

    def save(self, *args, **kwargs):
        """Keep the comparison and search columns in step with what they come from."""
        read = read_symbol(self.symbol)
        self.symbol_key = read.key if self.symbol else ""
        self.keep_searchable(
            f"{self.code} {self.title} {self.symbol} {read.canonical} {self.issuer_name} "
            f"{self.get_kind_display()}",
            name=self.title,
        )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("documents:document_page", args=[self.pk])

    @property
    def standing(self) -> Standing:
        """Whether it enters fractions and sums, or stands beside them."""
        return Standing.of(self.total_is_unknown, self.is_group)

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
        """The wait open on the day asked for, as it was known. Needs ``as_of`` and
        ``for_register``."""
        if self.status_then != DocumentStatus.AWAITING_GUIDANCE or self.wait_row is None:
            return None
        if self.wait_row.ended_on is not None and self.wait_row.ended_on <= self.on_then:
            # Its end became known later than the day by which it is looked at.
            self.wait_row.ended_on = None
        return self.wait_row

    @property
    def lacks_evidence(self) -> bool:
        """Issued, but number, date or any proof is missing (thiếu minh chứng). Nobody asks
        it of what is secret."""
        if self.is_secret or self.status != DocumentStatus.ISSUED:
            return False
        proof = self.evidence_url or self.evidence_note or self._has_evidence_file
        return self.evidence_gap or not proof

    @property
    def _has_evidence_file(self) -> bool:
        """As ``for_register`` read it with the row, else asked now."""
        if self.evidence_file is None:
            return self.attachments.evidence().exists()
        return self.evidence_file


class TaskLinkQuerySet(models.QuerySet["TaskLink"]):
    def for_page(self, user: Any, *, on: date) -> "TaskLinkQuerySet":
        """Links of a document with their tasks; of each whether the task is beyond what the
        person may read (``task_is_beyond``)."""
        rows = self.select_related("task")
        return with_scope(rows, user, on=on, told="task_is_beyond", task=Task)


class TaskLink(models.Model):
    """A planned document fulfils a task; one task may ask for several documents.

    A placeholder link pairs items that the source only counts (17 tasks, 18 documents).
    """

    document = models.ForeignKey(
        PlannedDocument,
        models.PROTECT,
        related_name="task_links",
        verbose_name=_("planned document"),
    )
    task = models.ForeignKey(
        Task, models.PROTECT, related_name="document_links", verbose_name=_("task")
    )
    is_placeholder = models.BooleanField(
        _("paired provisionally"),
        default=False,
        help_text=_("The source does not say which document belongs to which task."),
    )

    # Put on rows by ``for_page``.
    task_is_beyond: bool = False

    objects = TaskLinkQuerySet.as_manager()

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
