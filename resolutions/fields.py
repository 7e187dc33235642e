"""Text columns that store Vietnamese in one form, whoever writes to them."""

from typing import Any

from django.db import models

from resolutions.folding import clean_text


class TextLine(models.CharField):
    """One line of text, stored clean (see ``folding.clean_text``) and without edge blanks."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_text(value).strip() if isinstance(value, str) else value


class TextBlock(models.TextField):
    """Text of several lines, stored clean (see ``folding.clean_text``)."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_text(value) if isinstance(value, str) else value
