"""A number that people type the Vietnamese way."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from resolutions.numbers import UnreadableNumber, read_number, written_number


class NumberField(forms.DecimalField):
    """A decimal number written 8,5 or 1.000,5; one that may mean two numbers is asked about."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return read_number(str(value))
        except UnreadableNumber as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal

    def prepare_value(self, value: Any) -> Any:
        return written_number(value) if isinstance(value, Decimal) else value
