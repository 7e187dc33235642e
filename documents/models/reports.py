"""An agency's report on a document or task, which counts once the Office has confirmed it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models.history import StatusChange
from documents.models.papers import AWAITING, AgencyPaper, AgencyPaperQuerySet
from documents.status import Event
from resolutions.fields import TextBlock, TextLine

# What an agency may claim of its document. The rest is for the Office alone: central guidance
# is received for all that wait, and whether a document is still due is not its agency's word.
CLAIMS = (
    Event.START_DRAFTING,
    Event.CONSULT,
    Event.SUBMIT,
    Event.AWAIT_GUIDANCE,
    Event.ISSUE,
    Event.RECORD_EVIDENCE,
)
ISSUING = (Event.ISSUE, Event.RECORD_EVIDENCE)


class ReportState(models.TextChoices):
    """Where a report stands. Only a confirmed one changes what is recorded."""

    SUBMITTED = AWAITING, _("Awaiting confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Taken back")


class Report(AgencyPaper):
    """A report (báo cáo) of an agency: what was done, what hinders, what it proposes, and, of
    a document, the event it claims with its day.

    ``change`` is the history row that the confirmation wrote.
    """

    text = TextBlock(_("what was done"), max_length=4000)
    difficulty = TextBlock(_("difficulties"), blank=True, max_length=2000)
    proposal = TextBlock(_("proposals"), blank=True, max_length=2000)
    claimed_event = models.CharField(
        _("reported event"),
        max_length=16,
        blank=True,
        choices=[(event.value, event.label) for event in CLAIMS],
    )
    claimed_on = models.DateField(_("effective on"), null=True, blank=True)
    symbol = TextLine(_("symbol"), max_length=60, blank=True)
    issuer_name = TextLine(_("issuing body"), max_length=200, blank=True)
    evidence_url = models.URLField(_("link"), max_length=500, blank=True)
    evidence_note = TextLine(_("where the document is kept"), max_length=300, blank=True)
    expected = TextLine(_("guidance awaited"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ReportState, default=ReportState.SUBMITTED
    )
    change = models.OneToOneField(
        StatusChange,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="report",
        verbose_name=_("status change"),
    )

    objects: ClassVar[Any] = AgencyPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of an agency")
        verbose_name_plural = _("reports of agencies")
        ordering = ["-submitted_at", "-pk"]
        permissions = [("confirm_report", "Can confirm or return the reports of agencies")]
        indexes = [
            models.Index(fields=["state", "-submitted_at"], name="report_by_state"),
        ]
        constraints = [
            *AgencyPaper.Meta.constraints,
            models.CheckConstraint(
                name="report_state_is_known", condition=Q(state__in=ReportState.values)
            ),
            models.CheckConstraint(
                name="report_claim_is_known", condition=Q(claimed_event__in=["", *CLAIMS])
            ),
            models.CheckConstraint(
                name="report_claims_of_documents_alone",
                condition=Q(claimed_event="") | Q(document__isnull=False),
            ),
            models.CheckConstraint(
                name="report_claim_has_its_day",
                condition=Q(claimed_event="", claimed_on__isnull=True)
                | (~Q(claimed_event="") & Q(claimed_on__isnull=False)),
                violation_error_message=_("Give the day from which this is so."),
            ),
            models.CheckConstraint(
                name="report_of_issue_has_number_and_issuer",
                condition=(Q(claimed_event__in=ISSUING) & ~Q(symbol="") & ~Q(issuer_name=""))
                | (
                    ~Q(claimed_event__in=ISSUING)
                    & Q(symbol="", issuer_name="", evidence_url="", evidence_note="")
                ),
                violation_error_message=_("An issued document has a number and an issuer."),
            ),
            models.CheckConstraint(
                name="report_of_a_wait_says_for_what",
                condition=(Q(claimed_event=Event.AWAIT_GUIDANCE) & ~Q(expected=""))
                | (~Q(claimed_event=Event.AWAIT_GUIDANCE) & Q(expected="")),
                violation_error_message=_("Say which central guidance is awaited."),
            ),
            models.CheckConstraint(
                name="report_is_returned_with_a_reason",
                condition=~Q(state=ReportState.RETURNED) | ~Q(decision_reason=""),
                violation_error_message=_("Say why the report is returned."),
            ),
            models.CheckConstraint(
                name="report_confirmed_claim_has_its_history_row",
                condition=(
                    Q(state=ReportState.CONFIRMED, change__isnull=False) & ~Q(claimed_event="")
                )
                | (
                    Q(change__isnull=True)
                    & (~Q(state=ReportState.CONFIRMED) | Q(claimed_event=""))
                ),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("documents:report_page", args=[self.pk])

    @property
    def claim_label(self) -> str:
        """The claimed event in words; empty for news alone."""
        return str(Event(self.claimed_event).label) if self.claimed_event else ""


class RequestState(models.TextChoices):
    """Where a request for an extension stands."""

    SUBMITTED = AWAITING, _("Awaiting a decision")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


class ExtensionRequest(AgencyPaper):
    """An agency asks, before a deadline, for a later one (đề nghị gia hạn).

    Granting sets the deadline by the service for deadlines, so the original stays.
    """

    text = TextBlock(_("reason"), max_length=2000)
    due_before = models.DateField(_("deadline when it was asked"))
    due_asked = models.DateField(_("new deadline asked for"))
    due_granted = models.DateField(_("new deadline granted"), null=True, blank=True)
    decision = TextLine(_("deciding document"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=RequestState, default=RequestState.SUBMITTED
    )

    objects: ClassVar[Any] = AgencyPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for an extension")
        verbose_name_plural = _("requests for an extension")
        ordering = ["-submitted_at", "-pk"]
        permissions = [("grant_extension", "Can grant or refuse requests for an extension")]
        constraints = [
            *AgencyPaper.Meta.constraints,
            models.CheckConstraint(
                name="extensionrequest_state_is_known",
                condition=Q(state__in=RequestState.values),
            ),
            models.CheckConstraint(
                name="extensionrequest_asks_for_a_later_day",
                condition=Q(due_asked__gt=models.F("due_before")),
                violation_error_message=_("The new deadline must lie after the present one."),
            ),
            models.CheckConstraint(
                name="extensionrequest_granted_with_day_and_document",
                condition=(
                    Q(state=RequestState.GRANTED, due_granted__isnull=False) & ~Q(decision="")
                )
                | (~Q(state=RequestState.GRANTED) & Q(due_granted__isnull=True, decision="")),
                violation_error_message=_("Name the document that grants the extension."),
            ),
            models.CheckConstraint(
                name="extensionrequest_is_refused_with_a_reason",
                condition=~Q(state=RequestState.REFUSED) | ~Q(decision_reason=""),
                violation_error_message=_("Say why the request is refused."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[item],
                    condition=Q(state=RequestState.SUBMITTED, **{f"{item}__isnull": False}),
                    name=f"extensionrequest_one_open_for_a_{item}",
                    violation_error_message=_(
                        "A request for this item already awaits a decision."
                    ),
                )
                for item in ("document", "task")
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("documents:extension_page", args=[self.pk])
