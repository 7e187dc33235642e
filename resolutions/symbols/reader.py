"""Reading a symbol: which part is the number, the kind, the issuing body, the year."""

from dataclasses import replace

from resolutions.symbols.abbreviations import (
    ASSEMBLY_KINDS,
    JOINT_KINDS,
    KINDS,
    LETTER,
    STANDING_COMMITTEE_KINDS,
    UNUSUAL,
    Meant,
    NamedKind,
    assembly,
    kind_meant,
    party_issuer,
    state_issuer,
    unglued,
)
from resolutions.symbols.numbers import Numbers, numbers_of
from resolutions.symbols.results import Convention, Oddity, Symbol
from resolutions.symbols.writing import MAX_LENGTH, Part, Writing


def read_symbol(written: str) -> Symbol:
    """Take a symbol apart: ``01/NQ-TU`` is an odd spelling of ``01-NQ/TU``.

    A State symbol (``3686/KH-UBND``) keeps its own pattern. ``KH số 54`` has a number but no
    issuer: it stays as written, incomplete. What cannot be read comes back as it is.
    """
    writing = Writing(written)
    if not writing.text:
        return Symbol(written, "", oddities=(Oddity.BLANK,))
    if len(writing.text) > MAX_LENGTH:
        return Symbol(written, writing.text, oddities=(Oddity.TOO_LONG,))
    numbers = numbers_of(writing.parts or [])
    found = None
    if numbers:
        writing.note(*numbers.oddities)
        found = _Reader(written, writing, numbers).read()
    if found is None:
        return Symbol(written, writing.text, oddities=(Oddity.UNREADABLE,))
    oddities = dict.fromkeys(writing.oddities)
    if found.convention is not Convention.PARTY:
        oddities.pop(Oddity.SO_COLON, None)  # the State does write the colon
    return replace(found, oddities=tuple(oddities))


class _Reader:
    """One reading. Methods give a symbol, or None where the parts make no sense together."""

    def __init__(self, written: str, writing: Writing, numbers: Numbers) -> None:
        self.written = written
        self.writing = writing
        self.parts: list[Part] = writing.parts or []
        self.head_code, self.head_kind = writing.head
        self.number, self.number_text = numbers.number, numbers.text
        self.year, self.year_at = numbers.year, numbers.year_at

    def note(self, *oddities: Oddity) -> None:
        self.writing.note(*oddities)

    def read(self) -> Symbol | None:
        words = [part for part in self.parts if not part.is_number]
        if not words:
            return self._short(self.head_code, self._head_kinds())
        if len(words) == 1:
            return self._one_word(words[0])
        return self._several_words(words)

    # -- words ----------------------------------------------------------------------------

    def _one_word(self, word: Part) -> Symbol | None:
        if assembly(word.text) and self.year:
            code = self._spelt(state_issuer(word.text))
            kinds = STANDING_COMMITTEE_KINDS if code.startswith("U") else ASSEMBLY_KINDS
            return self._whole(
                Convention.NATIONAL_ASSEMBLY,
                f"{self.number_text}/{self.year}/{code}",
                issuer=code,
                kinds=self._agreeing(kinds),
                marks="/",
            )
        if glued := unglued(word.text):
            self.note(Oddity.SEPARATOR_MISSING)
            return self._document(glued[0], [Part("", glued[1], False)], marks=None)
        issuer = self._issuer(word.text)
        kind = kind_meant(word.text)
        if kind and not (issuer and self.head_code):
            return self._short(self._spelt(kind), KINDS[kind.abbreviation])
        if issuer is None or self.number is None:
            return None
        if assembly(word.text):
            self.note(Oddity.YEAR_MISSING)
        if not self.head_code:
            self.note(Oddity.KIND_MISSING)
            return self._partial(issuer=self._spelt(issuer))
        self.note(Oddity.KIND_MISPLACED)
        return self._document(Meant(self.head_code), [Part("", word.text, False)], marks=None)

    def _several_words(self, words: list[Part]) -> Symbol | None:
        kind, first = kind_meant(words[0].text), words[0]
        if kind:
            return self._document(kind, words[1:], marks=first.mark + words[1].mark)
        swapped = kind_meant(words[-1].text)
        if swapped and len(words) == 2 and party_issuer(first.text):
            self.note(Oddity.ORDER)
            return self._document(swapped, [first], marks=None)
        return self._without_kind(words, swapped)

    def _without_kind(self, words: list[Part], swapped: Meant | None) -> Symbol | None:
        """A letter names the drafting unit in place of the kind; else the kind is unknown."""
        head, marks = words[0].text, "".join(part.mark.strip() or " " for part in words[:2])
        tail = self._issuer(words[1].text)
        if self.year or self.number is None or not head[0].isupper():
            return None
        if not all(part.mark.strip() in ("-", "/") for part in words):
            return None
        if marks == "/-" and (self._issuer(head) or not tail):
            if swapped:
                self.note(Oddity.MAYBE_ORDER)
            known = self._issuer(head)
            code = self._spelt(known) if known else head
            units = "-".join(part.text for part in words[1:])
            return self._whole(
                Convention.OFFICIAL_LETTER,
                f"{self.number_text}/{code}-{units}",
                issuer=code,
                unit=units,
                kinds=self._agreeing((LETTER,)),
                marks="/-",
            )
        if marks in ("/-", "-/") and len(head) <= 8 and words[1].text[0].isupper():
            self.note(Oddity.KIND_UNKNOWN)
            return self._document(Meant(head), words[1:], marks=marks)
        return None

    def _document(self, kind: Meant, issuers: list[Part], marks: str | None) -> Symbol | None:
        """A symbol of kind and issuing body; ``marks`` None when its order was wrong."""
        known = [self._issuer(part.text) for part in issuers]
        pairs = list(zip(issuers, known, strict=True))
        if not all(found or part.text[0].isupper() for part, found in pairs):
            return None
        if any(part.mark.strip() not in ("-", "/") for part in issuers[1:]):
            return None
        code = self._spelt(kind)
        codes = [self._spelt(found) if found else part.text for part, found in pairs]
        issuer = "-".join(codes)
        shape = self._shape(marks)
        convention = self._convention(code, codes, [bool(found) for found in known], shape)
        kinds = self._agreeing(KINDS.get(code, ()))
        if convention is Convention.UNKNOWN or not self.number:
            return self._partial(code, issuer, kinds, convention)
        if convention is Convention.PARTY:
            canonical, expected = f"{self.number_text}-{code}/{issuer}", "-/"
            if self.year:
                self.note(Oddity.YEAR_IN_PARTY)
        elif convention is Convention.JOINT and shape == "-/":
            canonical, expected = f"{self.number_text}-{code}/{issuer}", "-/"
        else:
            joint = "/" if convention is Convention.JOINT and shape == "//" else "-"
            dated = f"/{self.year}" if self.year else ""
            canonical = f"{self.number_text}{dated}/{code}{joint}{issuer}"
            expected = "/" + joint
            if self.year and self.year_at != 1:
                self.note(Oddity.YEAR_MISPLACED)
        if Oddity.YEAR_SHORT in self.writing.oddities:
            return self._partial(code, issuer, kinds, Convention.NORMATIVE)
        return self._whole(
            convention,
            canonical,
            code=code,
            issuer=issuer,
            kinds=kinds,
            marks=expected if marks is not None else None,
            shape=shape,
        )

    # -- small decisions ------------------------------------------------------------------

    def _shape(self, marks: str | None) -> str:
        """The marks before kind and issuer, blanks taken off: ``-/`` is the Party's."""
        found = [part.mark.strip() or " " for part in self.parts if not part.is_number][:2]
        return "".join(found) if marks is not None else ""

    def _convention(
        self, code: str, codes: list[str], known: list[bool], shape: str
    ) -> Convention:
        if len(codes) > 1 and (code in JOINT_KINDS or all(known)):
            return Convention.JOINT
        first = codes[0]
        if assembly(first) and not self.year:
            return Convention.NATIONAL_ASSEMBLY
        if party_issuer(first):
            return Convention.PARTY
        if self.year:
            return Convention.NORMATIVE
        if state_issuer(first):
            return Convention.STATE
        return {"-/": Convention.PARTY, "/-": Convention.STATE}.get(shape, Convention.UNKNOWN)

    def _issuer(self, word: str) -> Meant | None:
        return party_issuer(word) or state_issuer(word)

    def _spelt(self, meant: Meant | None) -> str:
        """The proper spelling of an abbreviation, its oddities noted."""
        if meant is None:
            return ""
        if meant.other_case:
            self.note(Oddity.LETTER_CASE)
        if meant.other_letter:
            self.note(Oddity.D_STROKE)
        if meant.abbreviation in UNUSUAL:
            self.note(Oddity.KIND_UNUSUAL)
        return meant.abbreviation

    def _head_kinds(self) -> tuple[NamedKind, ...]:
        if self.head_kind:
            return (self.head_kind,)
        return KINDS.get(self.head_code, ())

    def _agreeing(self, kinds: tuple[NamedKind, ...]) -> tuple[NamedKind, ...]:
        """The kinds that the symbol allows, narrowed by the kind in words before it."""
        said = self._head_kinds()
        if not said:
            return kinds
        both = tuple(kind for kind in kinds if kind in said)
        if kinds and not both:
            self.note(Oddity.KIND_DISAGREES)
        return both or kinds or said

    # -- results --------------------------------------------------------------------------

    def _short(self, code: str, kinds: tuple[NamedKind, ...]) -> Symbol | None:
        """A kind and a number (“NQ 57”): a reference to one of several documents."""
        if self.number is None or not (code or kinds or len(self.parts) == 1):
            return None
        self.note(Oddity.SHORT, Oddity.ISSUER_MISSING)
        if not kinds:
            self.note(Oddity.KIND_MISSING)
        return self._partial(code, "", self._agreeing(kinds), Convention.SHORT_REFERENCE)

    def _partial(
        self,
        code: str = "",
        issuer: str = "",
        kinds: tuple[NamedKind, ...] = (),
        convention: Convention = Convention.UNKNOWN,
    ) -> Symbol:
        """What was understood of an incomplete symbol, which stays as written."""
        return Symbol(
            self.written,
            self.writing.text,
            self.number,
            code,
            issuer,
            number_text=self.number_text,
            year=self.year,
            convention=convention,
            kinds=kinds,
        )

    def _whole(
        self,
        convention: Convention,
        canonical: str,
        *,
        code: str = "",
        issuer: str = "",
        unit: str = "",
        kinds: tuple[NamedKind, ...] = (),
        marks: str | None = None,
        shape: str | None = None,
    ) -> Symbol | None:
        if not self.number:
            return self._partial(code, issuer, kinds, convention)
        self._compare_marks(convention, marks, shape)
        return Symbol(
            self.written,
            canonical,
            self.number,
            code,
            issuer,
            True,
            self.number_text,
            self.year,
            unit,
            convention,
            kinds,
        )

    def _compare_marks(
        self, convention: Convention, expected: str | None, shape: str | None
    ) -> None:
        """Note blanks and marks that the pattern does not ask for."""
        if any(part.mark != part.mark.strip() and part.mark.strip() for part in self.parts):
            self.note(Oddity.SPACES)
        if expected is None:
            return
        shape = self._shape(expected) if shape is None else shape
        if self.parts[0].is_number is False or shape[: len(expected)] == expected:
            return
        if shape == "/-" and convention is Convention.PARTY:
            self.note(Oddity.STATE_PATTERN)
        elif shape == "-/" and expected == "/-":
            self.note(Oddity.PARTY_PATTERN)
        elif Oddity.SEPARATOR_MISSING not in self.writing.oddities:
            self.note(Oddity.SEPARATOR)
