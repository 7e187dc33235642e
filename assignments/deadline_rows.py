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
from resolutions.log import tell
from resolutions.names import signed
from resolutions.saving import save_clean

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


def take_back_deadline(
    item: Any, row: Any, *, reason: str = "", by: User | None, **told: Any
) -> None:
    """Undo a row of the history: the deadline before holds again, of the item too (without
    saving it). A deadline decided since for a later day keeps holding. ``reason`` says why, if
    anybody did.

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
        reason=reason or _("Undone: %(reason)s") % {"reason": row.reason},
        **{name: getattr(row, name) for name in copied},
        **told,
    )
    now = item.deadlines.get(superseded_on=NEVER)
    for name in DEADLINE:
        setattr(item, name, getattr(now, name))


@transaction.atomic
def strike_out_deadline(
    item: Any, *, row: int, reason: str, seen: int | None = None, by: User | None
) -> Any:
    """Strike out a deadline that was entered by mistake: a row that says why is added, neither
    holds on any day, and the deadline before holds again. What was known on an earlier day
    stays.

    ``seen`` is the id of the last row of the history that the person saw. Raises
    ValidationError without a reason, for a row that was struck out already, for the original,
    which is kept for ever, for days that a wait or an event gave and that go with it, when a
    later row rests on it, and when something else was recorded since.
    """
    item = type(item).objects.select_for_update().get(pk=item.pk)
    reason = clean_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why the deadline is struck out.")})
    rows = item.deadlines.select_related("undone_by__by__person")
    struck = rows.filter(pk=row, undoes__isnull=True).first()
    if struck is None:
        raise ValidationError(_("There is no such deadline of this item."))
    _refuse_when_it_stays(struck)
    last = item.deadlines.order_by("-pk").values_list("pk", flat=True).first()
    if seen is not None and seen != last:
        raise ValidationError(
            _("Meanwhile something else was recorded of this deadline. Look at it again.")
        )
    _refuse_when_rested_on(struck, item.deadlines.standing().order_by("effective_on", "pk"))
    before = [getattr(item, name) for name in DEADLINE]
    take_back_deadline(item, struck, reason=reason, by=by)
    if [getattr(item, name) for name in DEADLINE] == before:
        tell(item, "deadlines", str(struck), "")
    else:
        sign(item, by=by)
        save_clean(item)
    return item


def _refuse_when_it_stays(row: Any) -> None:
    if hasattr(row, "undone_by"):
        raise ValidationError(
            _("%(who)s struck this deadline out already, at %(at)s. Nothing is left to do.")
            % {
                "who": signed(row.undone_by.by, row.undone_by.on_behalf_of)
                or _("Somebody else"),
                "at": timezone.localtime(row.undone_by.recorded_at).strftime("%H:%M %d/%m/%Y"),
            }
        )
    if row.is_original:
        raise ValidationError(
            _(
                "This is the first deadline that was given, and that is kept for ever. If it "
                "is wrong, move the deadline and say so in the reason."
            )
        )
    if getattr(row, "wait_id", None) is not None:
        raise ValidationError(
            _(
                "This deadline came with the end of a wait. Strike out the event that ended "
                "the wait, in the history of the document; the deadline goes with it."
            )
        )


def _refuse_when_rested_on(struck: Any, rows: Any) -> None:
    """What follows must still say something, and must not be counted from what is gone."""
    chain = list(rows)
    place = next(place for place, row in enumerate(chain) if row.pk == struck.pk)
    if place == 0 or place + 1 == len(chain):
        return
    before, after = chain[place - 1], chain[place + 1]
    same = all(getattr(before, name) == getattr(after, name) for name in DEADLINE)
    counted = after.origin == DeadlineOrigin.EVENT
    if same or counted:
        raise ValidationError(
            _(
                "The deadline in force from %(day)s rests on this one. Strike that out first, "
                "if it is wrong too."
            )
            % {"day": after.effective_on.strftime("%d/%m/%Y")}
        )
