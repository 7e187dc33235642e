"""Reading deadlines as offices word them: ``Quý III/2025``, ``Thường xuyên``, ``Khi cần``.

Reading never raises and never guesses: what is not understood is handed back word for word
in ``unread``, and what is understood but odd is named in ``notes``. The day comes first in
every date. Nothing here knows today's date, so a date without its year is not read.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from assignments.deadlines import DeadlineKind
from resolutions.folding import fold

# Years outside are slips of the pen (0205, 9999), not deadlines of this register.
FIRST_YEAR, LAST_YEAR = 2000, 2099

# Every note, and what it tells the reader. The first group comes with a deadline that was
# read, the second with words that were left unread.
NOTES = {
    "before": "says 'before' a day: the day itself is kept as the due day",
    "before_issue_date": "due before the day on which the document was issued",
    "blank": "nothing is written",
    "counted_from_date": "the due day was counted from the date in the wording",
    "day_within_period": "the day in each period stands in the wording only",
    "event_cut": "a deadline follows an event without a mark between them",
    "not_in_days": "so many months or years after an event: the number of days is not known",
    "open_ended": "has a beginning and no end",
    "recurrence_open": "recurs, in none of the known rhythms",
    "time_of_day": "names an hour, which a due day does not keep",
    "vague_end": "says 'the end of' a period: its last day is taken",
    "working_days": "counts working days",
    "year_shared": "the year is written once, behind the last of several",
    "after_date": "says 'after': a beginning, or a deadline?",
    "before_period": "says 'before' a month, quarter or year: its first or its last day?",
    "event_missing": "so many days after what?",
    "impossible_date": "there is no such day, month or quarter",
    "month_in_words": "a month in words, which may be a lunar one",
    "other_period": "a school year, a term of office or a vision is not a calendar period",
    "period_reversed": "the period ends before it begins",
    "unclear_number": "more numbers follow than a date has",
    "vague": "the beginning or middle of a period",
    "year_missing": "the year is not written",
    "year_out_of_range": f"a year outside {FIRST_YEAR}-{LAST_YEAR}",
    "year_two_digits": "a year of two digits",
}


@dataclass(frozen=True)
class ReadDeadline:
    """One deadline found in a wording.

    ``due_on`` is the last day stated. "Trước 30/9/2026" keeps 30/9/2026: taken to the letter
    it would be the day before, but offices report by the day they wrote, so that day is kept
    and the note ``before`` lets the reader decide. A half-year is a QUARTER: the longest
    kind that ends on the same day.

    ``starts_on`` is set for a wording that spans several calendar units or only begins.
    ``days`` counts from ``event``; ``event`` is the source's own words. ``recurrence`` is
    "", weekly, monthly, quarterly, half-yearly or yearly. ``wording`` is a slice of the text.
    """

    kind: DeadlineKind
    due_on: date | None = None
    starts_on: date | None = None
    days: int | None = None
    event: str = ""
    recurrence: str = ""
    is_then_continuous: bool = False
    wording: str = ""


@dataclass(frozen=True)
class WordingResult:
    """What was read in a text, and what was not.

    The wordings and the unread slices are disjoint pieces of the text, each in the order of
    the text. When they are taken out, only blanks, invisible characters and the marks in
    ``JOINTS`` remain, and "và" where it joins two deadlines. A text in which nothing was read
    is unread as a whole, but for the blanks around it.
    """

    text: str
    deadlines: tuple[ReadDeadline, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return bool(self.deadlines) and not self.unread


# What may stand between two pieces without meaning anything.
JOINTS = ";,.:()[]|+*&/_-\"'\u2022\u00b7\u2026\u201c\u201d\u2018\u2019"


# --- patterns -------------------------------------------------------------------------------
# All are written for folded text, where a run of blanks is one character; none repeats
# without a limit, so a failed attempt costs no more than a constant.


def _pattern(source: str) -> re.Pattern[str]:
    """``~`` stands for an optional blank, a space for a blank; ``N`` for one or two digits."""
    source = source.replace(" ", r"[\x20\n]").replace("~", r"[\x20\n]?")
    return re.compile(source.replace("N", "[0-9]{1,2}"))


_END = r"(?!\w|~/~[0-9]|\.[0-9])"
_DASH = r"\x20?-~"
_DAY = r"(?:ngay~)?"
_YEAR = r"(?P<y>[0-9]{1,5})"
_YEAR_AFTER = rf"(?:(?:~/~|~,?~nam~){_YEAR}|(?:~[.-]~| )(?P<y4>[0-9]{{4}}))?{_END}"
_MONTHS = rf"(?P<m>N){_YEAR_AFTER}"
_QUARTERS = rf"(?P<q>[ivx]{{1,4}}|N){_YEAR_AFTER}"

_ISO_DATE = _pattern(
    r"(?P<y>[0-9]{4})[-/](?P<m>[0-9]{2})[-/](?P<d>[0-9]{2})(?: 00:00(?::00)?)?" + _END
)
_DATES = [
    _ISO_DATE,
    _pattern(rf"{_DAY}(?P<d>N)~/~(?P<m>N)(?:~(?:/|,?~nam)~{_YEAR})?{_END}"),
    _pattern(rf"{_DAY}(?P<d>N)\x20?-\x20?(?P<m>N)\x20?-\x20?(?P<y>[0-9]{{2,5}}){_END}"),
    _pattern(rf"{_DAY}(?P<d>N)\.(?P<m>N)\.(?P<y>[0-9]{{2,5}}){_END}"),
    _pattern(rf"{_DAY}(?P<d>N)~thang~{_MONTHS}"),
]
_HALVES = [
    _pattern(
        r"(?P<n>0?[369]|ba|sau|chin)~thang (?P<side>dau|cuoi)(?:(?: cua)? nam)?"
        rf"(?:~,?~(?:nam~)?{_YEAR})?{_END}"
    ),
    _pattern(rf"(?P<n>nua) (?P<side>dau|cuoi) nam(?:~{_YEAR})?{_END}"),
]
_MONTH = [
    _pattern(rf"(?:thang~|t\.?){_MONTHS}"),
    _pattern(rf"(?P<m>N)(?:~/~|\x20?-\x20?)(?P<y>[0-9]{{4}}){_END}"),
]
_QUARTER = [_pattern(rf"(?:quy|qui|q\.?)~{_QUARTERS}")]
_YEARS = [_pattern(rf"nam~{_YEAR}{_END}"), _pattern(rf"(?P<y>[0-9]{{4}}){_END}")]
_UNITS = [
    *((DeadlineKind.DAY, pattern) for pattern in _DATES),
    *((DeadlineKind.QUARTER, pattern) for pattern in _HALVES),
    *((DeadlineKind.MONTH, pattern) for pattern in _MONTH),
    *((DeadlineKind.QUARTER, pattern) for pattern in _QUARTER),
    *((DeadlineKind.YEAR, pattern) for pattern in _YEARS),
]
# The second of "tháng 6, 9/2026" or "quý III - IV/2025" need not repeat its unit.
_REPEATED = {
    DeadlineKind.DAY: _DATES,
    DeadlineKind.MONTH: [_pattern(rf"(?:thang~)?{_MONTHS}")],
    DeadlineKind.QUARTER: [_pattern(rf"(?:(?:quy|qui|q\.?)~)?{_QUARTERS}")],
}
_TO = _pattern(rf"(?:{_DASH}|~,? (?:den|toi) )(?:(?:het|cuoi) )?")
_AND = _pattern(r"~,~| va |\x20?[+&]\x20?")
_MORE_NUMBERS = re.compile("[-/.][0-9]")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_HALF_MONTHS = {"ba": 3, "sau": 6, "nua": 6, "chin": 9}

# Words before a deadline that belong to its wording. Those that change its meaning:
_SHADES = {
    "truoc": "before",
    "sau": "after",
    "tu": "from",
    "ke tu": "from",
    "bat dau": "from",
    "dau": "vague",
    "giua": "vague",
    "nua dau": "vague",
    "cuoi": "end",
    "nua cuoi": "end",
    "het": "end",
}
_NEUTRAL = """
    ban hanh|bao cao dau tien|bao cao|bao dam|cac|cap nhat|cham nhat|cung|dam bao|dau tien|den
    |dong thoi|du kien|duy tri|giai doan|gui|han|hoan thanh|hoan thien|ket thuc|khong muon hon
    |khong qua|la|lan dau|muon nhat|nhiem vu|nhung|ngay|phai|phe duyet|sau do|so ket|tham muu
    |thoi diem|thoi gian|thoi han|thuc hien|tien do|tiep tuc|toi da|tong ket|to chuc|trien khai
    |trinh|trong thoi gian|trong thoi han|trong vong|trong|tu nay|tu nay den|vao|xay dung|xong
    """
_LEAD = _pattern(
    "(?:"
    r"(?P<hour>N~(?:h|g|gio)(?:~[0-9]{2})?(?:~phut)?~,?)"
    r"|(?:lan|dot|giai doan)(?: thu)? (?:[0-9]|[ivx]{1,3}|nhat|hai|ba)(?![\w/.-])"
    "|(?P<phrase>"
    + "|".join(
        sorted({*_SHADES, *(w.strip() for w in _NEUTRAL.split("|"))}, key=len, reverse=True)
    )
    + r"))(?!\w)~:?~"
)

_RHYTHM = r"(?:ca )?(?P<unit>ngay|tuan|thang|quy|qui|nam|(?:N|ba|sau) thang|nua nam)(?!\w)"
_TIMES = r"(?:~/?~(?P<times>N|mot|hai|ba|bon) lan)?(?!\w)"
_RECURRING = [
    _pattern(
        r"(?:dinh ky (?:hang|moi|tung)|dinh ky|hang|moi|tung)(?: (?:mot|0?1))? "
        rf"{_RHYTHM}(?! (?:dau|cuoi)(?!\w)){_TIMES}"
    ),
    _pattern(r"(?P<unit>N~thang|(?:ba|sau) thang)~(?:/|(?P<times>mot|0?1))~lan(?!\w)"),
    _pattern(r"(?P<times>N|mot|hai|ba|bon) lan~(?:/|moi|trong)~(?:(?:mot|0?1) )?" + _RHYTHM),
]
_RHYTHM_NEXT = _pattern(rf"(?:~,~| va )(?:hang |moi )?{_RHYTHM}(?!~[0-9]| [ivx]{{1,3}}(?!\w))")
_RECURRING_AT_ALL = _pattern(r"dinh ky(?: theo quy dinh)?(?!\w)")
_DAY_OF_MONTH = r"N(?:/N)?(?![\w/.-])"
_IN_PERIOD_BEFORE = _pattern(
    rf"(?:(?:(?:ngay~)?{_DAY_OF_MONTH}(?:(?: va |~,~)(?:ngay~)?{_DAY_OF_MONTH})?"
    r"|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|(?:ngay|tuan) (?:cuoi|dau)(?: cung| tien)?)"
    r"~,?(?: cua| trong)? )?(?:thang (?:cuoi|dau|thu N)(?: cung| tien)?(?: cua)? "
    r"|thang N |(?:quy|qui) (?:[ivx]{1,3}|[1-4]) )?"
)
_IN_PERIOD_AFTER = _pattern(
    rf"~,?~\(?(?:(?:(?:truoc|vao|cham nhat|cham nhat la) (?:ngay~)?|ngay~){_DAY_OF_MONTH}"
    r"|N/N(?![\w/.-]))"
    rf"(?:(?: va |~,~)(?:ngay~)?{_DAY_OF_MONTH})?"
    r"(?:~\))?"
)
_RHYTHMS = {"tuan": "weekly", "thang": "monthly", "quy": "quarterly", "qui": "quarterly"}
_RHYTHMS |= {"nam": "yearly", "nua nam": "half-yearly"}
_MONTHS_RHYTHMS = {"1": "monthly", "3": "quarterly", "6": "half-yearly", "12": "yearly"}
_MONTHS_RHYTHMS |= {"ba": "quarterly", "sau": "half-yearly"}

_CONTINUOUS = _pattern(
    r"(?:thuong xuyen(?:(?:,| va)?~lien tuc)?|lien tuc(?:(?:,| va)?~thuong xuyen)?)(?!\w)"
)
_NEXT_WORD = _pattern(",? ")
_THEN_CONTINUOUS = _pattern(
    r"~,?(?: (?:va|dong thoi|sau do|tiep tuc|duy tri|thuc hien|cap nhat|trien khai)){1,5} "
    r"(?:(?:thuong xuyen|lien tuc)(?:~,? (?:thuong xuyen|lien tuc))?"
    r"|(?:cho )?(?:cac|nhung) nam (?:tiep theo|sau))(?!\w)"
    r"|~,? (?:va|sau do)(?: tiep tuc)? duy tri(?=~(?:[;,.)]|$))"
)
_ONWARDS = _pattern(r" tro (?:di|ve sau)(?!\w)")

_COUNTED = _pattern(
    r"(?P<count>[0-9]{1,4})~(?P<unit>ngay|tuan|thang|nam)(?P<working> lam viec)?(?!\w)"
    r"(?P<since>~,? (?:(?:ke|tinh)(?: tu)?|tu|sau) (?:(?:thoi diem|khi|ngay)(?!\w))?~)?"
)
_WHEN = _pattern(
    r"(?:ngay sau khi|ngay khi|sau khi|khi"
    r"|cho(?= huong dan| y kien| chi dao| van ban| ket luan)"
    r"|(?:ngay )?sau(?= hoi nghi| dai hoi| ky hop)"
    r"|theo(?= thoi (?:gian|han|diem)| yeu cau| tien do| ke hoach| lo trinh| chi dao| huong dan"
    r"| quy dinh| chuong trinh| tung| lich| phan cong| de nghi| tinh hinh| thuc te)"
    r"|dot xuat(?:,? (?:khi|theo))?)(?!\w)~"
)
_UNDATED = _pattern(r"(?:nam|quy|qui|thang|tuan)(?: nay| sau| toi)?(?!\w)(?! [0-9])")
_MONTH_IN_WORDS = _pattern(
    r"thang (?:gieng|mot|hai|ba|tu|nam|sau(?! khi)|bay|tam|chin|muoi(?: mot| hai)?|chap)(?!\w)"
    r"(?! [0-9])(?: nam~[0-9]{4})?(?!\w)"
)
_OTHER_PERIOD = _pattern(
    r"(?:(?:trong |ca )?nhiem ky|nien khoa|nam hoc|tam nhin)(?: (?:den nam|den|nam))?"
    rf"(?:~(?:[0-9]{{4}}(?:{_DASH}[0-9]{{4}})?))?(?!\w)"
)
# A document's date is no deadline: "Kế hoạch số 52-KH/TU ngày 15/8/2025".
_DOCUMENT = (
    "(?:nghi quyet|ke hoach|quyet dinh|cong van|chi thi|ket luan|thong bao|chuong trinh)"
)
_SYMBOL = (
    r"(?:[0-9]{1,5}~-~[a-z]{1,6}~/~[a-z]\w{0,9}"
    r"|[0-9]{1,5}/(?:[0-9]{4}/)?[a-z]{1,6}-[a-z]\w{0,9})"
)
_REFERENCE = _pattern(
    rf"(?:(?:{_DOCUMENT} )?(?:so~:?~)?{_SYMBOL}"
    rf"|{_DOCUMENT}(?: so)?~:?~[0-9]{{1,5}}(?![\w/.-]))"
    r"(?:~,?~ngay~N(?:~[/.-]~|~thang~)N(?:~[/.-]~|~nam~)[0-9]{4})?(?![0-9])"
)
_NO_DEADLINE = _pattern(
    r"khong(?: (?:quy dinh|xac dinh|neu|ghi|co|an dinh))?"
    r"(?: (?:cu the|ro))?(?: (?:thoi han|thoi gian|han))?"
)
# The first words of all patterns above: a cheap "no" for all the other words.
_STARTS = _pattern(
    r"[0-9]{4}|[0-9]{1,4}~(?:[-/.,]|(?:ngay|tuan|thang|nam|lan|hang|moi|cua|va|trong)(?![a-z]))"
    r"|(?:ngay|thang|quy|qui|nam|nua|ba|sau|chin|dinh|hang|moi|tung|mot|hai|bon|thu|tuan"
    r"|thuong|lien|khi|cho|theo|dot|trong|ca|nhiem|nien|tam)(?![a-z])"
    r"|(?:thang|quy|qui|q|t)[0-9.ivx]|q "
)
_WORD = re.compile(r"[^\W_]+(?:[/.&-][^\W_]+)*")
_CLAUSE_START = re.compile(r"(?:^|[;,.:(\n*+\u2022-]|(?<!\w)va)[ \n]?$")


# --- the folded text ------------------------------------------------------------------------


_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    return fold(character)


class _Folded:
    """Folded text that knows which slice of the original each of its characters came from."""

    def __init__(self, text: str) -> None:
        self.text = text
        characters: list[str] = []
        self.starts: list[int] = []
        self.stops: list[int] = []
        for index, character in enumerate(text):
            last = characters[-1] if characters else ""
            if character.isspace():
                folded = "\n" if character in _LINE_ENDS else " "
                if last in (" ", "\n"):
                    characters[-1] = "\n" if "\n" in (last, folded) else " "
                    self.stops[-1] = index + 1
                    continue
            elif unicodedata.combining(character):
                if last.isalnum():  # a tone mark typed apart belongs to its letter
                    self.stops[-1] = index + 1
                    continue
                folded = character
            else:
                folded = _fold_character(character)
            for part in folded:
                characters.append(part)
                self.starts.append(index)
                self.stops.append(index + 1)
        self.folded = "".join(characters)

    def slice(self, start: int, end: int) -> str:
        return self.text[self.starts[start] : self.stops[end - 1]] if start < end else ""

    def trimmed(self, start: int, end: int, marks: str) -> tuple[int, int]:
        """The span without the blanks and marks at its edges."""
        while start < end and self.folded[start] in marks:
            start += 1
        while start < end and self.folded[end - 1] in marks:
            end -= 1
        return start, end


# --- calendar units -------------------------------------------------------------------------


class _Unit(NamedTuple):
    """A day, month, quarter, half-year or year as written, perhaps still without its year."""

    kind: DeadlineKind
    start: int
    end: int
    year: int | None
    months: tuple[int, int] = (1, 12)
    day: int | None = None
    problem: str = ""

    def first(self) -> date:
        return date(self.year or FIRST_YEAR, self.months[0], self.day or 1)

    def last(self) -> date:
        year, month = self.year or FIRST_YEAR, self.months[1]
        return date(year, month, self.day or monthrange(year, month)[1])

    def in_year(self, year: int | None) -> "_Unit":
        dated = self._replace(year=year)
        if year and self.day and self.day > monthrange(year, self.months[0])[1]:
            return dated._replace(problem="impossible_date")
        return dated

    @property
    def is_half(self) -> bool:
        return self.kind == DeadlineKind.QUARTER and self.months[1] - self.months[0] != 2


def _year(digits: str | None) -> tuple[int | None, str]:
    if digits is None:
        return None, ""
    if len(digits) == 2:
        return None, "year_two_digits"
    if len(digits) != 4 or not FIRST_YEAR <= int(digits) <= LAST_YEAR:
        return None, "year_out_of_range"
    return int(digits), ""


def _unit_from(kind: DeadlineKind, match: re.Match[str]) -> _Unit:
    found = match.groupdict()
    year, problem = _year(found.get("y") or found.get("y4"))
    unit = _Unit(kind, match.start(), match.end(), None, problem=problem)
    if side := found.get("side"):
        count = _HALF_MONTHS.get(found["n"]) or int(found["n"])
        unit = unit._replace(months=(1, count) if side == "dau" else (13 - count, 12))
    elif quarter := found.get("q"):
        number = _ROMAN.get(quarter) or (int(quarter) if quarter.isdigit() else 0)
        if not 1 <= number <= 4:
            return unit._replace(problem="impossible_date")
        unit = unit._replace(months=(number * 3 - 2, number * 3))
    elif month := found.get("m"):
        day = found.get("d")
        if not 1 <= int(month) <= 12 or not 1 <= int(day or 1) <= 31:
            return unit._replace(problem="impossible_date")
        unit = unit._replace(months=(int(month), int(month)), day=int(day) if day else None)
    return unit if unit.problem else unit.in_year(year)


def _unit_at(folded: str, start: int, kind: DeadlineKind | None = None) -> _Unit | None:
    """The calendar unit that begins at ``start``; with ``kind``, one more of that kind."""
    units = _UNITS if kind is None else [(kind, p) for p in _REPEATED.get(kind, [])]
    for unit_kind, pattern in units:
        if match := pattern.match(folded, start):
            return _unit_from(unit_kind, match)
    return None


# --- reading --------------------------------------------------------------------------------


class _Piece(NamedTuple):
    start: int
    end: int
    deadline: ReadDeadline


class _Found(NamedTuple):
    """The outcome at one place: pieces, or only where to go on and why nothing was read."""

    end: int
    pieces: tuple[_Piece, ...] = ()
    notes: tuple[str, ...] = ()


class _Reader:
    def __init__(self, text: str) -> None:
        self.source = _Folded(text)
        self.folded = self.source.folded

    def pieces(self) -> Iterator[_Found]:
        """Every place at which something was read or has a name, from left to right."""
        at, length = 0, len(self.folded)
        while at < length:
            if not self.folded[at].isalnum():
                at += 1
            elif reference := _REFERENCE.match(self.folded, at):
                at = reference.end()
            else:
                found = self.read(at)
                yield found
                at = found.end

    def read(self, start: int, *, probe: bool = False) -> _Found:
        """Read one wording with the words that lead to it.

        ``probe`` only asks whether a deadline begins here and does not follow events.
        """
        at, shades, notes = start, set[str](), list[str]()
        while True:
            found = self._read_core(start, at, shades, probe=probe)
            if found:
                return found._replace(notes=(*notes, *found.notes))
            lead = _LEAD.match(self.folded, at)
            if lead is None:
                break
            if lead["hour"]:
                notes.append("time_of_day")
            elif shade := _SHADES.get(lead["phrase"] or ""):
                shades.add(shade)
            at = lead.end()
        if at > start:
            return _Found(at)
        word = _WORD.match(self.folded, start)
        return _Found(word.end() if word else start + 1)

    def _read_core(
        self, start: int, at: int, shades: set[str], *, probe: bool
    ) -> _Found | None:
        if not _STARTS.match(self.folded, at):
            return None
        if other := _OTHER_PERIOD.match(self.folded, at):
            return _Found(other.end(), notes=("other_period",))
        if words := _MONTH_IN_WORDS.match(self.folded, at):
            return _Found(words.end(), notes=("month_in_words",))
        return (
            self._when(start, at, probe=probe)
            or self._recurring(start, at, shades)
            or self._counted(start, at, shades, probe=probe)
            or self._dated(start, at, shades)
            or self._continuous(start, at)
            or self._undated(at, shades)
        )

    def _piece(self, start: int, end: int, deadline: ReadDeadline) -> _Piece:
        return _Piece(start, end, replace(deadline, wording=self.source.slice(start, end)))

    # A day, month, quarter, year, or a period of them.

    def _dated(self, start: int, at: int, shades: set[str]) -> _Found | None:
        unit = _unit_at(self.folded, at)
        if unit is None:
            return None
        if unit.problem:
            return _Found(unit.end, notes=(unit.problem,))
        units, starts_on, notes, end = [unit], None, list[str](), unit.end
        to = _TO.match(self.folded, unit.end)
        until = to and self._until(unit, to.end())
        if until:
            begin = unit if unit.year else unit.in_year(until.year)
            if problem := until.problem or begin.problem:
                return _Found(until.end, notes=(problem,))
            if until.last() < begin.first():
                return _Found(until.end, notes=("period_reversed",))
            if not unit.year:
                notes.append("year_shared")
            units, starts_on, end = [until], begin.first(), until.end
        elif not unit.year:
            units = self._sharing_a_year(unit)
            if not units[-1].year:
                end = units[-1].start if len(units) > 1 else unit.end
                return _Found(end, notes=("year_missing", *sorted(shades & {"vague"})))
            if any(u.problem for u in units):
                return _Found(units[-1].end, notes=("impossible_date",))
            notes.append("year_shared")
            end = units[-1].end
        elif unit.is_half:
            starts_on = unit.first()
        if _MORE_NUMBERS.match(self.folded, end):
            return _Found(end, notes=("unclear_number",))
        if problem := self._shaded(units[-1], shades, notes):
            return _Found(end, notes=(problem,))
        if "from" in shades and starts_on is None:
            if len(units) > 1:
                return _Found(end, notes=("open_ended",))
            return self._open_ended(start, unit)
        then = _THEN_CONTINUOUS.match(self.folded, end)
        pieces = []
        for number, one in enumerate(units):
            is_last = number == len(units) - 1
            deadline = ReadDeadline(
                one.kind, one.last(), starts_on, is_then_continuous=bool(then and is_last)
            )
            stop = then.end() if then and is_last else one.end
            pieces.append(self._piece(one.start if number else start, stop, deadline))
        return _Found(then.end() if then else end, tuple(pieces), tuple(notes))

    def _until(self, unit: _Unit, at: int) -> _Unit | None:
        """The unit that ends the period which ``unit`` begins."""
        until = _unit_at(self.folded, at)
        if until is None and not unit.year:
            until = _unit_at(self.folded, at, unit.kind)
        if until is None or (until.year is None and not until.problem):
            return None
        if unit.year is None and until.kind != unit.kind:
            until = _unit_at(self.folded, at, unit.kind)
            return until if until and until.year else None
        return until

    def _sharing_a_year(self, unit: _Unit) -> list[_Unit]:
        """``unit`` and those listed after it, in the year that the last of them names."""
        units = [unit]
        while joint := _AND.match(self.folded, units[-1].end):
            more = _unit_at(self.folded, joint.end(), unit.kind)
            if more is None or more.problem:
                break
            units.append(more)
            if more.year:
                return [u.in_year(more.year) for u in units]
        return units

    def _shaded(self, unit: _Unit, shades: set[str], notes: list[str]) -> str:
        """What the leading words do to a date: a note, or the reason not to read it."""
        if "after" in shades:
            return "after_date"
        if "vague" in shades:
            return "vague"
        if "before" in shades:
            if unit.kind != DeadlineKind.DAY and "end" not in shades:
                return "before_period"
            notes.append("before")
        if "end" in shades and not self._says_through(unit):
            notes.append("vague_end")
        return ""

    def _says_through(self, unit: _Unit) -> bool:
        return self.folded[max(0, unit.start - 5) : unit.start].split()[-1:] == ["het"]

    def _open_ended(self, start: int, unit: _Unit) -> _Found:
        onwards = _ONWARDS.match(self.folded, unit.end)
        end = onwards.end() if onwards else unit.end
        deadline = ReadDeadline(DeadlineKind.CONTINUOUS, starts_on=unit.first())
        return _Found(end, (self._piece(start, end, deadline),), ("open_ended",))

    # Again and again.

    def _recurring(self, start: int, at: int, shades: set[str]) -> _Found | None:
        inside = _IN_PERIOD_BEFORE.match(self.folded, at)
        begin = at
        match = _recurring_at(self.folded, at)
        if match is None and inside:
            begin = inside.end()
            match = _recurring_at(self.folded, begin)
        notes = ["day_within_period"] if begin > at or shades else []
        if match is None:
            match = _RECURRING_AT_ALL.match(self.folded, at)
            if match is None:
                return None
            deadline = ReadDeadline(DeadlineKind.RECURRING)
            piece = self._piece(start, match.end(), deadline)
            return _Found(match.end(), (piece,), ("recurrence_open",))
        matches = [match]
        while len(matches) < 6 and (more := _RHYTHM_NEXT.match(self.folded, match.end())):
            matches.append(more)
            match = more
        end = match.end()
        if after := _IN_PERIOD_AFTER.match(self.folded, end):
            end = after.end()
            notes = ["day_within_period"]
        pieces = []
        for number, one in enumerate(matches):
            recurrence = _rhythm(one)
            if not recurrence:
                notes.append("recurrence_open")
            pieces.append(
                self._piece(
                    self._word_start(one) if number else start,
                    end if one is match else one.end(),
                    ReadDeadline(DeadlineKind.RECURRING, recurrence=recurrence),
                )
            )
        return _Found(end, tuple(pieces), tuple(notes))

    def _word_start(self, match: re.Match[str]) -> int:
        """Where the match begins once its comma or "và" is left to the joints."""
        joint = _AND.match(self.folded, match.start())
        return joint.end() if joint else match.start()

    def _continuous(self, start: int, at: int) -> _Found | None:
        match = _CONTINUOUS.match(self.folded, at)
        if match is None:
            return None
        end, recurrence = match.end(), ""
        gap = _NEXT_WORD.match(self.folded, end)
        again = gap and _recurring_at(self.folded, gap.end())
        if again and _rhythm(again):
            end, recurrence = again.end(), _rhythm(again)
        deadline = ReadDeadline(DeadlineKind.CONTINUOUS, recurrence=recurrence)
        return _Found(end, (self._piece(start, end, deadline),))

    # Hanging on an event.

    def _counted(self, start: int, at: int, shades: set[str], *, probe: bool) -> _Found | None:
        match = _COUNTED.match(self.folded, at)
        if match is None:
            return None
        since, unit = match["since"], match["unit"]
        if not since:
            if unit in ("ngay", "tuan"):
                return _Found(match.end(), notes=("event_missing",))
            return None
        notes = []
        days = int(match["count"]) * {"ngay": 1, "tuan": 7}.get(unit, 0) or None
        if days is None:
            notes.append("not_in_days")
        if match["working"]:
            notes.append("working_days")
        if "after" in shades:
            notes.append("after_date")
        day = _unit_at(self.folded, match.end())
        if day and day.kind == DeadlineKind.DAY:
            if day.problem or not day.year:
                return _Found(day.end, notes=(day.problem or "year_missing",))
            deadline = ReadDeadline(
                DeadlineKind.AFTER_EVENT, days=days, event=self.source.slice(day.start, day.end)
            )
            if days and not match["working"]:
                deadline = replace(deadline, due_on=day.first() + timedelta(days=days))
                notes.append("counted_from_date")
            return _Found(day.end, (self._piece(start, day.end, deadline),), tuple(notes))
        deadline = ReadDeadline(DeadlineKind.AFTER_EVENT, days=days)
        return self._with_event(start, match.end(), deadline, notes, probe=probe)

    def _when(self, start: int, at: int, *, probe: bool) -> _Found | None:
        match = _WHEN.match(self.folded, at)
        if match is None or not _CLAUSE_START.search(self.folded[max(0, start - 4) : start]):
            return None
        event_at = at if match.group().startswith("dot xuat") else match.end()
        deadline = ReadDeadline(DeadlineKind.ON_EVENT)
        return self._with_event(start, event_at, deadline, [], probe=probe)

    def _with_event(
        self, start: int, at: int, deadline: ReadDeadline, notes: list[str], *, probe: bool
    ) -> _Found:
        if probe:
            return _Found(at, (_Piece(start, at, deadline),))
        stop, is_cut = self._event_end(at)
        _, stop = self.source.trimmed(at, stop, " \n,.:")
        for word in (" va", "\nva"):
            stop -= len(word) if self.folded.endswith(word, at, stop) else 0
        if self.folded.endswith(")", at, stop) and "(" not in self.folded[at:stop]:
            stop -= 1
        event = self.source.slice(*self.source.trimmed(at, stop, " \n,.:-"))
        if not any(c.isalnum() for c in event):
            return _Found(max(at, stop), notes=("event_missing",))
        if is_cut:
            notes.append("event_cut")
        piece = self._piece(start, stop, replace(deadline, event=event))
        return _Found(stop, (piece,), tuple(notes))

    def _event_end(self, at: int) -> tuple[int, bool]:
        """Where the words of an event end: at a semicolon, or where another deadline begins.

        A deadline inside is never swallowed: "khi có hướng dẫn nhưng không quá 31/12/2026".
        """
        start, marked = at, False
        while at < len(self.folded):
            character = self.folded[at]
            if character == ";":
                return at, False
            if not character.isalnum():
                marked = marked or character in ",\n(."
                at += 1
                continue
            if reference := _REFERENCE.match(self.folded, at):
                at, marked = reference.end(), False
                continue
            found = self.read(at, probe=True) if at > start else None
            if found and (found.pieces or found.notes):
                return at, not marked
            word = _WORD.match(self.folded, at)
            at = max(found.end if found else 0, word.end() if word else at + 1)
            marked = False
        return at, False

    # Named, and left unread.

    def _undated(self, at: int, shades: set[str]) -> _Found | None:
        match = _UNDATED.match(self.folded, at)
        before = self.folded[max(0, at - 6) : at].split()[-1:]
        if match is None or before not in (["trong"], ["dau"], ["giua"], ["cuoi"], ["het"]):
            return None
        return _Found(match.end(), notes=("year_missing", *sorted(shades & {"vague"})))


def _recurring_at(folded: str, start: int) -> re.Match[str] | None:
    return next((m for p in _RECURRING if (m := p.match(folded, start))), None)


def _rhythm(match: re.Match[str]) -> str:
    """The name of a rhythm; empty for one that has none, such as twice a year."""
    found = match.groupdict()
    if (found.get("times") or "1").lstrip("0") not in ("1", "mot"):
        return ""
    unit = " ".join(found["unit"].split())
    if unit in _RHYTHMS:
        return _RHYTHMS[unit]
    return _MONTHS_RHYTHMS.get(unit.removesuffix("thang").strip().lstrip("0"), "")


def read_wording(text: str, *, issued_on: date | None = None) -> WordingResult:
    """Read the deadlines in a text. ``issued_on`` never completes a date; it only checks."""
    reader = _Reader(text)
    source, folded = reader.source, reader.folded
    start, end = source.trimmed(0, len(folded), " \n" + JOINTS)
    if start == end or _NO_DEADLINE.fullmatch(folded, start, end):
        whole = source.trimmed(0, len(folded), " \n")
        written = source.slice(*whole)
        if start < end or set(folded[whole[0] : whole[1]]) <= set(" \n-_./\u2026"):
            none = ReadDeadline(DeadlineKind.NONE, wording=written)
            return WordingResult(text, (none,), notes=() if written else ("blank",))
        return WordingResult(text, unread=(written,))

    pieces: list[_Piece] = []
    notes: list[str] = []
    for found in reader.pieces():
        pieces += found.pieces
        notes += found.notes
    unread = _unread(source, pieces)
    deadlines = tuple(piece.deadline for piece in pieces)
    if issued_on and any(d.due_on and d.due_on < issued_on for d in deadlines):
        notes.append("before_issue_date")
    return WordingResult(text, deadlines, unread, tuple(dict.fromkeys(notes)))


def _unread(source: _Folded, pieces: list[_Piece]) -> tuple[str, ...]:
    """What stands between the pieces, unless it only joins them."""
    length = len(source.folded)
    if not pieces:
        return (source.slice(*source.trimmed(0, length, " \n")),)
    unread = []
    edges = [0, *(edge for piece in pieces for edge in (piece.start, piece.end)), length]
    for number, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        core = source.folded[slice(*source.trimmed(start, end, " \n" + JOINTS))]
        if core and not (core == "va" and 0 < number < len(pieces)):
            unread.append(source.slice(*source.trimmed(start, end, " \n;,.:")))
    return tuple(unread)
