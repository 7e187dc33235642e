"""What the texts for the national monitoring system can be asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments.models import Agency
from resolutions.addresses import AskedForm
from resolutions.forms import ResolutionField
from resolutions.models import Resolution


class NationalForm(AskedForm):
    """A governing document, and the agency that leads the tasks; both may be left open."""

    resolution = ResolutionField(
        Resolution.objects.none(),
        required=False,
        label=_("Governing document"),
        empty_label=_("All governing documents"),
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        required=False,
        label=_("Lead agency"),
        empty_label=_("All agencies"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        real = (
            Resolution.objects.real()
            .filter(tasks__isnull=False, tasks__taken_back_at__isnull=True)
            .distinct()
        )
        self.fields["resolution"].queryset = real.for_register()
        self.fields["agency"].queryset = Agency.objects.filter(
            is_placeholder=False, is_fictional=False
        )
