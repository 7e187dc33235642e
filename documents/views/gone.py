"""A document or task that was there and is no more: a form about it that was left open is
answered with who took it out and why, and with what was typed, which is saved nowhere."""

import re
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.models import Task
from documents.models import ImportBatch, PlannedDocument
from documents.status import Event
from resolutions.kept import OF_THE_SENDING
from resolutions.log import ON_BEHALF_OF, entries_of
from resolutions.names import signed

_ABOUT = re.compile(r"/(documents|tasks)/(\d{1,18})/")
# What a form sends that nobody typed.
_NOT_TYPED = OF_THE_SENDING | {"seen", "next", "step", "wait", "change", "do", "form_token"}


@dataclass(frozen=True)
class Gone:
    """What is said of an item that was taken out: who did so, when and why, and what the
    request brought for it."""

    title: str
    advice: str
    typed: list[str] = field(default_factory=list)


def gone(request: HttpRequest) -> Gone | None:
    """What is said when this address is about something that was taken out, to whoever might
    read it; None for all else."""
    found = _ABOUT.match(request.path)
    if found is None or not request.user.is_authenticated:
        return None
    about = _of_document if found[1] == "documents" else _of_task
    advice = about(request, int(found[2]))
    if not advice:
        return None
    typed = _typed(request)
    if typed:
        advice += " " + _(
            "What you typed was not saved. It stands below, so that you can copy it."
        )
    return Gone(_("It was taken out meanwhile"), advice, typed)


def _typed(request: HttpRequest) -> list[str]:
    return [
        value.strip()
        for name, values in request.POST.lists()
        for value in values
        if name not in _NOT_TYPED and value.strip() and not value.strip().isdigit()
    ]


def _of_document(request: HttpRequest, pk: int) -> str:
    today = timezone.localdate()
    document = PlannedDocument.objects.visible_to(request.user, on=today).filter(pk=pk).first()
    if document is None:
        return ""
    undone = document.changes.filter(event=Event.UNDO, undoes__event=Event.PLAN)
    row = undone.select_related("by__person", "on_behalf_of").order_by("-pk").first()
    if row is None:
        return ""
    return _said(
        document.title,
        row.recorded_at,
        signed(row.by, row.on_behalf_of),
        row.note,
        "document",
        pk,
    )


def _of_task(request: HttpRequest, pk: int) -> str:
    task = Task._base_manager.filter(pk=pk, taken_back_at__isnull=False).first()
    if task is None or not request.user.has_perm("assignments.change_task"):
        return ""
    entry = entries_of(task).select_related("actor__person").last()
    told = (entry.additional_data or {}) if entry else {}
    who = signed(entry.actor, told.get(ON_BEHALF_OF)) if entry else ""
    return _said(str(task), task.taken_back_at, who, "", "task", pk)


def _said(title: str, at, who: str, reason: str, kind: str, pk: int) -> str:
    batch = _batch(kind, pk)
    named = {
        "title": title,
        "who": who or _("Somebody else"),
        "at": timezone.localtime(at).strftime("%H:%M %d/%m/%Y"),
        "reason": reason or (batch.undone_reason if batch else "") or "–",
        "file": batch.file_name if batch else "",
    }
    if batch:
        said = _(
            "“%(title)s” came with the annex “%(file)s”, which %(who)s took back at %(at)s. "
            "Reason: %(reason)s."
        )
    else:
        said = _("%(who)s struck “%(title)s” out at %(at)s. Reason: %(reason)s.")
    return said % named


def _batch(kind: str, pk: int) -> ImportBatch | None:
    """The annex that brought the item and was taken back."""
    batches = ImportBatch.objects.filter(undone_at__isnull=False).order_by("-undone_at")
    for batch in batches.only("outcome", "file_name", "undone_reason"):
        if any(
            row.get(kind, {}).get("id") == pk and row[kind]["made"] for row in batch.outcome
        ):
            return batch
    return None
