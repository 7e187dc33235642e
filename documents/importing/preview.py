"""An annex beside the register: what is new, changed, the same, or must be settled first."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from documents.importing.cells import Sheet
from documents.importing.cellwise import CellReader
from documents.importing.edits import edited
from documents.importing.header import Header, find_header
from documents.importing.lint import lint
from documents.importing.register import Register
from documents.importing.results import (
    Candidate,
    Change,
    Field,
    Item,
    MappedColumn,
    Preview,
    PreviewRow,
    Problem,
    Read,
    RowKind,
    Severity,
    SkippedRow,
)
from documents.importing.rows import RowReader, WorkRow
from documents.importing.standing import Matcher, settle_items
from resolutions.allowance import reading, spend
from resolutions.models import Resolution

__all__ = [
    "Candidate",
    "Change",
    "Field",
    "Item",
    "MappedColumn",
    "Preview",
    "PreviewRow",
    "Problem",
    "Read",
    "RowKind",
    "Severity",
    "SkippedRow",
    "preview",
]


@reading()
def preview(
    sheet: Sheet,
    mapping: Mapping[int, str] | None = None,
    *,
    resolution: Resolution,
    on: date,
    edits: Mapping[str, str] | None = None,
    left_out: Collection[int] = (),
    header_row: int | None = None,
) -> Preview:
    """What taking over ``sheet`` as the annex of ``resolution`` would do on a day.

    ``mapping`` gives columns (from 1) their ``Field`` where a person chose it; the others keep
    the proposal. ``edits`` replaces the text of cells by address (``{"C7": "Sở Nội vụ"}``; ""
    empties the cell, ``#12`` is the record 12). ``left_out`` are row numbers not wanted;
    ``header_row`` the head's last row where a person points at it. Raises UsedUp where a
    request has no time left for it.
    """
    sheet = edited(sheet, edits or {})
    header = find_header(sheet, header_row)
    if header is None:
        message = _("No head of a table was found (number, task, lead agency, deadline …).")
        problem = Problem("no_header", message)
        return Preview(sheet.name, (), (), (problem,), 0, 0, resolution.pk)
    header = header.mapped(mapping or {})
    work, skipped = RowReader(sheet, header, left_out).read()
    register = Register(resolution, on=on, keys=_keys(header, work))
    if header.export is not None:
        register.load_keyed(header.export.item)
    reader = CellReader(header, register)
    drafts = []
    for row in work:
        spend(marks=1)
        drafts.append(reader.read(row))
    for draft in drafts:
        settle_items(draft, header.export)
    problems = [*_of_columns(sheet, header), *lint(drafts, header, resolution)]
    matcher = Matcher(register)
    rows = tuple(matcher.row(draft) for draft in drafts)
    return Preview(
        sheet.name,
        header.columns,
        rows,
        (*problems, *(problem for row in rows for problem in row.problems)),
        sum(draft.understood for draft in drafts),
        sum(draft.cells for draft in drafts),
        resolution.pk,
        tuple(skipped),
    )


def _keys(header: Header, work: Iterable[WorkRow]) -> set[int]:
    """The record numbers in a file of ours."""
    column = next((c.index for c in header.columns if c.field == Field.KEY), None)
    found = set()
    for row in work:
        cell = row.cells.get(column) if column is not None else None
        text = str(cell.value).strip() if cell is not None else ""
        if text.isdecimal() and len(text) < 12:
            found.add(int(text))
    return found


def _of_columns(sheet: Sheet, header: Header) -> Iterator[Problem]:
    """What is wrong with the head: columns nobody knows, fields said twice or not at all."""
    seen: dict[str, str] = {}
    for column in header.columns:
        address = f"{column.letter}{header.rows[-1]}"
        name = column.heading or column.letter
        if not column.field:
            yield Problem(
                "unknown_column",
                _("Column “%(name)s” is not known: say what it holds, or leave it out.")
                % {"name": name},
                address=address,
                text=column.heading,
            )
        elif column.field in seen and column.field not in (Field.NOTE, Field.IGNORE):
            yield Problem(
                "field_twice",
                _("Columns “%(first)s” and “%(second)s” are both taken for “%(field)s”.")
                % {
                    "first": seen[column.field],
                    "second": name,
                    "field": Field(column.field).label,
                },
                address=address,
                text=column.heading,
            )
        elif not column.is_certain:
            yield Problem(
                "column_guessed",
                _("Column “%(name)s” is taken for “%(field)s”: check this.")
                % {"name": name, "field": Field(column.field).label},
                Severity.WARNING,
                address,
                text=column.heading,
            )
        seen.setdefault(column.field, name)
    if Field.TEXT not in seen and Field.TITLE not in seen:
        yield Problem("no_text_column", _("No column says the task or the document."))
    if sheet.left_out:
        yield Problem(
            "beyond_columns",
            _("%(count)s cells lie too far to the right and are not read.")
            % {"count": sheet.left_out},
        )
