"""The coverage matrix: governing documents × units."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.forms import CoverageForm
from documents.models import PlannedDocument
from documents.progress.catalogue import FIGURES
from documents.progress.coverage import CellState, matrix_of
from documents.progress.figures import BAR
from resolutions.looking import look
from resolutions.models import Resolution
from resolutions.understood import asks_by_form


@asks_by_form
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Which unit has issued what, for which governing document, with totals both ways."""
    looking = look(request)
    training = request.GET.get("data") == "training"
    form = CoverageForm(request.GET)
    level = form.cleaned_data["level"] if form.is_valid() else ""
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    visible = visible.fictional() if training else visible.real()
    # A filter that cannot be read shows nothing rather than all.
    shown = visible if form.is_valid() else visible.none()
    return render(
        request,
        "documents/coverage.html",
        {
            "looking": looking,
            "data": "training" if training else "real",
            "has_training": Resolution.objects.filter(is_fictional=True).exists(),
            "form": form,
            "level": level,
            "matrix": matrix_of(shown, looking.moment, level=level),
            "feet": [FIGURES[key] for key in (*BAR, "withdrawn")],
            "states": list(CellState),
        },
    )
