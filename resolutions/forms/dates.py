"""The date field of these forms: written day first, refused with advice."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from resolutions.days import check_day


def date_field(label, help_text="", **kwargs) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("The date cannot be read. Write it as 13/12/2021.")},
        **kwargs,
    )


def refuse_impossible_days(form: forms.Form, *names: str) -> None:
    """Put an error beside each of these days that has not come or lies too far back."""
    for name in names:
        if day := form.cleaned_data.get(name):
            try:
                check_day(day)
            except ValidationError as refusal:
                form.add_error(name, refusal)
