"""Vietnamese unless the person asks for English; never both on one page."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, number_format

from tests.factories import ResolutionFactory

pytestmark = pytest.mark.django_db

BROWSER_ABROAD = {"accept-language": "en-US,en;q=0.9"}


@pytest.fixture(autouse=True)
def vietnamese_again():
    """The language of the last request stays on in its thread."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


# --- the choice ----------------------------------------------------------------------------


def test_vietnamese_whatever_the_browser_accepts(client, office):
    client.force_login(office)

    page = client.get("/", headers=BROWSER_ABROAD)

    assert page.headers["Content-Language"] == "vi"
    assert '<html lang="vi">' in page.text
    assert "Tổng quan" in page.text


def test_english_once_chosen_stays_on(client, office):
    client.force_login(office)

    answer = client.post("/language/", {"language": "en", "next": "/documents/?q=so"})
    page = client.get("/tasks/")

    assert (answer.status_code, answer["Location"]) == (302, "/documents/?q=so")
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en">' in page.text
    assert "Tasks" in page.text
    assert "Đầu việc" not in page.text


def test_choice_outlives_the_session(client, office):
    client.force_login(office)
    client.post("/language/", {"language": "en"})

    client.post("/accounts/logout/")
    page = client.get("/accounts/login/")

    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie["max-age"] == settings.LANGUAGE_COOKIE_AGE
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)
    assert '<html lang="en">' in page.text


def test_vietnamese_can_be_chosen_again(client, office):
    client.force_login(office)
    client.post("/language/", {"language": "en"})

    client.post("/language/", {"language": "vi"})

    assert client.get("/").headers["Content-Language"] == "vi"


def test_stranger_chooses_before_signing_in(client):
    answer = client.post("/language/", {"language": "en", "next": "/accounts/login/?next=/"})
    page = client.get(answer["Location"])

    assert answer["Location"] == "/accounts/login/?next=/"
    assert "Sign in" in page.text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\evil"]
)
def test_choice_never_leads_to_another_site(client, office, elsewhere):
    client.force_login(office)

    answer = client.post("/language/", {"language": "en", "next": elsewhere})

    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize(
    "language", ["", "fr", "vi-VN", "../../etc/passwd", "x" * 5000, "\x00"]
)
def test_language_the_app_does_not_speak_changes_nothing(client, office, language):
    client.force_login(office)

    answer = client.post("/language/", {"language": language})

    assert answer.status_code == 302
    assert client.get("/").headers["Content-Language"] == "vi"


@pytest.mark.parametrize("cookie", ["fr", "EN", "en-us", "x" * 2000, "<script>"])
def test_spoiled_cookie_means_vietnamese(client, office, cookie):
    client.force_login(office)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie

    assert client.get("/").headers["Content-Language"] == "vi"


def test_choice_is_sent_not_linked_to(client, office):
    client.force_login(office)

    assert client.get("/language/").status_code == 405


def test_sign_in_page_offers_the_other_language_in_its_own_name(client):
    vietnamese = client.get("/accounts/login/?next=/tasks/")
    client.post("/language/", {"language": "en"})
    english = client.get("/accounts/login/")

    assert 'value="en" lang="en" class="button quiet">English' in vietnamese.text
    assert 'name="next" value="/accounts/login/?next=/tasks/"' in vietnamese.text
    assert 'value="vi" lang="vi" class="button quiet">Tiếng Việt' in english.text


# --- the API follows the same rule ---------------------------------------------------------


def test_api_refuses_in_vietnamese_whatever_is_accepted(client, office):
    anonymous = client.get("/api/v1/tasks/", headers=BROWSER_ABROAD)
    client.force_login(office)
    missing = client.get("/api/v1/tasks/999999/", headers=BROWSER_ABROAD)

    assert anonymous.json() == {"detail": "Chưa đăng nhập."}
    assert missing.json() == {"detail": "Không tìm thấy."}


def test_api_refuses_in_english_once_chosen(client, office):
    client.force_login(office)
    client.post("/language/", {"language": "en"})

    missing = client.get("/api/v1/tasks/999999/")

    assert missing.json() == {"detail": "Not found."}


# --- dates and numbers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "thousand", "half"), [("vi", "1.000,5", "0,5"), ("en", "1,000.5", "0.5")]
)
def test_numbers_are_written_as_in_the_language(language, thousand, half):
    with translation.override(language):
        written = Template("{{ n }}").render(Context({"n": Decimal("1000.5")}))

        assert written == thousand
        assert number_format(Decimal("0.5")) == half


@pytest.mark.parametrize("language", ["vi", "en"])
def test_dates_are_written_day_first_in_both_languages(language):
    day = date(2021, 12, 3)

    with translation.override(language):
        assert date_format(day) == "03/12/2021"
        assert Template("{{ d }}").render(Context({"d": day})) == "03/12/2021"


def test_years_and_addresses_bear_no_separator_in_english(client, office):
    client.force_login(office)
    client.post("/language/", {"language": "en"})
    resolution = ResolutionFactory(pk=12345, period_from=2021, period_to=2025)

    page = client.get(f"/resolutions/{resolution.pk}/").text

    assert "2021 – 2025" in page
    assert "2,02" not in page
    assert "12,345" not in page
