"""Read-only REST access to governing documents."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, viewsets
from rest_framework.request import Request

from resolutions.filters import ResolutionFilter
from resolutions.looking import Looking, look
from resolutions.models import Resolution

# Parameters of every answer that is true on a day.
OF_A_DAY = [
    OpenApiParameter("as_of", date, description=_("State as at")),
    OpenApiParameter("known_on", date, description=_("As known on")),
]


def look_or_refuse(request: Request) -> Looking:
    """The day the caller asks for; a day that cannot be is the caller's mistake (400)."""
    looking = look(request)
    if looking.form.is_bound and looking.form.errors:
        raise serializers.ValidationError(looking.form.errors)
    return looking


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
