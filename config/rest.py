"""Defaults of the REST API that its settings name. Apart from ``config.api``, because the
framework imports these while it is itself being imported."""

import io
import json
import re

from django.conf import settings
from django.utils.translation import gettext as _
from knox import auth
from rest_framework import authentication, pagination, parsers, throttling
from rest_framework.exceptions import (
    AuthenticationFailed,
    ParseError,
    PermissionDenied,
    Throttled,
)

from assignments.logins import end_tokens, seal_of
from config.signing_in.second_factor import has_one, is_required_of
from config.signing_in.trying import count_failure, seconds_to_wait
from documents.audit.context import remote_address

_MOST_LEVELS = 32
_MOST_VALUES = 5_000
# Texts, taken whole, so that what stands in them is not counted; and what divides values.
_JSON = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{},]', re.DOTALL)


class BoundedJSONParser(parsers.JSONParser):
    """JSON of a size, depth and number of values that our requests have."""

    def parse(self, stream, media_type=None, parser_context=None):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit or not _is_bounded(raw):
            raise ParseError(
                _("What was sent is too large or nested too deep; nothing was saved.")
            )
        try:
            data = super().parse(io.BytesIO(raw), media_type, parser_context)
        except ParseError as no:
            raise ParseError(_not_json(no.__cause__ or no.__context__)) from no
        if data is None:
            raise ParseError(
                _("The request holds no data. Send the fields as one JSON object: {…}.")
            )
        return data


def _not_json(no: BaseException | None) -> str:
    """What a caller mends first."""
    if isinstance(no, json.JSONDecodeError):
        return _(
            "What was sent is not valid JSON (line %(line)d, column %(column)d), so nothing "
            "was saved. Correct it there and send it again."
        ) % {"line": no.lineno, "column": no.colno}
    return _(
        "What was sent is not valid JSON in UTF-8, so nothing was saved. Correct it and send "
        "it again."
    )


def _is_bounded(raw: bytes) -> bool:
    level = values = 0
    for found in _JSON.finditer(raw):
        mark = found[0][:1]
        if mark in b"[{":
            level += 1
        elif mark in b"]}":
            level -= 1
        elif mark == b",":
            values += 1
        if level > _MOST_LEVELS or values > _MOST_VALUES:
            return False
    return True


class TokenAuthentication(auth.TokenAuthentication):
    """A token in the header: ``Authorization: Token …``. One that has expired or was revoked is
    as wrong as one that never was."""

    def authenticate_credentials(self, token: bytes):
        if not token.isascii():
            raise AuthenticationFailed(_("The token is wrong or has expired."))
        try:
            return super().authenticate_credentials(token)
        except AuthenticationFailed as refusal:
            raise AuthenticationFailed(_("The token is wrong or has expired.")) from refusal

    def authenticate(self, request):
        """Wrong ones count among the failures of their address; a right one passes."""
        try:
            return super().authenticate(request)
        except AuthenticationFailed as refusal:
            if waits := seconds_to_wait(request):
                raise Throttled(waits) from refusal
            count_failure(request=request)
            raise

    def validate_user(self, auth_token):
        """Of an account that is no longer what it was nothing opens; of one that owes a second
        factor nothing opens yet."""
        user, token = auth_token.user, auth_token
        if not user.is_active or token.seal != seal_of(user):
            end_tokens(user)
            raise AuthenticationFailed
        if settings.REQUIRE_MFA and is_required_of(user) and not has_one(user):
            raise PermissionDenied(
                _("Confirm it is you in two steps first, on the pages of the app.")
            )
        return user, token


class Throttle(throttling.SimpleRateThrottle):
    """So many requests a minute for each token, person, or address of the anonymous."""

    scope = "api"

    def get_rate(self):
        return settings.API_RATE or None

    def get_ident(self, request):
        return remote_address(request) or ""

    def get_cache_key(self, request, view):
        if getattr(request.auth, "digest", ""):
            caller = f"token-{request.auth.digest[:32]}"
        elif request.user and request.user.is_authenticated:
            caller = f"user-{request.user.pk}"
        else:
            caller = f"address-{self.get_ident(request)}"
        return self.cache_format % {"scope": self.scope, "ident": caller}


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session; an anonymous caller gets 401, not 403."""

    def authenticate_header(self, request):
        return "Session"


class Pagination(pagination.PageNumberPagination):
    """50 rows a page, up to 200 on request."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
