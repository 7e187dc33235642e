"""The watch on central guidance: what is awaited, by whom, since when; and the day it comes."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assignments.deadlines import DeadlineKind, DeadlineOrigin
from documents import services
from documents.forms import ReceiveForm
from documents.models import (
    CentralGuidance,
    DocumentDeadline,
    GuidanceWait,
    PlannedDocument,
)
from documents.progress import Sides
from documents.status import StatusGroup
from resolutions.datasets import in_set
from resolutions.looking import look
from resolutions.models import Resolution
from resolutions.moments import Moment

_STANDING = Prefetch(
    "deadlines", DocumentDeadline.objects.standing(), to_attr="standing_deadlines"
)
# The watch tells what came within so many days.
RELEASED_DAYS = 365


@require_safe
def guidance_watch(request: HttpRequest) -> HttpResponse:
    """Every document that waits for the Centre on the day, by what it waits for; the longest
    wait first. Documents of which the source does not say what they wait for come last; then
    what came within a year, and which documents went on."""
    looking = look(request)
    on = looking.on
    training = request.GET.get("data") == "training"
    visible = PlannedDocument.objects.visible_to(request.user, on=looking.today)
    shown = visible.fictional() if training else visible.real()
    waiting = (
        shown.as_of(looking.moment)
        .in_group(StatusGroup.WAITING)
        .for_register(on=on)
        .order_by("since_then", "resolution", "code", "pk")
    )
    by_guidance: dict[CentralGuidance | None, list[PlannedDocument]] = {}
    for document in waiting:
        guidance = document.wait_then.guidance if document.wait_then else None
        by_guidance.setdefault(guidance, []).append(document)
    awaited = sorted(by_guidance.items(), key=lambda item: item[0] is None)
    ended = GuidanceWait.objects.filter(document__in=shown).released(
        looking.moment, since=on - timedelta(days=RELEASED_DAYS)
    )
    credits_known = DocumentDeadline.objects.known(looking.moment).filter(
        origin=DeadlineOrigin.CREDIT
    )
    ended = ended.select_related("document", "guidance").prefetch_related(
        Prefetch("deadlines", credits_known, to_attr="given_back")
    )
    came: dict[str, list[GuidanceWait]] = {}
    for wait in ended.order_by("-ended_on", "pk"):
        came.setdefault(wait.received, []).append(wait)
    return render(
        request,
        "documents/guidance_watch.html",
        {
            "looking": looking,
            "data": "training" if training else "real",
            "awaited": [
                {
                    "guidance": guidance,
                    "documents": documents,
                    "longest": max(
                        (d.wait_then.days(on=on) for d in documents if d.wait_then),
                        default=None,
                    ),
                }
                for guidance, documents in awaited
            ],
            "came": list(came.items()),
            "released": sum(len(waits) for waits in came.values()),
            "total": Sides.of(waiting),
            "has_training": Resolution.objects.filter(is_fictional=True).exists(),
            "may_change": request.user.has_perm("documents.change_planneddocument"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.change_planneddocument", raise_exception=True)
def guidance_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the received document: a form, then a preview of the rows, then one release."""
    guidance = get_object_or_404(CentralGuidance, pk=pk, received_on__isnull=True)
    today = timezone.localdate()
    documents = list(
        PlannedDocument.objects.filter(
            pk__in=guidance.waits.filter(ended_on__isnull=True).values("document")
        )
        .as_of(Moment(today))
        .for_register(on=today)
        .prefetch_related(_STANDING)
        .order_by("resolution", "code", "pk")
    )
    data = request.POST if request.method == "POST" else None
    hangs = any(services.hangs_on_event(d.standing_deadlines) for d in documents)
    form = ReceiveForm(data, guidance=guidance, hangs=hangs)
    preview = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("step") == "confirm":
            shown = [int(pk) for pk in request.POST.getlist("document") if _is_id(pk)]
            released = form.commit(documents=shown, by=request.user)
            if released is not None:
                messages.success(
                    request,
                    ngettext(
                        "Recorded; %(count)d document goes on.",
                        "Recorded; %(count)d documents go on.",
                        len(released),
                    )
                    % {"count": len(released)},
                )
                return redirect(
                    in_set(reverse("documents:guidance_watch"), training=guidance.is_fictional)
                )
        if not form.errors:
            preview = [_previewed(document, form) for document in documents]
    return render(
        request,
        "documents/guidance_receive.html",
        {
            "form": form,
            "guidance": guidance,
            "documents": documents,
            "preview": preview,
            "today": today,
        },
        status=422 if form.errors else 200,
    )


def _previewed(document: PlannedDocument, form: ReceiveForm) -> dict[str, Any]:
    """A document that will go on, and what becomes of its deadline."""
    new, given = form.new_deadline, form.cleaned_data
    if new is not None or document.wait_then is None:
        due_on = new.due_on if new else document.due_on
        return {"document": document, "due_on": due_on, "by_decision": new is not None}
    settled = services.settlement(
        document.standing_deadlines,
        document.wait_then,
        stopped_on=document.since_then,
        ended_on=given["received_on"],
        counted_from=given.get("counted_from") or given["issued_on"],
    )
    counted = settled.row is not None and not settled.days
    counted = counted and settled.row.deadline_kind == DeadlineKind.AFTER_EVENT
    return {
        "document": document,
        "due_on": settled.due_on if settled.days or counted else None,
        "days": settled.days,
        "counted": counted,
        "counted_from": given.get("counted_from"),
    }


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
