"""What all answers of the API share: the day they speak of, who may ask, and how a request is
refused. Every refusal has one shape: ``detail`` says it in a sentence, ``errors`` names the
fields at fault, ``current`` is what is saved now."""

from datetime import date
from typing import Any, ClassVar, get_args

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import permissions, serializers
from rest_framework.exceptions import APIException, AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from resolutions.addresses import told_unknown, unknown_names
from resolutions.api.once import WritesOnce
from resolutions.looking import Looking, look
from resolutions.moments import Against
from resolutions.names import signed

# Parameters of every answer that is true on a day.
OF_A_DAY = [
    OpenApiParameter("as_of", date, description=_("State as at")),
    OpenApiParameter("known_on", date, description=_("As known on")),
]
# Of every answer that is judged by a deadline too.
OF_A_STATE = [*OF_A_DAY, OpenApiParameter("against", enum=get_args(Against))]


class Conflict(APIException):
    """The state of the item does not allow what was asked."""

    status_code = 409
    default_detail = _("The state of the document does not allow it.")


class PreconditionRequired(APIException):
    """A change must say from which version it was made."""

    status_code = 428
    default_detail = _(
        "Say in If-Match which version you change: the ETag of the answer you read."
    )


class Stale(APIException):
    """The item is no longer what the caller read; ``current`` is what it is now."""

    status_code = 412
    default_detail = _("Somebody saved it meanwhile. Look at it again; nothing was saved.")

    def __init__(self, current: Any, etag: str) -> None:
        super().__init__()
        self.current, self.etag = current, etag


class SignedBy(serializers.CharField):
    """Who recorded a row, by name, and in whose place; never the name of an account."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True, allow_null=True)

    def to_representation(self, value: Any) -> Any:
        return signed(value.by, value.on_behalf_of) or None


def look_or_refuse(request: Request) -> Looking:
    """The day the caller asks for; a day that cannot be is the caller's mistake (400)."""
    looking = look(request)
    if looking.form.is_bound and looking.form.errors:
        raise serializers.ValidationError(looking.form.errors)
    return looking


class Rights(permissions.IsAuthenticated):
    """Who may: reading is for everybody signed in unless the view names a right; a change asks
    for the right of the same form on the pages."""

    def has_permission(self, request, view) -> bool:
        if not super().has_permission(request, view):
            return False
        scope = getattr(request.auth, "scope", "write")
        if scope != "write" and request.method not in permissions.SAFE_METHODS:
            raise PermissionDenied(_("This token may only read."))
        needed = view.right_for(request)
        return not needed or request.user.has_perm(needed)


class Guarded(WritesOnce):
    """A view of the API: its rights, and failed attempts to sign in counted by the throttle."""

    permission_classes: ClassVar = [Rights]
    # What it reads of the address beside the filters and what every address may carry.
    parameters: ClassVar[frozenset[str]] = frozenset()
    read_right = ""
    change_right = ""
    add_right = ""

    def right_for(self, request) -> str:
        """The permission that this request needs."""
        if request.method in permissions.SAFE_METHODS:
            return self.read_right
        action = getattr(self, "action", None)
        if action is None:  # no such operation: 405 for everybody
            return ""
        return self.add_right if action == "create" else self.change_right

    def initial(self, request, *args, **kwargs) -> None:
        """Refuses what the address asks and nobody here knows, once it is known who asks."""
        super().initial(request, *args, **kwargs)
        known = self.asked_by()
        if names := unknown_names(request.GET, known):
            raise serializers.ValidationError({n: [told_unknown(n, known)] for n in names})

    def asked_by(self) -> frozenset[str]:
        """The names by which this view filters."""
        filters = getattr(self, "filterset_class", None)
        named = filters.base_filters if filters else getattr(self, "filterset_fields", ())
        return frozenset([*named, *self.parameters])

    def perform_authentication(self, request) -> None:
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            self.check_throttles(request)
            raise

    def permission_denied(self, request, message=None, code=None) -> None:
        if not request.user.is_authenticated:
            self.check_throttles(request)
        super().permission_denied(request, message, code)

    def filter_queryset(self, queryset):
        """Filters apply to lists; a single object is found by its id alone."""
        listed = getattr(self, "action", "list") in ("list", None)
        return super().filter_queryset(queryset) if listed else queryset
