"""A day at the Office, in a browser: issue a document and see 11/18 become 12/18; read the same
as a member of the Standing Board."""

import re

import pytest
from django.utils.translation import gettext
from playwright.sync_api import expect

from assignments.roles import Role
from documents.models import PlannedDocument
from documents.status import DocumentStatus, Event
from resolutions.models import Resolution
from tests import demo
from tests.factories import UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PASSWORD = "Mat-khau-thu-1"


@pytest.fixture
def report(db):
    """What the newspaper of 13 December 2021 told: 03-NQ/TU stands at 11/18."""
    demo.load()
    return Resolution.objects.get(symbol="03-NQ/TU")


@pytest.fixture
def complaints(page):
    """What the browser complains of: console errors, among them refusals by the policy on
    content (CSP), and scripts that broke."""
    heard = []
    page.on(
        "console",
        lambda message: (
            heard.append(f"{message.text} {message.location['url']}")
            if message.type in ("error", "warning")
            else None
        ),
    )
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("requestfailed", lambda request: heard.append(f"failed: {request.url}"))
    page.on(
        "response",
        lambda answer: (
            heard.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None
        ),
    )
    return heard


def sign_in(page, live_server, role, **rights):
    """Through the login form, as people do."""
    user = UserFactory(role=role, **rights)
    user.set_password(PASSWORD)
    user.save()
    page.goto(live_server.url)
    page.locator("input[name=username]").fill(user.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=gettext("Sign in")).click()
    expect(page).to_have_url(f"{live_server.url}/")
    return user


def row_of(page, resolution):
    """The resolution's row on the overview."""
    return page.get_by_role("row").filter(
        has=page.get_by_role("link", name=resolution.name, exact=True)
    )


def test_office_issues_a_document_and_the_figure_moves(page, live_server, report, complaints):
    user = sign_in(page, live_server, Role.OFFICE)
    expect(row_of(page, report)).to_contain_text("11/18")

    row_of(page, report).get_by_role("link", name=report.name, exact=True).click()
    drafting = PlannedDocument.objects.filter(
        resolution=report, status=DocumentStatus.DRAFTING
    ).first()
    page.locator(f'a[href^="{drafting.get_absolute_url()}"]').first.click()
    page.get_by_role("link", name=str(Event.ISSUE.label), exact=True).click()
    page.locator("[name=symbol]").fill("20-KH/TU")
    page.locator("[name=issued_on]").fill("2022-05-04")
    page.locator("[name=issuer_name]").fill("Ban Thường vụ Tỉnh ủy")
    page.locator("[name=evidence_note]").fill("Hồ sơ số 20")
    page.get_by_role("button", name=gettext("Record")).click()

    expect(page.get_by_role("main")).to_contain_text(
        gettext("Recorded: %(event)s. The document is now “%(status)s”.")
        % {"event": Event.ISSUE.label, "status": DocumentStatus.ISSUED.label}
    )
    expect(page.get_by_role("main")).to_contain_text("20-KH/TU")
    page.goto(live_server.url)
    expect(row_of(page, report)).to_contain_text("12/18")
    page.goto(f"{live_server.url}/?as_of=2021-12-13")
    expect(row_of(page, report)).to_contain_text("11/18")
    page.goto(f"{live_server.url}/?as_of=2022-05-04")
    expect(row_of(page, report)).to_contain_text("12/18")
    assert drafting.changes.latest("pk").by == user
    assert complaints == []


def test_mistake_in_the_form_is_explained_and_nothing_is_lost(page, live_server, report):
    sign_in(page, live_server, Role.OFFICE)
    drafting = PlannedDocument.objects.filter(
        resolution=report, status=DocumentStatus.DRAFTING
    ).first()

    page.goto(f"{live_server.url}{drafting.get_absolute_url()}issue/")
    page.locator("[name=symbol]").fill("20-KH/TU")
    page.locator("[name=issued_on]").fill("2021-12-01")
    page.locator("[name=issuer_name]").fill("Ban Thường vụ Tỉnh ủy")
    page.get_by_role("button", name=gettext("Record")).click()

    expect(page.get_by_role("main")).to_contain_text("13/12/2021")
    expect(page.locator("[name=symbol]")).to_have_value("20-KH/TU")
    assert drafting.changes.count() == 1


def test_board_member_reads_the_same_figures_and_edits_nothing(
    page, live_server, report, complaints
):
    sign_in(page, live_server, Role.BOARD)

    expect(row_of(page, report)).to_contain_text("11/18")
    assert editing(page) == []
    row_of(page, report).locator('a[href*="group=waiting"]').first.click()

    expect(page).to_have_url(re.compile(r"/documents/\?.*group=waiting"))
    expect(page.locator("tbody tr")).to_have_count(4)
    assert editing(page) == []
    page.locator("tbody tr a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert editing(page) == []
    assert complaints == []


def editing(page):
    """Links and buttons by which something could be changed."""
    addresses = page.locator("main a[href], header a[href]").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    forms = page.locator("main form[method=post]:not([action*='/views/'])").count()
    return [
        address
        for address in addresses
        if re.search(
            r"/(new|edit|issue|withdraw|resume|start_drafting|deadline|receive)/", address
        )
    ] + ["form"] * forms


def test_main_pages_give_the_browser_nothing_to_complain_of(
    page, live_server, report, complaints
):
    sign_in(page, live_server, Role.ADMIN, is_staff=True)
    document = PlannedDocument.objects.filter(resolution=report).first()

    for address in (
        "/",
        "/?as_of=2021-12-13",
        "/documents/",
        "/documents/?q=chuyen doi so",
        "/guidance/",
        "/compare/?from=2021-12-12&to=2021-12-13",
        "/compare/?from=2021-12-12&to=2021-12-13&show=came_in.total",
        "/resolutions/",
        report.get_absolute_url(),
        document.get_absolute_url(),
        f"{document.get_absolute_url()}edit/",
        f"{document.get_absolute_url()}deadline/",
        "/documents/new/",
        "/tasks/",
        "/agencies/",
        "/accounts/password/",
        "/admin/",
        "/admin/documents/planneddocument/",
        f"/admin/documents/planneddocument/{document.pk}/change/",
    ):
        page.goto(f"{live_server.url}{address}")
        expect(page.locator("h1").first).to_be_visible()

    assert complaints == []


def test_main_pages_need_no_sideways_scrolling(page, live_server, report):
    sign_in(page, live_server, Role.OFFICE)

    overflowing = []
    for address in (
        "/",
        "/documents/",
        report.get_absolute_url(),
        "/tasks/",
        "/documents/new/",
        "/guidance/",
        "/compare/?from=2021-12-12&to=2021-12-13",
    ):
        page.goto(f"{live_server.url}{address}")
        for width in (360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 0:
                overflowing.append((address, width, wide))

    assert overflowing == []


def test_sign_in_with_the_keyboard_alone(page, live_server, roles):
    user = UserFactory(role=Role.OFFICE)
    user.set_password(PASSWORD)
    user.save()
    page.goto(live_server.url)

    page.locator("input[name=username]").focus()
    page.keyboard.type(user.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{live_server.url}/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#main")
