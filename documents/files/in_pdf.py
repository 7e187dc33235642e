"""What a PDF holds beside its pages: scripts, actions that start programs, other files.

The bytes are searched, not the structure that the file claims: two programs may follow a
broken structure differently, and what either would find counts. Names may be written with
“#xx” for a letter. Objects packed into a stream are unpacked; a file that hides them is
refused like one that is locked.
"""

import re
import zlib
from collections.abc import Iterator
from typing import IO

from documents.files.harm import Harm
from resolutions.allowance import UsedUp, reading, spend

_MOST_STREAMS = 200_000
_LONGEST_HEAD = 1000  # bytes looked at for what a stream is
_PEEK = 24
_PIECE = 1 << 18


def _name(*names: str) -> bytes:
    """A pattern of these names, each letter as itself or as “#xx”."""
    written = (
        "".join(rf"(?:{char}|#{ord(char):02x}|#{ord(char):02X})" for char in name)
        for name in names
    )
    return rf"/(?:{'|'.join(written)})(?![A-Za-z0-9#])".encode()


# Names long enough that no picture holds them by chance; they count wherever they stand.
_ANYWHERE = {
    Harm.SCRIPT: re.compile(_name("JavaScript")),
    Harm.LAUNCH: re.compile(_name("Launch", "ImportData")),
    Harm.EMBEDDED: re.compile(
        _name("EmbeddedFile", "EmbeddedFiles", "FileAttachment", "RichMedia")
    ),
}
# Short names count only outside of what is packed.
_BETWEEN = {
    Harm.SCRIPT: re.compile(_name("JS", "XFA") + rb"\s{0,9}[\[(<0-9]"),
    Harm.EMBEDDED: re.compile(_name("EF") + rb"\s{0,9}[<0-9]"),
    Harm.PROTECTED: re.compile(_name("Encrypt") + rb"\s{0,9}[<0-9]"),
}
_STREAM = re.compile(rb"stream\r?\n")
_END = b"endstream"
_PACKED_OBJECTS = re.compile(_name("ObjStm"))
# Packed objects begin with their numbers and places.
_BEGINS_LIKE_OBJECTS = re.compile(rb"\s{0,9}[0-9]{1,10}\s{1,9}[0-9]{1,10}[\s/<(\[0-9]")


def harms_in_pdf(file: IO[bytes]) -> Iterator[Harm]:
    """What a PDF holds that does something by itself. Raises UsedUp."""
    file.seek(0)
    with reading():
        content = file.read()
        spend(read_bytes=len(content))
        for harm, pattern in _ANYWHERE.items():
            if pattern.search(content):
                yield harm
        yield from _between_and_within(content)


def _between_and_within(content: bytes) -> Iterator[Harm]:
    at = 0
    for number, (start, end) in enumerate(_streams(content)):
        if number == _MOST_STREAMS:
            raise UsedUp
        spend(marks=1)
        yield from _told(content[at:start])
        head = content[max(at, start - _LONGEST_HEAD) : start].rpartition(b" obj")[2]
        yield from _packed(content[start:end], is_said=bool(_PACKED_OBJECTS.search(head)))
        at = end
    yield from _told(content[at:])


def _streams(content: bytes) -> Iterator[tuple[int, int]]:
    """From where to where streams go."""
    at = 0
    while found := _STREAM.search(content, at):
        if content.endswith(b"end", 0, found.start()):  # the end of one that had no beginning
            at = found.end()
            continue
        end = content.find(_END, found.end())
        if end < 0:
            return
        yield found.end(), end
        at = end + len(_END)


def _told(between: bytes) -> Iterator[Harm]:
    for harm, pattern in _BETWEEN.items():
        if pattern.search(between):
            yield harm


def _packed(stream: bytes, *, is_said: bool) -> Iterator[Harm]:
    """What the objects say that are packed into a stream, if it is one of objects."""
    try:
        begins = zlib.decompressobj().decompress(stream, _PEEK)
    except zlib.error:
        begins = b""
    if not _BEGINS_LIKE_OBJECTS.match(begins):
        if is_said and not _BEGINS_LIKE_OBJECTS.match(stream):
            yield Harm.PROTECTED
            return
        if not is_said:
            return
    unpacker, rest, before = zlib.decompressobj(), stream, b""
    if not begins:
        yield from _found(stream)
        return
    while rest and not unpacker.eof:
        try:
            piece = unpacker.decompress(rest, _PIECE)
        except zlib.error:
            return
        spend(read_bytes=len(piece))
        rest = unpacker.unconsumed_tail
        yield from _found(before + piece)
        before = piece[-100:]


def _found(objects: bytes) -> Iterator[Harm]:
    for patterns in (_ANYWHERE, _BETWEEN):
        for harm, pattern in patterns.items():
            if pattern.search(objects):
                yield harm
