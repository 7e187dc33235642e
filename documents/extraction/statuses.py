"""The status that words tell of the documents counted: of the whole, and of its parts."""

import re

from documents.extraction.scanning import Scan, Words
from documents.status import DocumentStatus

_STATES = {
    DocumentStatus.AWAITING_GUIDANCE: re.compile(r"\bcho (?:[a-z]+ ){0,4}huong dan"),
    DocumentStatus.DRAFTING: re.compile(
        r"\bdu thao|\bdang (?:xay dung|soan thao|hoan thien|tham muu)"
    ),
    DocumentStatus.CONSULTING: re.compile(r"\blay y kien"),
    DocumentStatus.SUBMITTED: re.compile(r"\bda trinh|\bdang trinh"),
    DocumentStatus.NOT_STARTED: re.compile(r"\bchua (?:trien khai|thuc hien|xay dung)"),
    DocumentStatus.INTEGRATED: re.compile(r"\blong ghep"),
    DocumentStatus.ISSUED: re.compile(r"\bban hanh"),
}
# What must or will be issued, or is not, is not issued.
_NOT_DONE = Words(
    ["chưa", "phải", "cần", "sẽ", "dự kiến", "chuẩn bị", "sắp", "không", "được giao", "yêu cầu"]
    + ["đề nghị"]
)
_DONE = Words(["đã", "vừa", "mới"])
_AWAITING = Words(["chờ"])
_LOOK_BACK = 40
# Words of a status right before a number belong to that number: “đã ban hành 18”.
_LEADING = re.compile(
    r"\b(?:(?:da|dang|chua|con|co|so) ){0,2}(?:ban hanh|du thao|hoan thien|xay dung|soan thao"
    r"|lay y kien|trinh|trien khai|thuc hien|long ghep|cho huong dan)"
    r"(?: (?:duoc|la|co|xong|moi|:)){0,2} ?\Z"
)


def status_of(scan: Scan, start: int, end: int, before: int | None, after: int | None) -> str:
    """The one status told of the number and noun from ``start`` to ``end``, whose clause holds
    other numbers that end at ``before`` and begin at ``after``; empty when none or several
    are told."""
    first, last = scan.clause(start)
    last = max(last, end)
    leads = leading_status(scan, max(first, before or 0), start)
    if before is not None and before > first and not leads:
        first = start
    elif before is not None:
        first = max(first, before)
    if after is not None and after < last:
        lead = _LEADING.search(scan.folded, end, after)
        last = max(end, lead.start() if lead else after)
    return _told(scan, first, start, end, last)


def leading_status(scan: Scan, first: int, start: int) -> bool:
    """Whether the words right before a number tell a status."""
    return _LEADING.search(scan.folded, max(first, start - _LOOK_BACK), start) is not None


def _told(scan: Scan, first: int, start: int, end: int, last: int) -> str:
    told = set()
    for status, pattern in _STATES.items():
        for piece in ((first, start), (end, last)):
            for match in pattern.finditer(scan.folded, *piece):
                if _holds(scan, status, match) and not _of_document(scan, match.end(), start):
                    told.add(status)
    if DocumentStatus.AWAITING_GUIDANCE in told:  # “chờ Trung ương ban hành hướng dẫn”
        told.discard(DocumentStatus.ISSUED)
    return told.pop().value if len(told) == 1 else ""


def _of_document(scan: Scan, at: int, start: int) -> bool:
    """Whether the words speak of a document named between them and the number: “ban hành Kế
    hoạch số 15-KH/TU với 62 nhiệm vụ”."""
    return at < start and (
        scan.is_taken(at, start) or any(at <= title < start for title in scan.titles)
    )


def _holds(scan: Scan, status: DocumentStatus, match: re.Match[str]) -> bool:
    if status == DocumentStatus.AWAITING_GUIDANCE:
        return bool(_AWAITING.last(scan, match.start(), match.start() + len("cho")))
    if status != DocumentStatus.ISSUED:
        return True
    first = max(0, match.start() - _LOOK_BACK)
    piece = scan.folded[first : match.start()]
    first += max(piece.rfind(mark) for mark in "0123456789;") + 1
    must, done = (
        _NOT_DONE.last(scan, first, match.start()),
        _DONE.last(scan, first, match.start()),
    )
    return must is None or (done is not None and done > must)
