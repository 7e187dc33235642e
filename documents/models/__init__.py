"""What must be written: planned documents, their history and their waits."""

from documents.models.attachment import Attachment, Purpose
from documents.models.guidance import CentralGuidance, GuidanceLetter, GuidanceWait
from documents.models.handover import Handover, InstructionMove
from documents.models.history import DocumentDeadline, DocumentDuty, Meeting, StatusChange
from documents.models.importing import BatchState, ColumnMeaning, ImportBatch
from documents.models.instruction import (
    ITEMS,
    Instruction,
    InstructionQuerySet,
    InstructionReply,
    InstructionState,
)
from documents.models.national import NationalMark
from documents.models.papers import AgencyPaper, AgencyPaperQuerySet
from documents.models.planned import SECRET_TITLE, PlannedDocument, TaskLink
from documents.models.quality import OPEN_STATUSES
from documents.models.reports import (
    CLAIMS,
    ISSUING,
    ExtensionRequest,
    Report,
    ReportState,
    RequestState,
)
from documents.models.sealing import EventCount, Seal
from documents.models.states import PlannedDocumentQuerySet, lacks_evidence

__all__ = [
    "SECRET_TITLE",
    "CLAIMS",
    "ISSUING",
    "AgencyPaper",
    "AgencyPaperQuerySet",
    "Attachment",
    "BatchState",
    "ColumnMeaning",
    "ImportBatch",
    "EventCount",
    "ExtensionRequest",
    "Report",
    "ReportState",
    "RequestState",
    "ITEMS",
    "CentralGuidance",
    "DocumentDeadline",
    "DocumentDuty",
    "GuidanceLetter",
    "GuidanceWait",
    "Handover",
    "Instruction",
    "InstructionMove",
    "InstructionQuerySet",
    "InstructionReply",
    "InstructionState",
    "Meeting",
    "OPEN_STATUSES",
    "NationalMark",
    "PlannedDocument",
    "PlannedDocumentQuerySet",
    "Purpose",
    "Seal",
    "StatusChange",
    "TaskLink",
    "lacks_evidence",
]
