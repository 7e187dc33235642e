"""Under which request, by whom and from where an entry is written.

One id stands for all that one request, or one command, did. It is made here and never taken
from the caller, so that nobody can pass off an action as part of another.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from uuid import uuid4

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

from assignments.acting import acting_for
from assignments.models import ApiToken
from resolutions.log import ON_BEHALF_OF, SIGNED_BY


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True)
class Action:
    """What entries of one request have in common."""

    request: HttpRequest
    address: str | None
    id: str = field(default_factory=_new_id)

    @property
    def actor(self) -> User | None:
        """Who is signed in by now; read as late as this so that pages which write nothing
        pay nothing."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None


_current: ContextVar[Action | None] = ContextVar("audited_action", default=None)
_OF_THIS_PROCESS = _new_id()


@contextmanager
def acting(request: HttpRequest) -> Iterator[Action]:
    """All that is written inside belongs to this request."""
    action = Action(request, remote_address(request))
    token = _current.set(action)
    try:
        yield action
    finally:
        _current.reset(token)


def current_id() -> str:
    """The id of the request; outside of one, of the command that runs."""
    action = _current.get()
    return action.id if action else _OF_THIS_PROCESS


def request_id() -> str:
    """The id of the request that is answered; empty outside of one."""
    action = _current.get()
    return action.id if action else ""


def in_request() -> bool:
    """Whether a request is being answered, not a command."""
    return _current.get() is not None


def current_address() -> str:
    """From where the request that runs comes, as it is counted: whoever has one address of
    IPv6 has its whole network. Empty outside of a request."""
    action = _current.get()
    found = ip_address(action.address) if action and action.address else None
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, 64), strict=False))
    return str(found or "")


def complete(sender: type[LogEntry], instance: LogEntry, **kwargs: Any) -> None:
    """Put who and from where on an entry about to be written: the one whom a service names
    (``by=``), else who is signed in; and in whose place."""
    if instance.content_type.model_class() is ApiToken:
        # Its key is the digest of the token: the log names it by another.
        instance.object_pk = sha256(instance.object_pk.encode()).hexdigest()[:20]
    told = dict(instance.additional_data or {})
    if signed_by := told.pop(SIGNED_BY, None):
        instance.actor_id = signed_by
    action = _current.get()
    if action is None:
        told["command"] = command()
    else:
        instance.remote_addr = action.address
        actor = action.actor
        if instance.actor_id is None and actor is not None:
            instance.actor_id = actor.pk
        if principal := acting_for(actor):
            told.setdefault(ON_BEHALF_OF, str(principal))
    instance.additional_data = told or None


def command() -> str:
    """The command that runs, as typed after ``manage.py``; else the program's name."""
    program, *words = [*sys.argv, ""]
    if program.endswith("manage.py"):
        return words[0][:100]
    return program.rpartition("/")[2][:100]


def remote_address(request: HttpRequest) -> str | None:
    """From where a request came. Of what proxies pass on the address is believed that the
    outermost of the ``PROXY_COUNT`` proxies saw; further left the caller may have written
    anything. When it cannot be read, or proxies are missing: the address of the connection."""
    came_from = _address(request.META.get("REMOTE_ADDR", ""))
    passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXY_COUNT <= len(passed_on):
        return _address(passed_on[-settings.PROXY_COUNT]) or came_from
    return came_from


def _address(text: str) -> str | None:
    """An address in its usual form, or None when there is none to be read."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return None
