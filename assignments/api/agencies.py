"""Agencies and people."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from assignments.filters import AgencyFilter
from assignments.models import Agency, Office, Person
from resolutions.api import OF_A_DAY, Guarded, look_or_refuse


class AgencySerializer(serializers.ModelSerializer):
    class Meta:
        model = Agency
        fields = [
            "id",
            "name",
            "short_name",
            "kind",
            "level",
            "parent",
            "valid_from",
            "valid_to",
            "is_placeholder",
            "is_fictional",
        ]


@extend_schema_view(list=extend_schema(parameters=OF_A_DAY))
class AgencyViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """Agencies, with the filters of the list page; of a past day those that existed then."""

    queryset = Agency.objects.order_by("level", "name", "pk")
    serializer_class = AgencySerializer
    filterset_class = AgencyFilter

    def get_queryset(self):
        looking = look_or_refuse(self.request)
        agencies = super().get_queryset()
        return agencies.valid_on(looking.on) if looking.is_past else agencies


class OfficeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Office
        fields = ["agency", "position", "title", "valid_from", "valid_to"]


class PersonSerializer(serializers.ModelSerializer):
    offices = OfficeSerializer(many=True, read_only=True)

    class Meta:
        model = Person
        fields = ["id", "full_name", "is_fictional", "offices"]


class PersonViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """People with the offices they hold and held."""

    queryset = Person.objects.prefetch_related("offices").order_by("full_name", "pk")
    serializer_class = PersonSerializer
    filterset_fields = ["is_fictional"]
    read_right = "assignments.view_person"
