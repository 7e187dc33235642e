"""Forms of governing documents. Plain fields, no rule beyond them: the form saves."""

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from resolutions.models import Resolution

# Letters of a title in a list of choices.
_LONGEST_TITLE = 90


class RowsField(forms.ModelMultipleChoiceField):
    """A choice of several rows. A number too large for any row is an invalid choice; left
    to the database it would be an error."""

    def clean(self, value):
        for pk in value or ():
            if len(str(pk)) > 18:
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": pk},
                )
        return super().clean(value)


class ResolutionField(forms.ModelChoiceField):
    """A choice of one governing document. Two terms, or two issuers, may have given the same
    symbol: the date and the title tell them apart."""

    def label_from_instance(self, obj: Resolution) -> str:
        parts = [obj.symbol]
        if obj.issued_on:
            parts.append(date_format(obj.issued_on, "d/m/Y"))
        parts.append(Truncator(obj.title).chars(_LONGEST_TITLE))
        if obj.is_fictional:
            parts.append(gettext("training data"))
        return " · ".join(filter(None, parts))


def set_of_form(form: forms.ModelForm, *, asked: str = "") -> bool:
    """Whether a form about something of a governing document offers training data: as the item
    it edits, else as the governing document it is filled with, else as its page is asked for
    (``?data=training``)."""
    item = form.instance
    if item.pk:
        return item.resolution.is_fictional
    given = form.data.get("resolution") if form.is_bound else form.initial.get("resolution")
    given = getattr(given, "pk", given)
    if given and str(given).isdecimal() and len(str(given)) < 19:
        found = Resolution.objects.filter(pk=given).values_list("is_fictional", flat=True)
        if (is_fictional := found.first()) is not None:
            return is_fictional
    return asked == "training"


# What an address may bring along for a form, at most.
_LONGEST = 1000


def asked_for(query: QueryDict, *names: str) -> dict[str, str]:
    """What an address asks an empty form to be filled with; the person looks at it and sends
    it, or not."""
    return {name: query[name].replace("\0", "")[:_LONGEST] for name in names if query.get(name)}


class ResolutionForm(forms.ModelForm):
    """Create or edit a governing document."""

    class Meta:
        model = Resolution
        fields = [
            "kind",
            "symbol",
            "issued_on",
            "issued_year",
            "title",
            "issuer_name",
            "issuer_level",
            "term",
            "field_of_work",
            "period_from",
            "period_to",
            "further_year",
            "vision_year",
            "period_text",
            "effect_state",
            "effect_ended_on",
            "effect_decision",
            "note",
        ]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "issued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "effect_ended_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "symbol": _("As written on the document, for example 03-NQ/TU."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["further_year"].required = False

    def clean_further_year(self) -> str:
        return self.cleaned_data["further_year"] or self.instance.further_year
