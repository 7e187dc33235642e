"""Text columns that store Vietnamese in one form, whoever writes to them, and nothing that
bears a mark of secrecy."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from resolutions.folding import clean_text
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
