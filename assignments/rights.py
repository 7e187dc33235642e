"""The rights of the person who has signed in, read once for each page."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import CharField, Q, Value

from assignments.acting import acting_for
from assignments.roles import Role


class RightsBackend(ModelBackend):
    """Django's own backend; the rights given to a person and those of the person's groups come
    in one query instead of two, together with the names of the groups."""

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            _read(user_obj)
        return user_obj._perm_cache


def groups_of(user) -> list[str]:
    """The names of the groups a person belongs to."""
    if not hasattr(user, "_group_names"):
        _read(user)
    return user._group_names


def _read(user) -> None:
    """Puts on the user what there is to know, as Django does; good for one request. Who acts
    for another holds the other's roles beside the own ones, without rights of the person."""
    own, name = ("content_type__app_label", "codename"), Value("", CharField())
    groups = user.groups.all()
    principal = acting_for(user)
    if principal is not None and principal.user is not None and principal.user.is_active:
        # The roles of the person acted for, never the administration's.
        lent = Q(user=principal.user) & ~Q(name=Role.ADMIN)
        groups = Group.objects.filter(Q(user=user) | lent).distinct()
    of_groups = [f"permissions__{column}" for column in own]
    given = Permission.objects.all() if user.is_superuser else user.user_permissions.all()
    # A group without rights has a row too: that with its name alone.
    rows = list(
        given.order_by()
        .values_list(*own, name)
        .union(groups.order_by().values_list(*of_groups, "name"))
    )
    user._perm_cache = {f"{app}.{codename}" for app, codename, _name in rows if codename}
    user._group_names = sorted({name for _app, _codename, name in rows if name})
