"""Read-only REST access to tasks and agencies."""

from django.utils import timezone
from rest_framework import serializers, viewsets

from assignments.filters import AgencyFilter, TaskFilter
from assignments.models import Agency, Assignment, Task
from resolutions.api import ListFilteredOnly


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


class AgencyViewSet(ListFilteredOnly, viewsets.ReadOnlyModelViewSet):
    """Agencies, with the filters of the list page."""

    queryset = Agency.objects.order_by("level", "name", "pk")
    serializer_class = AgencySerializer
    filterset_class = AgencyFilter


class AssignmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Assignment
        fields = ["role", "agency", "person", "valid_from", "valid_to"]


class TaskSerializer(serializers.ModelSerializer):
    assignments = AssignmentSerializer(many=True, source="current_assignments", read_only=True)

    class Meta:
        model = Task
        fields = [
            "id",
            "resolution",
            "code",
            "text",
            "expected_product",
            "deadline_kind",
            "due_on",
            "deadline_text",
            "upper_codes",
            "is_unnamed",
            "assignments",
            "source_name",
            "source_quote",
        ]


class TaskViewSet(ListFilteredOnly, viewsets.ReadOnlyModelViewSet):
    """The tasks the caller may read, with the filters of the list page."""

    queryset = Task.objects.none()
    serializer_class = TaskSerializer
    filterset_class = TaskFilter

    def get_queryset(self):
        today = timezone.localdate()
        return Task.objects.visible_to(self.request.user, on=today).for_list(on=today)
