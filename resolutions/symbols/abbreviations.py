"""The abbreviations that symbols are made of: kinds of documents and issuing bodies.

Sources: Quy định 399-QĐ/TW (2026) for Party documents, Nghị định 30/2020/NĐ-CP (Annex III) for
State documents. The names of kinds are the words printed on the documents themselves.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from resolutions.folding import fold
from resolutions.kinds import DocumentKind


class NamedKind(NamedTuple):
    """A kind as printed on documents, and where the register files it."""

    name: str
    kind: DocumentKind


_LAW = NamedKind("Luật", DocumentKind.OTHER)
_ORDINANCE = NamedKind("Pháp lệnh", DocumentKind.OTHER)
_RESOLUTION = NamedKind("Nghị quyết", DocumentKind.RESOLUTION)
_DIRECTIVE = NamedKind("Chỉ thị", DocumentKind.DIRECTIVE)
_PROGRAMME = NamedKind("Chương trình", DocumentKind.PROGRAMME)
_PLAN = NamedKind("Kế hoạch", DocumentKind.PLAN)
_DECISION = NamedKind("Quyết định", DocumentKind.DECISION)
_REGULATION = NamedKind("Quy định", DocumentKind.REGULATION)
_STATUTE = NamedKind("Quy chế", DocumentKind.STATUTE)
_SCHEME = NamedKind("Đề án", DocumentKind.SCHEME)
_PROJECT = NamedKind("Dự án", DocumentKind.OTHER)
_GUIDELINE = NamedKind("Hướng dẫn", DocumentKind.GUIDELINE)
_CIRCULAR = NamedKind("Thông tri", DocumentKind.CIRCULAR)
_STATE_CIRCULAR = NamedKind("Thông tư", DocumentKind.OTHER)
LETTER = NamedKind("Công văn", DocumentKind.LETTER)


def _other(name: str) -> tuple[NamedKind, ...]:
    return (NamedKind(name, DocumentKind.OTHER),)


# Two names: the abbreviation does not tell which, and offices misplace hyphen and slash too
# often for the pattern to tell.
KINDS: dict[str, tuple[NamedKind, ...]] = {
    "NQ": (_RESOLUTION,),
    "CT": (_DIRECTIVE,),
    "CTr": (_PROGRAMME,),
    "KL": (NamedKind("Kết luận", DocumentKind.CONCLUSION),),
    "KH": (_PLAN,),
    "QĐ": (_DECISION, _REGULATION),
    "QyĐ": (_REGULATION,),
    "QC": (_STATUTE,),
    "ĐA": (_SCHEME,),
    "DA": (_PROJECT, _SCHEME),  # Đề án where the stroke of the Đ was lost
    "HD": (_GUIDELINE,),
    "TB": (NamedKind("Thông báo", DocumentKind.NOTICE),),
    "TT": (_CIRCULAR, _STATE_CIRCULAR),
    "TTr": (NamedKind("Tờ trình", DocumentKind.SUBMISSION),),
    "BC": (NamedKind("Báo cáo", DocumentKind.REPORT),),
    "CV": (LETTER,),
    "NĐ": _other("Nghị định"),
    "CĐ": _other("Công điện"),
    "BB": _other("Biên bản"),
    "TC": _other("Thông cáo"),
    "PA": _other("Phương án"),
    "QH": _other("Quy hoạch"),
    "CL": _other("Chiến lược"),
    "HĐ": _other("Hợp đồng"),
    "BS": _other("Bản sao"),
    "SY": _other("Bản sao y"),
    "SL": _other("Bản sao lục"),
    "TrS": _other("Bản trích sao"),
    "GM": _other("Giấy mời"),
    "GGT": _other("Giấy giới thiệu"),
    "GUQ": _other("Giấy ủy quyền"),
    "GNP": _other("Giấy nghỉ phép"),
    "BGN": _other("Bản ghi nhớ"),
    "BTT": _other("Bản thỏa thuận"),
    "PG": _other("Phiếu gửi"),
    "PC": _other("Phiếu chuyển"),
    "PB": _other("Phiếu báo"),
    "VBHN": _other("Văn bản hợp nhất"),
    "NQLT": (_RESOLUTION,),
    "TTLT": (_STATE_CIRCULAR,),
    "HDLT": (_GUIDELINE,),
    "KHLT": (_PLAN,),
    "QCPH": (_STATUTE,),
    "CTPH": (_PROGRAMME,),
    "CTrPH": (_PROGRAMME,),
    "KHPH": (_PLAN,),
    "CTHĐ": (_PROGRAMME,),
    "CTrHĐ": (_PROGRAMME,),
    "QĐi": (_REGULATION,),
}
# Abbreviations that were used and are understood, but are not in the lists above the law.
UNUSUAL = {"CTHĐ": "CTr", "CTrHĐ": "CTr", "QĐi": "QĐ"}
JOINT_KINDS = {"NQLT", "TTLT", "HDLT", "KHLT", "QCPH", "CTPH", "CTrPH", "KHPH"}
# A symbol of the National Assembly names no kind.
ASSEMBLY_KINDS = (_LAW, _RESOLUTION)
STANDING_COMMITTEE_KINDS = (_ORDINANCE, _RESOLUTION)

# How the words before a number name the kind: “Nghị quyết số …”, folded.
KIND_WORDS: dict[str, tuple[str, NamedKind]] = {
    fold(named.name): (abbreviation, named)
    for abbreviation, kinds in reversed(KINDS.items())
    for named in kinds
}
KIND_WORDS |= {
    "chuong trinh hanh dong": ("CTr", _PROGRAMME),
    "quy che phoi hop": ("QC", _STATUTE),
    "thong tu lien tich": ("TTLT", _STATE_CIRCULAR),
    "nghi quyet lien tich": ("NQLT", _RESOLUTION),
    "du an": ("DA", _PROJECT),
    "de an": ("ĐA", _SCHEME),
    "quy dinh": ("QĐ", _REGULATION),
    "luat": ("", _LAW),
    "phap lenh": ("", _ORDINANCE),
}

_PARTY: list[str] = str.split("""
    TW VPTW BTCTW UBKTTW BTGTW BTGDVTW BDVTW BNCTW BĐNTW BKTTW BCĐTW HĐLLTW QUTW ĐUCATW TWĐTN
    TU VPTU BTCTU UBKTTU BTGTU BTGDVTU BDVTU BNCTU BCĐTU ĐUQS ĐUCA ĐUUBND ĐUK ĐUBP
    HU ThU TxU QU ĐU VPHU BTCHU UBKTHU BTGHU BDVHU VPĐU UBKTĐU BXDĐ BXDĐĐU CB ĐH BCS BCSĐ ĐĐ
""")
_STATE: list[str] = str.split("""
    UBND HĐND CP TTg CTN VPCP TTCP KTNN TANDTC VKSNDTC NHNN UBDT UBMTTQ MTTQ MTTW TCTTTg
    VPUBND BQP BCA BNG BTP BTC BCT BNV BYT BXD BKHCN BGDĐT BNNMT BDTTG BVHTTDL BTTTT BKHĐT BGTVT
    BTNMT BNNPTNT BLĐTBXH BCĐQG VPQH
    STC SNV SKHCN SXD SCT SYT STP SGDĐT SNNMT SVHTTDL SNgV STTTT SKHĐT SGTVT STNMT SNN
    SNNPTNT SLĐTBXH
""")
ISSUERS = frozenset(_PARTY + _STATE)
_PARTY_LIKE = re.compile(r"[A-ZĐ]*T[UW]|[A-ZĐ]{2,}ĐU|ĐU[A-ZĐ]+")
_ASSEMBLY_LIKE = re.compile(r"(?:UBTV)?QH[0-9]{1,2}")


class Meant(NamedTuple):
    """The abbreviation meant by a word, and how the word differs from it."""

    abbreviation: str
    other_case: bool = False
    other_letter: bool = False


def bare(word: str) -> str:
    """The word without the stroke of the Đ."""
    return word.replace("Đ", "D").replace("đ", "d")


class _Known:
    """Abbreviations found again in other letter case, and where Đ lost its stroke."""

    def __init__(self, abbreviations: Iterable[str]) -> None:
        self.exact = frozenset(abbreviations)
        self.by_capitals: dict[str, str] = {}
        self.by_fold: dict[str, str] = {}
        for abbreviation in abbreviations:
            self.by_capitals.setdefault(abbreviation.upper(), abbreviation)
            self.by_fold.setdefault(fold(abbreviation), abbreviation)

    def meant(self, word: str) -> Meant | None:
        if word in self.exact:
            return Meant(word)
        if found := self.by_capitals.get(word.upper()):
            return Meant(found, other_case=True)
        if found := self.by_fold.get(fold(word)):
            return Meant(found, bare(word) != bare(found), True)
        return None


_kinds, _party, _state = _Known(KINDS), _Known(_PARTY), _Known(_STATE)


def kind_meant(word: str) -> Meant | None:
    """The kind's abbreviation that a word stands for; None when it is not one."""
    return _kinds.meant(word)


def party_issuer(word: str) -> Meant | None:
    """The Party body that a word stands for. ``BCĐ`` is not one: both sides have them."""
    found = _party.meant(word)
    if found is None and word not in _state.exact and _PARTY_LIKE.fullmatch(word.upper()):
        return Meant(word.upper(), other_case=word != word.upper())
    return found


def state_issuer(word: str) -> Meant | None:
    """The State body that a word stands for."""
    found = _state.meant(word)
    if found is None and assembly(word):
        return Meant(word.upper(), other_case=word != word.upper())
    return found


def assembly(word: str) -> bool:
    """Whether the word is the National Assembly or its Standing Committee, of some term."""
    return _ASSEMBLY_LIKE.fullmatch(word.upper()) is not None


def is_abbreviation(word: str) -> bool:
    """Whether the word, in any letter case, is a kind or an issuing body of the lists."""
    return bool(kind_meant(word) or _party.meant(word) or _state.meant(word))


_LONGEST_KIND = max(map(len, KINDS))


def unglued(word: str) -> tuple[Meant, str] | None:
    """Kind and issuing body that were written as one word: ``NQTU``."""
    for at in range(2, min(len(word) - 1, _LONGEST_KIND + 1)):
        if word[:at] in KINDS and word[at:] in ISSUERS:
            return Meant(word[:at]), word[at:]
    return None
