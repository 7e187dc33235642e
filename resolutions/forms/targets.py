"""Targets of a governing document, and what was measured."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from resolutions.fields import AmountInput
from resolutions.forms.dates import date_field, refuse_impossible_days
from resolutions.forms.refusals import show_refusal
from resolutions.forms.sources import SourceFields
from resolutions.kinds import Direction
from resolutions.models import Measurement, Stage, Target
from resolutions.services import correct_measurement, record_measurement, save_target


class TargetForm(forms.ModelForm):
    """Enter or edit a target. What was measured has its own form."""

    class Meta:
        model = Target
        fields = [
            "name",
            "unit",
            "direction",
            "target_value",
            "baseline",
            "by_year",
            "stage",
            "note",
            "source_name",
            "source_quote",
        ]
        field_classes = {"target_value": AmountInput, "baseline": AmountInput}
        widgets = {
            "name": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "source_quote": forms.Textarea(attrs={"rows": 2}),
            "by_year": forms.TextInput(attrs={"inputmode": "numeric"}),
        }
        help_texts = {
            "unit": _("For example: ha, %, enterprises."),
            "target_value": _("For a reduction by 5 % write 5."),
            "baseline": _("The value from which it is counted, if the source gives it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stages = Stage.objects.filter(portfolio__resolution=self.instance.resolution_id)
        if stages.exists():
            self.fields["stage"].queryset = stages
        else:
            del self.fields["stage"]

    def clean(self):
        cleaned = super().clean()
        direction, value = cleaned.get("direction"), cleaned.get("target_value")
        if direction == Direction.OBSERVE and value is not None:
            self.add_error(
                "target_value",
                _("What is only observed has no value to reach. Leave it empty."),
            )
        elif direction and direction != Direction.OBSERVE and value is None:
            if "target_value" not in self.errors:
                self.add_error("target_value", _("Give the value to reach."))
        elif direction == Direction.DECREASE and value is not None and value < 0:
            self.add_error("target_value", _("Write by how much, without the minus sign."))
        return cleaned

    def commit(self, *, by) -> Target | None:
        """Call the service; a refusal goes onto the form and returns None."""
        try:
            return save_target(self.instance, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class MeasurementForm(SourceFields):
    """A value of a target measured on a day."""

    on = date_field(_("Measured on"))
    value = AmountInput(label=_("Value"), max_digits=16, decimal_places=2)
    field_order = ("on", "value", "source_name", "source_quote")

    def __init__(self, *args, target: Target, **kwargs):
        super().__init__(*args, **kwargs)
        self.target = target
        self.fields["value"].help_text = escape(target.unit)
        self.initial.setdefault("on", timezone.localdate())

    def clean(self):
        cleaned = super().clean()
        refuse_impossible_days(self, "on")
        return cleaned

    def commit(self, *, by) -> Measurement | None:
        """Call the service; a refusal goes onto the form and returns None."""
        try:
            return self._record(by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None

    def _record(self, by) -> Measurement:
        return record_measurement(self.target, **self.cleaned_data, by=by)


class CorrectionForm(MeasurementForm):
    """What a measurement should have said, and why it did not."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("on", "value", "reason", "source_name", "source_quote")

    def __init__(self, *args, wrong: Measurement, **kwargs):
        self.wrong = wrong
        names = ("on", "value", "source_name", "source_quote")
        given = {name: getattr(wrong, name) for name in names}
        super().__init__(*args, target=wrong.target, initial=given, **kwargs)

    def _record(self, by) -> Measurement:
        return correct_measurement(self.wrong, **self.cleaned_data, by=by)
