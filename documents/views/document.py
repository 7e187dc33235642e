"""A planned document: its page, its form, and one form for each event."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.views import deadline_page, tell_reading
from documents import services
from documents.forms import EVENT_FORMS, PlannedDocumentForm
from documents.models import PlannedDocument
from documents.status import Event, ForbiddenTransition, check_transition, events_from
from resolutions.looking import look
from resolutions.models import Resolution


def _visible_document(request: HttpRequest, pk: int) -> PlannedDocument:
    """The document as of today, or 404 for a stranger to it."""
    today = timezone.localdate()
    documents = (
        PlannedDocument.objects.visible_to(request.user, on=today)
        .as_of(today)
        .for_register(on=today)
    )
    return get_object_or_404(documents, pk=pk)


def _against_original(document: PlannedDocument) -> PlannedDocument:
    """The document judged by the first deadline ever given."""
    today = timezone.localdate()
    return PlannedDocument.objects.as_of(today, against="original").get(pk=document.pk)


@require_safe
def document_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the document is, where it stands, who must act, and its whole history."""
    document = _visible_document(request, pk)
    may_change = request.user.has_perm("documents.change_planneddocument")
    changes = list(
        document.changes.select_related("by", "undoes", "undone_by").order_by(
            "-effective_on", "-pk"
        )
    )
    visible = PlannedDocument.objects.visible_to(request.user, on=timezone.localdate())
    return render(
        request,
        "documents/document_page.html",
        {
            "looking": look(request),
            "document": document,
            "changes": changes,
            "undoable": services.may_undo(changes, by=request.user, now=timezone.now())
            if may_change
            else None,
            "against_original": _against_original(document),
            "deadlines": document.deadlines.select_related("by").latest_first(),
            "waits": document.waits.select_related("guidance").order_by("-since", "-pk"),
            "links": document.task_links.select_related("task"),
            "coordinating": document.coordinating_agencies.all(),
            "also": document.also_concretises.all(),
            "twins": visible.possible_duplicates_of(document),
            "events": events_from(document.status) if may_change else [],
            "may_change": may_change,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_planneddocument", raise_exception=True)
def document_create(request: HttpRequest) -> HttpResponse:
    """Plan a document."""
    resolution = _resolution_asked_for(request)
    initial = {"resolution": resolution.pk} if resolution else {}
    return _edit(request, PlannedDocument(), initial=initial)


def _resolution_asked_for(request: HttpRequest) -> Resolution | None:
    """The governing document the address names, if there is such a one."""
    try:
        return Resolution.objects.filter(pk=request.GET.get("resolution")).first()
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def document_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit what is planned of a document. Its status changes through events only."""
    return _edit(request, _visible_document(request, pk))


def _edit(
    request: HttpRequest, document: PlannedDocument, initial: dict | None = None
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = PlannedDocumentForm(
        data, instance=document, initial=initial, on=timezone.localdate()
    )
    if request.method == "POST" and form.is_valid():
        saved = form.commit(by=request.user)
        if saved is not None:
            messages.success(request, _("Saved the planned document."))
            tell_reading(request, form)
            return redirect(saved)
    return render(
        request,
        "documents/document_form.html",
        {"form": form, "document": document if document.pk else None},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def document_event(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """The form of one event; sends back to the document's page once it is recorded."""
    if event not in EVENT_FORMS:
        raise Http404
    event = Event(event)
    document = _visible_document(request, pk)
    try:
        check_transition(event, document.status)
    except ForbiddenTransition as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(document)
    data = request.POST if request.method == "POST" else None
    form = EVENT_FORMS[event](data, document=document)
    if request.method == "POST" and form.is_valid():
        changed = form.commit(by=request.user)
        if changed is not None:
            messages.success(
                request,
                _("Recorded: %(event)s. The document is now “%(status)s”.")
                % {"event": event.label, "status": changed.get_status_display()},
            )
            return redirect(changed)
    return render(
        request,
        "documents/document_event.html",
        {"form": form, "document": document, "event": event},
        status=422 if form.is_bound else 200,
    )


@require_POST
@permission_required("documents.change_planneddocument", raise_exception=True)
def document_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last change of status, if it is the one the person saw as the last."""
    document = _visible_document(request, pk)
    seen = request.POST.get("change", "")
    try:
        undone = services.undo_last(
            document,
            change=int(seen) if seen.isdecimal() and len(seen) < 19 else 0,
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request,
            _("Undone. The document is again “%(status)s”.")
            % {"status": undone.get_status_display()},
        )
    return redirect(document)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def document_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the document a deadline, or move the one it has with a reason."""
    return deadline_page(request, _visible_document(request, pk))
