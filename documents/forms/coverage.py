"""What the coverage matrix can be asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments.models.agency import AgencyLevel
from resolutions.addresses import AskedForm


class CoverageForm(AskedForm):
    """The level of the units shown."""

    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All levels")), *AgencyLevel.choices]
    )
