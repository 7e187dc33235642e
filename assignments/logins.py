"""What happens to logins: sessions and tokens ended, passwords to be changed, idle accounts
disabled."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from assignments.models import ApiToken, PasswordDue, SignedInSession


def end_sessions(user: Any, *, but: str | None = None) -> int:
    """Sign a person out everywhere, but for the session of this key. How many ended."""
    ended, _rows = SignedInSession.objects.filter(user_id=user.pk).exclude(pk=but).delete()
    return ended


def end_session(user: Any, *, key: str) -> None:
    """Sign a person out of one session."""
    SignedInSession.objects.filter(user_id=user.pk, pk=key).delete()


def seal_of(user: Any) -> str:
    """What a token of the account is bound to: its password and its roles. One that was made
    under others opens nothing."""
    roles = sorted(user.groups.values_list("name", flat=True))
    of = (user.password, bool(user.is_superuser), *roles)
    return sha256(repr(of).encode()).hexdigest()


def end_tokens(user: Any) -> int:
    """End every token of a person. How many there were."""
    ended, _rows = ApiToken.objects.filter(user_id=user.pk).delete()
    return ended


def end_what_is_open(users: Iterable[int]) -> None:
    """End the sessions and tokens of those of these logins that are disabled."""
    disabled = list(
        User.objects.filter(pk__in=users, is_active=False).values_list("pk", flat=True)
    )
    SignedInSession.objects.filter(user_id__in=disabled).delete()
    ApiToken.objects.filter(user_id__in=disabled).delete()


def end_what_the_disabled_left() -> None:
    """However a login was disabled, nothing of it is open the morning after."""
    owners = {*SignedInSession.objects.values_list("user_id", flat=True).distinct()}
    owners |= {*ApiToken.objects.values_list("user_id", flat=True).distinct()}
    end_what_is_open([owner for owner in owners if owner is not None])


def _about_to_be_saved(
    sender: Any, instance: User, update_fields: AbstractSet[str] | None, **_given: Any
) -> None:
    """A login disabled behind our back brings nothing along when it is enabled again."""
    if update_fields is not None and "is_active" not in update_fields:
        return
    if instance.pk and instance.is_active:
        end_what_is_open([instance.pk])


def _saved(sender: Any, instance: User, update_fields: AbstractSet[str] | None, **_given: Any):
    """A login that is disabled loses its sessions and tokens, so that enabling it again brings
    none back; with another password or rank its tokens go."""
    if update_fields is not None and set(update_fields) <= {"last_login"}:
        return
    if not instance.is_active:
        end_sessions(instance)
        end_tokens(instance)
    elif tokens := list(ApiToken.objects.filter(user_id=instance.pk)):
        seal = seal_of(instance)
        for token in tokens:
            if token.seal != seal:
                token.delete()


def _roles_changed(sender: Any, instance: Any, action: str, pk_set: Any, **_given: Any) -> None:
    if action not in {"post_add", "post_remove", "pre_clear"} or pk_set == set():
        return
    if isinstance(instance, User):
        end_tokens(instance)
        return
    held = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
    for user in held:
        end_tokens(user)


def _factor_removed(sender: Any, instance: Authenticator, **_given: Any) -> None:
    if instance.type == Authenticator.Type.TOTP:
        end_tokens(instance.user)


def connect() -> None:
    """Whichever way an account is changed, by a page, a command or the shell, its tokens
    follow."""
    pre_save.connect(_about_to_be_saved, User, dispatch_uid="login about to be saved")
    post_save.connect(_saved, User, dispatch_uid="login saved")
    m2m_changed.connect(_roles_changed, User.groups.through, dispatch_uid="roles changed")
    post_delete.connect(_factor_removed, Authenticator, dispatch_uid="second factor removed")


@transaction.atomic
def require_new_password(user: Any) -> None:
    """Somebody else chose the password: at the next sign-in its owner must choose another."""
    PasswordDue.objects.get_or_create(user=user)
    end_sessions(user)


@transaction.atomic
def password_was_chosen(user: Any, *, session_key: str | None) -> None:
    """The owner chose a password: nothing is due any more, and other sessions end."""
    PasswordDue.objects.filter(user=user).delete()
    end_sessions(user, but=session_key)


@transaction.atomic
def remove_second_factor(user: Any, *, but: str | None = None) -> None:
    """The phone is lost, or the person wants none: codes and key go, sessions end."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user, but=but)


def idle_since(before: datetime) -> list[User]:
    """Active logins nobody has used since then. One superuser always stays, or nobody could
    enable the others again."""
    idle: list[User] = list(
        User.objects.filter(is_active=True)
        .annotate(used=Coalesce("last_login", "date_joined"))
        .filter(Q(used__lt=before))
        .order_by("used", "pk")
    )
    superusers = User.objects.filter(is_active=True, is_superuser=True).count()
    among = [user for user in idle if user.is_superuser]
    if among and len(among) == superusers:
        idle.remove(among[-1])
    return idle


@transaction.atomic
def disable_idle(*, days: int, now: datetime) -> list[User]:
    """Disable the logins nobody has used for so many days and end their sessions."""
    idle = idle_since(now - timedelta(days=days))
    for user in idle:
        user.is_active = False
        user.save(update_fields=["is_active"])
    return idle
