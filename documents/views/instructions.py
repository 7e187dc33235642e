"""Instructions of the leaders: their list, the page of each, and the panel on other pages."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.models import Person, Task
from documents import services
from documents.forms.instructing import (
    ClosingForm,
    InstructionFilterForm,
    InstructionForm,
    ReplyForm,
)
from documents.models import Instruction, PlannedDocument
from documents.models.attachment import item_name
from documents.views.data import data_asked, only
from resolutions.forms import show_refusal
from resolutions.looking import Looking, look
from resolutions.models import Resolution
from resolutions.understood import asks_by_form

PAGE_SIZE = 50


def open_on(request: HttpRequest, item: Any, looking: Looking) -> Any:
    """The instructions on an item that this person may read and that are open on the day looked
    at, for its panel."""
    rows = Instruction.objects.visible_to(request.user, on=looking.today)
    return (
        rows.filter(**{item_name(item): item.pk})
        .open_on(looking.moment)
        .for_list(looking.moment)
    )


@asks_by_form
@require_safe
def instruction_list(request: HttpRequest) -> HttpResponse:
    """The instructions this person may read, those open on the day first asked for, by
    urgency."""
    looking = look(request).in_force()
    data = data_asked(request)
    form = InstructionFilterForm(request.GET, data_set=data, items=_items(request))
    rows = only(Instruction.objects.visible_to(request.user, on=looking.today), data)
    rows = rows.for_list(looking.moment)
    # A filter that cannot be read shows nothing rather than all.
    rows = form.of(rows, looking) if form.is_valid() else rows.none()
    return render(
        request,
        "documents/instruction_list.html",
        {
            "form": form,
            "data": data,
            "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
            "looking": looking,
            "on": looking.on,
            "has_training": Resolution.objects.fictional().exists(),
        },
    )


def _items(request: HttpRequest) -> dict[str, Any]:
    """What this person may see of all that may be instructed on, by kind."""
    today = timezone.localdate()
    return {
        "resolution": Resolution.objects.all(),
        "task": Task.objects.visible_to(request.user, on=today).select_related("resolution"),
        "document": PlannedDocument.objects.standing()
        .visible_to(request.user, on=today)
        .select_related("resolution"),
    }


def _item(request: HttpRequest, kind: str, pk: int) -> Any:
    """What is to be instructed on; 404 for what this person may not see."""
    found = _items(request)
    if kind not in found:
        raise Http404
    return get_object_or_404(found[kind], pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_instruction", raise_exception=True)
def instruction_add(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Instruct on an item: a member his own word, the Office that of a named member."""
    item = _item(request, kind, pk)
    form = InstructionForm(
        request.POST if request.method == "POST" else None,
        item=item,
        own=Person.objects.signed_in_as(request.user),
        may_record=request.user.has_perm("documents.change_instruction"),
    )
    if request.method == "POST" and form.is_valid():
        made = form.commit(by=request.user)
        if made is not None:
            messages.success(request, _("The instruction is recorded."))
            return redirect(made)
    return render(
        request,
        "documents/instruction_form.html",
        {"form": form, "item": item},
        status=422 if request.method == "POST" else 200,
    )


def _visible(request: HttpRequest, pk: int) -> Instruction:
    rows = Instruction.objects.visible_to(request.user, on=timezone.localdate())
    rows = rows.select_related(
        "author",
        "agency",
        "person",
        "document__resolution",
        "task__resolution",
        "resolution",
        "by__person",
        "on_behalf_of",
        "closed_by__person",
        "closed_on_behalf_of",
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def instruction_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An instruction with its thread of answers."""
    return _page(request, _visible(request, pk))


def _page(request: HttpRequest, instruction: Instruction, **forms) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "instruction": instruction,
        "replies": instruction.replies.select_related(
            "by__person", "on_behalf_of", "agency", "person"
        ),
        "days": instruction.days_overdue(today),
        "may_answer": services.may_answer(instruction, by=request.user, on=today),
        "may_close": services.may_close(instruction, by=request.user),
        "reply_form": forms.get("reply") or ReplyForm(),
        "closing_form": forms.get("closing") or ClosingForm(),
        "form": forms.get("reply") or forms.get("closing"),
    }
    return render(
        request, "documents/instruction_page.html", context, status=422 if forms else 200
    )


@require_POST
@permission_required("documents.add_instructionreply", raise_exception=True)
def instruction_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an answer; a mistake is told on the instruction's page."""
    instruction = _visible(request, pk)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            services.answer_instruction(
                instruction, text=form.cleaned_data["text"], now=timezone.now(), by=request.user
            )
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The answer is recorded."))
            return redirect(instruction)
    return _page(request, instruction, reply=form)


@require_POST
def instruction_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an instruction with what came of it; the author or the Office."""
    instruction = _visible(request, pk)
    if instruction.is_open and not services.may_close(instruction, by=request.user):
        raise PermissionDenied
    form = ClosingForm(request.POST)
    if form.is_valid():
        try:
            services.close_instruction(
                instruction, note=form.cleaned_data["note"], now=timezone.now(), by=request.user
            )
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The instruction is closed."))
            return redirect(instruction)
    return _page(request, instruction, closing=form)
