"""What began and ended before the last event is entered together: a wait that is over, an issue
that was taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms.events import (
    AwaitGuidanceForm,
    EventForm,
    IntegrateForm,
    IssueForm,
    WithdrawForm,
)
from documents.services import SPANS, Ends
from documents.status import Event
from resolutions.forms.dates import date_field


class SpanForm(EventForm):
    """What a span asks beside its first event: when it ended."""

    ended_on = date_field(_("Ended on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs, earlier=True)
        names = [name for name in self.fields if name not in ("ended_on", "received", "note")]
        first = next(name for name in ("effective_on", "issued_on") if name in names)
        place = names.index(first) + 1
        more = [name for name in ("ended_on", "received") if name in self.fields]
        self.order_fields([*names[:place], *more, *names[place:], "note"])

    @property
    def ending(self) -> Event:
        """The event that ended it."""
        return SPANS[self.event]

    def service_values(self) -> dict[str, Any]:
        values = super().service_values()
        ends = Ends(values.pop("ended_on"), values.pop("received", ""))
        return {**values, "ends": ends}


class PastWaitForm(SpanForm, AwaitGuidanceForm):
    effective_on = date_field(_("Began on"))
    received = forms.CharField(
        label=_("Guidance received"),
        max_length=500,
        help_text=_("Number, date and subject of the central document."),
    )


class PastIssueForm(SpanForm, IssueForm):
    pass


class PastIntegrationForm(SpanForm, IntegrateForm):
    effective_on = date_field(_("Began on"))


class PastWithdrawalForm(SpanForm, WithdrawForm):
    effective_on = date_field(_("Began on"))


SPAN_FORMS: dict[Event, type[SpanForm]] = {
    form.event: form
    for form in (PastWaitForm, PastIssueForm, PastIntegrationForm, PastWithdrawalForm)
}
