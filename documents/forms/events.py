"""One form per event: it cleans input to domain types; the service decides.

``commit`` hands the cleaned values over and puts the service's refusal on the form.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import services
from documents.forms.files import AttachmentField, kinds_accepted
from documents.forms.waits import COUNTED_FROM, NEW_DEADLINE, EndsWait, days_in_words
from documents.models import PlannedDocument, Purpose, StatusChange
from documents.status import Event, reason_needed
from resolutions.forms import show_refusal
from resolutions.forms.dates import date_field

NOTE_LENGTH = 5000


class EventForm(forms.Form):
    """What every event asks: since when, and a note (a reason where one is due)."""

    event: Event
    effective_on = date_field(_("Effective on"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, document: PlannedDocument, earlier: bool = False, **kwargs):
        """``earlier`` asks for an event that lies before others recorded already."""
        super().__init__(*args, **kwargs)
        self.document, self.earlier = document, earlier
        if "effective_on" in self.fields and not earlier:
            self.initial.setdefault("effective_on", timezone.localdate())
        if earlier or reason_needed(self.event, document.status):
            self.fields["note"].required = True
            self.fields["note"].label = _("Reason")

    def commit(self, *, by) -> PlannedDocument | None:
        """Call the event's service; on refusal put its messages on the form and return None."""
        told = self.service_values()
        if self.earlier and "ends" not in told:
            told["earlier"] = True
        try:
            return getattr(services, self.event.value)(self.document, **told, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None

    def service_values(self) -> dict[str, Any]:
        """The cleaned values under the names the service knows."""
        return dict(self.cleaned_data)


class StartDraftingForm(EventForm):
    event = Event.START_DRAFTING


class ConsultForm(EventForm):
    event = Event.CONSULT


class SubmitForm(EventForm):
    event = Event.SUBMIT


class AwaitGuidanceForm(EventForm):
    event = Event.AWAIT_GUIDANCE
    expected = forms.CharField(
        label=_("Guidance awaited"),
        max_length=500,
        help_text=_("For example: Guideline of the Central Organisation Commission on …"),
    )
    asked_by_letter = forms.CharField(
        label=_("Asked by letter"),
        max_length=200,
        required=False,
        help_text=_("Number and date of the letter by which the province asked, if any."),
    )
    field_order = ["effective_on", "expected", "asked_by_letter", "note"]


class ResumeForm(EndsWait, EventForm):
    event = Event.RESUME
    received = forms.CharField(
        label=_("Guidance received"),
        max_length=500,
        help_text=_("Number, date and subject of the central document."),
    )
    field_order = [
        "effective_on",
        "received",
        "deadline_by",
        COUNTED_FROM,
        *NEW_DEADLINE,
        "note",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        standing = [] if self.earlier else self.document.deadlines.standing()
        self.hang_on(services.hangs_on_event(standing), timezone.localdate())
        if self.earlier:  # the deadline of today is not decided by what is added to the past
            for name in ("deadline_by", *NEW_DEADLINE):
                del self.fields[name]
            return
        ended_on = self.initial["effective_on"]
        self.fields["deadline_by"].help_text = days_in_words(self.document, on=ended_on)

    def service_values(self) -> dict[str, Any]:
        return self.with_deadline(super().service_values())


_NEVER_OF_SECRETS = ("symbol", "issuer_name", "file", "evidence_url", "evidence_note")


class IssueForm(EventForm):
    event = Event.ISSUE
    effective_on = None
    symbol = forms.CharField(
        label=_("Number and symbol"),
        max_length=60,
        help_text=_("As written on the document, for example 03-NQ/TU."),
    )
    issued_on = date_field(_("Issue date"))
    issuer_name = forms.CharField(label=_("Issuing body"), max_length=200)
    evidence_url = forms.URLField(
        label=_("Link to the document"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    evidence_note = forms.CharField(
        label=_("Where the document is kept"),
        max_length=300,
        required=False,
        help_text=_("For example the file number, when there is no link."),
    )
    file = AttachmentField(label=_("File of the document"), required=False)
    field_order = [
        "symbol",
        "issued_on",
        "issuer_name",
        "file",
        "evidence_url",
        "evidence_note",
        "note",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = kinds_accepted()
        if self.document.is_secret:
            for name in _NEVER_OF_SECRETS:
                del self.fields[name]
        elif self.document.signing_body is not None:
            self.initial.setdefault("issuer_name", self.document.signing_body.name)

    def commit(self, *, by) -> PlannedDocument | None:
        """Record the event and keep the file that proves it, both or neither."""
        file = self.cleaned_data.pop("file", None)
        if self.document.is_secret:
            self.cleaned_data |= {"symbol": "", "issuer_name": ""}
        with transaction.atomic():
            document = super().commit(by=by)
            if document is not None and file is not None:
                services.attach_file(item=document, file=file, purpose=Purpose.EVIDENCE, by=by)
        return document


class RecordEvidenceForm(IssueForm):
    event = Event.RECORD_EVIDENCE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & {*_NEVER_OF_SECRETS, "issued_on"} - {"file"}:
            self.initial[name] = getattr(self.document, name) or self.initial.get(name)


class IntegrateForm(EventForm):
    event = Event.INTEGRATE
    into = forms.ModelChoiceField(
        PlannedDocument.objects.none(),
        required=False,
        label=_("Integrated into"),
        help_text=_("A document of this register, or describe it below."),
    )
    into_text = forms.CharField(
        label=_("Another document"),
        max_length=500,
        required=False,
        help_text=_("Number, date and title when it is not in this register."),
    )
    field_order = ["effective_on", "into", "into_text", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = (
            PlannedDocument.objects.standing()
            .filter(resolution=self.document.resolution_id)
            .exclude(pk=self.document.pk)
        )


class WithdrawForm(EventForm):
    event = Event.WITHDRAW


class ReopenForm(EventForm):
    event = Event.REOPEN


EVENT_FORMS: dict[Event, type[EventForm]] = {
    form.event: form
    for form in (
        StartDraftingForm,
        ConsultForm,
        SubmitForm,
        AwaitGuidanceForm,
        ResumeForm,
        IssueForm,
        RecordEvidenceForm,
        IntegrateForm,
        WithdrawForm,
        ReopenForm,
    )
}

# Evidence is completed of the issue that holds; it bears its own earlier day already.
EARLIER_FORMS = {e: form for e, form in EVENT_FORMS.items() if e != Event.RECORD_EVIDENCE}


class StrikeOutForm(forms.Form):
    """Strike out an entry of the history with a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def commit(
        self, document: PlannedDocument, change: StatusChange, *, by
    ) -> PlannedDocument | None:
        """Strike it out; a refusal goes onto the form and returns None."""
        try:
            return services.strike_out(
                document,
                change=change.pk,
                reason=self.cleaned_data["reason"],
                now=timezone.now(),
                by=by,
            )
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
