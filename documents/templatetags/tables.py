"""The columns of tables of planned documents and of tasks outside their lists."""

from django import template

from assignments.columns import TASK_COLUMNS
from documents.columns import DOCUMENT_COLUMNS
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
