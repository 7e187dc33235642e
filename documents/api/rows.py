"""What the API tells of a planned document and of its history."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assignments.api import DeadlineChangeSerializer
from documents.models import (
    DocumentDeadline,
    DocumentDuty,
    GuidanceLetter,
    GuidanceWait,
    PlannedDocument,
    StatusChange,
)
from documents.status import DocumentStatus, StatusGroup, Timeliness
from resolutions.api import SignedBy


class PlannedDocumentSerializer(serializers.ModelSerializer):
    version = serializers.IntegerField(read_only=True, allow_null=True)
    due_then = serializers.DateField(read_only=True, allow_null=True)
    since_then = serializers.DateField(read_only=True)
    status_then = serializers.ChoiceField(DocumentStatus.choices, read_only=True)
    group_then = serializers.ChoiceField(StatusGroup.choices, read_only=True)
    timeliness = serializers.ChoiceField(Timeliness.choices, read_only=True)
    tasks = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    evidence_url = serializers.CharField(read_only=True)  # may be empty, which is no address

    class Meta:
        model = PlannedDocument
        fields = [
            "id",
            "version",
            "resolution",
            "code",
            "title",
            "kind",
            "tasks",
            "lead_agency",
            "coordinating_agencies",
            "advising_agencies",
            "signing_body",
            "board_member",
            "deadline_kind",
            "due_on",
            "due_then",
            "deadline_text",
            "deadline_days",
            "status_then",
            "since_then",
            "group_then",
            "timeliness",
            "symbol",
            "issued_on",
            "issuer_name",
            "evidence_url",
            "evidence_note",
            "evidence_gap",
            "integrated_into",
            "integrated_into_text",
            "is_unnamed",
            "is_secret",
            "is_group",
            "total_is_unknown",
            "note",
            "source_name",
            "source_quote",
        ]
        read_only_fields = fields

    def to_representation(self, document: PlannedDocument) -> dict[str, Any]:
        """Without what it leads to that the caller may not read (``with_readable_ties``)."""
        told = super().to_representation(document)
        if document.integrated_into_is_beyond:
            told["integrated_into"] = None
        return told


class StatusChangeSerializer(serializers.ModelSerializer):
    by = SignedBy()

    class Meta:
        model = StatusChange
        fields = [
            "id",
            "event",
            "old",
            "new",
            "effective_on",
            "superseded_on",
            "recorded_at",
            "date_is_upper_bound",
            "note",
            "symbol",
            "issued_on",
            "undoes",
            "by",
            "source_name",
            "source_quote",
        ]


class DocumentDeadlineSerializer(DeadlineChangeSerializer):
    class Meta(DeadlineChangeSerializer.Meta):
        model = DocumentDeadline
        fields = [*DeadlineChangeSerializer.Meta.fields, "wait"]


class LetterSerializer(serializers.ModelSerializer):
    class Meta:
        model = GuidanceLetter
        fields = ["id", "symbol", "sent_on", "addressee", "recorded_at"]


class DutySerializer(serializers.ModelSerializer):
    class Meta:
        model = DocumentDuty
        fields = ["effective_on", "superseded_on", "recorded_at", "lead_agency", "board_member"]


class WaitSerializer(serializers.ModelSerializer):
    """A wait; of one that was completed later the row that ``completes`` it tells all but the
    earlier letters."""

    letters = serializers.SerializerMethodField()

    class Meta:
        model = GuidanceWait
        fields = [
            "id",
            "document",
            "guidance",
            "expected",
            "asked_by_letter",
            "letters",
            "completes",
            "recorded_at",
            "since",
            "since_is_upper_bound",
            "ended_on",
            "received",
            "note",
            "source_name",
            "source_quote",
        ]

    @extend_schema_field(LetterSerializer(many=True))
    def get_letters(self, wait):
        """Those that stand; a letter withdrawn is told no more."""
        return LetterSerializer(
            [one for one in wait.letters.all() if one.holds], many=True
        ).data


class HistorySerializer(serializers.Serializer):
    """All that was ever recorded of a document, the latest first."""

    changes = StatusChangeSerializer(many=True)
    deadlines = DocumentDeadlineSerializer(many=True)
    duties = DutySerializer(many=True)
    waits = WaitSerializer(many=True)
