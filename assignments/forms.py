"""Forms of tasks."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments import services
from assignments.models import Agency, Person, Task
from assignments.models.task import AssignmentRole
from resolutions.forms import RowsField


class TaskForm(forms.ModelForm):
    """Create or edit a task together with those who answer for it."""

    lead = forms.ModelChoiceField(Agency.objects.none(), required=False, label=_("Lead agency"))
    co_leads = RowsField(Agency.objects.none(), required=False, label=_("Co-lead agencies"))
    coordinating = RowsField(
        Agency.objects.none(), required=False, label=_("Coordinating agencies")
    )
    in_charge = forms.ModelChoiceField(
        Person.objects.none(), required=False, label=_("Standing Board member in charge")
    )

    class Meta:
        model = Task
        fields = [
            "resolution",
            "code",
            "text",
            "expected_product",
            "deadline_kind",
            "due_on",
            "deadline_text",
            "upper_codes",
        ]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        agencies = Agency.objects.valid_on(on).filter(is_placeholder=False)
        for name in ("lead", "co_leads", "coordinating"):
            self.fields[name].queryset = agencies
        self.fields["in_charge"].queryset = Person.objects.standing_board()
        if self.instance.pk:
            held: dict[str, list] = {}
            for assignment in self.instance.assignments.valid_on(on):
                held.setdefault(assignment.role, []).append(
                    assignment.agency_id or assignment.person_id
                )
            self.initial["lead"] = (held.get(AssignmentRole.LEAD) or [None])[0]
            self.initial["co_leads"] = held.get(AssignmentRole.CO_LEAD, [])
            self.initial["coordinating"] = held.get(AssignmentRole.COORDINATING, [])
            self.initial["in_charge"] = (held.get(AssignmentRole.IN_CHARGE) or [None])[0]

    def commit(self, *, by) -> Task:
        """Hand the cleaned task to the service."""
        return services.save_task(
            self.instance,
            lead=self.cleaned_data["lead"],
            co_leads=self.cleaned_data["co_leads"],
            coordinating=self.cleaned_data["coordinating"],
            in_charge=self.cleaned_data["in_charge"],
            on=self.on,
            by=by,
        )
