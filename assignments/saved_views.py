"""The saved views of a list for one request: which there are, and which is in use."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import TooManyFieldsSent, ValidationError
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from assignments.models import ListPage, SavedView, Visibility, may_share
from assignments.models.view import ROLE_CHOICES
from assignments.rights import groups_of
from assignments.services import may_delete_view
from resolutions.looking import look

_ADDRESSES = {
    ListPage.DOCUMENTS.value: "documents:register",
    ListPage.TASKS.value: "assignments:task_list",
}
_OF_THE_VISIT = {"page", "as_of", "known_on", "against", "view", "format"}
LONGEST = 2000


def list_address(view: SavedView, **more: str) -> str:
    """The list in the state the view keeps."""
    marker = urlencode({"view": view.pk, **more})
    query = f"{view.query}&{marker}" if view.query else marker
    return f"{reverse(_ADDRESSES[view.page])}?{query}"


def way_back(request: HttpRequest, page: str = "") -> str:
    """The list a form was sent from; its whole register for no address of ours."""
    asked = request.POST.get("next", "")
    if (
        asked.startswith("/")
        and len(asked) <= 2 * LONGEST
        and url_has_allowed_host_and_scheme(
            asked, allowed_hosts=None, require_https=request.is_secure()
        )
    ):
        return asked
    name = _ADDRESSES.get(page or request.POST.get("page", ""), "documents:register")
    return f"{reverse(name)}?view=all"


@dataclass(frozen=True)
class Views:
    """What the block of saved views of a list shows."""

    page: str
    rows: list[dict[str, Any]]
    applied: SavedView | None
    is_default: bool
    opening: str
    state: str
    scopes: list[tuple[str, Any]]

    @classmethod
    def of(cls, request: HttpRequest, page: str) -> "Views":
        """The views of the data set looked at that this person may use; ``opening`` is where a
        list opened without any query leads: to the default of the person's role."""
        user: Any = request.user
        rows = SavedView.objects.usable_by(user).filter(page=page).select_related("owner")
        usable = [v for v in rows if _of_set(v, request.GET.get("data") or "real")]
        roles = groups_of(user)
        defaults = [v for v in usable if v.visibility == Visibility.ROLE and v.role in roles]
        state = _cleaned(request.GET)
        asked = request.GET.get("view", "")
        # A view whose filters were changed since is not in use any more.
        in_use = [v for v in usable if str(v.pk) == asked and _same(v.query, request.GET)]
        applied = in_use[0] if in_use else None
        opens = defaults and not request.GET and not request.META.get("QUERY_STRING")
        day = look(request).query
        return cls(
            page=str(page),
            rows=[
                {
                    "view": view,
                    "url": list_address(view, **day),
                    "is_current": view == applied,
                    "is_own": view.owner_id == user.pk,
                    "may_delete": may_delete_view(view, by=user),
                }
                for view in usable
            ],
            applied=applied,
            is_default=applied in defaults,
            opening=list_address(defaults[0]) if opens else "",
            state=state,
            scopes=_scopes() if may_share(user) else [],
        )

    @property
    def applied_name(self) -> str:
        """The name a file of the list carries."""
        return self.applied.name if self.applied else ""

    @staticmethod
    def kept(query: str) -> str:
        """What a view keeps of a query. Raises ValidationError for one beyond reason."""
        try:
            kept = _cleaned(QueryDict(query)) if len(query) <= 2 * LONGEST else None
        except TooManyFieldsSent:
            kept = None
        if kept is None or len(kept) > LONGEST:
            raise ValidationError(_("The filters are too long to be saved."))
        return kept


def _of_set(view: SavedView, asked: str) -> bool:
    """Whether a view shows the data set looked at: choosing it never changes the set."""
    own = QueryDict(view.query).get("data") or "real"
    return own == asked or "all" in (own, asked)


def _scopes() -> list[tuple[str, Any]]:
    scopes = [(v.value, v.label) for v in (Visibility.PRIVATE, Visibility.SHARED)]
    return scopes + [
        (f"{Visibility.ROLE.value}:{role}", _("Default of: %(role)s") % {"role": label})
        for role, label in ROLE_CHOICES
    ]


def _cleaned(query: QueryDict) -> str:
    return urlencode(
        [(n, v) for n, vs in query.lists() if n not in _OF_THE_VISIT for v in vs if v]
    )


def _same(query: str, asked: QueryDict) -> bool:
    def parts(text: str) -> list[tuple[str, list[str]]]:
        return sorted((n, vs) for n, vs in QueryDict(text).lists() if n != "size")

    return parts(query) == parts(_cleaned(asked))
