"""One change for many rows of the register: what, why, for which rows; then what became of
each row."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.views import tell_reading
from documents.filters import PlannedDocumentFilter
from documents.forms.bulk import BULK_FORMS, BulkDeadlineForm
from documents.models import PlannedDocument
from documents.services.bulk import MOST_ROWS, BulkOperation, Outcome, change_many


@dataclass(frozen=True)
class Selection:
    """The rows chosen: those ticked, or all that answer the filters of the register now."""

    takes_all: bool
    filter: str
    documents: list[PlannedDocument]
    count: int
    promised: int | None

    @property
    def is_too_large(self) -> bool:
        """Of more rows than this none is read."""
        return self.count > MOST_ROWS

    @property
    def has_changed(self) -> bool:
        """Whether another number of rows answers the filters than the person was shown."""
        return self.takes_all and self.promised != self.count

    @property
    def ids(self) -> list[int]:
        return [document.pk for document in self.documents]


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _selection(request: HttpRequest) -> Selection:
    """The rows a POST names, of those this person may see, in the order of the register."""
    today = timezone.localdate()
    visible = (
        PlannedDocument.objects.visible_to(request.user, on=today)
        .as_of(today)
        .for_register(on=today)
    )
    takes_all = request.POST.get("scope") == "all"
    query = request.POST.get("filter", "")[:4000]
    if takes_all:
        rows = PlannedDocumentFilter(QueryDict(query), visible).rows
    else:
        picked = {_whole(pk) for pk in request.POST.getlist("pk")[: MOST_ROWS + 1]}
        rows = visible.filter(pk__in=picked - {None}).order_by("resolution", "code", "pk")
    documents = list(rows[: MOST_ROWS + 1])
    count = len(documents)
    if count > MOST_ROWS:
        documents, count = [], rows.count() if takes_all else len(picked)
    promised = _whole(request.POST.get("count", ""))
    return Selection(takes_all, query, documents, count, promised)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def bulk_edit(request: HttpRequest) -> HttpResponse:
    """Choose what to do to the rows, look at them, do it, and read what became of each."""
    if request.method != "POST":
        return _page(request, None, status=200)
    selection = _selection(request)
    if not selection.count or selection.is_too_large:
        return _page(request, selection, status=422)
    name = request.POST.get("operation", "")
    if name not in BulkOperation.values:
        return _page(request, selection, status=422 if "step" in request.POST else 200)
    operation = BulkOperation(name)
    applying = request.POST.get("step") == "apply"
    form = BULK_FORMS[operation](request.POST if applying else None)
    if applying and form.is_valid() and not selection.has_changed:
        results = change_many(
            sorted(selection.documents, key=lambda document: document.pk),
            operation=operation,
            **form.service_values(),
            by=request.user,
            now=timezone.now(),
        )
        if isinstance(form, BulkDeadlineForm):
            tell_reading(request, form)
        return _result(request, selection, operation, results)
    if applying and selection.has_changed:
        messages.warning(
            request,
            _(
                "The rows that answer the filters have changed meanwhile: now there are "
                "%(count)d. Nothing was done. Look at them and confirm again."
            )
            % {"count": selection.count},
        )
    return _page(
        request, selection, operation=operation, form=form, status=422 if applying else 200
    )


def _register(selection: Selection | None) -> str:
    query = selection.filter if selection else ""
    return reverse("documents:register") + (f"?{query}" if query else "")


def _page(
    request: HttpRequest, selection: Selection | None, *, status: int, **more
) -> HttpResponse:
    return render(
        request,
        "documents/bulk_edit.html",
        {
            "selection": selection,
            "operations": BulkOperation.choices,
            "most": MOST_ROWS,
            "back": _register(selection),
            **more,
        },
        status=status,
    )


def _result(
    request: HttpRequest, selection: Selection, operation: BulkOperation, results: list
) -> HttpResponse:
    places = {pk: place for place, pk in enumerate(selection.ids)}
    return render(
        request,
        "documents/bulk_result.html",
        {
            "operation": operation,
            "results": sorted(results, key=lambda result: places[result.document.pk]),
            "totals": [
                (outcome, sum(result.outcome == outcome for result in results))
                for outcome in Outcome
            ],
            "back": _register(selection),
        },
    )
