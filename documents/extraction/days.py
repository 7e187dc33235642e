"""The day of a report, and the day that one sentence names for its numbers."""

import calendar
import re
from collections.abc import Iterator
from datetime import date

from resolutions.folding import fold
from resolutions.symbols.numbers import FIRST_YEAR, LAST_YEAR
from resolutions.symbols.references import DATE, date_in

# A report prints its day in its first lines.
_HEAD = 3000
_HEAD_LINES = 40
_LONGEST_LINE = 160

_AS_OF = re.compile(
    rf"\b(?:tinh |so lieu |luy ke |cap nhat )?den (?:het )?(?:ngay )?(?:{DATE}"
    r"|(?:cuoi )?thang (?P<of_month>[0-9]{1,2})(?: nam |[/.-])(?P<of_year>[0-9]{4})"
    r"|(?:cuoi )?nam (?P<whole_year>[0-9]{4}))(?![0-9])"
)
_ON_THE_DAY = re.compile(rf"ngay {DATE}(?=[,:])")
_DAY = re.compile(DATE)
_BEFORE_DAY = re.compile(r"[^0-9]{0,60}")
_AFTER_DAY = re.compile(r"[ ,|()-]*+(?:[0-9]{1,2}[:h][0-9]{0,2}[ a-z0-9+()]{0,12})?[ .)]*")
_OF_A_DOCUMENT = re.compile(r"\b(?:so|ban hanh|nghi quyet|chi thi|ke hoach|quyet dinh)\b")
# “Số 12-BC/TU      Vĩnh Long, ngày …”: two columns of the head on one line.
_OWN_SYMBOL = re.compile(
    r"so ?:? ?[0-9]{0,5} ?[-/][a-z0-9/-]{1,20} (?=[a-z][a-z ]{1,40}, ngay )"
)
_NOT_YET = re.compile(r"\b(?:phan dau|muc tieu|chi tieu|du kien|thoi han|han|truoc) ?\Z")


def report_day(text: str) -> tuple[date | None, str]:
    """The day that the head of a report prints, and the line that does: that of its figures
    (“số liệu tính đến …”) before that of the paper (“Bến Tre, ngày …”)."""
    told: tuple[date | None, str] = (None, "")
    for line in text[:_HEAD].splitlines()[:_HEAD_LINES]:
        if len(line) > _LONGEST_LINE or line.rstrip().endswith((".", ";")):
            continue
        folded = fold(line)
        if (day := named_day(folded)[0]) and not _ON_THE_DAY.match(folded):
            return day, line.strip()
        if told[0] is None and (day := _dateline(folded)):
            told = day, line.strip()
    return told


def named_day(folded: str) -> tuple[date | None, bool]:
    """The day for which a sentence says “tính đến 30/9/2025”, or with which it begins (“Ngày
    13/12/2021, …”), and whether the sentences behind it in the paragraph speak of it too."""
    if begins := _ON_THE_DAY.match(folded):
        return date_in(begins), False
    for match in _told_days(folded):
        if match["day"]:
            return date_in(match), True
        if match["of_month"]:
            return _last_day(int(match["of_year"]), int(match["of_month"])), True
        if " het " in match[0] or " cuoi " in match[0]:
            return _last_day(int(match["whole_year"]), 12), True
    return None, False


def named_day_places(folded: str) -> Iterator[int]:
    """Where a sentence says for which day it speaks."""
    if _ON_THE_DAY.match(folded):
        yield 0
    for match in _told_days(folded):
        ends_period = " het " in match[0] or " cuoi " in match[0]
        if match["day"] or match["of_month"] or ends_period:
            yield match.start()


def _told_days(folded: str) -> Iterator[re.Match[str]]:
    for match in _AS_OF.finditer(folded):
        if not _NOT_YET.search(folded, max(0, match.start() - 20), match.start()):
            yield match


def _last_day(year: int, month: int) -> date | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _dateline(folded: str) -> date | None:
    """The day of a line that holds a day and hardly anything else."""
    folded = _OWN_SYMBOL.sub("", folded, count=1) if folded.startswith("so") else folded
    match = _DAY.search(folded)
    if match is None or _OF_A_DOCUMENT.search(folded):
        return None
    alone = _BEFORE_DAY.fullmatch(folded, 0, match.start()) and _AFTER_DAY.fullmatch(
        folded, match.end()
    )
    return date_in(match) if alone else None
