"""Saved views of the lists."""

from django.contrib import admin

from assignments.models import SavedView
from resolutions.admin import FoldedColumns


@admin.register(SavedView)
class SavedViewAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["name", "page", "visibility", "role", "owner", "created_at"]
    list_filter = ["page", "visibility", "role"]
    list_select_related = ["owner"]
    autocomplete_fields = ["owner"]
    search_fields = ["name"]
