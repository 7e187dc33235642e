"""How the people who did something are named on pages, in files and in sentences: by name,
and who acted for another after the one in whose place it was done. The name of an account is
for signing in and is told to nobody else.
"""

from typing import Any

from django.utils.translation import gettext as _


def name_of(user: Any) -> str:
    """The name of whose login this is; empty without a login."""
    if user is None:
        return ""
    named = user.get_full_name() or getattr(user, "person", None)
    return str(named or _("a login without a name"))


def signed(user: Any, principal: Any = None) -> str:
    """Who did something: the login's owner, or the person acted for and who stood in."""
    if principal is None:
        return name_of(user)
    if user is None:
        return str(principal)
    return _("%(principal)s (%(deputy)s on behalf)") % {
        "principal": principal,
        "deputy": name_of(user),
    }


def signature(user: Any) -> str:
    """Who does something now, by the login that does it."""
    return signed(user, getattr(user, "acting_for", None))
