"""What every list of the site is made of: its columns, its order, its pages.

All of it is read from the address, so that a list can be bookmarked, sent and come back to.
What cannot be read there is left out; a list never fails for its address.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import Expression, OrderBy
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

PAGE_SIZE = 50
PAGE_SIZES = (20, 50, 100, 200)


@dataclass(frozen=True)
class Column:
    """A column of a list: its head, its cell on the page, its value in a sheet.

    ``value`` gives text, a whole number or a day; ``order`` what the rows are sorted by.
    """

    name: str
    label: str | Promise
    value: Callable[[Any], Any]
    cell: str
    css: str = ""
    order: tuple[str | F | Expression, ...] = ()
    is_fixed: bool = False
    is_default: bool = True
    width: int = 18


def sort_choices(columns: Iterable[Column]) -> list[tuple[str, Any]]:
    """The orders a list offers: each sortable column both ways."""
    choices: list[tuple[str, Any]] = []
    for column in columns:
        if column.order:
            choices += [
                (column.name, format_lazy(_("{column}, ascending"), column=column.label)),
                (
                    f"-{column.name}",
                    format_lazy(_("{column}, descending"), column=column.label),
                ),
            ]
    return choices


def order_of(columns: Iterable[Column], sort: str) -> list[OrderBy | str]:
    """What ``?sort=`` asks for, rows without a value last; the id decides between equals."""
    name = sort.removeprefix("-")
    for column in columns:
        if column.name == name and column.order:
            by = [F(part) if isinstance(part, str) else part for part in column.order]
            if sort.startswith("-"):
                return [*(part.desc(nulls_last=True) for part in by), "pk"]
            return [*(part.asc(nulls_last=True) for part in by), "pk"]
    return []


class CountedPaginator(Paginator):
    """Pages of rows whose number is known already, so that it is not asked for again."""

    def __init__(self, rows, size: int, *, count: int) -> None:
        super().__init__(rows, size)
        self.count = count


@dataclass(frozen=True)
class Head:
    """The head of a column: where a click leads, and how the rows stand now."""

    column: Column
    url: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Listing:
    """How a request wants a list: which columns, how many rows a page, in which order."""

    path: str
    query: QueryDict
    offered: tuple[Column, ...]
    columns: tuple[Column, ...]
    size: int
    sort: str

    @classmethod
    def of(cls, request: HttpRequest, offered: Sequence[Column]) -> "Listing":
        """``?cols=`` names columns, once or separated by commas; ``?size=`` the page size."""
        named = {
            name for value in request.GET.getlist("cols") for name in value.split(",") if name
        }
        chosen = tuple(c for c in offered if c.is_fixed or c.name in named)
        if not named & {c.name for c in offered if not c.is_fixed}:
            chosen = default_columns(offered)
        asked = request.GET.get("size", "")
        size = int(asked) if asked in {str(size) for size in PAGE_SIZES} else PAGE_SIZE
        sort = request.GET.get("sort", "")
        return cls(request.path, request.GET, tuple(offered), chosen, size, sort)

    @property
    def has_own_columns(self) -> bool:
        """Whether other columns are shown than by default."""
        return self.columns != default_columns(self.offered)

    def url(self, **changed: Any) -> str:
        """This list with other values in its address; None takes a name out. A list that
        changes begins at its first page."""
        query = self.query.copy()
        for name in ("page", *changed):
            query.pop(name, None)
        for name, value in changed.items():
            if value is not None:
                query.setlist(name, value if isinstance(value, list) else [str(value)])
        return f"{self.path}?{query.urlencode()}"

    @property
    def cleared(self) -> str:
        """This list without any filter, on the same day, in the same data set and with the same
        columns."""
        query = self.query.copy()
        for name in set(query) - {"as_of", "known_on", "against", "data", "cols", "size"}:
            query.pop(name)
        query["view"] = "all"  # not the view that the list opens with
        return f"{self.path}?{query.urlencode()}"

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns shown; a click on the one in force turns the order."""
        heads = []
        for column in self.columns:
            if not column.order:
                heads.append(Head(column))
            elif self.sort == column.name:
                url = self.url(sort=f"-{column.name}")
                heads.append(Head(column, url, "ascending"))
            else:
                direction = "descending" if self.sort == f"-{column.name}" else ""
                heads.append(Head(column, self.url(sort=column.name), direction))
        return heads

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form sends along: the columns and the page size."""
        return [
            (name, value)
            for name in ("cols", "size")
            for value in self.query.getlist(name)
            if value
        ]

    @property
    def sizes(self) -> list[dict[str, Any]]:
        """The page sizes on offer, with their addresses."""
        return [
            {"size": size, "url": self.url(size=size), "is_current": size == self.size}
            for size in PAGE_SIZES
        ]

    def page(self, rows: QuerySet, *, count: int | None = None) -> Page:
        """The page of the rows that ``?page=`` names, or the nearest there is."""
        pages = (
            Paginator(rows, self.size)
            if count is None
            else CountedPaginator(rows, self.size, count=count)
        )
        return pages.get_page(self.query.get("page"))


def default_columns(offered: Iterable[Column]) -> tuple[Column, ...]:
    """The columns shown when nobody chose any."""
    return tuple(c for c in offered if c.is_fixed or c.is_default)
