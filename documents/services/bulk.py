"""One change for many planned documents: each by its own service, with one reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assignments.services import set_deadline
from documents.models import PlannedDocument
from documents.services import events
from documents.services.planning import edit
from documents.status import TRANSITIONS, Event
from resolutions.names import signature

# More rows than anybody looks through; narrower filters do the rest.
MOST_ROWS = 1000


class BulkOperation(models.TextChoices):
    """What may be done to many documents at once."""

    LEAD_AGENCY = "lead_agency", _("Set the drafting agency")
    BOARD_MEMBER = "board_member", _("Set the Standing Board member in charge")
    DEADLINE = "deadline", _("Set or move the deadline")
    START_DRAFTING = "start_drafting", _("Start drafting")
    SUBMIT = "submit", _("Submit")
    AWAIT_GUIDANCE = "await_guidance", _("Await the same central guidance")
    WITHDRAW = "withdraw", _("Decide not to issue")


class Outcome(models.TextChoices):
    """What became of one row."""

    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")


@dataclass(frozen=True)
class RowResult:
    """One document, what became of it and why."""

    document: PlannedDocument
    outcome: Outcome
    why: str = ""


def batch_name(*, by: User, now: datetime) -> str:
    """How one bulk change is called in every row it touches."""
    return f"{timezone.localtime(now):%Y%m%d-%H%M%S}-{by.pk}"


@transaction.atomic
def change_many(
    documents: Iterable[PlannedDocument],
    *,
    operation: BulkOperation,
    reason: str,
    by: User,
    now: datetime,
    **given: Any,
) -> list[RowResult]:
    """Do ``operation`` to each document, in a savepoint of its own: a row that is refused
    leaves the others as they are done. ``given`` is what the row's service asks.

    The reason and the name of the batch stand in the note of every history row written, or,
    for who answers, which has none, in the document's note.
    """
    batch = batch_name(by=by, now=now)
    said = gettext("%(reason)s (bulk change %(batch)s)") % {"reason": reason, "batch": batch}
    return [
        _change(document, _CHANGES[operation], said=said, by=by, now=now, given=given)
        for document in documents
    ]


def _change(
    document: PlannedDocument,
    change: Callable[..., bool],
    *,
    said: str,
    by: User,
    now: datetime,
    given: dict[str, Any],
) -> RowResult:
    try:
        with transaction.atomic():
            row = PlannedDocument.objects.select_for_update().get(pk=document.pk)
            changed = change(row, said=said, by=by, now=now, **given)
    except ValidationError as refusal:
        if getattr(refusal, "code", "") == "unchanged":
            return RowResult(document, Outcome.UNCHANGED)
        return RowResult(document, Outcome.REFUSED, " ".join(refusal.messages))
    return RowResult(document, Outcome.CHANGED if changed else Outcome.UNCHANGED)


def _answers(
    document: PlannedDocument, *, said: str, by: User, now: datetime, **who: Any
) -> bool:
    """Set who answers; the note says why, since who answers is kept without a reason."""
    [(name, value)] = who.items()
    if getattr(document, name) == value:
        return False
    setattr(document, name, value)
    field: Any = PlannedDocument._meta.get_field(name)
    day = timezone.localtime(now).strftime("%d/%m/%Y")
    line = f"{day}, {signature(by)}: {field.verbose_name} – {value}. {said}"
    document.note = f"{document.note}\n{line}".strip()
    if len(document.note) > (PlannedDocument._meta.get_field("note").max_length or 0):
        raise ValidationError(gettext("The note has no room for the reason. Shorten it first."))
    edit(document, by=by)
    return True


def _deadline(
    document: PlannedDocument, *, said: str, by: User, now: datetime, **given: Any
) -> bool:
    set_deadline(document, reason=said, by=by, **given)
    return True


def _event(event: Event) -> Callable[..., bool]:
    def record(
        document: PlannedDocument, *, said: str, by: User, now: datetime, **given: Any
    ) -> bool:
        if document.status == TRANSITIONS[event].target:
            return False
        getattr(events, event.value)(document, note=said, by=by, **given)
        return True

    return record


_CHANGES: dict[BulkOperation, Callable[..., bool]] = {
    BulkOperation.LEAD_AGENCY: _answers,
    BulkOperation.BOARD_MEMBER: _answers,
    BulkOperation.DEADLINE: _deadline,
    BulkOperation.START_DRAFTING: _event(Event.START_DRAFTING),
    BulkOperation.SUBMIT: _event(Event.SUBMIT),
    BulkOperation.AWAIT_GUIDANCE: _event(Event.AWAIT_GUIDANCE),
    BulkOperation.WITHDRAW: _event(Event.WITHDRAW),
}
