"""Forms of the door."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm as StockPasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """A code of the phone, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Confirmation code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )


class PasswordChangeForm(StockPasswordChangeForm):
    """A password of one's own: the present one will not do again."""

    def clean_new_password1(self):
        new = self.cleaned_data["new_password1"]
        if new and self.user.check_password(new):
            raise ValidationError(_("Choose a password other than the present one."))
        return new
