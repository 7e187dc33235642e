"""The rights of the person who has signed in, read once for each page."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import CharField, Value


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
    """Puts on the user what there is to know, as Django does; good for one request."""
    own, name = ("content_type__app_label", "codename"), Value("", CharField())
    of_groups = [f"permissions__{column}" for column in own]
    given = Permission.objects.all() if user.is_superuser else user.user_permissions.all()
    # A group without rights has a row too: that with its name alone.
    rows = list(
        given.order_by()
        .values_list(*own, name)
        .union(user.groups.order_by().values_list(*of_groups, "name"))
    )
    user._perm_cache = {f"{app}.{codename}" for app, codename, _name in rows if codename}
    user._group_names = sorted({name for _app, _codename, name in rows if name})
