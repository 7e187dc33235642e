"""One filter for the register of planned documents, its export and the API.

The queryset must carry the state of a day (``as_of``).
"""

from datetime import datetime

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assignments.filters import AgencyChoiceFilter
from assignments.models import Agency, Person
from assignments.models.agency import AgencyLevel
from documents.columns import DOCUMENT_COLUMNS
from documents.models import (
    CLAIMS,
    OPEN_STATUSES,
    DocumentDuty,
    ExtensionRequest,
    PlannedDocument,
    Report,
    ReportState,
    RequestState,
)
from documents.progress.catalogue import FIGURES, Noun
from documents.status import (
    GROUP_OF,
    OFFICIAL_OF,
    TRACK_OF,
    DocumentStatus,
    Official,
    Part,
    Standing,
    StatusGroup,
    Timeliness,
    Track,
)
from resolutions.facets import Facet
from resolutions.filters import RealByDefault
from resolutions.kinds import DocumentKind
from resolutions.listing import sort_choices
from resolutions.models import Resolution

# The rows behind a denominator, which leaves out the documents not to be issued; and those
# that are open.
COUNTED = "counted"
UNFINISHED = "unfinished"
# The rows that enter no sum, whether or not the source gives their number.
NOT_COUNTED = "beside"
# All rows, whether they enter the sums or stand beside them.
WHATEVER = "all"
# The rows that the dates judge: the denominator of the official table.
JUDGED = "judged"
# What may be lacking, each under the name of the figure that counts it.
LACKING_CHOICES = [("deadline", FIGURES["no_deadline"].name)] + [
    (figure.filters["lacking"], figure.name)
    for figure in FIGURES.values()
    if figure.noun == Noun.DOCUMENTS and "lacking" in figure.filters
]
NOT_JUDGED = [told for told, line in OFFICIAL_OF.items() if line == Official.NOT_JUDGED]
_PLAN_ORDER = ["resolution__symbol_key", "resolution", "code", "pk"]


def people_in_charge() -> QuerySet[Person]:
    """People who are or were members of the Standing Board, or ever answered for a document
    or task without a recorded seat."""
    duties = DocumentDuty.objects.filter(board_member=OuterRef("pk"))
    on_tasks = Person.objects.answering_for_tasks().order_by().values("pk")
    return Person.objects.filter(Q(pk__in=on_tasks) | Q(Exists(duties)))


def _in_group(choice: str, status: str) -> bool:
    if choice == COUNTED:
        return status != DocumentStatus.WITHDRAWN
    if choice == UNFINISHED:
        return status in OPEN_STATUSES
    return GROUP_OF[DocumentStatus(status)] == choice


def _in_line(choice: str, told: str) -> bool:
    line = OFFICIAL_OF[Timeliness(told)]
    return line != Official.NOT_JUDGED if choice == JUDGED else line == choice


class PlannedDocumentFilter(RealByDefault):
    facets = {
        "group": Facet("status_then", _in_group),
        "status": Facet("status_then"),
        "timeliness": Facet("timeliness"),
        "official": Facet("timeliness", _in_line),
        "track": Facet("timeliness", lambda choice, told: TRACK_OF[told] == choice),
        "fallen_due": Facet("has_fallen_due", lambda choice, has: bool(has)),
        "kind": Facet("kind"),
    }
    main_facet = "group"

    resolution = django_filters.ModelChoiceFilter(
        label=_("Governing document"),
        queryset=Resolution.objects.filter(planned_documents__isnull=False)
        .distinct()
        .order_by("is_fictional", "symbol_key", "pk"),
        empty_label=_("All documents"),
    )
    group = django_filters.ChoiceFilter(
        label=_("Group"),
        choices=[
            *StatusGroup.choices,
            (UNFINISHED, FIGURES["unfinished"].name),
            (COUNTED, FIGURES["denominator"].name),
        ],
        method="in_group",
        empty_label=_("All"),
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=DocumentStatus.choices,
        field_name="status_then",
        empty_label=_("Any status"),
    )
    timeliness = django_filters.ChoiceFilter(
        label=_("Timeliness"), choices=Timeliness.choices, empty_label=_("Any timeliness")
    )
    official = django_filters.ChoiceFilter(
        label=_("Official table"),
        choices=[*Official.choices, (JUDGED, FIGURES["judged"].name)],
        method="in_line",
        empty_label=_("All"),
    )
    track = django_filters.ChoiceFilter(
        label=_("Track"), choices=Track.choices, method="told", empty_label=_("All")
    )
    fallen_due = django_filters.ChoiceFilter(
        label=_("Fallen due"),
        choices=[("yes", _("Deadline has come"))],
        method="which_fell_due",
        empty_label=_("All"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=DocumentKind.choices, empty_label=_("All kinds")
    )
    total = django_filters.ChoiceFilter(
        label=_("Total in the source"),
        choices=[
            *Standing.choices[1:],
            (NOT_COUNTED, _("beside it, with or without a number")),
            (WHATEVER, _("whether in the total or beside it")),
        ],
        method="of_total",
        empty_label=_("in the total"),
    )
    agency = AgencyChoiceFilter(label=_("Drafting agency"), method="led_by")
    below = django_filters.ChoiceFilter(
        label=_("Agencies below it"),
        choices=[("no", _("not counted"))],
        method="told_with_the_agency",
        empty_label=_("counted"),
    )
    part = django_filters.ChoiceFilter(
        label=_("Part of the agency"),
        choices=[*Part.choices, ("unit", _("issues it, or drafts where no body signs"))],
        method="told_with_the_agency",
        empty_label=_("drafts it"),
    )
    level = django_filters.ChoiceFilter(
        label=_("Level of the unit (that signs, else drafts)"),
        choices=AgencyLevel.choices,
        method="of_unit_on",
        empty_label=_("All levels"),
    )
    board_member = django_filters.ModelChoiceFilter(
        label=_("Standing Board member"),
        queryset=people_in_charge(),
        method="in_charge_of",
        empty_label=_("All members"),
    )
    due_from = django_filters.DateFilter(
        label=_("Due from"),
        field_name="due_then",
        lookup_expr="gte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    due_to = django_filters.DateFilter(
        label=_("Due to"),
        field_name="due_then",
        lookup_expr="lte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    lacking = django_filters.ChoiceFilter(
        label=_("Lacking"),
        choices=LACKING_CHOICES,
        method="which_lack",
        empty_label=_("Nothing asked"),
    )
    heard = django_filters.ChoiceFilter(
        label=_("News"),
        choices=[("lately", FIGURES["told_lately"].name)],
        method="heard_of",
        empty_label=_("Nothing asked"),
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        choices=sort_choices(DOCUMENT_COLUMNS),
        method="sorted_by",
        empty_label=_("Resolution and place in the plan"),
    )

    class Meta:
        model = PlannedDocument
        fields = [
            "q",
            "resolution",
            "group",
            "status",
            "timeliness",
            "official",
            "track",
            "fallen_due",
            "total",
            "agency",
            "part",
            "below",
            "level",
            "board_member",
            "kind",
            "due_from",
            "due_to",
            "lacking",
            "heard",
            "data",
            "sort",
        ]

    def in_group(self, queryset, name: str, value: str):
        if value == UNFINISHED:
            return queryset.still_open()
        if value == COUNTED:
            return queryset.exclude(status_then=DocumentStatus.WITHDRAWN)
        return queryset.in_group(value)

    def in_line(self, queryset, name: str, value: str):
        if value == JUDGED:
            return queryset.exclude(timeliness__in=NOT_JUDGED)
        return queryset.told(value)

    def told(self, queryset, name: str, value: str):
        return queryset.told(value)

    def in_charge_of(self, queryset, name: str, value: Person):
        return queryset.in_charge_of(value.pk)

    def which_fell_due(self, queryset, name: str, value: str):
        return queryset.filter(has_fallen_due=True)

    def led_by(self, queryset, name: str, value: Agency):
        part = self.form.cleaned_data.get("part") or Part.DRAFTS
        if part == "unit":
            return queryset.of_unit(value.pk)
        alone = self.form.cleaned_data.get("below") == "no"
        agencies = {value.pk} if alone else Agency.objects.subtree_of({value.pk})
        return queryset.taking_part(part, agencies)

    def told_with_the_agency(self, queryset, name: str, value: str):
        return queryset

    def of_total(self, queryset, name: str, value: str):
        return queryset

    def of_unit_on(self, queryset, name: str, value: str):
        return queryset.of_unit_on(value)

    def which_lack(self, queryset, name: str, value: str):
        return queryset.lacking(value)

    def heard_of(self, queryset, name: str, value: str):
        return queryset.told_lately()

    def sorted_by(self, queryset, name: str, value: str):
        return queryset

    def of_data_set(self, queryset):
        """As every figure counts them: what stands beside the sums is asked for by name."""
        queryset = super().of_data_set(queryset)
        asked = self.form.cleaned_data.get("total") or Standing.COUNTED
        if asked == NOT_COUNTED:
            return queryset.filter(total_is_unknown=True)
        return queryset if asked == WHATEVER else queryset.of_standing(asked)

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset.order_by(*self.order(DOCUMENT_COLUMNS, _PLAN_ORDER))


class PaperFilter(RealByDefault):
    """What agencies sent: by state of the day, agency (with those below it) and item."""

    agency = AgencyChoiceFilter(label=_("Agency"), method="of_agency")
    about = django_filters.ChoiceFilter(
        label=_("About"),
        choices=[("document", _("Planned document")), ("task", _("Task"))],
        method="about_kind",
        empty_label=_("Documents and tasks"),
    )

    def of_agency(self, queryset, name: str, value: Agency):
        return queryset.filter(agency__in=Agency.objects.subtree_of({value.pk}))

    def about_kind(self, queryset, name: str, value: str):
        return queryset.filter(**{f"{value}__isnull": False})


class ReportFilter(PaperFilter):
    state = django_filters.ChoiceFilter(
        label=_("State (of a report)"),
        choices=ReportState.choices,
        field_name="state_then",
        empty_label=_("Any state"),
    )
    claim = django_filters.ChoiceFilter(
        label=_("Reported event"),
        choices=[(event.value, event.label) for event in CLAIMS],
        field_name="claimed_event",
        empty_label=_("Any event, or news alone"),
    )
    sent_again = django_filters.ChoiceFilter(
        label=_("Sent again"),
        choices=[("no", FIGURES["reports_returned"].name)],
        method="not_sent_again",
        empty_label=_("Nothing asked"),
    )

    class Meta:
        model = Report
        fields = ["q", "state", "agency", "about", "claim", "sent_again", "data"]

    def __init__(self, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at

    def not_sent_again(self, queryset, name: str, value: str):
        return queryset.unanswered(self.at)


class ExtensionFilter(PaperFilter):
    state = django_filters.ChoiceFilter(
        label=_("State (of a report)"),
        choices=RequestState.choices,
        field_name="state_then",
        empty_label=_("Any state"),
    )

    class Meta:
        model = ExtensionRequest
        fields = ["q", "state", "agency", "about", "data"]
