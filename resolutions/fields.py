"""Text columns that store Vietnamese in one form, whoever writes to them, and nothing that
bears a mark of secrecy; numbers that are typed as offices write them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resolutions.folding import clean_text
from resolutions.numbers import plain, read_number
from resolutions.secrecy import secrecy_mark


def refuse_secret(value: Any) -> None:
    """Refuse a text that bears a mark of secrecy."""
    if isinstance(value, str) and (mark := secrecy_mark(value)):
        raise ValidationError(
            _(
                "The content bears the secrecy mark “%(mark)s”. Do not enter it in this "
                "system; record a placeholder item instead."
            )
            % {"mark": mark},
            code="secret",
        )


class TextLine(models.CharField):
    """One line of text, stored clean (see ``folding.clean_text``) and without edge blanks."""

    default_validators = [refuse_secret]

    def to_python(self, value: Any) -> Any:
        # Validation sees what will be stored: a text of invisible characters is empty.
        value = super().to_python(value)
        return clean_text(value).strip() if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_text(value).strip() if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return _checked(super().pre_save(model_instance, add))


class TextBlock(models.TextField):
    """Text of several lines, stored clean (see ``folding.clean_text``). A line ends in one way,
    so that a text which comes back from a browser as it went is the same text."""

    default_validators = [refuse_secret]

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        # What browsers sent before this rule lies there as they sent it.
        return _lines(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean_text(_lines(value)) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_text(_lines(value)) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return _checked(super().pre_save(model_instance, add))


def _checked(value: Any) -> Any:
    """What is saved without validation, by services that write notes, is refused as well."""
    refuse_secret(value)
    return value


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def typed_number(value: Decimal) -> str:
    """A number as one types it: the language's mark of decimals, thousands undivided, since
    the mark that parts them in one language begins decimals in the other."""
    return str(plain(value)).replace(".", str(get_format("DECIMAL_SEPARATOR")))


def one_number(text: str, *, unreadable: Any) -> Decimal:
    """The one number that a text is; a refusal names both where it may be two."""
    number = read_number(text)
    if number.value is None and number.readings:
        first, second = map(typed_number, number.readings)
        raise ValidationError(
            _("“%(text)s” may be %(first)s or %(second)s. Write it in one of these ways.")
            % {"text": number.written, "first": first, "second": second},
            code="ambiguous",
        )
    if number.value is None:
        raise ValidationError(unreadable, code="invalid")
    return number.value


# More digits are no number that anybody types.
_MOST_DIGITS = 60


def one_whole(value: Any, *, unreadable: Any) -> int:
    """The one whole number that a value is, typed as text or sent as a number."""
    if isinstance(value, bool):
        raise ValidationError(unreadable, code="invalid")
    if isinstance(value, int):
        return value
    text = str(value).strip()
    if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS:
        return int(text)  # however large: the limit of the field says so
    number = one_number(text, unreadable=unreadable)
    if number != number.to_integral_value():
        raise ValidationError(unreadable, code="invalid")
    return int(number)


class AmountInput(forms.DecimalField):
    """A number typed as offices write it, “1.000,5”. Writing that may mean two numbers is
    refused with both of them. The browser's own number box reads the marks of its language."""

    default_error_messages = {
        "invalid": gettext_lazy("The number cannot be read. Write it as 8,5 or 1.000,5.")
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return typed_number(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, int | float | Decimal):
            return super().to_python(value)
        return one_number(str(value), unreadable=self.error_messages["invalid"])


class WholeInput(forms.IntegerField):
    """A whole number typed as offices write it: “1.000” is a thousand. Django's own field
    takes the mark of thousands for that of decimals, and reads 1."""

    default_error_messages = {
        "invalid": gettext_lazy("The whole number cannot be read. Write it as 12 or 1.000.")
    }

    def __init__(self, *, hidden: bool = False, **kwargs: Any) -> None:
        kwargs["widget"] = (
            forms.HiddenInput()
            if hidden
            else forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        return one_whole(value, unreadable=self.error_messages["invalid"])


class Amount(models.DecimalField):
    """A number with decimals, in forms as ``AmountInput``; the column is a decimal one."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AmountInput, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


class _Whole(models.IntegerField):
    """A whole number, in forms as ``WholeInput``; the column is Django's."""

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("widget", None)  # the administration's number box
        return super().formfield(**{"form_class": WholeInput, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{type(self).__bases__[1].__name__}", args, kwargs


class Whole(_Whole, models.PositiveIntegerField):
    """A whole number from 0."""


class SmallWhole(_Whole, models.PositiveSmallIntegerField):
    """A whole number from 0 to 32767: a year, a place, a count of days."""
