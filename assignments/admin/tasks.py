"""Tasks, who answers for them, and their deadlines."""

from django.contrib import admin
from django.utils import timezone

from assignments.admin.columns import DEADLINE, Undeletable
from assignments.models import Assignment, Task, TaskDeadline
from assignments.services import open_deadlines
from resolutions.admin import AddOnly, FoldedColumns, FoldedSearch, ReadOnly


class AssignmentInline(AddOnly, admin.TabularInline):
    model = Assignment
    fields = ["role", "agency", "person", "valid_from", "valid_to"]
    autocomplete_fields = ["agency", "person"]
    extra = 0


@admin.register(Task)
class TaskAdmin(Undeletable, FoldedSearch, admin.ModelAdmin):
    list_display = ["code", "text", "resolution", "deadline_kind", "due_on"]
    list_display_links = ["code", "text"]
    list_filter = ["deadline_kind", "is_unnamed", "resolution"]
    list_select_related = ["resolution"]
    autocomplete_fields = ["resolution"]
    list_per_page = 50
    inlines = [AssignmentInline]

    def get_readonly_fields(self, request, obj=None):
        """A deadline once given moves on the task's own page, with a reason."""
        return DEADLINE if obj else []

    def save_model(self, request, obj, form, change):
        """A new task's deadline is its original."""
        super().save_model(request, obj, form, change)
        if not change:
            open_deadlines(obj, effective_on=timezone.localdate(), by=request.user)


@admin.register(TaskDeadline)
class TaskDeadlineAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    """Deadlines are read here; the task's own page sets them."""

    list_display = [
        "task",
        "due_on",
        "deadline_text",
        "is_original",
        "reason",
        "effective_on",
        "recorded_at",
        "by",
    ]
    list_filter = ["origin", "is_original", "deadline_kind"]
    list_select_related = ["task", "by"]
    search_fields = ["task__search_text"]


@admin.register(Assignment)
class AssignmentAdmin(AddOnly, FoldedColumns, admin.ModelAdmin):
    list_display = ["task", "role", "agency", "person", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["task", "agency", "person"]
    autocomplete_fields = ["task", "agency", "person"]
    search_fields = ["task__search_text", "agency__search_text", "person__full_name"]
