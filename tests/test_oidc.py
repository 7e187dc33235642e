"""Signing in through an OpenID Connect server: a small one, on this machine, that is really
asked. It says who somebody is; it never makes a login."""

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User

from assignments.logins import require_new_password
from assignments.roles import Role
from config.signing_in import second_factor
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
START = "/accounts/login/oidc/"
BACK = "/accounts/login/oidc/callback/"
FAILED = "không thành công"
HMAC_KEY = "k" * 32


class Provider:
    """The server: what it answers, and what it was asked."""

    def __init__(self, port):
        self.at = f"http://127.0.0.1:{port}"
        self.claims = {"sub": "1234", "preferred_username": "canbo"}
        self.asked = []
        self.is_broken = False

    def answer(self, path, sent):
        self.asked.append((path, sent))
        if self.is_broken:
            return {"error": "server_error"}
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.at,
                "authorization_endpoint": f"{self.at}/authorize",
                "token_endpoint": f"{self.at}/token",
                "userinfo_endpoint": f"{self.at}/userinfo",
                "jwks_uri": f"{self.at}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/token":
            said = {"iss": self.at, "aud": "app", "sub": self.claims["sub"], "exp": 2**33}
            return {
                "access_token": "token",
                "token_type": "Bearer",
                "id_token": jwt.encode(said, HMAC_KEY, algorithm="HS256"),
            }
        return self.claims


@pytest.fixture
def provider(settings):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            sent = parse_qs(self.rfile.read(length).decode())
            body = json.dumps(self.server.provider.answer(self.path, sent)).encode()
            self.send_response(500 if self.server.provider.is_broken else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.provider = Provider(server.server_port)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.OIDC_SERVER_URL = server.provider.at
    settings.OIDC_NAME = "Cổng của tỉnh"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "Cổng của tỉnh",
                    "client_id": "app",
                    "secret": "bi-mat",
                    "settings": {"server_url": server.provider.at},
                }
            ],
        }
    }
    yield server.provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def clerk(roles):
    return UserFactory(username="canbo", email="canbo@tinh.example", role=Role.OFFICE)


def come_back(client, after="/tasks/", state=None):
    """There and back again, as the browser goes."""
    there = client.post(START, {"next": after})
    asked = parse_qs(urlsplit(there.url).query)
    return client.get(BACK, {"code": "abc", "state": state or asked["state"][0]})


def is_in(client):
    return SESSION_KEY in client.session


def test_person_with_a_login_comes_in_and_goes_on(client, provider, clerk):
    door = client.get("/accounts/login/?next=/tasks/")
    there = client.post(START, {"next": "/tasks/"})
    asked = parse_qs(urlsplit(there.url).query)
    back = client.get(BACK, {"code": "abc", "state": asked["state"][0]})

    assert "Đăng nhập qua Cổng của tỉnh" in door.text
    assert there.url.startswith(f"{provider.at}/authorize?")
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    assert back.url == "/tasks/"
    assert client.session[SESSION_KEY] == str(clerk.pk)
    assert client.get("/tasks/").status_code == 200
    token = dict(provider.asked)["/token"]
    assert (token["code"], token["client_secret"]) == (["abc"], ["bi-mat"])
    assert token["code_verifier"]


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "khongcoai"},
        {"preferred_username": "CANBO"},
        {"preferred_username": ""},
        {"preferred_username": ["canbo"]},
        {},
    ],
)
def test_nobody_else_comes_in_and_no_login_is_made(client, provider, clerk, claims):
    provider.claims = {"sub": "99", **claims}

    back = come_back(client)

    assert back.url == "/accounts/login/"
    assert FAILED in client.get(back.url).text
    assert not is_in(client)
    assert list(User.objects.all()) == [clerk]


def test_disabled_login_does_not_open(client, provider, clerk):
    User.objects.update(is_active=False)

    come_back(client)

    assert not is_in(client)


@pytest.mark.parametrize(
    ("claims", "opens"),
    [
        ({"email": "CanBo@tinh.example", "email_verified": True}, True),
        ({"email": "canbo@tinh.example", "email_verified": "true"}, True),
        ({"email": "canbo@tinh.example"}, False),
        ({"email": "canbo@tinh.example", "email_verified": "false"}, False),
        ({"email": "canbo@tinh.example", "email_verified": None}, False),
        ({"email": "canbo@tinh.example", "email_verified": False}, False),
        ({"email": "khac@tinh.example", "email_verified": True}, False),
    ],
)
def test_an_e_mail_address_may_say_who_it_is(client, provider, clerk, settings, claims, opens):
    settings.OIDC_CLAIM = "email"
    provider.claims = {"sub": "1", **claims}

    come_back(client)

    assert is_in(client) is opens


def test_address_that_two_logins_share_means_nobody(client, provider, clerk, settings):
    settings.OIDC_CLAIM = "email"
    UserFactory(email=clerk.email)
    provider.claims = {"sub": "1", "email": clerk.email, "email_verified": True}

    come_back(client)

    assert not is_in(client)


def test_second_factor_is_asked_for_all_the_same(client, provider, clerk):
    key = second_factor.new_key()
    code = second_factor.totp.format_hotp_value
    counters = list(second_factor.totp.yield_hotp_counters_from_time())
    first, later = (code(second_factor.totp.hotp_value(key, n)) for n in counters[1:])
    second_factor.set_up(clerk, key, first)

    back = come_back(client)
    before = is_in(client)
    client.post(back.url, {"code": later})

    assert (back.url, before) == ("/accounts/login/code/", False)
    assert is_in(client)


def test_who_never_uses_a_password_need_not_change_it(client, provider, clerk):
    require_new_password(clerk)

    come_back(client)

    assert client.get("/tasks/").status_code == 200


@pytest.mark.parametrize("after", ["https://example.org/", "//example.org", "javascript:1"])
def test_it_never_leads_to_another_site(client, provider, clerk, after):
    assert come_back(client, after).url == "/"


def test_answer_nobody_asked_for_is_refused(client, provider, clerk):
    forged = client.get(BACK, {"code": "abc", "state": "made-up"})
    refused = client.get(BACK, {"error": "access_denied"})
    mixed = come_back(client, state="made-up")

    assert [answer.url for answer in (forged, refused, mixed)] == ["/accounts/login/"] * 3
    assert not is_in(client)


def test_server_that_is_down_is_told_in_words(client, provider, clerk):
    provider.is_broken = True

    sent_back = client.post(START)

    assert sent_back.url == "/accounts/login/"
    assert FAILED in client.get(sent_back.url).text


def test_without_a_server_there_is_no_such_way(client):
    assert "login/oidc" not in client.get("/accounts/login/").text
    assert client.post(START).status_code == 404
    assert client.get(BACK).status_code == 404


def test_form_of_the_button_needs_its_token(provider, clerk, client):
    client.handler.enforce_csrf_checks = True

    assert client.post(START).status_code == 403
    assert re.search("csrfmiddlewaretoken", client.get("/accounts/login/").text)
