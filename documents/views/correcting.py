"""The history of a document is put right: what happened earlier is added, what was entered by
mistake is struck out."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.event_views import deadline_strike_out_page
from documents import services
from documents.forms import EARLIER_FORMS, SPAN_FORMS, EventForm, StrikeOutForm
from documents.models import DocumentDeadline, GuidanceLetter, PlannedDocument, StatusChange
from documents.status import Event
from documents.views.document import visible_document
from resolutions.kept import typed
from resolutions.names import name_of
from resolutions.views import strike_out_page


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def document_earlier(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """The form of an event that lies before others recorded already."""
    if event not in EARLIER_FORMS:
        raise Http404
    document, data = visible_document(request, pk), typed(request)
    kind = EARLIER_FORMS[Event(event)]
    form = kind(data, request.FILES or None, document=document, earlier=True)
    return _past_event(request, document, form, Event(event))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def document_span(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """The form of what began with an event and ended before today, both entered at once."""
    if event not in SPAN_FORMS:
        raise Http404
    document, data = visible_document(request, pk), typed(request)
    form = SPAN_FORMS[Event(event)](data, request.FILES or None, document=document)
    return _past_event(request, document, form, Event(event))


def _past_event(
    request: HttpRequest, document: PlannedDocument, form: EventForm, event: Event
) -> HttpResponse:
    """The form of something that happened before what is recorded already; back to the
    history once it is entered."""
    if request.method == "POST" and form.is_valid():
        changed = form.commit(by=request.user)
        if changed is not None:
            said = _("Recorded: %(event)s. The document is now “%(status)s”.")
            named = {"event": event.label, "status": changed.get_status_display()}
            messages.success(request, said % named)
            return redirect(f"{changed.get_absolute_url()}#history")
    return render(
        request,
        "documents/document_event.html",
        {
            "form": form,
            "document": document,
            "event": event,
            "earlier": True,
            "ending": getattr(form, "ending", None),
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def change_strike_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out one entry of a document's history, with a reason."""
    rows = StatusChange.objects.for_timeline().select_related("document__resolution")
    change = get_object_or_404(rows, pk=pk)
    plans = change.event == Event.PLAN
    if plans and hasattr(change, "undone_by"):
        messages.error(
            request,
            _("%(who)s struck this document out already; it is in no list any more.")
            % {"who": name_of(change.undone_by.by) or _("Somebody else")},
        )
        return redirect(change.document.resolution)
    document = visible_document(request, change.document_id)
    data = typed(request)
    form = StrikeOutForm(data)
    if request.method == "POST" and form.is_valid():
        changed = form.commit(document, change, by=request.user)
        if changed is not None and plans:
            said = _("Struck out: “%(title)s” is in no list and no figure any more.")
            messages.success(request, said % {"title": changed.title})
            return redirect(document.resolution)
        if changed is not None:
            said = _("Struck out: %(event)s. The document is now “%(status)s”.")
            named = {
                "event": change.get_event_display(),
                "status": changed.get_status_display(),
            }
            messages.success(request, said % named)
            return redirect(f"{changed.get_absolute_url()}#history")
    return render(
        request,
        "documents/change_strike_out.html",
        {"form": form, "document": document, "change": change},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def deadline_strike_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out one deadline of a document, with a reason."""
    row = get_object_or_404(DocumentDeadline, pk=pk)
    document = visible_document(request, row.document_id)
    return deadline_strike_out_page(
        request,
        document,
        row,
        back=f"{document.get_absolute_url()}#deadlines",
        strike_out=services.strike_out_deadline,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def letter_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a letter to the Centre that was recorded by mistake."""
    letter = get_object_or_404(GuidanceLetter.objects.select_related("wait"), pk=pk)
    document = visible_document(request, letter.wait.document_id)
    return strike_out_page(
        request,
        title=_("Withdraw a letter recorded by mistake"),
        subject=f"{document}: {letter}",
        resolution=document.resolution,
        back=f"{document.get_absolute_url()}#waits",
        strike_out=lambda reason, seen: services.withdraw_letter(
            letter, reason=reason, by=request.user
        ),
    )
