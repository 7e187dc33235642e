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


def _judged(told: str) -> bool:
    return OFFICIAL_OF[Timeliness(told)] != Official.NOT_JUDGED


@dataclass(frozen=True)
class Figures:
    """“11/18 issued · 3 drafting · 4 awaiting central guidance” on a day.

    Whole numbers only. ``total`` counts all documents; ``denominator`` leaves out those not to
    be issued (withdrawn), and is what a share is said of.
    """

    on: date
    by_status: Counter[str] = field(default_factory=Counter)
    by_timeliness: Counter[str] = field(default_factory=Counter)
    fallen_due: Counter[str] = field(default_factory=Counter)

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
    columns = ("resolution_id", "status_then", "timeliness", "has_fallen_due")
    rows = state.values_list(*columns).annotate(n=Count("pk", distinct=True))
    found: dict[int, Figures] = {}
    for resolution_id, status, timeliness, has_fallen_due, n in rows:
        figures = found.setdefault(resolution_id, Figures(on=moment.on))
        figures.by_status[status] += n
        figures.by_timeliness[timeliness] += n
        if has_fallen_due:
            figures.fallen_due[timeliness] += n
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
        total.by_status.update(row.figures.by_status)
        total.by_timeliness.update(row.figures.by_timeliness)
        total.fallen_due.update(row.figures.fallen_due)
    return total


def figures_of(documents: PlannedDocumentQuerySet, moment: Moment) -> Figures:
    """The figures of any set of planned documents on a day."""
    total = Figures(on=moment.on)
    for part in _counted(documents, moment).values():
        total.by_status.update(part.by_status)
        total.by_timeliness.update(part.by_timeliness)
        total.fallen_due.update(part.fallen_due)
    return total


def figures_of_rows(rows: Iterable[PlannedDocument], *, on: date) -> Figures:
    """The same figures of documents already read ``as_of`` the day; asks no query."""
    total = Figures(on=on)
    for row in rows:
        total.by_status[row.status_then] += 1
        total.by_timeliness[row.timeliness] += 1
        if row.has_fallen_due:
            total.fallen_due[row.timeliness] += 1
    return total


def ids_of(documents: PlannedDocumentQuerySet, moment: Moment) -> dict[str, list[int]]:
    """The ids behind each figure of ``Figures``, by the figure's name."""
    columns = ("pk", "status_then")
    status_of = dict(documents.as_of(moment).order_by("pk").values_list(*columns))
    ids: dict[str, list[int]] = {"total": list(status_of)}
    for group in StatusGroup:
        ids[group.value] = [pk for pk, s in status_of.items() if GROUP_OF[s] == group]
    ids["withdrawn"] = [pk for pk, s in status_of.items() if s == DocumentStatus.WITHDRAWN]
    ids["denominator"] = [pk for pk, s in status_of.items() if s != DocumentStatus.WITHDRAWN]
    return ids


def ids_by_timeliness(
    documents: PlannedDocumentQuerySet, moment: Moment
) -> dict[str, list[int]]:
    """The ids behind each count of ``Figures.by_timeliness``."""
    ids: dict[str, list[int]] = {}
    columns = ("pk", "timeliness")
    state = documents.as_of(moment).order_by("pk")
    for pk, told in state.values_list(*columns):
        ids.setdefault(told, []).append(pk)
    return ids
