"""The form that records the day of an event on which a deadline hangs."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assignments.deadline_rows import count_from_event
from resolutions.forms import show_refusal


class EventDayForm(forms.Form):
    """The event came on which a deadline of so many days hangs."""

    happened_on = forms.DateField(
        label=_("Day of the event"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("The date cannot be read. Write it as 13/12/2021.")},
    )
    event = forms.CharField(
        label=_("The event that came"),
        required=False,
        max_length=300,
        help_text=_("Left empty, the wording of the deadline says it."),
    )
    document = forms.CharField(
        label=_("Known by document"),
        required=False,
        max_length=300,
        help_text=_("Number and date of the paper by which it is known, if any."),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000)

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        if item.due_on is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _(
                "A day is recorded already: say why it changes."
            )

    def commit(self, *, by):
        """Call the service; a refusal goes onto the form and returns None."""
        try:
            return count_from_event(self.item, **self.cleaned_data, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
