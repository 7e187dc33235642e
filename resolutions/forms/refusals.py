"""What a service refuses is said on the form, beside the field it speaks of."""

from django import forms
from django.core.exceptions import ValidationError


def show_refusal(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Put a service's messages on the form, beside the field they speak of if it is there."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal.messages)
        return
    for name, errors in refusal.error_dict.items():
        for error in errors:
            form.add_error(name if name in form.fields else None, error.messages)
