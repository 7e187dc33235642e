"""Read-only REST access to tasks and agencies."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from assignments.filters import AgencyFilter, TaskFilter
from assignments.models import Agency, Assignment, Task
from resolutions.api import OF_A_DAY, ListFilteredOnly, look_or_refuse


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


_AS_OF = extend_schema(parameters=OF_A_DAY)


@extend_schema_view(list=_AS_OF)
class AgencyViewSet(ListFilteredOnly, viewsets.ReadOnlyModelViewSet):
    """Agencies, with the filters of the list page; of a past day those that existed then."""

    queryset = Agency.objects.order_by("level", "name", "pk")
    serializer_class = AgencySerializer
    filterset_class = AgencyFilter

    def get_queryset(self):
        looking = look_or_refuse(self.request)
        agencies = super().get_queryset()
        return agencies.valid_on(looking.on) if looking.is_past else agencies


class AssignmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Assignment
        fields = ["role", "agency", "person", "valid_from", "valid_to"]


class TaskSerializer(serializers.ModelSerializer):
    due_then = serializers.DateField(read_only=True)
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
            "due_then",
            "deadline_text",
            "upper_codes",
            "is_unnamed",
            "assignments",
            "source_name",
            "source_quote",
        ]


@extend_schema_view(list=_AS_OF, retrieve=_AS_OF)
class TaskViewSet(ListFilteredOnly, viewsets.ReadOnlyModelViewSet):
    """The tasks the caller may read, with the filters of the list page."""

    queryset = Task.objects.none()
    serializer_class = TaskSerializer
    filterset_class = TaskFilter

    def get_queryset(self):
        looking = look_or_refuse(self.request)
        return Task.objects.visible_to(self.request.user, on=looking.today).for_list(
            on=looking.on, known_at=looking.known_at
        )
