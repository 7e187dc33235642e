"""What happens to logins: sessions ended, passwords to be changed, idle accounts disabled."""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from assignments.models import PasswordDue, SignedInSession


def end_sessions(user: Any, *, but: str | None = None) -> int:
    """Sign a person out everywhere, but for the session of this key. How many ended."""
    ended, _rows = SignedInSession.objects.filter(user_id=user.pk).exclude(pk=but).delete()
    return ended


def end_session(user: Any, *, key: str) -> None:
    """Sign a person out of one session."""
    SignedInSession.objects.filter(user_id=user.pk, pk=key).delete()


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
        end_sessions(user)
    return idle
