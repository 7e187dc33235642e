"""The pages of the right-most app: those that show planned documents and their figures."""

from documents.views.agency import agency_page
from documents.views.arranging import (
    act_for,
    deputation_add,
    deputation_end,
    deputations,
    handover,
)
from documents.views.audit import audit_export, audit_log
from documents.views.bulk import bulk_edit
from documents.views.comparing import compare_page, meeting_create
from documents.views.correcting import (
    change_strike_out,
    deadline_strike_out,
    document_earlier,
    document_span,
    letter_withdraw,
)
from documents.views.coverage import coverage
from documents.views.document import (
    document_create,
    document_deadline,
    document_edit,
    document_event,
    document_page,
    document_undo,
)
from documents.views.extensions import (
    document_extension,
    extension_grant,
    extension_list,
    extension_page,
    extension_refuse,
    extension_withdraw,
    task_extension,
)
from documents.views.files import (
    file_add,
    file_download,
    file_replace,
    file_view,
    file_withdraw,
)
from documents.views.guidance import guidance_receive, guidance_watch
from documents.views.importing import import_new, import_page
from documents.views.instructions import (
    instruction_add,
    instruction_close,
    instruction_list,
    instruction_page,
    instruction_reply,
)
from documents.views.member import member_briefing, member_list, member_page
from documents.views.my_work import my_work
from documents.views.national import national_export, national_mark
from documents.views.overview import overview
from documents.views.pasting import paste
from documents.views.quality import data_quality
from documents.views.register import register, register_export
from documents.views.reports import (
    document_report,
    report_confirm,
    report_list,
    report_page,
    report_return,
    report_withdraw,
    task_report,
)
from documents.views.resolution import resolution_page, resolution_timeline
from documents.views.search import search
from documents.views.stories import task_page
from documents.views.style import style_page
from documents.views.tallying import tally_add, tally_strike_out
from documents.views.waits import document_event_day, document_wait

__all__ = [
    "change_strike_out",
    "deadline_strike_out",
    "letter_withdraw",
    "document_earlier",
    "document_span",
    "act_for",
    "agency_page",
    "audit_export",
    "audit_log",
    "bulk_edit",
    "compare_page",
    "coverage",
    "data_quality",
    "deputation_add",
    "deputation_end",
    "deputations",
    "document_create",
    "document_deadline",
    "document_edit",
    "document_event",
    "document_event_day",
    "document_wait",
    "document_page",
    "document_undo",
    "file_add",
    "file_download",
    "file_replace",
    "file_view",
    "file_withdraw",
    "guidance_receive",
    "guidance_watch",
    "meeting_create",
    "handover",
    "instruction_add",
    "instruction_close",
    "instruction_list",
    "instruction_page",
    "instruction_reply",
    "member_briefing",
    "member_list",
    "member_page",
    "my_work",
    "national_export",
    "national_mark",
    "overview",
    "import_new",
    "import_page",
    "paste",
    "register",
    "register_export",
    "resolution_page",
    "search",
    "resolution_timeline",
    "style_page",
    "tally_add",
    "tally_strike_out",
    "task_page",
    "document_extension",
    "document_report",
    "extension_grant",
    "extension_list",
    "extension_page",
    "extension_refuse",
    "extension_withdraw",
    "report_confirm",
    "report_list",
    "report_page",
    "report_return",
    "report_withdraw",
    "task_extension",
    "task_report",
]
