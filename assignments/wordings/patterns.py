"""The patterns and tables by which wordings are recognised. Nothing here draws a conclusion.

All are written for folded text, where a run of blanks is one character; none repeats without
a limit, so a failed attempt costs no more than a constant.
"""

import re

from assignments.deadlines import DeadlineKind


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
UNITS = [
    *((DeadlineKind.DAY, pattern) for pattern in _DATES),
    *((DeadlineKind.QUARTER, pattern) for pattern in _HALVES),
    *((DeadlineKind.MONTH, pattern) for pattern in _MONTH),
    *((DeadlineKind.QUARTER, pattern) for pattern in _QUARTER),
    *((DeadlineKind.YEAR, pattern) for pattern in _YEARS),
]
# The second of "tháng 6, 9/2026" or "quý III - IV/2025" need not repeat its unit.
REPEATED = {
    DeadlineKind.DAY: _DATES,
    DeadlineKind.MONTH: [_pattern(rf"(?:thang~)?{_MONTHS}")],
    DeadlineKind.QUARTER: [_pattern(rf"(?:(?:quy|qui|q\.?)~)?{_QUARTERS}")],
}
TO = _pattern(rf"(?:{_DASH}|~,? (?:den|toi) )(?:(?:het|cuoi) )?")
AND = _pattern(r"~,~| va |\x20?[+&]\x20?")
MORE_NUMBERS = re.compile("[-/.][0-9]")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
HALF_MONTHS = {"ba": 3, "sau": 6, "nua": 6, "chin": 9}

# Words before a deadline that belong to its wording. Those that change its meaning:
SHADES = {
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
LEAD = _pattern(
    "(?:"
    r"(?P<hour>N~(?:h|g|gio)(?:~[0-9]{2})?(?:~phut)?~,?)"
    r"|(?:lan|dot|giai doan)(?: thu)? (?:[0-9]|[ivx]{1,3}|nhat|hai|ba)(?![\w/.-])"
    "|(?P<phrase>"
    + "|".join(
        sorted({*SHADES, *(w.strip() for w in _NEUTRAL.split("|"))}, key=len, reverse=True)
    )
    + r"))(?!\w)~:?~"
)

_RHYTHM = r"(?:ca )?(?P<unit>ngay|tuan|thang|quy|qui|nam|(?:N|ba|sau) thang|nua nam)(?!\w)"
_TIMES = r"(?:~/?~(?P<times>N|mot|hai|ba|bon) lan)?(?!\w)"
RECURRING = [
    _pattern(
        r"(?:dinh ky (?:hang|moi|tung)|dinh ky|hang|moi|tung)(?: (?:mot|0?1))? "
        rf"{_RHYTHM}(?! (?:dau|cuoi)(?!\w)){_TIMES}"
    ),
    _pattern(r"(?P<unit>N~thang|(?:ba|sau) thang)~(?:/|(?P<times>mot|0?1))~lan(?!\w)"),
    _pattern(r"(?P<times>N|mot|hai|ba|bon) lan~(?:/|moi|trong)~(?:(?:mot|0?1) )?" + _RHYTHM),
]
RHYTHM_NEXT = _pattern(rf"(?:~,~| va )(?:hang |moi )?{_RHYTHM}(?!~[0-9]| [ivx]{{1,3}}(?!\w))")
RECURRING_AT_ALL = _pattern(r"dinh ky(?: theo quy dinh)?(?!\w)")
_DAY_OF_MONTH = r"N(?:/N)?(?![\w/.-])"
IN_PERIOD_BEFORE = _pattern(
    rf"(?:(?:(?:ngay~)?{_DAY_OF_MONTH}(?:(?: va |~,~)(?:ngay~)?{_DAY_OF_MONTH})?"
    r"|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|(?:ngay|tuan) (?:cuoi|dau)(?: cung| tien)?)"
    r"~,?(?: cua| trong)? )?(?:thang (?:cuoi|dau|thu N)(?: cung| tien)?(?: cua)? "
    r"|thang N |(?:quy|qui) (?:[ivx]{1,3}|[1-4]) )?"
)
IN_PERIOD_AFTER = _pattern(
    rf"~,?~\(?(?:(?:(?:truoc|vao|cham nhat|cham nhat la) (?:ngay~)?|ngay~){_DAY_OF_MONTH}"
    r"|N/N(?![\w/.-]))"
    rf"(?:(?: va |~,~)(?:ngay~)?{_DAY_OF_MONTH})?"
    r"(?:~\))?"
)
RHYTHMS = {"tuan": "weekly", "thang": "monthly", "quy": "quarterly", "qui": "quarterly"}
RHYTHMS |= {"nam": "yearly", "nua nam": "half-yearly"}
MONTHS_RHYTHMS = {"1": "monthly", "3": "quarterly", "6": "half-yearly", "12": "yearly"}
MONTHS_RHYTHMS |= {"ba": "quarterly", "sau": "half-yearly"}

CONTINUOUS = _pattern(
    r"(?:thuong xuyen(?:(?:,| va)?~lien tuc)?|lien tuc(?:(?:,| va)?~thuong xuyen)?)(?!\w)"
)
NEXT_WORD = _pattern(",? ")
THEN_CONTINUOUS = _pattern(
    r"~,?(?: (?:va|dong thoi|sau do|tiep tuc|duy tri|thuc hien|cap nhat|trien khai)){1,5} "
    r"(?:(?:thuong xuyen|lien tuc)(?:~,? (?:thuong xuyen|lien tuc))?"
    r"|(?:cho )?(?:cac|nhung) nam (?:tiep theo|sau))(?!\w)"
    r"|~,? (?:va|sau do)(?: tiep tuc)? duy tri(?=~(?:[;,.)]|$))"
)
ONWARDS = _pattern(r" tro (?:di|ve sau)(?!\w)")

# Not the end of another number: “10,5 ngày” are not five days.
COUNTED = _pattern(
    r"(?<![0-9][.,])(?P<count>[0-9]{1,4})~"
    r"(?P<unit>ngay|tuan|thang|nam)(?P<working> lam viec)?(?!\w)"
    r"(?P<since>~,? (?:(?:ke|tinh)(?: tu)?|tu|sau) (?:(?:thoi diem|khi|ngay)(?!\w))?~)?"
)
WHEN = _pattern(
    r"(?:ngay sau khi|ngay khi|sau khi|khi"
    r"|cho(?= huong dan| y kien| chi dao| van ban| ket luan)"
    r"|(?:ngay )?sau(?= hoi nghi| dai hoi| ky hop)"
    r"|theo(?= thoi (?:gian|han|diem)| yeu cau| tien do| ke hoach| lo trinh| chi dao| huong dan"
    r"| quy dinh| chuong trinh| tung| lich| phan cong| de nghi| tinh hinh| thuc te)"
    r"|dot xuat(?:,? (?:khi|theo))?)(?!\w)~"
)
UNDATED = _pattern(r"(?:nam|quy|qui|thang|tuan)(?: nay| sau| toi)?(?!\w)(?! [0-9])")
MONTH_IN_WORDS = _pattern(
    r"thang (?:gieng|mot|hai|ba|tu|nam|sau(?! khi)|bay|tam|chin|muoi(?: mot| hai)?|chap)(?!\w)"
    r"(?! [0-9])(?: nam~[0-9]{4})?(?!\w)"
)
OTHER_PERIOD = _pattern(
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
REFERENCE = _pattern(
    rf"(?:(?:{_DOCUMENT} )?(?:so~:?~)?{_SYMBOL}"
    rf"|{_DOCUMENT}(?: so)?~:?~[0-9]{{1,5}}(?![\w/.-]))"
    r"(?:~,?~ngay~N(?:~[/.-]~|~thang~)N(?:~[/.-]~|~nam~)[0-9]{4})?(?![0-9])"
)
NO_DEADLINE = _pattern(
    r"khong(?: (?:quy dinh|xac dinh|neu|ghi|co|an dinh))?"
    r"(?: (?:cu the|ro))?(?: (?:thoi han|thoi gian|han))?"
)
# The first words of all patterns above: a cheap "no" for all the other words.
STARTS = _pattern(
    r"[0-9]{4}|[0-9]{1,4}~(?:[-/.,]|(?:ngay|tuan|thang|nam|lan|hang|moi|cua|va|trong)(?![a-z]))"
    r"|(?:ngay|thang|quy|qui|nam|nua|ba|sau|chin|dinh|hang|moi|tung|mot|hai|bon|thu|tuan"
    r"|thuong|lien|khi|cho|theo|dot|trong|ca|nhiem|nien|tam)(?![a-z])"
    r"|(?:thang|quy|qui|q|t)[0-9.ivx]|q "
)
WORD = re.compile(r"[^\W_]+(?:[/.&-][^\W_]+)*")
CLAUSE_START = re.compile(r"(?:^|[;,.:(\n*+\u2022-]|(?<!\w)va)[ \n]?$")
