"""What a governing document rests on: its links to older documents, added and taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from resolutions.forms import BasisForm, RetractForm
from resolutions.kept import typed
from resolutions.models import Basis, Resolution
from resolutions.understood import asks

# Documents that a search offers to choose from.
_OFFERED = 50


@asks("q")
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.add_basis", raise_exception=True)
def basis_links(request: HttpRequest, pk: int) -> HttpResponse:
    """The older documents this one is linked to, and the form that links another."""
    resolution = get_object_or_404(Resolution, pk=pk)
    form = BasisForm(typed(request), child=resolution)
    if request.method == "POST" and form.is_valid() and (made := form.commit(by=request.user)):
        messages.success(
            request,
            _("Recorded: this document %(relation)s %(name)s.")
            % {"relation": made.get_relation_display(), "name": made.parent.name},
        )
        return redirect("resolutions:basis_links", resolution.pk)
    asked = request.GET.get("q", "").replace("\0", "")[:200]
    found = form.fields["parent"].queryset.search(asked)
    offered = list(found[: _OFFERED + 1])
    form.offer(offered[:_OFFERED])
    bases = resolution.bases.select_related("parent", "retracted_by").order_by("relation", "pk")
    links = list(bases)
    return render(
        request,
        "resolutions/basis_links.html",
        {
            "form": form,
            "resolution": resolution,
            "standing": [link for link in links if link.retracted_at is None],
            "retracted": [link for link in links if link.retracted_at is not None],
            "asked": asked,
            "offered": len(offered[:_OFFERED]),
            "is_cut": len(offered) > _OFFERED,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("resolutions.change_basis", raise_exception=True)
def basis_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link back, with a reason."""
    link = get_object_or_404(Basis.objects.select_related("child", "parent"), pk=pk)
    return retract_page(
        request,
        link,
        title=_("Remove the link"),
        text=_("%(child)s %(relation)s %(parent)s")
        % {
            "child": link.child.name,
            "relation": link.get_relation_display(),
            "parent": link.parent.name,
        },
        resolution=link.child,
        back=reverse("resolutions:basis_links", args=[link.child_id]),
    )


def retract_page(
    request: HttpRequest, fact, *, title: str, text: str, resolution: Resolution, back: str
) -> HttpResponse:
    """The form that asks why something is taken back; then to ``back``."""
    form = RetractForm(typed(request))
    if request.method == "POST" and form.is_valid() and form.commit(fact, by=request.user):
        messages.success(request, _("Taken back. The record and the reason stay."))
        return redirect(back)
    return render(
        request,
        "resolutions/retract.html",
        {"form": form, "title": title, "text": text, "resolution": resolution, "back": back},
        status=422 if request.method == "POST" else 200,
    )
