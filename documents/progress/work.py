"""What each role has to do: sets of documents with a name, each opened by its filter."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.models import PlannedDocument
from documents.progress.quality import sizes
from documents.status import DocumentStatus, Timeliness


class Pile(models.TextChoices):
    """One pile of work. Whose it is, the page says."""

    OVERDUE = "overdue", _("Overdue")
    SUBMITTED = "submitted", _("Submitted, awaits approval")
    AT_RISK = "at_risk", _("At risk")
    LETTER = "letter", _("Waiting for the Centre for long without a letter")
    STALE = "stale", _("No news for long")
    LATE = "late", _("Issued late")
    OPEN = "open", _("All that is open, most urgent first")


@dataclass(frozen=True)
class _Rule:
    """How a pile is found, the filter of the register that opens it (none where the register
    has no such filter), and what to say where it is empty."""

    rows: Callable[[Any], Any]
    filters: dict[str, str]
    empty: str | Promise


_RULES = {
    Pile.OVERDUE: _Rule(
        lambda rows: rows.filter(timeliness=Timeliness.OVERDUE).by_urgency(),
        {"timeliness": "overdue"},
        _("Nothing is overdue."),
    ),
    Pile.SUBMITTED: _Rule(
        lambda rows: rows.filter(status_then=DocumentStatus.SUBMITTED).by_urgency(),
        {"status": "submitted"},
        _("Nothing awaits approval."),
    ),
    Pile.AT_RISK: _Rule(
        lambda rows: rows.filter(timeliness=Timeliness.AT_RISK).by_urgency(),
        {"timeliness": "at_risk"},
        _("No deadline is near."),
    ),
    Pile.LETTER: _Rule(
        lambda rows: rows.needing_letter().order_by("since_then", "pk"),
        {"lacking": "letter"},
        _("No wait needs a letter."),
    ),
    Pile.STALE: _Rule(
        lambda rows: rows.stale().order_by("last_heard_on", "pk"),
        {"lacking": "update"},
        _("There was news of every open document."),
    ),
    Pile.LATE: _Rule(
        lambda rows: rows.filter(timeliness=Timeliness.ISSUED_LATE).order_by(
            F("issued_on_then").desc(), "pk"
        ),
        {"timeliness": "issued_late"},
        _("Nothing was issued late."),
    ),
    Pile.OPEN: _Rule(
        lambda rows: rows.still_open().by_urgency(),
        {},
        _("Everything is issued or closed."),
    ),
}


@dataclass(frozen=True)
class Work:
    """A pile with its first rows."""

    pile: Pile
    count: int
    documents: list[PlannedDocument]
    filters: dict[str, str] = field(default_factory=dict)
    empty: str | Promise = ""


def work_of(documents: Any, piles: list[Pile], *, shown: int, **filters: Any) -> list[Work]:
    """These piles of ``documents``, which carry the state of a day (``for_register``): their
    sizes in one query and the first rows of each in one more. ``filters`` are those by which
    ``documents`` were chosen, to be carried by the links."""
    found = {pile: _RULES[pile].rows(documents) for pile in piles}
    counts = sizes({pile.value: rows for pile, rows in found.items()})
    return [
        Work(
            pile,
            counts[pile.value],
            list(rows[:shown]),
            # What must be done must be done, whatever it is one of.
            {**_RULES[pile].filters, **filters, "total": "all"} if _RULES[pile].filters else {},
            _RULES[pile].empty,
        )
        for pile, rows in found.items()
    ]


@dataclass(frozen=True)
class Debt:
    """How many overdue documents an agency drafts."""

    pk: int | None
    name: str
    count: int


def overdue_by_agency(documents: Any) -> list[Debt]:
    """Who drafts what is overdue, the most first. ``documents`` carry the state of a day."""
    rows = (
        documents.filter(timeliness=Timeliness.OVERDUE)
        .order_by()
        .values_list("lead_then", "lead_name_then")
        .annotate(n=models.Count("pk"))
        .order_by("-n", "lead_name_then")
    )
    return [Debt(pk, name or "", n) for pk, name, n in rows]
