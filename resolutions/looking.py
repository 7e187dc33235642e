"""The day a page looks at: today, or the day given as ``?as_of=YYYY-MM-DD``."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_DAY = date(1930, 2, 3)


class AsOfForm(forms.Form):
    """The date control of a page."""

    as_of = forms.DateField(
        label=_("State as at"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("The date cannot be read. Write it as 13/12/2021.")},
    )

    def clean_as_of(self) -> date | None:
        day = self.cleaned_data["as_of"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(
                _("The date lies in the future. Give today or an earlier day.")
            )
        if day is not None and day < FIRST_DAY:
            raise forms.ValidationError(_("The date is too far back. Check the year."))
        return day


@dataclass(frozen=True)
class Looking:
    """The day looked at, and what was wrong with the day asked for (then it is today)."""

    on: date
    today: date
    form: AsOfForm

    @property
    def is_past(self) -> bool:
        """Whether the page shows another day than today."""
        return self.on != self.today

    @property
    def query(self) -> dict[str, str]:
        """What a link must carry so that it shows the same day."""
        return {"as_of": self.on.isoformat()} if self.is_past else {}


def look(request: HttpRequest) -> Looking:
    """The day the request asks for; today when it names none or one that cannot be."""
    today = timezone.localdate()
    form = AsOfForm(request.GET if request.GET.get("as_of") else None)
    day = form.cleaned_data["as_of"] if form.is_bound and form.is_valid() else None
    return Looking(on=day or today, today=today, form=form)
