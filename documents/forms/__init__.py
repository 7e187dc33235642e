"""Forms of planned documents."""

from documents.forms.comparing import CompareForm, MeetingForm
from documents.forms.coverage import CoverageForm
from documents.forms.events import EARLIER_FORMS, EVENT_FORMS, EventForm, StrikeOutForm
from documents.forms.files import AttachForm, WithdrawFileForm
from documents.forms.guidance import ReceiveForm
from documents.forms.national import NationalForm
from documents.forms.pasting import PasteForm
from documents.forms.planned import PlannedDocumentForm
from documents.forms.reports import (
    ConfirmForm,
    ExtensionForm,
    GrantForm,
    RefuseForm,
    ReportForm,
    ReturnForm,
    WithdrawExtensionForm,
    WithdrawReportForm,
    claims_of,
)
from documents.forms.spans import SPAN_FORMS
from documents.forms.tallying import TallyForm
from documents.forms.waits import WaitForm

__all__ = [
    "EARLIER_FORMS",
    "EVENT_FORMS",
    "SPAN_FORMS",
    "AttachForm",
    "CompareForm",
    "ConfirmForm",
    "CoverageForm",
    "EventForm",
    "ExtensionForm",
    "GrantForm",
    "MeetingForm",
    "NationalForm",
    "PasteForm",
    "PlannedDocumentForm",
    "ReceiveForm",
    "RefuseForm",
    "ReportForm",
    "ReturnForm",
    "StrikeOutForm",
    "TallyForm",
    "WithdrawExtensionForm",
    "WithdrawReportForm",
    "claims_of",
    "WaitForm",
    "WithdrawFileForm",
]
