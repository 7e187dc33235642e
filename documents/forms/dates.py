"""The date field of these forms: written day first, refused with advice."""

from django import forms
from django.utils.translation import gettext_lazy as _


def date_field(label, help_text="", **kwargs) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("The date cannot be read. Write it as 13/12/2021.")},
        **kwargs,
    )
