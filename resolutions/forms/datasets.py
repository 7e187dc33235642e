"""Of a record that has ties the data set stays what it is."""

from django import forms
from django.utils.translation import gettext as _

from resolutions.datasets import tie_of


class KeepsItsSet(forms.ModelForm):
    """For the workshop's forms of what is real or training data: once something hangs on it,
    it does not cross over to the other set."""

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and "is_fictional" in self.changed_data:
            tied = tie_of(self.instance)
            if tied:
                self.add_error(
                    "is_fictional",
                    _(
                        "It cannot become training data, or real, any more: it has %(ties)s "
                        "already, and the two sets never meet. Record a new one in the other "
                        "set."
                    )
                    % {"ties": tied.lower()},
                )
        return cleaned
