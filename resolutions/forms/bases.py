"""A governing document is linked to an older one; what was entered wrongly is taken back."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from resolutions.forms.governing import ResolutionField
from resolutions.forms.refusals import show_refusal
from resolutions.forms.sources import SourceFields
from resolutions.kinds import BasisRelation
from resolutions.models import Basis, Resolution, Retractable
from resolutions.services import link_basis, retract


class BasisForm(SourceFields):
    """What this document does to an older one.

    The list holds those that answer a search, and the one chosen whether it does or not.
    """

    relation = forms.ChoiceField(label=_("This document"), choices=BasisRelation.choices)
    parent = ResolutionField(
        Resolution.objects.none(),
        label=_("Older document"),
        error_messages={"required": _("Choose the older document.")},
    )
    field_order = ("relation", "parent", "source_name", "source_quote")

    def __init__(self, *args, child: Resolution, **kwargs):
        super().__init__(*args, **kwargs)
        self.child = child
        others = Resolution.objects.filter(is_fictional=child.is_fictional)
        self.fields["parent"].queryset = others.exclude(pk=child.pk).for_choice()

    def offer(self, rows: list[Resolution]) -> None:
        """List these to choose from, and what was chosen before."""
        field = self.fields["parent"]
        chosen = str(self["parent"].value() or "")
        if chosen.isdecimal() and len(chosen) < 19 and int(chosen) not in {r.pk for r in rows}:
            rows = [*rows, *field.queryset.filter(pk=int(chosen))]
        field.widget.choices = [("", "---------")] + [
            (row.pk, field.label_from_instance(row)) for row in rows
        ]

    def commit(self, *, by) -> Basis | None:
        """Call the service; a refusal goes onto the form and returns None."""
        values = {name: self.cleaned_data[name] for name in ("parent", "relation")}
        try:
            return link_basis(self.child, **values, **self.told, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class RetractForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def commit(self, fact: Retractable, *, by) -> Retractable | None:
        """Call the service; a refusal goes onto the form and returns None."""
        try:
            return retract(fact, reason=self.cleaned_data["reason"], by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
