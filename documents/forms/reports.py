"""What an agency sends and what the Office answers: forms clean the input, services decide."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.models import Agency
from documents import services
from documents.forms.files import AttachmentField, kinds_accepted
from documents.models import CLAIMS, ISSUING, ExtensionRequest, Report
from documents.status import Event, events_from
from resolutions.forms import show_refusal
from resolutions.forms.dates import date_field, refuse_impossible_days

_FACTS = ("symbol", "issuer_name", "evidence_url", "evidence_note")


def claims_of(item: Any) -> list[Event]:
    """What may be claimed of an item now: the events possible in its status; of a task none."""
    possible = events_from(item.status) if hasattr(item, "status") else []
    secret = getattr(item, "is_secret", False)  # of what is secret no number is reported
    return [e for e in possible if e in CLAIMS and not (secret and e in ISSUING)]


class PaperForm(forms.Form):
    """A paper of an agency about one item."""

    def __init__(self, *args, item: Any, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        self.item, self.agency = item, agency

    def _send(self, service: Any, **values: Any) -> Any:
        try:
            return service(self.item, agency=self.agency, now=timezone.now(), **values)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class ReportForm(PaperForm):
    """What was done, what hinders, what is proposed; of the claimed event what it needs."""

    claimed_on = date_field(_("Effective on"))
    symbol = forms.CharField(
        label=_("Number and symbol"),
        max_length=60,
        help_text=_("As written on the document, for example 03-NQ/TU."),
    )
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
    expected = forms.CharField(
        label=_("Guidance awaited"),
        max_length=500,
        help_text=_("For example: Guideline of the Central Organisation Commission on …"),
    )
    text = forms.CharField(
        label=_("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    difficulty = forms.CharField(
        label=_("Difficulties, obstacles"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proposal = forms.CharField(
        label=_("Proposals"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, claim: Event | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.claim = claim
        issuing = claim in ISSUING
        unneeded = {
            "claimed_on": claim is None,
            "expected": claim != Event.AWAIT_GUIDANCE,
            **dict.fromkeys([*_FACTS, "file"], not issuing),
        }
        for name, is_unneeded in unneeded.items():
            if is_unneeded:
                del self.fields[name]
        if issuing:
            self.fields["file"].help_text = kinds_accepted()
            self.fields["claimed_on"].label = _("Issue date")
            signing = self.item.signing_body
            self.initial.setdefault("issuer_name", signing.name if signing else "")
        elif claim is not None:
            self.initial.setdefault("claimed_on", timezone.localdate())
        if claim == Event.RECORD_EVIDENCE:
            self.initial["claimed_on"] = self.item.issued_on
            for name in _FACTS:
                self.initial[name] = getattr(self.item, name) or self.initial.get(name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_impossible_days(self, "claimed_on")
        return cleaned

    def commit(self, *, by: Any) -> Report | None:
        """Call the service; a refusal goes onto the form and returns None."""
        values = {**self.cleaned_data, "claimed_event": self.claim.value if self.claim else ""}
        report: Report | None = self._send(services.submit_report, by=by, **values)
        return report


class ExtensionForm(PaperForm):
    """Until when, and why."""

    due_asked = date_field(_("New deadline asked for"))
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def commit(self, *, by: Any) -> ExtensionRequest | None:
        """Call the service; a refusal goes onto the form and returns None."""
        request: ExtensionRequest | None = self._send(
            services.request_extension, by=by, **self.cleaned_data
        )
        return request


class DecisionForm(forms.Form):
    """A decision on a paper: ``commit`` hands it to the service."""

    service: Any

    def __init__(self, *args, paper: Any, **kwargs):
        super().__init__(*args, **kwargs)
        self.paper = paper

    def commit(self, *, by: Any, now: datetime) -> Any:
        """The paper as decided; a refusal goes onto the form and returns None."""
        try:
            return type(self).service(self.paper, **self.cleaned_data, by=by, now=now)
        except services.AlreadyDecided:
            raise
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class ConfirmForm(DecisionForm):
    service = staticmethod(services.confirm_report)


class ReturnForm(DecisionForm):
    service = staticmethod(services.return_report)
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class WithdrawReportForm(DecisionForm):
    service = staticmethod(services.withdraw_report)


class GrantForm(DecisionForm):
    service = staticmethod(services.grant_extension)
    due_on = date_field(_("New deadline"))
    decision = forms.CharField(
        label=_("Deciding document"),
        max_length=300,
        help_text=_("Number and date of the document that grants the extension."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_on", self.paper.due_asked)


class RefuseForm(ReturnForm):
    service = staticmethod(services.refuse_extension)


class WithdrawExtensionForm(DecisionForm):
    service = staticmethod(services.withdraw_extension)
