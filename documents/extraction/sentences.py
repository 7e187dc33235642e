"""Sentences and paragraphs of a pasted text, each with its place in it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# What is longer is cut, at a mark or a blank if there is one: a quotation is for reading.
MAX_SENTENCE = 2000

_LINE = re.compile(
    r"[^\r\n\x0b\x0c\x85\u2028\u2029]*(?:\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]|\Z)"
)
# Begins at the first of several marks and gives nothing back: linear on any text.
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"”’»)\]]*+(?=\s)")
_ITEM = re.compile(
    r"(?<![ \t])[ \t]*+(?:[-–+•*·]\s|(?:[0-9]{1,3}|[IVXLCivx]{1,5}|[a-zđ])[.)]\s)"
)
_LIST_NUMBER = re.compile(r"\s*(?:[0-9]{1,3}|[IVXLC]{1,5}|[A-Za-z])\Z")
_ABBREVIATION = re.compile(
    r"(?:^|[^\w])(?:[A-ZĐ]|TP|Tp|TX|Tx|ThS|TS|PGS|GS|BS|KS|Tr|tr|Mr|đ/c|Đ/c|St|No)\Z"
)
_BLANK = re.compile(r"\s++")
_ENDS = ".!?…:;"


class Sentence(NamedTuple):
    """A sentence, where it begins, and the paragraph it belongs to."""

    text: str
    start: int
    paragraph: int


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a text. Lines of one paragraph belong together even when the line was
    broken in the middle of a sentence."""
    for number, (start, end) in enumerate(_paragraphs(text)):
        for first, last in _sentences(text, start, end):
            while first < last and text[first].isspace():
                first += 1
            while last > first and text[last - 1].isspace():
                last -= 1
            if first < last:
                yield Sentence(text[first:last], first, number)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines: a blank line, a new item or a closing mark ends one."""
    start, end, closed = 0, 0, True
    at = 0
    while at < len(text):
        match = _LINE.match(text, at)
        line_end = match.end() if match else len(text)
        line = text[at:line_end].strip()
        if not line:  # with all the blank lines behind it
            blank = _BLANK.match(text, at)
            line_end = blank.end() if blank else line_end
        if not line or closed or _ITEM.match(text, at):
            if start < end:
                yield start, end
            start = at
        closed = not line or line[-1] in _ENDS or line[-1] in '"”’»)' and line[-2:-1] in _ENDS
        end = line_end
        at = line_end
    if start < end:
        yield start, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        after = stop.end()
        while after < end and text[after].isspace():
            after += 1
        before = text[max(begin, stop.start() - 8) : stop.start()]
        if stop.group() == "." and (
            _ABBREVIATION.search(before)
            or (stop.start() - begin < 8 and _LIST_NUMBER.match(text[begin : stop.start()]))
        ):
            continue
        if after < end and text[after].islower():
            continue
        yield from _cut(text, begin, stop.end())
        begin = stop.end()
    yield from _cut(text, begin, end)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE:
        half, limit = start + MAX_SENTENCE // 2, start + MAX_SENTENCE
        places = (text.rfind(mark, half, limit) for mark in ("; ", ", ", " "))
        middle = next((place + 1 for place in places if place > 0), limit)
        yield start, middle
        start = middle
    yield start, end
