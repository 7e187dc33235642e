"""The door: lock-out, second factor, idle sessions, passwords to be changed, one's sessions."""

import html
import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings as django_settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext

from assignments.logins import require_new_password
from assignments.models import PasswordDue, SignedInSession
from assignments.roles import Role
from config.signing_in import marks, second_factor
from resolutions.kept import author_field
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
PASSWORD = "Mat-khau-thu-1"
ANOTHER = "Doi-mat-khau-2"
LOGIN = "/accounts/login/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def person(role=Role.BOARD, **given):
    user = UserFactory(role=role, **given)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def member(roles):
    return person(username="thanhvien")


@pytest.fixture
def clerk(roles):
    return person(Role.OFFICE, username="canbo")


def sign_in(client, name, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": str(name), "password": password, **more})


def is_in(client):
    return SESSION_KEY in client.session


def shown(response):
    return html.unescape(response.text)


# --- what a stranger may not find out or bring along ---------------------------------------


def test_session_that_somebody_planted_is_not_the_one_that_is_signed_in(client, member):
    client.get(LOGIN)
    planted = SessionStore()
    planted["left"] = "by somebody"
    planted.create()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = planted.session_key

    sign_in(client, member)

    signed_in = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    stranger = Client()
    stranger.cookies[django_settings.SESSION_COOKIE_NAME] = planted.session_key
    assert is_in(client)
    assert signed_in != planted.session_key
    assert SESSION_KEY not in stranger.session


def test_nobody_learns_which_names_exist(client, member):
    """The same words for a wrong password, a name that is not there and a disabled one."""
    disabled = person(username="nghi-viec")
    disabled.is_active = False
    disabled.save()

    answers = [
        sign_in(client, name, "sai") for name in (member, "khong-co-ai", disabled.username)
    ]
    told = {
        shown(answer).replace(name, "…").split("<main", 1)[1].split("csrfmiddlewaretoken")[0]
        for answer, name in zip(answers, (str(member), "khong-co-ai", "nghi-viec"), strict=True)
    }

    assert [answer.status_code for answer in answers] == [200] * 3
    assert len(told) == 1


# --- password and lock-out -----------------------------------------------------------------


def test_sixth_attempt_is_refused_though_the_password_is_right(client, member):
    answers = [sign_in(client, member, "sai").status_code for _time in range(5)]
    right = sign_in(client, member)

    assert answers == [200, 200, 200, 200, 429]
    assert right.status_code == 429
    assert not is_in(client)


def test_locked_page_says_when_to_try_again(client, member):
    for _time in range(5):
        locked = sign_in(client, member, "sai")

    again = timezone.localtime(AccessAttempt.objects.get().attempt_time + timedelta(minutes=15))
    assert gettext("Sign-in is locked for a while") in shown(locked)
    assert f"{again:%H:%M}" in locked.text
    assert f"{again:%d/%m/%Y}" in locked.text
    assert 880 < int(locked["Retry-After"]) <= 900


def test_trying_on_does_not_prolong_the_lock(client, member):
    for _time in range(5):
        sign_in(client, member, "sai")
    before = AccessAttempt.objects.get().attempt_time

    sign_in(client, member, "sai")

    assert AccessAttempt.objects.get().attempt_time == before


def test_lock_ends_after_a_quarter_of_an_hour(client, member):
    for _time in range(5):
        sign_in(client, member, "sai")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))

    sign_in(client, member)

    assert is_in(client)


def test_lock_holds_for_one_name_from_one_place(client, member):
    other = person(username="nguoikhac")
    for _time in range(5):
        sign_in(client, member, "sai")

    sign_in(client, other)
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    sign_in(elsewhere, member)

    assert is_in(client)
    assert is_in(elsewhere)


def test_success_forgets_the_failures_before_it(client, member):
    for _time in range(4):
        sign_in(client, member, "sai")
    sign_in(client, member)

    assert AccessAttempt.objects.count() == 0


def test_unknown_name_disabled_login_and_wrong_password_are_answered_alike(client, member):
    person(username="dakhoa", is_active=False)

    answers = {
        name: [sign_in(client, name, password) for _time in range(6)]
        for name, password in [
            ("thanhvien", "sai"),
            ("khongcoai", "sai"),
            ("dakhoa", PASSWORD),
        ]
    }

    def told(response, name):
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)
        return response.status_code, re.sub(r"<b>\d\d:\d\d</b>", "", text.replace(name, ""))

    said = [[told(answer, name) for answer in answers[name]] for name in answers]
    assert said[0] == said[1] == said[2]


def test_what_an_attempt_leaves_behind_holds_no_password(client, member):
    sign_in(client, member, "mot-mat-khau-go-nham")

    attempt = AccessAttempt.objects.get()

    assert "mot-mat-khau-go-nham" not in f"{attempt.get_data} {attempt.post_data}"


@pytest.mark.parametrize(
    ("proxies", "passed_on", "address"),
    [
        (0, "9.9.9.9", "127.0.0.1"),
        (1, "9.9.9.9, 10.0.0.7", "10.0.0.7"),
        (2, "6.6.6.6, 10.0.0.7, 10.0.0.1", "10.0.0.7"),
        (2, "10.0.0.7", "127.0.0.1"),
        (1, "<script>", "127.0.0.1"),
    ],
)
def test_address_is_that_which_trusted_proxies_saw(rf, settings, proxies, passed_on, address):
    settings.PROXY_COUNT = proxies

    request = rf.get("/", headers={"x-forwarded-for": passed_on})

    assert marks.client_address(request) == address


def test_events_are_told_by_signals(client, member):
    heard = []

    def hear(sender, signal, **given):
        heard.append(signal)

    signals = [user_logged_in, user_login_failed, user_logged_out, user_locked_out]
    for signal in signals:
        signal.connect(hear)
    try:
        for _time in range(5):
            sign_in(client, member, "sai")
        AccessAttempt.objects.all().delete()
        sign_in(client, member)
        client.post("/accounts/logout/")
    finally:
        for signal in signals:
            signal.disconnect(hear)

    assert set(heard) == set(signals)
    assert heard.count(user_login_failed) == 5
    assert [heard.count(s) for s in (user_locked_out, user_logged_in, user_logged_out)] == [
        1
    ] * 3


# --- attacks -------------------------------------------------------------------------------


def test_key_of_the_session_changes_when_somebody_signs_in(client, member):
    client.post("/documents/new/", {"author": author_field(member), "title": "gõ dở"})
    planted = client.session.session_key

    sign_in(client, member)

    assert planted
    assert is_in(client)
    assert client.session.session_key != planted
    assert not SignedInSession.objects.filter(pk=planted).exists()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"],
)
@pytest.mark.parametrize("with_phone", [True, False])
def test_sign_in_never_leads_to_another_site(client, member, elsewhere, with_phone):
    key = phone_of(member) if with_phone else None

    answer = sign_in(client, member, next=elsewhere)
    if with_phone:
        answer = client.post(answer.url, {"code": code_of(key, 1)})

    assert is_in(client)
    assert (answer.status_code, answer.url) == (302, "/")


def test_forms_of_the_door_without_their_token_are_refused(member):
    browser = Client(enforce_csrf_checks=True)
    outside = [sign_in(browser, member)]
    browser.force_login(member)
    inside = [
        browser.post("/accounts/logout/"),
        browser.post("/accounts/password/", {"old_password": PASSWORD}),
        browser.post("/accounts/sessions/", {"others": "1"}),
        browser.post("/accounts/second-factor/", {"code": "000000"}),
    ]

    assert [answer.status_code for answer in outside + inside] == [403] * 5


def test_pages_of_the_libraries_are_not_there(client, member):
    client.force_login(member)

    for page in ("signup", "email", "password/reset", "2fa", "3rdparty", "social/signup"):
        assert client.get(f"/accounts/{page}/").status_code == 404


# --- the second factor ---------------------------------------------------------------------


def code_of(key, ahead=0):
    """The code of this half-minute, or of the next: no code opens twice."""
    counter = int(timezone.now().timestamp()) // 30 + ahead
    return format_hotp_value(hotp_value(key, counter))


def phone_of(user):
    """A phone that was set up: its key."""
    key = second_factor.new_key()
    assert second_factor.set_up(user, key, code_of(key))
    return key


def test_phone_is_set_up_with_a_code_and_recovery_codes_come_along(client, member):
    client.force_login(member)
    page = client.get("/accounts/second-factor/")
    key = client.session["second_factor_key"]

    wrong = client.post("/accounts/second-factor/", {"code": "abc"})
    right = client.post("/accounts/second-factor/", {"code": code_of(key)})
    codes = client.get(right.url)

    assert " ".join(re.findall("....", key)) in page.text
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert wrong.status_code == 200
    assert right.url == "/accounts/second-factor/codes/"
    assert len(re.findall(r"<li>\d{8}</li>", codes.text)) == 10
    assert "second_factor_key" not in client.session


def test_key_is_stored_encrypted(member):
    key = phone_of(member)

    stored = Authenticator.objects.get(user=member, type="totp").data

    assert key not in str(stored)


def test_password_alone_does_not_open_when_a_phone_is_set_up(client, member):
    key = phone_of(member)

    first = sign_in(client, member, next="/tasks/")
    between = client.get("/")
    was_in = is_in(client)
    wrong = client.post(first.url, {"code": "000000"})
    right = client.post(first.url, {"code": code_of(key, 1)})

    assert first.url == "/accounts/login/code/"
    assert (between.status_code, was_in) == (302, False)
    assert gettext("This code is wrong or was used already.") in shown(wrong)
    assert right.url == "/tasks/"
    assert is_in(client)


def test_code_opens_once(client, member):
    key = phone_of(member)
    code = code_of(key, 1)
    client.post(sign_in(client, member).url, {"code": code})
    client.logout()

    client.post(sign_in(client, member).url, {"code": code})

    assert not is_in(client)


def test_recovery_code_opens_once(client, member):
    phone_of(member)
    code = second_factor.unused_codes(member)[3]

    client.post(sign_in(client, member).url, {"code": code})
    first = is_in(client)
    client.logout()
    client.post(sign_in(client, member).url, {"code": code})

    assert first
    assert not is_in(client)
    assert len(second_factor.unused_codes(member)) == 9


def test_guessing_codes_is_locked_out_like_guessing_passwords(client, member):
    key = phone_of(member)
    step = sign_in(client, member).url

    answers = [client.post(step, {"code": f"00000{n}"}).status_code for n in range(5)]
    right = client.post(step, {"code": code_of(key, 1)})

    assert answers == [200, 200, 200, 200, 429]
    assert right.status_code == 429
    assert sign_in(client, member).status_code == 429
    assert not is_in(client)


def test_second_step_is_open_for_five_minutes_and_for_the_same_password(client, member):
    key = phone_of(member)
    step = sign_in(client, member).url
    session = client.session
    session["half_signed_in"] |= {"at": marks.now() - 301}
    session.save()
    late = client.post(step, {"code": code_of(key, 1)})

    step = sign_in(client, member).url
    member.set_password(ANOTHER)
    member.save()
    changed = client.post(step, {"code": code_of(key, 1)})

    assert (late.url, changed.url) == (LOGIN, LOGIN)
    assert not is_in(client)


def test_nothing_typed_is_lost_between_the_two_steps(client, clerk):
    key = phone_of(clerk)
    document = PlannedDocumentFactory()
    issue = f"/documents/{document.pk}/issue/"
    client.post(issue, {"author": author_field(clerk), "symbol": "15-KH/TU"})

    step = sign_in(client, clerk, next=issue).url
    back = client.post(step, {"code": code_of(key, 1)})

    assert client.get(back.url).context["form"]["symbol"].value() == "15-KH/TU"


@pytest.mark.parametrize(
    ("role", "required"),
    [
        (Role.ADMIN, True),
        (Role.OFFICE, True),
        (Role.CHIEF, True),
        (Role.BOARD, True),
        (Role.FOCAL_POINT, False),
        (Role.INSPECTION, True),
    ],
)
def test_who_must_have_a_second_factor_reaches_nothing_else(
    client, roles, settings, role, required
):
    settings.REQUIRE_MFA = True
    user = person(role, is_staff=role == Role.ADMIN)
    sign_in(client, user)

    page, admin, api = (client.get(p) for p in ("/tasks/", "/admin/", "/api/v1/tasks/"))

    if required:
        assert page.url == admin.url == "/accounts/second-factor/"
        assert api.status_code == 403
        assert "hai bước" in api.json()["detail"]
        assert client.get(page.url).status_code == 200
        assert client.get("/accounts/sessions/").url == "/accounts/second-factor/"
    else:
        assert (page.status_code, api.status_code) == (200, 200)


def test_superuser_must_have_a_second_factor_too(client, roles, settings):
    settings.REQUIRE_MFA = True
    sign_in(client, person(None, is_staff=True, is_superuser=True))

    assert client.get("/admin/").url == "/accounts/second-factor/"


def test_everything_opens_once_the_phone_is_set_up(client, clerk, settings):
    settings.REQUIRE_MFA = True
    sign_in(client, clerk)
    client.get("/accounts/second-factor/")
    key = client.session["second_factor_key"]

    client.post("/accounts/second-factor/", {"code": code_of(key)})

    assert client.get("/tasks/").status_code == 200
    assert client.get("/api/v1/tasks/").status_code == 200


def test_session_of_before_the_rule_proves_the_phone(client, clerk, settings):
    client.force_login(clerk)
    key = phone_of(clerk)
    settings.REQUIRE_MFA = True

    sent = client.get("/tasks/")
    client.post(sent.url, {"code": code_of(key, 1), "remove": "1"})

    assert sent.url == "/accounts/second-factor/"
    assert client.get("/tasks/").status_code == 200
    assert second_factor.has_one(clerk)


def test_second_factor_is_turned_off_with_a_code_alone(client, member):
    key = phone_of(member)
    client.force_login(member)

    client.post("/accounts/second-factor/", {"code": "1", "remove": "1"})
    still = second_factor.has_one(member)
    client.post("/accounts/second-factor/", {"code": code_of(key, 1), "remove": "1"})

    assert still
    assert not Authenticator.objects.filter(user=member).exists()
    assert is_in(client)


def test_new_recovery_codes_void_the_old(client, member):
    key = phone_of(member)
    old = second_factor.unused_codes(member)
    client.force_login(member)

    client.post("/accounts/second-factor/", {"code": code_of(key, 1), "renew": "1"})

    assert not set(old) & set(second_factor.unused_codes(member))


def test_administrator_removes_the_second_factor_of_a_lost_phone(client, member, administrator):
    phone_of(member)
    client.force_login(administrator)

    client.post(
        "/admin/auth/user/",
        {"action": "remove_second_factor", "_selected_action": [member.pk]},
    )

    assert not second_factor.has_one(member)


def test_ordinary_page_asks_no_query_more(client, clerk, settings, django_assert_num_queries):
    settings.REQUIRE_MFA = True
    key = phone_of(clerk)
    client.post(sign_in(client, clerk).url, {"code": code_of(key, 1)})

    with django_assert_num_queries(3):  # the session, the person, the rights
        client.get("/accounts/password/done/")


# --- idle ----------------------------------------------------------------------------------


def idle(client, **passed):
    """As if the last request of the session had been so long ago."""
    session = client.session
    session["seen"] -= int(timedelta(**passed).total_seconds())
    session.save()


def test_session_ends_after_a_quarter_of_an_hour_without_a_request(client, member):
    client.force_login(member)
    idle(client, minutes=14)
    before = client.get("/tasks/").status_code
    idle(client, minutes=15, seconds=1)

    after = client.get("/tasks/?q=so")
    page = client.get(after.url)

    assert before == 200
    assert after.url == "/accounts/login/?next=/tasks/%3Fq%3Dso"
    assert "sau 15 phút không thao tác" in shown(page)
    assert not is_in(client)


def test_form_sent_by_an_idle_session_is_kept(client, clerk):
    issue = f"/documents/{PlannedDocumentFactory().pk}/issue/"
    client.force_login(clerk)
    idle(client, hours=1)

    sent = client.post(issue, {"author": author_field(clerk), "symbol": "15-KH/TU"})
    sign_in(client, clerk)

    assert sent.url.startswith(LOGIN)
    assert client.get(issue).context["form"]["symbol"].value() == "15-KH/TU"


def test_idle_session_gets_no_answer_of_the_api(client, clerk):
    client.force_login(clerk)
    idle(client, hours=1)

    assert client.get("/api/v1/tasks/").status_code == 401


def test_administration_waits_five_minutes(client, administrator):
    client.force_login(administrator)
    idle(client, minutes=4)
    before = client.get("/admin/").status_code
    idle(client, minutes=5, seconds=1)

    after = client.get("/admin/")

    assert (before, after.status_code, is_in(client)) == (200, 302, False)


def test_work_elsewhere_does_not_open_the_administration_again(client, administrator):
    client.force_login(administrator)
    idle(client, minutes=6)

    elsewhere = client.get("/tasks/").status_code
    admin = client.get("/admin/")

    assert (elsewhere, admin.status_code, is_in(client)) == (200, 302, False)


def test_last_use_is_written_once_a_minute_at_most(client, member, django_assert_num_queries):
    client.force_login(member)
    client.get("/accounts/password/done/")
    seen = client.session["seen"]

    with django_assert_num_queries(3):
        client.get("/accounts/password/done/")
    assert client.session["seen"] == seen

    idle(client, seconds=90)
    client.get("/accounts/password/done/")
    assert client.session["seen"] >= seen


def test_limits_come_from_the_settings(client, administrator, settings):
    settings.IDLE_MINUTES, settings.ADMIN_IDLE_MINUTES = 60, 30
    client.force_login(administrator)
    idle(client, minutes=29)

    assert client.get("/admin/").status_code == 200


def test_session_ends_twelve_hours_after_its_sign_in_however_busy(client, clerk):
    issue = f"/documents/{PlannedDocumentFactory().pk}/issue/"
    client.force_login(clerk)
    signed_in_before(client, hours=11, minutes=59)
    before = client.get("/tasks/").status_code
    signed_in_before(client, hours=12, minutes=1)

    after = client.post(issue, {"author": author_field(clerk), "symbol": "15-KH/TU"})
    page = client.get(after.url)
    sign_in(client, clerk)

    assert before == 200
    assert "đã kéo dài 12 giờ" in shown(page)
    assert client.get(issue).context["form"]["symbol"].value() == "15-KH/TU"


def test_session_that_does_not_say_since_when_is_over(client, clerk):
    client.force_login(clerk)
    session = client.session
    del session["signed_in_at"]
    session.save()

    assert client.get("/api/v1/tasks/").status_code == 401


def signed_in_before(client, **passed):
    session = client.session
    session["signed_in_at"] = marks.now() - int(timedelta(**passed).total_seconds())
    session.save()


# --- my sessions ---------------------------------------------------------------------------


@pytest.fixture
def other_browser(member):
    browser = Client(headers={"user-agent": FIREFOX}, REMOTE_ADDR="10.1.2.3")
    sign_in(browser, member)
    return browser


def test_my_sessions_say_where_and_when_and_never_the_key(client, member, other_browser):
    person(username="nguoila")
    sign_in(Client(REMOTE_ADDR="10.9.9.9"), "nguoila")
    sign_in(client, member)

    page = client.get("/accounts/sessions/")

    assert "Firefox trên Linux" in page.text
    assert "10.1.2.3" in page.text
    assert "10.9.9.9" not in page.text
    assert page.text.count("Phiên này") == 1
    for session in SignedInSession.objects.all():
        assert session.session_key not in page.text


def test_one_session_is_ended(client, member, other_browser):
    sign_in(client, member)
    page = client.get("/accounts/sessions/")
    name = re.search(r'name="session" value="(\w+)"', page.text)[1]

    client.post("/accounts/sessions/", {"session": name})

    assert not is_in(other_browser)
    assert client.get("/accounts/sessions/").status_code == 200


def test_all_others_are_ended(client, member, other_browser):
    stranger = Client()
    sign_in(stranger, person(username="nguoila"))
    sign_in(client, member)

    client.post("/accounts/sessions/", {"others": "1"})

    assert [is_in(browser) for browser in (other_browser, client, stranger)] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("name", ["", "x", "\x00", "0" * 20])
def test_session_of_somebody_else_cannot_be_named(client, member, other_browser, name):
    client.force_login(person(username="nguoila"))

    answer = client.post("/accounts/sessions/", {"session": name})

    assert answer.status_code == 302
    assert is_in(other_browser)


# --- passwords -----------------------------------------------------------------------------


def change(client, old=PASSWORD, new=ANOTHER):
    return client.post(
        "/accounts/password/",
        {"old_password": old, "new_password1": new, "new_password2": new},
    )


def test_login_made_by_an_administrator_must_change_its_password(client, administrator):
    client.force_login(administrator)
    client.post(
        "/admin/auth/user/add/",
        {
            "username": "moi",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    browser = Client()
    sign_in(browser, "moi")

    page, admin, api = (browser.get(p) for p in ("/", "/admin/", "/api/v1/tasks/"))
    changed = change(browser)

    assert page.url == admin.url == "/accounts/password/"
    assert api.status_code == 403
    assert gettext("Somebody else chose your present password.")[:10]
    assert changed.url == "/accounts/password/done/"
    assert browser.get("/").status_code == 200
    assert not PasswordDue.objects.exists()


def test_password_that_an_administrator_sets_must_be_changed(client, member, administrator):
    client.force_login(administrator)

    client.post(
        f"/admin/auth/user/{member.pk}/password/",
        {"usable_password": "true", "password1": ANOTHER, "password2": ANOTHER},
    )

    assert PasswordDue.objects.filter(user=member).exists()


def test_the_same_password_will_not_do(client, member):
    require_new_password(member)
    sign_in(client, member)

    refused = change(client, new=PASSWORD)

    assert gettext("Choose a password other than the present one.") in shown(refused)
    assert PasswordDue.objects.exists()


def test_guessing_the_old_password_is_locked_out_like_guessing_at_the_door(client, member):
    client.force_login(member)

    answers = [change(client, old=f"sai-{n}").status_code for n in range(5)]
    right = change(client)

    assert answers == [200, 200, 200, 200, 429]
    assert right.status_code == 429
    assert User.objects.get(pk=member.pk).check_password(PASSWORD)


def test_who_knows_the_old_password_starts_the_count_anew(client, member):
    client.force_login(member)
    for n in range(4):
        change(client, old=f"sai-{n}")

    changed = change(client)

    assert changed.status_code == 302
    assert AccessAttempt.objects.count() == 0


@pytest.mark.parametrize("weak", ["Ngan-1", "password123", "thanhvien12", "1234567890123"])
def test_weak_password_is_refused(client, member, weak):
    client.force_login(member)

    answer = change(client, new=weak)

    member.refresh_from_db()
    assert answer.status_code == 200
    assert member.check_password(PASSWORD)


def test_new_password_ends_every_other_session(client, member, other_browser):
    sign_in(client, member)

    change(client)

    assert SignedInSession.objects.filter(user_id=member.pk).count() == 1
    assert other_browser.get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_demo_logins_and_superusers_of_the_command_line_need_not(db):
    User.objects.create_superuser("root", password=PASSWORD)

    assert not PasswordDue.objects.exists()


# --- idle accounts -------------------------------------------------------------------------


def used(name, days, **given):
    ago = timezone.now() - timedelta(days=days)
    return UserFactory(username=name, last_login=ago, date_joined=ago, **given)


def run(*args):
    out = StringIO()
    call_command("disable_idle_accounts", *args, stdout=out)
    return out.getvalue()


def test_accounts_idle_for_45_days_are_disabled(client, roles):
    old, fresh = used("cu", 46), used("moi", 44)
    never = UserFactory(username="chuavao", date_joined=timezone.now() - timedelta(days=50))
    client.force_login(old)
    User.objects.filter(pk=old.pk).update(last_login=timezone.now() - timedelta(days=46))

    said = run()

    active = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    assert active == {fresh.username}
    assert never.username in said
    assert "Đã khóa 2 tài khoản" in said
    assert not SignedInSession.objects.filter(user_id=old.pk).exists()


def test_trial_run_disables_nobody(db):
    used("cu", 46)

    assert "Sẽ khóa 1 tài khoản" in run("--dry-run")
    assert User.objects.get().is_active


def test_days_may_be_given(db):
    used("cu", 20)

    assert "Đã khóa 1 tài khoản" in run("--days", "19")
    with pytest.raises(CommandError):
        run("--days", "0")


def test_last_superuser_is_never_disabled(db):
    used("goc1", 90, is_superuser=True)
    used("goc2", 60, is_superuser=True)

    run()

    assert list(User.objects.filter(is_active=True).values_list("username", flat=True)) == [
        "goc2"
    ]


def test_second_factor_is_off_unless_asked_for():
    assert django_settings.REQUIRE_MFA is False
