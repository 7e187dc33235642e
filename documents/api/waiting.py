"""Waits for the Centre, the documents awaited, and the meetings to compare with."""

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from documents.api.rows import WaitSerializer
from documents.models import CentralGuidance, GuidanceWait, Meeting, PlannedDocument
from resolutions.api import OF_A_DAY, Guarded, look_or_refuse


class WaitFilter(django_filters.FilterSet):
    open = django_filters.BooleanFilter(field_name="ended_on", lookup_expr="isnull")

    class Meta:
        model = GuidanceWait
        fields = ["guidance", "open"]


_OF_A_DAY = extend_schema(parameters=OF_A_DAY)


@extend_schema_view(list=_OF_A_DAY, retrieve=_OF_A_DAY)
class WaitViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """Waits of the documents the caller may read; of a past day, or of what was known by a
    day, those open then."""

    queryset = GuidanceWait.objects.none()
    serializer_class = WaitSerializer
    filterset_class = WaitFilter

    def get_queryset(self):
        looking = look_or_refuse(self.request)
        documents = PlannedDocument.objects.visible_to(self.request.user, on=looking.today)
        found = GuidanceWait.objects.filter(document__in=documents.order_by().values("pk"))
        if looking.is_past or looking.known_on:
            found = found.open_at(looking.moment)
        elif self.action == "list":
            found = found.standing()
        return found.prefetch_related("letters").order_by("since", "pk")


class GuidanceSerializer(serializers.ModelSerializer):
    class Meta:
        model = CentralGuidance
        fields = [
            "id",
            "title",
            "issuer_name",
            "symbol",
            "issued_on",
            "received_on",
            "source_name",
            "source_quote",
        ]


class GuidanceViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """Documents of the Centre that are or were awaited by what the caller may read."""

    queryset = CentralGuidance.objects.none()
    serializer_class = GuidanceSerializer

    def get_queryset(self):
        today = look_or_refuse(self.request).today
        documents = PlannedDocument.objects.visible_to(self.request.user, on=today)
        waits = GuidanceWait.objects.filter(document__in=documents.order_by().values("pk"))
        return CentralGuidance.objects.filter(pk__in=waits.values("guidance")).order_by(
            "title", "pk"
        )


class MeetingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Meeting
        fields = ["id", "on", "name"]


class MeetingViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """Meetings: the saved dates to compare with."""

    queryset = Meeting.objects.order_by("-on", "-pk")
    serializer_class = MeetingSerializer
