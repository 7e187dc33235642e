"""An agency asks for a later deadline before the present one; the chief grants or refuses."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.deadlines import DeadlineKind
from assignments.models import Agency
from assignments.services import set_deadline
from documents.models import ExtensionRequest, PlannedDocument, RequestState
from documents.services import papers
from documents.services.chain import Actor
from documents.status import StatusGroup
from resolutions.folding import clean_line
from resolutions.names import signature

_CLOSED = (StatusGroup.ISSUED, StatusGroup.CLOSED_OTHERWISE)


@transaction.atomic
def request_extension(
    item: papers.Item,
    *,
    agency: Agency,
    due_asked: date,
    reason: str,
    by: Actor,
    now: datetime,
) -> ExtensionRequest:
    """Ask for a later deadline, up to the due day itself.

    Raises ValidationError when there is no deadline, it has passed, the new day is not later,
    or a request already awaits a decision; PermissionDenied unless the agency leads the item.
    """
    on = timezone.localtime(now).date()
    item = papers.lock(item)
    papers.check_sender(item, agency, by=by, on=on, leads=True)
    due_before = _extensible(item)
    if on > due_before:
        raise ValidationError(
            _(
                "The deadline of %(day)s has passed, so it can no longer be asked to be "
                "extended here. Turn to the Office."
            )
            % {"day": due_before.strftime("%d/%m/%Y")}
        )
    _check_later(due_asked, than=due_before, field="due_asked")
    request = ExtensionRequest(
        **papers.about(item),
        agency=agency,
        text=reason,
        due_before=due_before,
        due_asked=due_asked,
        by=by,
        submitted_at=now,
    )
    papers.send(request)
    return request


def _extensible(item: papers.Item) -> date:
    """The due day of an item that is still to be done."""
    if isinstance(item, PlannedDocument) and item.group in _CLOSED:
        raise ValidationError(
            _("The document is “%(status)s”: there is nothing to extend.")
            % {"status": item.get_status_display()}
        )
    if item.due_on is None:
        raise ValidationError(_("It has no deadline that could be extended."))
    return item.due_on


def _check_later(day: date, *, than: date, field: str) -> None:
    if day <= than:
        raise ValidationError(
            {
                field: _("The deadline is %(day)s. Give a later day.")
                % {"day": than.strftime("%d/%m/%Y")}
            }
        )


@transaction.atomic
def grant_extension(
    request: ExtensionRequest,
    *,
    due_on: date,
    decision: str,
    note: str = "",
    by: Actor,
    now: datetime,
) -> ExtensionRequest:
    """Grant a request, for the day asked for or another one, by a deciding document: the
    deadline moves from today on and the earlier ones stay.

    Raises AlreadyDecided when it was granted before, ValidationError when it was decided
    otherwise, no document is named, or the item has no deadline before that day any more.
    """
    if not clean_line(decision):
        raise ValidationError({"decision": _("Name the document that grants the extension.")})
    request = papers.undecided(request, same=RequestState.GRANTED)
    item = papers.lock(request.item)
    _check_later(due_on, than=_extensible(item), field="due_on")
    set_deadline(
        item,
        deadline_kind=DeadlineKind.DAY,
        due_on=due_on,
        reason=request.text,
        decided_by=signature(by)[:200],
        decision=clean_line(decision),
        effective_on=timezone.localtime(now).date(),
        by=by,
    )
    papers.decide(
        request,
        state=RequestState.GRANTED,
        by=by,
        now=now,
        due_granted=due_on,
        decision=clean_line(decision),
        decision_reason=note.strip(),
    )
    return request


@transaction.atomic
def refuse_extension(
    request: ExtensionRequest, *, reason: str, by: Actor, now: datetime
) -> ExtensionRequest:
    """Refuse a request with a reason: the deadline stays.

    Raises ValidationError without a reason, and when it was decided meanwhile.
    """
    if not clean_line(reason):
        raise ValidationError({"reason": _("Say why the request is refused.")})
    request = papers.undecided(request, same=RequestState.REFUSED)
    papers.decide(
        request, state=RequestState.REFUSED, by=by, now=now, decision_reason=reason.strip()
    )
    return request


@transaction.atomic
def withdraw_extension(
    request: ExtensionRequest, *, by: Actor, now: datetime
) -> ExtensionRequest:
    """The agency takes its request back before it is decided.

    Raises ValidationError when it was decided meanwhile.
    """
    request = papers.undecided(request, same=RequestState.WITHDRAWN)
    papers.decide(request, state=RequestState.WITHDRAWN, by=by, now=now)
    return request
