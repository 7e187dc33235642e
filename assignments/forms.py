"""Forms of tasks."""

from dataclasses import replace
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assignments import services
from assignments.deadlines import FIXED_KINDS, DeadlineKind, due_day
from assignments.models import Agency, Person, Task, TokenScope
from assignments.models.task import AssignmentRole
from assignments.wordings import ReadDeadline, read_wording
from resolutions.fields import WholeInput
from resolutions.forms import ResolutionField, RowsField, set_of_form, show_refusal
from resolutions.models import Resolution

DEADLINE_FIELDS = ("deadline_kind", "due_on", "deadline_days", "deadline_text")


class ReadsWording:
    """For a form with a deadline: where the clerk typed the wording alone, its kind and day
    are read from it, or the form asks for them.

    ``understood`` says what was read. What the clerk chose stays; where the wording says
    otherwise, ``doubt`` says so.
    """

    understood = ""
    doubt = ""

    def clean(self):
        cleaned = super().clean()
        if not cleaned.keys() >= set(DEADLINE_FIELDS) or not cleaned["deadline_text"]:
            return cleaned
        result = read_wording(cleaned["deadline_text"])
        deadlines = list(result.deadlines)
        if "working_days" in result.notes:
            # A deadline counts calendar days: how many these are is for the clerk to say.
            deadlines = [replace(deadline, days=None) for deadline in deadlines]
        if cleaned["deadline_kind"] == DeadlineKind.NONE and cleaned["due_on"] is None:
            self._take(deadlines, result.unread)
        if result.is_complete:
            self._compare(deadlines)
        return cleaned

    def _take(self, deadlines: list[ReadDeadline], unread: tuple[str, ...]) -> None:
        if len(deadlines) > 1:
            refusal = gettext(
                "%(count)s deadlines were found in this wording. Choose the kind of deadline "
                "and its date; the wording is kept as written."
            )
            self.add_error("deadline_text", refusal % {"count": len(deadlines)})
            return
        if unread or not deadlines:
            refusal = gettext(
                "“%(unread)s” cannot be read as a deadline. Choose the kind of deadline and "
                "its date; the wording is kept as written."
            )
            self.add_error("deadline_text", refusal % {"unread": "; ".join(unread)})
            return
        [deadline] = deadlines
        if deadline.kind == DeadlineKind.NONE:
            return
        self.cleaned_data["deadline_kind"] = deadline.kind.value
        self.cleaned_data["due_on"] = deadline.due_on
        self.cleaned_data["deadline_days"] = self.cleaned_data["deadline_days"] or deadline.days
        self.understood = gettext("The wording “%(text)s” was read as: %(reading)s.") % {
            "text": self.cleaned_data["deadline_text"],
            "reading": _in_words(deadline.kind, deadline.due_on, deadline.days),
        }

    def _compare(self, deadlines: list[ReadDeadline]) -> None:
        kind = DeadlineKind(self.cleaned_data["deadline_kind"])
        due_on = days = None
        if kind in FIXED_KINDS:
            due_on = due_day(kind, self.cleaned_data["due_on"])
        elif kind == DeadlineKind.AFTER_EVENT:
            due_on = self.cleaned_data["due_on"]
            days = self.cleaned_data["deadline_days"]
        read_days = {deadline.due_on for deadline in deadlines} - {None}
        read_counts = {deadline.days for deadline in deadlines} - {None}
        if (due_on and read_days and due_on not in read_days) or (
            days and read_counts and days not in read_counts
        ):
            readings = [_in_words(read.kind, read.due_on, read.days) for read in deadlines]
            self.doubt = gettext(
                "The deadline was recorded as: %(given)s. The wording “%(text)s” reads as: "
                "%(reading)s. Check which of the two is right."
            ) % {
                "given": _in_words(kind, due_on, days),
                "text": self.cleaned_data["deadline_text"],
                "reading": "; ".join(readings),
            }


def _in_words(kind: DeadlineKind, due_on: date | None, days: int | None) -> str:
    words = [str(kind.label)]
    if days is not None:
        words.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
    if due_on is not None:
        words.append(due_on.strftime("%d/%m/%Y"))
    return ", ".join(words)


class DeadlineForm(ReadsWording, forms.Form):
    """Give a task or planned document a deadline, or move the one it has."""

    deadline_kind = forms.ChoiceField(label=_("Kind of deadline"), choices=DeadlineKind.choices)
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        help_text=_("Any day of the month, quarter or year; it falls on the last one."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("The date cannot be read. Write it as 13/12/2021.")},
    )
    deadline_days = WholeInput(
        label=_("Days after the event"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("For a deadline so many days after an event."),
    )
    deadline_text = forms.CharField(
        label=_("Deadline as written"), required=False, max_length=300
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decided_by = forms.CharField(label=_("Decided by"), required=False, max_length=200)
    decision = forms.CharField(
        label=_("Deciding document"),
        required=False,
        max_length=300,
        help_text=_("Number and date of the document that moves the deadline, if any."),
    )
    effective_on = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("The date cannot be read. Write it as 13/12/2021.")},
    )

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        self.initial.setdefault("effective_on", timezone.localdate())
        for name in DEADLINE_FIELDS:
            self.initial.setdefault(name, getattr(item, name))
        if item.deadlines.exists():
            self.fields["reason"].required = True
        else:
            for name in ("reason", "decided_by", "decision"):
                del self.fields[name]

    def commit(self, *, by):
        """Call the service; a refusal goes onto the form and returns None."""
        try:
            return services.set_deadline(self.item, **self.cleaned_data, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class TaskForm(ReadsWording, forms.ModelForm):
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
            "deadline_days",
            "deadline_text",
            "upper_codes",
        ]
        field_classes = {"resolution": ResolutionField}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, on: date, data_set: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.is_training = set_of_form(self, asked=data_set)
        of_set = {"is_fictional": self.is_training}
        agencies = Agency.objects.valid_on(on).filter(is_placeholder=False, **of_set)
        for name in ("lead", "co_leads", "coordinating"):
            self.fields[name].queryset = agencies
        self.fields["in_charge"].queryset = Person.objects.standing_board().filter(**of_set)
        self.fields["resolution"].queryset = Resolution.objects.for_choice().filter(**of_set)
        if self.instance.pk:
            # A deadline once given moves by its own form, with a reason.
            for name in DEADLINE_FIELDS:
                del self.fields[name]
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


class TokenForm(forms.Form):
    """Make a token for the REST API."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What it is for, for example: monthly report."),
    )
    scope = forms.ChoiceField(
        label=_("Scope"),
        choices=TokenScope.choices,
        help_text=_("Never more than your own rights."),
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        initial=30,
        choices=[
            (7, _("7 days")),
            (30, _("30 days")),
            (90, _("90 days")),
            (365, _("a year")),
        ],
    )
