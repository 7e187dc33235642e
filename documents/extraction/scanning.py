"""One sentence while it is being read: folded, with a mask of what is understood already."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date

from assignments.wordings.folded import Folded
from documents.extraction.results import Period, Place
from documents.extraction.sentences import Sentence
from resolutions.folding import accented, clean_text, fold
from resolutions.symbols.references import DATE, date_in

ISSUE_DATE = re.compile(r",? ?(?:ky |ban hanh )?ngay " + DATE)
_DATES = re.compile(r"(?<![0-9a-z./-])" + DATE)
_SHORT_DATES = re.compile(
    r"\b(?:ngay|thang|quy|tuan|dot|lan thu|khoa|dieu|khoan|muc|phan|chuong) [0-9]{1,4}"
    r"(?: ?[-/] ?[0-9]{1,4})?(?![0-9])|\bquy [ivx]{1,3}(?: ?[/-] ?|,? nam )[0-9]{4}(?![0-9])"
)
_TIMES = re.compile(r"(?<![0-9])[0-9]{1,2}(?::[0-9]{2}| gio(?: [0-9]{1,2})?)(?![0-9])")
_YEARS = r"(?P<first>(?:19|20)[0-9]{2})(?: ?[-] ?(?P<last>(?:19|20)[0-9]{2}))?(?![0-9])"
_PERIOD = re.compile(
    r"\b(?P<word>giai doan|nhiem ky|den nam|trong nam|tu nam|nam) (?:nam )?" + _YEARS
)
_VISION = re.compile(
    r",? ?(?:va )?(?P<way>tam nhin|dinh huong)(?: den)?(?: nam)? "
    r"(?P<vision>20[0-9]{2})(?![0-9])"
)
_LIST_NUMBER = re.compile(r"[0-9]{1,3}[.)] ")
CLAUSE_END = re.compile(r"[,;:](?=[ \n])|;|[.!?](?=[ \n]|$)")
MAX_WORDS = 300


def _orients(words: str) -> bool:
    """Whether a further year is an orientation (định hướng), not a vision (tầm nhìn)."""
    return words.endswith("dinh huong")


class Scan:
    """A sentence in which rules look for candidates. Spans are those of the folded text."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.source = Folded(sentence.text)
        # A line that was broken in the middle of a sentence is read on.
        self.folded = self.source.folded.replace("\n", " ")
        self.is_bare = not any(c.isalpha() and not c.isascii() for c in sentence.text)
        self.mask = bytearray(len(self.folded))
        self.ends = [match.start() for match in CLAUSE_END.finditer(self.folded)]
        self.periods: list[tuple[int, int, Period]] = []
        # Where the names of documents begin: what a name says is set, not done.
        self.titles: list[int] = []

    def words(self, start: int, end: int) -> str:
        """The words of a span as written, without blanks and marks at its edges."""
        start, end = self.source.trimmed(start, min(end, start + MAX_WORDS), " \n,;:.")
        return self.source.slice(start, end)

    def written(self, start: int, end: int) -> str:
        """The span in composed letters, to compare with words that have their marks."""
        return clean_text(self.source.slice(start, end))

    def place(self, start: int, end: int) -> Place:
        """The span as a piece of the whole text."""
        first, last = self.source.starts[start], self.source.stops[end - 1]
        offset = self.sentence.start
        return Place(
            self.sentence.text[first:last],
            offset + first,
            offset + last,
            self.sentence.text,
            offset,
        )

    def take(self, start: int, end: int) -> None:
        """Mark a span as understood."""
        self.mask[start:end] = b"\1" * (end - start)

    def is_taken(self, start: int, end: int) -> bool:
        return any(self.mask[start:end])

    def clause(self, at: int) -> tuple[int, int]:
        """The clause around a place: from the mark before to the mark after it, so many
        words at most."""
        index = bisect_left(self.ends, at)
        start = self.ends[index - 1] + 1 if index else 0
        end = self.ends[index] if index < len(self.ends) else len(self.folded)
        return max(start, at - MAX_WORDS), min(end, at + MAX_WORDS)

    def take_dates(self) -> None:
        """Understand days, hours and years that are no facts of their own."""
        if match := _LIST_NUMBER.match(self.folded):
            self.take(*match.span())
        for pattern in (_DATES, _TIMES, _SHORT_DATES):
            for match in pattern.finditer(self.folded):
                self.take(*match.span())
        for match in _PERIOD.finditer(self.folded):
            self._take_period(match)
        for match in _VISION.finditer(self.folded):
            if not self.is_taken(match.end() - 1, match.end()):
                period = Period(
                    vision=int(match["vision"]), is_orientation=_orients(match["way"])
                )
                self.periods.append((*match.span(), period))
                self.take(*match.span())
        self.periods.sort(key=lambda period: period[:2])

    def _take_period(self, match: re.Match[str]) -> None:
        first, last = int(match["first"]), int(match["last"] or match["first"])
        end, vision, orients = match.end(), None, False
        if ahead := _VISION.match(self.folded, end):
            end, vision, orients = ahead.end(), int(ahead["vision"]), _orients(ahead["way"])
        is_end = match["word"] == "den nam" and not match["last"]
        period = Period(None if is_end else first, last, vision, orients)
        before = self.folded[max(0, match.start() - 12) : match.start()].rstrip()
        if before.endswith(("tam nhin", "dinh huong")):
            period = Period(vision=last, is_orientation=_orients(before))
        self.periods.append((match.start(), end, period))
        self.take(match.start(), end)

    def period_after(self, at: int) -> Period | None:
        """The first period after a place and before the next semicolon."""
        stop = self.folded.find(";", at)
        index = bisect_left(self.periods, (at,))
        if index == len(self.periods) or (0 <= stop < self.periods[index][0]):
            return None
        return self.periods[index][2]

    def period_before(self, at: int) -> tuple[int, Period] | None:
        """The last period before a place, and where it stands."""
        index = bisect_left(self.periods, (at,))
        return (self.periods[index - 1][0], self.periods[index - 1][2]) if index else None


class Words:
    """Words to look for in a sentence. Their tone marks count (“đã” is not “đá”), unless the
    sentence is written without any. ``not_after`` are words before them that make another
    word (“thực hiện có …” is not “hiện có”)."""

    def __init__(self, words: Iterable[str], not_after: Iterable[str] = ()) -> None:
        self.accented = frozenset(map(accented, words))
        longest = sorted({fold(word) for word in self.accented}, key=len, reverse=True)
        other = "".join(rf"(?<!\b{fold(word)} )" for word in not_after)
        self.pattern = re.compile(rf"(?<![a-z0-9]){other}(?:{'|'.join(longest)})(?![a-z0-9])")

    def all(self, scan: Scan, start: int, end: int) -> Iterator[int]:
        """Where one of the words stands."""
        for match in self.pattern.finditer(scan.folded, start, end):
            written = accented(scan.source.slice(*match.span()))
            if written in self.accented or scan.is_bare:
                yield match.start()

    def last(self, scan: Scan, start: int, end: int) -> int | None:
        """Where the last of them stands."""
        return max(self.all(scan, start, end), default=None)


def issue_date(match: re.Match[str] | None) -> tuple[date | None, bool]:
    """The day of a match of ``ISSUE_DATE``, and whether there is no such day."""
    day = date_in(match) if match else None
    return day, bool(match) and day is None
