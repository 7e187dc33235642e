"""A document is planned, and what is planned of it is edited. The status is not here."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.forms import DEADLINE_FIELDS, ReadsWording, show_refusal
from assignments.models import Agency, Person, Task
from documents import services
from documents.models import SECRET_TITLE, PlannedDocument
from resolutions.forms import ResolutionField, RowsField, set_of_form
from resolutions.forms.dates import date_field
from resolutions.models import Resolution

# How little the source says of a document; taken back once more is known. New ones of that sort
# come in by the form of a tally.
KNOWN_ONLY = ("is_unnamed", "is_group", "total_is_unknown")


class PlannedDocumentForm(ReadsWording, forms.ModelForm):
    """Plan a document, or edit what is planned of it. The status is not here."""

    tasks = RowsField(Task.objects.none(), required=False, label=_("Tasks it fulfils"))
    planned_on = date_field(
        _("Planned since"), _("The day from which it counts in the figures."), required=False
    )

    class Meta:
        model = PlannedDocument
        fields = [
            "resolution",
            "code",
            "kind",
            "title",
            "is_secret",
            *KNOWN_ONLY,
            "lead_agency",
            "advising_agencies",
            "coordinating_agencies",
            "signing_body",
            "board_member",
            "deadline_kind",
            "due_on",
            "deadline_days",
            "deadline_text",
            "note",
        ]
        field_classes = {
            "resolution": ResolutionField,
            "coordinating_agencies": RowsField,
            "advising_agencies": RowsField,
        }
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, on: date, data_set: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.is_training = set_of_form(self, asked=data_set)
        of_set = {"is_fictional": self.is_training}
        self.fields["resolution"].queryset = Resolution.objects.for_choice().filter(**of_set)
        if self.data.get("is_secret"):
            self.fields["title"].required = False
        agencies = Agency.objects.valid_on(on).filter(is_placeholder=False, **of_set)
        for name in ("lead_agency", "signing_body"):
            kept = Agency.objects.filter(pk=getattr(self.instance, f"{name}_id"))
            self.fields[name].queryset = (agencies | kept).distinct()
        standing = set(agencies.values_list("pk", flat=True))
        for name in ("coordinating_agencies", "advising_agencies"):
            kept = set()
            if self.instance.pk:
                kept = set(getattr(self.instance, name).values_list("pk", flat=True))
            self.fields[name].queryset = Agency.objects.filter(pk__in=standing | kept)
        self.fields["board_member"].queryset = Person.objects.standing_board().filter(**of_set)
        tasks = Task.objects.select_related("resolution")
        if self.instance.pk:
            tasks = tasks.filter(resolution=self.instance.resolution_id)
            self.initial["tasks"] = list(
                self.instance.task_links.values_list("task", flat=True)
            )
            if not any(getattr(self.instance, name) for name in KNOWN_ONLY):
                for name in KNOWN_ONLY:
                    del self.fields[name]
            # A deadline once given moves by its own form, with a reason.
            for name in ("planned_on", *DEADLINE_FIELDS):
                del self.fields[name]
        else:
            self.initial.setdefault("planned_on", on)
            for name in KNOWN_ONLY:
                del self.fields[name]
            tasks = tasks.filter(resolution__is_fictional=of_set["is_fictional"])
            if self.initial.get("resolution"):
                tasks = tasks.filter(resolution=self.initial["resolution"])
        self.fields["tasks"].queryset = tasks

    def clean_planned_on(self) -> date:
        return self.cleaned_data["planned_on"] or timezone.localdate()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_secret"):
            cleaned["title"] = SECRET_TITLE
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
                advising=self.cleaned_data["advising_agencies"],
                tasks=self.cleaned_data["tasks"],
                planned_on=self.cleaned_data.get("planned_on"),
                by=by,
            )
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
