"""What the pages of reports and of requests for an extension share."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assignments.models import Agency, Task
from documents import services
from documents.models import AgencyPaper, ExtensionRequest, PlannedDocument, Report


def item_to_tell(
    request: HttpRequest, model: type[Any], pk: int, *, leads: bool = False
) -> tuple[Any, Agency]:
    """A document or task and the agency the person speaks for (with ``leads``, as the lead);
    404 for strangers, 403 that says why for those who may only report."""
    today = timezone.localdate()
    item = get_object_or_404(model.objects.visible_to(request.user, on=today), pk=pk)
    agency = services.speaks_for(item, by=request.user, on=today, leads=leads)
    if agency is not None:
        return item, agency
    if leads and services.speaks_for(item, by=request.user, on=today) is not None:
        raise PermissionDenied(services.not_the_lead())
    raise Http404


def visible_paper(request: HttpRequest, model: type[Any], pk: int) -> Any:
    """A report or request the person may read, ready to be shown; or 404."""
    today = timezone.localdate()
    rows = model.objects.visible_to(request.user, on=today).for_list()
    return get_object_or_404(rows, pk=pk)


def decide(request: HttpRequest, form: Any, said: str) -> HttpResponse | None:
    """Send a decision to the service and the person back to the page of the paper; None when
    it was refused (the form says why). The same decision again is told, not done."""
    if not form.is_valid():
        return None
    try:
        done: AgencyPaper | None = form.commit(by=request.user, now=timezone.now())
    except services.AlreadyDecided as told:
        messages.info(request, told.messages[0])
        return redirect(form.paper)
    if done is None:
        return None
    messages.success(request, said)
    return redirect(form.paper)


def papers_of(request: HttpRequest, item: PlannedDocument | Task) -> dict[str, Any]:
    """What was reported and asked of an item, for its page; and whether the person may."""
    today, user = timezone.localdate(), request.user
    return {
        "reports": Report.objects.visible_to(user, on=today)
        .about(item)
        .select_related("agency"),
        "extensions": ExtensionRequest.objects.visible_to(user, on=today)
        .about(item)
        .select_related("agency"),
        "may_report": user.has_perm("documents.add_report"),
        "may_extend": user.has_perm("documents.add_extensionrequest")
        and services.speaks_for(item, by=user, on=today, leads=True) is not None,
    }
