"""The text of a report, pasted; and one fact of it, accepted."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from resolutions.days import check_day
from resolutions.forms.dates import date_field

MAX_BYTES = 1024 * 1024


class PasteForm(forms.Form):
    """A text, and the day it speaks of where the person knows better than the text."""

    text = forms.CharField(
        label=_("Text of the report"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Copy the words from the report and paste them here; at most 1 MB."),
    )
    on = date_field(
        _("The text speaks of"),
        _("When empty, the day printed in the text is taken, or today where there is none."),
        required=False,
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text.encode()) > MAX_BYTES:
            raise ValidationError(
                _("The text is too long: at most 1 MB. Paste it in pieces, chapter by chapter.")
            )
        return text

    def clean_on(self) -> date | None:
        day = self.cleaned_data["on"]
        if day is not None:
            check_day(day)
        return day
