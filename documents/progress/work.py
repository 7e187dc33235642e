"""What each role has to do: sets of documents with a name, each opened by its filter."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.models import PlannedDocument
from documents.progress.quality import sizes
from documents.progress.sides import Sides
from documents.status import DocumentStatus, Timeliness


class Pile(StrEnum):
    """One pile of work, by the key of the figure that counts it. Whose it is, the page says."""

    OVERDUE = "overdue"
    SUBMITTED = "submitted"
    AT_RISK = "at_risk"
    LETTER = "letter"
    STALE = "stale"
    LATE = "issued_late"
    OPEN = "unfinished"


@dataclass(frozen=True)
class _Rule:
    """How a pile is found, and what to say where it is empty."""

    rows: Callable[[Any], Any]
    empty: str | Promise


_RULES = {
    Pile.OVERDUE: _Rule(
        lambda rows: rows.filter(timeliness=Timeliness.OVERDUE).by_urgency(),
        _("Nothing is overdue."),
    ),
    Pile.SUBMITTED: _Rule(
        lambda rows: rows.filter(status_then=DocumentStatus.SUBMITTED).by_urgency(),
        _("Nothing awaits approval."),
    ),
    Pile.AT_RISK: _Rule(
        lambda rows: rows.filter(timeliness=Timeliness.AT_RISK).by_urgency(),
        _("No deadline is near."),
    ),
    Pile.LETTER: _Rule(
        lambda rows: rows.needing_letter().order_by("since_then", "pk"),
        _("No wait needs a letter."),
    ),
    Pile.STALE: _Rule(
        lambda rows: rows.stale().order_by("last_heard_on", "pk"),
        _("There was news of every open document."),
    ),
    Pile.LATE: _Rule(
        lambda rows: rows.filter(timeliness=Timeliness.ISSUED_LATE).order_by(
            F("issued_on_then").desc(), "pk"
        ),
        _("Nothing was issued late."),
    ),
    Pile.OPEN: _Rule(
        lambda rows: rows.still_open().by_urgency(),
        _("Everything is issued or closed."),
    ),
}


@dataclass(frozen=True)
class Work:
    """A pile with its first rows. ``member`` answers for all of them, where one does."""

    pile: Pile
    count: Sides
    documents: list[PlannedDocument]
    member: int | None = None
    empty: str | Promise = ""


def work_of(
    documents: Any, piles: list[Pile], *, shown: int, member: int | None = None
) -> list[Work]:
    """These piles of ``documents``, which carry the state of a day (``for_register``): their
    sizes in one query and the first rows of each in one more. ``member`` is who answers for
    all of ``documents``, where they were chosen so."""
    found = {pile: _RULES[pile].rows(documents) for pile in piles}
    counts = sizes({pile.value: rows for pile, rows in found.items()})
    return [
        Work(
            pile,
            counts[pile.value],
            list(rows[:shown]),
            member,
            _RULES[pile].empty,
        )
        for pile, rows in found.items()
    ]


@dataclass(frozen=True)
class Debt:
    """How many overdue documents an agency drafts."""

    pk: int | None
    name: str
    count: Sides


def overdue_by_agency(documents: Any) -> list[Debt]:
    """Who drafts what is overdue, the most first. ``documents`` carry the state of a day."""
    rows = (
        documents.filter(timeliness=Timeliness.OVERDUE)
        .order_by()
        .values_list("lead_then", "lead_name_then")
        .annotate(
            n=models.Count("pk"),
            beside=models.Count("pk", filter=models.Q(total_is_unknown=True)),
        )
        .order_by("-n", "lead_name_then")
    )
    return [Debt(pk, name or "", Sides(n - beside, beside)) for pk, name, n, beside in rows]
