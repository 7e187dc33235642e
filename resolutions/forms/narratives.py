"""What a report says in words of a governing document."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resolutions.forms.dates import date_field, refuse_impossible_days
from resolutions.forms.refusals import show_refusal
from resolutions.forms.sources import SourceFields
from resolutions.kinds import NarrativeSubject
from resolutions.models import Narrative, Resolution
from resolutions.services import record_narrative


class NarrativeForm(SourceFields):
    """The words of a report, and the day up to which they speak."""

    on = date_field(_("As at"), _("The day up to which the report speaks."))
    subject = forms.ChoiceField(label=_("What it tells"), choices=NarrativeSubject.choices)
    text = forms.CharField(
        label=_("Text"), max_length=20000, widget=forms.Textarea(attrs={"rows": 8})
    )
    field_order = ("on", "subject", "text", "source_name", "source_quote")

    def __init__(self, *args, resolution: Resolution, **kwargs):
        super().__init__(*args, **kwargs)
        self.resolution = resolution
        self.initial.setdefault("on", timezone.localdate())

    def clean(self):
        cleaned = super().clean()
        refuse_impossible_days(self, "on")
        return cleaned

    def commit(self, *, by) -> Narrative | None:
        """Call the service; a refusal goes onto the form and returns None."""
        try:
            return record_narrative(self.resolution, **self.cleaned_data, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
