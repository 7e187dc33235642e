"""Vietnamese text: one stored form, and a folded form to search by.

``clean_text`` is what every text column stores; ``fold`` is what search compares. Nothing
here knows a model or a request.
"""

import re
import unicodedata

# Latin ETH looks like Đ and is typed for it (the 2021 report's title does so twice); NFC
# leaves it alone. No Vietnamese word contains a real ETH.
_LOOKALIKES = str.maketrans({"\u00d0": "\u0110", "\u00f0": "\u0111", "\u00a0": " "})
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]"
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_BLANKS = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """The form in which text is stored: NFC, true Đ/đ, no invisible or control characters."""
    # Composed last: an invisible character may have stood between a letter and its mark.
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text.translate(_LOOKALIKES)))


def clean_line(text: str) -> str:
    """The form in which one line of text is stored; empty when nobody would see anything."""
    return clean_text(text).strip()


def fold(text: str) -> str:
    """The form in which text is searched: no tone marks, d for đ, lower case, single blanks.

    ``fold("Chuyển đổi số") == "chuyen doi so"``; ``uỷ`` and ``ủy`` fold alike.
    """
    decomposed = unicodedata.normalize("NFD", clean_text(text))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    bare = bare.replace("Đ", "D").replace("đ", "d").lower()
    return _BLANKS.sub(" ", _DASHES.sub("-", bare)).strip()


def search_words(query: str) -> list[str]:
    """The folded words of a query; each must occur. ``03 nq tu`` finds ``03-NQ/TU``."""
    return [word for word in fold(query).split(" ") if word]


# A letter with its own mark comes after the plain one; then tones in the order of dictionaries.
_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

# The tone stands on either vowel of oa, oe, uy; both spellings are one word.
_TONE_PLACES = {
    unicodedata.normalize("NFC", f"{first}{second}{tone}"): unicodedata.normalize(
        "NFC", f"{first}{tone}{second}"
    )
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for tone in _TONES
}
_TONE_PLACE = re.compile("|".join(_TONE_PLACES))


def accented(text: str) -> str:
    """The form in which tone marks are compared: lower case, single blanks, one spelling of
    ``uỷ`` and ``ủy``."""
    lower = _BLANKS.sub(" ", _DASHES.sub("-", clean_text(text).lower())).strip()
    return _TONE_PLACE.sub(lambda found: _TONE_PLACES[found[0]], lower)


def accented_words(query: str) -> list[str]:
    """The words of a query with the tone marks that were typed."""
    return [word for word in accented(query).split(" ") if word]


# As bytes: a blank, other marks, the length of a number, its digits, letters.
_PLACES = {letter: 32 + place for letter, place in _LETTERS.items()}
_PLACES |= {str(digit): 16 + digit for digit in range(10)} | {" ": 2}
_OTHER_MARK, _NUMBER = 4, 5
_LONGEST_NUMBER = 10
_SORTED_LENGTH = 200
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_NUMBERS = re.compile(r"([0-9]+)")


def sort_key(text: str) -> bytes:
    """What names are sorted by: An, Ân, Dân, Đảng, Ô, Ơ, Ủy; tones decide only between names
    of the same letters, numbers stand by their value. Bytes, so that every database puts them
    in the same order."""
    letters, tones = bytearray(), bytearray()
    for piece in _NUMBERS.split(_LEADING_ZEROS.sub("", accented(text)[:_SORTED_LENGTH])):
        if piece and piece[0] in "0123456789":
            letters.append(_NUMBER + min(len(piece), _LONGEST_NUMBER))
            tones.append(1)
        for char in piece:
            parts = unicodedata.normalize("NFD", char)
            tone = 1 + next((_TONES[c] for c in parts if c in _TONES), 0)
            bare = "".join(c for c in parts if c not in _TONES)
            letters.append(_PLACES.get(unicodedata.normalize("NFC", bare), _OTHER_MARK))
            tones.append(tone)
    return bytes(letters) + b"\x00" + bytes(tones)


def matches(text: str, query: str) -> list[tuple[int, int]]:
    """Where the words of ``query`` stand in ``text``, tone marks ignored: from and to, in
    order and apart from each other."""
    folded, origin = [], []
    for place, char in enumerate(text):
        for bare in fold(char) or (" " if char.isspace() else ""):
            folded.append(bare)
            origin.append(place)
    plain, taken = "".join(folded), set()
    for word in search_words(query):
        start = plain.find(word)
        while start >= 0:
            taken.update(origin[start : start + len(word)])
            start = plain.find(word, start + len(word))
    found: list[tuple[int, int]] = []
    for place in sorted(taken):
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found
