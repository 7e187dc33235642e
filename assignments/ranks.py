"""Ranks are given by two: what an administrator asks for, and a second one confirms."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.models import Deputation
from assignments.models.guarded import (
    LENT,
    RANKS,
    RINGS_FOR,
    TAKEN_IN_HAND,
    Act,
    GuardedAct,
    GuardedActQuerySet,
)
from assignments.roles import Role

log = logging.getLogger(__name__)


def administrators() -> QuerySet[User]:
    """The active logins that may change logins."""
    of_role = Q(is_superuser=True) | Q(groups__name=Role.ADMIN)
    return User.objects.filter(of_role, is_active=True).distinct()


def guarded_accounts(now: datetime) -> QuerySet[User]:
    """The accounts that open a rank: those that hold one, and those of the deputies who act, or
    will act, for a leader."""
    deputations = Deputation.objects.lending_a_rank().filter(
        ended_at=None, valid_to__gte=timezone.localdate(now)
    )
    by_rank = User.objects.filter(Q(is_superuser=True) | Q(groups__name__in=RANKS))
    by_place = Q(pk__in=deputations.values("deputy__user"))
    return User.objects.filter(Q(pk__in=by_rank.values("pk")) | by_place)


def ringing(now: datetime) -> GuardedActQuerySet:
    """What one administrator did alone and all of them are told. Accounts taken in hand are
    told while they open a rank, whichever came first."""
    is_told = ~Q(what__in=TAKEN_IN_HAND) | Q(user__in=guarded_accounts(now))
    return GuardedAct.objects.ringing(now).filter(is_told)


def may_lend(user: User, *, by: User) -> bool:
    """Whether ``by`` may let somebody act in this account's place: a leader's rank is lent by
    the Chief, or an administrator could give it past the second one."""
    is_led = user.groups.filter(name__in=LENT).exists()
    return not is_led or by.groups.filter(name=Role.CHIEF).exists()


@transaction.atomic
def ask(user: User, what: str, *, by: User, now: datetime) -> GuardedAct:
    """Give a rank or a single right once a second administrator agrees; at once, and ringing,
    where there is no second one. Asking again for what waits already changes nothing."""
    others = administrators().exclude(pk=by.pk)
    # Who has just dismissed the others is not the only one; nor is who may have sat at the
    # account of one who dismissed them, or himself.
    hands = _hands(now)
    touched = [user for user, _by in hands]
    emptied = GuardedAct.objects.ringing(now).filter(
        Q(asked_by=by) | Q(asked_by__in=touched) | Q(user__in=touched), what=Act.DISMISSED
    )
    if others.exists() or emptied.exists():
        act, _made = GuardedAct.objects.waiting().get_or_create(
            user=user, what=what, defaults={"asked_by": by, "asked_at": now}
        )
        return act
    act = ring(user, what, by=by, now=now)
    _give(act)
    return act


def ring(user: User, what: str, *, by: User, now: datetime) -> GuardedAct:
    """Tell all administrators what one of them did alone."""
    log.warning("One administrator alone, %s: %s for %s", by, what, user)
    return GuardedAct.objects.create(
        user=user,
        what=what,
        asked_by=by,
        asked_at=now,
        decided_by=by,
        decided_at=now,
        granted=True,
        alone=True,
    )


@transaction.atomic
def confirm(act: GuardedAct, *, by: User, now: datetime) -> GuardedAct:
    """Agree as the second administrator: what was asked for holds from now on.

    Raises ValidationError when it is decided already, when ``by`` asked for it himself or is no
    administrator, when who asked is one no longer, or when it may be one person at both
    accounts: that of ``by`` was lately taken in hand by anybody else, or that of who asked was
    by ``by``, be it through others.
    """
    act = _undecided(act)
    if act.asked_by_id == by.pk:
        raise ValidationError(_("Who asks does not confirm: another administrator does."))
    if not administrators().filter(pk=act.asked_by_id).exists():
        raise ValidationError(_("Who asked for it is no administrator any more."))
    if not administrators().filter(pk=by.pk).exists():
        raise ValidationError(_("Only an administrator confirms."))
    if not act.user.is_active:
        raise ValidationError(_("The account is disabled."))
    _refuse_one_person_at_both(act, by=by, now=now)
    _decide(act, by=by, now=now, granted=True)
    _give(act)
    return act


def _refuse_one_person_at_both(act: GuardedAct, *, by: User, now: datetime) -> None:
    hands = _hands(now)
    holders = {act.asked_by_id}
    while found := {hand for user, hand in hands if user in holders} - holders:
        holders |= found
    is_taken = any(user == by.pk for user, _hand in hands)
    if not is_taken and by.pk not in holders:
        return
    account = by if is_taken else act.asked_by
    last = _taken_lately(now).filter(user=account).latest("decided_at")
    until = timezone.localtime((last.decided_at or now) + RINGS_FOR)
    raise ValidationError(
        _(
            "%(by)s has set the password, removed the second factor or changed the name of the "
            "account %(account)s: one person may sit at both. Until %(until)s only another "
            "administrator, whose account nobody else has touched, confirms."
        )
        % {"by": last.asked_by, "account": account, "until": f"{until:%H:%M %d/%m/%Y}"}
    )


def _taken_lately(now: datetime) -> GuardedActQuerySet:
    return GuardedAct.objects.ringing(now).taken_in_hand()


def _hands(now: datetime) -> list[tuple[int, int]]:
    """The accounts taken in hand of late, each with the account that did it."""
    return list(_taken_lately(now).values_list("user_id", "asked_by_id").order_by().distinct())


@transaction.atomic
def refuse(act: GuardedAct, *, by: User, now: datetime) -> GuardedAct:
    """Do not agree, or take back what one has asked for. Raises ValidationError when it is
    decided already."""
    act = _undecided(act)
    _decide(act, by=by, now=now, granted=False)
    return act


def _undecided(act: GuardedAct) -> GuardedAct:
    act = GuardedAct.objects.select_for_update().get(pk=act.pk)
    if act.decided_at is not None:
        raise ValidationError(_("This is decided already. Nothing was changed."))
    return act


def _decide(act: GuardedAct, *, by: User, now: datetime, granted: bool) -> None:
    act.decided_by, act.decided_at, act.granted = by, now, granted
    act.save(update_fields=["decided_by", "decided_at", "granted"])


def _give(act: GuardedAct) -> None:
    user = act.user
    if act.what == Act.SUPERUSER:
        user.is_superuser = True
        user.save(update_fields=["is_superuser"])
    elif act.what in RANKS:
        user.groups.add(Group.objects.get(name=act.what))
    else:
        app, _dot, codename = act.what.partition(".")
        right = Permission.objects.get(content_type__app_label=app, codename=codename)
        user.user_permissions.add(right)


def guarded_rights(rights: Iterable[Permission]) -> list[str]:
    """The names of single rights: each is guarded, since roles are where rights come from."""
    return [f"{right.content_type.app_label}.{right.codename}" for right in rights]
