"""What reports and requests for an extension share: who may send, and one sending per form."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import acting_for
from assignments.models import Agency, Assignment, Office, Task
from assignments.models.task import AssignmentRole
from documents.models import AgencyPaper, PlannedDocument
from documents.services.chain import Actor
from resolutions.names import signed

Item = PlannedDocument | Task


class AlreadyDecided(ValidationError):
    """The same decision was recorded before: nothing to do, and no mistake."""


def agencies_of(item: Item, *, on: date) -> set[int]:
    """The ids of the agencies that have a part in a document or task on a day."""
    if isinstance(item, Task):
        held = Assignment.objects.valid_on(on).filter(task=item, agency__isnull=False)
        return set(held.values_list("agency", flat=True))
    coordinating = item.coordinating_agencies.order_by().values_list("pk", flat=True)
    advising = item.advising_agencies.order_by().values_list("pk", flat=True)
    named = {item.lead_agency_id, item.signing_body_id, *coordinating.union(advising)}
    return {pk for pk in named if pk is not None}


def leads_of(item: Item, *, on: date) -> set[int]:
    """The ids of the agency that leads a document or task on a day, none or one: the only one
    that may ask for a later deadline."""
    if isinstance(item, Task):
        held = Assignment.objects.valid_on(on).filter(
            task=item, role=AssignmentRole.LEAD, agency__isnull=False
        )
        return set(held.values_list("agency", flat=True))
    return {item.lead_agency_id} if item.lead_agency_id else set()


def speaks_for(item: Item, *, by: Any, on: date, leads: bool = False) -> Agency | None:
    """The agency for which a person may report on an item: one where the person, or the one
    in whose place the person acts, holds an office that day and which has a part in it itself
    or through a body that it answers for on that day. With ``leads`` the part must be the
    lead: who coordinates or signs may report, but not ask for a later deadline."""
    involved = leads_of(item, on=on) if leads else agencies_of(item, on=on)
    offices = Office.objects.held_for(by, on=on).select_related("agency")
    for office in offices.order_by("pk"):
        if Agency.objects.reach_of({office.agency_id}, on=on) & involved:
            return office.agency
    return None


def lock(item: Item) -> Item:
    """The item as it is now, held until the end of the transaction."""
    return type(item)._base_manager.select_for_update().get(pk=item.pk)


def check_sender(
    item: Item, agency: Agency, *, by: Actor, on: date, leads: bool = False
) -> None:
    """Raise PermissionDenied unless ``by`` may speak for the agency about the item (as its
    lead, with ``leads``). A command (without a person) is trusted to name the person's agency,
    but not to let another than the lead ask."""
    if by is not None and speaks_for(item, by=by, on=on, leads=leads) != agency:
        raise PermissionDenied(not_the_lead() if leads else "")
    answers_for = Agency.objects.reach_of({agency.pk}, on=on) if leads and by is None else set()
    if leads and by is None and not answers_for & leads_of(item, on=on):
        raise PermissionDenied(not_the_lead())


def not_the_lead() -> str:
    """Why somebody may not ask for a later deadline."""
    return _(
        "Only the lead agency asks for an extension. An agency that coordinates reports to the "
        "Office or turns to the lead."
    )


def send(paper: AgencyPaper) -> None:
    """Check a new paper and save it, in whose place it was sent too."""
    paper.on_behalf_of = acting_for(paper.by)
    paper.full_clean()
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError as refusal:  # about the same item at the same moment
        raise ValidationError(_("This was already sent. Look at the list.")) from refusal


def about(item: Item) -> dict[str, Item]:
    """The field of a paper that names the item."""
    return {"task" if isinstance(item, Task) else "document": item}


def undecided(paper: Any, *, same: models.TextChoices) -> Any:
    """The paper, locked, if it still awaits a decision.

    Raises AlreadyDecided when it was decided in the same way before, ValidationError when it
    was decided otherwise.
    """
    paper = type(paper).objects.select_for_update().get(pk=paper.pk)
    if paper.awaits:
        return paper
    who = paper.decided_by
    told = {
        "state": paper.get_state_display(),
        "who": signed(who, paper.decided_on_behalf_of) or _("somebody"),
        "at": timezone.localtime(paper.decided_at).strftime("%H:%M %d/%m/%Y"),
    }
    if paper.state == same:
        raise AlreadyDecided(_("“%(state)s” already, by %(who)s at %(at)s.") % told)
    raise ValidationError(
        _("Meanwhile it became “%(state)s”, by %(who)s at %(at)s. Nothing was changed.") % told
    )


def decide(paper: AgencyPaper, *, state: str, by: Actor, now: datetime, **values: Any) -> None:
    """Write the decision down. The database refuses any change after it."""
    paper.state, paper.decided_by, paper.decided_at = state, by, now
    paper.decided_on_behalf_of = acting_for(by)
    for name, value in values.items():
        setattr(paper, name, value)
    paper.full_clean()
    paper.save()
