"""The text of a report, pasted: what it states, for a person to accept one by one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.extraction import Extraction, extract
from documents.forms import PasteForm
from documents.models import PlannedDocument
from documents.progress.pasted import MAX_SHOWN, Found, beside_register
from resolutions.kept import typed
from resolutions.services import record_measurement, record_narrative


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_planneddocument", raise_exception=True)
def paste(request: HttpRequest) -> HttpResponse:
    """Paste a text and see what it states beside what the register holds. A button accepts one
    fact; nothing is accepted by itself, and the text is not kept."""
    data = typed(request)
    form = PasteForm(data, initial={"on": timezone.localdate()})
    found, extraction, on = None, None, timezone.localdate()
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        extraction = extract(form.cleaned_data["text"])
        found = _beside(request, extraction, on)
        if _accepted(request, found, data or QueryDict(), on):
            found = _beside(request, extraction, on)
    return render(
        request,
        "documents/paste.html",
        {
            "form": form,
            "on": on,
            "found": None if found is None else [(one, _addresses(one)) for one in found],
            "extraction": extraction,
            "not_shown": max(0, len(extraction.candidates) - MAX_SHOWN) if extraction else 0,
        },
        status=422 if request.method == "POST" and not form.is_valid() else 200,
    )


def _beside(request: HttpRequest, extraction: Extraction, on) -> list[Found]:
    visible = PlannedDocument.objects.visible_to(request.user, on=timezone.localdate())
    return beside_register(extraction, visible, on=on)


def _addresses(one: Found) -> dict[str, str]:
    """The forms that a candidate opens, filled with what the text says."""
    if not one.is_document:
        return {}
    forms = {
        "governing": ("resolutions:resolution_create", one.as_governing()),
        "planned": ("documents:document_create", one.as_planned()),
    }
    return {
        name: f"{reverse(address)}?{urlencode(filled)}"
        for name, (address, filled) in forms.items()
    }


def _accepted(request: HttpRequest, found: list[Found], data: QueryDict, on) -> bool:
    """Record the one fact whose button was pressed; tells what became of it."""
    number, _mark, target_id = data.get("accept", "").partition(":")
    chosen = next((one for one in found if str(one.number) == number), None)
    if chosen is None:
        return False
    source = {
        "source_name": _("Pasted report"),
        "source_quote": chosen.candidate.place.sentence[:5000],
    }
    target = next((one for one in chosen.targets if str(one.pk) == target_id), None)
    try:
        if target is not None and chosen.value is not None:
            record_measurement(target, on=on, value=chosen.value, by=request.user, **source)
            of = target.resolution
        elif chosen.belongs_to and not target_id:
            of = chosen.belongs_to[0]
            text = chosen.candidate.place.sentence
            record_narrative(of, on=on, text=text, by=request.user, **source)
        else:
            return False
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    messages.success(request, _("Recorded under “%(name)s”.") % {"name": of.name})
    return True
