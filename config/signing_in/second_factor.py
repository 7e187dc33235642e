"""The second factor: codes of a phone (TOTP) and codes on paper for when the phone is lost.

Key and codes are those of django-allauth, in its table; the pages are ours.
"""

import base64
import hashlib
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from assignments.rights import groups_of
from assignments.roles import Role
from config.signing_in import trying

# Who writes for others, and who reads what every agency wrote.
REQUIRED_OF = frozenset(set(Role) - {Role.FOCAL_POINT})
_LAST = "last_counter"


def is_required_of(user: Any) -> bool:
    """Whether the person's role cannot do without a second factor."""
    return user.is_superuser or not REQUIRED_OF.isdisjoint(groups_of(user))


def has_one(user: Any) -> bool:
    """Whether the person has set up a second factor."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


class Adapter(DefaultMFAAdapter):
    """Keys are stored encrypted, so that a copy of the database signs nobody in."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: Any) -> str:
        return user.get_username()


def _cipher() -> Fernet:
    key = hashlib.sha256(f"second factor:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def new_key() -> str:
    """A key for a phone that is being set up."""
    return totp.generate_totp_secret()


def picture_of(user: Any, key: str) -> str:
    """The key as a picture for the phone's camera: the address of an image."""
    adapter = Adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(user, key))
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()


@transaction.atomic
def set_up(user: Any, key: str, code: str) -> bool:
    """Store the key once the phone has shown a code of it; recovery codes come along."""
    counter = _counter_of(key, code)
    if counter is None or has_one(user):
        return False
    phone = totp.TOTP.activate(user, key).instance
    phone.data[_LAST] = counter
    phone.save(update_fields=["data"])
    renew_codes(user)
    return True


@transaction.atomic
def renew_codes(user: Any) -> None:
    """New recovery codes; those of before are void."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)


def unused_codes(user: Any) -> list[str]:
    """The recovery codes that still open the door."""
    stored = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    found = stored.first()
    try:
        return RecoveryCodes(found).get_unused_codes() if found else []
    except InvalidToken:
        return []


def try_code(request: HttpRequest, user: Any, code: str) -> bool:
    """Whether the code is right. Wrong ones are counted, and a person who is locked out is
    refused whatever the code."""
    right = trying.is_allowed(request, user, trying.CODE) and _is_right(user, code)
    if right:
        trying.forget(request, user, trying.CODE)
    else:
        trying.failed(request, user, trying.CODE)
    return right


@transaction.atomic
def _is_right(user: Any, code: str) -> bool:
    try:
        return _of_phone(user, code) or _of_paper(user, code)
    except InvalidToken:  # the secret key of the server is another one now
        return False


def _of_phone(user: Any, code: str) -> bool:
    phones = Authenticator.objects.select_for_update().filter(type=Authenticator.Type.TOTP)
    phone = phones.filter(user=user).first()
    if phone is None:
        return False
    counter = _counter_of(Adapter().decrypt(phone.data["secret"]), code)
    if counter is None or counter <= phone.data.get(_LAST, -1):
        return False  # no code opens twice
    phone.data[_LAST] = counter
    phone.last_used_at = timezone.now()
    phone.save(update_fields=["data", "last_used_at"])
    return True


def _of_paper(user: Any, code: str) -> bool:
    stored = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    found = stored.first()
    return found is not None and RecoveryCodes(found).validate_code(code)


def _counter_of(key: str, code: str) -> int | None:
    """The half-minute whose code this is, if it is one of about now."""
    for counter in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(key, counter))
        if compare_user_code(actual=code, expected=expected):
            return counter
    return None
