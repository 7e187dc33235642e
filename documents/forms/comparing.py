"""The two days to compare, and a meeting to save."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import Meeting
from resolutions.days import FIRST_DAY
from resolutions.forms.dates import date_field, refuse_impossible_days


class CompareForm(forms.Form):
    """The two days to compare. Neither lies in the future, the first not after the second."""

    start = date_field(_("From"))
    end = date_field(_("To"))

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        refuse_impossible_days(self, "start", "end")
        if start and end and start > end:
            self.add_error("start", _("The first day lies after the second. Swap them."))
        return cleaned


class MeetingForm(forms.ModelForm):
    """Save a meeting's date to compare with."""

    class Meta:
        model = Meeting
        fields = ["on", "name"]
        widgets = {"on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        error_messages = {"on": {"unique": _("A meeting of this day is already saved.")}}

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on < FIRST_DAY:
            raise forms.ValidationError(_("The date is too far back. Check the year."))
        return on
