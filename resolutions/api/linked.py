"""What a governing document rests on, and what reports say of it in words."""

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from resolutions.api.answers import OF_A_DAY, Guarded, look_or_refuse
from resolutions.api.targets import OfResolution
from resolutions.models import Basis, Narrative, Resolution
from resolutions.names import name_of

_OF_A_DAY = extend_schema_view(
    list=extend_schema(parameters=OF_A_DAY),
    retrieve=extend_schema(parameters=OF_A_DAY),
)


class EnteredBy(serializers.CharField):
    """Who entered a fact, by name; nobody for what was loaded. It does not say for whom."""

    def __init__(self) -> None:
        super().__init__(read_only=True, allow_null=True)

    def to_representation(self, value):
        return name_of(value)


class BasisFilter(OfResolution):
    resolution = django_filters.ModelChoiceFilter(
        field_name="child", queryset=Resolution.objects.all()
    )
    parent = django_filters.ModelChoiceFilter(queryset=Resolution.objects.all())
    of_set = "child__is_fictional"

    class Meta:
        model = Basis
        fields = ["resolution", "parent", "relation", "data"]


class NarrativeFilter(OfResolution):
    class Meta:
        model = Narrative
        fields = ["resolution", "subject", "data"]


class BasisSerializer(serializers.ModelSerializer):
    by = EnteredBy()

    class Meta:
        model = Basis
        fields = [
            "id",
            "child",
            "parent",
            "relation",
            "recorded_at",
            "by",
            "source_name",
            "source_quote",
        ]


class NarrativeSerializer(serializers.ModelSerializer):
    by = EnteredBy()

    class Meta:
        model = Narrative
        fields = [
            "id",
            "resolution",
            "on",
            "subject",
            "text",
            "recorded_at",
            "by",
            "source_name",
            "source_quote",
        ]


@_OF_A_DAY
class BasisViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """Links between governing documents that stand, as known at the moment; the younger
    document is the child."""

    queryset = Basis.objects.none()
    serializer_class = BasisSerializer
    filterset_class = BasisFilter

    def get_queryset(self):
        found = Basis.objects.standing(look_or_refuse(self.request).moment)
        return found.select_related("by__person").order_by("child", "relation", "pk")


@_OF_A_DAY
class NarrativeViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """What reports said by the day, in words; not what was taken back."""

    queryset = Narrative.objects.none()
    serializer_class = NarrativeSerializer
    filterset_class = NarrativeFilter

    def get_queryset(self):
        moment = look_or_refuse(self.request).moment
        found = Narrative.objects.standing(moment).filter(on__lte=moment.told_by)
        return found.select_related("by__person").order_by("-on", "pk")
