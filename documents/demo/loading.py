"""Writes a demo scenario into the database, once.

A governing document comes with everything below it (tasks, documents, targets…) in one
transaction. It is known again by its source, kind, number and source sentence; one that is
already there is left alone with all it has, so that loading again changes nothing, whatever
people have edited meanwhile. Statuses, symbols and moves are written by the services alone.
"""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction

import documents.services
import resolutions.services
from assignments.models import Agency, Assignment, Office, Person, Task
from assignments.services import open_deadlines
from documents.demo.reading import Fact, read_scenario
from documents.models import CentralGuidance, PlannedDocument, TaskLink
from documents.status import DocumentStatus
from resolutions.models import (
    Basis,
    Narrative,
    Portfolio,
    Project,
    Resolution,
    Stage,
    Target,
)
from resolutions.symbols import read_symbol

# What a planned document has only once it is issued.
# The reason of every event entered long after it happened.
LOADED = "Nạp từ dữ liệu giả định"
_ISSUE_FACTS = ("symbol", "issued_on", "issuer_name", "evidence_url", "evidence_note")


@transaction.atomic
def load_scenario(name: str, *, today: date) -> Counter[type[models.Model]]:
    """Load what is not there yet of a scenario; how many rows of each kind were added."""
    return _Loading(read_scenario(name, today=today)).run()


class _Loading:
    """One run: the scenario, the rows found or made so far by their keys, and a tally."""

    def __init__(self, scenario: Fact) -> None:
        self.scenario = scenario
        self.source_name: str = scenario["source"]
        # What rows loaded earlier call the same source.
        self.known_by: list[str] = [self.source_name, *scenario.get("formerly", [])]
        self.agencies: dict[str, Agency] = {}
        self.people: dict[str, Person] = {}
        self.guidance: dict[str, CentralGuidance] = {}
        self.resolutions: dict[str, Resolution] = {}
        self.added: Counter[type[models.Model]] = Counter()

    def run(self) -> Counter[type[models.Model]]:
        facts = self.scenario["resolutions"]
        missing = []
        for fact in facts:
            found = self._known_resolution(fact)
            if found is None:
                missing.append(fact)
            else:
                self.resolutions[fact["key"]] = found
        if not missing:
            return self.added
        self._load_agencies()
        self._load_people()
        self._load_guidance()
        below = [self._load_resolution(dict(fact)) for fact in missing]
        for resolution, parts in below:
            self._load_below(resolution, parts)
        return self.added

    # -- who and what is awaited --------------------------------------------------------------

    def _load_agencies(self) -> None:
        for fact in self.scenario["agencies"]:
            fact = dict(fact)
            key, parent = fact.pop("key"), fact.pop("parent", None)
            names = [fact["name"], fact.pop("known_as", fact["name"])]
            self.agencies[key] = self._find(
                Agency, name__in=names, is_fictional=fact.get("is_fictional", False)
            ) or self._save(Agency, parent=self.agencies[parent] if parent else None, **fact)

    def _load_people(self) -> None:
        for fact in self.scenario.get("people", []):
            fact = dict(fact)
            key, offices = fact.pop("key"), fact.pop("offices")
            person = Person.objects.filter(**fact).first()
            if person is None:
                person = self._save(Person, **fact)
                for office in offices:
                    agency = self.agencies[office["agency"]]
                    self._save(Office, **(office | {"person": person, "agency": agency}))
            self.people[key] = person

    def _load_guidance(self) -> None:
        for fact in self.scenario.get("guidance", []):
            fact = dict(fact)
            key = fact.pop("key")
            own = {"title": fact["title"], "is_fictional": fact.get("is_fictional", False)}
            self.guidance[key] = self._find(CentralGuidance, **own) or self._save(
                CentralGuidance, **fact
            )

    # -- a governing document and all below it ------------------------------------------------

    def _known_resolution(self, fact: Fact) -> Resolution | None:
        return self._find(
            Resolution,
            kind=fact["kind"],
            number=read_symbol(fact.get("symbol", "")).number,
            source_quote=fact.get("source_quote", ""),
        )

    def _load_resolution(self, fact: Fact) -> tuple[Resolution, Fact]:
        """The document saved, and what is still to be loaded below it."""
        key = fact.pop("key")
        parts = {
            part: fact.pop(part, [])
            for part in ("bases", "tasks", "documents", "portfolios", "targets", "narratives")
        }
        self.resolutions[key] = self._save(Resolution, **fact)
        return self.resolutions[key], parts

    def _load_below(self, resolution: Resolution, parts: Fact) -> None:
        for fact in parts["bases"]:
            parent = self.resolutions[fact["parent"]]
            self._save(Basis, **(fact | {"child": resolution, "parent": parent}))
        tasks = {
            fact["code"]: self._load_task(resolution, position, dict(fact))
            for position, fact in enumerate(parts["tasks"], start=1)
        }
        planned: dict[str, PlannedDocument] = {}
        for fact in parts["documents"]:
            document = self._load_document(resolution, dict(fact), tasks, planned)
            planned[document.code] = document
        for fact in parts["portfolios"]:
            self._load_portfolio(resolution, dict(fact))
        for fact in parts["targets"]:
            self._load_target(resolution, dict(fact))
        for fact in parts["narratives"]:
            text = fact.get("text") or fact["source_quote"]
            on = fact.get("on", self.scenario["reported_on"])
            self._save(Narrative, **(fact | {"resolution": resolution, "text": text, "on": on}))

    def _load_task(self, resolution: Resolution, position: int, fact: Fact) -> Task:
        assignments = fact.pop("assignments", [])
        task = self._save(Task, resolution=resolution, position=position, **fact)
        open_deadlines(
            task, effective_on=resolution.issued_on or self.scenario["reported_on"], by=None
        )
        for assignment in assignments:
            who = {
                "agency": self.agencies.get(assignment.get("agency")),
                "person": self.people.get(assignment.get("person")),
            }
            self._save(
                Assignment, **(assignment | who), task=task, valid_from=resolution.issued_on
            )
        return task

    def _load_document(
        self,
        resolution: Resolution,
        fact: Fact,
        tasks: dict[str, Task],
        planned: dict[str, PlannedDocument],
    ) -> PlannedDocument:
        """The document in the state its source reports, then its events one by one."""
        status = fact.pop("status", DocumentStatus.NOT_STARTED)
        issued = {name: fact.pop(name) for name in _ISSUE_FACTS if name in fact}
        day = fact.pop("planned_on", None) or issued.get("issued_on")
        sure = fact.pop("tasks", [])
        provisional = fact.pop("tasks_paired_provisionally", [])
        also = fact.pop("also_concretises", [])
        coordinating = fact.pop("coordinating_agencies", [])
        advising = fact.pop("advising_agencies", [])
        events = fact.pop("events", [])
        rows: dict[str, dict[str, Any]] = {
            "lead_agency": self.agencies,
            "signing_body": self.agencies,
            "board_member": self.people,
            "register_entry": self.resolutions,
        }
        fact |= {name: own[fact[name]] for name, own in rows.items() if name in fact}
        document = documents.services.plan(
            PlannedDocument(resolution=resolution, **self._sourced(fact)),
            status=status,
            # No day given: it was so when the source said it, and may have been so earlier.
            effective_on=day or self.scenario["reported_on"],
            date_is_upper_bound=day is None,
            source_name=self.source_name,
            source_quote=fact.get("source_quote", ""),
            by=None,
            **issued,
        )
        self.added[PlannedDocument] += 1
        document.also_concretises.set([self.resolutions[key] for key in also])
        document.coordinating_agencies.set([self.agencies[key] for key in coordinating])
        document.advising_agencies.set([self.agencies[key] for key in advising])
        for code in [*sure, *provisional]:
            self._save(
                TaskLink,
                document=document,
                task=tasks[code],
                is_placeholder=code in provisional,
            )
        for event in events:
            document = self._happen(document, dict(event), planned)
        return document

    def _happen(
        self, document: PlannedDocument, event: Fact, planned: dict[str, PlannedDocument]
    ) -> PlannedDocument:
        """One event of the YAML file, through the service of that name."""
        verb, on = event.pop("do"), event.pop("on")
        if verb != "set_deadline":
            event.setdefault("note", LOADED)
        if "guidance" in event:
            event |= {"guidance": self.guidance[event["guidance"]], "expected": ""}
        if "into" in event:
            event["into"] = planned[event["into"]]
        day = "issued_on" if verb in ("issue", "record_evidence") else "effective_on"
        service = getattr(documents.services, verb)
        moved: PlannedDocument = service(document, by=None, **{day: on}, **event)
        return moved

    def _load_portfolio(self, resolution: Resolution, fact: Fact) -> None:
        stages = fact.pop("stages")
        portfolio = self._save(Portfolio, resolution=resolution, **fact)
        for order, own in enumerate(stages, start=1):
            stage = self._save(Stage, portfolio=portfolio, order=order, name=own["name"])
            for project_fact in own.get("projects", []):
                project = self._save(Project, portfolio=portfolio, **project_fact)
                resolutions.services.move_project(
                    project,
                    stage=stage,
                    effective_on=self.scenario["reported_on"],
                    date_is_upper_bound=True,
                    source_name=self.source_name,
                    source_quote=project.source_quote,
                    by=None,
                )

    def _load_target(self, resolution: Resolution, fact: Fact) -> None:
        measurements = fact.pop("measurements", [])
        if "stage" in fact:
            fact["stage"] = Stage.objects.get(
                portfolio__resolution=resolution, name=fact["stage"]
            )
        target = self._save(Target, resolution=resolution, **fact)
        for own in measurements:
            resolutions.services.record_measurement(
                target,
                on=own.get("on", self.scenario["reported_on"]),
                value=Decimal(str(own["value"])),
                source_name=self.source_name,
                source_quote=own.get("source_quote", ""),
                by=None,
            )

    # -- rows ---------------------------------------------------------------------------------

    def _find(self, model: Any, **key: Any) -> Any:
        """The row of this source with that natural key."""
        return model.objects.filter(source_name__in=self.known_by, **key).first()

    def _sourced(self, fact: Fact) -> Fact:
        return {**fact, "source_name": self.source_name}

    def _save(self, model: Any, **fields: Any) -> Any:
        """A new row. Its fields are checked here, its constraints by the database: asking for
        each constraint beforehand would double the time."""
        if hasattr(model, "source_name"):
            fields = self._sourced(fields)
        row = model(**fields)
        row.full_clean(validate_constraints=False)
        row.save()
        self.added[model] += 1
        return row
