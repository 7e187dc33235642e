"""The administrators' workshop for planned documents.

Status, number and issue date are read here and changed by services alone, so no repair in the
admin can part the current status from its history.
"""

from auditlog.models import LogEntry
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assignments.admin import DEADLINE, Undeletable
from documents import services
from documents.models import (
    CentralGuidance,
    DocumentDeadline,
    DocumentDuty,
    ExtensionRequest,
    GuidanceLetter,
    GuidanceWait,
    Handover,
    Instruction,
    InstructionReply,
    Meeting,
    NationalMark,
    PlannedDocument,
    Report,
    StatusChange,
    TaskLink,
)
from documents.status import Event
from resolutions.admin import FoldedColumns, FoldedSearch, ReadOnly
from resolutions.forms.datasets import KeepsItsSet

# The log has a page of its own, in words.
admin.site.unregister(LogEntry)


class TaskLinkInline(admin.TabularInline):
    model = TaskLink
    autocomplete_fields = ["task"]
    extra = 0


class StatusChangeInline(ReadOnly, admin.TabularInline):
    model = StatusChange
    fields = ["event", "old", "new", "effective_on", "recorded_at", "by", "note"]
    readonly_fields = ["recorded_at"]  # not editable, which a form refuses to list
    ordering = ["-effective_on", "-pk"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by", "document")


class GuidanceWaitInline(ReadOnly, admin.TabularInline):
    model = GuidanceWait
    fields = ["expected", "asked_by_letter", "since", "ended_on", "received"]
    extra = 0


def _event_action(event: Event):
    """An admin action that records ``event``, effective today, on each chosen document."""

    @admin.action(
        description=format_lazy("{}: {}", _("Record today"), event.label),
        permissions=["change"],
    )
    def action(modeladmin, request, queryset):
        done = 0
        for document in queryset:
            try:
                getattr(services, event.value)(
                    document, effective_on=timezone.localdate(), by=request.user
                )
                done += 1
            except ValidationError as refusal:
                messages.error(request, f"{document}: {' '.join(refusal.messages)}")
        if done:
            messages.success(
                request,
                ngettext(
                    "Recorded on %(count)d document.", "Recorded on %(count)d documents.", done
                )
                % {"count": done},
            )

    action.__name__ = event.value
    return action


@admin.register(PlannedDocument)
class PlannedDocumentAdmin(Undeletable, FoldedSearch, admin.ModelAdmin):
    list_display = ["code", "title", "resolution", "status", "symbol", "lead_agency", "due_on"]
    list_display_links = ["title"]
    list_filter = [
        "status",
        "kind",
        "deadline_kind",
        "evidence_gap",
        "is_unnamed",
        ("resolution", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["resolution", "lead_agency"]
    list_per_page = 50
    date_hierarchy = "due_on"
    autocomplete_fields = [
        "resolution",
        "also_concretises",
        "lead_agency",
        "advising_agencies",
        "coordinating_agencies",
        "signing_body",
        "board_member",
        "register_entry",
    ]
    readonly_fields = [
        "status",
        "symbol",
        "issued_on",
        "issuer_name",
        "evidence_url",
        "evidence_note",
        "evidence_gap",
        "integrated_into",
        "integrated_into_text",
    ]
    inlines = [TaskLinkInline, GuidanceWaitInline, StatusChangeInline]
    actions = [_event_action(e) for e in (Event.START_DRAFTING, Event.CONSULT, Event.SUBMIT)]
    fieldsets = [
        (None, {"fields": [("resolution", "code"), "kind", "title", "also_concretises"]}),
        (
            _("Who"),
            {
                "fields": [
                    "lead_agency",
                    "advising_agencies",
                    "coordinating_agencies",
                    "signing_body",
                    "board_member",
                ]
            },
        ),
        (
            _("Deadline"),
            {"fields": [("deadline_kind", "due_on", "deadline_days"), "deadline_text"]},
        ),
        (
            _("Where it stands"),
            {
                "fields": readonly_fields,
                "description": _("Changed on the document's own page, by its events."),
            },
        ),
        (
            None,
            {
                "fields": [
                    "is_unnamed",
                    "is_group",
                    "total_is_unknown",
                    "is_secret",
                    "register_entry",
                    "note",
                ]
            },
        ),
        (_("Source"), {"fields": ["source_name", "source_quote"], "classes": ["collapse"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """A deadline once given moves on the document's own page, with a reason."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *DEADLINE] if obj else fields

    def save_model(self, request, obj, form, change):
        """Both go through the services, which keep the histories."""
        if change:
            services.edit(obj, by=request.user)
        else:
            services.plan(obj, effective_on=timezone.localdate(), by=request.user)


class HistoryAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    """Rows of a history: read, searched and filtered, never touched."""

    list_select_related = ["document", "by"]
    list_per_page = 50
    search_fields = ["document__search_text"]
    date_hierarchy = "effective_on"


@admin.register(DocumentDeadline)
class DocumentDeadlineAdmin(HistoryAdmin):
    list_display = [
        "document",
        "due_on",
        "deadline_text",
        "origin",
        "is_original",
        "reason",
        "effective_on",
        "recorded_at",
        "by",
    ]
    list_filter = ["origin", "is_original", "deadline_kind"]


@admin.register(DocumentDuty)
class DocumentDutyAdmin(HistoryAdmin):
    list_display = ["document", "lead_agency", "board_member", "effective_on", "by"]
    list_select_related = ["document", "by", "lead_agency", "board_member"]


@admin.register(Meeting)
class MeetingAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["on", "name"]
    search_fields = ["name"]
    date_hierarchy = "on"


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    list_display = ["document", "event", "old", "new", "effective_on", "recorded_at", "by"]
    list_filter = ["event", "new"]
    list_select_related = ["document", "by"]
    list_per_page = 50
    search_fields = ["document__search_text", "note"]
    date_hierarchy = "effective_on"


@admin.register(GuidanceWait)
class GuidanceWaitAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    list_display = ["document", "expected", "asked_by_letter", "since", "ended_on"]
    list_filter = [("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["document"]
    search_fields = ["document__search_text", "expected"]
    date_hierarchy = "since"


@admin.register(GuidanceLetter)
class GuidanceLetterAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    list_display = ["wait", "symbol", "sent_on", "addressee", "recorded_at", "by"]
    list_select_related = ["wait__guidance", "by"]
    search_fields = ["symbol", "wait__document__search_text"]
    date_hierarchy = "sent_on"


@admin.register(Instruction)
class InstructionAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    list_display = ["text", "author", "agency", "person", "given_on", "due_on", "closed_on"]
    list_filter = [("closed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["author", "agency", "person"]
    list_per_page = 50
    search_fields = ["text", "author__full_name", "agency__search_text"]


@admin.register(InstructionReply)
class InstructionReplyAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    list_display = ["text", "instruction", "agency", "person", "at", "by"]
    list_select_related = ["instruction", "agency", "person", "by"]
    list_per_page = 50
    search_fields = ["text", "instruction__text"]


@admin.register(Handover)
class HandoverAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    list_display = ["giver", "taker", "effective_on", "decision", "by"]
    list_select_related = ["from_agency", "to_agency", "from_person", "to_person", "by"]
    search_fields = ["reason", "decision"]


@admin.register(NationalMark)
class NationalMarkAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    list_display = ["task", "on", "recorded_at", "by"]
    list_select_related = ["task", "by"]
    list_per_page = 50
    search_fields = ["task__search_text", "text"]
    date_hierarchy = "on"


@admin.register(CentralGuidance)
class CentralGuidanceAdmin(FoldedColumns, admin.ModelAdmin):
    form = KeepsItsSet
    list_display = ["title", "issuer_name", "symbol", "issued_on", "received_on"]
    list_filter = ["is_fictional"]
    search_fields = ["title", "symbol", "issuer_name"]


@admin.register(TaskLink)
class TaskLinkAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["task", "document", "is_placeholder"]
    list_filter = ["is_placeholder"]
    list_select_related = ["task", "document"]
    autocomplete_fields = ["task", "document"]
    search_fields = ["task__search_text", "document__search_text"]


class AgencyPaperAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    """What agencies sent and what became of it: read, never touched."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_filter = ["state"]
    list_select_related = ["document", "task", "agency", "by", "decided_by"]
    list_per_page = 50
    search_fields = ["document__search_text", "task__search_text", "text"]
    date_hierarchy = "submitted_at"


@admin.register(Report)
class ReportAdmin(AgencyPaperAdmin):
    list_display = [
        "agency",
        "document",
        "task",
        "claimed_event",
        "state",
        "submitted_at",
        "by",
        "decided_at",
        "decided_by",
    ]


@admin.register(ExtensionRequest)
class ExtensionRequestAdmin(AgencyPaperAdmin):
    list_display = [
        "agency",
        "document",
        "task",
        "due_before",
        "due_asked",
        "due_granted",
        "state",
        "submitted_at",
        "decided_by",
    ]
