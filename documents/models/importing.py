"""An annex on its way into the register, and what was learnt of the heads of columns."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assignments.models import Person
from resolutions.fields import TextBlock, TextLine
from resolutions.models import Resolution


class BatchState(models.TextChoices):
    """What became of an annex."""

    DRAFT = "draft", _("being looked through")
    APPLIED = "applied", _("taken over")
    UNDONE = "undone", _("taken back")


class ImportBatch(models.Model):
    """One sheet of an annex: its cells as they were read, what a person changed in the
    preview, and, once it is taken over, what it made and changed row by row.

    The file itself is not kept; ``sha256`` tells whether another one is the same.
    """

    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        related_name="import_batches",
        verbose_name=_("governing document"),
    )
    file_name = TextLine(_("file name"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    sheet_name = TextLine(_("sheet"), max_length=200, blank=True)
    cells = models.JSONField(_("cells"), default=dict, editable=False)
    mapping = models.JSONField(_("columns"), default=dict, editable=False)
    edits = models.JSONField(_("cells written over"), default=dict, editable=False)
    left_out = models.JSONField(_("rows left out"), default=list, editable=False)
    looked_through = models.JSONField(
        _("what people said in the preview"), default=list, editable=False
    )
    outcome = models.JSONField(_("what became of each row"), default=list, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=BatchState, default=BatchState.DRAFT
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="import_batches",
        verbose_name=_("by"),
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
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    applied_at = models.DateTimeField(_("taken over at"), null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applied_import_batches",
        verbose_name=_("taken over by"),
    )
    applied_on_behalf_of = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("taken over on behalf of"),
    )
    request_id = models.CharField(_("request id"), max_length=64, blank=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_import_batches",
        verbose_name=_("taken back by"),
    )
    undone_on_behalf_of = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("taken back on behalf of"),
    )
    undone_reason = TextBlock(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("annex taken over")
        verbose_name_plural = _("annexes taken over")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="importbatch_state_is_known", condition=Q(state__in=BatchState.values)
            ),
            models.CheckConstraint(
                name="importbatch_is_applied_once_it_says_when",
                condition=Q(state=BatchState.DRAFT, applied_at__isnull=True)
                | (~Q(state=BatchState.DRAFT) & Q(applied_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="importbatch_undone_iff_says_why",
                condition=(
                    Q(state=BatchState.UNDONE, undone_at__isnull=False) & ~Q(undone_reason="")
                )
                | (~Q(state=BatchState.UNDONE) & Q(undone_at__isnull=True, undone_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.resolution})"[:160]

    def get_absolute_url(self) -> str:
        return reverse("documents:import_page", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """Whether nothing of it is in the register yet."""
        return self.state == BatchState.DRAFT

    @property
    def version(self) -> int:
        """How often people said something in the preview: what a page of it was filled from."""
        return len(self.looked_through)

    @property
    def made(self) -> dict[str, int]:
        """How many tasks and documents it made and changed."""
        found: dict[str, int] = dict.fromkeys(
            ("tasks_made", "tasks_changed", "documents_made", "documents_changed"), 0
        )
        for row in self.outcome:
            done: dict[str, Any] = row
            for item in ("task", "document"):
                if done.get(item):
                    found[f"{item}s_{'made' if done[item]['made'] else 'changed'}"] += 1
        return found


class ColumnMeaning(models.Model):
    """What a column with this head was said to hold, the last time a person said so."""

    heading = TextLine(_("head of the column"), max_length=200, unique=True)
    field = models.CharField(_("field"), max_length=20)
    said_at = models.DateTimeField(_("said at"), auto_now=True)

    class Meta:
        verbose_name = _("meaning of a column")
        verbose_name_plural = _("meanings of columns")
        ordering = ["heading"]
        constraints = [
            models.CheckConstraint(
                name="columnmeaning_says_something", condition=~Q(heading="") & ~Q(field="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading}: {self.field}"
