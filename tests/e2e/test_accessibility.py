"""Every page in a real browser, on a desk and on a phone: nothing axe finds against WCAG 2.2 at
levels A and AA, nothing wider than the screen; and the main work done with JavaScript off."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext
from playwright.sync_api import expect

from assignments.models import Agency, Deputation, Person, Task
from assignments.roles import Role
from documents import services
from documents.models import (
    Attachment,
    CentralGuidance,
    ExtensionRequest,
    ImportBatch,
    Instruction,
    PlannedDocument,
    Report,
)
from documents.status import DocumentStatus, Event
from resolutions.models import Resolution
from tests import demo
from tests.factories import UserFactory, pdf_file
from tests.samples import annex_of, routes

pytestmark = pytest.mark.e2e

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    # Of what a rule has nothing against, no more than one place is told.
    "resultTypes": ["violations"],
}
# The admin's search boxes come after the page has loaded.
BOXES_ARE_MADE = """() => !document.querySelector(
    "select.admin-autocomplete:not(.select2-hidden-accessible, [name*=__prefix__])")"""
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}


# The sweep of all pages is cut into so many tests, that workers may share it.
PARTS = 16


@pytest.fixture(scope="class")
def site(kept_site):
    """The address of a site with both scenarios in it: the report, and the training set in
    which things are late and logins write to one another. The tests of a class read it."""
    demo.load(scenario="all", with_logins=True)
    services.attach_file(
        item=PlannedDocument.objects.fictional().first(), file=pdf_file(), by=UserFactory()
    )
    annex_of(Resolution.objects.filter(is_fictional=True).first(), rows=3)
    return kept_site


def signed_in(context, site, role, **given):
    """A client signed in as the login form would, and the browser's context with it."""
    client = Client()
    client.force_login(UserFactory(role=role, **given))
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": site}])
    return client


def pages(client) -> dict[str, str]:
    """Every page of the site that ``client`` opens, with demo rows in its address, as it is
    sent; not what is only sent to, nor files."""
    waiting = PlannedDocument.objects.filter(status=DocumentStatus.AWAITING_GUIDANCE)
    late = PlannedDocument.objects.filter(resolution__is_fictional=True)
    training = Resolution.objects.filter(is_fictional=True)
    values = {
        "documents:document": late.filter(status=DocumentStatus.DRAFTING).first().pk,
        "documents:guidance": CentralGuidance.objects.first().pk,
        "documents:member": Person.objects.first().pk,
        "documents:resolution": Resolution.objects.get(symbol="03-NQ/TU").pk,
        "resolutions:resolution": training.first().pk,
        "documents:agency": Agency.objects.filter(led_documents__isnull=False).first().pk,
        "documents:task": Task.objects.first().pk,
        "assignments:task": Task.objects.first().pk,
        "documents:file": Attachment.objects.first().pk,
        "documents:report": Report.objects.first().pk,
        "documents:extension": ExtensionRequest.objects.first().pk,
        "documents:instruction": Instruction.objects.first().pk,
        "documents:import": ImportBatch.objects.first().pk,
        "documents:deputation": Deputation.objects.first().pk,
    }
    found = []
    for route in routes():
        if route.name.startswith(("admin:", "api")) or route.name in ("healthz", "readyz"):
            continue
        pk = values.get(route.name.rpartition("_")[0])
        for event in ("issue", "await_guidance") if "event" in route.arguments else ("",):
            found.append(route.path(pk=pk, key=pk, event=event, kind="document"))
    found += [
        waiting.first().get_absolute_url(),
        "/?data=training",
        "/?as_of=2021-12-13",
        "/?present",
        "/documents/?data=training&timeliness=overdue",
        "/documents/?q=khong+co+gi+nhu+the",
        "/documents/?as_of=31-31-2021",
        "/compare/?from=2021-12-12&to=2021-12-13&show=came_in.total",
        "/khong-co-trang-nay/",
        "/admin/",
        "/admin/documents/planneddocument/",
        f"/admin/documents/planneddocument/{late.first().pk}/change/",
        "/admin/assignments/agency/",
    ]
    answers = {path: client.get(path) for path in found}
    return {
        path: answer.text
        for path, answer in answers.items()
        if answer.status_code != 405 and answer["Content-Type"].startswith("text/html")
    }


def held_against(page) -> list[str]:
    """What axe holds against the page that is open, short enough to read."""
    page.wait_for_function(BOXES_ARE_MADE)
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found_on_page = page.evaluate("rules => axe.run(rules)", RULES)
    return [
        f"{page.url} {page.viewport_size['width']}px {found['id']}: {node['html'][:160]}"
        for found in found_on_page["violations"]
        for node in found["nodes"][:3]
    ]


@pytest.fixture(scope="class")
def plain(browser):
    """A browser with JavaScript switched off."""
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    yield context
    context.close()


@pytest.fixture(scope="class")
def sent(site):
    """The pages of the site as they are sent, by address."""
    client = Client()
    client.force_login(UserFactory(role=Role.ADMIN, is_staff=True))
    return pages(client)


class TestEveryPage:
    @pytest.mark.parametrize("part", range(PARTS))
    def test_no_page_keeps_anybody_out_or_is_wider_than_a_phone(
        self, context, site, sent, part
    ):
        signed_in(context, site, Role.ADMIN, is_staff=True)
        page = context.new_page()

        against, wide = [], []
        for path in [*sent][part::PARTS]:
            page.set_viewport_size(PHONE)
            page.goto(site + path)
            beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if beyond > 0:
                wide.append((path, beyond))
            against += held_against(page)
            page.set_viewport_size(DESK)
            against += held_against(page)

        assert not against, "\n".join(against)
        assert wide == []

    def test_every_page_is_named_without_javascript(self, sent):
        headed = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)

        # An answer without text leads on to another page.
        named = {
            path: [*map(strip_tags, headed.findall(text))]
            for path, text in sent.items()
            if text
        }

        assert {path: found for path, found in named.items() if len(found) != 1} == {}
        assert {path for path, [name] in named.items() if not name.strip()} == set()
        assert len(named) > 90


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_sign_in_keeps_nobody_out(page, live_server, transactional_db, size):
    page.set_viewport_size(size)

    page.goto(f"{live_server.url}{reverse('login')}")

    assert held_against(page) == []


class TestWorkWithoutJavascript:
    def test_main_work_is_done_without_javascript(self, plain, site):
        signed_in(plain, site, Role.OFFICE)
        page = plain.new_page()
        drafting = PlannedDocument.objects.filter(
            resolution__symbol="03-NQ/TU", status=DocumentStatus.DRAFTING
        ).first()

        page.goto(f"{site}/documents/")
        page.locator("main form[role=search] input[name=q]").fill("03 nq tu")
        page.locator("main form[role=search] button[type=submit]").first.click()
        page.goto(f"{site}{drafting.get_absolute_url()}")
        page.get_by_role("link", name=str(Event.ISSUE.label), exact=True).click()
        page.locator("[name=symbol]").fill("20-KH/TU")
        page.locator("[name=issued_on]").fill("04/05/2022")
        page.locator("[name=issuer_name]").fill("Ban Thường vụ Tỉnh ủy")
        page.get_by_role("button", name=gettext("Record")).click()

        expect(page.get_by_role("main")).to_contain_text("20-KH/TU")
        drafting.refresh_from_db()
        assert drafting.status == DocumentStatus.ISSUED
