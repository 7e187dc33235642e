"""Amounts with their units, and whether each is a result, a target, a change or a range."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from documents.extraction.days import named_day_places
from documents.extraction.results import Candidate, Note, Quantity, Rule, Sense
from documents.extraction.scanning import Scan, Words
from resolutions.folding import accented
from resolutions.kinds import Direction
from resolutions.numbers import SCALES, plain, read_number

_DIRECTIONS = {
    Direction.DECREASE: re.compile(
        r"\bgiam(?: (?:it nhat|toi thieu|con|duoi|them|duoc|hon))*\Z"
    ),
    Direction.INCREASE: re.compile(
        r"\btang(?: (?:it nhat|toi thieu|len|them|tren|duoc|hon))*\Z"
    ),
    Direction.REACH: re.compile(r"\b(?:dat|toi thieu|it nhat|phan dau|tren|du)\Z"),
}
# Words that tell, right before a number, that it says by how much something changed.
_CHANGES = Words(
    ["tăng", "giảm", "thêm", "bớt", "vượt", "hụt", "kém", "nhiều hơn", "ít hơn", "cao hơn"]
    + ["thấp hơn", "lớn hơn", "nhỏ hơn"]
)
_CHANGE_GOES_ON = re.compile(
    r"(?:(?:them|duoc|bot|di|khoang|gan|tren|toi thieu|it nhat|binh quan|thuan) ?){0,3}"
)
_COMPARED = re.compile(r"[^0-9,;]{0,60}\b(?:so voi|nam truoc|cung ky)\b[^0-9,;]{0,40}")
_AGAINST = re.compile(r"\bso voi(?: (?:muc|tong so|con so))? ?\Z")
_MORE = re.compile(r" ?(?:nhieu|it|cao|thap|lon) hon\b")
_FROM = re.compile(r"\btu ?\Z")
_ONWARDS = re.compile(r"(?: (?:nam|thang|quy) [0-9/]{1,7})? ?(?:xuong|len|con|den|toi)\b")
_UP_FROM = re.compile(r"[0-9] ?(?:[a-z%0-9]{1,6} ){0,2}?(?:den|-) ?\Z")
_ONE_POINT = re.compile(r"[0-9]+\.[0-9]+")
_SCALE = re.compile(r" ?([a-z]{2,5})(?![a-z0-9])")
_LONGEST_SCALE = 12
_LOOK_BACK = 120

_GOALS = Words(
    ["phấn đấu", "mục tiêu", "chỉ tiêu", "dự kiến", "nhằm", "hướng tới", "hướng đến", "sẽ"]
    + ["phải", "cần", "được giao", "giải pháp", "tối thiểu", "ít nhất", "đề ra", "đăng ký"]
)
# What a document decides is set by it; a name of a document is taken likewise.
_DECIDES = Words(["phê duyệt", "quyết định", "xác định", "giao"])
_AGAINST_A_GOAL = re.compile(r"\b(?:so voi|vuot|dat|bang)(?: cac)? ?\Z")
_OF_THE_PLAN = re.compile(
    r" ?(?:so voi )?(?:ke hoach|chi tieu|muc tieu|du toan|nghi quyet)\b(?! so)"
)
_YEAR_BEHIND = re.compile(r" ?(?:trong |vao )?nam ((?:19|20)[0-9]{2})(?![0-9])")
_COMPARED_WITH = re.compile(r"\bso voi(?: (?:cuoi|dau|cung ky))? ?\Z")
_OTHER_WORDS = ["thực", "thể", "phát", "xuất", "biểu"]
_NOW = Words(
    [
        "đến nay",
        "hiện nay",
        "hiện có",
        "hiện đã",
        "hiện toàn",
        "hiện trên",
        "tính đến",
        "lũy kế",
    ],
    not_after=_OTHER_WORDS,
)
_RESULTS = Words(
    ["đã", "đạt được", "ước đạt", "kết quả", "đến hết"]
    + ["đến nay", "hiện nay", "hiện có", "hiện toàn", "hiện trên", "tính đến", "lũy kế"],
    not_after=_OTHER_WORDS,
)
_BY_YEAR = re.compile(r"\bden nam (?:19|20)[0-9]{2}")
_DONE_SO_FAR = re.compile(r"\bduoc ?\Z")
_ITEM = re.compile(r"(?:[-+*•·] ?|[0-9]{1,3}[.)] |[a-z][.)] )")


@dataclass
class Cues:
    """Where the words of a text tell results from targets, sentence by sentence: an item of a
    list goes on with what the words before its colon said."""

    listed: Sense | None = None

    def read(self, scan: Scan) -> "SentenceCues":
        """The cues of the next sentence."""
        whole = (0, len(scan.folded))
        found = [(at, Sense.RESULT) for at in _RESULTS.all(scan, *whole)]
        found += [(at, Sense.RESULT) for at in named_day_places(scan.folded)]
        found += [(at, Sense.GOAL) for at in _GOALS.all(scan, *whole)]
        found += [(at, Sense.GOAL) for at in _DECIDES.all(scan, *whole)]
        found += [(at, Sense.GOAL) for at in scan.titles]
        found += [(m.start(), Sense.GOAL) for m in _BY_YEAR.finditer(scan.folded)]
        found.sort()
        inherited = self.listed if _ITEM.match(scan.folded) else None
        if scan.folded.rstrip().endswith(":"):
            self.listed = found[-1][1] if found else inherited
        elif inherited is None:
            self.listed = None
        return SentenceCues(scan, found, inherited)


@dataclass
class SentenceCues:
    """The cues of one sentence, in order."""

    scan: Scan
    found: list[tuple[int, Sense]]
    inherited: Sense | None

    def sense(self, start: int) -> Sense:
        """What the nearest words before a number say that it is."""
        before = self.scan.folded[max(0, start - 8) : start]
        if _DONE_SO_FAR.search(before):
            return Sense.RESULT
        told = self.inherited or Sense.OPEN
        clause = self.scan.clause(start)[0]
        for at, sense in self.found:
            if at >= start:
                break
            # “Vượt 5% so với chỉ tiêu; …”: what a number is compared with is set, and no more.
            if at >= clause or not _AGAINST_A_GOAL.search(
                self.scan.folded, max(0, at - 16), at
            ):
                told = sense
        return told


def is_difference(scan: Scan, start: int, end: int) -> bool:
    """Whether the number from ``start``, with its noun until ``end``, says how much more or
    less: “tăng 12 nhiệm vụ so với năm trước” are not 12 tasks."""
    first = max(scan.clause(start)[0], start - _LOOK_BACK)
    at = _CHANGES.last(scan, first, start)
    if at is not None:
        match = _CHANGES.pattern.match(scan.folded, at, start)
        behind = scan.folded[match.end() if match else at : start].strip()
        if _CHANGE_GOES_ON.fullmatch(behind) or _COMPARED.fullmatch(f" {behind}"):
            return True
        if match and match[0].endswith(" hon") and len(behind) <= _LOOK_BACK // 3:
            return True
    return bool(_AGAINST.search(scan.folded, first, start) or _MORE.match(scan.folded, end))


def scales(scan: Scan, at: int) -> Iterator[tuple[int, str]]:
    """“Nghìn”, “triệu” behind a number, as few as may be first, and where they end: “nghìn tỷ
    đồng” is a thousand of “tỷ đồng”."""
    words = ""
    while len(words) < _LONGEST_SCALE:
        match = _SCALE.match(scan.folded, at)
        word = accented(scan.written(*match.span(1))) if match else ""
        if match is None or word not in SCALES:
            return
        words, at = f"{words} {word}".strip(), match.end()
        yield at, words


def quantity(
    scan: Scan, match: re.Match[str], thing: re.Match[str], scale: str, cues: SentenceCues
) -> Candidate:
    """The amount of a number and its unit."""
    first, unit = match.start("number"), scan.words(*thing.span("word"))
    readings = _readings(scan, match, unit, scale)
    up_to = read_number(f"{match['up_to']} {scale}".strip()).value if match["up_to"] else None
    start = scan.clause(first)[0]
    before = scan.folded[max(start, first - 40) : match.start()].rstrip()
    direction = next((d.value for d, p in _DIRECTIONS.items() if p.search(before)), "")
    period = scan.period_after(match.end())
    sense = _sense(scan, match, thing, cues)
    notes = []
    if unit == "%" and direction in (Direction.INCREASE, Direction.DECREASE):
        notes.append(Note.PERCENT_OR_POINTS)
    if period is None:
        notes.append(Note.YEAR_MISSING)
    if len(readings) > 1:
        notes.append(Note.NUMBER_AMBIGUOUS)
    if sense == Sense.OPEN:
        notes.append(Note.RESULT_OR_TARGET)
    begin = match.start() if readings and readings[0] < 0 else first
    scan.take(match.start(), thing.end())
    about = scan.words(thing.end(), scan.clause(thing.end())[1])
    fact = Quantity(
        readings,
        unit,
        up_to,
        direction,
        about,
        period,
        sense,
        _year(scan, match.start(), thing.end()),
    )
    return Candidate(Rule.QUANTITY, scan.place(begin, thing.end()), fact, tuple(notes))


def _year(scan: Scan, start: int, end: int) -> int | None:
    """The year named for an amount, right behind it or else before it; none where “đến nay”
    stands between them."""
    if behind := _YEAR_BEHIND.match(scan.folded, end):
        return int(behind[1])
    named = scan.period_before(start)
    if named is None or named[1].last is None:
        return None
    at, period = named
    if _COMPARED_WITH.search(scan.folded, max(0, at - 20), at):
        return None
    return None if _NOW.last(scan, at, start) is not None else period.last


def _readings(scan: Scan, match: re.Match[str], unit: str, scale: str) -> tuple[Decimal, ...]:
    """The values that a number may have before this unit and with this sign."""
    readings = read_number(f"{match['number']} {scale}".strip()).readings
    if (
        unit == "%"
        and readings[:1] >= (Decimal(1000),)
        and _ONE_POINT.fullmatch(match["number"])
    ):
        readings += (Decimal(match["number"]),)  # 98.125 % is hardly a thousandfold
    if match["sign"]:
        minus = tuple(-value for value in readings)
        written = scan.source.slice(*match.span("sign"))
        # At the head of a line a hyphen may begin an item.
        readings = minus if match.start() > 0 or written == "\u2212" else readings + minus
    return tuple(dict.fromkeys(map(plain, readings)))


def _sense(scan: Scan, match: re.Match[str], thing: re.Match[str], cues: SentenceCues) -> Sense:
    start = match.start()
    told = cues.sense(start)
    if match["up_to"] or _UP_FROM.search(scan.folded, max(0, start - 24), start):
        return Sense.RANGE
    if told == Sense.GOAL:
        return told
    comes_from = _FROM.search(scan.folded, max(0, start - 6), start)
    if comes_from and _ONWARDS.match(scan.folded, thing.end()):
        return Sense.DIFFERENCE
    if is_difference(scan, start, thing.end()):
        return Sense.DIFFERENCE
    if thing["word"] == "%" and _OF_THE_PLAN.match(scan.folded, thing.end()):
        return Sense.SHARE
    return told
