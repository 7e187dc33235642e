"""Targets with what was measured, and portfolios with where their projects stand."""

import django_filters
from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets

from resolutions.api.answers import OF_A_DAY, Guarded, look_or_refuse
from resolutions.filters import DATA_CHOICES, Asked
from resolutions.models import Measurement, Portfolio, Project, Resolution, Stage, Target


class OfResolution(Asked):
    """Rows of governing documents: of one, and real data unless other is asked for."""

    resolution = django_filters.ModelChoiceFilter(queryset=Resolution.objects.all())
    data = django_filters.ChoiceFilter(choices=DATA_CHOICES, method="of_data")
    of_set = "resolution__is_fictional"

    def __init__(self, data=None, *args, **kwargs):
        super().__init__({} if data is None else data, *args, **kwargs)

    def of_data(self, queryset, name, value):
        return queryset

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data.get("data") or "real"
        if asked != "all":
            queryset = queryset.filter(**{self.of_set: asked == "training"})
        return super().filter_queryset(queryset)


class TargetFilter(OfResolution):
    class Meta:
        model = Target
        fields = ["resolution", "data"]


class PortfolioFilter(OfResolution):
    class Meta:
        model = Portfolio
        fields = ["resolution", "data"]


class MeasurementSerializer(serializers.ModelSerializer):
    class Meta:
        model = Measurement
        fields = [
            "id",
            "on",
            "value",
            "recorded_at",
            "corrects",
            "reason",
            "source_name",
            "source_quote",
        ]


class TargetSerializer(serializers.ModelSerializer):
    latest_value = serializers.DecimalField(
        max_digits=16, decimal_places=2, read_only=True, allow_null=True
    )
    latest_on = serializers.DateField(read_only=True, allow_null=True)
    measurements = serializers.SerializerMethodField()

    class Meta:
        model = Target
        fields = [
            "id",
            "resolution",
            "stage",
            "name",
            "unit",
            "direction",
            "baseline",
            "target_value",
            "by_year",
            "latest_value",
            "latest_on",
            "measurements",
            "note",
            "source_name",
            "source_quote",
        ]

    @extend_schema_field(MeasurementSerializer(many=True))
    def get_measurements(self, target):
        moment = look_or_refuse(self.context["request"]).moment
        recorded = [row for row in target.measurements.all() if moment.knows(row.recorded_at)]
        corrected = {row.corrects_id for row in recorded}
        standing = [row for row in recorded if not (row.strikes_out or row.pk in corrected)]
        known = [row for row in standing if row.on <= moment.on]
        return MeasurementSerializer(known, many=True).data


class StageSerializer(serializers.ModelSerializer):
    class Meta:
        model = Stage
        fields = ["id", "order", "name"]


class ProjectSerializer(serializers.ModelSerializer):
    stage = serializers.IntegerField(source="stage_id", read_only=True)

    class Meta:
        model = Project
        fields = ["id", "name", "area_ha", "is_unnamed", "stage", "source_name", "source_quote"]


class PortfolioSerializer(serializers.ModelSerializer):
    stages = StageSerializer(many=True, read_only=True)
    projects = ProjectSerializer(many=True, read_only=True, source="projects_then")

    class Meta:
        model = Portfolio
        fields = [
            "id",
            "resolution",
            "name",
            "description",
            "stages",
            "projects",
            "source_name",
            "source_quote",
        ]


_OF_A_DAY = extend_schema_view(
    list=extend_schema(parameters=OF_A_DAY),
    retrieve=extend_schema(parameters=OF_A_DAY),
)


@_OF_A_DAY
class TargetViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """Targets and what was measured by the day; of a corrected value the newer one."""

    queryset = Target.objects.none()
    serializer_class = TargetSerializer
    filterset_class = TargetFilter

    def get_queryset(self):
        found = Target.objects.with_latest(look_or_refuse(self.request).moment)
        return found.prefetch_related("measurements").order_by("resolution", "pk")


@_OF_A_DAY
class PortfolioViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """Portfolios, their stages, and the stage at which each project stood on the day."""

    queryset = Portfolio.objects.none()
    serializer_class = PortfolioSerializer
    filterset_class = PortfolioFilter

    def get_queryset(self):
        projects = Project.objects.with_stage(look_or_refuse(self.request).moment)
        return Portfolio.objects.prefetch_related(
            "stages", Prefetch("projects", projects, to_attr="projects_then")
        ).order_by("resolution", "pk")
