"""Documents named in a sentence: by symbol, by kind and number, or without a number."""

import re
from collections.abc import Iterator

from documents.extraction.results import Candidate, NamedDocument, Note, Rule
from documents.extraction.scanning import ISSUE_DATE, Scan, issue_date
from resolutions.folding import fold
from resolutions.symbols import Convention, read_symbol
from resolutions.symbols.abbreviations import (
    KIND_WORDS,
    KINDS,
    kind_meant,
    party_issuer,
    state_issuer,
)

_WORDS = "|".join(sorted(map(re.escape, KIND_WORDS), key=len, reverse=True))
# Not “da”: it is also how “đã” is folded.
_SHORT = "|".join(sorted({fold(k) for k in KINDS} - {"da", "qh"}, key=len, reverse=True))
_NUMBER = r"(?:[0-9ol]{0,3}[0-9][0-9ol]{0,5}|[0-9]{1,4}\.[0-9]{1,2})[a-hd]?"
_YEAR = r"(?: ?[-/] ?(?:19|20)[0-9]{2})"
_NAME = r"[a-z][a-z0-9]{0,19}(?:[.&][a-z][a-z0-9]{0,9}){0,2}"
_SYMBOL = re.compile(
    rf"(?<![0-9a-z./,-]){_NUMBER}(?:{_YEAR}?[ ]?[-/][ ]?[a-z]{{1,9}}[ ]?[-/][ ]?{_NAME}"
    rf"(?:[-/]{_NAME}){{0,2}}|/(?:19|20)[0-9]{{2}}/(?:ubtv)?qh[0-9]{{1,2}})(?![a-z0-9])"
)
_LEAD = re.compile(rf"(?<![a-z0-9])(?:(?:{_WORDS}|{_SHORT}) )?(?:so ?:? ?)?\Z")
_SHORT_REFERENCE = re.compile(
    rf"(?<![a-z0-9])(?P<kind>{_WORDS}|{_SHORT})(?: (?P<so>so ?:? ?)?|(?=[0-9]))"
    r"(?P<number>[0-9]{1,5})(?![0-9])(?! ?[-/] ?[a-z0-9])(?![.,][0-9])"
)
_AFTER_REFERENCE = re.compile(
    r"(?:[ \n](?:cua|ve|ngay|va|cung|gan|da|duoc|theo|nham|do|thi)\b|[,;:.)\]”\"]|[ \n]?\Z)"
)
_PLACE = r"(?: tinh| thanh pho| huyen| xa| phuong)?"
_ISSUER = (
    r"(?:(?:(?:ban thuong vu(?: \(btv\))?|btv|ban chap hanh|bch|thuong truc) )?"
    r"(?:tinh uy|thanh uy|huyen uy|dang bo tinh|trung uong(?: dang)?)"
    r"|dang uy(?: (?:quan su|cong an|bien phong|ubnd|uy ban nhan dan|khoi|xa|phuong)){1,2}"
    rf"{_PLACE}|bo chinh tri|ban bi thu|chinh phu|thu tuong(?: chinh phu)?|quoc hoi"
    rf"|uy ban thuong vu quoc hoi|(?:ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan){_PLACE}"
    r"|(?:ban to chuc|ban tuyen giao(?: va dan van)?|ban dan van|ban noi chinh|van phong"
    r"|uy ban kiem tra) tinh uy)"
)
_OF = re.compile(rf",? (?:cua|do) (?P<issuer>{_ISSUER})\b")
_ISSUES = re.compile(rf"(?<![a-z0-9])(?P<issuer>{_ISSUER})(?: da| vua)? (?:ky )?ban hanh \Z")
_DECIDED = re.compile(r"\b(?:ban hanh|phe duyet|thong qua)(?: cac)? \Z")
_ISSUED_BEFORE = re.compile(ISSUE_DATE.pattern + r"[^.;]{0,60}\bban hanh[^,.;]{0,20}\Z")
_SUBJECT = re.compile(r",? (?:v/v|ve viec|ve) ")
_SUBJECT_END = re.compile(
    r",? (?:giai doan|tam nhin|ngay [0-9])|[;,] ban hanh"
    r"|, (?:den nay|gom|da|hien|trong do|co [0-9]{1,6}|phai)\b"
    rf"|, (?:ubnd|(?:{_WORDS}|{_SHORT}) so|{_ISSUER})\b"
    r"|[.] |[.]?\Z"
)
_LONGEST_SUBJECT = 400
_UNNUMBERED = re.compile(
    rf"(?P<issued>\bban hanh (?:cac )?)?"
    r"(?P<written>\b(?:(?:deu|da|dang) xay dung|du thao) (?:cac )?)?"
    rf"(?P<kind>(?<![a-z0-9])(?:{_WORDS}|{_SHORT}))"
    r"(?! (?:so\b|nay\b|do\b|tren\b|noi tren|[0-9]))(?![a-z0-9])"
)
# “Kế hoạch … đã được UBND tỉnh ban hành”.
_ISSUED_BEHIND = re.compile(
    rf",? (?:da|vua) duoc (?:(?P<issuer>{_ISSUER}) )?"
    r"(?:xem xet,? )?(?:ky )?(?:ban hanh|phe duyet|thong qua)\b"
)
_END_OF_CLAUSE = re.compile(r"[;.]")
_SHORTEST_SUBJECT = 8
# A plan that is being written is named only by what it is about.
_SAYS_WHAT = re.compile(r" [a-z]+ [a-z]+ [a-z]+")


def _told_behind(folded: str, end: int) -> re.Match[str] | None:
    """The words behind a subject that say it was issued, within the same clause."""
    last = end + _LONGEST_SUBJECT
    clause = _END_OF_CLAUSE.search(folded, end, last)
    until = clause.start() if clause else last
    told = _ISSUED_BEHIND.search(folded, end + _SHORTEST_SUBJECT, until + _LONGEST_SUBJECT)
    return told if told and told.start() <= until else None


def documents_in(scan: Scan) -> Iterator[Candidate]:
    """Documents by symbol, then by kind and number, then those named without a number."""
    found = list(_symbols(scan))
    found += _references(scan, [candidate_start for candidate_start, _ in found])
    for start, end in found:
        yield _named(scan, start, end)
    yield from _unnumbered(scan)


def _symbols(scan: Scan) -> Iterator[tuple[int, int]]:
    for match in _SYMBOL.finditer(scan.folded):
        start, end = match.span()
        symbol = read_symbol(scan.source.slice(start, end))
        if not symbol.is_complete:
            continue
        lead = _LEAD.search(scan.folded, max(0, start - 45), start)
        led = bool(lead and lead.group())
        issuer = symbol.issuer_code.split("-")[0]
        known = bool(party_issuer(issuer) or state_issuer(issuer))
        is_letter = symbol.convention is Convention.OFFICIAL_LETTER
        if not (led or known or (symbol.kinds and not is_letter)):
            continue
        begin = lead.start() if lead and led else start
        scan.take(begin, end)
        yield begin, end


def _references(scan: Scan, starts: list[int]) -> Iterator[tuple[int, int]]:
    for match in _SHORT_REFERENCE.finditer(scan.folded):
        if scan.is_taken(*match.span()):
            continue
        kind = scan.written(*match.span("kind"))
        is_short = match["kind"] not in KIND_WORDS
        meant = kind_meant(kind) if is_short else None
        if is_short and (meant is None or meant.other_case or meant.other_letter):
            continue
        if match["so"] is None and (
            1900 <= int(match["number"]) <= 2199
            or not _AFTER_REFERENCE.match(scan.folded, match.end())
        ):
            continue
        scan.take(*match.span())
        yield match.span()


def _named(scan: Scan, start: int, end: int) -> Candidate:
    """The candidate with what the sentence says of date, issuing body, subject and period."""
    place = scan.place(start, end)
    symbol = read_symbol(place.text)
    after = ISSUE_DATE.match(scan.folded, end)
    before = None if after else _ISSUED_BEFORE.search(scan.folded, max(0, start - 110), start)
    issued_on, is_impossible = issue_date(after or before)
    at = after.end() if after else end
    for date_match in (after, before):
        if date_match:
            scan.take(date_match.start(), date_match.end("year"))
    issuer = _OF.match(scan.folded, at)
    at = issuer.end() if issuer else at
    issuer = issuer or _ISSUES.search(scan.folded, max(0, start - 90), start)
    if _DECIDED.search(scan.folded, max(0, start - 40), start):
        scan.titles.append(start)
    subject, period = "", None
    if about := _SUBJECT.match(scan.folded, at):
        limit = min(len(scan.folded), about.end() + _LONGEST_SUBJECT)
        stop = _SUBJECT_END.search(scan.folded, about.end(), limit)
        at = stop.start() if stop else limit
        subject = scan.words(about.end(), at)
        scan.titles.append(about.end())
        period = (
            scan.period_after(at)
            if scan.folded.startswith(
                (" giai doan", ", giai doan", " tam nhin", ", tam nhin"), at
            )
            else None
        )
    notes = []
    if symbol.is_complete and symbol.canonical not in place.text:
        notes.append(Note.ODD_SYMBOL)
    if len(symbol.kinds) > 1:
        notes.append(Note.KIND_OPEN)
    if is_impossible:
        notes.append(Note.IMPOSSIBLE_DATE)
    return Candidate(
        Rule.DOCUMENT if symbol.is_complete else Rule.SHORT_REFERENCE,
        place,
        NamedDocument(
            symbol,
            tuple(kind.name for kind in symbol.kinds),
            issued_on,
            scan.words(*issuer.span("issuer")) if issuer else "",
            subject,
            period,
        ),
        tuple(notes),
    )


def _unnumbered(scan: Scan) -> Iterator[Candidate]:
    """“… đã ban hành KH về …”, and the items of a list divided by semicolons."""
    has_list, named_until = ";" in scan.folded, 0
    for match in _UNNUMBERED.finditer(scan.folded):
        start, end = match.span("kind")
        if scan.is_taken(start, end) or start < named_until:
            continue
        before = scan.folded[max(0, start - 2) : start]
        written = scan.written(start, end)
        is_item = has_list and before in ("", "; ") and written[:1].isupper()
        is_written = match["written"] and _SAYS_WHAT.match(scan.folded, end)
        told = _told_behind(scan.folded, end) if written[:1].isupper() else None
        if not match["issued"] and not is_item and not is_written and not told:
            continue
        named = KIND_WORDS.get(match["kind"])
        meant = None if named else kind_meant(written)
        if named is None and (meant is None or meant.other_case or meant.other_letter):
            continue
        kinds = (named[1],) if named else KINDS[meant.abbreviation] if meant else ()
        stop = scan.folded.find(";", end)
        stop = len(scan.folded) if stop < 0 else stop
        if told:
            stop = named_until = told.start()
        named_of = _SUBJECT.match(scan.folded, end)
        issuer = _ISSUES.search(scan.folded, max(0, start - 90), start)
        if told and told["issuer"]:
            issuer = told
        limit = min(stop, start + _LONGEST_SUBJECT)
        last = scan.source.trimmed(start, limit, " \n,;:.")[1]
        scan.titles.append(start)
        yield Candidate(
            Rule.UNNUMBERED,
            scan.place(start, max(end, last)),
            NamedDocument(
                None,
                tuple(kind.name for kind in kinds),
                issuer=scan.words(*issuer.span("issuer")) if issuer else "",
                subject=scan.words(named_of.end() if named_of else end, stop),
                period=scan.period_after(end),
            ),
        )
