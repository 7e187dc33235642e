"""An agency reports that a document is issued and sends it; the figure waits for the Office."""

import pytest
from django.utils.translation import gettext
from playwright.sync_api import expect

from assignments.roles import Role
from documents.status import DocumentStatus, Event
from tests.factories import (
    PDF,
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    UserFactory,
)

pytestmark = [pytest.mark.engine, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PASSWORD = "Mat-khau-thu-1"


def enter(browser, live_server, user):
    """A window of this person, signed in through the form."""
    user.set_password(PASSWORD)
    user.save()
    page = browser.new_context(locale="vi-VN").new_page()
    page.goto(live_server.url)
    page.locator("input[name=username]").fill(user.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=gettext("Sign in")).click()
    return page


def test_agency_reports_the_office_confirms_and_the_figure_moves(browser, live_server, roles):
    agency = AgencyFactory(name="Sở Xây dựng")
    document = PlannedDocumentFactory(lead_agency=agency, status=DocumentStatus.DRAFTING)
    PlannedDocumentFactory(resolution=document.resolution, status=DocumentStatus.ISSUED)
    focal = UserFactory(role=Role.FOCAL_POINT)
    OfficeFactory(person=PersonFactory(user=focal), agency=agency)
    address = f"{live_server.url}/resolutions/{document.resolution_id}/"

    theirs = enter(browser, live_server, focal)
    theirs.goto(f"{live_server.url}{document.get_absolute_url()}report/?claim=issue")
    theirs.locator("[name=claimed_on]").fill("2021-12-20")
    theirs.locator("[name=symbol]").fill("25-KH/TU")
    theirs.locator("[name=issuer_name]").fill("Ban Thường vụ Tỉnh ủy")
    theirs.locator("[name=text]").fill("Đã ban hành kế hoạch.")
    theirs.locator("[name=file]").set_input_files(
        {"name": "Kế hoạch 25.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    theirs.get_by_role("button", name=gettext("Send the report")).click()
    expect(theirs.get_by_role("main")).to_contain_text("Kế hoạch 25.pdf")

    ours = enter(browser, live_server, UserFactory(role=Role.OFFICE))
    ours.goto(address)
    expect(ours.locator(".headline")).to_contain_text("1/2")
    ours.goto(f"{live_server.url}/reports/")
    ours.get_by_role("main").get_by_role("link", name=document.title).first.click()
    ours.get_by_role("button", name=gettext("Confirm")).click()
    expect(ours.get_by_role("main")).to_contain_text(gettext("Confirmed the report."))
    ours.goto(address)

    expect(ours.locator(".headline")).to_contain_text("2/2")
    change = document.changes.latest("pk")
    assert (change.event, change.effective_on.isoformat()) == (Event.ISSUE, "2021-12-20")
    assert document.attachments.get().purpose == "evidence"
    for page in (theirs, ours):
        page.context.close()
