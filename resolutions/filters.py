"""One filter for the list of governing documents, its export and the API."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.utils.formats import date_format, number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from resolutions.addresses import refuse_unknown
from resolutions.columns import RESOLUTION_COLUMNS
from resolutions.facets import Facet, FacetCounts
from resolutions.kinds import DocumentKind, EffectState, IssuerLevel
from resolutions.listing import Column, order_of, sort_choices
from resolutions.models import Resolution, exactness
from resolutions.models.governing import LACKING_NAMES

DATA_CHOICES = [("real", _("Real data")), ("training", _("Training data")), ("all", _("All"))]
QUERY_LENGTH = 200


def query_filter() -> django_filters.CharFilter:
    """The search box: every word must occur, tone marks ignored."""
    return django_filters.CharFilter(
        method="search",
        label=_("Search"),
        max_length=QUERY_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class Asked(django_filters.FilterSet):
    """A filter of an address. A name that it does not know is an error like a value that
    cannot be read: then there are no rows."""

    @property
    def form(self):
        if not hasattr(self, "_form"):
            form = super().form
            if form.is_bound:
                refuse_unknown(form, known=self.filters)
        return self._form

    @property
    def rows(self) -> QuerySet:
        """The filtered rows; none when a filter cannot be read, so that no page passes off
        unfiltered rows as filtered ones."""
        return self.qs if self.is_valid() else self.queryset.none()

    @property
    def applied(self) -> dict[str, object]:
        """The filters in force, by name."""
        if not self.is_valid():
            return {}
        return {k: v for k, v in self.form.cleaned_data.items() if v not in (None, "")}


class RealByDefault(Asked):
    """A list that shows real data unless ``data`` asks for the training set or for all.

    The queryset has ``real()``, ``fictional()`` and ``search()``.
    """

    # The filters whose choices are counted, and the one offered above the list.
    facets: ClassVar[Mapping[str, Facet]] = {}
    main_facet: ClassVar[str] = ""

    q = query_filter()
    data = django_filters.ChoiceFilter(
        label=_("Data"), choices=DATA_CHOICES, empty_label=None, method="of_data"
    )

    def __init__(self, data=None, *args, **kwargs):
        # Always bound, so that the default below applies and mistakes are reported.
        data = {} if data is None else data
        super().__init__(data, *args, **kwargs)

    @property
    def form(self):
        """The choices of the data set asked for: what is of the other one is none."""
        if not hasattr(self, "_form"):
            asked = self.data.get("data") or "real"
            for field in super().form.fields.values():
                rows = getattr(field, "queryset", None)
                if rows is not None and asked in ("real", "training"):
                    field.queryset = rows.filter(is_fictional=asked == "training")
        return super().form

    def search(self, queryset, name: str, value: str):
        return queryset.search(value)

    def of_data(self, queryset, name: str, value: str):
        return queryset

    def of_data_set(self, queryset: QuerySet) -> QuerySet:
        """The rows of the data set asked for."""
        asked = self.form.cleaned_data.get("data") or "real"
        if asked == "real":
            return queryset.real()
        return queryset.fictional() if asked == "training" else queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return super().filter_queryset(self.of_data_set(queryset))

    def order(self, columns: Iterable[Column], usual: Iterable) -> list:
        """The order asked for; else the usual one, what a search finds exactly first."""
        asked = order_of(columns, self.form.cleaned_data.get("sort") or "")
        if asked:
            return asked
        query = self.form.cleaned_data.get("q")
        return [exactness(query).desc(), *usual] if query else [*usual]

    @property
    def in_words(self) -> list[tuple[str, str, str]]:
        """Each filter in force as people say it: its name, its label and what it asks for."""
        words = []
        for name, value in self.applied.items():
            if value is False or name == "sort":
                continue
            field = self.form.fields[name]
            if isinstance(value, date):
                text = date_format(value)
            elif value is True:
                text = ""
            else:
                choices = {} if isinstance(value, Model) else getattr(field, "choices", ())
                text = str(dict(choices).get(value, value))
            words.append((name, str(field.label), text))
        return words

    @cached_property
    def counts(self) -> FacetCounts:
        """How many rows each choice would give, the other filters being as they are; also
        written beside the choices of the form."""
        if not self.is_valid():
            return FacetCounts(self.facets, {}, [])
        rows, asked = self.of_data_set(self.queryset.all()), self.form.cleaned_data
        for name, value in asked.items():
            if name not in self.facets:
                rows = self.filters[name].filter(rows, value)
        counts = FacetCounts.of(rows, self.facets, asked)
        for name in self.facets:
            field = self.form.fields[name]
            field.widget.choices = [
                (value, f"{label} ({number_format(counts.of_choice(name, value))})")
                if value
                else (value, label)
                for value, label in field.choices
            ]
        return counts

    @property
    def facet_links(self) -> list[dict]:
        """The choices of the main facet, with their numbers: what a list offers at a glance."""
        if not self.main_facet or not self.is_valid():
            return []
        name, current = self.main_facet, self.applied.get(self.main_facet, "")
        offered = [
            {
                "value": value,
                "label": label,
                "count": self.counts.of_choice(name, value),
                "is_current": value == current,
            }
            for value, label in self.filters[name].extra["choices"]
        ]
        everything = {
            "value": None,
            "label": _("All"),
            "count": self.counts.without(name),
            "is_current": not current,
        }
        return [everything, *(choice for choice in offered if choice["count"])]


class ResolutionFilter(RealByDefault):
    facets = {
        "kind": Facet("kind"),
        "issuer_level": Facet("issuer_level"),
        "effect_state": Facet("effect_state"),
    }
    main_facet = "kind"

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=DocumentKind.choices, empty_label=_("All kinds")
    )
    issuer_level = django_filters.ChoiceFilter(
        label=_("Level"), choices=IssuerLevel.choices, empty_label=_("All levels")
    )
    effect_state = django_filters.ChoiceFilter(
        label=_("Effect"), choices=EffectState.choices, empty_label=_("Any effect")
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        choices=sort_choices(RESOLUTION_COLUMNS),
        method="sorted_by",
        empty_label=_("Newest first"),
    )

    lacking = django_filters.ChoiceFilter(
        label=_("Lacking"),
        choices=[*LACKING_NAMES.items()],
        method="which_lack",
        empty_label=_("Nothing asked"),
    )

    class Meta:
        model = Resolution
        fields = ["q", "kind", "issuer_level", "effect_state", "lacking", "data", "sort"]

    def sorted_by(self, queryset, name: str, value: str):
        return queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset = super().filter_queryset(queryset)
        usual = queryset.query.order_by
        return queryset.order_by(*self.order(RESOLUTION_COLUMNS, usual))

    def which_lack(self, queryset, name: str, value: str):
        return queryset.lacking(value)
