"""Reads a demo scenario: YAML in, plain facts out, ready to become rows.

Three shorthands are written out here, so that the files stay readable: ``quote`` names
sentences of the source, ``series`` repeats an item that the source only counts, and
``…_in_days`` counts from today. Nothing here knows a model.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent

Fact = dict[str, Any]


def read_scenario(name: str, *, today: date) -> Fact:
    """The scenario ``name`` with every shorthand written out.

    Raises KeyError when a fact quotes a sentence that is not in the file.
    """
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    sentences = data.pop("sentences", {})
    written_out: Fact = _write_out(data, sentences=sentences, today=today)
    return written_out


def read_logins() -> Fact:
    """The demo logins and their common password."""
    logins: Fact = yaml.safe_load((FOLDER / "logins.yaml").read_text(encoding="utf-8"))
    return logins


def _write_out(value: Any, *, sentences: dict[str, str], today: date) -> Any:
    if isinstance(value, list):
        return [
            _write_out(item, sentences=sentences, today=today)
            for entry in value
            for item in _repeated(entry)
        ]
    if not isinstance(value, dict):
        return value
    fact: Fact = {}
    for key, own in value.items():
        if key == "quote":
            names = [own] if isinstance(own, str) else own
            fact["source_quote"] = "\n".join(sentences[name] for name in names)
        elif key.endswith("in_days"):
            fact[f"{key.removesuffix('in_days')}on"] = today + timedelta(days=own)
        else:
            fact[key] = _write_out(own, sentences=sentences, today=today)
    return fact


def _repeated(entry: Any) -> list[Any]:
    """The entry itself, or with ``series: [first, last]`` one copy per number."""
    if not isinstance(entry, dict) or "series" not in entry:
        return [entry]
    first, last = entry["series"]
    item = {key: value for key, value in entry.items() if key != "series"}
    return [_numbered(item, n) for n in range(first, last + 1)]


def _numbered(value: Any, n: int) -> Any:
    """The value with ``{n}`` replaced in every text in it."""
    if isinstance(value, dict):
        return {key: _numbered(own, n) for key, own in value.items()}
    if isinstance(value, list):
        return [_numbered(own, n) for own in value]
    return value.format(n=n) if isinstance(value, str) else value
