"""Marks of secrecy in a text: MẬT, TỐI MẬT, TUYỆT MẬT.

Only content that is not secret is kept in this system. A mark is what a stamp, a line of its
own, a bracket, “Độ mật: …” or the end of a symbol says; the word inside ordinary ones (bí mật,
bảo mật, mật độ, mật thiết, “danh mục bí mật nhà nước độ Tối mật”) is none.
"""

import re

from resolutions.allowance import reading, spend
from resolutions.folding import clean_text

# ê, ô, â may be typed without their tone or with another one by mistake; the word stays.
_TOP = r"tuy[êếềểễệ]t"
_HIGH = r"t[ôốồổỗộ]i"
_WORD = "mật"
_LEVEL = rf"(?:(?P<level>{_TOP}|{_HIGH})\s{{0,9}})?{_WORD}"

# A whole line, or what stands in brackets, with ornaments around: “* TUYỆT MẬT *”, “(Mật)”.
_ORNAMENT = r"[\s*_~.,:;!|<>\[\](){}“”\"'«»\-–—/]*"
_ALONE = re.compile(
    rf"{_ORNAMENT}(?:(?:mức )?độ\s{{0,3}}:?\s{{0,3}})?{_LEVEL}{_ORNAMENT}", re.IGNORECASE
)
_BRACKETED = re.compile(
    rf"[(\[{{<]\s{{0,9}}(?:(?:mức )?độ\s{{0,3}}:?\s{{0,3}})?{_LEVEL}\s{{0,9}}[)\]}}>]",
    re.IGNORECASE,
)
# “Độ mật: Tối mật”.
_STATED = re.compile(
    rf"(?:độ|mức)\s{{1,9}}mật\s{{0,9}}[:\-–—]\s{{0,9}}[\"“*(]?\s{{0,9}}{_LEVEL}(?![\w])",
    re.IGNORECASE,
)
# “15-BC/TU-MẬT”, “123-CV/TU/Mật”: the end of a symbol, which has a number.
_AFTER_DASH = re.compile(rf"\s?[-–/]\s?{_LEVEL}(?![\w])(?P<rest>[^\S\n]+\w+)?", re.IGNORECASE)
_NEAR = 60  # characters looked at on either side
# A stamp within a line is in capitals and stands between others that are not.
_STAMP = re.compile(r"(?<!\w)(?:(?P<level>TUY[ÊẾỀỂỄỆ]T|T[ÔỐỒỔỖỘ]I)\s{1,9})?MẬT(?!\w)")
_BEFORE = re.compile(r"(?<!\w)(\w+)\s+$")
_AFTER = re.compile(r"^\s+(\w+)")
# One word with these, whatever its capitals.
_BEFORE_IT = {"bí", "bảo", "cơ", "thân", "trăng", "ong", "cẩn", "tuần", "ruột", "chi", "nội"}
_AFTER_IT = {"độ", "thiết", "khẩu", "mã", "ong", "vụ", "thám", "nghị", "danh", "đàm", "hiệu"}
# Letters set apart: “M Ậ T”, “T U Y Ệ T  M Ậ T”.
_SPACED = re.compile(r"(?<!\w)(?:T U Y [ÊẾỀỂỄỆ] T\s{1,9}|T [ÔỐỒỔỖỘ] I\s{1,9})?M Ậ T(?!\w)")
_SPACES = re.compile(r"\s{2,}|(?<=[TI])\s(?=M)")
_LONGEST = 1_000_000  # characters


@reading()
def secrecy_mark(text: str) -> str | None:
    """The mark of secrecy a text bears: “MẬT”, “TỐI MẬT” or “TUYỆT MẬT”; None without one."""
    plain = clean_text(text[:_LONGEST])
    if _WORD not in plain.lower() and "M Ậ T" not in plain:
        return None
    plain = _SPACED.sub(lambda found: _joined(found[0]), plain)
    for line in plain.splitlines():
        if found := _ALONE.fullmatch(line):
            if line.strip(" \t*_.") == _WORD:  # honey, said by itself
                continue
            return _named(found["level"])
    for pattern in (_STATED, _BRACKETED):
        if found := pattern.search(plain):
            return _named(found["level"])
    for found in _AFTER_DASH.finditer(plain):
        spend()
        before = plain[max(0, found.start() - _NEAR) : found.start()]
        if _ends_with_number(before) and not _goes_on(found["rest"]):
            return _named(found["level"])
    for found in _STAMP.finditer(plain):
        spend()
        if _stands_apart(plain, found):
            return _named(found["level"])
    return None


def _ends_with_number(text: str) -> bool:
    """Whether the last word, up to the end, has a digit."""
    text = text.removesuffix("\n")
    return not text[-1:].isspace() and any(map(str.isdigit, "".join(text.split()[-1:])))


def _goes_on(rest: str | None) -> bool:
    """“– mật độ xây dựng”: the word is the beginning of another."""
    return rest is not None and rest.strip().lower() in _AFTER_IT


def _joined(spaced: str) -> str:
    return " ".join(word.replace(" ", "") for word in _SPACES.split(spaced))


def _stands_apart(text: str, found: re.Match[str]) -> bool:
    """Whether the capitals are a stamp, and not part of words or of a line in capitals."""
    near = text[max(0, found.start() - _NEAR) : found.start()].rpartition("\n")[2]
    before = _BEFORE.search(near)
    after = _AFTER.search(text[found.end() : found.end() + _NEAR].partition("\n")[0])
    if found["level"]:
        return not (before and before[1].lower() == "độ")
    if before and (before[1].lower() in _BEFORE_IT or _is_capital(before[1])):
        return False
    return not (after and (after[1].lower() in _AFTER_IT or _is_capital(after[1])))


def _is_capital(word: str) -> bool:
    return word.isupper() and len(word) > 1


def _named(level: str | None) -> str:
    if not level:
        return "MẬT"
    return "TUYỆT MẬT" if level.lower().startswith("tuy") else "TỐI MẬT"
