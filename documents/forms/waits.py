"""What is asked when a wait for the Centre ends, and what is learned of one that is open."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from documents import services
from documents.models import CentralGuidance, DocumentDeadline, GuidanceWait, PlannedDocument
from documents.services import Letter, NewDeadline
from resolutions.datasets import same_set
from resolutions.forms import show_refusal
from resolutions.forms.dates import date_field, refuse_impossible_days


class DeadlineBy(models.TextChoices):
    """What the deadline is after a wait."""

    CREDIT = "credit", _("The days waited are given back")
    NEW = "new", _("A new deadline by decision")


NEW_DEADLINE = ("new_due_on", "decision", "decided_by")
COUNTED_FROM = "counted_from"


class EndsWait(forms.Form):
    """For a form that ends a wait: the days are given back, or there is a new deadline."""

    deadline_by = forms.ChoiceField(
        label=_("Deadline after the wait"),
        choices=DeadlineBy.choices,
        initial=DeadlineBy.CREDIT,
        required=False,
        widget=forms.RadioSelect,
    )
    new_due_on = date_field(
        _("New deadline"), _("Only for a new deadline by decision."), required=False
    )
    decision = forms.CharField(
        label=_("Deciding document"),
        max_length=300,
        required=False,
        help_text=_("Number and date of the document that gives the new deadline."),
    )
    decided_by = forms.CharField(label=_("Decided by"), max_length=200, required=False)
    counted_from = date_field(
        _("Day of the event, from which the deadline is counted"),
        _("Only for a deadline of so many days after an event."),
        required=False,
    )

    # The fields that say on which day the wait ends, and from which day such a deadline is
    # counted where nothing else is said.
    ends_on: ClassVar[str] = "effective_on"
    counts_from: ClassVar[str] = "effective_on"

    def hang_on(self, deadline: DocumentDeadline | None, day: date) -> None:
        """Ask for the day of the event of a deadline that hangs on one, offering a day; of
        another deadline do not ask."""
        if deadline is None:
            self.fields.pop(COUNTED_FROM, None)
            return
        days = deadline.deadline_days or 0
        self.initial.setdefault(COUNTED_FROM, day)
        field = self.fields[COUNTED_FROM]
        said = ngettext(
            "The deadline is %(days)d day after an event: counted from %(day)s it falls on "
            "%(due)s. If it hangs on another event, empty the field and record its day once "
            "it comes.",
            "The deadline is %(days)d days after an event: counted from %(day)s it falls on "
            "%(due)s. If it hangs on another event, empty the field and record its day once "
            "it comes.",
            days,
        )
        field.help_text = said % {
            "days": days,
            "day": day.strftime("%d/%m/%Y"),
            "due": (day + timedelta(days=days)).strftime("%d/%m/%Y"),
        }

    def clean(self):
        cleaned = super().clean()
        by_decision = cleaned.get("deadline_by") == DeadlineBy.NEW
        if COUNTED_FROM in self.fields:
            self._clean_counted_from(cleaned)
        if not by_decision and any(cleaned.get(name) for name in NEW_DEADLINE):
            self.add_error(
                "deadline_by",
                gettext("Choose “%(new)s”, or leave its fields empty.")
                % {"new": DeadlineBy.NEW.label},
            )
        if by_decision and "new_due_on" not in self.errors and not cleaned.get("new_due_on"):
            self.add_error("new_due_on", gettext("Give the date of the new deadline."))
        if by_decision and "decision" not in self.errors and not cleaned.get("decision"):
            self.add_error(
                "decision", gettext("Name the document that gives the new deadline.")
            )
        return cleaned

    def _clean_counted_from(self, cleaned: dict[str, Any]) -> None:
        ended_on = cleaned.get(self.ends_on)
        if self.add_prefix(COUNTED_FROM) not in self.data:
            # Who asks for no form (the API) does not leave the deadline without a day unsaid.
            cleaned[COUNTED_FROM] = cleaned.get(self.counts_from)
        counted_from = cleaned.get(COUNTED_FROM)
        if counted_from and ended_on and counted_from > ended_on:
            self.add_error(
                COUNTED_FROM,
                gettext(
                    "The wait ended on %(day)s, so the event cannot lie later. Give that day "
                    "or an earlier one."
                )
                % {"day": ended_on.strftime("%d/%m/%Y")},
            )

    def with_deadline(self, values: dict[str, Any]) -> dict[str, Any]:
        """The cleaned values as the service takes them."""
        by, due_on, decision, decided_by = (
            values.pop(name, None) for name in ("deadline_by", *NEW_DEADLINE)
        )
        new = NewDeadline(due_on, decision, decided_by) if by == DeadlineBy.NEW else None
        return {**values, "deadline": new}


def days_in_words(document: PlannedDocument, *, on: date) -> str:
    """What the wait would give back if it ended on a day, in one sentence."""
    wait = document.waits.filter(ended_on__isnull=True).first()
    if wait is None or on < wait.since:
        return ""
    stopped_on = document.changes.standing().latest_first().values_list("effective_on")[0][0]
    found = services.settlement(
        document.deadlines.standing(), wait, stopped_on=stopped_on, ended_on=on
    )
    if found.row is None or found.due_on is None:
        if services.hangs_on_event(document.deadlines.standing()) is not None:
            return gettext("The deadline is counted from the day of the event, given below.")
        return gettext("The deadline has no day yet, so there are no days to give back.")
    said = ngettext(
        "Ended on %(on)s, %(days)d day of waiting is given back: due on %(due)s, formerly "
        "%(before)s.",
        "Ended on %(on)s, %(days)d days of waiting are given back: due on %(due)s, formerly "
        "%(before)s.",
        found.days,
    )
    return said % {
        "on": on.strftime("%d/%m/%Y"),
        "days": found.days,
        "due": found.due_on.strftime("%d/%m/%Y"),
        "before": found.row.due_on.strftime("%d/%m/%Y") if found.row.due_on else "",
    }


class WaitForm(forms.Form):
    """What is learned later of an open wait: what is awaited, since when, by which letter."""

    expected = forms.CharField(
        label=_("Guidance awaited"),
        max_length=500,
        required=False,
        help_text=_("For example: Guideline of the Central Organisation Commission on …"),
    )
    since = date_field(
        _("Waiting since"),
        _("Its first day is not known yet: give it once you know it."),
        required=False,
    )
    letter_symbol = forms.CharField(
        label=_("Letter sent: number and symbol"),
        max_length=60,
        required=False,
        help_text=_("By which the province asked the Centre; letters of before stay."),
    )
    letter_sent_on = date_field(_("Date of the letter"), required=False)
    letter_addressee = forms.CharField(label=_("Sent to"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, document: PlannedDocument, **kwargs):
        super().__init__(*args, **kwargs)
        self.document = document
        self.wait: GuidanceWait | None = document.waits.filter(ended_on__isnull=True).first()
        if self.wait is not None:
            self.initial.setdefault("expected", self.wait.expected)
            if not self.wait.since_is_upper_bound:
                del self.fields["since"]
        self.fields["expected"].widget.attrs["list"] = "awaited"
        titles = same_set(CentralGuidance.objects.filter(received_on=None), document)
        titles = titles.order_by("title")
        self.awaited = list(titles.values_list("title", flat=True).distinct()[:200])

    def clean(self):
        cleaned = super().clean()
        refuse_impossible_days(self, "since", "letter_sent_on")
        told = {name: cleaned.get(f"letter_{name}") for name in ("symbol", "sent_on")}
        if any(told.values()) or cleaned.get("letter_addressee"):
            if not told["symbol"] and "letter_symbol" not in self.errors:
                said = gettext("Give the number and symbol of the letter.")
                self.add_error("letter_symbol", said)
            if not told["sent_on"] and "letter_sent_on" not in self.errors:
                self.add_error("letter_sent_on", gettext("Give the date of the letter."))
        return cleaned

    def commit(self, *, by, seen: int | None = None) -> GuidanceWait | None:
        """Complete the wait; a refusal goes onto the form and returns None."""
        values = self.cleaned_data
        letter = None
        if values["letter_symbol"]:
            letter = Letter(
                values["letter_symbol"], values["letter_sent_on"], values["letter_addressee"]
            )
        try:
            return services.complete_wait(
                self.document,
                seen=seen,
                expected=values["expected"],
                since=values.get("since"),
                letter=letter,
                note=values["note"],
                by=by,
            )
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
