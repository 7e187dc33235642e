"""Figures of two days: what moved between them, and the columns that prove it."""

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from documents.progress.catalogue.counted import COUNTED
from documents.progress.catalogue.figure import Figure, Noun, Page
from documents.progress.comparing import Move

_NAMES = {figure.key: figure.name for figure in COUNTED}

_MOVES: dict[Move, str | Promise] = {
    Move.ISSUED: _("Not issued on the first day, issued on the second."),
    Move.BEGUN: _("Not started on the first day, any other status on the second."),
    Move.PLANNED: _("Not there on the first day."),
    Move.BECAME_OVERDUE: _("Not overdue on the first day, overdue on the second."),
    Move.OVERDUE_DONE: _("Overdue on the first day, issued or closed otherwise on the second."),
    Move.OVERDUE_EXTENDED: _("Overdue on the first day; its due day was moved since."),
    Move.OVERDUE_WAITING: _("Overdue on the first day, awaiting the Centre on the second."),
    Move.DEADLINE_MOVED: _("Another due day on the second day than on the first."),
    Move.DAYS_GIVEN_BACK: _(
        "The days of a wait for the Centre were given back to the due day."
    ),
    Move.WAIT_BEGUN: _("Awaiting the Centre on the second day and not on the first."),
    Move.WAIT_ENDED: _("Awaiting the Centre on the first day and not on the second."),
    Move.CLOSED: _("Integrated or not to be issued on the second day and not on the first."),
    Move.REOPENED: _("Issued or closed otherwise on the first day, open on the second."),
    Move.CORRECTED: _("What is known now of the first day is not what was known then."),
}


def _named(text: str | Promise, figure: str | Promise) -> str:
    name = str(figure)
    return str(text) % {"figure": name[:1].lower() + name[1:]}


_of_column = lazy(_named, str)

# What a column says of its documents, and which ones stand in it.
COLUMNS: dict[str, tuple[str | Promise, str | Promise]] = {
    "corrected_in": (
        _("Added or corrected since, counted in: %(figure)s"),
        _("Documents that were not counted on the first day and should have been."),
    ),
    "corrected_out": (
        _("Corrected since, counted out: %(figure)s"),
        _("Documents that were counted on the first day and should not have been."),
    ),
    "came_in": (
        _("Came in: %(figure)s"),
        _("Documents that the figure counts on the second day and not on the first."),
    ),
    "went_out": (
        _("Went out: %(figure)s"),
        _("Documents that the figure counted on the first day and not on the second."),
    ),
}
# The figures of which both ends are explained.
FOOTED = [
    "issued",
    "in_progress",
    "waiting",
    "not_begun",
    "closed_otherwise",
    "overdue",
    "total",
]

MOVED = [
    Figure(
        f"moved.{move.value}",
        move.label,
        definition,
        {"show": move.value},
        Noun.MOVES,
        pages=(Page.COMPARE, Page.OVERVIEW, Page.MEMBER),
    )
    for move, definition in _MOVES.items()
] + [
    Figure(
        f"{column}.{figure}",
        _of_column(name, _NAMES[figure]),
        definition,
        {"show": f"{column}.{figure}"},
        Noun.MOVES,
        pages=(Page.COMPARE,),
    )
    for column, (name, definition) in COLUMNS.items()
    for figure in FOOTED
]
