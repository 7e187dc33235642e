"""Tasks, who is assigned to them, and their deadlines."""

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from assignments.api.views import VIEW, TakesView
from assignments.event_forms import EventDayForm
from assignments.filters import TaskFilter
from assignments.forms import DEADLINE_FIELDS, DeadlineForm, TaskForm
from assignments.models import Assignment, ListPage, Task, TaskDeadline
from resolutions.api import (
    IF_MATCH,
    OF_A_DAY,
    FormWrites,
    Guarded,
    SignedBy,
    described,
    input_of,
    look_or_refuse,
)
from resolutions.log import with_version

TaskInput = input_of(TaskForm, "TaskInput")
TaskEditInput = input_of(TaskForm, "TaskEditInput", without=DEADLINE_FIELDS)
DeadlineInput = input_of(DeadlineForm, "DeadlineInput")
EventDayInput = input_of(EventDayForm, "EventDayInput")


class AssignmentOfTaskSerializer(serializers.ModelSerializer):
    class Meta:
        model = Assignment
        fields = ["role", "agency", "person", "valid_from", "valid_to"]


class TaskSerializer(serializers.ModelSerializer):
    version = serializers.IntegerField(read_only=True, allow_null=True)
    due_then = serializers.DateField(read_only=True, allow_null=True)
    assignments = AssignmentOfTaskSerializer(
        many=True, source="current_assignments", read_only=True
    )

    class Meta:
        model = Task
        fields = [
            "id",
            "version",
            "resolution",
            "code",
            "text",
            "expected_product",
            "deadline_kind",
            "due_on",
            "due_then",
            "deadline_text",
            "deadline_days",
            "upper_codes",
            "is_unnamed",
            "assignments",
            "source_name",
            "source_quote",
        ]


class DeadlineChangeSerializer(serializers.ModelSerializer):
    """A deadline, since when it was in force, and why."""

    by = SignedBy()

    class Meta:
        model = TaskDeadline
        fields = [
            "id",
            "effective_on",
            "superseded_on",
            "recorded_at",
            "is_original",
            "origin",
            "credited_days",
            "event_on",
            "undoes",
            "deadline_kind",
            "due_on",
            "deadline_text",
            "deadline_days",
            "reason",
            "decided_by",
            "decision",
            "by",
        ]


@described(
    TaskSerializer, create=TaskInput, edit=TaskEditInput, reading=OF_A_DAY, listing=[VIEW]
)
class TaskViewSet(
    Guarded, TakesView, FormWrites, mixins.ListModelMixin, viewsets.GenericViewSet
):
    """The tasks the caller may read, with the filters and the form of the pages."""

    queryset = Task.objects.none()
    serializer_class = TaskSerializer
    filterset_class = TaskFilter
    list_page = ListPage.TASKS
    add_right = "assignments.add_task"
    change_right = "assignments.change_task"
    create_input, edit_input = TaskInput, TaskEditInput

    def get_queryset(self):
        looking = look_or_refuse(self.request)
        visible = Task.objects.visible_to(self.request.user, on=looking.today)
        return with_version(visible.for_list(looking.moment))

    def new_form(self, data):
        return TaskForm(data, instance=Task(), on=timezone.localdate())

    def edit_form(self, item, data):
        return TaskForm(data, instance=item, on=timezone.localdate())

    @extend_schema(
        request=DeadlineInput, responses={200: TaskSerializer}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def set_deadline(self, request, pk=None) -> Response:
        """Give the task a deadline, or move the one it has with a reason."""
        task = self.get_object()
        seen, values = self.seen(task), self.values(DeadlineInput)
        return self.write(task, seen, values, lambda now, data: DeadlineForm(data, item=now))

    @extend_schema(
        request=EventDayInput, responses={200: TaskSerializer}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def record_event_day(self, request, pk=None) -> Response:
        """Count a deadline of so many days after an event from the day of the event."""
        task = self.get_object()
        seen, values = self.seen(task), self.values(EventDayInput)
        return self.write(task, seen, values, lambda now, data: EventDayForm(data, item=now))

    @extend_schema(responses=DeadlineChangeSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def deadlines(self, request, pk=None) -> Response:
        """Every deadline of the task, the latest first."""
        rows = (
            self.get_object()
            .deadlines.select_related("by__person", "on_behalf_of")
            .latest_first()
        )
        return Response(DeadlineChangeSerializer(rows, many=True).data)


class AssignmentFilter(django_filters.FilterSet):
    class Meta:
        model = Assignment
        fields = ["task", "agency", "person", "role"]


class AssignmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Assignment
        fields = [
            "id",
            "task",
            "role",
            "agency",
            "person",
            "valid_from",
            "valid_to",
            "recorded_at",
            "source_name",
            "source_quote",
        ]


_OF_A_DAY = extend_schema(parameters=OF_A_DAY)


@extend_schema_view(list=_OF_A_DAY, retrieve=_OF_A_DAY)
class AssignmentViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """Who is and was assigned to the tasks the caller may read; of a past day, who was then."""

    queryset = Assignment.objects.none()
    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilter

    def get_queryset(self):
        looking = look_or_refuse(self.request)
        tasks = Task.objects.visible_to(self.request.user, on=looking.today)
        found = looking.moment.recorded(
            Assignment.objects.held().filter(task__in=tasks.order_by().values("pk"))
        )
        if looking.is_past:
            found = found.valid_on(looking.on)
        return found.order_by("task", "role", "pk")
