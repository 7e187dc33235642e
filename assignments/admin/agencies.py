"""Agencies through their mergers, people and the offices they held."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments import ranks
from assignments.admin.columns import Undeletable
from assignments.models import Agency, Deputation, Office, Person, Succession
from assignments.models.guarded import Act
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


class PersonForm(KeepsItsSet):
    """Whose login it is decides in whose place somebody acts."""

    by: User

    def clean_user(self):
        user, person = self.cleaned_data["user"], self.instance
        if "user" not in self.changed_data:
            return user
        if user == self.by and ranks.administrators().exclude(pk=user.pk).exists():
            raise ValidationError(_("Another administrator links your login to a person."))
        running = Deputation.objects.filter(
            Q(deputy=person.pk) | Q(principal=person.pk),
            ended_at=None,
            valid_to__gte=timezone.localdate(),
        )
        if person.pk and running.exists():
            raise ValidationError(
                _(
                    "This person acts for another, or another acts for this person. End the "
                    "deputation before changing the login."
                )
            )
        return user


@admin.register(Person)
class PersonAdmin(Undeletable, FoldedColumns, admin.ModelAdmin):
    form = PersonForm
    list_display = ["full_name", "user", "is_fictional"]
    list_filter = ["is_fictional", "offices__position"]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]
    search_fields = ["full_name", "user__username"]
    inlines = [OfficeInline]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request, obj, form, change):
        """Who gives a login another person, or takes it away, has taken it in hand."""
        before = Person.objects.filter(pk=obj.pk).values_list("user", flat=True).first()
        super().save_model(request, obj, form, change)
        for user in User.objects.filter(pk__in={before, obj.user_id} - {None}):
            if before != obj.user_id and user != request.user:
                ranks.ring(user, Act.IDENTITY, by=request.user, now=timezone.now())


@admin.register(Office)
class OfficeAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["person", "position", "title", "agency", "valid_from", "valid_to"]
    list_filter = ["position"]
    list_select_related = ["person", "agency"]
    autocomplete_fields = ["person", "agency"]
    search_fields = ["person__full_name", "agency__search_text", "title"]
