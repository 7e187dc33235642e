"""Why an entry is struck out."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from resolutions.forms.refusals import show_refusal

Row = TypeVar("Row")


class ReasonForm(forms.Form):
    """Strike out an entry that was made by mistake, with a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def commit(self, strike_out: Callable[[str], Row]) -> Row | None:
        """Call the service with the reason; a refusal goes onto the form and returns None."""
        try:
            return strike_out(self.cleaned_data["reason"])
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
