"""How a symbol is written: cleaned, freed of what stands around it, cut into parts."""

import re
import unicodedata
from typing import NamedTuple

from resolutions.folding import clean_text, fold
from resolutions.symbols.abbreviations import (
    KIND_WORDS,
    KINDS,
    NamedKind,
    is_abbreviation,
    kind_meant,
)
from resolutions.symbols.results import Oddity

# Longer than any symbol with the words around it; what is longer is not looked at.
MAX_LENGTH = 300

_TURNED = {
    "\u0410": "A", "\u0412": "B", "\u0415": "E", "\u041a": "K", "\u041c": "M", "\u041d": "H",
    "\u041e": "O", "\u0420": "P", "\u0421": "C", "\u0422": "T", "\u0425": "X", "\u0391": "A",
    "\u0392": "B", "\u0395": "E", "\u0397": "H", "\u039a": "K", "\u039c": "M", "\u039d": "N",
    "\u039f": "O", "\u03a1": "P", "\u03a4": "T", "\u0189": "Đ", "\u0256": "đ",
}  # fmt: skip
_LOOKALIKES = str.maketrans(_TURNED)
_LONG_DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b\uff0d]")
_SLASHES = re.compile("[\u2044\u2215\uff0f\\\\]")
_BLANKS = re.compile(r"\s+")
_SO = re.compile(r"s[ốo](\s*[:.]\s*|\s+|(?=[0-9]))", re.IGNORECASE)
_AFTER = re.compile(r" ?(?:,(?![0-9])|[;(\[])| (?:ngày|của|về|năm|do)(?![^\W_])", re.IGNORECASE)
_DOUBLED = re.compile(r"([-/])\1+|[-/]+\Z")
_GROUPED = re.compile(r"([0-9]{1,3})\.([0-9]{3})(?=[-/])")
_COMMA = re.compile(r"([0-9]{1,5}),([0-9]{1,2})(?=/)")
_WORD_AFTER = re.compile(r"/[^ /]*[^\W_](?P<at> )(?P<word>[^\W\d_]+)")
_MARKS = " .:,;\"'“”‘’«»…_"
_DIGITS_WITH_LETTERS = re.compile(r"(?=[OolI]*[0-9])[0-9OolI]+(?=[-/ ._])")
_TOKEN = re.compile(
    r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,2}(?![0-9.]))?(?P<suffix>[a-hđ](?![^\W_]))?)"
    r"|(?P<word>[^\W\d_][^\W_]*(?:[.&+][^\W\d_][^\W_]*)*)"
    r"|(?P<mark>[ ]?[-/_.:+][ ]?|[ ])"
)
_WORD_WITH_NUMBER = re.compile(r"([^\W\d_]+?)([0-9]{1,5})")
# Into more parts than this no symbol falls.
_MAX_PARTS = 9


class Part(NamedTuple):
    """A number or a word of a symbol, and the mark before it."""

    mark: str
    text: str
    is_number: bool


class Writing:
    """A symbol as written: the words before it, its parts, and what is odd about them."""

    def __init__(self, written: str) -> None:
        self.oddities: list[Oddity] = []
        self.head: tuple[str, NamedKind | None] = ("", None)
        self.text = _BLANKS.sub(" ", clean_text(written)).strip()
        self.parts: list[Part] | None = None
        if "\u00d0" in written or "\u00f0" in written:
            self.oddities.append(Oddity.LOOKALIKE)
        if any(unicodedata.category(c) == "Cf" for c in written[:MAX_LENGTH]):
            self.oddities.append(Oddity.INVISIBLE)
        if self.text and len(self.text) <= MAX_LENGTH:
            self.parts = self._parts(self._core(self._plain()))

    def note(self, *oddities: Oddity) -> None:
        self.oddities += oddities

    def _plain(self) -> str:
        """The text in the letters, hyphens and slashes of a symbol."""
        text = _LONG_DASHES.sub("-", self.text)
        if text != self.text:
            self.note(Oddity.LONG_DASH)
        text = text.replace("…", "...")
        plain = _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()
        plain = plain.translate(_LOOKALIKES)
        if plain != text:
            self.note(Oddity.LOOKALIKE)
        if _SLASHES.search(plain):
            self.note(Oddity.SEPARATOR)
        return _SLASHES.sub("/", plain)

    def _core(self, text: str) -> str:
        """The symbol without the kind in words and “số” before it and the words after it."""
        text = text.lstrip("\"'“‘«( ")
        if after := _AFTER.search(text, 1):
            if after.group().strip() not in ("(", "[") or after.start() > 0:
                self.note(Oddity.TEXT_AFTER)
            text = text[: after.start()]
        text = self._without_kind(text.strip(_MARKS))
        if so := _SO.match(text):
            self.note(Oddity.WITH_SO)
            if ":" in so[1]:
                self.note(Oddity.SO_COLON)
            text = text[so.end() :]
        return self._with_proper_marks(text.strip(_MARKS))

    def _with_proper_marks(self, text: str) -> str:
        """The symbol without doubled marks, dots in its thousands or words behind it."""
        tidy = _DOUBLED.sub(lambda marks: marks[1] or "", text)
        tidy = _COMMA.sub(r"\1.\2", _GROUPED.sub(r"\1\2", tidy, count=1), count=1)
        if tidy != text:
            self.note(Oddity.SEPARATOR)
        after = _WORD_AFTER.search(tidy)
        if after and after["word"][0].islower() and not is_abbreviation(after["word"]):
            self.note(Oddity.TEXT_AFTER)
            tidy = tidy[: after.start("at")]
        return tidy

    def _without_kind(self, text: str) -> str:
        """The text without the kind before the number: “Nghị quyết số”, “KH số”."""
        words = text.split(" ")
        for count in range(min(4, len(words) - 1), 0, -1):
            named = KIND_WORDS.get(fold(" ".join(words[:count])))
            if named:
                self.head = named
                self.note(Oddity.KIND_IN_WORDS)
                return " ".join(words[count:])
        meant = kind_meant(words[0]) if len(words) > 1 else None
        if meant and (_SO.match(" ".join(words[1:])) or words[1][:1].isdigit()):
            kinds = KINDS[meant.abbreviation]
            self.head = meant.abbreviation, kinds[0] if len(kinds) == 1 else None
            return " ".join(words[1:])
        return text

    def _parts(self, core: str) -> list[Part] | None:
        """The parts in order; None when there is anything but numbers, words and marks."""
        core = self._with_digits(core)
        parts: list[Part] = []
        mark, at = "", 0
        while at < len(core):
            token = _TOKEN.match(core, at)
            if token is None or len(parts) == _MAX_PARTS:
                return None
            at = token.end()
            if token["mark"]:
                if mark:
                    return None
                mark = token["mark"]
                continue
            text = token["number"] or token["word"]
            if parts and not mark:
                self.note(Oddity.SEPARATOR_MISSING)
            glued = _WORD_WITH_NUMBER.fullmatch(text) if token["word"] else None
            meant = kind_meant(glued[1]) if glued else None
            if glued and meant and not parts:
                parts += [Part(mark, glued[1], False), Part("", glued[2], True)]
            else:
                parts.append(Part(mark, text, bool(token["number"])))
            mark = ""
        return None if mark.strip() else parts

    def _with_digits(self, core: str) -> str:
        """The core with digits where letters that look like them stand in its number."""
        number = _DIGITS_WITH_LETTERS.match(core)
        if number is None or number.group().isdigit():
            return core
        self.note(Oddity.LETTER_FOR_DIGIT)
        digits = number.group().translate(str.maketrans("OolI", "0011"))
        return digits + core[number.end() :]
