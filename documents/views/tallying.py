"""Documents known only from a count are recorded under a governing document."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from documents import services
from documents.forms import TallyForm
from documents.views.document import visible_document
from resolutions.forms import asked_for
from resolutions.kept import typed
from resolutions.models import Resolution
from resolutions.understood import asks
from resolutions.views import strike_out_page


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def tally_strike_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out the whole set that a document came in with."""
    document = visible_document(request, pk)
    count = services.tally_of(document).count()
    return strike_out_page(
        request,
        title=_("Strike out a whole set entered by mistake"),
        subject=ngettext("%(title)s: %(n)d document", "%(title)s: %(n)d documents", count)
        % {"title": document.title, "n": count},
        resolution=document.resolution,
        back=document.resolution.get_absolute_url(),
        strike_out=lambda reason, seen: services.strike_out_tally(
            document, reason=reason, now=timezone.now(), by=request.user
        ),
    )


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
