"""The slides of the meeting room, in a browser: by keys, and by links where scripts are off."""

import re

import pytest
from django.utils.translation import gettext
from playwright.sync_api import expect

from assignments.roles import Role
from tests import demo
from tests.e2e.test_issue_a_document import complaints, sign_in  # noqa: F401

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def training(db):
    demo.load(scenario="office")


def at(number):
    return re.compile(rf"\?present={number}&data=training$")


def test_keys_lead_from_slide_to_slide_and_out(
    page,
    live_server,
    training,
    complaints,  # noqa: F811
):
    sign_in(page, live_server, Role.BOARD)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{live_server.url}/?data=training")
    page.get_by_role("link", name=gettext("Present"), exact=True).click()
    expect(page).to_have_url(at(1))
    expect(page.locator("h1")).to_have_text(gettext("Progress in carrying out resolutions"))
    last = page.locator(".contents li").count() + 1

    for key, number in [
        ("ArrowRight", 2),
        ("PageDown", 3),
        ("ArrowLeft", 2),
        ("PageUp", 1),
        ("PageUp", 1),
        ("End", last),
        ("ArrowRight", last),
        ("Home", 1),
        ("Control+ArrowRight", 1),
    ]:
        page.wait_for_load_state()  # the keys are heard once the script has come
        page.keyboard.press(key)
        expect(page).to_have_url(at(number))
        expect(page.locator(".place")).to_have_text(f"{number} / {last}")
        assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    page.keyboard.press("Escape")

    expect(page).to_have_url(f"{live_server.url}/?data=training")
    assert complaints == []


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_links_do_the_same_without_scripts(page, live_server, training):
    sign_in(page, live_server, Role.BOARD)
    page.set_viewport_size({"width": 360, "height": 800})

    page.goto(f"{live_server.url}/?present&data=training")
    first = page.locator(".contents a.name").first.inner_text()
    page.get_by_role("link", name=gettext("Next")).click()
    expect(page.locator("h1")).to_have_text(first)
    page.get_by_role("link", name=gettext("Previous")).click()
    expect(page).to_have_url(at(1))
    page.get_by_role("link", name=gettext("Leave the presentation")).click()

    expect(page).to_have_url(f"{live_server.url}/?data=training")
