"""How many rows each choice of a filter would give with the other filters left as they are.

Every column that a filter looks at is grouped by once; each choice is then a sum over the
groups that it and the other filters admit. One query, however many filters and choices.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet


@dataclass(frozen=True)
class Facet:
    """A filter whose choices are counted: the column it looks at, and which values of that
    column a choice admits (by default the choice itself)."""

    column: str
    admits: Callable[[str, Any], bool] = lambda choice, value: choice == value


@dataclass(frozen=True)
class FacetCounts:
    """The groups of a list with their numbers of rows."""

    facets: Mapping[str, Facet]
    asked: Mapping[str, str]
    groups: list[tuple[dict[str, Any], int]]

    @classmethod
    def of(
        cls, rows: QuerySet, facets: Mapping[str, Facet], asked: Mapping[str, str]
    ) -> "FacetCounts":
        """``rows`` are filtered by everything but the facets; ``asked`` are their values."""
        columns = sorted({facet.column for facet in facets.values()})
        counted = (
            rows.order_by().values_list(*columns).annotate(n_rows=Count("pk", distinct=True))
        )
        groups = [(dict(zip(columns, row[:-1], strict=True)), row[-1]) for row in counted]
        return cls(facets, {n: v for n, v in asked.items() if v and n in facets}, groups)

    def _admitted(self, values: dict[str, Any], *, leaving_out: str = "") -> bool:
        return all(
            self.facets[name].admits(choice, values[self.facets[name].column])
            for name, choice in self.asked.items()
            if name != leaving_out
        )

    @property
    def total(self) -> int:
        """The rows that all filters together admit."""
        return sum(n for values, n in self.groups if self._admitted(values))

    def without(self, name: str) -> int:
        """The rows when this filter is lifted."""
        return sum(n for values, n in self.groups if self._admitted(values, leaving_out=name))

    def of_choice(self, name: str, choice: str) -> int:
        """The rows when this filter asks for ``choice`` and the others stay."""
        facet = self.facets[name]
        return sum(
            n
            for values, n in self.groups
            if facet.admits(choice, values[facet.column])
            and self._admitted(values, leaving_out=name)
        )
