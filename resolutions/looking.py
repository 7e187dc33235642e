"""The day a page looks at: today, or the day given as ``?as_of=YYYY-MM-DD``; and, with
``?known_on=``, only what had been recorded by the end of that day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resolutions.days import check_day, end_of_day


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
    """The day looked at, and what was wrong with the day asked for (then it is today)."""

    on: date
    today: date
    form: AsOfForm
    known_on: date | None = None
    against: Literal["current", "original"] = "current"

    @property
    def known_at(self) -> datetime | None:
        """The instant up to which recorded rows count; None for all that is known."""
        return end_of_day(self.known_on) if self.known_on else None

    @property
    def told_by(self) -> date:
        """The last day of what may have been told, for rows that do not say when they were
        recorded: a report cannot have been known before its own day."""
        return min(self.on, self.known_on or self.on)

    @property
    def state(self) -> dict[str, Any]:
        """What a state of the day is asked with, beside the day itself: what was known, and
        against which deadline it is judged."""
        return {"known_at": self.known_at, "against": self.against}

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
    against: Literal["current", "original"] = (
        "original" if request.GET.get("against") == "original" else "current"
    )
    if not form.is_bound or not form.is_valid():
        return Looking(on=today, today=today, form=form, against=against)
    return Looking(
        on=form.cleaned_data["as_of"] or today,
        today=today,
        form=form,
        known_on=form.cleaned_data["known_on"],
        against=against,
    )
