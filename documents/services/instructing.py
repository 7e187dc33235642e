"""A leader instructs, the addressee answers, the author or the Office closes."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import acting_for
from assignments.models import Agency, Person, Task
from documents.models import Instruction, InstructionReply, PlannedDocument
from resolutions.datasets import refuse_mixed
from resolutions.days import check_day
from resolutions.folding import clean_text
from resolutions.models import Resolution


@transaction.atomic
def instruct(
    item: Resolution | Task | PlannedDocument,
    *,
    text: str,
    author: Person,
    agency: Agency | None = None,
    person: Person | None = None,
    given_on: date,
    due_on: date | None = None,
    by: User | None,
) -> Instruction:
    """Record an instruction on an item. Whoever may not record for others records his own
    word, or that of the person he acts for.

    Raises ValidationError when it says nothing, is given to nobody or on a day to come.
    """
    if by is not None and not by.has_perm("documents.change_instruction"):
        own = Person.objects.signed_in_as(by)
        if own is None or own.pk != author.pk:
            raise PermissionDenied
    check_day(given_on)
    refuse_mixed(item, author=author, agency=agency, person=person)
    instruction = Instruction(
        **{_field_of(item): item},
        text=clean_text(text).strip(),
        author=author,
        agency=agency,
        person=person,
        given_on=given_on,
        due_on=due_on,
        by=by,
        on_behalf_of=acting_for(by),
    )
    instruction.full_clean()
    instruction.save()
    return instruction


def may_answer(instruction: Instruction, *, by: Any, on: date) -> bool:
    """The addressee, or the Office for an addressee without a login; while it is open."""
    if not instruction.is_open or not by.has_perm("documents.add_instructionreply"):
        return False
    return by.has_perm("documents.change_instruction") or _is_addressed(
        instruction, by=by, on=on
    )


def may_close(instruction: Instruction, *, by: Any) -> bool:
    """The author or the Office; while it is open."""
    if not instruction.is_open:
        return False
    if by.has_perm("documents.change_instruction"):
        return True
    own = Person.objects.signed_in_as(by)
    return own is not None and own.pk == instruction.author_id


@transaction.atomic
def answer_instruction(
    instruction: Instruction, *, text: str, now: datetime, by: User
) -> InstructionReply:
    """Add an answer of the addressee to the thread.

    Raises ValidationError when it is empty or the instruction is closed, PermissionDenied for
    whom it was not given to.
    """
    instruction = Instruction.objects.select_for_update().get(pk=instruction.pk)
    _refuse_closed(instruction)
    if not may_answer(instruction, by=by, on=timezone.localdate(now)):
        raise PermissionDenied
    reply = InstructionReply(
        instruction=instruction,
        text=clean_text(text).strip(),
        agency=instruction.agency,
        person=instruction.person,
        at=now,
        by=by,
        on_behalf_of=acting_for(by),
    )
    reply.full_clean()
    reply.save()
    return reply


@transaction.atomic
def close_instruction(
    instruction: Instruction, *, note: str, now: datetime, by: User
) -> Instruction:
    """Close an instruction with what came of it.

    Raises ValidationError without a note or when it is closed, PermissionDenied for anybody
    but the author and the Office.
    """
    instruction = Instruction.objects.select_for_update().get(pk=instruction.pk)
    _refuse_closed(instruction)
    if not may_close(instruction, by=by):
        raise PermissionDenied
    if not clean_text(note).strip():
        raise ValidationError({"note": _("Say how the instruction was carried out.")})
    instruction.closed_on, instruction.closed_at = timezone.localdate(now), now
    instruction.closed_by, instruction.closed_on_behalf_of = by, acting_for(by)
    instruction.closing_note = clean_text(note).strip()
    instruction.full_clean()
    instruction.save()
    return instruction


def _field_of(item: Any) -> str:
    return {Task: "task", PlannedDocument: "document"}.get(type(item), "resolution")


def _refuse_closed(instruction: Instruction) -> None:
    if not instruction.is_open:
        raise ValidationError(_("The instruction is closed; nothing more is added to it."))


def _is_addressed(instruction: Instruction, *, by: Any, on: date) -> bool:
    if instruction.person_id is not None:
        own = Person.objects.signed_in_as(by)
        if own is not None and own.pk == instruction.person_id:
            return True
    if instruction.agency_id is None:
        return False
    return instruction.agency_id in Agency.objects.served_by(by, on=on)
