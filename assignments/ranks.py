"""Ranks are given by two: what an administrator asks for, and a second one confirms."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from assignments.models.guarded import RANKS, RINGS_FOR, Act, GuardedAct
from assignments.roles import Role

# By these an administrator can come in as somebody else.
TAKEN_IN_HAND = (Act.PASSWORD, Act.SECOND_FACTOR, Act.IDENTITY)
log = logging.getLogger(__name__)


def administrators() -> QuerySet[User]:
    """The active logins that may change logins."""
    of_role = Q(is_superuser=True) | Q(groups__name=Role.ADMIN)
    return User.objects.filter(of_role, is_active=True).distinct()


def is_ranked(user: User) -> bool:
    """Whether the account holds a rank that one administrator alone cannot give."""
    return user.is_superuser or user.groups.filter(name__in=RANKS).exists()


def may_lend(user: User, *, by: User) -> bool:
    """Whether ``by`` may let somebody act in this account's place: a leader's rank is lent by
    the Chief, or an administrator could give it past the second one."""
    is_led = user.groups.filter(name__in=RANKS - {Role.ADMIN}).exists()
    return not is_led or by.groups.filter(name=Role.CHIEF).exists()


@transaction.atomic
def ask(user: User, what: str, *, by: User, now: datetime) -> GuardedAct:
    """Give a rank or a single right once a second administrator agrees; at once, and ringing,
    where there is no second one. Asking again for what waits already changes nothing."""
    others = administrators().exclude(pk=by.pk)
    # Who has just dismissed the others is not the only one.
    emptied = GuardedAct.objects.ringing(now).filter(asked_by=by, what=Act.DISMISSED)
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
    administrator, when who asked is one no longer, or when ``by`` sits at an account that who
    asked has lately put in his hands.
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
    taken = GuardedAct.objects.ringing(now).filter(user=by, asked_by=act.asked_by)
    if taken.filter(what__in=TAKEN_IN_HAND).exists():
        raise ValidationError(
            _(
                "In the last %(days)d days who asks has set your password, removed your second "
                "factor or changed your name: another administrator confirms."
            )
            % {"days": RINGS_FOR.days}
        )
    _decide(act, by=by, now=now, granted=True)
    _give(act)
    return act


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
