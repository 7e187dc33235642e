"""One filter for the list of governing documents, its export and the API."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from resolutions.kinds import DocumentKind, EffectState, IssuerLevel
from resolutions.models import Resolution

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


class RealByDefault(django_filters.FilterSet):
    """A list that shows real data unless ``data`` asks for the training set or for all.

    The queryset has ``real()``, ``fictional()`` and ``search()``.
    """

    q = query_filter()
    data = django_filters.ChoiceFilter(
        label=_("Data"), choices=DATA_CHOICES, empty_label=None, method="of_data"
    )

    def __init__(self, data=None, *args, **kwargs):
        # Always bound, so that the default below applies and mistakes are reported.
        data = {} if data is None else data
        super().__init__(data, *args, **kwargs)

    def search(self, queryset, name: str, value: str):
        return queryset.search(value)

    def of_data(self, queryset, name: str, value: str):
        return queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        asked = self.form.cleaned_data.get("data") or "real"
        if asked == "real":
            queryset = queryset.real()
        elif asked == "training":
            queryset = queryset.fictional()
        return super().filter_queryset(queryset)

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


class ResolutionFilter(RealByDefault):
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=DocumentKind.choices, empty_label=_("All kinds")
    )
    issuer_level = django_filters.ChoiceFilter(
        label=_("Level"), choices=IssuerLevel.choices, empty_label=_("All levels")
    )
    effect_state = django_filters.ChoiceFilter(
        label=_("Effect"), choices=EffectState.choices, empty_label=_("Any effect")
    )

    lacking = django_filters.ChoiceFilter(
        label=_("Lacking"),
        choices=[
            ("date", _("Issue date")),
            ("title", _("Title")),
            ("twins", _("A symbol of its own: another bears the same")),
        ],
        method="which_lack",
        empty_label=_("Nothing asked"),
    )

    class Meta:
        model = Resolution
        fields = ["q", "kind", "issuer_level", "effect_state", "lacking", "data"]

    def which_lack(self, queryset, name: str, value: str):
        return queryset.lacking(value)
