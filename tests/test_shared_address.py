"""Many people behind one address: a stranger's wrong tries there do not lock the owner out."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from assignments.roles import Role
from config.signing_in import trying
from tests.factories import UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
PASSWORD = "Mat-khau-thu-1"
LOGIN = "/accounts/login/"


@pytest.fixture
def leader(roles):
    user = UserFactory(role=Role.BOARD, username="lanhdao")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def known(leader):
    """The browser in which the leader once signed in, and then out."""
    browser = Client()
    sign_in(browser)
    browser.post("/accounts/logout/")
    return browser


def sign_in(client, password=PASSWORD, name="lanhdao"):
    return client.post(LOGIN, {"username": name, "password": password})


def is_in(client):
    return SESSION_KEY in client.session


def strangers_try(times=5, name="lanhdao"):
    return [sign_in(Client(), "sai", name).status_code for _time in range(times)]


def test_owner_signs_in_where_a_stranger_has_locked_the_name(known):
    tried = strangers_try()

    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(known)

    assert tried[-1] == 429
    assert not is_in(elsewhere)
    assert is_in(known)


def test_known_browser_waits_a_minute_not_a_quarter_of_an_hour(known):
    for _time in range(5):
        locked = sign_in(known, "sai")
    during = sign_in(known).status_code
    strangers_try(1)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(seconds=61))

    sign_in(known)

    assert (locked.status_code, during) == (429, 429)
    assert 50 < int(locked.headers["Retry-After"]) <= 60
    assert is_in(known)


def test_waiting_of_a_known_browser_shortens_no_other_lock(known):
    strangers_try()
    for _time in range(6):
        sign_in(known, "sai")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(seconds=61))
    sign_in(known)

    stranger = Client()
    sign_in(stranger)

    assert is_in(known)
    assert not is_in(stranger)


def test_browser_of_one_person_is_not_known_as_another_s(known, roles):
    other = UserFactory(role=Role.BOARD, username="nguoikhac")
    other.set_password(PASSWORD)
    other.save()
    strangers_try(name="nguoikhac")

    assert sign_in(known, name="nguoikhac").status_code == 429


def test_new_password_makes_a_browser_unknown(known, leader):
    leader.set_password("Mat-khau-moi-2")
    leader.save()
    strangers_try()

    assert sign_in(known, "Mat-khau-moi-2").status_code == 429


@pytest.mark.parametrize("told", ["", "x", "e30:1abc:forged", "lanhdao"])
def test_forged_cookie_is_no_sign_of_the_owner(leader, told):
    strangers_try()
    forger = Client()
    forger.cookies[trying.COOKIE] = told

    assert sign_in(forger).status_code == 429


def test_no_name_is_taken_for_another_count(known, leader):
    browser = trying.signing.loads(known.cookies[trying.COOKIE].value, salt=trying._SALT)
    strangers_try(name=f"lanhdao\n{browser['browser']}")
    strangers_try(name="lanhdao\ncode")

    sign_in(known)

    assert is_in(known)


def test_cookie_is_of_no_use_to_scripts_and_other_sites(known):
    cookie = known.cookies[trying.COOKIE]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "lanhdao" not in cookie.value


def test_address_with_too_many_failures_waits_but_known_browsers_do_not(known, settings):
    settings.FAILURES_PER_MINUTE = 3
    cache.clear()
    tried = [sign_in(Client(), "sai", f"ten-{n}").status_code for n in range(4)]

    refused = sign_in(Client())
    sign_in(known)
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    sign_in(elsewhere)
    cache.clear()

    assert tried == [200, 200, 200, 429]
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "Có quá nhiều lần đăng nhập sai từ nơi này" in refused.text
    assert is_in(known)
    assert is_in(elsewhere)
