"""What people say of an annex in its preview, one after the other, while it is a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assignments.acting import acting_for
from documents.importing.keeping import from_json
from documents.models import BatchState, ImportBatch
from documents.services.chain import Actor
from resolutions.conflicts import ChangedMeanwhile
from resolutions.names import signed


class AlreadyTakenOver(ValidationError):
    """The annex was taken over or taken back before: nothing to do."""


class DraftChanged(ValidationError):
    """The annex is not what the person who takes it over looked at."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody changed the annex after you opened it. Look it through once more.")
        )


@dataclass(frozen=True)
class Said:
    """What one person changed in the preview: the field of columns by number (empty: not
    known), the text of cells by address, and whether rows are left out."""

    columns: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[int, bool] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.columns or self.cells or self.rows)


def held(batch: ImportBatch) -> ImportBatch:
    """The draft, locked; AlreadyTakenOver, saying who did it when, once it is none."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not batch.is_draft:
        raise AlreadyTakenOver(already(batch))
    return batch


def already(batch: ImportBatch) -> str:
    """Who took an annex over, or back, and when."""
    if batch.state == BatchState.UNDONE:
        told = _("This annex was taken back at %(when)s by %(who)s. Nothing was changed.")
        who, at = signed(batch.undone_by, batch.undone_on_behalf_of), batch.undone_at
    else:
        told = _("This annex was taken over at %(when)s by %(who)s. Nothing was changed.")
        who, at = signed(batch.applied_by, batch.applied_on_behalf_of), batch.applied_at
    when = date_format(localtime(at), "H:i d/m/Y") if at else ""
    return told % {"when": when, "who": who or _("the system")}


def look_through(
    batch: ImportBatch, *, said: Said, seen: int, now: datetime, by: Actor
) -> ImportBatch:
    """Keep what a person said of a draft, and that it was said.

    Raises AlreadyTakenOver when it is no draft any more, ChangedMeanwhile when somebody said
    something after version ``seen``; then nothing is kept.
    """
    with transaction.atomic():
        batch = held(batch)
        if batch.version != seen:
            raise ChangedMeanwhile
        changes = [*_columns(batch, said), *_cells(batch, said), *_rows(batch, said)]
        if changes:
            told = {
                "at": now.isoformat(),
                "by": by.pk if by else None,
                "for": str(acting_for(by) or ""),
                "changes": changes,
            }
            batch.looked_through = [*batch.looked_through, told]
            batch.save(update_fields=["mapping", "edits", "left_out", "looked_through"])
        return batch


def _columns(batch: ImportBatch, said: Said) -> list[list[Any]]:
    changes = []
    for column, name in said.columns.items():
        if (old := batch.mapping.get(column, "")) != name:
            changes.append(["column", column, old, name])
            if name:
                batch.mapping[column] = name
            else:
                del batch.mapping[column]
    return changes


def _cells(batch: ImportBatch, said: Said) -> list[list[Any]]:
    read = texts_of(batch) if said.cells else {}
    changes = []
    for address, text in said.cells.items():
        if (old := read.get(address, "")) != text:
            changes.append(["cell", address, old, text])
            batch.edits[address] = text
    return changes


def _rows(batch: ImportBatch, said: Said) -> list[list[Any]]:
    out = {*batch.left_out}
    changes: list[list[Any]] = [
        ["row", row, row in out, is_out]
        for row, is_out in said.rows.items()
        if (row in out) != is_out
    ]
    batch.left_out = sorted(out.difference(said.rows) | {r for r, o in said.rows.items() if o})
    return changes


def texts_of(batch: ImportBatch) -> dict[str, str]:
    """What each cell says, as people wrote it over, by its address."""
    rows = from_json(batch.cells).rows.values()
    return {c.address: c.text for row in rows for c in row.values()} | batch.edits


def who_said(batch: ImportBatch) -> dict[int, User]:
    """The people who said something in the preview."""
    return User.objects.in_bulk({told["by"] for told in batch.looked_through if told["by"]})
