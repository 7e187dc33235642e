"""The sentences that the source says to people, read without any program of gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("resolutions", "assignments", "documents", "config")

# How many texts each function of gettext takes, and whether the first of them is a context.
_TAKES = {
    "gettext": (1, False),
    "gettext_lazy": (1, False),
    "gettext_noop": (1, False),
    "ngettext": (2, False),
    "ngettext_lazy": (2, False),
    "pgettext": (2, True),
    "pgettext_lazy": (2, True),
    "npgettext": (3, True),
    "npgettext_lazy": (3, True),
}
_STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(
    rf"\b(_|gettext|ngettext|pgettext|npgettext)\({_STRING}(?:, {_STRING})?(?:, {_STRING})?"
)


class Sentence(NamedTuple):
    """One text to be translated; where it stands is for the reader of a failed test."""

    context: str | None
    text: str
    plural: str
    place: str

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


def _sentence(function: str, texts: list[str], place: str) -> Sentence:
    count, has_context = _TAKES[function]
    texts = texts[:count]
    context = texts.pop(0) if has_context else None
    return Sentence(context, texts[0], texts[1] if len(texts) > 1 else "", place)


def of_template(path: Path) -> Iterator[Sentence]:
    """What the tags of a template translate."""
    source = templatize(path.read_text(encoding="utf-8"))
    for found in _CALL.finditer(source):
        texts = [ast.literal_eval(text) for text in found.groups()[1:] if text]
        function = "gettext" if found[1] == "_" else found[1]
        yield _sentence(function, texts, str(path.relative_to(ROOT)))


def of_module(path: Path) -> Iterator[Sentence]:
    """What a module passes to gettext, under whatever name it was imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    place = path.relative_to(ROOT)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in _TAKES
    }
    if unseen := names.keys() - _TAKES.keys() - {"_"}:
        raise ValueError(
            f"{place}: makemessages does not see {unseen}; use the function's name"
        )
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            function = names.get(node.func.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            function = node.func.attr if node.func.attr in _TAKES else None
        else:
            function = None
        if function and isinstance(node, ast.Call):
            texts = [
                argument.value
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ]
            here = f"{place}:{node.lineno}"
            if len(texts) < _TAKES[function][0]:
                raise ValueError(f"{here}: gettext takes a text written out, not a variable")
            yield _sentence(function, texts, here)


def of_source() -> list[Sentence]:
    """Every sentence of every template and module of the project."""
    modules = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    templates = sorted((ROOT / "templates").rglob("*.*"))
    return [sentence for path in modules for sentence in of_module(path)] + [
        sentence for path in templates for sentence in of_template(path)
    ]
