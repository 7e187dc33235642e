"""Reports of agencies: the list, the form on a document or task, the page where the Office
decides."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.models import Task
from documents.filters import ReportFilter
from documents.forms import (
    ConfirmForm,
    ReportForm,
    ReturnForm,
    WithdrawReportForm,
    claims_of,
)
from documents.models import PlannedDocument, Report
from documents.status import Event
from documents.views.papers import decide, item_to_tell, visible_paper
from resolutions.days import end_of_day
from resolutions.kept import typed
from resolutions.looking import look
from resolutions.models import Resolution
from resolutions.moments import Moment
from resolutions.understood import asks, asks_by_filter

PAGE_SIZE = 50


@asks_by_filter
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report the person may read, in its state of the day. Three facts stand apart:
    sent late, answered late by the Office, and the work itself late."""
    looking = look(request)
    at = end_of_day(looking.moment.told_by)
    rows = Report.objects.visible_to(request.user, on=looking.today).as_of(at).for_list()
    filterset = ReportFilter(request.GET, rows, at=at)
    page = Paginator(filterset.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page)
    told = (
        PlannedDocument.objects.as_of(looking.moment)
        .filter(pk__in=[row.document_id for row in shown if not row.item_is_beyond])
        .in_bulk()
    )
    for row in shown:
        row.told = told.get(row.document_id)
    return render(
        request,
        "documents/report_list.html",
        {
            "filter": filterset,
            "page": page,
            "rows": shown,
            "looking": looking,
            "data": "training" if request.GET.get("data") == "training" else "real",
            "has_training": Resolution.objects.fictional().exists(),
        },
    )


@asks("claim")
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_report", raise_exception=True)
def document_report(request: HttpRequest, pk: int) -> HttpResponse:
    """An agency reports on its document."""
    return _report(request, PlannedDocument, pk)


@asks("claim")
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_report", raise_exception=True)
def task_report(request: HttpRequest, pk: int) -> HttpResponse:
    """An agency reports on its task."""
    return _report(request, Task, pk)


def _report(request: HttpRequest, model: type[Any], pk: int) -> HttpResponse:
    """The form with the fields that the chosen claim needs (``?claim=``)."""
    data = typed(request)
    item, agency = item_to_tell(request, model, pk)
    claims = claims_of(item)
    asked = (data or request.GET).get("claim") or request.GET.get("claim", "")
    claim = Event(asked) if asked in claims else None
    form = ReportForm(data, request.FILES or None, item=item, agency=agency, claim=claim)
    if request.method == "POST":
        if asked and claim is None:
            form.add_error(
                None, _("The status changed meanwhile. Choose again what you report.")
            )
        elif form.is_valid():
            report = form.commit(by=request.user)
            if report is not None:
                messages.success(
                    request, _("Sent to the Office. It counts once it is confirmed.")
                )
                return redirect(report)
    return render(
        request,
        "documents/report_form.html",
        {"form": form, "item": item, "agency": agency, "claim": claim, "claims": claims},
        status=422 if request.method == "POST" else 200,
    )


@require_safe
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the agency reported, what became of it, and what the person may do with it."""
    return _page(request, visible_paper(request, Report, pk))


def _page(request: HttpRequest, report: Report, form: Any = None) -> HttpResponse:
    looking = look(request)
    told = None
    if report.document_id and not report.item_is_beyond:
        states = PlannedDocument.objects.as_of(Moment(looking.today))
        told = states.filter(pk=report.document_id).first()
    return render(
        request,
        "documents/report_page.html",
        {
            "report": report,
            "told": told,
            "looking": looking,
            "form": form,
            "return_form": form if isinstance(form, ReturnForm) else ReturnForm(paper=report),
            "files": report.attachments.visible_to(request.user, on=looking.today),
            "may_confirm": report.awaits and request.user.has_perm("documents.confirm_report"),
            "may_withdraw": report.awaits and request.user.has_perm("documents.add_report"),
        },
        status=422 if form is not None else 200,
    )


@require_POST
@permission_required("documents.confirm_report", raise_exception=True)
def report_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a report: what it claims is recorded."""
    report = visible_paper(request, Report, pk)
    form = ConfirmForm(request.POST, paper=report)
    return decide(request, form, _("Confirmed the report.")) or _page(request, report, form)


@require_POST
@permission_required("documents.confirm_report", raise_exception=True)
def report_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a report with a reason."""
    report = visible_paper(request, Report, pk)
    form = ReturnForm(request.POST, paper=report)
    return decide(request, form, _("Returned the report.")) or _page(request, report, form)


@require_POST
@permission_required("documents.add_report", raise_exception=True)
def report_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The agency takes its report back."""
    report = visible_paper(request, Report, pk)
    form = WithdrawReportForm(request.POST, paper=report)
    return decide(request, form, _("Took the report back.")) or _page(request, report, form)
