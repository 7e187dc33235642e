"""After signing out the way back leads to the sign-in page, though the browser keeps whole pages
to go back to (its back/forward cache, which Playwright turns off unless asked)."""

import pytest
from django.utils.translation import gettext
from playwright.sync_api import expect

from assignments.roles import Role
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "Mat-khau-thu-1"


@pytest.fixture
def keeping_browser(browser_type, browser_type_launch_args):
    """A browser that keeps the pages it leaves."""
    given = {**browser_type_launch_args}
    given["args"] = [*given["args"], "--enable-features=BackForwardCache"]
    browser = browser_type.launch(**given, ignore_default_args=["--disable-back-forward-cache"])
    yield browser
    browser.close()


@pytest.fixture
def clerk(roles):
    user = UserFactory(role=Role.OFFICE)
    user.set_password(PASSWORD)
    user.save()
    return user


def test_the_way_back_after_signing_out_shows_the_sign_in_page(
    keeping_browser, live_server, clerk
):
    document = PlannedDocumentFactory(title="Kế hoạch không để người sau xem")
    page = keeping_browser.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    page.locator("input[name=username]").fill(clerk.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=gettext("Sign in")).click()
    page.goto(f"{live_server.url}/api/v1/documents/{document.pk}/")
    for address in ("/documents/", document.get_absolute_url(), "/my/"):
        page.goto(f"{live_server.url}{address}")
    page.evaluate("document.querySelector('form[action*=logout]').submit()")
    expect(page.locator("input[name=password]")).to_be_visible()

    shown = []
    for _step in range(5):
        page.go_back(wait_until="commit")
        # The sign-in page, or of the API its refusal.
        expect(page.locator("input[name=password], pre")).to_be_visible()
        shown.append(page.content())

    assert ["password" in text for text in shown] == [True, True, True, False, True]
    assert [text for text in shown if document.title in text] == []
