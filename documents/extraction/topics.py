"""Which document a sentence speaks of: the one it names, else the one its paragraph is about;
where the words do not tell, nobody guesses."""

import re

from documents.extraction.results import Candidate, NamedDocument
from resolutions.folding import fold

# How many documents are offered as what a count may belong to.
_NEAR = 5
# A document behind these words alone, at the head of a sentence, is what it speaks of.
_LEADING = frozenset(
    str.split("""
    doi voi ve thuc hien trien khai ket qua tinh hinh viec cong tac rieng theo can cu tiep tuc
    cu the hoa noi dung sau nam trong ky quy thang tot nghiem tuc quan triet tien do cac i ii
    iii iv v vi vii viii ix x
    """)
)
_LONGEST_LEAD = 80
_WORD = re.compile(r"[a-z]+")
_CLAUSE_END = re.compile(r"[,;:]\s|[;.]\s")
# “văn bản cụ thể hóa Nghị quyết số 03”; “Nghị quyết số 03 và Nghị quyết số 05”.
_LINK = re.compile(r"\b(?:cua|thuoc|theo|thuc hien|cu the hoa|trien khai)\Z")
_LONGEST_LINK = 120
_JOINED = re.compile(r"(?:\b(?:va|cung|cung voi|gan voi)(?: cac)?|,)\Z")


class Topics:
    """The documents of one text, as it is read sentence by sentence."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraph = -1
        self.near: dict[str, NamedDocument] = {}
        self.topic: NamedDocument | None = None
        self.before: tuple[NamedDocument, ...] = ()
        self.named: list[tuple[Candidate, NamedDocument]] = []
        self.lead: NamedDocument | None = None
        # The count before in the sentence: where it stands, and what it belongs to.
        self.last: tuple[int, NamedDocument | None] | None = None

    def enter(self, paragraph: int, named: list[Candidate]) -> None:
        """Go on with the next sentence and the documents that it names by symbol."""
        if paragraph != self.paragraph:
            if self.topic or self.near:
                self.before = (self.topic,) if self.topic else tuple(self.near.values())[-1:]
            self.near, self.topic, self.paragraph = {}, None, paragraph
        self.named = [(one, self._known(one.fact)) for one in named]  # type: ignore[arg-type]
        self.lead = self._leading()
        self.last = None
        if self.lead:
            self.topic = self.lead

    def pass_by(self, candidate: Candidate) -> None:
        """The document is offered from here on."""
        fact = self._known(candidate.fact)  # type: ignore[arg-type]
        key = fact.symbol.canonical if fact.symbol else ""
        self.near.pop(key, None)
        self.near[key] = fact
        while len(self.near) > _NEAR:
            del self.near[next(iter(self.near))]

    def offered(self, candidate: Candidate) -> tuple[NamedDocument, ...]:
        """What a count here may belong to, nearest last; a paragraph that names nothing is
        offered what the one before it spoke of."""
        start = candidate.place.start
        ahead = {
            _key(fact): fact
            for one, fact in self.named
            if one.place.start >= start and _key(fact) not in self.near
        }
        return tuple((ahead | self.near).values()) or self.before

    def of(self, candidate: Candidate) -> NamedDocument | None:
        """The document that the sentence speaks of where the candidate stands."""
        start, end = candidate.place.start, candidate.place.end
        ahead = [pair for pair in self.named if pair[0].place.start >= start]
        behind = [pair for pair in self.named if pair[0].place.start < start]
        if ahead and (linked := self._linked(end, ahead, alone=not behind)):
            return linked
        if isinstance(candidate.fact, NamedDocument):
            return self._subject(start, behind)
        # A count goes with the one before it where no document was named between them.
        if self.last is None or any(pair[0].place.start > self.last[0] for pair in behind):
            self.last = (start, self._subject(start, behind))
        return self.last[1]

    def _subject(
        self, start: int, behind: list[tuple[Candidate, NamedDocument]]
    ) -> NamedDocument | None:
        """The document that a sentence speaks of at a place, by those named before it."""
        if not behind:
            return self.topic or self._only_near()
        nearest, fact = behind[-1]
        same_clause = not _CLAUSE_END.search(self.text, nearest.place.end, start)
        if self.lead:
            is_lead = _key(fact) == _key(self.lead)
            return self.lead if is_lead or not same_clause else None
        if len({_key(named) for _one, named in behind}) > 1:
            return None
        alone = self.topic is None and self._only_near() is not None
        told = same_clause or alone or (self.topic and _key(self.topic) == _key(fact))
        return fact if told else None

    def _known(self, fact: NamedDocument) -> NamedDocument:
        """A document named again without its date and subject is the one named before."""
        known = self.near.get(_key(fact))
        says_more = fact.issued_on or fact.subject
        return fact if known is None or says_more else known

    def _only_near(self) -> NamedDocument | None:
        return next(iter(self.near.values())) if len(self.near) == 1 else None

    def _leading(self) -> NamedDocument | None:
        """The document at the head of the sentence, when it stands there alone."""
        if not self.named:
            return None
        place = self.named[0][0].place
        if place.start - place.sentence_start > _LONGEST_LEAD:
            return None
        words = _WORD.findall(fold(self.text[place.sentence_start : place.start]))
        if not all(word in _LEADING or len(word) == 1 for word in words):
            return None
        return None if self._is_joined(place.end) else self.named[0][1]

    def _is_joined(self, end: int) -> bool:
        """Whether the first document of the sentence is one of several: “… và …”."""
        if len(self.named) == 1:
            return False
        between = self.text[end : self.named[1][0].place.start]
        if len(between) > 2 * _LONGEST_LINK or _CLAUSE_END.search(between):
            return False
        return _JOINED.search(fold(between)) is not None

    def _linked(
        self, end: int, ahead: list[tuple[Candidate, NamedDocument]], *, alone: bool
    ) -> NamedDocument | None:
        """The document named behind a count in its own clause, as what it counts toward."""
        first, fact = ahead[0]
        between = self.text[end : first.place.start]
        if len(between) > _LONGEST_LINK or _CLAUSE_END.search(between):
            return None
        if _LINK.search(fold(between)) or (alone and len(ahead) == 1):
            return fact
        return None


def _key(fact: NamedDocument) -> str:
    return fact.symbol.canonical if fact.symbol else ""
