"""What is worst for a pattern, made from the pattern itself; and every pattern of the project.

A backtracking search is slow where it begins many times what it cannot end, or may divide one
stretch in many ways. So the beginnings of what a pattern matches are repeated, and what it
repeats itself is repeated behind what must stand before it.
"""

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from re import _constants as c
from re import _parser as parser

PACKAGES = ("resolutions", "assignments", "documents", "config")


def modules() -> Iterator:
    """Every module of the project, migrations left aside."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations" not in found.name:
                yield importlib.import_module(found.name)


def patterns() -> dict[str, re.Pattern]:
    """Every compiled pattern that a module holds, alone or within what it holds, by the name
    of its place."""
    found: dict[str, re.Pattern] = {}
    known = set()
    for module in modules():
        for name, value in vars(module).items():
            for path, pattern in _within(value, name, 3):
                if pattern not in known:
                    known.add(pattern)
                    found[f"{module.__name__}.{path}"] = pattern
    return found


def _within(value: object, path: str, depth: int) -> Iterator[tuple[str, re.Pattern]]:
    if isinstance(value, re.Pattern):
        yield path, value
    elif depth and isinstance(value, dict) and len(value) < 200:
        for key, item in value.items():
            yield from _within(item, f"{path}[{key}]", depth - 1)
    elif depth and isinstance(value, (list, tuple, set, frozenset)) and len(value) < 200:
        for place, item in enumerate(value):
            yield from _within(item, f"{path}[{place}]", depth - 1)
    elif depth and type(value).__module__.startswith(PACKAGES):
        for key, item in getattr(value, "__dict__", {}).items():
            yield from _within(item, f"{path}.{key}", 1)


def worst_for(pattern: re.Pattern) -> list[str]:
    """Short strings (what to begin with, what to repeat, what to end with, divided by U+E000)
    that make long ones on which the pattern has the most to do."""
    source = pattern.pattern
    if isinstance(source, bytes):
        source = source.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    tree = parser.parse(source, flags)
    made: dict[tuple[str, str, str], None] = {}
    for least in (True, False):
        whole = _sample(tree, least)
        for end in sorted({1, 2, 3, len(whole) // 2, len(whole) - 1, len(whole)}):
            if 0 < end <= len(whole):
                made["", whole[:end], ""] = None
                made["", whole[:end], "\x00"] = None
        for before, body in _repeats(tree, "", least):
            piece = _sample(body, True) or _sample(body, False)
            if piece:
                made[before, piece, ""] = None
                made[before, piece, "\x00"] = None
                made["", before + piece * 3, ""] = None
    for char in _letters(tree):
        made["", char, ""] = None
    return ["\ue000".join(one) for one in made]


def grown(seed: str, size: int) -> str:
    """A string of that many characters, as ``worst_for`` says it grows."""
    head, body, tail = seed.split("\ue000")
    times = max(1, (size - len(head) - len(tail)) // len(body))
    return head + body * times + tail


def _sample(nodes: object, least: bool) -> str:
    """A string that the nodes match, hardly looking at what stands around them."""
    return "".join(_one(op, value, least) for op, value in nodes)


def _one(op: object, value: object, least: bool) -> str:
    if op is c.LITERAL:
        return chr(value)
    if op is c.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if op is c.ANY:
        return "a"
    if op is c.IN:
        return _of_class(value)
    if op is c.BRANCH:
        branches = value[1]
        return _sample(branches[0] if least else branches[-1], least)
    if op is c.SUBPATTERN:
        return _sample(value[-1], least)
    if op is c.ATOMIC_GROUP:
        return _sample(value, least)
    if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
        low, high, body = value
        times = low if least else max(low, min(2, high))
        return _sample(body, least) * times
    return ""


def _of_class(items: list) -> str:
    if items and items[0][0] is c.NEGATE:
        return next(
            char
            for char in "a <(-1.\u1ead\n"
            if not any(_is_in(char, op, value) for op, value in items[1:])
        )
    op, value = items[0]
    if op is c.LITERAL:
        return chr(value)
    if op is c.RANGE:
        return chr(value[0])
    return _CATEGORIES.get(value, "a")


_CATEGORIES = {
    c.CATEGORY_DIGIT: "1",
    c.CATEGORY_SPACE: " ",
    c.CATEGORY_WORD: "a",
    c.CATEGORY_NOT_DIGIT: "a",
    c.CATEGORY_NOT_SPACE: "a",
    c.CATEGORY_NOT_WORD: ".",
}


def _is_in(char: str, op: object, value: object) -> bool:
    if op is c.LITERAL:
        return ord(char) == value
    if op is c.RANGE:
        return value[0] <= ord(char) <= value[1]
    tests = {
        c.CATEGORY_DIGIT: char.isdigit(),
        c.CATEGORY_SPACE: char.isspace(),
        c.CATEGORY_WORD: char.isalnum() or char == "_",
        c.CATEGORY_NOT_DIGIT: not char.isdigit(),
        c.CATEGORY_NOT_SPACE: not char.isspace(),
        c.CATEGORY_NOT_WORD: not (char.isalnum() or char == "_"),
    }
    return tests[value]


def _repeats(nodes: object, before: str, least: bool) -> Iterator[tuple[str, object]]:
    """Each repetition without a small end, with a string that may stand before it."""
    for op, value in nodes:
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            _low, high, body = value
            if high > 20:
                yield before, body
            yield from _repeats(body, before, least)
        elif op is c.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, before, least)
        elif op in (c.SUBPATTERN, c.ASSERT, c.ASSERT_NOT):
            yield from _repeats(value[-1], before, least)
        elif op is c.ATOMIC_GROUP:
            yield from _repeats(value, before, least)
        before += _one(op, value, least)


def _letters(nodes: object) -> list[str]:
    """One character of each place of the pattern."""
    found: dict[str, None] = {}
    for op, value in nodes:
        if op in (c.LITERAL, c.IN, c.NOT_LITERAL, c.ANY):
            found[_one(op, value, True)] = None
        elif op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            found |= dict.fromkeys(_letters(value[2]))
        elif op is c.BRANCH:
            for branch in value[1][:8]:
                found |= dict.fromkeys(_letters(branch))
        elif op in (c.SUBPATTERN, c.ASSERT, c.ASSERT_NOT):
            found |= dict.fromkeys(_letters(value[-1]))
        elif op is c.ATOMIC_GROUP:
            found |= dict.fromkeys(_letters(value))
    return list(found)[:12]


class TooSlow(Exception):
    """More of the processor's time than was allowed."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop what runs longer; the time of this process counts, not that of its neighbours."""

    def stop(_signal: int, _frame: object) -> None:
        raise TooSlow(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def cost(work: Callable[[], object], *, limit: float, times: int = 1) -> float:
    """The processor's seconds of the best of several runs."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        with at_most(limit):
            work()
        spent.append(time.process_time() - start)
    return min(spent)


def places_of_use() -> dict[str, set[str]]:
    """How each pattern is used, by its name (a private one with its module): “search” where it
    may begin at any place of a text, “match” where it begins at the first."""
    used: dict[str, set[str]] = {}
    for module in modules():
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or node.attr not in _METHODS:
                continue
            name = getattr(node.value, "id", getattr(node.value, "attr", ""))
            key = f"{module.__name__}.{name}" if name.startswith("_") else name
            call = calls.get(id(node))
            is_first = node.attr in ("match", "fullmatch") and call and len(call.args) == 1
            used.setdefault(key, set()).add("match" if is_first else "search")
    return used


_METHODS = {"match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split"}
