"""One form per operation on many documents: what it needs, and the reason."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.forms import DEADLINE_FIELDS, DeadlineForm, ReadsWording
from assignments.models import Agency, Person
from documents.services.bulk import BulkOperation
from resolutions.forms.dates import date_field, refuse_impossible_days


class BulkForm(forms.Form):
    """What every operation asks: why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, of_set: bool | None = None, **kwargs):
        """``of_set``: whether all the rows at hand are training data, or none of them."""
        super().__init__(*args, **kwargs)
        self.of_set = {} if of_set is None else {"is_fictional": of_set}
        if "effective_on" in self.fields:
            self.initial.setdefault("effective_on", timezone.localdate())

    def clean(self):
        cleaned = super().clean()
        if "effective_on" in self.fields:
            refuse_impossible_days(self, "effective_on")
        return cleaned

    def service_values(self) -> dict[str, Any]:
        """The cleaned values under the names the service knows."""
        return dict(self.cleaned_data)


class LeadAgencyForm(BulkForm):
    lead_agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Drafting agency"))
    field_order = ["lead_agency", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["lead_agency"].queryset = Agency.objects.valid_on(today).filter(
            is_placeholder=False, **self.of_set
        )


class BoardMemberForm(BulkForm):
    board_member = forms.ModelChoiceField(
        Person.objects.none(), label=_("Standing Board member in charge")
    )
    field_order = ["board_member", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["board_member"].queryset = Person.objects.standing_board().filter(
            **self.of_set
        )


class BulkDeadlineForm(ReadsWording, BulkForm):
    deadline_kind = DeadlineForm.base_fields["deadline_kind"]
    due_on = DeadlineForm.base_fields["due_on"]
    deadline_text = DeadlineForm.base_fields["deadline_text"]
    deadline_days = DeadlineForm.base_fields["deadline_days"]
    effective_on = date_field(_("In force from"))
    decided_by = forms.CharField(label=_("Decided by"), required=False, max_length=200)
    decision = forms.CharField(label=_("Deciding document"), required=False, max_length=300)
    field_order = [*DEADLINE_FIELDS, "effective_on", "reason", "decided_by", "decision"]


class BulkEventForm(BulkForm):
    effective_on = date_field(_("Effective on"))
    field_order = ["effective_on", "reason"]


class BulkAwaitForm(BulkEventForm):
    expected = forms.CharField(label=_("Guidance awaited"), max_length=500)
    asked_by_letter = forms.CharField(
        label=_("Asked by letter"), max_length=200, required=False
    )
    field_order = ["effective_on", "expected", "asked_by_letter", "reason"]


BULK_FORMS: dict[BulkOperation, type[BulkForm]] = {
    BulkOperation.LEAD_AGENCY: LeadAgencyForm,
    BulkOperation.BOARD_MEMBER: BoardMemberForm,
    BulkOperation.DEADLINE: BulkDeadlineForm,
    BulkOperation.START_DRAFTING: BulkEventForm,
    BulkOperation.SUBMIT: BulkEventForm,
    BulkOperation.AWAIT_GUIDANCE: BulkAwaitForm,
    BulkOperation.WITHDRAW: BulkEventForm,
}
