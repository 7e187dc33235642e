"""The columns of tables of planned documents and of tasks outside their lists."""

from django import template

from assignments.columns import TASK_COLUMNS
from documents.columns import DOCUMENT_COLUMNS
from documents.models import PlannedDocument
from documents.status import Event, events_from, reason_needed
from resolutions.listing import Column, default_columns

register = template.Library()


def _without(columns: tuple[Column, ...], *hidden: str) -> list[Column]:
    return [column for column in default_columns(columns) if column.name not in hidden]


@register.simple_tag
def document_columns(*, hide_resolution=False, hide_status=False) -> list[Column]:
    """The columns of a table of planned documents that is not the register."""
    hidden = ("resolution" if hide_resolution else "", "status" if hide_status else "")
    return _without(DOCUMENT_COLUMNS, *hidden)


@register.simple_tag
def task_columns(*, hide_resolution=False) -> list[Column]:
    """The columns of a table of tasks that is not the task list."""
    return _without(TASK_COLUMNS, "resolution" if hide_resolution else "")


@register.simple_tag(takes_context=True)
def row_address(context, document: PlannedDocument) -> str:
    """The list as it is asked for now, at the row of the document."""
    return f"{context['request'].get_full_path()}#row-{document.pk}"


# What these events ask, every event asks: a day and a note.
_SIMPLE = (Event.START_DRAFTING, Event.CONSULT, Event.SUBMIT)


@register.simple_tag
def quick_events(document: PlannedDocument) -> dict[str, list[Event]]:
    """The events possible now: those recorded in place, and those that ask more on a form."""
    possible = events_from(document.status)
    in_place = [e for e in possible if e in _SIMPLE and not reason_needed(e, document.status)]
    return {"in_place": in_place, "on_form": [e for e in possible if e not in in_place]}
