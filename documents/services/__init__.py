"""Every event in the life of a planned document: one function each.

All are keyword-only after the document, atomic, take the actor as ``by`` and write the history
row in the same transaction. Page, API, admin and import call these and nothing else. Each
raises ValidationError (ForbiddenTransition when the status does not allow the event) with a
message fit for the person who asked; then nothing was saved.
"""

from assignments.services import set_deadline
from documents.services.events import (
    await_guidance,
    consult,
    integrate,
    issue,
    record_evidence,
    reopen,
    resume,
    start_drafting,
    submit,
    withdraw,
)
from documents.services.guidance import Released, due_after, receive_guidance
from documents.services.planning import edit, plan, save_planned
from documents.services.undo import may_undo, undo_last

__all__ = [
    "Released",
    "await_guidance",
    "consult",
    "due_after",
    "edit",
    "integrate",
    "issue",
    "may_undo",
    "plan",
    "receive_guidance",
    "record_evidence",
    "reopen",
    "resume",
    "save_planned",
    "set_deadline",
    "start_drafting",
    "submit",
    "undo_last",
    "withdraw",
]
