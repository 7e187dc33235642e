"""What a PDF does by itself when it is opened: the actions of its catalogue (/OpenAction), of
its events (/AA), and those that they name.

A link that a person clicks is not meant. Of an action that runs by itself only a jump within
the document is harmless. What is written so that two programs may read it differently is not.
"""

import re

from resolutions.allowance import spend

_LONGEST = 4000  # bytes of an action
_DEEPEST = 16


def name_pattern(*names: str) -> bytes:
    """A pattern of these names, each letter as itself or as “#xx”."""
    written = (
        "".join(rf"(?:{char}|#{ord(char):02x}|#{ord(char):02X})" for char in name)
        for name in names
    )
    return rf"/(?:{'|'.join(written)})(?![A-Za-z0-9#])".encode()


_BY_ITSELF = re.compile(name_pattern("OpenAction", "AA"))
_REACHING_OUT = re.compile(
    name_pattern(
        *("URI", "SubmitForm", "ImportData", "GoToE", "GoToR", "Launch", "JavaScript"),
        *("Rendition", "Movie", "Sound", "RichMediaExecute", "GoTo3DView"),
    )
)
_BLANKS = b" \t\n\r\f\v\0"
_BLANK = rb"[\s\0]"
_REFERENCE = rb"([0-9]{1,10}+)" + _BLANK + rb"++[0-9]{1,5}+" + _BLANK + rb"++R(?![A-Za-z0-9])"
_A_REFERENCE = re.compile(rb"(?<![0-9])" + _REFERENCE)
_NAMED_REFERENCE = re.compile(rb"/[^\s\0/<>\[\]()%]{1,99}+" + _BLANK + rb"*+" + _REFERENCE)
_NEXT = re.compile(name_pattern("Next") + _BLANK + rb"*+\[([^\]]{0,2000})")
_TOKEN = re.compile(rb"\\.|<<|<[^<>%()]*+>|>>|[%()<>]", re.DOTALL)
_OBJECT = re.compile(
    rb"(?<![0-9])([0-9]{1,10}+)" + _BLANK + rb"++[0-9]{1,5}+" + _BLANK + rb"++obj(?![a-z])"
)
_NUMBERS = re.compile(rb"\s*+(?:[0-9]{1,10}+\s++)+")
_ANY_BLANKS = re.compile(_BLANK + rb"*+")
_UNLIKE_A_LIST = re.compile(rb"[<(%\[]")
_FIRST = re.compile(name_pattern("First") + _BLANK + rb"*+([0-9]{1,9})")


class Actions:
    """What is found piece by piece; asked at the end, since what is named may come later."""

    def __init__(self) -> None:
        self.reach_out = False
        self._named: set[int] = set()
        self._packed: list[tuple[bytes, int]] = []

    def look_at(self, text: bytes) -> None:
        """Looks for what runs by itself in a part of the file."""
        at = 0
        while not self.reach_out and (found := _BY_ITSELF.search(text, at)):
            at = _after_blanks(text, found.end())
            begins = text[at : at + 1]
            if begins == b"<":
                action = _dictionary(text, at)
                # None of these has another within, so each byte is looked at once.
                if action is None or _BY_ITSELF.search(action):
                    self.reach_out = True
                    return
                at += len(action)
                self._judge(action)
            elif named := _A_REFERENCE.match(text, at):
                self._named.add(int(named[1]))
            else:
                self.reach_out = begins.isdigit() or begins == b"%"

    def keep_packed(self, objects: bytes, *, head: bytes) -> None:
        """Objects out of a stream, of which an action may name one."""
        numbers = _NUMBERS.match(objects)
        said = _FIRST.search(head)
        begin = int(said[1]) if said else numbers.end() if numbers else 0
        self._packed.append((objects, begin))

    def reach_out_in(self, content: bytes) -> bool:
        """Whether anything of what was found reaches out of the document."""
        if self.reach_out or not self._named:
            return self.reach_out
        places = self._places(content)
        done: set[int] = set()
        while not self.reach_out and (left := self._named - done):
            for number in left:
                done.add(number)
                for text, at in places.get(number, ()):
                    self._follow(text[at : at + _LONGEST].lstrip(_BLANKS))
        return self.reach_out

    def _places(self, content: bytes) -> dict[int, list[tuple[bytes, int]]]:
        """Where the objects begin, by their numbers: all of one number, whichever counts."""
        places: dict[int, list[tuple[bytes, int]]] = {}
        for found in _OBJECT.finditer(content):
            spend(marks=1)
            places.setdefault(int(found[1]), []).append((content, found.end()))
        for objects, begin in self._packed:
            numbers = [int(number) for number in objects[:begin].split() if number.isdigit()]
            for number, offset in zip(numbers[::2], numbers[1::2], strict=False):
                spend(marks=1)
                places.setdefault(number, []).append((objects, begin + offset))
        return places

    def _follow(self, start: bytes) -> None:
        spend(read_bytes=_LONGEST)
        if start.startswith(b"<<"):
            action = _dictionary(start, 0)
        elif start.startswith(b"["):  # a place, or a list of actions
            inner, end, _rest = start.partition(b"]")
            action = inner if end and not _UNLIKE_A_LIST.search(inner, 1) else None
        elif start[:1] in (b"", b"%"):
            action = None
        elif another := _A_REFERENCE.match(start):
            action = another[0]
            self._named.add(int(another[1]))
        else:  # a name or a text
            action = start.partition(b"endobj")[0].partition(b"<<")[0]
        if action is None:
            self.reach_out = True
        else:
            self._judge(action)

    def _judge(self, action: bytes) -> None:
        self.reach_out = self.reach_out or _REACHING_OUT.search(action) is not None
        self._named.update(int(found[1]) for found in _NAMED_REFERENCE.finditer(action))
        lists = [found[1] for found in _NEXT.finditer(action)]
        if action.startswith(b"[") and b"/" not in action:  # a list of actions, no place
            lists.append(action)
        self._named.update(
            int(found[1]) for listed in lists for found in _A_REFERENCE.finditer(listed)
        )


def _after_blanks(text: bytes, at: int) -> int:
    found = _ANY_BLANKS.match(text, at)
    return found.end() if found else at


def _dictionary(text: bytes, at: int) -> bytes | None:
    """The dictionary that begins here; None when it is longer, deeper or written otherwise than
    one of an action."""
    depth = in_text = 0
    for found in _TOKEN.finditer(text, at, at + _LONGEST):
        mark = found[0]
        if mark == b"(":
            in_text += 1
        elif mark == b")":
            in_text -= 1
        elif in_text:
            continue
        elif mark == b"<<":
            depth += 1
        elif mark == b">>":
            depth -= 1
        elif not mark.endswith(b">") or mark == b">":
            return None
        if depth == 0 and not in_text:
            return text[at : found.end()]
        if not 0 <= in_text <= _DEEPEST or depth > _DEEPEST:
            return None
    return None
