"""Requests for an extension: the list, the form on a document or task, the chief's page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.models import Task
from documents.filters import ExtensionFilter
from documents.forms import ExtensionForm, GrantForm, RefuseForm, WithdrawExtensionForm
from documents.models import ExtensionRequest, PlannedDocument
from documents.views.papers import decide, item_to_tell, visible_paper
from resolutions.days import end_of_day
from resolutions.kept import typed
from resolutions.looking import look
from resolutions.models import Resolution
from resolutions.understood import asks_by_filter

PAGE_SIZE = 50


@asks_by_filter
@require_safe
def extension_list(request: HttpRequest) -> HttpResponse:
    """Every request the person may read, in its state of the day."""
    looking = look(request)
    rows = (
        ExtensionRequest.objects.visible_to(request.user, on=looking.today)
        .as_of(end_of_day(looking.moment.told_by))
        .for_list()
    )
    filterset = ExtensionFilter(request.GET, rows)
    page = Paginator(filterset.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "documents/extension_list.html",
        {
            "filter": filterset,
            "page": page,
            "looking": looking,
            "data": "training" if request.GET.get("data") == "training" else "real",
            "has_training": Resolution.objects.fictional().exists(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_extensionrequest", raise_exception=True)
def document_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """An agency asks for a later deadline of its document."""
    return _ask(request, PlannedDocument, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_extensionrequest", raise_exception=True)
def task_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """An agency asks for a later deadline of its task."""
    return _ask(request, Task, pk)


def _ask(request: HttpRequest, model: type[Any], pk: int) -> HttpResponse:
    data = typed(request)
    item, agency = item_to_tell(request, model, pk, leads=True)
    form = ExtensionForm(data, item=item, agency=agency)
    if request.method == "POST" and form.is_valid():
        asked = form.commit(by=request.user)
        if asked is not None:
            messages.success(request, _("Sent to the chief of the Office."))
            return redirect(asked)
    return render(
        request,
        "documents/extension_form.html",
        {"form": form, "item": item, "agency": agency},
        status=422 if request.method == "POST" else 200,
    )


@require_safe
def extension_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the agency asks and why, and what the chief decided."""
    return _page(request, visible_paper(request, ExtensionRequest, pk))


def _page(request: HttpRequest, asked: ExtensionRequest, form: Any = None) -> HttpResponse:
    user = request.user
    return render(
        request,
        "documents/extension_page.html",
        {
            "asked": asked,
            "looking": look(request),
            "form": form,
            "grant_form": form if isinstance(form, GrantForm) else GrantForm(paper=asked),
            "refuse_form": form if isinstance(form, RefuseForm) else RefuseForm(paper=asked),
            "may_grant": asked.awaits and user.has_perm("documents.grant_extension"),
            "may_withdraw": asked.awaits and user.has_perm("documents.add_extensionrequest"),
        },
        status=422 if form is not None else 200,
    )


@require_POST
@permission_required("documents.grant_extension", raise_exception=True)
def extension_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a request by a deciding document."""
    asked = visible_paper(request, ExtensionRequest, pk)
    form = GrantForm(request.POST, paper=asked)
    said = _("Granted the extension. The original deadline stays in the history.")
    return decide(request, form, said) or _page(request, asked, form)


@require_POST
@permission_required("documents.grant_extension", raise_exception=True)
def extension_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a request with a reason."""
    asked = visible_paper(request, ExtensionRequest, pk)
    form = RefuseForm(request.POST, paper=asked)
    return decide(request, form, _("Refused the request.")) or _page(request, asked, form)


@require_POST
@permission_required("documents.add_extensionrequest", raise_exception=True)
def extension_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The agency takes its request back."""
    asked = visible_paper(request, ExtensionRequest, pk)
    form = WithdrawExtensionForm(request.POST, paper=asked)
    return decide(request, form, _("Took the request back.")) or _page(request, asked, form)
