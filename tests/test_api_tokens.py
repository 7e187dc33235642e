"""Tokens of the REST API: made by the person, shown once, kept as a hash, never more than the
owner's rights; and how many requests a caller may make."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from assignments import logins
from assignments.models import ApiToken
from assignments.services import make_token
from config.signing_in import second_factor
from documents.status import DocumentStatus
from resolutions.log import entries_of
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = pytest.mark.django_db
DOCUMENTS = "/api/v1/documents/"


@pytest.fixture
def caller(client):
    """Asks with a token instead of a session."""

    def ask(secret, verb="get", address=DOCUMENTS, data=None):
        headers = {"authorization": f"Token {secret}", "if-match": "*"}
        if verb == "get":
            return client.get(address, headers=headers)
        return getattr(client, verb)(address, data or {}, "application/json", headers=headers)

    return ask


def token_of(user, scope="write", days=30):
    return make_token(name="Báo cáo", scope=scope, days=days, by=user)


def test_token_reads_and_writes_in_its_owners_name(caller, office):
    document = PlannedDocumentFactory(status=DocumentStatus.NOT_STARTED)
    _token, secret = token_of(office)

    read = caller(secret)
    written = caller(secret, "post", f"{DOCUMENTS}{document.pk}/start_drafting/")

    assert (read.status_code, written.status_code) == (200, 200)
    assert document.changes.latest("pk").by == office
    assert entries_of(document).last().actor == office


def test_token_to_read_changes_nothing(caller, office):
    document = PlannedDocumentFactory(status=DocumentStatus.NOT_STARTED)
    _token, secret = token_of(office, "read")

    written = caller(secret, "post", f"{DOCUMENTS}{document.pk}/start_drafting/")

    assert (caller(secret).status_code, written.status_code) == (200, 403)
    assert written.json() == {"detail": "Mã truy cập này chỉ được đọc."}
    assert document.changes.count() == 1


def test_token_gives_no_more_than_its_owners_rights(caller, focal, board):
    foreign = PlannedDocumentFactory(status=DocumentStatus.NOT_STARTED)
    address = f"{DOCUMENTS}{foreign.pk}/"
    of_focal, of_board = token_of(focal)[1], token_of(board)[1]

    assert caller(of_focal, "get", address).status_code == 404
    assert caller(of_focal, "post", f"{address}start_drafting/").status_code == 403
    assert caller(of_board, "get", address).status_code == 200
    assert caller(of_board, "post", f"{address}start_drafting/").status_code == 403


def test_wrong_expired_or_orphaned_token_is_401(caller, office):
    expired, old = token_of(office)
    ApiToken.objects.filter(pk=expired.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    leaver = UserFactory(is_active=False)
    orphaned = token_of(leaver)[1]

    wrong = [old, orphaned, "abc", "", "a b", "é", "0" * 64]

    assert [caller(secret).status_code for secret in wrong] == [401] * len(wrong)
    assert caller(old).json() == {"detail": "Mã truy cập sai hoặc đã hết hạn."}


def test_only_the_hash_of_a_token_is_kept(office):
    token, secret = token_of(office)

    kept = " ".join(str(value) for value in ApiToken.objects.values().get().values())

    assert len(secret) == 64
    assert secret not in kept
    assert token.expiry > timezone.now()


@pytest.mark.parametrize(
    "given",
    [{"name": " "}, {"scope": "all"}, {"days": 0}, {"days": 400}],
)
def test_token_without_name_scope_or_end_is_refused(office, given):
    with pytest.raises(ValidationError):
        make_token(**{"name": "Báo cáo", "scope": "read", "days": 7} | given, by=office)


@pytest.mark.parametrize("given", [{"name": ""}, {"scope": "all"}, {"expiry": None}])
def test_database_keeps_no_token_without_name_scope_or_end(office, given):
    token, _secret = token_of(office)

    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).update(**given)


# --- the account is no longer what it was ---------------------------------------------------


def _new_password(user):
    user.set_password("Mat-khau-khac-9")
    user.save()


def _reset_by_another(user):
    User.objects.filter(pk=user.pk).update(password="!")


def _disabled(user):
    user.is_active = False
    user.save()
    user.is_active = True
    user.save()


def _idle(user):
    logins.disable_idle(days=45, now=timezone.now() + timedelta(days=100))
    User.objects.filter(pk=user.pk).update(is_active=True)


def _role_lost(user):
    user.groups.clear()


def _role_lost_and_back(user):
    group = user.groups.get()
    group.user_set.remove(user)
    group.user_set.add(user)


def _role_put_in_by_hand(user):
    rows = User.groups.through.objects
    rows.filter(user=user).delete()


def _factor_removed(user):
    logins.remove_second_factor(user)


@pytest.mark.parametrize(
    "change",
    [
        _new_password,
        _reset_by_another,
        _disabled,
        _idle,
        _role_lost,
        _role_lost_and_back,
        _role_put_in_by_hand,
        _factor_removed,
    ],
)
def test_token_ends_with_the_account_it_was_made_for(caller, office, change):
    _phone_of(office)
    secret = token_of(office)[1]
    before = caller(secret).status_code

    change(office)

    assert (before, caller(secret).status_code) == (200, 401)
    assert not ApiToken.objects.exists()


def test_disabled_login_has_no_session_when_it_is_enabled_again(client, office):
    client.force_login(office)

    _disabled(office)

    assert client.get("/tasks/").status_code == 302


def _switch(user, is_active):
    User.objects.filter(pk=user.pk).update(is_active=is_active)


@pytest.mark.parametrize("address", ["/tasks/", DOCUMENTS, "/accounts/login/"])
def test_session_seen_while_its_login_is_disabled_is_over_with_all_else(
    caller, client, office, address
):
    secret = token_of(office)[1]
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(office)

    _switch(office, is_active=False)
    client.get(address)
    _switch(office, is_active=True)

    assert client.get("/tasks/").status_code == 302
    assert elsewhere.get("/tasks/").status_code == 302
    assert caller(secret).status_code == 401


def _enabled_in_the_administration(user):
    user = User.objects.get(pk=user.pk)
    user.is_active = True
    user.save()


def _swept_at_night(user):
    call_command("clearsessions")
    _switch(user, is_active=True)


@pytest.mark.parametrize("enable", [_enabled_in_the_administration, _swept_at_night])
def test_login_disabled_in_the_database_brings_nothing_back_that_nobody_used(
    caller, client, office, enable
):
    secret = token_of(office)[1]
    client.force_login(office)
    _switch(office, is_active=False)

    enable(office)

    assert client.get("/tasks/").status_code == 302
    assert caller(secret).status_code == 401


def test_signing_in_and_a_new_name_end_no_token(caller, client, office):
    secret = token_of(office)[1]

    client.force_login(office)
    client.logout()
    office.last_name = "Trần"
    office.save()

    assert caller(secret).status_code == 200


@pytest.mark.parametrize("persona", ["office", "board"])
def test_token_of_who_owes_a_second_factor_opens_nothing_yet(
    caller, settings, request, persona
):
    settings.REQUIRE_MFA = True
    user = request.getfixturevalue(persona)
    secret = token_of(user)[1]

    refused = caller(secret)
    _phone_of(user)

    assert refused.status_code == 403
    assert "hai bước" in refused.json()["detail"]
    assert caller(secret).status_code == 200


def test_log_names_a_token_by_no_part_of_its_hash(office):
    token, _secret = token_of(office)
    digest, seal = token.digest, token.seal
    token.delete()

    told = list(LogEntry.objects.filter(content_type__model="apitoken").values())

    assert len(told) == 2
    assert digest not in repr(told)
    assert seal not in repr(told)


def _phone_of(user):
    key = second_factor.new_key()
    counter = next(iter(yield_hotp_counters_from_time()))
    assert second_factor.set_up(user, key, format_hotp_value(hotp_value(key, counter)))


# --- the page ------------------------------------------------------------------------------


def test_token_is_made_on_the_page_shown_once_and_revoked(client, caller, office):
    client.force_login(office)

    made = client.post("/accounts/tokens/", {"name": "Báo cáo", "scope": "read", "days": "7"})
    [secret] = re.findall(r"\b[0-9a-f]{64}\b", made.text)
    listed = client.get("/accounts/tokens/")
    client.logout()
    before = caller(secret).status_code
    client.force_login(office)
    client.post("/accounts/tokens/", {"revoke": ApiToken.objects.get().token_key})
    client.logout()

    assert (made.status_code, "no-store" in made.headers["Cache-Control"]) == (201, True)
    assert secret not in listed.text
    assert "Báo cáo" in listed.text
    assert (before, caller(secret).status_code) == (200, 401)


def test_nobody_sees_or_revokes_the_token_of_another(client, office, board):
    token, _secret = make_token(name="Của văn phòng", scope="read", days=7, by=office)
    client.force_login(board)

    page = client.get("/accounts/tokens/")
    client.post("/accounts/tokens/", {"revoke": token.token_key})

    assert "Của văn phòng" not in page.text
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("count", [1, 5])
def test_page_of_tokens_asks_the_same_queries(client, office, count, django_assert_num_queries):
    for _ in range(count):
        token_of(office)
    client.force_login(office)

    with django_assert_num_queries(4):
        client.get("/accounts/tokens/")


# --- not too often -------------------------------------------------------------------------


def test_who_asks_too_often_is_told_when_to_come_back(caller, office, settings):
    settings.API_RATE = "2/min"
    cache.clear()
    first, second = token_of(office)[1], token_of(office)[1]

    answers = [caller(first) for _ in range(3)]
    other = caller(second)
    guessing = [caller("abc").status_code for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
    assert answers[2].json()["detail"].startswith("Quá nhiều yêu cầu. Hãy thử lại sau")
    assert other.status_code == 200
    assert guessing == [401, 401, 429]
    cache.clear()


def test_guessing_tokens_counts_among_the_failures_of_the_address(
    caller, client, office, settings
):
    settings.FAILURES_PER_MINUTE = 2
    cache.clear()
    secret = token_of(office)[1]

    guessing = [caller("abc") for _ in range(3)]
    door = client.post("/accounts/login/", {"username": "ai", "password": "sai"})

    assert [answer.status_code for answer in guessing] == [401, 401, 429]
    assert 0 < int(guessing[2].headers["Retry-After"]) <= 60
    assert door.status_code == 429
    assert caller(secret).status_code == 200
    cache.clear()


@pytest.mark.parametrize(("proxies", "answered"), [(0, 429), (1, 429), (2, 401)])
def test_forged_address_opens_no_new_count_of_requests(client, settings, proxies, answered):
    settings.API_RATE, settings.PROXY_COUNT = "2/min", proxies
    cache.clear()

    answers = [
        client.get(DOCUMENTS, headers={"x-forwarded-for": f"198.51.100.{n}, 10.0.0.7"})
        for n in range(3)
    ]

    assert [answer.status_code for answer in answers] == [401, 401, answered]
    cache.clear()
