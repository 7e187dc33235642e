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
from resolutions.datasets import in_set, training_asked
from resolutions.kept import typed
from resolutions.log import with_version
from resolutions.moments import Moment


@dataclass(frozen=True)
class Selection:
    """The rows chosen: those ticked, or all that answer the filters of the register now."""

    takes_all: bool
    filter: str
    documents: list[PlannedDocument]
    count: int
    promised: int | None
    promised_version: int | None

    @property
    def is_too_large(self) -> bool:
        """Of more rows than this none is read."""
        return self.count > MOST_ROWS

    @property
    def has_changed(self) -> bool:
        """Whether these are not the rows that the person was shown: another number of them
        answers the filters, or somebody has saved one of them since."""
        if self.takes_all and self.promised != self.count:
            return True
        return self.promised_version is not None and self.promised_version != self.version

    @property
    def version(self) -> int:
        """The newest version among the rows: it grows with every save of one of them."""
        return max((document.version or 0 for document in self.documents), default=0)

    @property
    def ids(self) -> list[int]:
        return [document.pk for document in self.documents]

    @property
    def is_training(self) -> bool | None:
        """Whether the rows are training data; None for rows of both sets, of which each is
        judged by itself."""
        sets = {document.resolution.is_fictional for document in self.documents}
        return sets.pop() if len(sets) == 1 else None


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _selection(request: HttpRequest, data: QueryDict) -> Selection:
    """The rows a form names, of those this person may see, in the order of the register."""
    today = timezone.localdate()
    visible = with_version(
        PlannedDocument.objects.visible_to(request.user, on=today)
        .as_of(Moment(today))
        .for_register(on=today)
    )
    takes_all = data.get("scope") == "all"
    query = data.get("filter", "")[:4000]
    if takes_all:
        rows = PlannedDocumentFilter(QueryDict(query), visible).rows
    else:
        picked = {_whole(pk) for pk in data.getlist("pk")[: MOST_ROWS + 1]}
        rows = visible.filter(pk__in=picked - {None}).order_by("resolution", "code", "pk")
    documents = list(rows[: MOST_ROWS + 1])
    count = len(documents)
    if count > MOST_ROWS:
        documents, count = [], rows.count() if takes_all else len(picked)
    promised, version = (_whole(data.get(name, "")) for name in ("count", "version"))
    return Selection(takes_all, query, documents, count, promised, version)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def bulk_edit(request: HttpRequest) -> HttpResponse:
    """Choose what to do to the rows, look at them, do it, and read what became of each."""
    data = typed(request)
    if data is None:
        return _page(request, None, status=200)
    selection = _selection(request, data)
    if not selection.count or selection.is_too_large:
        return _page(request, selection, status=422)
    name = data.get("operation", "")
    if name not in BulkOperation.values:
        return _page(request, selection, status=422 if "step" in data else 200)
    operation = BulkOperation(name)
    applying = request.method == "POST" and data.get("step") == "apply"
    form = BULK_FORMS[operation](
        data if "reason" in data else None, of_set=selection.is_training
    )
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
                "The rows have changed meanwhile; now there are %(count)d. Nothing was done. "
                "Look at them and confirm again."
            )
            % {"count": selection.count},
        )
    return _page(
        request, selection, operation=operation, form=form, status=422 if applying else 200
    )


def _register(request: HttpRequest, selection: Selection | None) -> str:
    query = selection.filter if selection else ""
    address = reverse("documents:register") + (f"?{query}" if query else "")
    named = "data" in QueryDict(query)
    return (
        address if named else in_set(address, training=_data(request, selection) == "training")
    )


def _data(request: HttpRequest, selection: Selection | None) -> str:
    """The data set of the rows at hand, else the one asked for."""
    training = selection.is_training if selection and selection.ids else None
    return "training" if (training_asked(request) if training is None else training) else "real"


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
            "back": _register(request, selection),
            "data": _data(request, selection),
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
            "back": _register(request, selection),
            "data": _data(request, selection),
        },
    )
