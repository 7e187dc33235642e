"""Documents known only from a count are recorded under a governing document."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from documents.forms import TallyForm
from resolutions.forms import asked_for
from resolutions.kept import typed
from resolutions.models import Resolution
from resolutions.understood import asks


@asks("kind", "title", "total", "source_name", "source_quote")
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_planneddocument", raise_exception=True)
def tally_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a set of documents that the source only counts."""
    resolution = get_object_or_404(Resolution, pk=pk)
    asked = asked_for(request.GET, "kind", "title", "total", "source_name", "source_quote")
    form = TallyForm(typed(request), resolution=resolution, initial=asked)
    if request.method == "POST" and form.is_valid():
        made = form.commit(by=request.user)
        if made is not None:
            messages.success(
                request,
                ngettext(
                    "%(n)d document recorded. It is counted from now on.",
                    "%(n)d documents recorded. They are counted from now on.",
                    len(made),
                )
                % {"n": len(made)},
            )
            return redirect(resolution)
    return render(
        request,
        "documents/tally_form.html",
        {"form": form, "resolution": resolution},
        status=422 if request.method == "POST" else 200,
    )
