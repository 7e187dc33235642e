"""The text of a report, pasted: what it states, for a person to accept one by one."""

from dataclasses import dataclass
from datetime import date
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
from documents.progress.pasted import MAX_SHOWN, beside_register
from documents.progress.pasted_measures import pasted_name
from documents.progress.proposed import Found
from resolutions.allowance import UsedUp
from resolutions.datasets import in_set, training_asked
from resolutions.kept import typed
from resolutions.models import Resolution
from resolutions.once import unclaimed
from resolutions.services import record_measurement, record_narrative


@unclaimed
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.add_planneddocument", raise_exception=True)
def paste(request: HttpRequest) -> HttpResponse:
    """Paste a text and see what it states beside what the register holds. A button accepts one
    fact; nothing is accepted by itself, and the text is not kept."""
    data = typed(request)
    form = PasteForm(data)
    context: dict[str, object] = {"form": form, "found": None}
    if request.method == "POST" and form.is_valid() and (extraction := _extracted(form)):
        day = _day(extraction, form.cleaned_data["on"])
        found = _beside(request, extraction, day.on)
        if _accepted(request, found, data or QueryDict()):
            found = _beside(request, extraction, day.on)
        context |= {
            "found": [(one, _addresses(request, one)) for one in found],
            "day": day,
            "extraction": extraction,
            "not_shown": max(0, len(extraction.candidates) - MAX_SHOWN),
        }
    is_refused = request.method == "POST" and not form.is_valid()
    return render(request, "documents/paste.html", context, status=422 if is_refused else 200)


def _extracted(form: PasteForm) -> Extraction | None:
    """What the text states; a refusal goes onto the form and returns None."""
    try:
        return extract(form.cleaned_data["text"])
    except UsedUp as refusal:
        form.add_error("text", refusal)
        return None


@dataclass(frozen=True)
class _Day:
    """The day that a text speaks of, and who said so: the person, the head of the text, or
    nobody, which leaves today."""

    on: date
    typed: date | None
    printed: date | None
    words: str

    @property
    def is_guessed(self) -> bool:
        return self.typed is None and self.printed is None

    @property
    def differs(self) -> bool:
        """Whether another day was typed than the text prints."""
        return None not in (self.typed, self.printed) and self.typed != self.printed


def _day(extraction: Extraction, typed_day: date | None) -> _Day:
    today = timezone.localdate()
    printed = extraction.day if extraction.day and extraction.day <= today else None
    return _Day(typed_day or printed or today, typed_day, printed, extraction.day_words)


def _beside(request: HttpRequest, extraction: Extraction, on: date) -> list[Found]:
    today = timezone.localdate()
    visible = PlannedDocument.objects.visible_to(request.user, on=today)
    return beside_register(
        extraction, visible, on=on, today=today, training=training_asked(request)
    )


def _addresses(request: HttpRequest, one: Found) -> dict[str, str]:
    """The forms that a candidate opens, filled with what the text says."""
    if not one.is_document:
        source = {"source_name": pasted_name(), "source_quote": one.quote}
        return {"source": urlencode(source)}
    training = training_asked(request)
    forms = {
        "governing": ("resolutions:resolution_create", one.as_governing()),
        "planned": ("documents:document_create", one.as_planned()),
    }
    return {
        name: in_set(f"{reverse(address)}?{urlencode(filled)}", training=training)
        for name, (address, filled) in forms.items()
    }


def _accepted(request: HttpRequest, found: list[Found], data: QueryDict) -> bool:
    """Record the one fact whose button was pressed; tells what became of it. A button names a
    sentence (``3``), the document to record it under (``3:in:7``), or a target and which
    reading of the number was measured (``3:12:0``)."""
    number, *marks = data.get("accept", "").split(":")
    chosen = next((one for one in found if str(one.number) == number), None)
    if chosen is None:
        return False
    source = {
        "source_name": pasted_name(),
        "source_quote": chosen.candidate.place.sentence[:5000],
    }
    try:
        if len(marks) == 2 and marks[0] != "in":
            of = _measured(request, chosen, *marks, source)
        else:
            of = _told(request, chosen, marks, source)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    if of is None:
        return False
    messages.success(request, _("Recorded under “%(name)s”.") % {"name": of.name})
    return True


def _measured(
    request: HttpRequest, chosen: Found, target_id: str, reading: str, source: dict[str, str]
) -> Resolution | None:
    """Record a value of an amount as measured, once; None where it is not on the page."""
    target = next((one for one in chosen.targets if str(one.pk) == target_id), None)
    value = next((v for n, v in enumerate(chosen.readings) if str(n) == reading), None)
    if target is None or value is None:
        return None
    record_measurement(target, on=chosen.on, value=value, by=request.user, **source)
    return target.resolution


def _told(
    request: HttpRequest, chosen: Found, marks: list[str], source: dict[str, str]
) -> Resolution | None:
    """Record the sentence under the document it speaks of, or the one chosen."""
    if chosen.is_document:
        return None
    if not marks:
        of = next(iter(chosen.belongs_to), None)
    else:
        of = next((row for row in chosen.choices if marks == ["in", str(row.pk)]), None)
    if of is not None:
        text = chosen.candidate.place.sentence
        record_narrative(of, on=chosen.on, text=text, by=request.user, **source)
    return of
