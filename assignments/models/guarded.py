"""What one administrator does not do alone to an account, and what rings when he does."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.roles import ROLES, Role
from resolutions.fields import TextLine

RINGS_FOR = timedelta(days=30)


class Act(StrEnum):
    """What is done; a single right is named ``app.codename``, a rank by its role."""

    SUPERUSER = "superuser"
    PASSWORD = "password"
    SECOND_FACTOR = "second factor"
    IDENTITY = "identity"
    DISMISSED = "dismissed"


# By these an administrator can come in as somebody else.
TAKEN_IN_HAND = (Act.PASSWORD, Act.SECOND_FACTOR, Act.IDENTITY)
# Who holds one of these reads or decides everything, or makes others do so.
RANKS = frozenset({Role.ADMIN, Role.CHIEF, Role.BOARD})
# Of these, what a deputy is lent: the administration never is.
LENT = RANKS - {Role.ADMIN}
_SAID = {
    Act.SUPERUSER: _("give all rights (superuser)"),
    Act.PASSWORD: _("password set by an administrator"),
    Act.SECOND_FACTOR: _("second factor removed by an administrator"),
    Act.IDENTITY: _("name, e-mail address or person changed by an administrator"),
    Act.DISMISSED: _("an administrator disabled or without the role"),
}


class GuardedActQuerySet(models.QuerySet["GuardedAct"]):
    def waiting(self) -> "GuardedActQuerySet":
        """Those that a second administrator has not decided yet."""
        return self.filter(decided_at__isnull=True)

    def ringing(self, now: datetime) -> "GuardedActQuerySet":
        """Those that one administrator did alone, of late."""
        return self.filter(alone=True, decided_at__gt=now - RINGS_FOR)

    def agreed(self, now: datetime) -> "GuardedActQuerySet":
        """Those that a second administrator agreed to, of late."""
        return self.filter(alone=False, granted=True, decided_at__gt=now - RINGS_FOR)

    def taken_in_hand(self) -> "GuardedActQuerySet":
        """Those after which somebody else than its owner could come in by the account."""
        return self.filter(what__in=TAKEN_IN_HAND).exclude(asked_by=F("user"))


class GuardedAct(models.Model):
    """A rank or right that an administrator wants to give: it holds once a second one agrees.
    Done alone, because there is no second one or because it cannot wait (a forgotten password),
    it is told to all administrators for thirty days. Never deleted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    what = TextLine(_("what"), max_length=120)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    granted = models.BooleanField(_("agreed"), null=True, blank=True)
    alone = models.BooleanField(_("by one administrator alone"), default=False)

    objects = GuardedActQuerySet.as_manager()

    class Meta:
        verbose_name = _("right to be confirmed")
        verbose_name_plural = _("rights to be confirmed")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="guardedact_waits_once",
                fields=["user", "what"],
                condition=Q(decided_at=None),
            ),
            models.CheckConstraint(
                name="guardedact_is_decided_whole",
                condition=Q(decided_at=None, decided_by=None, granted=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, granted__isnull=False),
            ),
            models.CheckConstraint(
                name="guardedact_is_agreed_by_another",
                condition=Q(decided_at=None)
                | Q(granted=False)
                | Q(alone=True)
                | ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.said}"

    @property
    def said(self) -> str:
        """What is given or was done, in words; a single right by its name."""
        if self.what in set(Act):
            return str(_SAID[Act(self.what)])
        if self.what in set(Role):
            return str(_("give the role “%s”")) % ROLES[Role(self.what)].label
        return str(_("give the right “%s”")) % self.what
