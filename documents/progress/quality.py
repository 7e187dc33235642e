"""The data-quality board: how many rows each check finds, by the sets of the lists."""

from dataclasses import dataclass
from typing import Any, Literal

from django.db import models
from django.db.models import Count, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assignments.models.task import TaskQuerySet
from documents.models import PlannedDocument, PlannedDocumentQuerySet
from documents.progress.catalogue import FIGURES
from documents.progress.sides import Sides
from resolutions.models.governing import ResolutionQuerySet

Register = Literal["documents", "tasks", "resolutions"]
# Counted beside the checks: how many rows there are to check.
_ALL = "all"


@dataclass(frozen=True)
class Check:
    """One thing that may be wrong: in which register, the figure that counts it, and what to
    do. ``name`` is that of the set (``LACKING``)."""

    register: Register
    name: str
    figure: str
    remedy: str | Promise


@dataclass(frozen=True)
class Finding:
    """How many rows a check found, in the sums and beside them."""

    check: Check
    count: Sides

    @property
    def label(self) -> str:
        """What the check says: the name of its figure."""
        return str(FIGURES[self.check.figure].name)


@dataclass(frozen=True)
class Section:
    """The checks of one register, and of how many rows they speak."""

    register: Register
    total: Sides
    findings: list[Finding]

    @property
    def figure(self) -> str:
        """The figure that counts all its rows."""
        return "total" if self.register == "documents" else self.register

    @property
    def wrong(self) -> list[Finding]:
        """The checks that found something."""
        return [finding for finding in self.findings if finding.count]


CHECKS = [
    Check("documents", "agency", "no_agency", _("Assign one in the plan of the document.")),
    Check("documents", "member", "no_member", _("Assign one in the plan of the document.")),
    Check(
        "documents",
        "deadline",
        "no_deadline",
        _("Set it as the plan says; without one it is never counted as overdue."),
    ),
    Check(
        "documents",
        "event",
        "no_event_day",
        _("Record the day of the event once it has come; until then nothing is counted."),
    ),
    Check(
        "documents",
        "judgement",
        "issued_without_deadline",
        _("Set it as the plan said; without one nobody can say whether it was late."),
    ),
    Check(
        "documents", "symbol", "issued_without_symbol", _("Complete the number from the paper.")
    ),
    Check(
        "documents",
        "date",
        "issued_without_date",
        _("Complete the date; without it nobody can say whether it was late."),
    ),
    Check(
        "documents",
        "proof",
        "issued_without_proof",
        _("Record the link or where the paper is kept."),
    ),
    Check(
        "documents",
        "names",
        "known_from_count",
        _("Ask the agency for the list and name each document."),
    ),
    Check("documents", "update", "stale", _("Ask who answers how far it is.")),
    Check(
        "documents",
        "letter",
        "letter",
        _("Send a letter that asks for the guidance and record it."),
    ),
    Check("documents", "twins", "twins", _("Check which of the two numbers is right.")),
    Check("documents", "gone", "gone", _("Hand the document over to somebody in office.")),
    Check("tasks", "lead", "tasks_without_lead", _("Assign one on the task's form.")),
    Check(
        "tasks",
        "deadline",
        "tasks_without_deadline",
        _("Set it as the plan says; “continuous” and “recurring” are deadlines too."),
    ),
    Check(
        "tasks",
        "names",
        "tasks_known_from_count",
        _("Take the tasks from the plan and name each."),
    ),
    Check("tasks", "gone", "tasks_gone", _("Hand the task over to somebody in office.")),
    Check(
        "resolutions",
        "date",
        "resolutions_without_date",
        _("Complete the date from the paper."),
    ),
    Check(
        "resolutions",
        "title",
        "resolutions_without_title",
        _("Complete the title from the paper."),
    ),
    Check(
        "resolutions",
        "twins",
        "resolution_twins",
        _("Check whether it is one document entered twice or a wrong number."),
    ),
]


def findings(
    documents: PlannedDocumentQuerySet, tasks: TaskQuerySet, resolutions: ResolutionQuerySet
) -> list[Section]:
    """Every check of each register, in one query per register. ``documents`` and ``tasks``
    carry the state of a day."""
    rows: dict[Register, Any] = {
        "documents": documents,
        "tasks": tasks,
        "resolutions": resolutions,
    }
    sections = []
    for register, found in rows.items():
        checks = [check for check in CHECKS if check.register == register]
        counts = _count(found, [check.name for check in checks])
        sections.append(
            Section(
                register,
                counts[_ALL],
                [Finding(check, counts[check.name]) for check in checks],
            )
        )
    return sections


def _count(rows: Any, names: list[str]) -> dict[str, Sides]:
    """The size of each set, asked at once."""
    return sizes({_ALL: rows} | {name: rows.lacking(name) for name in names})


def sizes(sets: dict[str, Any]) -> dict[str, Sides]:
    """How many rows there are in each of these sets of the same model, in one query."""
    first, *others = [_counted(name, found) for name, found in sets.items()]
    rows = first.union(*others, all=True)
    return {name: Sides(n - beside, beside) for name, n, beside in rows}


def _counted(name: str, rows: QuerySet[Any]) -> Any:
    said = Value(name, output_field=models.CharField())
    plain = rows.select_related(None).prefetch_related(None).order_by()
    beside: Any = Value(0, output_field=models.IntegerField())
    if rows.model is PlannedDocument:
        beside = Count("pk", filter=Q(total_is_unknown=True))
    counted = plain.annotate(check=said).values("check")
    counted = counted.annotate(n=Count("pk"), n_beside=beside)
    return counted.values_list("check", "n", "n_beside")
