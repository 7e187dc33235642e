"""What the reports say in words: a narrative is added, and taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from resolutions.forms import NarrativeForm, asked_for
from resolutions.kept import typed
from resolutions.models import Narrative, Resolution
from resolutions.understood import asks
from resolutions.views.bases import retract_page


@asks("subject", "text", "source_name")
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_narrative", raise_exception=True)
def narrative_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a report says of a governing document."""
    resolution = get_object_or_404(Resolution, pk=pk)
    form = NarrativeForm(
        typed(request),
        resolution=resolution,
        initial=asked_for(request.GET, "subject", "text", "source_name"),
    )
    if request.method == "POST" and form.is_valid() and (made := form.commit(by=request.user)):
        messages.success(
            request,
            _("Recorded the narrative as at %(day)s.") % {"day": made.on.strftime("%d/%m/%Y")},
        )
        return redirect(f"{resolution.get_absolute_url()}#narrative")
    return render(
        request,
        "resolutions/narrative_form.html",
        {"form": form, "resolution": resolution},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.change_narrative", raise_exception=True)
def narrative_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a narrative back, with a reason."""
    narrative = get_object_or_404(Narrative.objects.select_related("resolution"), pk=pk)
    return retract_page(
        request,
        narrative,
        title=_("Take the narrative back"),
        text=narrative.text,
        resolution=narrative.resolution,
        back=narrative.resolution.get_absolute_url(),
    )
