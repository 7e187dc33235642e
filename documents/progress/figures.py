"""Counts of planned documents by status and by timeliness on a day.

One grouped query answers all counts; the groups of the headline are sums of its rows, so they
cannot disagree with each other. ``ids_of`` opens a figure: the same filter, as rows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from documents.models import PlannedDocument, PlannedDocumentQuerySet
from documents.status import (
    GROUP_OF,
    OFFICIAL_OF,
    TRACK_OF,
    DocumentStatus,
    Official,
    Standing,
    StatusGroup,
    Timeliness,
    Track,
)
from resolutions.models import Resolution
from resolutions.moments import Moment


@dataclass(frozen=True)
class Part:
    """A part of the bar: the key of its figure in the catalogue, and how many."""

    key: str
    count: int


@dataclass(frozen=True)
class Line:
    """One line of a table of timeliness: its class and how many."""

    value: Official | Track
    count: int


# The parts of the bar: the groups of the headline without what is not to be issued.
BAR = ["issued", "in_progress", "waiting", "not_begun", "integrated"]


def _lines(
    classes: type[Official] | type[Track],
    class_of: Mapping[Timeliness, Official] | Mapping[Timeliness, Track],
    counted: Counter[str],
) -> list[Line]:
    return [
        Line(
            value, sum(n for told, n in counted.items() if class_of[Timeliness(told)] == value)
        )
        for value in classes
    ]


@dataclass(frozen=True)
class Counted:
    """How a document stands on a day, as far as figures ask; ``COLUMNS`` read it."""

    status: str
    timeliness: str
    has_fallen_due: bool
    total_is_unknown: bool
    is_group: bool

    @property
    def standing(self) -> Standing:
        return Standing.of(self.total_is_unknown, self.is_group)


# What figures read of a document that carries the state of a day; see ``Counted``.
COLUMNS = ("status_then", "timeliness", "has_fallen_due", "total_is_unknown", "is_group")


def _judged(told: str) -> bool:
    return OFFICIAL_OF[Timeliness(told)] != Official.NOT_JUDGED


@dataclass(frozen=True)
class Figures:
    """“11/18 issued · 3 drafting · 4 awaiting central guidance” on a day.

    Whole numbers only. ``total`` counts all documents that enter sums; ``denominator`` leaves
    out those not to be issued (withdrawn), and is what a share is said of. What the source
    counts without a total is in neither: it stands ``beside``.
    """

    on: date
    by_status: Counter[str] = field(default_factory=Counter)
    by_timeliness: Counter[str] = field(default_factory=Counter)
    fallen_due: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)

    def count(self, row: Counted, n: int = 1) -> None:
        """Count ``n`` documents that stand as ``row`` says."""
        if row.standing != Standing.COUNTED:
            self.beside[row.standing] += n
            return
        self.by_status[row.status] += n
        self.by_timeliness[row.timeliness] += n
        if row.has_fallen_due:
            self.fallen_due[row.timeliness] += n

    def add(self, other: "Figures") -> None:
        """Count all that ``other`` counted."""
        self.by_status.update(other.by_status)
        self.by_timeliness.update(other.by_timeliness)
        self.fallen_due.update(other.fallen_due)
        self.beside.update(other.beside)

    def of_group(self, group: StatusGroup) -> int:
        """How many documents stand in a group."""
        return sum(self.by_status[s] for s, own in GROUP_OF.items() if own == group)

    @property
    def total(self) -> int:
        """All planned documents of the day."""
        return sum(self.by_status.values())

    @property
    def issued(self) -> int:
        return self.of_group(StatusGroup.ISSUED)

    @property
    def in_progress(self) -> int:
        return self.of_group(StatusGroup.IN_PROGRESS)

    @property
    def waiting(self) -> int:
        return self.of_group(StatusGroup.WAITING)

    @property
    def not_begun(self) -> int:
        return self.of_group(StatusGroup.NOT_BEGUN)

    @property
    def closed_otherwise(self) -> int:
        return self.of_group(StatusGroup.CLOSED_OTHERWISE)

    @property
    def integrated(self) -> int:
        return self.by_status[DocumentStatus.INTEGRATED]

    @property
    def withdrawn(self) -> int:
        return self.by_status[DocumentStatus.WITHDRAWN]

    @property
    def denominator(self) -> int:
        """Total minus the documents not to be issued."""
        return self.total - self.withdrawn

    @property
    def unfinished(self) -> int:
        """Neither issued nor closed otherwise."""
        return self.in_progress + self.waiting + self.not_begun

    @property
    def overdue(self) -> int:
        return self.by_timeliness[Timeliness.OVERDUE]

    @property
    def at_risk(self) -> int:
        return self.by_timeliness[Timeliness.AT_RISK]

    @property
    def within(self) -> int:
        return self.by_timeliness[Timeliness.WITHIN]

    @property
    def official(self) -> list[Line]:
        """The four-way official table, with the line of what the dates do not judge."""
        return _lines(Official, OFFICIAL_OF, self.by_timeliness)

    @property
    def official_fallen_due(self) -> list[Line]:
        """The same table of the documents whose deadline has come by the day."""
        return _lines(Official, OFFICIAL_OF, self.fallen_due)

    @property
    def tracks(self) -> list[Line]:
        """On track, at risk, late, and what the dates do not judge."""
        return _lines(Track, TRACK_OF, self.by_timeliness)

    @property
    def judged(self) -> int:
        """The denominator of the official table: documents that the dates judge."""
        return sum(n for told, n in self.by_timeliness.items() if _judged(told))

    @property
    def judged_fallen_due(self) -> int:
        """Its second denominator: those of them whose deadline has come (due by the day)."""
        return sum(n for told, n in self.fallen_due.items() if _judged(told))

    def in_line(self, line: Official, *, fallen_due: bool = False) -> int:
        """How many stand in a line of the official table."""
        counted = self.official_fallen_due if fallen_due else self.official
        return next(own.count for own in counted if own.value == line)

    def on_track(self, track: Track) -> int:
        """How many stand in one of the three classes of progress."""
        return next(own.count for own in self.tracks if own.value == track)

    @property
    def bar(self) -> list[Part]:
        """What the bar draws, in the order of the headline: it sums to the denominator, so
        what is not to be issued is no part of it."""
        return [Part(key, getattr(self, key)) for key in BAR]

    @property
    def uncounted(self) -> int:
        """Documents that the source counts without a total: beside the sums."""
        return self.beside[Standing.UNCOUNTED]

    @property
    def unnumbered(self) -> int:
        """Sets of documents of which the source does not even say how many there are."""
        return self.beside[Standing.GROUP]

    @property
    def is_empty(self) -> bool:
        """Neither a document in the sums nor one beside them."""
        return not self.total and not self.uncounted and not self.unnumbered

    @property
    def parts(self) -> list[Part]:
        """The parts of the bar that are not empty."""
        return [part for part in self.bar if part.count]

    def __str__(self) -> str:
        return f"{self.issued}/{self.denominator}"


@dataclass(frozen=True)
class ResolutionFigures:
    """A governing document with its figures."""

    resolution: Resolution
    figures: Figures


def _counted(documents: PlannedDocumentQuerySet, moment: Moment) -> dict[int, Figures]:
    """Figures per resolution id in one query. ``documents`` carries no state yet."""
    state = documents.as_of(moment).order_by()
    rows = state.values_list("resolution_id", *COLUMNS).annotate(n=Count("pk", distinct=True))
    found: dict[int, Figures] = {}
    for resolution_id, *told, n in rows:
        found.setdefault(resolution_id, Figures(on=moment.on)).count(Counted(*told), n)
    return found


def by_resolution(
    documents: PlannedDocumentQuerySet, resolutions: Iterable[Resolution], moment: Moment
) -> list[ResolutionFigures]:
    """Each of ``resolutions`` with the figures of its documents among ``documents``, in the
    given order; in two queries however many there are."""
    counted = _counted(documents, moment)
    return [
        ResolutionFigures(resolution, counted.get(resolution.pk, Figures(on=moment.on)))
        for resolution in resolutions
    ]


def total_of(rows: Iterable[ResolutionFigures], *, on: date) -> Figures:
    """The sum of several resolutions' figures: the footing line."""
    total = Figures(on=on)
    for row in rows:
        total.add(row.figures)
    return total


def figures_of(documents: PlannedDocumentQuerySet, moment: Moment) -> Figures:
    """The figures of any set of planned documents on a day."""
    total = Figures(on=moment.on)
    for part in _counted(documents, moment).values():
        total.add(part)
    return total


def figures_of_rows(rows: Iterable[PlannedDocument], *, on: date) -> Figures:
    """The same figures of documents already read ``as_of`` the day; asks no query."""
    total = Figures(on=on)
    for row in rows:
        total.count(Counted(*(getattr(row, name) for name in COLUMNS)))
    return total


def ids_of(documents: PlannedDocumentQuerySet, moment: Moment) -> dict[str, list[int]]:
    """The ids behind each figure of ``Figures``, by the figure's name."""
    columns = ("pk", "status_then", "total_is_unknown", "is_group")
    rows = list(documents.as_of(moment).order_by("pk").values_list(*columns))
    standing_of = {pk: Standing.of(*marks) for pk, _status, *marks in rows}
    status_of = {pk: status for pk, status, *_m in rows if standing_of[pk] == Standing.COUNTED}
    ids: dict[str, list[int]] = {"total": list(status_of)}
    for group in StatusGroup:
        ids[group.value] = [pk for pk, s in status_of.items() if GROUP_OF[s] == group]
    ids["withdrawn"] = [pk for pk, s in status_of.items() if s == DocumentStatus.WITHDRAWN]
    ids["denominator"] = [pk for pk, s in status_of.items() if s != DocumentStatus.WITHDRAWN]
    for name, standing in (("uncounted", Standing.UNCOUNTED), ("unnumbered", Standing.GROUP)):
        ids[name] = [pk for pk, own in standing_of.items() if own == standing]
    return ids


def ids_by_timeliness(
    documents: PlannedDocumentQuerySet, moment: Moment
) -> dict[str, list[int]]:
    """The ids behind each count of ``Figures.by_timeliness``."""
    ids: dict[str, list[int]] = {}
    columns = ("pk", "timeliness")
    state = documents.in_sums().as_of(moment).order_by("pk")
    for pk, told in state.values_list(*columns):
        ids.setdefault(told, []).append(pk)
    return ids
