"""Every event in the life of a planned document: one function each.

All are keyword-only after the document, atomic, take the actor as ``by`` and write the history
row in the same transaction. Page, API, admin and import call these and nothing else. Each
raises ValidationError (ForbiddenTransition when the status does not allow the event) with a
message fit for the person who asked; then nothing was saved.
"""

from assignments.deadline_rows import count_from_event
from assignments.services import set_deadline
from documents.services.attaching import attach_file, withdraw_file
from documents.services.completing import Letter, complete_wait, letters_of, withdraw_letter
from documents.services.correcting import strike_out, strike_out_deadline
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
from documents.services.extensions import (
    grant_extension,
    refuse_extension,
    request_extension,
    withdraw_extension,
)
from documents.services.guidance import Released, receive_guidance
from documents.services.handover import Duties, duties_of, hand_over
from documents.services.importing import (
    RowsRefused,
    keep_annex,
    preview_of,
    take_back,
    take_over,
    taking_back,
    taking_over,
)
from documents.services.importing_said import (
    AlreadyTakenOver,
    DraftChanged,
    Said,
    already,
    look_through,
    texts_of,
    who_said,
)
from documents.services.instructing import (
    answer_instruction,
    close_instruction,
    instruct,
    may_answer,
    may_close,
)
from documents.services.moving import SPANS, Ends
from documents.services.national import mark_as_sent
from documents.services.papers import AlreadyDecided, not_the_lead, speaks_for
from documents.services.planning import edit, plan, save_planned
from documents.services.reports import (
    confirm_report,
    return_report,
    submit_report,
    withdraw_report,
)
from documents.services.tallying import Known, Tally, plan_tally, strike_out_tally, tally_of
from documents.services.undo import may_undo, undo_last
from documents.services.waits import NewDeadline, Settlement, hangs_on_event, settlement

__all__ = [
    "SPANS",
    "AlreadyDecided",
    "AlreadyTakenOver",
    "DraftChanged",
    "Known",
    "RowsRefused",
    "Said",
    "Tally",
    "already",
    "keep_annex",
    "look_through",
    "preview_of",
    "take_back",
    "take_over",
    "taking_back",
    "taking_over",
    "texts_of",
    "who_said",
    "Duties",
    "Letter",
    "NewDeadline",
    "Released",
    "Settlement",
    "answer_instruction",
    "attach_file",
    "await_guidance",
    "confirm_report",
    "close_instruction",
    "complete_wait",
    "consult",
    "count_from_event",
    "duties_of",
    "edit",
    "Ends",
    "grant_extension",
    "hangs_on_event",
    "hand_over",
    "instruct",
    "letters_of",
    "settlement",
    "integrate",
    "issue",
    "may_answer",
    "may_close",
    "mark_as_sent",
    "may_undo",
    "not_the_lead",
    "plan",
    "plan_tally",
    "strike_out_tally",
    "tally_of",
    "receive_guidance",
    "record_evidence",
    "refuse_extension",
    "reopen",
    "request_extension",
    "resume",
    "return_report",
    "save_planned",
    "set_deadline",
    "speaks_for",
    "start_drafting",
    "strike_out",
    "strike_out_deadline",
    "submit",
    "submit_report",
    "undo_last",
    "withdraw",
    "withdraw_extension",
    "withdraw_report",
    "withdraw_file",
    "withdraw_letter",
]
