"""A set of documents that the source only counts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.models import Agency, Person
from assignments.models.agency import AgencyLevel
from documents import services
from documents.models import PlannedDocument
from documents.services.tallying import COUNTED, MOST_COUNTED, Known, Tally
from documents.status import DocumentStatus
from resolutions.datasets import same_set
from resolutions.fields import WholeInput
from resolutions.folding import clean_line
from resolutions.forms import show_refusal
from resolutions.forms.dates import date_field, refuse_impossible_days
from resolutions.forms.sources import SourceFields
from resolutions.kinds import DocumentKind
from resolutions.models import Resolution


def _count(label, **kwargs) -> WholeInput:
    return WholeInput(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_COUNTED,
        **kwargs,
    )


class TallyForm(SourceFields):
    """What a source counts: how many documents, out of how many, in which status each."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=DocumentKind.choices, initial=DocumentKind.PLAN
    )
    title = forms.CharField(
        label=_("What documents these are"),
        max_length=900,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In the words of the source. Each row gets this title and its number."),
    )
    known = forms.ChoiceField(label=_("The source says"), choices=Known.choices)
    total = _count(_("Total"), help_text=_("Empty when the source gives no total."))
    unit_level = forms.ChoiceField(
        label=_("Each document is of one unit, at the level"),
        required=False,
        choices=[("", _("not of units")), *AgencyLevel.choices],
        help_text=_("The units are not named; the coverage by units counts them."),
    )
    issuer_name = forms.CharField(
        label=_("Issuing body"),
        required=False,
        max_length=200,
        help_text=_("As the source names it, for those that are issued."),
    )
    lead_agency = forms.ModelChoiceField(
        Agency.objects.none(), required=False, label=_("Drafting agency")
    )
    signing_body = forms.ModelChoiceField(
        Agency.objects.none(), required=False, label=_("Signing body")
    )
    board_member = forms.ModelChoiceField(
        Person.objects.none(), required=False, label=_("Standing Board member in charge")
    )
    on = date_field(_("As at"), _("The day up to which the source speaks."))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = (
        *("kind", "title", "known", "total", "unit_level", "issuer_name", "lead_agency"),
        *("signing_body", "board_member", "on", "source_name", "source_quote", "note"),
    )

    def __init__(self, *args, resolution: Resolution, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source_name"].required = True
        self.resolution = resolution
        today = timezone.localdate()
        agencies = same_set(
            Agency.objects.valid_on(today).filter(is_placeholder=False), resolution
        )
        for name in ("lead_agency", "signing_body"):
            self.fields[name].queryset = agencies
        self.fields["board_member"].queryset = same_set(
            Person.objects.standing_board(), resolution
        )
        self.initial.setdefault("on", today)
        for status in COUNTED:
            self.fields[f"count_{status}"] = _count(status.label)

    @property
    def counts(self) -> list[forms.BoundField]:
        """The boxes of the statuses, in the order in which the documents are numbered."""
        return [self[f"count_{status}"] for status in COUNTED]

    def clean_title(self) -> str:
        title = " ".join(clean_line(self.cleaned_data["title"]).split())
        if not title:
            raise ValidationError(_("Say what documents these are."))
        return title

    def clean(self):
        cleaned = super().clean()
        refuse_impossible_days(self, "on")
        return cleaned

    def commit(self, *, by) -> list[PlannedDocument] | None:
        """Call the service; a refusal goes onto the form and returns None."""
        given = self.cleaned_data
        tally = Tally(
            known=Known(given["known"]),
            kind=DocumentKind(given["kind"]),
            title=given["title"],
            counts={
                DocumentStatus(status): given[f"count_{status}"] or 0 for status in COUNTED
            },
            total=given["total"],
            unit_level=given["unit_level"],
            lead_agency=given["lead_agency"],
            signing_body=given["signing_body"],
            board_member=given["board_member"],
            issuer_name=given["issuer_name"],
            note=given["note"],
        )
        try:
            return services.plan_tally(
                self.resolution, tally, on=given["on"], **self.told, by=by
            )
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
