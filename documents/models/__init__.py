"""What must be written: planned documents, their history and their waits."""

from documents.models.guidance import CentralGuidance, GuidanceWait
from documents.models.history import DocumentDeadline, DocumentDuty, Meeting, StatusChange
from documents.models.planned import PlannedDocument, TaskLink
from documents.models.states import LACKS_EVIDENCE, PlannedDocumentQuerySet

__all__ = [
    "LACKS_EVIDENCE",
    "CentralGuidance",
    "DocumentDeadline",
    "DocumentDuty",
    "GuidanceWait",
    "Meeting",
    "PlannedDocument",
    "PlannedDocumentQuerySet",
    "StatusChange",
    "TaskLink",
]
