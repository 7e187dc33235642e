"""The columns of the register of planned documents.

To add one: a ``Column`` here, its cell in ``templates/components/cells/document/``, and, where
the default ones should make room, a width in ``static/css/register.css``.
"""

from functools import partial

from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from assignments.deadlines import day_or_words
from documents.status import DocumentStatus
from resolutions.listing import Column

_CELLS = "components/cells/document/"
_STATUS_ORDER = Case(
    *(When(status_then=status, then=Value(n)) for n, status in enumerate(DocumentStatus)),
    default=Value(99),
)


def _given(row, name: str):
    return getattr(row, name) or ""


def _issued_on(document):
    return document.issued_on_then


def _symbol(document) -> str:
    """The number under which it was issued; on the days when it was."""
    return document.symbol if document.status_then == DocumentStatus.ISSUED else ""


def _advising(document) -> str:
    """As ``with_advising`` read them with the rows, else asked now."""
    agencies = getattr(document, "advising", None)
    if agencies is None:
        agencies = document.advising_agencies.order_by("name")
    return ", ".join(str(agency) for agency in agencies)


def _wait(document) -> str:
    wait = document.wait_then
    return str(wait.expected or wait.guidance or "") if wait else ""


DOCUMENT_COLUMNS = (
    Column(
        "title",
        _("Document"),
        lambda d: d.title,
        f"{_CELLS}title.html",
        css="c-doc",
        order=("sort_key",),
        is_fixed=True,
        width=60,
    ),
    Column(
        "code",
        _("Place in the plan"),
        lambda d: d.code,
        f"{_CELLS}code.html",
        order=("code",),
        is_default=False,
        width=14,
    ),
    Column(
        "kind",
        _("Kind"),
        lambda d: d.get_kind_display(),
        f"{_CELLS}kind.html",
        order=("kind",),
        is_default=False,
    ),
    Column(
        "resolution",
        _("Counts toward"),
        lambda d: str(d.resolution),
        f"{_CELLS}resolution.html",
        css="c-of",
        order=("resolution__symbol_key", "resolution"),
    ),
    Column(
        "status",
        _("Status"),
        lambda d: d.status_then_label,
        f"{_CELLS}status.html",
        css="c-status",
        order=(_STATUS_ORDER,),
        width=30,
    ),
    Column(
        "since",
        _("In this status since"),
        lambda d: d.since_then,
        f"{_CELLS}since.html",
        css="c-date",
        order=("since_then",),
        is_default=False,
    ),
    Column(
        "due",
        _("Deadline"),
        day_or_words,
        f"{_CELLS}due.html",
        css="c-due",
        order=("due_then",),
    ),
    Column(
        "wording",
        _("Deadline as written"),
        partial(_given, name="deadline_text_then"),
        f"{_CELLS}wording.html",
        is_default=False,
        width=26,
    ),
    Column(
        "timeliness",
        _("Timeliness"),
        lambda d: d.timeliness_label,
        f"{_CELLS}timeliness.html",
        is_default=False,
        width=24,
    ),
    Column(
        "agency",
        _("Who answers"),
        partial(_given, name="lead_name_then"),
        f"{_CELLS}agency.html",
        css="c-who",
        order=("duty_row__lead_agency__sort_key",),
        width=34,
    ),
    Column(
        "member",
        _("Standing Board member"),
        partial(_given, name="member_then"),
        f"{_CELLS}member.html",
        order=("member_then",),
        is_default=False,
        width=28,
    ),
    Column(
        "signing",
        _("Signing body"),
        lambda d: str(d.signing_body or ""),
        f"{_CELLS}signing.html",
        order=("signing_body__sort_key",),
        is_default=False,
        width=34,
    ),
    Column(
        "advising",
        _("Advising agencies"),
        _advising,
        f"{_CELLS}advising.html",
        is_default=False,
        width=34,
    ),
    Column(
        "total",
        _("Total in the source"),
        lambda d: str(d.standing.label),
        f"{_CELLS}total.html",
        is_default=False,
        width=30,
    ),
    Column(
        "symbol",
        _("Number and symbol"),
        _symbol,
        f"{_CELLS}symbol.html",
        order=("symbol_key",),
        is_default=False,
    ),
    Column(
        "issued",
        _("Issue date"),
        _issued_on,
        f"{_CELLS}issued.html",
        css="c-date",
        order=("issued_on_then",),
        is_default=False,
    ),
    Column(
        "guidance",
        _("Awaits from the Centre"),
        _wait,
        f"{_CELLS}guidance.html",
        is_default=False,
        width=40,
    ),
    Column(
        "updated",
        _("Updated on"),
        lambda d: d.updated_at,
        f"{_CELLS}updated.html",
        css="c-date",
        order=("updated_at",),
        is_default=False,
    ),
)
