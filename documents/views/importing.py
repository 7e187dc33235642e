"""An annex in the browser: send it, look it through, take it over, take it back."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents import services
from documents.forms.importing import ImportForm, LookedThroughForm, TakeBackForm
from documents.importing.keeping import from_json
from documents.importing.results import Field, Preview, PreviewRow, RowKind
from documents.models import BatchState, ImportBatch
from documents.views.importing_said import changed_meanwhile, revisions_of
from documents.views.running import running
from resolutions.conflicts import ChangedMeanwhile
from resolutions.datasets import training_asked
from resolutions.understood import asks

PAGE_SIZE = 50
LAST = 20
# From more rows than these on, a page tells how far it is.
LARGE = 100
_may_import = permission_required("documents.add_planneddocument", raise_exception=True)
# The fields of a row that the preview shows, the words first.
_SHOWN = (
    Field.TEXT,
    Field.TITLE,
    Field.PRODUCT,
    Field.LEAD,
    Field.COORDINATING,
    Field.DEADLINE,
)


@asks("resolution")
@require_http_methods(["GET", "HEAD", "POST"])
@_may_import
def import_new(request: HttpRequest) -> HttpResponse:
    """Send an annex; below, the last ones sent."""
    is_sent = request.method == "POST"
    training = training_asked(request)
    form = ImportForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial={"resolution": request.GET.get("resolution")},
        training=training,
    )
    if is_sent and form.is_valid() and (batch := form.commit(by=request.user)):
        return redirect(batch)
    return render(
        request,
        "documents/import_new.html",
        {
            "form": form,
            "batches": ImportBatch.objects.filter(resolution__is_fictional=training)
            .defer("cells")
            .select_related("resolution", "by__person", "on_behalf_of")[:LAST],
        },
        status=422 if is_sent else 200,
    )


@asks("show")
@require_http_methods(["GET", "HEAD", "POST"])
@_may_import
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An annex: its preview while it is a draft, then what it made."""
    batch = get_object_or_404(
        ImportBatch.objects.select_related(
            "resolution",
            "by",
            "applied_by__person",
            "applied_on_behalf_of",
            "undone_by__person",
            "undone_on_behalf_of",
        ),
        pk=pk,
    )
    if not batch.is_draft:
        return _taken_over(request, batch)
    if request.method == "POST":
        return _said(request, batch)
    return _preview(request, batch, {})


def _said(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """What a person said of a draft is kept; then it is checked again, or taken over."""
    said = LookedThroughForm(request.POST, batch)
    try:
        batch = said.commit(batch, by=request.user)
    except services.AlreadyTakenOver as told:
        messages.warning(request, told.messages[0])
        return redirect(batch)
    except ChangedMeanwhile:
        return changed_meanwhile(request, batch, said)
    for error in said.errors:
        messages.error(request, error)
    if said.errors:
        return _preview(request, batch, {}, typed=said.refused)
    if request.POST.get("do") != "take":
        messages.success(request, _("Checked again with what you wrote."))
        return redirect(_same_page(request, batch))
    if len(batch.cells["rows"]) > LARGE:
        steps = services.taking_over(
            batch,
            on=timezone.localdate(),
            now=timezone.now(),
            by=request.user,
            seen=batch.version,
        )
        return _run(request, batch, steps, title=_("The annex is being taken over"))
    answer, refused = _take_over(request, batch)
    return answer or _preview(request, batch, refused)


def _run(request: HttpRequest, batch: ImportBatch, steps: Any, *, title: str) -> Any:
    """The page that tells how far the taking over or back of a large annex is."""
    return running(
        request,
        steps,
        title=title,
        address=batch.get_absolute_url(),
        resolution=batch.resolution,
        seen=batch.version,
    )


def _same_page(request: HttpRequest, batch: ImportBatch) -> str:
    query = request.GET.urlencode()
    return f"{batch.get_absolute_url()}?{query}" if query else batch.get_absolute_url()


def _take_over(
    request: HttpRequest, batch: ImportBatch
) -> tuple[HttpResponse | None, dict[int, str]]:
    """Take it over; the answer, or the rows that the register does not take."""
    today = timezone.localdate()
    try:
        batch = services.take_over(
            batch, on=today, now=timezone.now(), by=request.user, seen=batch.version
        )
    except services.AlreadyTakenOver as told:
        messages.warning(request, told.messages[0])
    except services.RowsRefused as refusal:
        return None, refusal.rows
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
        return None, {}
    else:
        messages.success(request, _("The annex was taken over."))
    return redirect(batch), {}


def _preview(
    request: HttpRequest,
    batch: ImportBatch,
    refused: dict[int, str],
    *,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    found = services.preview_of(batch, on=timezone.localdate())
    asked = request.GET.get("show", "")
    kinds = {*RowKind.values}
    rows = [row for row in found.rows if asked not in kinds or row.kind == asked]
    if refused:
        rows = [row for row in found.rows if row.number in refused]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    cells = _Cells(batch, found, typed or {})
    shown = [_shown(row, cells, refused.get(row.number, "")) for row in page]
    return render(
        request,
        "documents/import_preview.html",
        {
            "batch": batch,
            "found": found,
            "page": page,
            "rows": shown,
            "columns": found.columns,
            "fields": [f for f in Field if f != Field.KEY],
            "head_problems": [p for p in found.problems if not p.row],
            "kinds": [(kind, found.counts[kind]) for kind in RowKind],
            "asked": asked if asked in kinds else "",
            "to_take": found.counts[RowKind.NEW] + found.counts[RowKind.CHANGED],
            "left_out": _left_out(batch, found),
            "refused": refused,
            "seen": batch.version,
            "revisions": revisions_of(batch),
        },
        status=422 if request.method == "POST" else 200,
    )


class _Cells:
    """What each cell says, as a person wrote it over, and what was ``typed`` into its box and
    could not be kept."""

    def __init__(self, batch: ImportBatch, found: Preview, typed: dict[str, str]) -> None:
        self.rows = from_json(batch.cells).rows
        self.texts = services.texts_of(batch)
        self.typed = typed
        self.columns = [c for c in found.columns if c.field and c.field != Field.KEY]

    def box(self, address: str) -> dict[str, str]:
        """What a cell says, and what stands in its box."""
        was = self.texts.get(address, "")
        return {"was": was, "text": self.typed.get(address, was)}

    def of_row(self, number: int) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Address, field and box of the row's own cells, the empty ones too; not of those
        merged with another."""
        for column in self.columns:
            cell = self.rows.get(number, {}).get(column.index)
            if cell is None or not (cell.is_inherited or cell.is_spread):
                address = f"{column.letter}{number}"
                yield address, Field(column.field).label, self.box(address)


def _shown(row: PreviewRow, cells: _Cells, refused: str) -> dict[str, Any]:
    """A row as the table shows it: its values in words, a box for each cell that is marked,
    and the cells that are not."""
    boxes: dict[str, dict[str, Any]] = {}
    for problem in row.problems:
        shown = cells.box(problem.address)
        is_whole = shown["text"] == problem.text
        box = boxes.setdefault(
            problem.address,
            {**shown, "problems": [], "candidates": [], "is_whole": is_whole},
        )
        box["problems"].append(problem)
        box["candidates"] += problem.candidates
    values = [(field.label, row.values[field]) for field in _SHOWN if field in row.values]
    return {
        "row": row,
        "values": values,
        "boxes": boxes.items(),
        "others": [one for one in cells.of_row(row.number) if one[0] not in boxes],
        "refused": refused,
    }


def _left_out(batch: ImportBatch, found: Preview) -> list[dict[str, Any]]:
    """The rows a person left out, to be taken in again."""
    texts = {row.number: row.text for row in found.skipped}
    return [{"number": n, "text": texts.get(n, "")} for n in batch.left_out]


def _taken_over(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    is_sent = request.method == "POST"
    if is_sent and (request.POST.get("do") != "back" or batch.state == BatchState.UNDONE):
        messages.warning(request, services.already(batch))
        return redirect(batch)
    form = TakeBackForm(request.POST if is_sent else None)
    if form.is_valid() and len(batch.outcome) > LARGE:
        steps = services.taking_back(
            batch, reason=form.cleaned_data["reason"], now=timezone.now(), by=request.user
        )
        return _run(request, batch, steps, title=_("The annex is being taken back"))
    if is_sent and form.is_valid() and form.commit(batch, by=request.user):
        messages.success(request, _("The annex was taken back."))
        return redirect(batch)
    return render(
        request,
        "documents/import_done.html",
        {
            "batch": batch,
            "form": form,
            "made": batch.made,
            "rows": batch.outcome,
            "revisions": revisions_of(batch),
        },
        status=422 if is_sent else 200,
    )
