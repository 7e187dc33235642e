"""Instructions, their answers, and the filters of their list."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.models import Agency, Person
from documents import services
from documents.models import Instruction, InstructionState
from resolutions.addresses import AskedForm
from resolutions.datasets import same_set
from resolutions.forms import show_refusal
from resolutions.forms.dates import date_field


class InstructionForm(forms.Form):
    """What is instructed, to whom, by when; whoever records for others names the author."""

    author = forms.ModelChoiceField(Person.objects.none(), label=_("Instruction of"))
    text = forms.CharField(
        label=_("What is instructed"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), required=False, label=_("Agency addressed")
    )
    person = forms.ModelChoiceField(
        Person.objects.none(), required=False, label=_("Person addressed")
    )
    given_on = date_field(_("Given on"))
    due_on = date_field(_("To be done by"), required=False)

    def __init__(self, *args, item, own: Person | None, may_record: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.item, self.own = item, own
        today = timezone.localdate()
        people = same_set(Person.objects.all(), item)
        self.fields["agency"].queryset = same_set(
            Agency.objects.valid_on(today).filter(is_placeholder=False), item
        )
        self.fields["person"].queryset = people
        if may_record:
            self.fields["author"].queryset = same_set(Person.objects.standing_board(), item)
        else:
            del self.fields["author"]
        self.initial.setdefault("given_on", today)

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("agency") or cleaned.get("person")):
            self.add_error("agency", _("Say to which agency or person it is given."))
        return cleaned

    def commit(self, *, by) -> Instruction | None:
        """Call the service; a refusal goes onto the form and returns None."""
        values = {"author": self.own} | self.cleaned_data
        if values["author"] is None:
            self.add_error(
                None,
                _("Your account is not tied to a person. Ask the administrator to tie it."),
            )
            return None
        try:
            return services.instruct(self.item, **values, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ClosingForm(forms.Form):
    note = forms.CharField(
        label=_("How it was carried out"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class InstructionFilterForm(AskedForm):
    """What the list of instructions is asked for."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All that are open")), *InstructionState.choices, ("all", _("All"))],
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    agency = forms.ModelChoiceField(
        Agency.objects.filter(instructions__isnull=False).distinct(),
        required=False,
        label=_("Agency addressed"),
    )
    member = forms.ModelChoiceField(
        Person.objects.filter(instructions_given__isnull=False).distinct(),
        required=False,
        label=_("Instruction of"),
    )
