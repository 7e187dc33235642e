"""Where an entered fact comes from."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SourceFields(forms.Form):
    """The source of a fact and the sentence that states it."""

    source_name = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("For example: Report No. 120-BC/TU of 13/12/2021."),
    )
    source_quote = forms.CharField(
        label=_("Source sentence"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Copied word for word, so that others can check it."),
    )

    @property
    def told(self) -> dict[str, str]:
        """The source as services take it."""
        return {name: self.cleaned_data[name] for name in ("source_name", "source_quote")}
