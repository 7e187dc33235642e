"""No address answers a person who has not signed in, whatever the method.

The test finds the addresses by itself: a new one is guarded from its first day.
"""

import pytest
from django.contrib import admin
from django.urls import resolve

from tests.samples import one_of_each, path_of, routes

pytestmark = pytest.mark.engine

# The administration sends people to the app's own sign-in page; a language is sent, not read.
# The second step sends back who did not take the first; no other server of the organisation is
# asked unless one is configured.
OPEN_TO_ALL = {
    "login": 200,
    "second_factor_code": 302,
    "oidc_start": 405,
    "openid_connect_callback": 404,
    "admin:login": 302,
    "set_language": 405,
    "healthz": 200,
    "readyz": 200,
}
SENT_TO_LOGIN = (302, "/accounts/login/")
SENT_TO_ADMIN_LOGIN = (302, "/admin/login/")
REFUSED = (401, None)


# The admin site's own pages, which are no model's.
OF_THE_ADMIN_SITE = {
    "admin:index",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:autocomplete",
    "admin:jsi18n",
    "admin:view_on_site",
    "admin:app_list",
    "admin:admin/<url>",
}


def expected_answer(route):
    if route.name.startswith("api"):
        return REFUSED
    return SENT_TO_ADMIN_LOGIN if route.name in OF_THE_ADMIN_SITE else SENT_TO_LOGIN


def answer(response):
    place = response.get("Location")
    return response.status_code, place.partition("?")[0] if place else None


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
def test_anonymous_is_sent_away_from_every_address(client, method):
    things = one_of_each()
    guarded = [route for route in routes() if route.name not in OPEN_TO_ALL]

    sent = {route.name: getattr(client, method)(path_of(route, things)) for route in guarded}

    answers = {name: answer(response) for name, response in sent.items()}
    assert answers == {route.name: expected_answer(route) for route in guarded}
    assert {response.get("Cache-Control") for response in sent.values()} == {"no-store"}


@pytest.mark.django_db
def test_anonymous_reaches_only_the_login_pages_and_the_health_check(client):
    addresses = {route.name: route.path() for route in routes() if route.name in OPEN_TO_ALL}

    answers = {name: client.get(path).status_code for name, path in addresses.items()}

    assert answers == OPEN_TO_ALL


@pytest.mark.django_db
def test_health_check_tells_nothing_but_that_it_is_well(client):
    response = client.get("/healthz")

    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
def test_every_address_walked_is_the_one_meant():
    things = one_of_each()

    astray = [
        route
        for route in routes()
        if resolve(path_of(route, things)).route != route.written.replace("/^", "/")
    ]

    assert astray == []


@pytest.mark.django_db
def test_every_model_of_the_admin_is_walked():
    walked = {route.name for route in routes()}

    expected = {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for model in admin.site._registry
    }

    assert len(expected) == 38
    assert expected - walked == set()
