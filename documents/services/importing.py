"""An annex is taken over whole, through the services of each thing, and taken back whole."""

from collections.abc import Generator, Mapping
from datetime import date, datetime
from typing import IO, Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assignments.acting import acting_for
from documents.audit.context import current_id
from documents.files import digest_of, told_of_name
from documents.importing.cells import Sheet
from documents.importing.keeping import as_json, from_json
from documents.importing.preview import Preview, RowKind, preview
from documents.models import BatchState, ColumnMeaning, ImportBatch
from documents.services.chain import Actor
from documents.services.importing_back import come_earlier, taking_rows_back, touched
from documents.services.importing_marks import MODELS, marks_of
from documents.services.importing_rows import RowTaker
from documents.services.importing_said import AlreadyTakenOver, DraftChanged, already, held
from resolutions.folding import clean_line, fold
from resolutions.models import Resolution
from resolutions.secrecy import secrecy_mark
from resolutions.secrecy_of_names import secrecy_mark_of_name


class RowsRefused(ValidationError):
    """Rows that the register does not take, with what to do, by their number."""

    def __init__(self, rows: Mapping[int, str]) -> None:
        self.rows = dict(rows)
        told = [_("Row %(row)s: %(why)s") % {"row": n, "why": w} for n, w in rows.items()]
        super().__init__(told[:20])


def keep_annex(
    sheet: Sheet, *, resolution: Resolution, file: IO[bytes], file_name: str, by: Actor
) -> ImportBatch:
    """Keep a sheet of a file as a draft; nothing of it is in the register yet. Raises
    ValidationError when a cell bears a mark of secrecy."""
    if mark := secrecy_mark_of_name(file_name):
        raise ValidationError({"file": told_of_name(mark)})
    for cells in sheet.rows.values():
        for cell in cells.values():
            if isinstance(cell.value, str) and (mark := secrecy_mark(cell.value)):
                told = _(
                    "The file bears the mark “%(mark)s”. Nothing secret may be entered here."
                )
                raise ValidationError({"file": told % {"mark": mark}})
    batch = ImportBatch(
        resolution=resolution,
        file_name=clean_line(file_name)[:200],
        sha256=digest_of(file),
        sheet_name=clean_line(sheet.name)[:200],
        cells=as_json(sheet),
        by=by,
        on_behalf_of=acting_for(by),
    )
    batch.full_clean()
    batch.save()
    return batch


def preview_of(batch: ImportBatch, *, on: date) -> Preview:
    """What taking the annex over would do on a day, with what a person said and wrote over."""
    sheet = from_json(batch.cells)
    said = {int(column): field for column, field in batch.mapping.items()}
    options: dict[str, Any] = {"edits": batch.edits, "left_out": set(batch.left_out)}
    found = preview(sheet, said, resolution=batch.resolution, on=on, **options)
    learnt = _learnt(found, said)
    if learnt:
        found = preview(sheet, said | learnt, resolution=batch.resolution, on=on, **options)
    return found


def _learnt(found: Preview, said: Mapping[int, str]) -> dict[int, str]:
    """What people said before of the columns that nobody knows here."""
    unknown = {
        fold(column.heading)[:200]: column.index
        for column in found.columns
        if column.heading and column.index not in said and not column.field
    }
    meanings = ColumnMeaning.objects.filter(heading__in=unknown)
    return {unknown[meaning.heading]: meaning.field for meaning in meanings}


# What a long service tells on its way: so many rows of so many are done.
Steps = Generator[tuple[int, int], None, ImportBatch]


def run(steps: Steps) -> ImportBatch:
    """Do a long service to its end, and what it returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast(ImportBatch, end.value)


def take_over(batch: ImportBatch, **how: Any) -> ImportBatch:
    """The same as ``taking_over``, to its end."""
    return run(taking_over(batch, **how))


def taking_over(
    batch: ImportBatch,
    *,
    on: date,
    now: datetime,
    by: Actor,
    seen: int | None = None,
    skip_problems: bool = False,
) -> Steps:
    """Bring every row that is new or changed into the register, or none, and tell on the way
    how far it is; who stops listening stops it, and nothing is saved. ``skip_problems`` leaves
    out the rows that must be settled first.

    Raises AlreadyTakenOver when that was done before, DraftChanged when somebody changed it
    after version ``seen``, ValidationError when something must be settled first, RowsRefused
    when the register does not take a row.
    """
    with transaction.atomic():
        batch = held(batch)
        if seen is not None and batch.version != seen:
            raise DraftChanged
        found = preview_of(batch, on=on)
        if found.has_errors and not skip_problems:
            raise ValidationError(
                _("Settle what is marked, or leave those rows out, before taking it over.")
            )
        taker = RowTaker(batch.resolution, source_name=batch.file_name, on=on, by=by)
        refused: dict[int, str] = {}
        outcome: list[dict[str, Any]] = []
        for done, row in enumerate(found.rows):
            yield done, len(found.rows)
            if row.kind in (RowKind.SAME, RowKind.PROBLEM):
                taker.remember(row)
                continue
            try:
                outcome.append(taker.take(row))
            except ValidationError as refusal:
                refused[row.number] = " ".join(refusal.messages)
        if refused:
            raise RowsRefused(refused)
        _mark(outcome)
        batch.outcome = outcome
        batch.state, batch.applied_at, batch.request_id = BatchState.APPLIED, now, current_id()
        batch.applied_by, batch.applied_on_behalf_of = by, acting_for(by)
        batch.save()
        _learn(batch, found)
        return batch


def _mark(outcome: list[dict[str, Any]]) -> None:
    for name, model in MODELS.items():
        told = [row[name] for row in outcome if name in row]
        marks = marks_of(model, {one["id"] for one in told})
        for one in told:
            one["mark"] = marks[one["id"]]


def _learn(batch: ImportBatch, found: Preview) -> None:
    """Keep what a person said of a column for the next file with such a head."""
    for column in found.columns:
        if str(column.index) in batch.mapping and column.heading and column.field:
            ColumnMeaning.objects.update_or_create(
                heading=fold(column.heading)[:200], defaults={"field": column.field}
            )


def take_back(batch: ImportBatch, *, reason: str, now: datetime, by: Actor) -> ImportBatch:
    """The same as ``taking_back``, to its end."""
    return run(taking_back(batch, reason=reason, now=now, by=by))


def taking_back(batch: ImportBatch, *, reason: str, now: datetime, by: Actor) -> Steps:
    """Take back all that an annex brought, with a reason, while nobody has touched it since:
    what it made is there no more, what it changed is again as before. Tasks that it made go on
    the day they came only. Tells on the way how far it is.

    Raises AlreadyTakenOver when it is not in the register, RowsRefused naming the rows that
    were touched, ValidationError without a reason.
    """
    reason = clean_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why the annex is taken back.")})
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state == BatchState.UNDONE:
            raise AlreadyTakenOver(already(batch))
        if batch.is_draft:
            raise ValidationError(_("This annex is not in the register."))
        refused = dict(touched(batch)) or dict(come_earlier(batch, now=now))
        if refused:
            raise RowsRefused(refused)
        yield from taking_rows_back(
            batch.outcome, refused=refused, reason=reason, now=now, by=by
        )
        if refused:
            raise RowsRefused(refused)
        batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, now, by
        batch.undone_on_behalf_of = acting_for(by)
        batch.undone_reason = reason
        batch.save()
        return batch
