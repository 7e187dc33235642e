"""Agencies through their mergers, people and the offices they held."""

from django.contrib import admin

from assignments.admin.columns import Undeletable
from assignments.models import Agency, Office, Person, Succession
from resolutions.admin import FoldedColumns, FoldedSearch
from resolutions.forms.datasets import KeepsItsSet


class PredecessorInline(admin.TabularInline):
    model = Succession
    fk_name = "successor"
    fields = ["predecessor", "on", "decision"]
    autocomplete_fields = ["predecessor"]
    extra = 0


@admin.register(Agency)
class AgencyAdmin(Undeletable, FoldedSearch, admin.ModelAdmin):
    form = KeepsItsSet
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
    form = KeepsItsSet
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
