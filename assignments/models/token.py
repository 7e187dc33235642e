"""Tokens by which a person's programs use the REST API."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from resolutions.fields import TextLine


class TokenScope(models.TextChoices):
    """What a token may do, within the rights of its owner."""

    READ = "read", _("Read only")
    WRITE = "write", _("Read and write")


class ApiToken(AbstractAuthToken):
    """A token: only its hash is kept. It expires, and never gives more than its owner may."""

    digest = models.CharField(_("hash"), max_length=128, primary_key=True)
    token_key = models.CharField(_("first characters"), max_length=25, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="auth_token_set",
        verbose_name=_("holder"),
    )
    name = TextLine(_("name"), max_length=80)
    scope = models.CharField(_("scope"), max_length=8, choices=TokenScope)
    created = models.DateTimeField(_("created at"), auto_now_add=True)
    expiry = models.DateTimeField(_("expires"))
    # Of the account as it was when the token was made; another one, and the token is void.
    seal = models.CharField(_("seal"), max_length=64, default="", editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(name="apitoken_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="apitoken_scope_is_known", condition=Q(scope__in=TokenScope.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name
