"""The administrators' workshop for agencies, people and tasks."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.models import User
from django.utils import timezone

from assignments.models import (
    Agency,
    Assignment,
    Office,
    Person,
    Succession,
    Task,
    TaskDeadline,
)
from assignments.services import open_deadlines
from resolutions.admin import FoldedColumns, FoldedSearch, ReadOnly

DEADLINE = ["deadline_kind", "due_on", "deadline_days", "deadline_text"]


class Undeletable:
    """What history refers to is ended by a date, never deleted."""

    def has_delete_permission(self, request, obj=None):
        return False


class PredecessorInline(admin.TabularInline):
    model = Succession
    fk_name = "successor"
    fields = ["predecessor", "on", "decision"]
    autocomplete_fields = ["predecessor"]
    extra = 0


@admin.register(Agency)
class AgencyAdmin(Undeletable, FoldedSearch, admin.ModelAdmin):
    list_display = ["name", "short_name", "kind", "level", "parent", "valid_from", "valid_to"]
    list_filter = ["kind", "level", "is_placeholder", "is_fictional"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]
    ordering = ["name"]
    list_per_page = 50
    inlines = [PredecessorInline]


@admin.register(Succession)
class SuccessionAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["predecessor", "successor", "on", "decision"]
    list_select_related = ["predecessor", "successor"]
    autocomplete_fields = ["predecessor", "successor"]
    search_fields = ["predecessor__search_text", "successor__search_text", "decision"]
    date_hierarchy = "on"


class OfficeInline(admin.TabularInline):
    model = Office
    fields = ["agency", "position", "title", "valid_from", "valid_to"]
    autocomplete_fields = ["agency"]
    extra = 0


@admin.register(Person)
class PersonAdmin(Undeletable, FoldedColumns, admin.ModelAdmin):
    list_display = ["full_name", "user", "is_fictional"]
    list_filter = ["is_fictional", "offices__position"]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]
    search_fields = ["full_name", "user__username"]
    inlines = [OfficeInline]


@admin.register(Office)
class OfficeAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["person", "position", "title", "agency", "valid_from", "valid_to"]
    list_filter = ["position"]
    list_select_related = ["person", "agency"]
    autocomplete_fields = ["person", "agency"]
    search_fields = ["person__full_name", "agency__search_text", "title"]


class AssignmentInline(admin.TabularInline):
    model = Assignment
    fields = ["role", "agency", "person", "valid_from", "valid_to"]
    autocomplete_fields = ["agency", "person"]
    extra = 0


@admin.register(Task)
class TaskAdmin(FoldedSearch, admin.ModelAdmin):
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
    list_filter = ["is_original", "deadline_kind"]
    list_select_related = ["task", "by"]
    search_fields = ["task__search_text"]


@admin.register(Assignment)
class AssignmentAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["task", "role", "agency", "person", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["task", "agency", "person"]
    autocomplete_fields = ["task", "agency", "person"]
    search_fields = ["task__search_text", "agency__search_text", "person__full_name"]


admin.site.unregister(User)


@admin.register(User)
class UserAdmin(Undeletable, StockUserAdmin):
    """Logins. Only a superuser makes superusers or hands out single permissions; everybody
    else works with the groups of the role table."""

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        return [*fields, "is_superuser", "user_permissions"]

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return allowed
