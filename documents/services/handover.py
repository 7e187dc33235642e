"""All open duties of a person or an agency go to another on a day; the past stays."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import acting_for
from assignments.models import Agency, Assignment, Person
from documents.models import Handover, Instruction, InstructionMove, PlannedDocument
from documents.models.quality import OPEN_STATUSES
from documents.services.moving import save
from documents.services.planning import keep_duty
from resolutions.datasets import refuse_mixed
from resolutions.days import check_day
from resolutions.folding import clean_line
from resolutions.moments import Moment

Party = TypeVar("Party", Agency, Person)


@dataclass(frozen=True)
class Duties:
    """What a person or an agency answers for and would hand over."""

    documents: list[PlannedDocument]
    assignments: list[Assignment]
    instructions: list[Instruction]

    @property
    def total(self) -> int:
        """How many rows would move."""
        return len(self.documents) + len(self.assignments) + len(self.instructions)

    @property
    def seal(self) -> str:
        """The rows by their ids: two previews are the same when these are."""
        parts: tuple[list[Any], ...] = (self.documents, self.assignments, self.instructions)
        return "/".join(".".join(str(row.pk) for row in rows) for rows in parts)


def duties_of(giver: Agency | Person, *, on: date) -> Duties:
    """The open documents that an agency drafts or a member is in charge of, the tasks on which
    it is assigned, and the open instructions given to it, as they stand on that day."""
    is_agency = isinstance(giver, Agency)
    held = {"lead_agency" if is_agency else "board_member": giver}
    own = {"agency" if is_agency else "person": giver}
    documents = PlannedDocument.objects.standing().filter(**held, status__in=OPEN_STATUSES)
    assignments = (
        Assignment.objects.held()
        .filter(**own, task__taken_back_at__isnull=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    )
    return Duties(
        list(documents.select_related("resolution").order_by("resolution", "code", "pk")),
        list(assignments.select_related("task__resolution").order_by("task", "role", "pk")),
        list(Instruction.objects.filter(**own).open_on(Moment(on)).for_list(Moment(on))),
    )


@transaction.atomic
def hand_over(
    *,
    giver: Party,
    taker: Party,
    effective_on: date,
    reason: str,
    decision: str,
    seen: str | None = None,
    by: User | None,
) -> Handover:
    """Move every open duty of ``giver`` to ``taker`` from a day on, all or none.

    ``seen`` is the seal of the duties that were previewed. Raises ValidationError when others
    changed them since, when there are none, or when one of them began after the day; then
    nothing was moved.
    """
    check_day(effective_on)
    is_agency = isinstance(giver, Agency)
    refuse_mixed(giver, **{"to_agency" if is_agency else "to_person": taker})
    parties = {
        "from_agency" if is_agency else "from_person": giver,
        "to_agency" if is_agency else "to_person": taker,
    }
    handover = Handover(
        **parties,
        effective_on=effective_on,
        reason=clean_line(reason),
        decision=clean_line(decision),
        by=by,
        on_behalf_of=acting_for(by),
    )
    handover.full_clean()
    if is_agency and not Agency.objects.valid_on(effective_on).filter(pk=taker.pk).exists():
        raise ValidationError(
            _("%(name)s does not exist on this day and cannot take over duties.")
            % {"name": taker}
        )
    duties = duties_of(giver, on=timezone.localdate())
    if seen is not None and seen != duties.seal:
        raise ValidationError(
            _("The duties changed since the preview. Look at them again."), code="changed"
        )
    if not duties.total:
        raise ValidationError(_("There is no open duty to hand over."))
    handover.documents_count = len(duties.documents)
    handover.assignments_count = len(duties.assignments)
    handover.instructions_count = len(duties.instructions)
    handover.save()
    for document in duties.documents:
        _move_document(document, taker, effective_on=effective_on, by=by)
    for assignment in duties.assignments:
        _move_assignment(assignment, taker, effective_on=effective_on)
    for instruction in duties.instructions:
        setattr(instruction, "agency" if is_agency else "person", taker)
        instruction.save(update_fields=["agency", "person"])
        InstructionMove.objects.create(handover=handover, instruction=instruction)
    return handover


def _move_document(
    document: PlannedDocument, taker: Agency | Person, *, effective_on: date, by: User | None
) -> None:
    document = PlannedDocument.objects.select_for_update().get(pk=document.pk)
    last = document.duties.latest_first().first()
    if last is not None and last.effective_on > effective_on:
        raise ValidationError(
            _(
                "“%(item)s” has been with its present holder only since %(day)s. Give that day "
                "or a later one."
            )
            % {"item": document, "day": last.effective_on.strftime("%d/%m/%Y")}
        )
    setattr(document, "lead_agency" if isinstance(taker, Agency) else "board_member", taker)
    save(document, by=by)
    keep_duty(document, effective_on=effective_on, by=by)


def _move_assignment(old: Assignment, taker: Agency | Person, *, effective_on: date) -> None:
    """End an assignment on the day and begin that of the taker, in the same role; where the
    taker has that role already, the old one ends alone."""
    old = Assignment.objects.select_for_update().get(pk=old.pk)
    until = old.valid_to
    if old.valid_from is not None and old.valid_from > effective_on:
        raise ValidationError(
            _(
                "“%(item)s” has been with its present holder only since %(day)s. Give that day "
                "or a later one."
            )
            % {"item": old.task, "day": old.valid_from.strftime("%d/%m/%Y")}
        )
    old.valid_to = effective_on
    old.save(update_fields=["valid_to"])
    who = {"agency" if isinstance(taker, Agency) else "person": taker}
    same = Assignment.objects.filter(task=old.task_id, role=old.role, **who)
    if not same.valid_on(effective_on).exists():
        Assignment.objects.create(
            task_id=old.task_id,
            role=old.role,
            valid_from=effective_on,
            valid_to=until,
            **who,
        )
