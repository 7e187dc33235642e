"""Instructions, their answers, and the filters of their list."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.models import Agency, Office, Person, Task
from documents import services
from documents.models import Instruction, InstructionState, PlannedDocument
from documents.models.instruction import ITEMS, InstructionQuerySet
from resolutions.addresses import AskedForm
from resolutions.datasets import same_set
from resolutions.forms import show_refusal
from resolutions.forms.dates import date_field
from resolutions.looking import Looking
from resolutions.models import Resolution


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


class _Addressed(ModelChoiceIterator):
    """Offers the agencies to which something was given; a link may ask for any."""

    def __init__(self, field):
        super().__init__(field)
        self.queryset = self.queryset.filter(instructions__isnull=False).distinct()


class _AddressedField(forms.ModelChoiceField):
    iterator = _Addressed


def _asked_by_links(rows: QuerySet) -> forms.ModelChoiceField:
    """Something that links narrow the list to; nobody chooses it in the form."""
    return forms.ModelChoiceField(rows, required=False, widget=forms.HiddenInput)


class InstructionFilterForm(AskedForm):
    """What the list of instructions is asked for. ``items`` are what the person may see of
    all that may be instructed on, by kind."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All that are open")), *InstructionState.choices, ("all", _("All"))],
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    agency = _AddressedField(Agency.objects.none(), required=False, label=_("Agency addressed"))
    member = forms.ModelChoiceField(
        Person.objects.none(), required=False, label=_("Instruction of")
    )
    resolution = _asked_by_links(Resolution.objects.none())
    task = _asked_by_links(Task.objects.none())
    document = _asked_by_links(PlannedDocument.objects.none())
    # Given by or to a person; with ``seats`` also to the agencies in which he holds office.
    person = _asked_by_links(Person.objects.all())
    seats = forms.ChoiceField(required=False, choices=[("yes", "")], widget=forms.HiddenInput)

    def __init__(self, *args, data_set: str, items: Mapping[str, QuerySet], **kwargs):
        super().__init__(*args, **kwargs)
        of_set = {"is_fictional": data_set == "training"}
        self.fields["agency"].queryset = Agency.objects.filter(**of_set)
        self.fields["member"].queryset = Person.objects.filter(
            instructions_given__isnull=False, **of_set
        ).distinct()
        for name, rows in items.items():
            self.fields[name].queryset = rows

    @property
    def narrowed_to(self) -> list:
        """What a link narrowed the list to."""
        asked = [self.cleaned_data.get(name) for name in (*ITEMS, "person")]
        return [item for item in asked if item is not None]

    def of(self, rows: InstructionQuerySet, looking: Looking) -> InstructionQuerySet:
        """The rows that the form asks for. Needs ``for_list``."""
        asked, moment = self.cleaned_data, looking.moment
        if state := asked["state"]:
            rows = rows if state == "all" else rows.in_state(state, moment)
        else:
            rows = rows.open_on(moment)
        if asked["overdue"]:
            rows = rows.overdue_on(moment)
        if agency := asked["agency"]:
            rows = rows.filter(agency__in=Agency.objects.subtree_of({agency.pk}))
        if member := asked["member"]:
            rows = rows.filter(author=member)
        for name in ITEMS:
            if item := asked[name]:
                rows = rows.filter(**{name: item})
        if person := asked["person"]:
            offices = Office.objects.filter(person=person).held_on(looking.today)
            seats = offices.values("agency") if asked["seats"] else ()
            rows = rows.concerning(person, seats)
        return rows
