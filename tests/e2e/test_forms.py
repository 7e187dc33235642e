"""Forms as people use them: with the keyboard alone, without scripts, many rows at once."""

import pytest
from django.utils.translation import gettext
from playwright.sync_api import expect

from assignments.roles import Role
from documents.models import PlannedDocument
from documents.status import DocumentStatus, Event
from resolutions.models import Resolution
from tests import demo
from tests.factories import UserFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "Mat-khau-thu-1"


@pytest.fixture
def report(db):
    demo.load()
    return Resolution.objects.get(symbol="03-NQ/TU")


@pytest.fixture
def clerk(report):
    user = UserFactory(role=Role.OFFICE, last_name="Nguyễn Thị Ánh")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def drafting(report):
    return PlannedDocument.objects.filter(
        resolution=report, status=DocumentStatus.DRAFTING
    ).first()


def sign_in(page, live_server, user):
    page.goto(f"{live_server.url}/accounts/login/")
    page.locator("input[name=username]").fill(user.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=gettext("Sign in")).click()
    expect(page).to_have_url(f"{live_server.url}/")


def tab_to(page, selector, most=150):
    """Press Tab until the element has the focus, which must be visible."""
    wanted = page.locator(selector).first
    expect(wanted).to_be_attached()
    for _press in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            shown = wanted.evaluate(
                "element => getComputedStyle(element).outlineStyle !== 'none'"
                " || getComputedStyle(element).boxShadow !== 'none'"
            )
            assert shown, f"the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"{selector} is not reached with the keyboard")


def fraction(page, live_server, report):
    page.goto(live_server.url)
    row = page.get_by_role("row").filter(
        has=page.get_by_role("link", name=report.name, exact=True)
    )
    return row.inner_text()


def test_issuing_and_undoing_with_the_keyboard_alone(
    page, live_server, report, clerk, drafting
):
    page.goto(live_server.url)
    page.locator("input[name=username]").focus()
    page.keyboard.type(clerk.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/")
    assert "11/18" in fraction(page, live_server, report)

    tab_to(page, "nav a[href='/documents/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/")
    tab_to(page, "input[name=q]")
    page.keyboard.type(drafting.title[:20])
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/?*q=*")
    row = f"#row-{drafting.pk}"
    tab_to(page, f"{row} details.quick summary")
    page.keyboard.press("Enter")
    tab_to(page, f"{row} a[href*='/issue/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/issue/**")

    tab_to(page, "[name=symbol]")
    page.keyboard.type("20-KH/TU")
    page.keyboard.press("Enter")
    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=issued_on]")).to_be_focused()
    page.keyboard.type("04/05/2022")
    page.keyboard.press("Tab")
    page.keyboard.type("Ban Thường vụ Tỉnh ủy")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/documents/?*#row-{drafting.pk}")
    assert "12/18" in fraction(page, live_server, report)
    page.goto(f"{live_server.url}{drafting.get_absolute_url()}")
    tab_to(page, "#undo button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text(
        gettext("Undone. The document is again “%(status)s”.")
        % {"status": DocumentStatus.DRAFTING.label}
    )
    assert "11/18" in fraction(page, live_server, report)


def test_status_is_changed_in_the_list_without_scripts(browser, live_server, clerk, drafting):
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    sign_in(page, live_server, clerk)
    page.goto(f"{live_server.url}/documents/?status=drafting&size=20")
    row = page.locator(f"#row-{drafting.pk}")

    row.locator("details.quick summary").click()
    row.locator("details.quick input[name=note]").fill("đã trình Ban Thường vụ")
    row.get_by_role("button", name=str(Event.SUBMIT.label), exact=True).click()

    expect(page).to_have_url(
        f"{live_server.url}/documents/?status=drafting&size=20#row-{drafting.pk}"
    )
    expect(page.get_by_role("main")).to_contain_text(str(DocumentStatus.SUBMITTED.label))
    drafting.refresh_from_db()
    assert drafting.status == DocumentStatus.SUBMITTED
    assert drafting.changes.latest("pk").note == "đã trình Ban Thường vụ"
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_rows_are_ticked_and_changed_at_once(
    browser, live_server, report, clerk, drafting, scripts
):
    context = browser.new_context(java_script_enabled=scripts, locale="vi-VN")
    page = context.new_page()
    sign_in(page, live_server, clerk)
    page.goto(f"{live_server.url}/documents/?status=drafting&resolution={report.pk}")
    boxes = page.locator("input[name=pk][form=bulk]")
    count = boxes.count()
    assert count > 1

    if scripts:
        page.get_by_label(gettext("all rows of this page")).check()
        expect(page.locator("input[name=pk][form=bulk]:checked")).to_have_count(count)
    else:
        expect(page.get_by_label(gettext("all rows of this page"))).to_have_count(0)
        for n in range(count):
            boxes.nth(n).check()
    page.locator("#bulk select").select_option("submit")
    page.get_by_role("button", name=gettext("The rows ticked")).click()
    expect(page.locator(".bulk-rows tbody tr")).to_have_count(count)
    page.locator("[name=reason]").fill("Theo kết luận giao ban")
    page.locator("button[name=step]").click()

    expect(page.locator(".outcome.changed")).to_have_count(count)
    drafting.refresh_from_db()
    assert drafting.status == DocumentStatus.SUBMITTED
    context.close()


def test_text_typed_before_the_session_ended_is_there_after_signing_in(
    page, live_server, clerk, drafting
):
    sign_in(page, live_server, clerk)
    address = f"{live_server.url}{drafting.get_absolute_url()}issue/"
    page.goto(address)
    page.locator("[name=note]").fill("Đã ký nháy, chờ đóng dấu")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name=gettext("Record")).click()
    page.locator("input[name=username]").fill(clerk.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=gettext("Sign in")).click()

    expect(page).to_have_url(address)
    expect(page.locator("[name=note]")).to_have_value("Đã ký nháy, chờ đóng dấu")
    expect(page.get_by_role("main")).to_contain_text(
        gettext("What you had typed is here again. It is not saved yet: check it and send it.")
    )
    assert drafting.changes.count() == 1


def test_pages_of_forms_need_no_sideways_scrolling_on_a_phone(
    page, live_server, clerk, drafting
):
    sign_in(page, live_server, clerk)
    page.set_viewport_size({"width": 360, "height": 800})

    page.goto(f"{live_server.url}/documents/?status=drafting")
    page.locator("details.quick summary").first.click()
    widths = [page.evaluate("document.documentElement.scrollWidth - window.innerWidth")]
    page.locator("input[name=pk][form=bulk]").first.check()
    page.get_by_role("button", name=gettext("The rows ticked")).click()
    page.wait_for_url("**/documents/bulk/")
    widths.append(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    assert widths == [0, 0]
