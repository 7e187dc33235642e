"""What the register holds, read once for a whole sheet: no question is asked row by row."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch

from assignments.models import Agency, Office, Person, Succession, Task
from assignments.models.task import AssignmentRole
from documents.importing.agencies import AgencyEntry, AgencyReader
from documents.importing.people import PersonEntry, PersonReader
from documents.importing.results import Item
from documents.models import PlannedDocument
from resolutions.folding import fold
from resolutions.models import Resolution
from resolutions.moments import Moment
from resolutions.symbols import read_symbol


class Register:
    """Agencies and people on a day, and the items that count toward one document. Training
    data and real data never meet."""

    def __init__(self, resolution: Resolution, *, on: date, keys: Iterable[int] = ()) -> None:
        self.resolution, self.on = resolution, on
        world = {"is_fictional": resolution.is_fictional}
        names = ("pk", "name", "short_name", "level", "valid_from", "valid_to")
        entries = [
            AgencyEntry(*row) for row in Agency.objects.filter(**world).values_list(*names)
        ]
        heirs: dict[int, list[int]] = {}
        for old, new in (
            Succession.objects.filter(on__lte=on)
            .order_by("pk")
            .values_list("predecessor_id", "successor_id")
        ):
            heirs.setdefault(old, []).append(new)
        self.agencies = AgencyReader(entries, heirs, on=on)
        offices = Office.objects.held_on(on).select_related("agency")
        people = Person.objects.filter(**world).prefetch_related(
            Prefetch("offices", offices, to_attr="held")
        )
        self.people = PersonReader(_person(person) for person in people)
        self.tasks = list(Task.objects.filter(resolution=resolution).for_list(Moment(on)))
        self.documents = list(
            PlannedDocument.objects.standing()
            .filter(resolution=resolution)
            .select_related("lead_agency", "signing_body", "board_member")
            .prefetch_related("coordinating_agencies")
        )
        self._index()
        self.keyed: dict[int, Any] = {}
        self.wanted = set(keys)

    def _index(self) -> None:
        self.tasks_by_text: dict[str, list[Task]] = {}
        self.tasks_by_code: dict[str, list[Task]] = {}
        self.documents_by_title: dict[str, list[PlannedDocument]] = {}
        self.documents_by_symbol: dict[str, list[PlannedDocument]] = {}
        for task in self.tasks:
            self.tasks_by_text.setdefault(fold(task.text), []).append(task)
            if task.code:
                self.tasks_by_code.setdefault(fold(task.code), []).append(task)
        for document in self.documents:
            self.documents_by_title.setdefault(fold(document.title), []).append(document)
            if document.symbol_key:
                self.documents_by_symbol.setdefault(document.symbol_key, []).append(document)

    def load_keyed(self, item: Item) -> None:
        """The records that the rows of one of our own files stand for, as lists show them."""
        if item == Item.DOCUMENT:
            rows: Any = (
                PlannedDocument.objects.filter(pk__in=self.wanted)
                .as_of(Moment(self.on))
                .for_register(on=self.on)
                .prefetch_related("coordinating_agencies")
            )
        else:
            rows = Task.objects.filter(pk__in=self.wanted).for_list(Moment(self.on))
        fictional = self.resolution.is_fictional
        self.keyed = {r.pk: r for r in rows if r.resolution.is_fictional == fictional}

    def task_of(self, text: str) -> list[Task]:
        """The tasks with this text."""
        return self.tasks_by_text.get(fold(text), [])

    def task_coded(self, code: str) -> Task | None:
        """The task with this code."""
        found = self.tasks_by_code.get(fold(code), []) if code else []
        return found[0] if found else None

    def document_of(self, title: str, symbol: str) -> list[PlannedDocument]:
        """The documents with this number and symbol, else with this title."""
        key = read_symbol(symbol).key if symbol else ""
        return self.documents_by_symbol.get(key, []) or self.documents_by_title.get(
            fold(title), []
        )


def assigned(task: Task) -> dict[str, list[int]]:
    """The agencies and people assigned to a task on the day, by role."""
    found: dict[str, list[int]] = {role.value: [] for role in AssignmentRole}
    for one in task.current_assignments:  # type: ignore[attr-defined]
        found[one.role].append(one.agency_id or one.person_id)
    return found


def _person(person: Any) -> PersonEntry:
    titles = tuple(
        dict.fromkeys(
            title
            for office in person.held
            for title in (
                office.title,
                f"{office.get_position_display()} {office.agency.name}",
            )
            if title
        )
    )
    return PersonEntry(person.pk, person.full_name, titles)
