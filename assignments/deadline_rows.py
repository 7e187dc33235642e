"""Rows of deadlines that nobody decided: days given back after a wait, and the day of a
deadline of so many days after an event once the event has come. No extension is among them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import sign
from assignments.deadlines import DeadlineKind, DeadlineOrigin
from assignments.models import NEVER, append_row, reverse_row
from resolutions.days import check_day
from resolutions.folding import clean_line

DEADLINE = ("deadline_kind", "due_on", "deadline_text", "deadline_days")


class HasDeadline(Protocol):
    """A task or a planned document."""

    pk: int
    deadline_kind: str
    due_on: date | None
    deadline_text: str
    deadline_days: int | None
    deadlines: Any


Item = TypeVar("Item", bound=HasDeadline)


def put_deadline(item: Any, deadline: Mapping[str, Any]) -> None:
    """Put a deadline on the item, without saving. Raises ValidationError for one that cannot
    be."""
    for name in DEADLINE:
        setattr(item, name, deadline[name])
    item.full_clean()


def keep_deadline(item: Any, *, effective_on: date, by: User | None, **told: Any) -> Any:
    """Save the item's deadline with its row in the history."""
    sign(item, by=by)
    item.save()
    values = {name: getattr(item, name) for name in DEADLINE}
    return append_row(item.deadlines, effective_on=effective_on, by=by, **values, **told)


def give_days_back(
    item: Any,
    row: Any,
    *,
    days: int,
    effective_on: date,
    reason: str,
    by: User | None,
    **told: Any,
) -> Any:
    """The deadline ``row``, in force on ``effective_on``, falls so many days later from then
    on. It becomes a deadline on a day; its wording stays. A deadline decided for a later day
    keeps holding from that day on.

    Part of the service that ends the wait and holds the item's lock.
    """
    given = {
        "deadline_kind": DeadlineKind.DAY,
        "due_on": row.due_on + timedelta(days=days),
        "deadline_text": row.deadline_text,
        "deadline_days": None,
    }
    told |= {"origin": DeadlineOrigin.CREDIT, "credited_days": days, "reason": reason}
    if row.superseded_on != NEVER:
        return append_row(item.deadlines, effective_on=effective_on, by=by, **given, **told)
    put_deadline(item, given)
    return keep_deadline(item, effective_on=effective_on, by=by, **told)


@transaction.atomic
def count_from_event(
    item: Item,
    *,
    happened_on: date,
    event: str = "",
    document: str = "",
    reason: str = "",
    by: User | None,
    **told: Any,
) -> Item:
    """The event came on which a deadline of so many days hangs: it falls so many days after
    ``happened_on``. ``event`` says what happened, else the wording of the deadline does;
    ``document`` by which paper it is known.

    Recording another day is a correction and says why. Raises ValidationError when the
    deadline hangs on no event, the day has not come, or nothing would change.
    """
    item = type(item).objects.select_for_update().get(pk=item.pk)  # type: ignore[attr-defined]
    if item.deadline_kind != DeadlineKind.AFTER_EVENT or not item.deadline_days:
        raise ValidationError(_("This deadline is not so many days after an event."))
    check_day(happened_on)
    due_on = happened_on + timedelta(days=item.deadline_days)
    if item.due_on == due_on:
        raise ValidationError(
            _("This is already the deadline. Nothing was changed."), code="unchanged"
        )
    if item.due_on is not None and not clean_line(reason):
        raise ValidationError({"reason": _("A day is recorded already: say why it changes.")})
    event = clean_line(event) or item.deadline_text
    said = _("Counted from %(day)s: %(event)s") if event else _("Counted from %(day)s")
    words = said % {"day": happened_on.strftime("%d/%m/%Y"), "event": event}
    last = item.deadlines.standing().latest_first().first()
    put_deadline(item, {name: getattr(item, name) for name in DEADLINE} | {"due_on": due_on})
    keep_deadline(
        item,
        # Never before the deadline it replaces, which may have been set meanwhile.
        effective_on=max(happened_on, last.effective_on) if last else happened_on,
        origin=DeadlineOrigin.EVENT,
        event_on=happened_on,
        reason=f"{words}. {clean_line(reason)}" if clean_line(reason) else words,
        decision=clean_line(document),
        by=by,
        **told,
    )
    return item


def take_back_deadline(item: Any, row: Any, *, by: User | None, **told: Any) -> None:
    """Undo a row of the history: the deadline before holds again, of the item too (without
    saving it). A deadline decided since for a later day keeps holding.

    Part of the service that undoes and holds the item's lock. Raises ValidationError for the
    original, which is kept for ever.
    """
    if row.is_original:
        raise ValidationError(
            _(
                "With it the first deadline was given, and that is kept for ever. "
                "Record a new event."
            )
        )
    copied = (*DEADLINE, "origin", "credited_days", "event_on", "decided_by", "decision")
    reverse_row(
        item.deadlines,
        row,
        recorded_at=timezone.now(),
        by=by,
        reason=_("Undone: %(reason)s") % {"reason": row.reason},
        **{name: getattr(row, name) for name in copied},
        **told,
    )
    now = item.deadlines.get(superseded_on=NEVER)
    for name in DEADLINE:
        setattr(item, name, getattr(now, name))
