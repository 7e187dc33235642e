"""Who acts for whom."""

from django.contrib import admin

from assignments.models import Deputation
from resolutions.admin import FoldedColumns, ReadOnly


@admin.register(Deputation)
class DeputationAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    """Deputations are read here; their own page records and ends them."""

    list_display = ["principal", "deputy", "valid_from", "valid_to", "decision", "ended_at"]
    list_select_related = ["principal", "deputy"]
    search_fields = ["principal__full_name", "deputy__full_name", "decision"]
