"""Do the figures reconcile? Every stored value against the history it was taken from."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby, takewhile

from django.db.models import Exists, F, OuterRef, Q, Subquery

from assignments.deadlines import DeadlineOrigin
from assignments.models import NEVER
from documents.models import (
    DocumentDeadline,
    DocumentDuty,
    GuidanceWait,
    PlannedDocument,
    StatusChange,
)
from documents.progress.figures import by_resolution, figures_of, ids_of, total_of
from documents.progress.pasted_measures import no_result, other_day, other_number
from documents.status import DocumentStatus
from resolutions.models import Resolution
from resolutions.moments import Moment
from resolutions.saving import values_of


@dataclass(frozen=True)
class Fault:
    """One disagreement: which rule, and the rows concerned."""

    rule: str
    rows: tuple[int, ...]


def check(*, days: list[date]) -> list[Fault]:
    """Every fault found; figures are footed on each of ``days``. A row that cannot be read is
    told alone: until it is put right nothing else can be looked at."""
    if unreadable := _beyond_all_days():
        return [Fault("dòng lịch sử kết thúc sau ngày cuối cùng có thể ghi", tuple(unreadable))]
    faults = [
        Fault(rule, tuple(rows))
        for rule, rows in (
            ("trạng thái hiện tại khác dòng lịch sử cuối", _status_differs()),
            ("số, ngày ban hành hiện tại khác dòng lịch sử cuối", _issue_differs()),
            ("văn bản không có lịch sử", _without_history()),
            ("dòng đã hoàn tác vẫn còn hiệu lực", _undone_still_holds(StatusChange)),
            ("thời hạn đã hoàn tác vẫn còn hiệu lực", _undone_still_holds(DocumentDeadline)),
            ("số ngày bù thời gian chờ khác số ngày đã chờ", _credit_differs()),
            ("chuỗi ngày của lịch sử trạng thái bị đứt", _broken_chain(StatusChange)),
            ("chuỗi ngày của lịch sử thời hạn bị đứt", _broken_chain(DocumentDeadline)),
            ("thời hạn hiện tại khác dòng thời hạn cuối", _deadline_differs()),
            ("cơ quan, đồng chí phụ trách khác dòng phân công cuối", _duty_differs()),
            ("chuỗi ngày của lịch sử phân công bị đứt", _broken_chain(DocumentDuty)),
            ("đang chờ hướng dẫn mà không có lần chờ mở, hoặc ngược lại", _wait_differs()),
            ("số, ngày, cơ quan ban hành, minh chứng khác lịch sử", _facts_differ()),
            ("số đo nhận từ báo cáo dán vào khác con số trong câu nguồn", other_number()),
        )
        if rows
    ]
    for on in days:
        faults += _unfooted(on)
    return faults


def doubtful() -> list[Fault]:
    """What nothing in the register contradicts, and a person should look at again."""
    faults = [
        Fault(f"số đo nhận từ báo cáo dán vào {what}", tuple(rows))
        for what, rows in (
            ("là chỉ tiêu, mức tăng giảm hoặc khoảng, không phải kết quả", no_result()),
            ("khác ngày nêu trong câu nguồn", other_day()),
        )
    ]
    return [fault for fault in faults if fault.rows]


def _status_differs() -> list[int]:
    last = StatusChange.objects.filter(document=OuterRef("pk"), superseded_on=NEVER)
    documents = PlannedDocument.objects.standing().annotate(
        last=Subquery(last.values("new")[:1])
    )
    return sorted(documents.exclude(status=F("last")).values_list("pk", flat=True))


def _issue_differs() -> list[int]:
    """Number or date of an issued document otherwise than its history tells of today."""
    last = StatusChange.objects.filter(document=OuterRef("pk"), superseded_on=NEVER)
    issued = PlannedDocument.objects.standing().filter(status=DocumentStatus.ISSUED)
    told = issued.annotate(
        last_symbol=Subquery(last.values("symbol")[:1]),
        last_day=Subquery(last.values("issued_on")[:1]),
    ).values_list("pk", "symbol", "issued_on", "last_symbol", "last_day")
    return sorted(
        pk
        for pk, symbol, day, last_symbol, last_day in told.iterator()
        if (symbol, day) != (last_symbol, last_day)
    )


def _without_history() -> list[int]:
    """No row in force, and not because an annex was taken back, when all are struck out."""
    rows = StatusChange.objects.filter(document=OuterRef("pk"))
    in_force = Exists(rows.filter(superseded_on=NEVER))
    closed = Exists(rows) & ~Exists(rows.standing())
    found = PlannedDocument.objects.exclude(in_force).exclude(closed)
    return sorted(found.values_list("pk", flat=True))


def _undone_still_holds(model: type[StatusChange] | type[DocumentDeadline]) -> list[int]:
    undone = model.objects.filter(undone_by__isnull=False)
    holding = undone.filter(superseded_on__gt=F("effective_on"))
    return sorted(set(holding.values_list("document", flat=True)))


def _credit_differs() -> list[int]:
    """Days given back of a wait that has not ended on that day, or more than it lasted."""
    rows = DocumentDeadline.objects.standing().filter(origin=DeadlineOrigin.CREDIT)
    return sorted(
        {
            row.document_id
            for row in rows.select_related("wait")
            if row.wait is None
            or not _ended_as_known(row, row.wait)
            or (row.credited_days or 0) > (row.effective_on - row.wait.since).days
        }
    )


def _ended_as_known(row: DocumentDeadline, wait: GuidanceWait) -> bool:
    """Whether the wait ended when its days were given back, as far as was known then: before
    such days were given anew, an earlier end that was entered since left them as they were."""
    if wait.ended_on is None or wait.ended_on >= row.effective_on:
        return wait.ended_on == row.effective_on
    events = StatusChange.objects.standing().filter(document=row.document_id)
    return events.filter(effective_on=wait.ended_on, recorded_at__gte=row.recorded_at).exists()


def _facts_differ() -> list[int]:
    """What the last event set (number, date, issuer, evidence, where it was integrated) is not
    what the document says. Rows of before events kept it are judged by the number and date
    that they bear themselves."""
    rows = StatusChange.objects.standing().order_by("document", "effective_on", "pk")
    documents = PlannedDocument.objects.standing().in_bulk()
    return sorted(
        pk
        for pk, chain in groupby(rows.iterator(), key=lambda row: row.document_id)
        if pk in documents and not _says(documents[pk], list(chain))
    )


def _says(document: PlannedDocument, chain: list[StatusChange]) -> bool:
    last = chain[-1]
    if last.new not in (DocumentStatus.ISSUED, DocumentStatus.INTEGRATED):
        return document.issued_on is None and not document.symbol
    # Of the rows at the end that say the same status, the one recorded last.
    alike = takewhile(lambda row: row.new == last.new, reversed(chain))
    told = max(alike, key=lambda row: row.pk)
    if told.facts is not None:
        return values_of(document, told.facts) == told.facts
    return (document.symbol, document.issued_on) == (told.symbol, told.issued_on)


def _beyond_all_days() -> list[int]:
    """A row that ends later than never: PostgreSQL keeps such days, which nobody can read."""
    found: set[int] = set()
    for model in (StatusChange, DocumentDeadline, DocumentDuty):
        beyond = model.objects.filter(superseded_on__gt=NEVER)
        found |= set(beyond.values_list("document", flat=True))
    return sorted(found)


def _broken_chain(
    model: type[StatusChange] | type[DocumentDeadline] | type[DocumentDuty],
) -> list[int]:
    broken, previous = set(), None
    # Rows that hold on no day (replaced the same day, or undone) are no links of the chain.
    links = model.objects.filter(superseded_on__gt=F("effective_on"))
    rows = links.order_by("document", "effective_on", "pk").values_list(
        "document", "effective_on", "superseded_on"
    )
    for document, effective_on, superseded_on in rows.iterator():
        if previous is not None and previous[0] == document:
            if previous[1] != effective_on:
                broken.add(document)
        elif previous is not None and previous[1] != NEVER:
            broken.add(previous[0])
        previous = (document, superseded_on)
    if previous is not None and previous[1] != NEVER:
        broken.add(previous[0])
    return sorted(broken)


def _deadline_differs() -> list[int]:
    last = DocumentDeadline.objects.filter(document=OuterRef("pk"), superseded_on=NEVER)
    documents = PlannedDocument.objects.annotate(
        last_kind=Subquery(last.values("deadline_kind")[:1]),
        last_due=Subquery(last.values("due_on")[:1]),
    )
    agrees = (
        Q(last_kind__isnull=True, deadline_kind="none")
        | Q(last_kind=F("deadline_kind"), last_due=F("due_on"))
        | Q(last_kind=F("deadline_kind"), last_due__isnull=True, due_on__isnull=True)
    )
    return sorted(documents.exclude(agrees).values_list("pk", flat=True))


def _duty_differs() -> list[int]:
    rows = DocumentDuty.objects.filter(superseded_on=NEVER)
    held = {
        document: (lead, member)
        for document, lead, member in rows.values_list(
            "document", "lead_agency", "board_member"
        )
    }
    documents = PlannedDocument.objects.values_list("pk", "lead_agency", "board_member")
    return sorted(
        pk for pk, lead, member in documents if held.get(pk, (None, None)) != (lead, member)
    )


def _wait_differs() -> list[int]:
    open_wait = Exists(
        GuidanceWait.objects.filter(document=OuterRef("pk"), ended_on__isnull=True)
    )
    awaiting = Q(status=DocumentStatus.AWAITING_GUIDANCE)
    documents = PlannedDocument.objects.standing().annotate(has_wait=open_wait)
    wrong = (awaiting & Q(has_wait=False)) | (~awaiting & Q(has_wait=True))
    return sorted(documents.filter(wrong).values_list("pk", flat=True))


def _unfooted(on: date) -> list[Fault]:
    """The sum over resolutions, the figure of all and the rows behind it must be one."""
    documents, moment = PlannedDocument.objects.all(), Moment(on)
    rows = by_resolution(documents, Resolution.objects.all(), moment)
    total, whole = total_of(rows, on=on), figures_of(documents, moment)
    faults = []
    if total != whole:
        faults.append(Fault(f"cộng theo văn bản chỉ đạo khác tổng số ngày {on:%d/%m/%Y}", ()))
    ids = ids_of(documents, moment)
    for name, found in ids.items():
        if len(found) != getattr(whole, name):
            faults.append(Fault(f"số liệu “{name}” ngày {on:%d/%m/%Y} khác số dòng", ()))
    known = PlannedDocument.objects.as_of(moment).count()
    if whole.total + whole.uncounted + whole.unnumbered != known:
        faults.append(
            Fault(f"tổng số và phần ngoài tổng số ngày {on:%d/%m/%Y} không đủ dòng", ())
        )
    if sum(line.count for line in whole.official) != whole.total:
        faults.append(Fault(f"bảng bốn loại ngày {on:%d/%m/%Y} không cộng đủ", ()))
    return faults
