"""Numbers in a sentence: shares, counts, projects by stage, amounts with their units."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from documents.extraction.results import Candidate, Counted, Note, Quantity, Rule
from documents.extraction.scanning import Scan
from documents.status import DocumentStatus
from resolutions.folding import fold
from resolutions.kinds import Direction

_NUMBER = re.compile(
    r"(?<![0-9a-z.,/-])(?P<number>[0-9]{1,3}(?:\.[0-9]{3}){1,4}(?:,[0-9]{1,4})?|[0-9]{1,12}"
    r"(?:[,.][0-9]{1,4})?)(?![0-9])(?P<share> ?/ ?(?P<total>[0-9]{1,6}))?"
    r"(?: ?- ?(?P<up_to>[0-9]{1,6}(?:,[0-9]{1,4})?)(?= ?%))?"
)
_NOUNS = [
    "văn bản", "đầu việc", "nhiệm vụ", "công việc", "nghị quyết", "chỉ thị", "kế hoạch",
    "chương trình", "quyết định", "quy định", "quy chế", "kết luận", "hướng dẫn", "thông báo",
    "báo cáo", "đề án", "công văn", "tờ trình", "đơn vị", "cơ quan", "sở", "ngành", "xã",
    "phường", "thị trấn", "huyện", "thành phố", "địa phương", "chi bộ", "đảng bộ", "đảng ủy",
    "cấp ủy", "tổ chức đảng", "nhóm sản phẩm", "nhóm", "chỉ tiêu", "giải pháp", "nội dung",
    "tiêu chí", "mô hình", "KH", "NQ", "CT", "CTr", "QĐ", "KL", "CV", "BC", "ĐA", "QC", "HD",
    "TB",
]  # fmt: skip
_PROJECTS = ["dự án", "DA án", "DA"]
_UNITS = [
    "%", "ha", "km2", "km", "m2", "m3", "tấn", "tỷ đồng", "tỉ đồng", "triệu đồng", "tỷ",
    "doanh nghiệp", "hợp tác xã", "hộ dân", "hộ", "người", "lao động", "đảng viên", "cán bộ",
    "học sinh", "căn nhà", "mã số vùng trồng",
]  # fmt: skip


def _either(words: list[str]) -> re.Pattern[str]:
    ordered = sorted({fold(word) for word in words}, key=len, reverse=True)
    return re.compile(rf" ?(?P<word>{'|'.join(map(re.escape, ordered))})(?![a-z0-9])")


_THING, _PROJECT, _UNIT = _either(_NOUNS), _either(_PROJECTS), _either(_UNITS)
_WRITTEN = {
    folded: {word for word in _NOUNS + _PROJECTS + _UNITS if fold(word) == folded}
    for folded in map(fold, _NOUNS + _PROJECTS + _UNITS)
}
_STATES = {
    DocumentStatus.AWAITING_GUIDANCE: re.compile(r"\bcho (?:y kien )?huong dan"),
    DocumentStatus.DRAFTING: re.compile(r"\bdu thao|\bdang (?:xay dung|soan thao|hoan thien)"),
    DocumentStatus.CONSULTING: re.compile(r"\blay y kien"),
    DocumentStatus.SUBMITTED: re.compile(r"\bda trinh|\bdang trinh"),
    DocumentStatus.NOT_STARTED: re.compile(r"\bchua (?:trien khai|thuc hien|xay dung)"),
    DocumentStatus.INTEGRATED: re.compile(r"\blong ghep"),
    DocumentStatus.ISSUED: re.compile(r"(?<!chua )\bban hanh"),
}
_DIRECTIONS = {
    Direction.DECREASE: re.compile(
        r"\bgiam(?: (?:it nhat|toi thieu|con|duoi|them|duoc|hon))*\Z"
    ),
    Direction.INCREASE: re.compile(
        r"\btang(?: (?:it nhat|toi thieu|len|them|tren|duoc|hon))*\Z"
    ),
    Direction.REACH: re.compile(r"\b(?:dat|toi thieu|it nhat|phan dau|tren|du)\Z"),
}
_CONJUNCTIONS = re.compile(r"[ ,]*\b(?:và|với|cùng|gồm)\Z|\A(?:và|với|cùng)\b[ ,]*")
# So many numbers are passed over when looking for the next count.
_LOOK_AHEAD = 20
_AMONG = re.compile(r"\btrong do\b")


class Counts:
    """The counts of one text, sentence by sentence: a sum may span two sentences."""

    def __init__(self) -> None:
        self.total: int | None = None
        self.paragraph = -1

    def counts_in(self, scan: Scan) -> Iterator[Candidate]:
        """Every number that a rule understands, in order; the rest stays unmasked."""
        if scan.sentence.paragraph != self.paragraph:
            self.total, self.paragraph = None, scan.sentence.paragraph
        among = _AMONG.search(scan.folded)
        stages_from = among.start() if among else len(scan.folded) + 1
        found: list[Candidate] = []
        for match in _NUMBER.finditer(scan.folded):
            if scan.is_taken(*match.span("number")):
                continue
            candidate = self._at(scan, match, stages_from)
            if candidate:
                found.append(candidate)
        yield from self._summed(found)

    def _at(self, scan: Scan, match: re.Match[str], stages_from: int) -> Candidate | None:
        if match["share"]:
            return _share(scan, match)
        if thing := _named(scan, _UNIT, match.end()):
            return _quantity(scan, match, thing)
        if not match["number"].isdigit() or match["up_to"]:
            return None
        if thing := _named(scan, _PROJECT, match.end()):
            rule = Rule.STAGE if match.start() >= stages_from else Rule.PORTFOLIO
            return _count(scan, match, thing, rule)
        if thing := _named(scan, _THING, match.end()):
            return _count(scan, match, thing, Rule.COUNT)
        return None

    def _summed(self, found: list[Candidate]) -> Iterator[Candidate]:
        """The candidates, with a note where parts and total stand in the same breath."""
        stages, shares = 0, Counter[int | None]()
        for candidate in found:
            fact = candidate.fact
            if isinstance(fact, Counted) and candidate.rule == Rule.PORTFOLIO:
                self.total = fact.total
            elif isinstance(fact, Counted) and candidate.rule == Rule.STAGE:
                stages += fact.total or 0
            elif isinstance(fact, Counted) and candidate.rule == Rule.SHARE:
                shares[fact.total] += fact.part or 0
        several = sum(candidate.rule == Rule.SHARE for candidate in found) > 1
        for candidate in found:
            fact, verdict = candidate.fact, None
            if candidate.rule == Rule.STAGE and self.total is not None:
                verdict = stages == self.total
            elif isinstance(fact, Counted) and candidate.rule == Rule.SHARE and several:
                verdict = shares[fact.total] == fact.total
            if verdict is None:
                yield candidate
            else:
                note = Note.ADDS_UP if verdict else Note.DOES_NOT_ADD_UP
                yield replace(candidate, notes=(*candidate.notes, note))


def _named(scan: Scan, words: re.Pattern[str], at: int) -> re.Match[str] | None:
    """The noun at a place, when it is written with its own marks or with none at all."""
    match = words.match(scan.folded, at)
    if match is None:
        return None
    written = scan.written(*match.span("word"))
    for word in _WRITTEN[match["word"]]:
        short = word.upper() == word and word.isalpha()
        if (written == word) if short else (written.lower() == word.lower()):
            return match
    variant = written.replace("uỷ", "ủy").lower()
    plain = written.isascii() and " " in written and written == written.lower()
    return match if variant in _WRITTEN[match["word"]] or plain else None


def _share(scan: Scan, match: re.Match[str]) -> Candidate | None:
    thing = _named(scan, _THING, match.end()) or _named(scan, _PROJECT, match.end())
    if thing is None or not match["number"].isdigit():
        return None
    scan.take(match.start(), thing.end())
    start, end = scan.clause(match.start())
    status = _status(scan.folded[start:end])
    part, total = int(match["number"]), int(match["total"])
    notes = [] if status else [Note.STATE_OPEN]
    if part > total:
        notes.append(Note.PART_EXCEEDS_TOTAL)
    noun = scan.words(*thing.span("word"))
    fact = Counted(total, noun, part, scan.words(start, end), status)
    return Candidate(Rule.SHARE, scan.place(match.start(), thing.end()), fact, tuple(notes))


def _count(scan: Scan, match: re.Match[str], thing: re.Match[str], rule: Rule) -> Candidate:
    scan.take(match.start(), thing.end())
    stop = scan.clause(thing.end())[1]
    if rule == Rule.STAGE:
        stop = len(scan.folded)
    stop = _next_count(scan, thing.end(), stop, rule)
    about = _CONJUNCTIONS.sub("", scan.words(thing.end(), stop))
    start, end = scan.clause(match.start())
    status = "" if rule != Rule.COUNT else _status(scan.folded[start:end])
    fact = Counted(int(match["number"]), scan.words(*thing.span("word")), None, about, status)
    return Candidate(rule, scan.place(match.start(), thing.end()), fact)


def _next_count(scan: Scan, at: int, stop: int, rule: Rule) -> int:
    """Where the next count of things (for a stage, of projects) begins, or ``stop``."""
    words = (_PROJECT,) if rule == Rule.STAGE else (_THING, _PROJECT)
    numbers = islice(_NUMBER.finditer(scan.folded, at, stop), _LOOK_AHEAD)
    for match in numbers:
        if not scan.is_taken(*match.span("number")) and any(
            _named(scan, word, match.end()) for word in words
        ):
            return match.start()
    return stop


def _quantity(scan: Scan, match: re.Match[str], thing: re.Match[str]) -> Candidate:
    scan.take(match.start(), thing.end())
    unit, number = scan.words(*thing.span("word")), match["number"]
    start = scan.clause(match.start())[0]
    before = scan.folded[max(start, match.start() - 40) : match.start()].rstrip()
    direction = next((d.value for d, p in _DIRECTIONS.items() if p.search(before)), "")
    period = scan.period_after(match.end())
    notes = []
    if unit == "%" and direction in (Direction.INCREASE, Direction.DECREASE):
        notes.append(Note.PERCENT_OR_POINTS)
    if period is None:
        notes.append(Note.YEAR_MISSING)
    if re.fullmatch(r"[0-9]{1,3},[0-9]{3}", number):
        notes.append(Note.NUMBER_AMBIGUOUS)
    fact = Quantity(
        _plain(number),
        unit,
        _plain(match["up_to"] or ""),
        direction,
        scan.words(thing.end(), scan.clause(thing.end())[1]),
        period,
    )
    return Candidate(Rule.QUANTITY, scan.place(match.start(), thing.end()), fact, tuple(notes))


def _plain(number: str) -> str:
    """``1.000,5`` as ``1000.5``; a dot that does not part thousands is a decimal one."""
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", number):
        number = number.replace(".", "")
    return number.replace(",", ".")


def _status(clause: str) -> str:
    """The one status that the words of a clause tell; empty when none or several do."""
    told = [status for status, pattern in _STATES.items() if pattern.search(clause)]
    return told[0].value if len(told) == 1 else ""


def numbers_left(scan: Scan) -> Iterator[tuple[int, int]]:
    """Numbers that no rule understood, each with the words after it."""
    told = 0
    for match in re.finditer(r"[0-9][0-9.,/:-]*", scan.folded):
        start, end = scan.source.trimmed(*match.span(), ".,/:-")
        if start >= told and not scan.is_taken(start, end):
            stop = max(min(scan.clause(end)[1], end + 40), end)
            told = scan.source.trimmed(start, stop, " \n,;:.")[1]
            yield start, told
