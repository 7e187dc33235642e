"""Who acts for whom, and duties handed over."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.models import Agency, Deputation, Person
from assignments.services import deputise
from documents import services
from documents.models import Handover
from resolutions.forms import show_refusal
from resolutions.forms.dates import date_field, refuse_impossible_days


def _offer_one_set(form: forms.Form, *, training: bool) -> None:
    """Let a form offer real people and agencies, or those of the training set."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = field.queryset.filter(is_fictional=training)


class DeputationForm(forms.Form):
    """One person acts for another from a day to the end of another."""

    principal = forms.ModelChoiceField(Person.objects.all(), label=_("Principal"))
    deputy = forms.ModelChoiceField(
        Person.objects.filter(user__isnull=False),
        label=_("Deputy"),
        help_text=_("Only people with a login can act for another."),
    )
    valid_from = date_field(_("From"))
    valid_to = date_field(_("To the end of"))
    decision = forms.CharField(label=_("Deciding document"), max_length=300)

    def __init__(self, *args, training: bool, **kwargs):
        super().__init__(*args, **kwargs)
        _offer_one_set(self, training=training)
        self.initial.setdefault("valid_from", timezone.localdate())

    def commit(self, *, by) -> Deputation | None:
        """Call the service; a refusal goes onto the form and returns None."""
        try:
            return deputise(**self.cleaned_data, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class HandoverForm(forms.Form):
    """Whose duties go to whom, from when, why and by which decision."""

    from_agency = forms.ModelChoiceField(
        Agency.objects.filter(is_placeholder=False), required=False, label=_("From agency")
    )
    to_agency = forms.ModelChoiceField(
        Agency.objects.none(), required=False, label=_("To agency")
    )
    from_person = forms.ModelChoiceField(
        Person.objects.all(), required=False, label=_("From person")
    )
    to_person = forms.ModelChoiceField(
        Person.objects.all(), required=False, label=_("To person")
    )
    effective_on = date_field(_("Effective on"))
    decision = forms.CharField(label=_("Deciding document"), max_length=300)
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, training: bool, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["to_agency"].queryset = Agency.objects.valid_on(today).filter(
            is_placeholder=False
        )
        _offer_one_set(self, training=training)
        self.initial.setdefault("effective_on", today)

    def clean(self):
        cleaned = super().clean()
        refuse_impossible_days(self, "effective_on")
        pairs = [
            (cleaned.get(f"from_{kind}"), cleaned.get(f"to_{kind}"))
            for kind in ("agency", "person")
        ]
        whole = [pair for pair in pairs if all(pair)]
        if len(whole) != 1 or any(any(pair) for pair in pairs if pair not in whole):
            self.add_error(
                None,
                _("Duties go from one agency to another or from one person to another."),
            )
        else:
            cleaned["giver"], cleaned["taker"] = whole[0]
            if cleaned["giver"] == cleaned["taker"]:
                self.add_error(None, _("Giver and taker are the same."))
        return cleaned

    def commit(self, *, seen: str, by) -> Handover | None:
        """Call the service; a refusal goes onto the form and returns None."""
        names = ("giver", "taker", "effective_on", "reason", "decision")
        values = {name: self.cleaned_data[name] for name in names}
        try:
            return services.hand_over(**values, seen=seen, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
