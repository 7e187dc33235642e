"""Saved views: the state of a list under a name, for its owner or for others too."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.rights import groups_of
from assignments.roles import ROLES, Role
from resolutions.fields import TextLine

ROLE_CHOICES = [(role.value, ROLES[role].label) for role in Role]


class ListPage(models.TextChoices):
    """The lists whose state can be saved."""

    DOCUMENTS = "documents", _("Planned documents")
    TASKS = "tasks", _("Tasks")


class Visibility(models.TextChoices):
    """Who may use a saved view."""

    PRIVATE = "private", _("Only me")
    SHARED = "shared", _("Everybody")
    ROLE = "role", _("Default of a role")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def usable_by(self, user: Any) -> "SavedViewQuerySet":
        """The views ``user`` may use: the own ones, those shared, the defaults of the
        user's roles; whoever may share sees the defaults of all roles."""
        of_roles = Q(visibility=Visibility.ROLE)
        if not may_share(user):
            of_roles &= Q(role__in=groups_of(user))
        usable = Q(owner=user) | Q(visibility=Visibility.SHARED) | of_roles
        return self.filter(usable).order_by("name", "pk")


class SavedView(models.Model):
    """The filters, columns and order of a list under a name. Only the query is kept: which
    rows it gives is decided by the rights of whoever opens it."""

    name = TextLine(_("name"), max_length=80)
    page = models.CharField(_("list"), max_length=10, choices=ListPage)
    query = models.CharField(_("query"), max_length=2000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_views",
        verbose_name=_("owner"),
    )
    visibility = models.CharField(
        _("who may use it"), max_length=8, choices=Visibility, default=Visibility.PRIVATE
    )
    role = models.CharField(_("role"), max_length=20, choices=ROLE_CHOICES, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["page", "name", "pk"]
        constraints = [
            models.CheckConstraint(name="savedview_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="savedview_page_is_known", condition=Q(page__in=ListPage.values)
            ),
            models.CheckConstraint(
                name="savedview_role_iff_default_of_a_role",
                condition=Q(
                    visibility=Visibility.ROLE,
                    role__in=[value for value, _label in ROLE_CHOICES],
                )
                | Q(visibility__in=[Visibility.PRIVATE, Visibility.SHARED], role=""),
                violation_error_message=_("Name the role whose default this is."),
            ),
            models.UniqueConstraint(
                name="savedview_one_default_of_a_role",
                fields=["page", "role"],
                condition=Q(visibility=Visibility.ROLE),
                violation_error_message=_(
                    "This role has a default view of this list already. Delete that one first."
                ),
            ),
            models.UniqueConstraint(
                name="savedview_name_once_for_an_owner",
                fields=["owner", "page", "name"],
                violation_error_message=_(
                    "You have a view of this name already. Choose another name."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


def may_share(user: Any) -> bool:
    """Whether a person may share views and set the default of a role."""
    return user.has_perm("assignments.change_task")
