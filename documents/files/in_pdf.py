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
from documents.files.in_pdf_actions import Actions, name_pattern
from resolutions.allowance import UsedUp, reading, spend

_MOST_STREAMS = 200_000
_LONGEST_HEAD = 1000  # bytes looked at for what a stream is
_PEEK = 24
_PIECE = 1 << 18
_MOST_PACKED = 1 << 24  # bytes of the objects of one stream

# Names long enough that no picture holds them by chance; they count wherever they stand.
_ANYWHERE = {
    Harm.SCRIPT: re.compile(name_pattern("JavaScript")),
    Harm.LAUNCH: re.compile(name_pattern("Launch", "ImportData")),
    Harm.LINKS: re.compile(name_pattern("SubmitForm", "GoToE", "GoToR")),
    Harm.EMBEDDED: re.compile(
        name_pattern(
            *("EmbeddedFile", "EmbeddedFiles", "FileAttachment", "RichMedia", "GoTo3DView"),
            *("Rendition", "Renditions", "Movie", "Sound"),
        )
    ),
}
# Short names count only outside of what is packed.
_VALUE = rb"(?:[\s\0]{0,9}[\[(<0-9%]|[\s\0]{10})"
_BETWEEN = {
    Harm.SCRIPT: re.compile(name_pattern("JS", "XFA") + _VALUE),
    Harm.EMBEDDED: re.compile(name_pattern("EF") + _VALUE),
    Harm.PROTECTED: re.compile(name_pattern("Encrypt") + _VALUE),
}
_STREAM = re.compile(rb"stream\r?\n")
_END = b"endstream"
_PACKED_OBJECTS = re.compile(name_pattern("ObjStm"))
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
    actions = Actions()
    at = 0
    for number, (start, end) in enumerate(_streams(content)):
        if number == _MOST_STREAMS:
            raise UsedUp
        spend(marks=1)
        yield from _told(content[at:start], actions)
        head = content[max(at, start - _LONGEST_HEAD) : start].rpartition(b" obj")[2]
        yield from _packed(content[start:end], head, actions)
        at = end
    yield from _told(content[at:], actions)
    if actions.reach_out_in(content):
        yield Harm.OPENING


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


def _told(between: bytes, actions: Actions) -> Iterator[Harm]:
    actions.look_at(between)
    for harm, pattern in _BETWEEN.items():
        if pattern.search(between):
            yield harm


def _packed(stream: bytes, head: bytes, actions: Actions) -> Iterator[Harm]:
    """What the objects say that are packed into a stream, if it is one of objects."""
    is_said = _PACKED_OBJECTS.search(head) is not None
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
    objects = bytearray()
    before = b""
    for piece in _unpacked(stream) if begins else [stream]:
        yield from _found(before + piece)
        before = piece[-100:]
        if len(objects) <= _MOST_PACKED:
            objects += piece
    if len(objects) <= _MOST_PACKED:
        actions.look_at(bytes(objects))
        if is_said:
            actions.keep_packed(bytes(objects), head=head)
    elif is_said:
        yield Harm.PROTECTED


def _unpacked(stream: bytes) -> Iterator[bytes]:
    unpacker, rest = zlib.decompressobj(), stream
    while rest and not unpacker.eof:
        try:
            piece = unpacker.decompress(rest, _PIECE)
        except zlib.error:
            return
        spend(read_bytes=len(piece))
        rest = unpacker.unconsumed_tail
        yield piece


def _found(objects: bytes) -> Iterator[Harm]:
    for patterns in (_ANYWHERE, _BETWEEN):
        for harm, pattern in patterns.items():
            if pattern.search(objects):
                yield harm
