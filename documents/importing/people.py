"""Members of the Standing Board as annexes name them: by name, or by the office they hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from documents.importing.recognising import Meaning
from documents.importing.results import Candidate
from resolutions.folding import accented, fold

_BRACKETS = re.compile(r"\([^()]*\)")
_ADDRESS = re.compile(r"^(?:dong chi|d/c|d\.c|dc|ong|ba|ts|ths)\b[\s.:]*")
_BETWEEN = re.compile(r"[;,\n]| - | – |:")
_ALIKE = 70


@dataclass(frozen=True)
class PersonEntry:
    """A person as the register holds them, with the offices held on the day."""

    id: int
    name: str
    titles: tuple[str, ...] = ()


class PersonReader:
    """Reads cells with the people of one register."""

    def __init__(self, people: Iterable[PersonEntry]) -> None:
        self.people = {person.id: person for person in people}
        self.by_name: dict[str, list[PersonEntry]] = {}
        self.by_title: dict[str, list[PersonEntry]] = {}
        for person in self.people.values():
            self.by_name.setdefault(_key(person.name), []).append(person)
            for title in person.titles:
                self.by_title.setdefault(_key(title), []).append(person)

    def label(self, pk: int | None) -> str:
        """The name of a person; "" for none."""
        return self.people[pk].name if pk in self.people else ""

    def read(self, text: str) -> Meaning:
        """The one person a cell names."""
        if text.startswith("#") and text[1:].isdecimal() and len(text) < 12:
            chosen = self.people.get(int(text[1:]))
            if chosen is not None:
                return Meaning(chosen.id, chosen.name)
        parts = [part for part in map(_key, _BETWEEN.split(text[:500])) if part]
        named = [p for part in parts for p in self._exact(part, text)]
        found = list(dict.fromkeys(named))
        if not found and parts:
            held = [p for key in dict.fromkeys([_key(text), *parts]) for p in self._of(key)]
            found = list(dict.fromkeys(held))
            if len(found) == 1:
                told = _("“%(text)s” read as “%(name)s”") % {
                    "text": text,
                    "name": found[0].name,
                }
                return Meaning(found[0].id, found[0].name, (told,))
        if len(found) == 1:
            return Meaning(found[0].id, found[0].name)
        if found:
            return Meaning(
                failure=_("Several people may be meant; one member answers."),
                code="member_several",
                candidates=tuple(Candidate(p.id, p.name) for p in found)[:5],
            )
        near = process.extract(
            parts[0] if parts else "",
            self.by_name.keys(),
            scorer=fuzz.ratio,
            limit=5,
            score_cutoff=_ALIKE,
        )
        offered = [p for name, _score, _i in near for p in self.by_name[name]]
        return Meaning(
            failure=_("“%(text)s” is no person of the register.") % {"text": text[:200]},
            code="member_unread",
            candidates=tuple(Candidate(p.id, p.name) for p in offered)[:5],
        )

    def _exact(self, key: str, text: str) -> list[PersonEntry]:
        found = self.by_name.get(key, [])
        written = accented(text)
        marked = [p for p in found if accented(_BRACKETS.sub(" ", p.name)).strip() in written]
        return marked or found

    def _of(self, title: str) -> list[PersonEntry]:
        return self.by_title.get(title, [])


def _key(text: str) -> str:
    bare = fold(_BRACKETS.sub(" ", text))
    return _ADDRESS.sub("", bare).strip(" .,;:")
