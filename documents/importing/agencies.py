"""Agencies as annexes name them: in full, abbreviated, misspelt, under an old name, several in
one cell, or many at once (“các sở, ban, ngành”). What is not sure is handed back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from assignments.models.agency import AgencyLevel
from documents.importing.results import Candidate
from resolutions.folding import accented, fold
from resolutions.shorthand import BODIES

# A cell with more text than this names no agencies.
LONGEST_CELL = 1_500
_MOST_ATOMS = 80
_LONGEST_NAME = 8
_OFFERED = 5
_ALIKE = 62

# Abbreviations that stand for the same words everywhere, folded, "&" read as it is written.
_WORDS = {fold(short): fold(words) for short, words in BODIES.items()}
# Abbreviations of departments, as they follow “Sở”.
_DEPARTMENTS = {
    "tc": "tai chinh",
    "nv": "noi vu",
    "xd": "xay dung",
    "ct": "cong thuong",
    "yt": "y te",
    "tp": "tu phap",
    "ngv": "ngoai vu",
    "khcn": "khoa hoc va cong nghe",
    "nnmt": "nong nghiep va moi truong",
    "nnptnt": "nong nghiep va phat trien nong thon",
    "tnmt": "tai nguyen va moi truong",
    "gddt": "giao duc va dao tao",
    "vhttdl": "van hoa the thao va du lich",
    "tttt": "thong tin va truyen thong",
    "khdt": "ke hoach va dau tu",
    "gtvt": "giao thong van tai",
    "ldtbxh": "lao dong thuong binh va xa hoi",
}
_BRACKETS = re.compile(r"\([^()]*\)")
_SPACES = re.compile(r"\s{2,}|[\r\v\f]")
_LETTERS = re.compile(r"[a-z0-9]+(?:&[a-z0-9]+)*")
_SEPARATOR = re.compile(r"\s?(?:[;,\n+•]|/(?!\s?[mt]\b)|\bvà\s)\s?|\s[-–—]\s|^\s?[-–—*]\s?")
_LEAD_IN = re.compile(
    r"(?:[-–—*•]\s?|(?:cơ quan |đơn vị )?(?:chủ trì|phối hợp)(?: với)?\s?:?\s?|giao\s)+",
    re.IGNORECASE,
)
_SEVERAL_OF_A_KIND = re.compile(r"cac so ?:? ?")
# Words that name bodies in general; with one of another kind a part is no group.
_GENERAL = frozenset(
    str.split("""
    cac nhung tat ca toan bo so ban nganh doan the dia phuong co quan don vi to chuc huyen thi
    xa thanh pho tran dac khu hoi lien khac truc thuoc tinh tren chuc nang chinh tri cap uy dang
    nhan dan mat quoc viet nam trong va thuong vu
    """)
)
_KINDS_OF_BODY = (
    r"(?:so|ban|nganh|ban nganh|ban dang|doan the|dia phuong|co quan|don vi|to chuc|xa|phuong"
    r"|dac khu|huyen|thi xa|thi tran|thanh pho|hoi)"
)
_WHOSE = (
    r"(?: (?:co lien quan|lien quan|khac|tinh|trong tinh|truc thuoc|tren dia ban|chuc nang"
    r"|tren dia ban tinh|cap tinh|cap huyen|cap xa|thuoc tinh))*"
)
_GROUP = re.compile(
    rf"{_KINDS_OF_BODY}{_WHOSE}"
    r"|(?:uy ban nhan dan|hoi dong nhan dan|dang uy) (?:cap )?(?:cac )?"
    rf"{_KINDS_OF_BODY}{_WHOSE}"
)
_PLURAL = re.compile(r"(?:cac|nhung|tat ca|toan bo|cap uy|uy ban nhan dan cac|dang uy cac) ")
_GROUP_PART = re.compile(rf"(?:cac )?{_KINDS_OF_BODY}{_WHOSE}")
_HALVES = re.compile(r"\bso ([a-z]{2,4}) (?:va|-) ([a-z]{2,5})\b")


@dataclass(frozen=True)
class AgencyEntry:
    """An agency as the register holds it."""

    id: int
    name: str
    short_name: str
    level: str
    valid_from: date | None
    valid_to: date | None

    @property
    def label(self) -> str:
        return self.name

    def ended_by(self, on: date) -> bool:
        return self.valid_to is not None and self.valid_to <= on


@dataclass(frozen=True)
class ReadAgencies:
    """The agencies of a cell in their order, the bodies named together, what was read in
    spite of its spelling (``oddities``), and the parts that were not (``unread``)."""

    agencies: tuple[AgencyEntry, ...] = ()
    groups: tuple[str, ...] = ()
    oddities: tuple[str, ...] = ()
    unread: tuple[tuple[str, str, tuple[Candidate, ...]], ...] = ()


def name_key(text: str) -> str:
    """A name as names are compared: folded, abbreviations spelt out, no marks."""
    bare_text = _HALVES.sub(r"so \1\2", fold(_BRACKETS.sub(" ", text)))
    words = _LETTERS.findall(bare_text)
    found: list[str] = []
    for word in words:
        bare = word.replace("&", "")
        if found and found[-1] == "so" and bare in _DEPARTMENTS:
            found += _DEPARTMENTS[bare].split()
        elif bare in _WORDS:
            found += _WORDS[bare].split()
        elif word == "tp":
            found += ["thanh", "pho"]
        else:
            found += [part for part in word.replace("&", " va ").split() if part]
    return " ".join(found)


class AgencyReader:
    """Reads cells with the agencies of one register, as they stand on a day."""

    def __init__(
        self,
        agencies: Iterable[AgencyEntry],
        successors: Mapping[int, Iterable[int]],
        *,
        on: date,
    ) -> None:
        self.on = on
        self.entries = {entry.id: entry for entry in agencies}
        self.successors = {old: list(new) for old, new in successors.items()}
        self.keys: dict[str, list[AgencyEntry]] = {}
        self.glued: dict[str, str] = {}
        self.seen: dict[str, ReadAgencies] = {}
        for entry in self.entries.values():
            for text in (entry.name, entry.short_name):
                for key in self._spellings(text):
                    known = self.keys.setdefault(key, [])
                    if entry not in known:
                        known.append(entry)
                    self.glued.setdefault(key.replace(" ", ""), key)

    @staticmethod
    def _spellings(text: str) -> set[str]:
        """The keys under which a name is known: with and without “tỉnh” and “và”."""
        key = name_key(text)
        if not key:
            return set()
        found = {key}
        if key.endswith(" tinh") and key.count(" ") >= 2:
            found.add(key.removesuffix(" tinh"))
        elif key.startswith(("so ", "cong an", "uy ban nhan dan")) and key.count(" ") <= 3:
            found.add(f"{key} tinh")
        return found | {key.replace(" va ", " ") for key in found}

    def label(self, pk: int | None) -> str:
        """The name of an agency; "" for none."""
        return self.entries[pk].name if pk in self.entries else ""

    def read(self, text: str) -> ReadAgencies:
        """The agencies a cell names."""
        if text not in self.seen:
            self.seen[text] = self._read(text)
        return self.seen[text]

    def _read(self, text: str) -> ReadAgencies:
        if text.startswith("#") and text[1:].isdecimal() and len(text) < 12:
            chosen = self.entries.get(int(text[1:]))
            if chosen is not None:
                return ReadAgencies((chosen,))
        if len(text) > LONGEST_CELL:
            return ReadAgencies(unread=((text[:200], _("too long for names of agencies"), ()),))
        text = _SPACES.sub(_one_space, text)
        spans = self._atoms(text)
        agencies: list[AgencyEntry] = []
        groups: list[str] = []
        oddities: list[str] = []
        unread: list[tuple[str, str, tuple[Candidate, ...]]] = []
        place, is_list_of_departments = 0, False
        while place < len(spans):
            end, found = self._longest(text, spans, place)
            part = text[spans[place][0] : spans[end][1]].strip()
            if found is None and (several := _SEVERAL_OF_A_KIND.match(fold(part))):
                rest = fold(part)[several.end() :]
                if rest and self._known(f"so {rest}"):
                    is_list_of_departments = True
                    found, part = self._known(f"so {rest}"), f"Sở {part[several.end() :]}"
            if found is not None:
                self._settle(part, found, agencies, oddities, unread)
                place = end + 1
                continue
            if (last := self._group(text, spans, place)) is not None:
                groups.append(text[spans[place][0] : spans[last][1]].strip(" .,;"))
                place = last + 1
                continue
            follows = is_list_of_departments or (
                bool(agencies) and name_key(agencies[-1].name).startswith("so ")
            )
            if follows and (elided := self._known(f"so {name_key(part)}")):
                before = len(agencies)
                self._settle(f"Sở {part}", elided, agencies, oddities, unread)
                if len(agencies) > before:
                    oddities.append(
                        _("“%(text)s” read as “%(name)s”")
                        % {"text": part, "name": agencies[-1].name}
                    )
            else:
                self._misspelt(part, agencies, oddities, unread)
            place += 1
        return ReadAgencies(
            tuple(dict.fromkeys(agencies)), tuple(groups), tuple(oddities), tuple(unread)
        )

    @staticmethod
    def _atoms(text: str) -> list[tuple[int, int]]:
        """Where the parts between separators stand; names themselves may hold separators."""
        spans, start = [], 0
        lead_in = _LEAD_IN.match(text)
        if lead_in:
            start = lead_in.end()
        for mark in _SEPARATOR.finditer(text, start):
            spans.append((start, mark.start()))
            start = mark.end()
        spans.append((start, len(text)))
        return [span for span in spans if text[slice(*span)].strip(" .")][:_MOST_ATOMS]

    def _known(self, key: str) -> list[AgencyEntry] | None:
        return self.keys.get(key)

    def _longest(
        self, text: str, spans: list[tuple[int, int]], place: int
    ) -> tuple[int, list[AgencyEntry] | None]:
        """The longest run of parts from ``place`` that is one name."""
        for end in range(min(len(spans), place + _LONGEST_NAME) - 1, place - 1, -1):
            key = name_key(text[spans[place][0] : spans[end][1]])
            if found := self._known(key):
                return end, found
        return place, None

    def _group(self, text: str, spans: list[tuple[int, int]], place: int) -> int | None:
        """The last part of a group of bodies that begins here, if one does."""
        first = name_key(text[slice(*spans[place])])
        is_general = _PLURAL.match(f"{first} ") and set(first.split()) <= _GENERAL
        if not is_general and not _GROUP.fullmatch(first):
            return None
        last = place
        for end in range(place + 1, len(spans)):
            part = name_key(text[slice(*spans[end])])
            if self._longest(text, spans, end)[1] or not _GROUP_PART.fullmatch(part):
                break
            last = end
        return last

    def _misspelt(
        self,
        part: str,
        agencies: list[AgencyEntry],
        oddities: list[str],
        unread: list[tuple[str, str, tuple[Candidate, ...]]],
    ) -> None:
        """A slip of the pen that leaves one body only is read and told; else it is not."""
        key = name_key(part)
        meant: dict[int, AgencyEntry] = {}
        if (glued := self.glued.get(key.replace(" ", ""))) is not None and key:
            meant = {entry.id: entry for entry in self.keys[glued]}
        else:
            for known, entries in self.keys.items():
                if _one_slip(key, known):
                    meant |= {entry.id: entry for entry in entries}
        # Communes and districts bear names that differ by a letter.
        is_sure = len(meant) == 1 and all(
            entry.level in (AgencyLevel.PROVINCIAL, AgencyLevel.CENTRAL)
            for entry in meant.values()
        )
        if is_sure:
            before = len(agencies)
            self._settle(part, list(meant.values()), agencies, oddities, unread, is_slip=True)
            if len(agencies) > before:
                oddities.append(
                    _("“%(text)s” read as “%(name)s”")
                    % {"text": part, "name": agencies[-1].name}
                )
            return
        offered = [Candidate(entry.id, entry.label) for entry in meant.values()]
        for known, _score, _index in process.extract(
            key, self.keys.keys(), scorer=fuzz.ratio, limit=12, score_cutoff=_ALIKE
        ):
            offered += [Candidate(entry.id, entry.label) for entry in self.keys[known]]
        message = _("“%(text)s” is no agency of the register.") % {"text": part[:200]}
        unread.append((part, message, tuple(dict.fromkeys(offered))[:_OFFERED]))

    def _settle(
        self,
        part: str,
        found: list[AgencyEntry],
        agencies: list[AgencyEntry],
        oddities: list[str],
        unread: list[tuple[str, str, tuple[Candidate, ...]]],
        *,
        is_slip: bool = False,
    ) -> None:
        """Take the one agency meant, or who took over from it by the day."""
        if len(found) > 1:
            written = accented(part)
            exact = [e for e in found if written in (accented(e.name), accented(e.short_name))]
            found = exact or found
        if len(found) > 1:
            living = [entry for entry in found if not entry.ended_by(self.on)]
            found = living if len(living) == 1 else found
        if len(found) > 1:
            message = _("“%(text)s” may be several agencies.") % {"text": part[:200]}
            offered = tuple(Candidate(entry.id, entry.label) for entry in found)
            unread.append((part, message, offered[:_OFFERED]))
            return
        entry = found[0]
        if not entry.ended_by(self.on):
            if not is_slip and self._differs_in_marks(part, entry):
                oddities.append(
                    _("“%(text)s” read as “%(name)s”") % {"text": part, "name": entry.name}
                )
            agencies.append(entry)
            return
        heirs = self._heirs(entry.id)
        facts = {"name": entry.name, "day": f"{entry.valid_to:%d/%m/%Y}"}
        if len(heirs) == 1:
            oddities.append(
                _("“%(name)s” ended on %(day)s; “%(heir)s” took over from it")
                % {**facts, "heir": heirs[0].name}
            )
            agencies.append(heirs[0])
            return
        message = _("“%(name)s” ended on %(day)s. Choose who answers now.") % facts
        offered = tuple(Candidate(heir.id, heir.label) for heir in [*heirs, entry])
        unread.append((part, message, offered[:_OFFERED]))

    @staticmethod
    def _differs_in_marks(part: str, entry: AgencyEntry) -> bool:
        """Whether the tone marks that were written are not those of the name."""
        written = accented(_BRACKETS.sub(" ", part))
        if written == fold(written):
            return False
        for name in (entry.name, entry.short_name):
            known = accented(_BRACKETS.sub(" ", name))
            if fold(known) == fold(written):
                return known != written
        return False

    def _heirs(self, start: int) -> list[AgencyEntry]:
        """Who took over, and from them in turn, that exists on the day."""
        waiting, seen, found = [start], {start}, []
        while waiting:
            for heir in self.successors.get(waiting.pop(), []):
                if heir in seen or heir not in self.entries:
                    continue
                seen.add(heir)
                if self.entries[heir].ended_by(self.on):
                    waiting.append(heir)
                else:
                    found.append(self.entries[heir])
        return found


def _one_space(run: re.Match[str]) -> str:
    """A line's end, if there is one among the spaces, else a blank."""
    return "\n" if "\n" in run[0] or "\r" in run[0] else " "


def _one_slip(written: str, known: str) -> bool:
    """Whether two names differ by one letter of one longer word, or one letter's place."""
    if written == known or abs(len(written) - len(known)) > 1:
        return False
    ours, theirs = written.split(), known.split()
    if len(ours) != len(theirs):
        return False
    other = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    if len(other) != 1:
        return False
    (a, b) = other[0]
    return max(len(a), len(b)) >= 4 and OSA.distance(a, b) == 1
