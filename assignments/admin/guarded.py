"""Ranks that wait for a second administrator, and what one did alone."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assignments import ranks
from assignments.models import GuardedAct
from resolutions.admin import FoldedColumns, ReadOnly


class StateFilter(admin.SimpleListFilter):
    """Waiting, or done by one alone."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", _("waiting")), ("alone", _("by one administrator alone"))]

    def queryset(self, request, queryset):
        if self.value() == "waiting":
            return queryset.waiting()
        return queryset.filter(alone=True) if self.value() == "alone" else queryset


@admin.register(GuardedAct)
class GuardedActAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    """Read here, and confirmed or refused by a second administrator."""

    list_display = [
        "what_it_is",
        "user",
        "asked_by",
        "asked_at",
        "granted",
        "decided_by",
        "alone",
    ]
    list_filter = [StateFilter]
    list_select_related = ["user", "asked_by", "decided_by"]
    search_fields = ["user__username", "asked_by__username"]
    fields = [
        "what_it_is",
        "user",
        "asked_by",
        "asked_at",
        "granted",
        "decided_by",
        "decided_at",
        "alone",
    ]
    readonly_fields = ["what_it_is", "asked_at"]
    actions = ["confirm", "refuse"]

    def has_decide_permission(self, request) -> bool:
        return request.user.has_perm("auth.change_user")

    @admin.display(description=_("what"))
    def what_it_is(self, act):
        return act.said

    @admin.action(description=_("Agree as the second administrator"), permissions=["decide"])
    def confirm(self, request, queryset):
        self._decide(request, queryset, ranks.confirm)

    @admin.action(description=_("Refuse, or take back"), permissions=["decide"])
    def refuse(self, request, queryset):
        self._decide(request, queryset, ranks.refuse)

    def _decide(self, request, queryset, decide: Callable[..., Any]) -> None:
        done = 0
        for act in queryset:
            try:
                decide(act, by=request.user, now=timezone.now())
                done += 1
            except ValidationError as refusal:
                messages.error(request, f"{act}: {' '.join(refusal.messages)}")
        if done:
            told = ngettext("Decided %(count)d request.", "Decided %(count)d requests.", done)
            messages.success(request, told % {"count": done})
