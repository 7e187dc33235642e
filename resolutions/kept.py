"""What a person typed outlives an expired session or a form that is no longer valid.

The fields are kept on the server, in the session of the same browser, for the person to whom
the form was given (each form says so in a signed field), and shown again at the same address.
They are never saved by themselves; passwords and files are not kept.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth import logout
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

_KEY = "kept_input"
_LARGEST = 100_000  # characters
_KEPT_FOR = timedelta(hours=12)
# Fields that belong to the sending of a form, not to what was typed.
OF_THE_SENDING = frozenset({"csrfmiddlewaretoken", "author", "keep"})
# The token by which a form is recorded once; kept with what was typed: it may be sent.
SENDING = "sending"
_signer = Signer(salt="the person to whom a form was given")


def author_field(user) -> str:
    """The value by which a form says to whom it was given."""
    return _signer.sign(str(user.pk))


def keep(request: HttpRequest) -> bool:
    """Keep what this POST brought, if it is one of our forms and not too large."""
    try:
        author = int(_signer.unsign(request.POST.get("author", "")))
    except (BadSignature, ValueError):
        return False
    if request.user.is_authenticated and request.user.pk != author:
        return False
    fields = {
        name: values
        for name, values in request.POST.lists()
        if name not in OF_THE_SENDING and "password" not in name.lower()
    }
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > _LARGEST:
        return False
    request.session[_KEY] = {
        "path": request.path,
        "author": author,
        "at": timezone.now().isoformat(),
        "fields": fields,
    }
    return True


def sign_out(request: HttpRequest) -> None:
    """End the session, but for what was kept in it."""
    kept = request.session.get(_KEY)
    logout(request)
    if kept is not None:
        request.session[_KEY] = kept


def settle(request: HttpRequest) -> None:
    """After signing in: what somebody else typed is dropped, and the person is told."""
    kept = request.session.get(_KEY)
    if kept is not None and kept["author"] != request.user.pk:
        del request.session[_KEY]
        messages.warning(
            request,
            _("Text that was typed under another account and not saved has been dropped."),
        )


def typed(request: HttpRequest) -> QueryDict | None:
    """What the form at this address is to be filled with: what was sent, else what was kept of
    it (then the page says that it is not saved), else nothing."""
    kept: Any = request.session.get(_KEY)
    is_here = bool(kept) and kept["path"] == request.path
    if request.method == "POST":
        if is_here:
            del request.session[_KEY]
        return request.POST
    if not is_here or kept["author"] != request.user.pk:
        return None
    too_old = datetime.fromisoformat(kept["at"]) < timezone.now() - _KEPT_FOR
    if too_old or "blank" in request.GET:
        del request.session[_KEY]
        return None
    messages.warning(
        request,
        format_html(
            '{} <a href="?blank">{}</a>',
            _("What you had typed is here again. It is not saved yet: check it and send it."),
            _("Start again with an empty form"),
        ),
    )
    data = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        data.setlist(name, values)
    request.kept_sending = data.get(SENDING)  # type: ignore[attr-defined]
    return data


def sending_token(request: HttpRequest) -> str:
    """The token for a form about to be shown: that of what was sent and refused, or of what was
    kept of it; else a new one."""
    attempt = getattr(request, "sending", None)
    sent = request.POST.get(SENDING, "") if attempt and not attempt.has_written else ""
    return sent or getattr(request, "kept_sending", None) or uuid4().hex
