"""What the reading of a wording gives: the deadlines found, what was left unread, and notes."""

from dataclasses import dataclass
from datetime import date

from assignments.deadlines import DeadlineKind

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
