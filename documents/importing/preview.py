"""An annex beside the register: what is new, changed, the same, or must be settled first."""

from collections.abc import Collection, Mapping
from datetime import date

from documents.importing.reading import Sheet
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


def preview(
    sheet: Sheet,
    mapping: Mapping[int, str] | None = None,
    *,
    resolution: Resolution,
    on: date,
    edits: Mapping[str, str] | None = None,
    left_out: Collection[int] = (),
) -> Preview:
    """What taking over ``sheet`` as the annex of ``resolution`` would do on a day.

    ``mapping`` gives columns (from 1) their ``Field`` where a person chose it; the others keep
    the proposal. ``edits`` replaces the text of cells by address (``{"C7": "Sở Nội vụ"}``; ""
    empties the cell, ``#12`` is the record 12). ``left_out`` are row numbers not wanted.
    """
    raise NotImplementedError
