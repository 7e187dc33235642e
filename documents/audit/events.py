"""What is logged though no row changed: signing in and out, and what was refused."""

import logging
from datetime import datetime, timedelta
from typing import Any

from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from documents.audit.context import current_address, current_id
from documents.models import EventCount
from resolutions.busy import is_busy

_NAME_LENGTH = 150
_PATH_LENGTH = 500
# Of each kind of refusal, within an hour: of one account or address, and in all.
TOLD_OF_ONE = 20
TOLD_IN_ALL = 200
# So long the counts of single accounts and addresses are kept; the counts of all stay.
KEPT = timedelta(days=400)
_log = logging.getLogger(__name__)


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


def record_bounded(
    event: AuditEvent, *, who: str, about: str, actor: User | None = None, **told: Any
) -> None:
    """Write one event that anybody may cause as often as they like: the log, of which nothing
    is ever taken out, tells the first of an hour one by one, for each account or address
    (``who``) and in all; the others are counted. The last one told says so."""
    since = timezone.now().replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        in_all = _counted(event, "", since)
        if in_all > TOLD_IN_ALL:
            return
        of_one = _counted(event, who, since)
        if of_one > TOLD_OF_ONE:
            return
        if in_all == TOLD_IN_ALL or of_one == TOLD_OF_ONE:
            told["counted"] = {"who": who if of_one == TOLD_OF_ONE else "", "since": str(since)}
        record(event, about=about, actor=actor, **told)


def _counted(event: AuditEvent, who: str, since: datetime) -> int:
    """Count one more; how many there were by now within the hour."""
    counts = EventCount.objects
    one, is_first = counts.select_for_update().get_or_create(
        event=event.value, who=who, since=since
    )
    if is_first and not who:
        counts.filter(since__lt=since - KEPT).exclude(who="").delete()
    one.count += 1
    one.save(update_fields=["count"])
    return one.count


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
    told = {"method": request.method, "path": path}
    try:
        record_bounded(event, who=f"#{user.pk}", about=path, actor=user, **told)
    except OperationalError as error:
        # Somebody has been writing for long, and what was refused changes nothing.
        if not is_busy(error):
            raise
        _log.warning("Not in the log, which is busy: %s by %s: %s", event, user.pk, path)


def _on_signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    record(AuditEvent.SIGNED_IN, about=user.get_username(), actor=user)


def _on_signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(AuditEvent.SIGNED_OUT, about=user.get_username(), actor=user)


def _on_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    typed = credentials.get("username") or credentials.get("email") or ""
    record_bounded(AuditEvent.SIGN_IN_FAILED, who=current_address(), about=_storable(typed))


def _on_locked_out(sender: Any, username: str | None = None, **kwargs: Any) -> None:
    name, _line, _count = (username or "").partition("\n")  # after it: which of its counts
    record_bounded(AuditEvent.LOCKED_OUT, who=current_address(), about=_storable(name))


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
