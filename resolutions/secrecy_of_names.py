"""Marks of secrecy in the name of a file.

A name is short, often all in capitals and often without tone marks, so that a stamp does not
stand out in it as in a text. Here every “mật” that is a word by itself is a mark, unless it is
half of a known one (bảo mật, mật độ, mật khẩu); without tone marks “mat” may be mắt, mặt or
mất and is a mark only alone (“MAT - …”), as a level (“tuyet mat”) or after a kind of paper
(“tai lieu mat”). Whoever is refused wrongly gives the file another name.
"""

import re
import unicodedata

from resolutions.folding import clean_text, fold
from resolutions.secrecy import secrecy_mark

# One word with the one before or after it, whatever its capitals.
_BEFORE = {
    "bí",
    "bảo",
    "cơ",
    "thân",
    "trăng",
    "ong",
    "cẩn",
    "tuần",
    "ruột",
    "chi",
    "nội",
    "tổ",
    "gan",
    "túi",
    "sỏi",
    "dịch",
    "rỉ",
}
_AFTER = {
    "độ",
    "thiết",
    "khẩu",
    "mã",
    "ong",
    "vụ",
    "thám",
    "nghị",
    "danh",
    "đàm",
    "hiệu",
    "phục",
    "mía",
    "hoa",
    "lệnh",
    "báo",
    "giáo",
    "tông",
}
# The same without tone marks, and what follows mặt, mắt and mất.
_BARE_AFTER = {fold(word) for word in _AFTER} | {
    "tran",
    "bang",
    "hang",
    "tien",
    "nuoc",
    "duong",
    "cat",
    "dat",
    "troi",
    "can",
    "an",
    "ninh",
}
# The middle of a person's name.
_OF_PEOPLE = {"thị", "văn", "đức", "công", "đình"}
_LISTS = re.compile(r"bí mật nhà nước|bi mat nha nuoc")
_SEPARATORS = re.compile(r"[_.,;~+=&@#!()\[\]{}'“”\"«»/\\–—-]+")
_WORDS = re.compile(r"\w+")
_PAPERS = (
    "tai lieu|van ban|bao cao|ke hoach|cong van|quyet dinh|nghi quyet|chi thi|ket luan|to trinh"
    "|thong bao|ho so|bien ban|phuong an|de an|danh muc|noi dung|file|ban"
)
_BARE = re.compile(
    r"(?<!\w)(?:(?P<level>tuyet|toi) mat|(?:muc )?do mat(?= *$)"
    rf"|(?:{_PAPERS}) (?:dong dau )?mat(?= *$| (?:so|nam|thang|ngay|quy|lan|\d)))(?!\w)"
)


def secrecy_mark_of_name(name: str) -> str | None:
    """The mark of secrecy that the name of a file bears (its ending left aside); None without
    one."""
    plain = clean_text(unicodedata.normalize("NFC", name)).replace("\n", " ")
    stem = plain.rpartition(".")[0] or plain
    if not _LISTS.search(stem.lower()) and (found := _by_words(stem)):
        return found
    return secrecy_mark(stem.replace("_", " "))


def _by_words(stem: str) -> str | None:
    # Where a name has no blank, its separators are the blanks.
    has_blanks = " " in stem
    parts = [_WORDS.findall(part.lower()) for part in _SEPARATORS.split(stem)]
    if not has_blanks:
        parts = [[word for part in parts for word in part]]
    for words in parts:
        for place, word in enumerate(words):
            if word == "mật" and _is_mark(words, place):
                return _named(fold(words[place - 1]) if place else "")
    if not stem.isascii():
        return None
    for words in parts:
        if found := _BARE.search(" ".join(words)):
            return _named(found["level"] or "")
    if has_blanks:
        alone = any([w for w in words if not w.isdecimal()] == ["mat"] for words in parts)
    else:
        alone = _is_bare_mark(_WORDS.findall(_SEPARATORS.sub(" ", stem)))
    return "MẬT" if alone else None


def _is_bare_mark(words: list[str]) -> bool:
    """“MAT_Kehoach”, “15-BC-TU-MAT”: capitals that begin a name, or end one with a number."""
    if not words or "MAT" not in (words[0], words[-1]):
        return False
    if words[0] == "MAT":
        return len(words) == 1 or words[1].lower() not in _BARE_AFTER
    return words[0].isdecimal() and words[-2].lower() not in {fold(w) for w in _BEFORE}


def _is_mark(words: list[str], place: int) -> bool:
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    return before not in _BEFORE | _OF_PEOPLE and after not in _AFTER


def _named(before: str) -> str:
    return {"tuyet": "TUYỆT MẬT", "toi": "TỐI MẬT"}.get(before, "MẬT")
