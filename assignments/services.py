"""Writes on tasks that touch more than one row: the task with those who answer for it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import acting_for, sign
from assignments.deadline_rows import (
    DEADLINE,
    HasDeadline,
    Item,
    keep_deadline,
    put_deadline,
)
from assignments.deadlines import DeadlineKind
from assignments.logins import seal_of
from assignments.models import (
    Agency,
    ApiToken,
    Assignment,
    Deputation,
    Person,
    SavedView,
    Task,
    TokenScope,
    Visibility,
    first_row,
    may_share,
)
from assignments.models.task import AssignmentRole
from assignments.ranks import may_lend
from resolutions.datasets import refuse_mixed
from resolutions.days import check_day
from resolutions.folding import clean_line
from resolutions.log import tell
from resolutions.saving import save_clean


def open_deadlines(item: HasDeadline, *, effective_on: date, by: User | None) -> None:
    """Write down the original deadline of a new item, if it has one. Part of the service that
    creates the item."""
    if item.deadline_kind != DeadlineKind.NONE:
        first_row(
            item.deadlines,
            effective_on=effective_on,
            is_original=True,
            by=by,
            **{name: getattr(item, name) for name in DEADLINE},
        )


@transaction.atomic
def set_deadline(
    item: Item,
    *,
    deadline_kind: str,
    due_on: date | None = None,
    deadline_text: str = "",
    deadline_days: int | None = None,
    reason: str = "",
    decided_by: str = "",
    decision: str = "",
    effective_on: date,
    by: User | None,
) -> Item:
    """Give a task or planned document a deadline from a day on; the ones before are kept.

    The first deadline is the original. Raises ValidationError when a later one has no reason,
    changes nothing, or its day has not come or lies before the last change.
    """
    item = type(item).objects.select_for_update().get(pk=item.pk)  # type: ignore[attr-defined]
    check_day(effective_on)
    last = item.deadlines.standing().latest_first().first()
    if last is not None and not clean_line(reason):
        raise ValidationError({"reason": _("Say why the deadline moves.")})
    if last is not None and effective_on < last.effective_on:
        raise ValidationError(
            {
                "effective_on": _(
                    "The deadline was already set on %(day)s. Give that day or a later one."
                )
                % {"day": last.effective_on.strftime("%d/%m/%Y")}
            }
        )
    before = [getattr(item, name) for name in DEADLINE]
    given = (deadline_kind, due_on, clean_line(deadline_text), deadline_days)
    put_deadline(item, dict(zip(DEADLINE, given, strict=True)))
    if [getattr(item, name) for name in DEADLINE] == before:
        raise ValidationError(
            _("This is already the deadline. Nothing was changed."), code="unchanged"
        )
    keep_deadline(
        item,
        effective_on=effective_on,
        is_original=last is None,
        reason=clean_line(reason),
        decided_by=decided_by,
        decision=decision,
        by=by,
    )
    return item


@transaction.atomic
def save_task(
    task: Task,
    *,
    lead: Agency | None,
    co_leads: Iterable[Agency] = (),
    coordinating: Iterable[Agency] = (),
    in_charge: Person | None = None,
    on: date,
    by: User | None,
) -> Task:
    """Save a task and, from ``on``, the agencies and the person assigned to it.

    Who no longer answers for the task is ended on that day, not erased; an assignment begun
    the same day was a slip and holds on no day. Raises ValidationError on an invalid task,
    and when real data would be tied to training data.
    """
    co_leads, coordinating = list(co_leads), list(coordinating)
    refuse_mixed(
        task, lead=lead, co_leads=co_leads, coordinating=coordinating, in_charge=in_charge
    )
    sign(task, by=by)
    is_new = task._state.adding
    is_saved = save_clean(task, if_changed=True)
    if is_new:
        open_deadlines(task, effective_on=on, by=by)
    wanted: set[tuple[str, int | None, int | None]] = set()
    if lead is not None:
        wanted.add((AssignmentRole.LEAD, lead.pk, None))
    wanted |= {(AssignmentRole.CO_LEAD, agency.pk, None) for agency in co_leads}
    wanted |= {(AssignmentRole.COORDINATING, agency.pk, None) for agency in coordinating}
    if in_charge is not None:
        wanted.add((AssignmentRole.IN_CHARGE, None, in_charge.pk))
    held = (
        ()
        if is_new
        else task.assignments.filter(valid_to__isnull=True).select_related("agency", "person")
    )
    gone, come = [], []
    for current in held:
        key = (current.role, current.agency_id, current.person_id)
        if key in wanted:
            wanted.remove(key)
            continue
        gone.append(str(current))
        current.valid_to = max(on, current.valid_from or on)
        current.save(update_fields=["valid_to"])
    for role, agency_id, person_id in sorted(wanted, key=str):
        made = Assignment.objects.create(
            task=task, role=role, agency_id=agency_id, person_id=person_id, valid_from=on
        )
        come.append(made)
    if not is_saved and (gone or come):
        tell(task, "assignments", "; ".join(gone), "; ".join(map(str, come)))
    return task


@transaction.atomic
def deputise(
    *,
    principal: Person,
    deputy: Person,
    valid_from: date,
    valid_to: date,
    decision: str,
    by: User,
) -> Deputation:
    """Record that one person acts for another from a day to the end of another day.

    Raises ValidationError when the deputy has no login, when the principal already has a
    deputy on one of the days, when ``by`` would give another's place to himself, or when the
    place is a leader's and ``by`` is not the Chief.
    """
    if acting_for(by) is not None:
        raise ValidationError(_("Who acts for another does not appoint deputies."))
    if deputy.user_id == by.pk:
        raise ValidationError({"deputy": _("Nobody appoints himself as a deputy.")})
    if principal.user is not None and not may_lend(principal.user, by=by):
        raise ValidationError(
            _(
                "For the Chief of the Office and for members of the Standing Board the Chief "
                "alone appoints a deputy."
            )
        )
    if deputy.user_id is None:
        raise ValidationError({"deputy": _("The deputy has no login. Give one first.")})
    refuse_mixed(principal, deputy=deputy)
    deputation = Deputation(
        principal=principal,
        deputy=deputy,
        valid_from=valid_from,
        valid_to=valid_to,
        decision=clean_line(decision),
        by=by,
    )
    deputation.full_clean()
    # Two who appoint at the same moment queue here.
    Person.objects.select_for_update().get(pk=principal.pk)
    other = (
        Deputation.objects.filter(principal=principal, ended_at__isnull=True)
        .filter(valid_from__lte=valid_to, valid_to__gte=valid_from)
        .select_related("deputy")
        .first()
    )
    if other is not None:
        raise ValidationError(
            _("In these days comrade %(name)s already acts for this person.")
            % {"name": other.deputy}
        )
    deputation.save()
    return deputation


@transaction.atomic
def end_deputation(deputation: Deputation, *, now: datetime, by: User) -> Deputation:
    """End a deputation at once; the row stays. Raises ValidationError when it is over."""
    deputation = Deputation.objects.select_for_update().get(pk=deputation.pk)
    if deputation.ended_at is not None or deputation.valid_to < timezone.localdate(now):
        raise ValidationError(_("This deputation is already over."))
    deputation.ended_at, deputation.ended_by = now, by
    deputation.save(update_fields=["ended_at", "ended_by"])
    return deputation


def save_view(
    *,
    name: str,
    page: str,
    query: str,
    visibility: str = Visibility.PRIVATE,
    role: str = "",
    by: User,
) -> SavedView:
    """Keep the state of a list under a name. Raises ValidationError for what cannot be kept,
    and for a view that ``by`` may not give to others."""
    if visibility != Visibility.PRIVATE and not may_share(by):
        raise ValidationError(_("You may save views for yourself only."))
    view = SavedView(
        name=" ".join(clean_line(name).split()),
        page=page,
        query=query,
        visibility=visibility,
        role=role,
        owner=by,
    )
    view.full_clean()
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:  # somebody saved the same at the same moment
        view.full_clean()
        raise
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    """Delete a saved view; that of somebody else only with the right to share."""
    if not may_delete_view(view, by=by):
        raise PermissionDenied
    view.delete()


def may_delete_view(view: SavedView, *, by: User) -> bool:
    """The owner, and for what others use whoever may share."""
    return view.owner_id == by.pk or (view.visibility != Visibility.PRIVATE and may_share(by))


def make_token(*, name: str, scope: str, days: int, by: User) -> tuple[ApiToken, str]:
    """A token of ``by`` for the REST API, and its text, which is kept nowhere. Raises
    ValidationError when it has no name, an unknown scope, or lasts longer than a year."""
    name = clean_line(name)
    if not name or scope not in TokenScope.values or not 1 <= days <= 366:
        raise ValidationError(_("A token has a name, a scope and at most a year to live."))
    given = {"name": name, "scope": scope, "seal": seal_of(by)}
    return ApiToken.objects.create(by, timedelta(days=days), **given)


def revoke_token(token_key: str, *, by: User) -> bool:
    """End a token of ``by``; whether there was such a one."""
    found = ApiToken.objects.filter(user=by, token_key=token_key)
    return bool(found.delete()[0])
