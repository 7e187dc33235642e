"""Read-only REST access to governing documents."""

from rest_framework import serializers, viewsets

from resolutions.filters import ResolutionFilter
from resolutions.models import Resolution


class ListFilteredOnly:
    """Filters apply to lists; a single object is found by its id alone."""

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset) if self.action == "list" else queryset


class ResolutionSerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    canonical_symbol = serializers.CharField(read_only=True)

    class Meta:
        model = Resolution
        fields = [
            "id",
            "kind",
            "kind_label",
            "symbol",
            "canonical_symbol",
            "number",
            "issued_on",
            "issued_year",
            "title",
            "issuer_name",
            "issuer_level",
            "term",
            "period_from",
            "period_to",
            "vision_year",
            "period_text",
            "effect_state",
            "is_fictional",
            "source_name",
            "source_quote",
        ]


class ResolutionViewSet(ListFilteredOnly, viewsets.ReadOnlyModelViewSet):
    """Governing documents, with the filters of the list page."""

    queryset = Resolution.objects.for_register()
    serializer_class = ResolutionSerializer
    filterset_class = ResolutionFilter
