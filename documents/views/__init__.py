"""The pages of the right-most app: those that show planned documents and their figures."""

from documents.views.document import (
    document_create,
    document_edit,
    document_event,
    document_page,
)
from documents.views.overview import overview
from documents.views.register import register
from documents.views.stories import agency_page, resolution_page, task_page

__all__ = [
    "agency_page",
    "document_create",
    "document_edit",
    "document_event",
    "document_page",
    "overview",
    "register",
    "resolution_page",
    "task_page",
]
