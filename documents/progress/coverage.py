"""Coverage: which units have issued what a governing document asks of them, and which not.

A plan asked of N units is N planned documents, one for each unit; so coverage is planned
documents counted by their unit, and the matrix is those counts side by side. The unit is the
body that signs and issues, else the drafting agency: never one that only advises. Units of
which the source says no total stand beside the fractions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from assignments.models import Agency
from assignments.models.agency import AgencyLevel
from documents.models import PlannedDocument, PlannedDocumentQuerySet
from documents.progress.figures import COLUMNS, Counted, Figures, figures_of_rows
from documents.status import StatusGroup
from resolutions.folding import sort_key
from resolutions.models import Resolution
from resolutions.moments import Moment


class CellState(models.TextChoices):
    """Where a unit stands with a governing document: with the document that is worst off."""

    OVERDUE = "overdue", _("overdue")
    NOT_BEGUN = "not_begun", _("not started yet")
    WAITING = "waiting", _("awaiting the Centre")
    IN_PROGRESS = "in_progress", _("draft being completed")
    ISSUED = "issued", _("issued")
    CLOSED_OTHERWISE = "closed_otherwise", _("closed otherwise")


def state_of(figures: Figures) -> CellState:
    """The state of the document that is worst off: what is overdue, else what is not begun,
    waits, is being written; issued when nothing is left to do."""
    if figures.overdue:
        return CellState.OVERDUE
    for state in list(CellState)[1:-1]:
        if figures.of_group(StatusGroup(state.value)):
            return state
    return CellState.CLOSED_OTHERWISE


@dataclass(frozen=True)
class Cell:
    """The documents of one unit for one governing document, or a total of such."""

    figures: Figures

    @property
    def state(self) -> CellState:
        return state_of(self.figures)

    @property
    def is_empty(self) -> bool:
        return self.figures.is_empty


# --- one governing document: the units by level ---------------------------------------------


@dataclass(frozen=True)
class Unit(Cell):
    """A unit with its documents for one governing document."""

    pk: int
    name: str


@dataclass
class LevelCoverage:
    """The units of one level that a governing document asks something of. Each stands in
    exactly one list; a unit all of whose documents are not to be issued in none. ``beside`` are
    units that the source counts without a total: they are in no fraction."""

    level: AgencyLevel
    covered: list[Unit] = field(default_factory=list)
    missing: list[Unit] = field(default_factory=list)
    otherwise: list[Unit] = field(default_factory=list)
    beside: list[Unit] = field(default_factory=list)

    @property
    def figures(self) -> Figures:
        """The figures of all its units together."""
        units = [*self.covered, *self.missing, *self.otherwise, *self.beside]
        total = Figures(on=units[0].figures.on)
        for unit in units:
            total.add(unit.figures)
        return total

    @property
    def total(self) -> int:
        return len(self.covered) + len(self.missing) + len(self.otherwise)


def coverage_of(rows: Iterable[PlannedDocument], *, on: date) -> list[LevelCoverage]:
    """The units of ``rows`` by level, highest first, each level in alphabetical order. Needs
    ``as_of`` and ``with_unit``; asks no query."""
    found: dict[int, tuple[str, str, Figures]] = {}
    for row in rows:
        if row.unit_then is None:
            continue
        who = (row.unit_name_then or "", row.unit_level_then or "", Figures(on=on))
        *_who, figures = found.setdefault(row.unit_then, who)
        figures.add(figures_of_rows([row], on=on))
    levels = {level: LevelCoverage(level) for level in AgencyLevel}
    ordered = sorted(found.items(), key=lambda item: (sort_key(item[1][0]), item[0]))
    for pk, (name, level, figures) in ordered:
        unit, own = Unit(figures, pk, name), levels[AgencyLevel(level)]
        if figures.unfinished:
            own.missing.append(unit)
        elif figures.issued:
            own.covered.append(unit)
        elif figures.denominator:
            own.otherwise.append(unit)
        elif figures.uncounted:
            own.beside.append(unit)
    return [own for own in levels.values() if own.total or own.beside]


# --- every governing document and every unit ------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A unit (None: of no unit yet) with a cell for each column, and their total."""

    agency: Agency | None
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Block:
    """The units of one level in alphabetical order, with the total of each column. Units that
    only stand beside the sums have no line; the totals tell them."""

    level: AgencyLevel | None
    lines: list[Line]
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Matrix:
    """Governing documents × units on a day. Totals are sums of the cells, so that rows,
    columns and blocks foot to the same grand total."""

    resolutions: list[Resolution]
    blocks: list[Block]
    cells: list[Cell]
    total: Cell

    @property
    def units(self) -> int:
        """How many units appear."""
        return sum(len(block.lines) for block in self.blocks if block.level)

    @property
    def besides(self) -> list[tuple[Resolution, Cell]]:
        """The governing documents of which something stands beside the sums."""
        return [
            (resolution, cell)
            for resolution, cell in self.columns
            if cell.figures.uncounted or cell.figures.unnumbered
        ]

    @property
    def columns(self) -> list[tuple[Resolution, Cell]]:
        return list(zip(self.resolutions, self.cells, strict=True))

    @property
    def lists(self) -> list[tuple[Resolution, Cell, list[tuple[Line, Cell]]]]:
        """The matrix read by governing document: each with the units it asks something of."""
        return [
            (
                resolution,
                total,
                [
                    (line, line.cells[place])
                    for block in self.blocks
                    for line in block.lines
                    if not line.cells[place].is_empty
                ],
            )
            for place, (resolution, total) in enumerate(self.columns)
        ]


def _sum(cells: Iterable[Cell], *, on: date) -> Cell:
    total = Figures(on=on)
    for cell in cells:
        total.add(cell.figures)
    return Cell(total)


def matrix_of(documents: PlannedDocumentQuerySet, moment: Moment, *, level: str = "") -> Matrix:
    """The matrix of ``documents`` on a day, in three queries; with ``level`` of the units of
    that level alone. Only governing documents and units that have something appear."""
    on = moment.on
    state = documents.as_of(moment).with_unit().order_by()
    if level:
        state = state.of_unit_on(level)
    counted: dict[tuple[int, int | None], Figures] = {}
    rows = state.values_list("resolution_id", "unit_then", *COLUMNS)
    for resolution_id, unit, *told, n in rows.annotate(n=Count("pk", distinct=True)):
        figures = counted.setdefault((resolution_id, unit), Figures(on=on))
        figures.count(Counted(*told), n)
    resolutions = list(
        Resolution.objects.filter(pk__in={pk for pk, _unit in counted}).order_by(
            "is_fictional", "symbol_key", "issued_on", "pk"
        )
    )
    agencies = Agency.objects.in_bulk({unit for _pk, unit in counted if unit})
    blocks = []
    for own in [*AgencyLevel, None]:
        who: list[Agency | None] = [
            *sorted(
                (a for a in agencies.values() if own and a.level == own),
                key=lambda a: (sort_key(str(a)), a.pk),
            )
        ]
        if own is None and any(unit is None for _pk, unit in counted):
            who = [None]
        lines = []
        for agency in who:
            key = agency.pk if agency else None
            cells = [
                Cell(counted.get((resolution.pk, key), Figures(on=on)))
                for resolution in resolutions
            ]
            lines.append(Line(agency, cells, _sum(cells, on=on)))
        if lines:
            sums = [
                _sum(column, on=on)
                for column in zip(*(line.cells for line in lines), strict=True)
            ]
            # Nothing of these is in a fraction, and hundreds of them may be placeholders.
            named = [line for line in lines if line.total.figures.total]
            blocks.append(Block(own, named, sums, _sum(sums, on=on)))
    feet = [
        _sum(column, on=on) for column in zip(*(block.cells for block in blocks), strict=True)
    ]
    return Matrix(resolutions, blocks, feet, _sum(feet, on=on))
