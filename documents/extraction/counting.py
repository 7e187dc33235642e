"""Numbers in a sentence: shares, counts, projects by stage, amounts with their units."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from documents.extraction.amounts import (
    Cues,
    SentenceCues,
    is_difference,
    quantity,
    scales,
)
from documents.extraction.results import Candidate, Counted, Note, Rule
from documents.extraction.scanning import Scan
from documents.extraction.statuses import leading_status, status_of
from resolutions.folding import fold
from resolutions.numbers import DIGITS, read_number

_NUMBER = re.compile(
    rf"(?<![0-9a-z.,/-])(?P<sign>-)?(?P<number>{DIGITS})(?P<share> ?(?:/|tren(?: tong so)?) ?"
    rf"(?P<total>{DIGITS}))?"
    rf"(?: ?(?:-|den) ?(?P<up_to>{DIGITS})(?= ?[a-z%]))?"
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
# Of these a report counts how many are done.
_WORKS = frozenset(map(fold, [*_NOUNS[:18], *_NOUNS[_NOUNS.index("KH") :]]))
_PROJECTS = ["dự án", "DA án", "DA"]
_UNITS = [
    "%", "ha", "km2", "km", "m2", "m3", "tấn", "tỷ đồng", "tỉ đồng", "triệu đồng", "tỷ",
    "doanh nghiệp", "hợp tác xã", "hộ dân", "hộ", "người", "lao động", "đảng viên", "cán bộ",
    "học sinh", "căn nhà", "mã số vùng trồng", "DN", "HTX",
]  # fmt: skip


def _either(words: list[str]) -> re.Pattern[str]:
    ordered = sorted({fold(word) for word in words}, key=len, reverse=True)
    return re.compile(rf" ?(?P<word>{'|'.join(map(re.escape, ordered))})(?![a-z0-9])")


_THING, _PROJECT, _UNIT = _either(_NOUNS), _either(_PROJECTS), _either(_UNITS)
_WRITTEN = {
    folded: {word for word in _NOUNS + _PROJECTS + _UNITS if fold(word) == folded}
    for folded in map(fold, _NOUNS + _PROJECTS + _UNITS)
}
_CONJUNCTIONS = re.compile(r"(?<![ ,])[ ,]*\b(?:và|với|cùng|gồm)\Z|\A(?:và|với|cùng)\b[ ,]*")
# So many numbers are passed over when looking for the next count.
_LOOK_AHEAD = 20
_AMONG = re.compile(r"\btrong (?:do|so do|tong so do)\b")
_DIGITS_LEFT = re.compile(r"[0-9][0-9.,/:-]*")
# What may follow a number that counts the things named before: “11, 3 đang dự thảo”.
_BARE = re.compile(
    r"(?=[,;:.)]| ?\Z| (?:va|dang|da|cho|chua|con|duoc|long ghep|du thao|lay y kien)\b)"
)


class Counts:
    """The counts of one text, sentence by sentence: a sum may span two sentences."""

    def __init__(self) -> None:
        self.total: int | None = None
        self.paragraph = -1
        self.whole: Counted | None = None
        self.cues = Cues()

    def counts_in(self, scan: Scan) -> Iterator[Candidate]:
        """Every number that a rule understands, in order; the rest stays unmasked."""
        among = _AMONG.search(scan.folded)
        stages_from = among.start() if among else len(scan.folded) + 1
        if scan.sentence.paragraph != self.paragraph:
            self.total, self.paragraph = None, scan.sentence.paragraph
            self.whole = None
        elif among is None or among.start() > _LOOK_AHEAD:
            self.whole = None
        cues = self.cues.read(scan)
        numbers = [m for m in _NUMBER.finditer(scan.folded) if _is_free(scan, m)]
        found: list[Candidate] = []
        for place, match in enumerate(numbers):
            before = numbers[place - 1].end() if place else None
            after = numbers[place + 1].start() if place + 1 < len(numbers) else None
            candidate = self._at(scan, match, (before, after), stages_from, cues)
            if candidate:
                found.append(candidate)
        yield from self._summed(found)

    def _at(
        self,
        scan: Scan,
        match: re.Match[str],
        around: tuple[int | None, int | None],
        stages_from: int,
        cues: SentenceCues,
    ) -> Candidate | None:
        if match["share"]:
            return _share(scan, match, around)
        if thing := _named(scan, _UNIT, match.end()):
            return quantity(scan, match, thing, "", cues)
        for at, scale in scales(scan, match.end()):
            if thing := _named(scan, _UNIT, at):
                return quantity(scan, match, thing, scale, cues)
        number = _whole_number(match["number"])
        if number is None or match["up_to"]:
            return None
        thing = _named(scan, _PROJECT, match.end()) or _named(scan, _THING, match.end())
        if thing is None:
            return self._part(scan, match, match.end("number"), around, stages_from)
        if is_difference(scan, match.start(), thing.end()):
            return None
        if thing.re is _PROJECT:
            rule = Rule.STAGE if match.start() >= stages_from else Rule.PORTFOLIO
            return _count(scan, match, thing, rule, number)
        noun = fold(scan.words(*thing.span("word")))
        is_of_whole = self.whole is not None and noun == fold(self.whole.noun)
        part = (
            self._part(scan, match, thing.end(), around, stages_from) if is_of_whole else None
        )
        if part is not None:
            return part
        status = status_of(scan, match.start("number"), thing.end(), *around)
        candidate = _count(scan, match, thing, Rule.COUNT, number, status)
        if thing["word"] in _WORKS and isinstance(candidate.fact, Counted):
            # Parts are told of what bears no status itself, or behind “trong đó”.
            is_open = not status or match.start() < stages_from <= len(scan.folded)
            self.whole = candidate.fact if is_open else None
        return candidate

    def _part(
        self,
        scan: Scan,
        match: re.Match[str],
        end: int,
        around: tuple[int | None, int | None],
        stages_from: int,
    ) -> Candidate | None:
        """So many of the whole named before: “25 kế hoạch phải xây dựng, đã ban hành 18”."""
        whole, start = self.whole, match.start("number")
        number = _whole_number(match["number"])
        if whole is None or whole.total is None or number is None or number > whole.total:
            return None
        leads = leading_status(scan, max(scan.clause(start)[0], around[0] or 0), start)
        if end == match.end("number") and not _BARE.match(scan.folded, end):
            return None
        status = status_of(scan, start, end, *around)
        if not status and not (leads and start >= stages_from):
            return None
        if is_difference(scan, match.start(), end):
            return None
        scan.take(start, end)
        about = scan.words(*scan.clause(start))
        fact = Counted(whole.total, whole.noun, number, about, status)
        notes = () if status else (Note.STATE_OPEN,)
        return Candidate(Rule.SHARE, scan.place(start, end), fact, notes)

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


def _is_free(scan: Scan, match: re.Match[str]) -> bool:
    """Whether no rule understood the number before."""
    return not scan.is_taken(*match.span("number"))


def _whole_number(digits: str) -> int | None:
    """The number of things; None where there is a fraction or it may be read in two ways."""
    value = read_number(digits).value
    return int(value) if value is not None and value == value.to_integral_value() else None


def _share(
    scan: Scan, match: re.Match[str], around: tuple[int | None, int | None]
) -> Candidate | None:
    thing = _named(scan, _THING, match.end()) or _named(scan, _PROJECT, match.end())
    part, total = _whole_number(match["number"]), _whole_number(match["total"])
    if thing is None or part is None or total is None:
        return None
    start = match.start("number")
    scan.take(match.start(), thing.end())
    status = status_of(scan, start, thing.end(), *around)
    notes = [] if status else [Note.STATE_OPEN]
    if part > total:
        notes.append(Note.PART_EXCEEDS_TOTAL)
    noun, about = scan.words(*thing.span("word")), scan.words(*scan.clause(start))
    fact = Counted(total, noun, part, about, status)
    return Candidate(Rule.SHARE, scan.place(start, thing.end()), fact, tuple(notes))


def _count(
    scan: Scan,
    match: re.Match[str],
    thing: re.Match[str],
    rule: Rule,
    number: int,
    status: str = "",
) -> Candidate:
    start = match.start("number")
    scan.take(match.start(), thing.end())
    stop = scan.clause(thing.end())[1]
    if rule == Rule.STAGE:
        stop = len(scan.folded)
    stop = _next_count(scan, thing.end(), stop, rule)
    about = _CONJUNCTIONS.sub("", scan.words(thing.end(), stop))
    fact = Counted(number, scan.words(*thing.span("word")), None, about, status)
    return Candidate(rule, scan.place(start, thing.end()), fact)


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


def numbers_left(scan: Scan) -> Iterator[tuple[int, int]]:
    """Numbers that no rule understood, each with the words after it."""
    told = 0
    for match in _DIGITS_LEFT.finditer(scan.folded):
        start, end = scan.source.trimmed(*match.span(), ".,/:-")
        if start >= told and not scan.is_taken(start, end):
            stop = max(min(scan.clause(end)[1], end + 40), end)
            told = scan.source.trimmed(start, stop, " \n,;:.")[1]
            yield start, told
