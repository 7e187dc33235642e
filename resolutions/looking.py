"""The day a page looks at: today, or the day given as ``?as_of=YYYY-MM-DD``; and, with
``?known_on=``, only what had been recorded by the end of that day."""

from dataclasses import dataclass, replace
from datetime import date

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resolutions.days import check_day
from resolutions.moments import Against, Moment


class AsOfForm(forms.Form):
    """The date control of a page."""

    as_of = forms.DateField(
        label=_("State as at"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("The date cannot be read. Write it as 13/12/2021.")},
    )

    known_on = forms.DateField(
        label=_("As known on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("The date cannot be read. Write it as 13/12/2021.")},
    )

    def clean_as_of(self) -> date | None:
        return self._possible(self.cleaned_data["as_of"])

    def clean_known_on(self) -> date | None:
        return self._possible(self.cleaned_data["known_on"])

    def _possible(self, day: date | None) -> date | None:
        if day is not None:
            check_day(day)
        return day


@dataclass(frozen=True)
class Looking:
    """The moment looked at, and what was wrong with the day asked for (then it is today)."""

    moment: Moment
    today: date
    form: AsOfForm

    @property
    def on(self) -> date:
        """The day looked at."""
        return self.moment.on

    @property
    def known_on(self) -> date | None:
        """The day by the end of which rows must have been recorded; None for all there are."""
        known_at = self.moment.known_at
        return timezone.localdate(known_at) if known_at else None

    @property
    def against(self) -> Against:
        """Which deadline judges."""
        return self.moment.against

    def at(self, day: date) -> "Looking":
        """The same of another day."""
        return replace(self, moment=replace(self.moment, on=day))

    def known_by(self, day: date) -> "Looking":
        """A day as it was known on that day."""
        return replace(self, moment=Moment(day).as_known_on(day))

    def in_force(self) -> "Looking":
        """The same, judged by the deadlines in force: for pages that know no other."""
        return replace(self, moment=replace(self.moment, against="current"))

    @property
    def is_past(self) -> bool:
        """Whether the page shows another day than today."""
        return self.on != self.today

    @property
    def query(self) -> dict[str, str]:
        """What a link must carry so that it shows the same day."""
        query = {"as_of": self.on.isoformat()} if self.is_past else {}
        if self.known_on:
            query["known_on"] = self.known_on.isoformat()
        if self.against != "current":
            query["against"] = self.against
        return query


def look(request: HttpRequest) -> Looking:
    """The day the request asks for; today when it names none or one that cannot be."""
    today = timezone.localdate()
    asked = request.GET.get("as_of") or request.GET.get("known_on")
    form = AsOfForm(request.GET if asked else None)
    against: Against = "original" if request.GET.get("against") == "original" else "current"
    if not form.is_bound or not form.is_valid():
        return Looking(Moment(today, against=against), today, form)
    moment = Moment(form.cleaned_data["as_of"] or today, against=against)
    if known_on := form.cleaned_data["known_on"]:
        moment = moment.as_known_on(known_on)
    return Looking(moment, today, form)
