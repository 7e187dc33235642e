"""Files of an item: its panel, sending, replacing and withdrawing them, and opening them.

A file is opened through the rights to its item alone; nothing serves the folder it lies in.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.models import Task
from documents.files import storage
from documents.forms import AttachForm, WithdrawFileForm
from documents.models import Attachment, PlannedDocument
from documents.models.attachment import AttachmentQuerySet, item_name
from resolutions.looking import Looking
from resolutions.models import Resolution
from resolutions.understood import asks

_log = logging.getLogger(__name__)

# Nothing in a file may run here, whatever it is taken for.
_FOR_DOWNLOAD = "default-src 'none'; sandbox; frame-ancestors 'none'"
# A browser's own PDF reader does not start in a sandbox; it shows the file in our page alone.
_FOR_PREVIEW = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)


@dataclass
class KeptFile:
    """A file as a page lists it: its newest version, and those before."""

    newest: Attachment
    older: list[Attachment] = field(default_factory=list)
    may_replace: bool = False


def sent_by(rows: AttachmentQuerySet, looking: Looking | None) -> AttachmentQuerySet:
    """Of these versions those sent by the day looked at; all of them on the page of today."""
    if looking is None or not looking.is_past:
        return rows
    ends = datetime.combine(looking.on + timedelta(days=1), time.min)
    return rows.filter(uploaded_at__lt=timezone.make_aware(ends))


def files_panel(
    request: HttpRequest, item: Any, looking: Looking | None = None
) -> dict[str, Any]:
    """What ``components/files_panel.html`` shows of an item, in one query. On a page of a past
    day only what had been sent by then."""
    rows = sent_by(Attachment.objects.of(item).for_panel(), looking)
    found: dict[UUID, KeptFile] = {}
    for row in rows:
        if kept := found.get(row.series):
            kept.older.append(row)
        else:
            found[row.series] = KeptFile(row, may_replace=_may_replace(request, row))
    return {
        "files": list(found.values()),
        "files_kind": item_name(item),
        "may_attach": _may_attach(request, item),
        "may_withdraw_files": request.user.has_perm("documents.change_attachment"),
    }


def _may_attach(request: HttpRequest, item: Any) -> bool:
    """Whoever works on the item: editors, and for tasks and planned documents the focal points
    who see them. A placeholder for secret content bears no file."""
    if isinstance(item, Resolution) and not request.user.has_perm(
        "resolutions.change_resolution"
    ):
        return False
    return not getattr(item, "is_secret", False) and request.user.has_perm(
        "documents.add_attachment"
    )


def _may_replace(request: HttpRequest, attachment: Attachment) -> bool:
    """Editors replace any file, others what they sent themselves."""
    user = request.user
    return user.has_perm("documents.change_attachment") or (
        user.has_perm("documents.add_attachment") and attachment.uploaded_by_id == user.pk
    )


def _visible_item(request: HttpRequest, kind: str, pk: int) -> Any:
    """The item of a kind, or 404 for a stranger to it."""
    today = timezone.localdate()
    if kind == "document":
        items: Any = PlannedDocument.objects.standing().visible_to(request.user, on=today)
        items = items.select_related("resolution")
    elif kind == "task":
        items = Task.objects.visible_to(request.user, on=today).select_related("resolution")
    elif kind == "resolution":
        items = Resolution.objects.all()
    else:
        raise Http404
    return get_object_or_404(items, pk=pk)


def _visible_file(request: HttpRequest, key: UUID) -> Attachment:
    """The file, or 404 for whom its item is not to be seen."""
    files = Attachment.objects.visible_to(request.user, on=timezone.localdate())
    return get_object_or_404(
        files.select_related(
            "resolution", "task__resolution", "document__resolution", "uploaded_by__person"
        ),
        pk=key,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_attachment", raise_exception=True)
def file_add(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Send a file to an item."""
    item = _visible_item(request, kind, pk)
    if not _may_attach(request, item):
        raise PermissionDenied
    return _send(request, item)


@require_http_methods(["GET", "HEAD", "POST"])
def file_replace(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the next version of a file."""
    attachment = _visible_file(request, key)
    if not _may_replace(request, attachment):
        raise PermissionDenied
    return _send(request, attachment.item, replaces=attachment)


def _send(request: HttpRequest, item: Any, replaces: Attachment | None = None) -> HttpResponse:
    is_sent = request.method == "POST"
    form = AttachForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        item=item,
        replaces=replaces,
        may_prove=request.user.has_perm("documents.change_attachment"),
    )
    if is_sent and form.is_valid() and (kept := form.commit(by=request.user)):
        messages.success(request, _("The file “%(name)s” is kept.") % {"name": kept.name})
        if kept.warning:
            messages.warning(request, kept.warning)
        return redirect(item)
    return render(
        request,
        "documents/file_form.html",
        {"form": form, "item": item, "replaces": replaces},
        status=422 if is_sent else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_attachment", raise_exception=True)
def file_withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Withdraw a file with all its versions, with a reason."""
    attachment = _visible_file(request, key)
    is_sent = request.method == "POST"
    form = WithdrawFileForm(request.POST if is_sent else None)
    if is_sent and form.is_valid() and form.commit(attachment, by=request.user):
        messages.success(
            request, _("The file “%(name)s” is withdrawn.") % {"name": attachment.name}
        )
        return redirect(attachment.item)
    return render(
        request,
        "documents/file_withdraw.html",
        {"form": form, "attachment": attachment},
        status=422 if is_sent else 200,
    )


@asks("inline")
@require_safe
def file_download(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file itself: to be saved, or with ``?inline`` a PDF to be read in our page."""
    attachment = _visible_file(request, key)
    is_inline = attachment.is_pdf and "inline" in request.GET
    try:
        opened = storage().open(attachment.place)
    except OSError as gone:
        _log.error("the file of attachment %s is missing", attachment.pk)
        raise Http404 from gone
    response = FileResponse(
        opened,
        as_attachment=not is_inline,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = _FOR_PREVIEW if is_inline else _FOR_DOWNLOAD
    response["X-Frame-Options"] = "SAMEORIGIN" if is_inline else "DENY"
    return response


@asks("inline")
@require_safe
def file_view(request: HttpRequest, key: UUID) -> HttpResponse:
    """A PDF shown in a page; other files are only to be saved."""
    attachment = _visible_file(request, key)
    if not attachment.is_pdf:
        raise Http404
    return render(request, "documents/file_view.html", {"attachment": attachment})
