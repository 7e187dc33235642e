"""Who acts for whom, and duties handed over from one to another."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.acting import CHOSEN
from assignments.models import Deputation, Person
from assignments.services import end_deputation
from documents import services
from documents.forms.arranging import DeputationForm, HandoverForm
from documents.models import Handover

SHOWN = 100
SUSPENDED = gettext_lazy(
    "An administrator set the password, removed the second factor or changed the name of the "
    "deputy's account after this deputation was recorded. It is suspended until the Chief of "
    "the Office ends it and records it anew."
)


@require_safe
def deputations(request: HttpRequest) -> HttpResponse:
    """For whom the person may act today; whoever appoints deputies sees all of them."""
    today = timezone.localdate()
    may_appoint = request.user.has_perm("assignments.add_deputation")
    rows = Deputation.objects.select_related("principal", "deputy", "by")
    return render(
        request,
        "documents/deputations.html",
        {
            "own": rows.in_force(today).of_deputy(request.user).with_suspension(),
            "rows": [
                {"deputation": row, "is_over": row.ended_at or row.valid_to < today}
                for row in rows.with_suspension()[:SHOWN]
            ]
            if may_appoint
            else [],
            "may_appoint": may_appoint,
            "suspended": SUSPENDED,
        },
    )


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Begin or cease to act for another. The middleware looks at every request whether the
    deputation still holds."""
    asked = request.POST.get("deputation", "")
    own = Deputation.objects.in_force(timezone.localdate()).of_deputy(request.user)
    own = own.with_suspension().select_related("principal")
    chosen = own.filter(pk=int(asked)).first() if _is_id(asked) else None
    request.session.pop(CHOSEN, None)
    if chosen is not None and chosen.is_suspended:
        messages.error(request, SUSPENDED)
    elif chosen is not None:
        request.session[CHOSEN] = chosen.pk
        messages.success(
            request, _("You now act for comrade %(name)s.") % {"name": chosen.principal}
        )
    elif asked:
        messages.error(request, _("You may not act for this person today."))
    else:
        messages.success(request, _("You act for yourself again."))
    return redirect("documents:deputations")


def _data_set(*, training: bool) -> dict[str, Any]:
    """Which people and agencies a page offers, for its switch."""
    people = Person.objects.filter(is_fictional=True)
    return {"data": "training" if training else "real", "has_training": people.exists()}


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("assignments.add_deputation", raise_exception=True)
def deputation_add(request: HttpRequest) -> HttpResponse:
    """Appoint a deputy."""
    training = request.GET.get("data") == "training"
    form = DeputationForm(request.POST if request.method == "POST" else None, training=training)
    if request.method == "POST" and form.is_valid():
        made = form.commit(by=request.user)
        if made is not None:
            messages.success(request, _("The deputation is recorded."))
            return redirect("documents:deputations")
    return render(
        request,
        "documents/deputation_form.html",
        {"form": form, **_data_set(training=training)},
        status=422 if request.method == "POST" else 200,
    )


@require_POST
@permission_required("assignments.add_deputation", raise_exception=True)
def deputation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a deputation at once."""
    try:
        end_deputation(
            get_object_or_404(Deputation, pk=pk), now=timezone.now(), by=request.user
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The deputation is ended."))
    return redirect("documents:deputations")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_handover", raise_exception=True)
def handover(request: HttpRequest) -> HttpResponse:
    """Hand over all open duties: a form, a preview of every row, then one transaction."""
    training = request.GET.get("data") == "training"
    form = HandoverForm(request.POST if request.method == "POST" else None, training=training)
    duties = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("step") == "confirm":
            made = form.commit(seen=request.POST.get("seen", ""), by=request.user)
            if made is not None:
                messages.success(
                    request,
                    _(
                        "Handed over: %(documents)s documents, %(tasks)s assignments to tasks, "
                        "%(instructions)s instructions."
                    )
                    % {
                        "documents": made.documents_count,
                        "tasks": made.assignments_count,
                        "instructions": made.instructions_count,
                    },
                )
                return redirect(
                    reverse("documents:handover") + ("?data=training" if training else "")
                )
        duties = services.duties_of(form.cleaned_data["giver"], on=timezone.localdate())
    parties = (
        "from_agency",
        "to_agency",
        "from_person",
        "to_person",
        "by__person",
        "on_behalf_of",
    )
    return render(
        request,
        "documents/handover.html",
        {
            "form": form,
            "duties": duties,
            **_data_set(training=training),
            "made": Handover.objects.select_related(*parties)[:SHOWN],
        },
        status=422 if form.errors else 200,
    )
