"""Text columns that store Vietnamese in one form, whoever writes to them."""

from typing import Any

from django.db import models

from resolutions.folding import clean_text


class TextLine(models.CharField):
    """One line of text, stored clean (see ``folding.clean_text``) and without edge blanks."""

    def to_python(self, value: Any) -> Any:
        # Validation sees what will be stored: a text of invisible characters is empty.
        value = super().to_python(value)
        return clean_text(value).strip() if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_text(value).strip() if isinstance(value, str) else value


class TextBlock(models.TextField):
    """Text of several lines, stored clean (see ``folding.clean_text``)."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean_text(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_text(value) if isinstance(value, str) else value
