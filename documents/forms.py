"""Forms of planned documents: one to plan or edit, one per event.

A form cleans input to domain types; the service decides. ``commit`` hands the cleaned values
over and puts the service's refusal on the form.
"""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.forms import DEADLINE_FIELDS, ReadsWording, show_refusal
from assignments.models import Agency, Person, Task
from documents import services
from documents.models import CentralGuidance, Meeting, PlannedDocument
from documents.status import Event, reason_needed
from resolutions.forms import RowsField
from resolutions.looking import FIRST_DAY

NOTE_LENGTH = 5000


def _date_field(label, help_text="", **kwargs) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("The date cannot be read. Write it as 13/12/2021.")},
        **kwargs,
    )


class PlannedDocumentForm(ReadsWording, forms.ModelForm):
    """Plan a document, or edit what is planned of it. The status is not here."""

    tasks = RowsField(Task.objects.none(), required=False, label=_("Tasks it fulfils"))
    planned_on = _date_field(
        _("Planned since"), _("The day from which it counts in the figures."), required=False
    )

    class Meta:
        model = PlannedDocument
        fields = [
            "resolution",
            "code",
            "kind",
            "title",
            "lead_agency",
            "coordinating_agencies",
            "signing_body",
            "board_member",
            "deadline_kind",
            "due_on",
            "deadline_days",
            "deadline_text",
            "note",
        ]
        field_classes = {"coordinating_agencies": RowsField}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.valid_on(on).filter(is_placeholder=False)
        for name in ("lead_agency", "signing_body"):
            kept = Agency.objects.filter(pk=getattr(self.instance, f"{name}_id"))
            self.fields[name].queryset = (agencies | kept).distinct()
        kept = Agency.objects.none()
        if self.instance.pk:
            kept = Agency.objects.filter(coordinated_documents=self.instance)
        self.fields["coordinating_agencies"].queryset = Agency.objects.filter(
            pk__in=[*agencies.values_list("pk", flat=True), *kept.values_list("pk", flat=True)]
        )
        self.fields["board_member"].queryset = Person.objects.standing_board()
        tasks = Task.objects.select_related("resolution")
        if self.instance.pk:
            tasks = tasks.filter(resolution=self.instance.resolution_id)
            self.initial["tasks"] = list(
                self.instance.task_links.values_list("task", flat=True)
            )
            # A deadline once given moves by its own form, with a reason.
            for name in ("planned_on", *DEADLINE_FIELDS):
                del self.fields[name]
        else:
            self.initial.setdefault("planned_on", on)
            if self.initial.get("resolution"):
                tasks = tasks.filter(resolution=self.initial["resolution"])
        self.fields["tasks"].queryset = tasks

    def clean_planned_on(self) -> date:
        return self.cleaned_data["planned_on"] or timezone.localdate()

    def clean(self):
        cleaned = super().clean()
        resolution = cleaned.get("resolution")
        for task in cleaned.get("tasks") or ():
            if resolution is not None and task.resolution_id != resolution.pk:
                self.add_error(
                    "tasks",
                    _("The task “%(task)s” belongs to another governing document.")
                    % {"task": task},
                )
        return cleaned

    def commit(self, *, by) -> PlannedDocument | None:
        """Save through the services; a refusal goes onto the form and returns None."""
        try:
            return services.save_planned(
                self.instance,
                coordinating=self.cleaned_data["coordinating_agencies"],
                tasks=self.cleaned_data["tasks"],
                planned_on=self.cleaned_data.get("planned_on"),
                by=by,
            )
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class EventForm(forms.Form):
    """What every event asks: since when, and a note (a reason where one is due)."""

    event: Event
    effective_on = _date_field(_("Effective on"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, document: PlannedDocument, **kwargs):
        super().__init__(*args, **kwargs)
        self.document = document
        if "effective_on" in self.fields:
            self.initial.setdefault("effective_on", timezone.localdate())
        if reason_needed(self.event, document.status):
            self.fields["note"].required = True
            self.fields["note"].label = _("Reason")

    def commit(self, *, by) -> PlannedDocument | None:
        """Call the event's service; on refusal put its messages on the form and return None."""
        try:
            return getattr(services, self.event.value)(
                self.document, **self.service_values(), by=by
            )
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


class ResumeForm(EventForm):
    event = Event.RESUME
    received = forms.CharField(
        label=_("Guidance received"),
        max_length=500,
        help_text=_("Number, date and subject of the central document."),
    )
    field_order = ["effective_on", "received", "note"]


class IssueForm(EventForm):
    event = Event.ISSUE
    effective_on = None
    symbol = forms.CharField(
        label=_("Number and symbol"),
        max_length=60,
        help_text=_("As written on the document, for example 03-NQ/TU."),
    )
    issued_on = _date_field(_("Issue date"))
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
    field_order = [
        "symbol",
        "issued_on",
        "issuer_name",
        "evidence_url",
        "evidence_note",
        "note",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.document.signing_body is not None:
            self.initial.setdefault("issuer_name", self.document.signing_body.name)


class RecordEvidenceForm(IssueForm):
    event = Event.RECORD_EVIDENCE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("symbol", "issued_on", "issuer_name", "evidence_url", "evidence_note"):
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
        self.fields["into"].queryset = PlannedDocument.objects.filter(
            resolution=self.document.resolution_id
        ).exclude(pk=self.document.pk)


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


class ReceiveForm(forms.Form):
    """The Centre's document came: its number, issuer and dates."""

    symbol = forms.CharField(label=_("Number and symbol"), max_length=60)
    issuer_name = forms.CharField(label=_("Issuing body"), max_length=200)
    issued_on = _date_field(_("Issue date"))
    received_on = _date_field(_("Received on"))

    def __init__(self, *args, guidance: CentralGuidance, **kwargs):
        super().__init__(*args, **kwargs)
        self.guidance = guidance
        self.initial.setdefault("issuer_name", guidance.issuer_name)
        self.initial.setdefault("received_on", timezone.localdate())

    def clean(self):
        cleaned = super().clean()
        issued_on, received_on = cleaned.get("issued_on"), cleaned.get("received_on")
        today = timezone.localdate()
        for name, day in (("issued_on", issued_on), ("received_on", received_on)):
            if day and day > today:
                self.add_error(
                    name, _("The date lies in the future. Give today or an earlier day.")
                )
        if issued_on and received_on and received_on < issued_on:
            self.add_error("received_on", _("It cannot be received before it is issued."))
        return cleaned

    def commit(self, *, documents: list[int], by) -> list[services.Released] | None:
        """Release the previewed documents; a refusal goes onto the form and returns None."""
        try:
            return services.receive_guidance(
                self.guidance, **self.cleaned_data, documents=documents, by=by
            )
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class CompareForm(forms.Form):
    """The two days to compare. Neither lies in the future, the first not after the second."""

    start = _date_field(_("From"))
    end = _date_field(_("To"))

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        today = timezone.localdate()
        for name, day in (("start", start), ("end", end)):
            if day and day > today:
                self.add_error(
                    name, _("The date lies in the future. Give today or an earlier day.")
                )
            elif day and day < FIRST_DAY:
                self.add_error(name, _("The date is too far back. Check the year."))
        if start and end and start > end:
            self.add_error("start", _("The first day lies after the second. Swap them."))
        return cleaned


class MeetingForm(forms.ModelForm):
    """Save a meeting's date to compare with."""

    class Meta:
        model = Meeting
        fields = ["on", "name"]
        widgets = {"on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        error_messages = {"on": {"unique": _("A meeting of this day is already saved.")}}
