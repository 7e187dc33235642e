"""The Centre's document came."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import services
from documents.forms.waits import COUNTED_FROM, NEW_DEADLINE, EndsWait
from documents.models import CentralGuidance
from documents.services import NewDeadline
from resolutions.forms import show_refusal
from resolutions.forms.dates import date_field, refuse_impossible_days


class ReceiveForm(EndsWait):
    """The Centre's document came: its number, issuer and dates."""

    symbol = forms.CharField(label=_("Number and symbol"), max_length=60)
    issuer_name = forms.CharField(label=_("Issuing body"), max_length=200)
    issued_on = date_field(_("Issue date"))
    received_on = date_field(_("Received on"))
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    field_order = [
        "symbol",
        "issuer_name",
        "issued_on",
        "received_on",
        "deadline_by",
        COUNTED_FROM,
        *NEW_DEADLINE,
        "note",
    ]

    ends_on = "received_on"
    counts_from = "issued_on"

    def __init__(self, *args, guidance: CentralGuidance, hangs: bool = False, **kwargs):
        """``hangs``: a deadline of what waits hangs on the guidance."""
        super().__init__(*args, **kwargs)
        self.guidance = guidance
        if hangs:
            self.fields[COUNTED_FROM].help_text = _(
                "For deadlines of so many days after the guidance. Left empty, they are "
                "counted from its issue date."
            )
        else:
            del self.fields[COUNTED_FROM]
        self.initial.setdefault("issuer_name", guidance.issuer_name)
        self.initial.setdefault("received_on", timezone.localdate())

    def clean(self):
        cleaned = super().clean()
        issued_on, received_on = cleaned.get("issued_on"), cleaned.get("received_on")
        refuse_impossible_days(self, "issued_on", "received_on")
        if issued_on and received_on and received_on < issued_on:
            self.add_error("received_on", _("It cannot be received before it is issued."))
        if COUNTED_FROM in self.fields and COUNTED_FROM not in self.errors:
            cleaned[COUNTED_FROM] = cleaned.get(COUNTED_FROM) or issued_on
        new_due_on = cleaned.get("new_due_on")
        if new_due_on and received_on and new_due_on < received_on:
            said = _("The new deadline cannot lie before the day the wait ends.")
            self.add_error("new_due_on", said)
        return cleaned

    @property
    def new_deadline(self) -> NewDeadline | None:
        """The deadline given by decision, if that was chosen."""
        deadline: NewDeadline | None = self.with_deadline(dict(self.cleaned_data))["deadline"]
        return deadline

    def commit(self, *, documents: list[int], by) -> list[services.Released] | None:
        """Release the previewed documents; a refusal goes onto the form and returns None."""
        try:
            return services.receive_guidance(
                self.guidance,
                **self.with_deadline(dict(self.cleaned_data)),
                documents=documents,
                by=by,
            )
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
