"""Waits for the Centre of one document: what is learned of them later, and what their end gave
to the deadline; and the day of an event on which its deadline hangs."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.event_views import event_page
from documents import services
from documents.forms import WaitForm
from documents.models import DocumentDeadline, GuidanceLetter, GuidanceWait, PlannedDocument
from resolutions.conflicts import version_seen
from resolutions.kept import typed
from resolutions.moments import Moment


@dataclass(frozen=True)
class ToldWait:
    """A wait with its letters, those withdrawn apart, and the deadline its end gave."""

    wait: GuidanceWait
    letters: list[GuidanceLetter]
    withdrawn: list[GuidanceLetter]
    asked_at_first: str
    deadline: DocumentDeadline | None


def waits_told(document: PlannedDocument) -> list[ToldWait]:
    """The waits of a document as they are known now, latest first, in three queries."""
    rows = list(
        document.waits.select_related("guidance")
        .prefetch_related(
            Prefetch(
                "letters",
                GuidanceLetter.objects.select_related(
                    "undone_by__by__person", "undone_by__on_behalf_of"
                ),
            )
        )
        .order_by("pk")
    )
    given = {row.wait_id: row for row in document.deadlines.standing().exclude(wait=None)}
    replaced = {row.completes_id for row in rows}
    by_pk = {row.pk: row for row in rows}
    told = []
    for wait in rows:
        if wait.pk in replaced:
            continue
        first = wait
        while first.completes_id in by_pk:
            first = by_pk[first.completes_id]
        letters = services.letters_of(rows, wait)
        gone = services.letters_of(rows, wait, withdrawn=True)
        told.append(ToldWait(wait, letters, gone, first.asked_by_letter, given.get(wait.pk)))
    return sorted(told, key=lambda one: (one.wait.since, one.wait.pk), reverse=True)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def document_wait(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete the open wait of a document; sends back to the document's page."""
    document = _visible(request, pk)
    form = WaitForm(typed(request), document=document)
    if form.wait is None:
        messages.error(request, _("This document does not wait for the Centre."))
        return redirect(document)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("wait", "")
        wait = form.commit(
            by=request.user, seen=int(seen) if seen.isdecimal() and len(seen) < 19 else None
        )
        if wait is not None:
            messages.success(request, _("Recorded what was learned of the wait."))
            return redirect(document)
    [told] = [one for one in waits_told(document) if one.wait.ended_on is None]
    return render(
        request,
        "documents/wait_form.html",
        {"form": form, "document": document, "told": told},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def document_event_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the day of the event on which the document's deadline hangs."""
    data = typed(request)
    seen = version_seen(data, PlannedDocument, pk)
    return event_page(request, _visible(request, pk), data, seen=seen)


def _visible(request: HttpRequest, pk: int) -> PlannedDocument:
    today = timezone.localdate()
    visible = PlannedDocument.objects.visible_to(request.user, on=today)
    return get_object_or_404(visible.as_of(Moment(today)).for_register(on=today), pk=pk)
