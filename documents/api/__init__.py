"""REST access to what must be written: planned documents, their events, figures, exports."""

from documents.api.documents import PlannedDocumentViewSet
from documents.api.exports import DocumentExport, ResolutionExport, TaskExport
from documents.api.figures import FiguresView
from documents.api.waiting import GuidanceViewSet, MeetingViewSet, WaitViewSet

__all__ = [
    "DocumentExport",
    "FiguresView",
    "GuidanceViewSet",
    "MeetingViewSet",
    "PlannedDocumentViewSet",
    "ResolutionExport",
    "TaskExport",
    "WaitViewSet",
]
