"""A planned document: its page, its form, and one form for each event."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.views import deadline_page, tell_reading
from documents import services
from documents.forms import EARLIER_FORMS, EVENT_FORMS, PlannedDocumentForm
from documents.models import PlannedDocument, StatusChange
from documents.progress.original import against_original
from documents.services import SPANS
from documents.status import (
    DocumentStatus,
    Event,
    ForbiddenTransition,
    check_transition,
    events_from,
)
from documents.views.files import files_panel
from documents.views.instructions import open_on
from documents.views.papers import papers_of
from documents.views.waits import waits_told
from resolutions.conflicts import (
    ChangedMeanwhile,
    Revision,
    conflict_page,
    revisions_since,
    unchanged,
    version_seen,
)
from resolutions.forms import asked_for
from resolutions.kept import typed
from resolutions.log import version_of
from resolutions.looking import look
from resolutions.models import Resolution
from resolutions.moments import Moment
from resolutions.understood import asks
from resolutions.views import note_alone


def visible_document(request: HttpRequest, pk: int) -> PlannedDocument:
    """The document as of today, or 404 for a stranger to it."""
    today = timezone.localdate()
    documents = (
        PlannedDocument.objects.visible_to(request.user, on=today)
        .as_of(Moment(today))
        .for_register(on=today)
    )
    return get_object_or_404(documents, pk=pk)


@require_safe
def document_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the document is, where it stands, who must act, and its whole history."""
    document = visible_document(request, pk)
    looking = look(request)
    may_change = request.user.has_perm("documents.change_planneddocument")
    changes = list(document.changes.for_timeline())
    deadlines = list(document.deadlines.for_history())
    visible = PlannedDocument.objects.standing().visible_to(
        request.user, on=timezone.localdate()
    )
    links = document.task_links.for_page(request.user, on=timezone.localdate())
    return render(
        request,
        "documents/document_page.html",
        {
            "looking": looking,
            "data": "training" if document.resolution.is_fictional else "real",
            "after": _back_to(request, None),
            "document": document,
            "changes": changes,
            "told_of_issue": _told_of_issue(document, changes),
            "undoable": services.may_undo(changes, by=request.user, now=timezone.now())
            if may_change
            else None,
            "against_original": against_original(document, deadlines, on=looking.today),
            "deadlines": deadlines,
            "strike_out": "documents:deadline_strike_out" if may_change else "",
            "waits": waits_told(document),
            "links": [link for link in links if not link.task_is_beyond],
            "tasks_beyond": sum(link.task_is_beyond for link in links),
            "integrated_into": _integrated_into(document, visible),
            "coordinating": document.coordinating_agencies.all(),
            "advising": document.advising_agencies.all(),
            "also": document.also_concretises.all(),
            "twins": visible.possible_duplicates_of(document),
            "instructions": open_on(request, document, looking),
            "events": _events(document) if may_change else [],
            "may_retire": may_change and _is_only_planned(changes),
            "spans": list(SPANS.items()) if may_change else [],
            "tally_size": services.tally_of(document).count()
            if may_change and document.is_unnamed
            else 0,
            "earlier_events": list(EARLIER_FORMS) if may_change and len(changes) > 1 else [],
            "may_change": may_change,
            **files_panel(request, document, looking),
            **papers_of(request, document),
        },
    )


def _is_only_planned(changes: list[StatusChange]) -> bool:
    """Whether of all that was recorded only the plan stands. Needs ``for_timeline``."""
    standing = [c for c in changes if c.undoes_id is None and not hasattr(c, "undone_by")]
    return len(standing) == 1


def _integrated_into(document: PlannedDocument, visible: Any) -> PlannedDocument | None:
    """The document it was integrated into, where that is among the visible ones."""
    if document.integrated_into_id is None:
        return None
    return visible.filter(pk=document.integrated_into_id).first()


def _told_of_issue(
    document: PlannedDocument, changes: list[StatusChange]
) -> PlannedDocument | None:
    """The document where its issue is known from its source, which then gives no more; None
    where a person recorded the issue and may still say more. Needs ``for_timeline``."""
    told = [
        change
        for change in changes
        if change.new == DocumentStatus.ISSUED
        and change.undoes_id is None
        and not hasattr(change, "undone_by")
    ]
    last = max(told, key=lambda change: change.pk, default=None)
    by_hand = last is not None and last.by_id is not None and not last.source_name
    return None if by_hand else document


def _events(document: PlannedDocument) -> list[Event]:
    """What may be recorded of it now; of a secret document never a number or a proof."""
    never = {Event.RECORD_EVIDENCE} if document.is_secret else set()
    return [event for event in events_from(document.status) if event not in never]


@asks("resolution", "kind", "title", "code", "note")
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_planneddocument", raise_exception=True)
def document_create(request: HttpRequest) -> HttpResponse:
    """Plan a document."""
    resolution = _resolution_asked_for(request)
    initial: dict = asked_for(request.GET, "kind", "title", "code", "note")
    if resolution:
        initial["resolution"] = resolution.pk
    return _edit(request, PlannedDocument(), typed(request), initial=initial)


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
    data = typed(request)
    seen = version_seen(data, PlannedDocument, pk)
    document = visible_document(request, pk)
    if data is not None and data.get("keep") == "note":
        return note_alone(request, document, data.get("note", ""))
    return _edit(request, document, data, seen=seen)


def _edit(
    request: HttpRequest,
    document: PlannedDocument,
    data: QueryDict | None,
    seen: int | None = None,
    initial: dict | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    form = PlannedDocumentForm(
        data,
        instance=document,
        initial=initial,
        on=today,
        data_set=request.GET.get("data", ""),
    )
    if request.method == "POST" and form.is_valid():
        if seen is None:
            saved = form.commit(by=request.user)
        else:
            try:
                with unchanged(document, seen=seen):
                    saved = form.commit(by=request.user)
            except ChangedMeanwhile:
                now = PlannedDocument.objects.get(pk=document.pk)
                there = PlannedDocumentForm(instance=now, on=today)
                return _conflict(request, now, form, seen, saved=there)
        if saved is not None:
            messages.success(request, _("Saved the planned document."))
            tell_reading(request, form)
            return redirect(_back_to(request, None) or saved)
    return render(
        request,
        "documents/document_form.html",
        {"form": form, "document": document if document.pk else None, "seen": seen},
        status=422 if request.method == "POST" else 200,
    )


def _conflict(request: HttpRequest, now: PlannedDocument, form, seen: int, **kwargs):
    """What others recorded of the document since, beside what this form brought."""
    revisions = revisions_since(now, seen=seen)
    if revisions:
        rows = now.changes.filter(recorded_at__gte=revisions[0].at).order_by("pk")
        revisions = [
            replace(revision, told=tuple(_in_words(row) for row in own))
            for revision, own in zip(revisions, _made_by(revisions, rows), strict=True)
        ]
    return conflict_page(
        request,
        item=now,
        form=form,
        revisions=revisions,
        may_note=form.data.get("note", "").strip() not in ("", now.note),
        **kwargs,
    )


def _made_by(revisions: list[Revision], rows) -> list[list[StatusChange]]:
    """The history rows that came with each revision: recorded after it and before the next."""
    ends = [later.at for later in revisions[1:]] + [None]
    return [
        [
            row
            for row in rows
            if row.recorded_at >= revision.at and (end is None or row.recorded_at < end)
        ]
        for revision, end in zip(revisions, ends, strict=True)
    ]


def _in_words(row: StatusChange) -> str:
    """A history row in one line: the event, its day, its note."""
    words = f"{row.get_event_display()}, {row.effective_on:%d/%m/%Y}"
    return f"{words}. {row.note}" if row.note else words


def _back_to(request: HttpRequest, data: QueryDict | None) -> str:
    """The list, with the row in it, from which the event is recorded; empty for no address of
    ours."""
    asked = (data or request.GET).get("next", "")
    own = asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None, require_https=request.is_secure()
    )
    return asked if own and len(asked) <= 4000 else ""


def _with_undo(said: str, document: PlannedDocument) -> str:
    """What was said of a document in a list, with its name and the way to undo it."""
    address = document.get_absolute_url()
    name = Truncator(document.title).chars(80)
    return format_html(
        '{} <a href="{}">{}</a> <a href="{}#undo">{}</a>',
        *(said, address, name, address, Event.UNDO.label),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def document_event(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """The form of one event; sends back to the document's page once it is recorded."""
    if event not in EVENT_FORMS:
        raise Http404
    event = Event(event)
    data = typed(request)
    seen = version_seen(data, PlannedDocument, pk)
    document = visible_document(request, pk)
    if data is not None and data.get("keep") == "note":
        return note_alone(request, document, data.get("note", ""))
    after = _back_to(request, data)
    form = EVENT_FORMS[event](data, request.FILES or None, document=document)
    try:
        check_transition(event, document.status)
    except ForbiddenTransition as refusal:
        if data is not None and seen != version_of(PlannedDocument, pk):
            return _conflict(request, document, form, seen, may_overwrite=False)
        messages.error(request, refusal.messages[0])
        return redirect(after or document)
    if request.method == "POST" and form.is_valid():
        try:
            with unchanged(document, seen=seen):
                changed = form.commit(by=request.user)
        except ChangedMeanwhile:
            now = PlannedDocument.objects.get(pk=document.pk)
            return _conflict(
                request, now, form, seen, may_overwrite=event in events_from(now.status)
            )
        if changed is not None:
            said = _("Recorded: %(event)s. The document is now “%(status)s”.") % {
                "event": event.label,
                "status": changed.get_status_display(),
            }
            messages.success(request, _with_undo(said, changed) if after else said)
            return redirect(after or changed)
    return render(
        request,
        "documents/document_event.html",
        {
            "form": form,
            "document": document,
            "event": event,
            "seen": seen,
            "after": after,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_POST
@permission_required("documents.change_planneddocument", raise_exception=True)
def document_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last change of status, if it is the one the person saw as the last."""
    document = visible_document(request, pk)
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
    data = typed(request)
    seen = version_seen(data, PlannedDocument, pk)
    document = visible_document(request, pk)
    if data is not None and data.get("keep") == "note":
        return note_alone(request, document, data.get("reason", ""))
    return deadline_page(
        request,
        document,
        data,
        seen=seen,
        may_note=True,
        strike_out="documents:deadline_strike_out",
    )
