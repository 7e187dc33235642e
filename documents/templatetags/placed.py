"""Figures on pages: each number under its name of the catalogue, with its scope, opening its
rows. Nothing else on a page prints a number that counts rows, facets and page counts aside."""

from collections.abc import Iterable, Sized
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.forms import BaseForm
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.safestring import SafeString

from documents.progress import Figures, Footing, Move, Share, Sides
from documents.progress.catalogue import FIGURES, Figure, Noun
from documents.templatetags.figures import bar_of, compare_url
from resolutions.looking import Looking

register = template.Library()

_LISTS = {
    Noun.DOCUMENTS: "documents:register",
    Noun.TASKS: "assignments:task_list",
    Noun.RESOLUTIONS: "resolutions:resolution_list",
    Noun.REPORTS: "documents:report_list",
    Noun.EXTENSIONS: "documents:extension_list",
    Noun.INSTRUCTIONS: "documents:instruction_list",
}


@dataclass(frozen=True)
class Placed:
    """A figure on a page: its value, and the address of its rows (empty where they are named
    beside it). It is false where it is 0, which opens nothing."""

    figure: Figure
    value: int
    scope: str
    url: str

    def __bool__(self) -> bool:
        return self.value > 0

    @property
    def name(self) -> str:
        """The one name of the figure."""
        return str(self.figure.name)

    @property
    def data(self) -> SafeString:
        """The attributes that say which figure this is."""
        return flatatt(
            {
                "data-figure": self.figure.key,
                "data-scope": self.scope,
                "data-value": str(self.value),
            }
        )

    @property
    def link(self) -> SafeString:
        """The same, for an element that opens its rows."""
        return SafeString(f"{flatatt({'href': self.url})}{self.data}")


@register.simple_tag(takes_context=True)
def place(
    context, key: str, of: Any, on: date | None = None, sort: str = "", **asked
) -> Placed:
    """The figure ``key`` of ``of`` (``Figures``, a number, or what is counted), of the day and
    the data set that the page shows, or of another day. What else is given narrows its scope,
    as the filters of its list do; ``sort`` only orders the rows."""
    figure = FIGURES[key]
    if isinstance(of, Figures):
        value = figure.of(of)
    else:
        value = len(of) if isinstance(of, Sized) else int(of)
    narrowed = {name: str(told) for name, told in asked.items() if told not in (None, "")}
    if context.get("level") and figure.noun == Noun.DOCUMENTS:
        narrowed.setdefault("level", context["level"])
    looking: Looking | None = context.get("looking")
    if looking is None and figure.noun != Noun.RESOLUTIONS:  # their list alone knows no day
        raise KeyError("looking")
    if looking is not None and on is not None:
        looking = looking.at(on)
    data = context.get("data", "real")
    return Placed(
        figure,
        value,
        _scope(figure, narrowed, looking, data),
        _address(figure, narrowed, looking, data, sort),
    )


@dataclass(frozen=True)
class PlacedAll(Placed):
    """A figure, and how many more rows stand beside it (``besides``): what must be done must
    be done, whatever it is one of. ``all`` opens both."""

    besides: Placed | None = None
    all: str = ""

    def __bool__(self) -> bool:
        return self.value > 0 or bool(self.besides)


@register.simple_tag(takes_context=True)
def place_all(context, key: str, of: Any, sort: str = "", **asked) -> PlacedAll:
    """A figure where all rows are shown: its number is the one that stands everywhere under
    its name, and those of which the source gives no total stand beside it, apart."""
    if isinstance(of, Iterable):
        of = Sides.of(of)
    sides = of if isinstance(of, Sides) else Sides(int(of))
    placed = place(context, key, sides.counted, sort=sort, **asked)
    besides, every = None, placed.url
    if sides.beside:
        besides = place(context, key, sides.beside, sort=sort, total="beside", **asked)
        every = place(context, key, sides.all, sort=sort, total="all", **asked).url
    return PlacedAll(
        placed.figure, placed.value, placed.scope, placed.url, besides=besides, all=every
    )


@register.simple_tag(takes_context=True)
def place_instructions(context, of: Sized, kind: str = "", pk=None, **asked) -> Placed:
    """How many instructions are open on an item of this kind, or of somebody."""
    if kind:
        asked[kind] = pk
    return place(context, "instructions_open", of, **asked)


@register.simple_tag(takes_context=True)
def place_files(context, of: Sized, kind: str, pk: int) -> Placed:
    """How many files are kept with an item of this kind."""
    asked: dict[str, Any] = {kind: pk}
    return place(context, "files", of, **asked)


@register.simple_tag(takes_context=True)
def heading(context, key: str, page, form: BaseForm) -> SafeString:
    """The attributes of the number of rows above a list, where that is the figure of all of
    them; under filters it is a count of the page."""
    asked = getattr(form, "cleaned_data", {})
    filtered = any(value for name, value in asked.items() if name not in ("data", "sort"))
    if filtered or not form.is_valid():
        return SafeString("")
    with context.push(data=asked.get("data") or context.get("data", "real")):
        return place(context, key, page.paginator.count).data


@register.simple_tag(takes_context=True)
def place_known(context, key: str, of: Any, on: date) -> Placed:
    """The figure on a day as it was known on that day."""
    then = context["looking"].known_by(on)
    with context.push(looking=then):
        return place(context, key, of)


@register.simple_tag(takes_context=True)
def place_move(
    context, key: str, of: Any, start: date, end: date, member: int | None = None
) -> Placed:
    """A figure of two days: what moved, or a cell of the footing. What moved of a member's
    documents is named beside it: the comparison knows no members."""
    figure = FIGURES[key]
    narrowed = {"from": start.isoformat(), "to": end.isoformat()}
    url = compare_url(context, start, end, figure.filters["show"])
    if member is not None:
        narrowed, url = {"board_member": str(member)} | narrowed, ""
    said = ",".join(f"{name}:{told}" for name, told in narrowed.items())
    value = len(of) if isinstance(of, Sized) else int(of)
    return Placed(figure, value, f"{said};data={context.get('data', 'real')}", url)


@register.simple_tag(takes_context=True)
def place_footing(context, column: str, footing: Footing, start: date, end: date) -> Placed:
    """A cell of the footing: the documents of one of its columns."""
    key = f"{column}.{footing.value}"
    return place_move(context, key, getattr(footing, column), start, end)


@register.simple_tag
def moved_key(move: Move) -> str:
    """The key of the figure that counts a kind of move."""
    return f"moved.{move.value}"


@register.simple_tag(takes_context=True)
def place_bar(context, figures: Figures, **asked) -> dict:
    """What the bar of ``figures`` draws: its segments sum to the denominator, as which it is
    placed."""
    bar = bar_of(figures)
    return bar | {"placed": place(context, "denominator", bar["whole"], **asked)}


@register.simple_tag(takes_context=True)
def place_share_bar(context, share: Share, kind: str) -> dict:
    """The same of what a member or an agency answers for."""
    bar, placed = bar_of(share.figures), place_share(context, "denominator", share, kind)
    return bar | {"placed": replace(placed, value=bar["whole"])}


@register.simple_tag(takes_context=True)
def place_rest(context, key: str, figures: Figures) -> Placed:
    """A figure of the agencies that a table does not name: the sum of those in the next."""
    return replace(place(context, key, figures, agency="others"), url="")


@register.simple_tag(takes_context=True)
def place_debt(context, debt, member: int | None = None) -> Placed:
    """The overdue documents that an agency drafts, those below it not counted."""
    if debt.pk is None:
        return place_all(context, "overdue", debt.count, lacking="agency", board_member=member)
    return place_all(
        context, "overdue", debt.count, agency=debt.pk, below="no", board_member=member
    )


@register.simple_tag
def official_lines() -> list[dict]:
    """The lines of the official table: the figure of all documents, that of those fallen due,
    and whether the line is a part of the denominators."""
    return [
        {"all": "issued_on_time", "due": "issued_on_time_fallen_due", "of": True},
        {"all": "issued_late", "due": "issued_late_fallen_due", "of": True},
        {"all": "open_within", "due": "open_within_fallen_due", "of": True},
        # What is overdue has always fallen due: one figure, both times.
        {"all": "overdue", "due": "overdue", "of": True},
        {"all": "not_judged", "due": "not_judged_fallen_due", "of": False},
    ]


@register.simple_tag
def tracks() -> list[str]:
    """The figures of the three-way view."""
    return ["on_track", "at_risk", "behind"]


@register.simple_tag(takes_context=True)
def place_cell(context, key: str, cell, **asked) -> Placed:
    """A figure of a cell of the coverage matrix; an agency is asked as the unit whose documents
    they are."""
    if asked.get("agency"):
        asked["part"] = "unit"
    return place(context, key, cell.figures, **asked)


@register.simple_tag(takes_context=True)
def place_share(context, key: str, share, kind: str) -> Placed:
    """A figure of what a member (``member``) or an agency (``agency``) answers for, or of what
    nobody does."""
    if share.pk is None:
        return place(context, key, share.figures, lacking=kind)
    if kind == "member":
        return place(context, key, share.figures, board_member=share.pk)
    return place(context, key, share.figures, agency=share.pk, below="no")


def _scope(figure: Figure, narrowed: dict, looking: Looking | None, data: str) -> str:
    """“resolution:12;data=real;as_of=2026-11-28;against=current”: whose rows are counted, on
    which day, by what was known, judged by which deadline."""
    said = ",".join(f"{name}:{quote(told)}" for name, told in sorted(narrowed.items())) or "all"
    parts = [said, f"data={data}"]
    # Of governing documents only what is recorded now is known.
    if looking is not None and figure.noun != Noun.RESOLUTIONS:
        parts.append(f"as_of={looking.on.isoformat()}")
        if looking.known_on:
            parts.append(f"known_on={looking.known_on.isoformat()}")
        parts.append(f"against={looking.against}")
    return ";".join(parts)


def _address(
    figure: Figure, narrowed: dict, looking: Looking | None, data: str, sort: str
) -> str:
    if figure.noun == Noun.BESIDE:
        return ""
    query = {**narrowed, **figure.filters}
    if sort:
        query["sort"] = sort
    if looking is not None and figure.noun != Noun.RESOLUTIONS:
        query |= looking.query
    if data != "real":
        query["data"] = data
    # All rows, whatever view the list opens with.
    return f"{reverse(_LISTS[figure.noun])}?{urlencode(query or {'view': 'all'})}"
