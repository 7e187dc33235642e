"""Files kept with a governing document, a task or a planned document."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assignments.models import Person, Task
from documents.files import ContentType, ScanResult, warning_of
from resolutions.fields import TextLine
from resolutions.models import Resolution

# The items a file can be kept with; to add one: its name here, its field and a migration.
ITEMS = ("resolution", "task", "document")


class Purpose(models.TextChoices):
    """What a file is kept for."""

    EVIDENCE = "evidence", _("the issued document (evidence)")
    OTHER = "other", _("other material")


def exactly_one(*names: str) -> Q:
    """One of these references is filled, the others are not."""
    one = Q()
    for name in names:
        one |= Q(**{f"{other}__isnull": other != name for other in names})
    return one


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Reads with a name."""

    def standing(self) -> "AttachmentQuerySet":
        """Files that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def evidence(self) -> "AttachmentQuerySet":
        """Files that prove an issue."""
        return self.standing().filter(purpose=Purpose.EVIDENCE)

    def of(self, item: models.Model) -> "AttachmentQuerySet":
        """Files kept with one item."""
        return self.filter(**{item_name(item): item.pk})

    def for_panel(self) -> "AttachmentQuerySet":
        """Standing files as an item's page lists them, every version, newest first; who sent
        them joined."""
        return (
            self.standing()
            .select_related("uploaded_by__person", "uploaded_on_behalf_of")
            .order_by("-uploaded_at", "pk")
        )

    def visible_to(self, user, *, on: date) -> "AttachmentQuerySet":
        """Standing files of the items that ``user`` may read."""
        documents: Any = self.model._meta.get_field("document").related_model
        tasks = Task.objects.visible_to(user, on=on)
        return self.standing().filter(
            Q(resolution__isnull=False)
            | Q(task__in=tasks.values("pk"))
            | Q(document__in=documents.objects.visible_to(user, on=on).values("pk"))
        )


class Attachment(models.Model):
    """One version of a file kept with an item.

    The original name is for people; the file lies under a random one (``place``). A changed
    file is a new version of the same ``series``; nothing is deleted: a file that should not be
    here is withdrawn with a reason, and then nobody opens it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("governing document"),
    )
    task = models.ForeignKey(
        Task,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("task"),
    )
    document = models.ForeignKey(
        "documents.PlannedDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("planned document"),
    )
    report = models.ForeignKey(
        "documents.Report",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("sent with the report"),
    )
    name = TextLine(_("file name"), max_length=200)
    content_type = models.CharField(_("kind of file"), max_length=100, choices=ContentType)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    place = models.CharField(_("place in the store"), max_length=100, unique=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    scan = models.CharField(_("virus scan"), max_length=12, choices=ScanResult)
    cautions = models.CharField(_("careful with"), max_length=100, blank=True, default="")
    series = models.UUIDField(_("file"), default=uuid4, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    uploaded_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("sent by"),
    )
    uploaded_on_behalf_of = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("sent on behalf of"),
    )
    uploaded_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_attachments",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_on_behalf_of = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawn on behalf of"),
    )
    withdrawn_reason = TextLine(_("reason of the withdrawal"), max_length=500, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_is_of_exactly_one_item", condition=exactly_one(*ITEMS)
            ),
            models.CheckConstraint(
                name="attachment_kind_is_accepted",
                condition=Q(content_type__in=ContentType.values),
            ),
            models.CheckConstraint(
                name="attachment_purpose_is_known", condition=Q(purpose__in=Purpose.values)
            ),
            models.CheckConstraint(
                name="attachment_scan_is_known", condition=Q(scan__in=ScanResult.values)
            ),
            models.CheckConstraint(
                name="attachment_has_name_content_and_digest",
                condition=~Q(name="") & ~Q(place="") & ~Q(sha256="") & Q(size__gt=0),
            ),
            models.CheckConstraint(
                name="attachment_only_documents_have_evidence",
                condition=~Q(purpose=Purpose.EVIDENCE) | Q(document__isnull=False),
            ),
            models.CheckConstraint(
                name="attachment_version_counts_from_one", condition=Q(version__gte=1)
            ),
            models.UniqueConstraint(
                name="attachment_version_is_stated_once", fields=["series", "version"]
            ),
            models.CheckConstraint(
                name="attachment_withdrawn_iff_says_why",
                condition=(Q(withdrawn_at__isnull=True) & Q(withdrawn_reason=""))
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_at__gte=F("uploaded_at"))
                    & ~Q(withdrawn_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:file_download", args=[self.pk])

    @property
    def item(self) -> Any:
        """The governing document, task or planned document it is kept with."""
        return self.resolution or self.task or self.document

    @property
    def warning(self) -> str:
        """What to be careful with when the file is opened; empty without such."""
        return warning_of(self.cautions)

    @property
    def is_pdf(self) -> bool:
        """A browser can show it in a page."""
        return self.content_type == ContentType.PDF


def item_name(item: models.Model) -> str:
    """Under which of ``ITEMS`` files are kept with this item."""
    for name in ITEMS:
        field: Any = Attachment._meta.get_field(name)
        if isinstance(item, field.related_model):
            return name
    raise TypeError(f"no file is kept with {type(item).__name__}")
