"""What is logged though no row changed: signing in and out, and what was refused."""

from typing import Any

from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from documents.audit.context import current_id

_NAME_LENGTH = 150
_PATH_LENGTH = 500


class AuditEvent(models.TextChoices):
    """What happened that changed no row."""

    SIGNED_IN = "signed_in", _("signed in")
    SIGNED_OUT = "signed_out", _("signed out")
    SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
    LOCKED_OUT = "locked_out", _("locked after failed sign-ins")
    REFUSED = "refused", _("refused: no right")
    NOT_SHOWN = "not_shown", _("refused: not theirs to see, or not there")


_REFUSALS = {403: AuditEvent.REFUSED, 404: AuditEvent.NOT_SHOWN}


def record(
    event: AuditEvent, *, about: str = "", actor: User | None = None, **told: Any
) -> LogEntry:
    """Write one event. ``about`` names the login or the address it happened to."""
    return LogEntry.objects.create(
        action=LogEntry.Action.ACCESS,
        content_type=ContentType.objects.get_for_model(User),
        object_pk=str(actor.pk) if actor else "",
        object_id=actor.pk if actor else None,
        object_repr=about,
        actor_id=actor.pk if actor else None,
        cid=current_id(),
        additional_data={"event": event.value, **told},
    )


def record_refusal(request: HttpRequest, response: HttpResponse) -> None:
    """Log that a person who is signed in was refused an address (403), or asked for an item
    that is not there or not theirs to see (404)."""
    event = _REFUSALS.get(response.status_code)
    user = getattr(request, "user", None)
    if event is None or user is None or not user.is_authenticated:
        return
    match = request.resolver_match
    if event == AuditEvent.NOT_SHOWN and (match is None or "pk" not in match.kwargs):
        return
    # PostgreSQL keeps no NUL in a text; somebody may ask for one.
    path = request.path.replace("\0", "\ufffd")[:_PATH_LENGTH]
    record(event, about=path, actor=user, method=request.method, path=path)


def _on_signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    record(AuditEvent.SIGNED_IN, about=user.get_username(), actor=user)


def _on_signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(AuditEvent.SIGNED_OUT, about=user.get_username(), actor=user)


def _on_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    typed = credentials.get("username") or credentials.get("email") or ""
    record(AuditEvent.SIGN_IN_FAILED, about=_storable(typed))


def _on_locked_out(sender: Any, username: str | None = None, **kwargs: Any) -> None:
    name, _line, _count = (username or "").partition("\n")  # after it: which of its counts
    record(AuditEvent.LOCKED_OUT, about=_storable(name))


def _storable(typed: Any) -> str:
    """What was typed as a name; PostgreSQL holds no NUL."""
    return str(typed).replace("\x00", "")[:_NAME_LENGTH]


def connect() -> None:
    """Listen to the signals of signing in."""
    user_logged_in.connect(_on_signed_in, dispatch_uid="audit.signed_in")
    user_logged_out.connect(_on_signed_out, dispatch_uid="audit.signed_out")
    user_login_failed.connect(_on_failed, dispatch_uid="audit.sign_in_failed")
    if apps.is_installed("axes"):
        locked_out = import_string("axes.signals.user_locked_out")
        locked_out.connect(_on_locked_out, dispatch_uid="audit.locked_out")
