"""Where a fact comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from resolutions.fields import TextBlock, TextLine


class Sourced(models.Model):
    """A fact that can name its source and quote the sentence that states it."""

    source_name = TextLine(_("source"), max_length=300, blank=True)
    source_quote = TextBlock(_("source sentence"), blank=True, max_length=5000)

    class Meta:
        abstract = True
