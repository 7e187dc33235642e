"""One filter each for the task list and the agency list, their exports and the API."""

import django_filters
from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from assignments.columns import TASK_COLUMNS
from assignments.deadlines import DeadlineKind
from assignments.models import Agency, Assignment, Person, Task
from assignments.models.agency import AgencyKind, AgencyLevel
from assignments.models.task import LACKING_NAMES
from resolutions.facets import Facet
from resolutions.filters import RealByDefault
from resolutions.listing import sort_choices
from resolutions.models import Resolution


class _NamedAgencies(ModelChoiceIterator):
    """Offers the agencies that have a name; a link may ask for any."""

    def __init__(self, field):
        super().__init__(field)
        self.queryset = self.queryset.filter(is_placeholder=False)


class AgencyChoiceField(ModelChoiceField):
    iterator = _NamedAgencies


class AgencyChoiceFilter(django_filters.ModelChoiceFilter):
    """An agency; what it finds includes the agencies below it (by the filter's method)."""

    field_class = AgencyChoiceField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("queryset", Agency.objects.all())
        kwargs.setdefault("empty_label", _("All agencies"))
        super().__init__(*args, **kwargs)


_LIST_ORDER = [F("due_then").asc(nulls_last=True), "resolution", "position", "pk"]


class TaskFilter(RealByDefault):
    facets = {"deadline_kind": Facet("deadline_kind_of_day")}
    main_facet = "deadline_kind"

    resolution = django_filters.ModelChoiceFilter(
        label=_("Governing document"),
        queryset=Resolution.objects.filter(
            tasks__isnull=False, tasks__taken_back_at__isnull=True
        )
        .distinct()
        .for_register(),
        empty_label=_("All documents"),
    )
    agency = AgencyChoiceFilter(label=_("Agency"), method="with_agency")
    deadline_kind = django_filters.ChoiceFilter(
        label=_("Deadline"),
        field_name="deadline_kind_of_day",
        choices=DeadlineKind.choices,
        empty_label=_("Any deadline"),
    )

    board_member = django_filters.ModelChoiceFilter(
        label=_("Standing Board member"),
        queryset=Person.objects.answering_for_tasks(),
        method="in_charge_of",
        empty_label=_("All members"),
    )
    lacking = django_filters.ChoiceFilter(
        label=_("Lacking"),
        choices=[*LACKING_NAMES.items()],
        method="which_lack",
        empty_label=_("Nothing asked"),
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        choices=sort_choices(TASK_COLUMNS),
        method="sorted_by",
        empty_label=_("Nearest deadline first"),
    )

    class Meta:
        model = Task
        fields = [
            "q",
            "resolution",
            "agency",
            "board_member",
            "deadline_kind",
            "lacking",
            "data",
            "sort",
        ]

    def in_charge_of(self, queryset, name: str, value: Person):
        return queryset.in_charge_of(value.pk)

    def which_lack(self, queryset, name: str, value: str):
        return queryset.lacking(value)

    def sorted_by(self, queryset, name: str, value: str):
        return queryset

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset.order_by(*self.order(TASK_COLUMNS, _LIST_ORDER))

    def with_agency(self, queryset, name: str, value: Agency):
        below = Agency.objects.subtree_of({value.pk})
        return queryset.filter(
            pk__in=Assignment.objects.held().filter(agency__in=below).values("task")
        )


class AgencyFilter(RealByDefault):
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=AgencyKind.choices, empty_label=_("All kinds")
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"), choices=AgencyLevel.choices, empty_label=_("All levels")
    )
    named = django_filters.BooleanFilter(
        label=_("Named only"),
        field_name="is_placeholder",
        exclude=True,
        widget=forms.CheckboxInput(),
    )

    class Meta:
        model = Agency
        fields = ["q", "kind", "level", "named", "data"]

    def filter_queryset(self, queryset):
        # An unticked box asks for nothing; BooleanFilter would read it as "not named".
        if not self.form.cleaned_data.get("named"):
            self.form.cleaned_data["named"] = None
        return super().filter_queryset(queryset)
