"""The day the Centre's document comes, in a browser: recorded once, seen by all that waited, and
told at the next meeting."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from playwright.sync_api import expect

from assignments.roles import Role
from documents.models import CentralGuidance
from documents.progress import Move
from documents.status import DocumentStatus
from tests import demo
from tests.e2e.test_issue_a_document import complaints, sign_in  # noqa: F401

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def awaited(db):
    """The document of the Centre that most of the training documents wait for."""
    demo.load(scenario="office")
    waiting = CentralGuidance.objects.filter(received_on=None, waits__ended_on=None)
    return max(waiting.distinct(), key=lambda guidance: guidance.waits.count())


def test_office_records_what_came_and_the_documents_go_on(
    page,
    live_server,
    awaited,
    complaints,  # noqa: F811
):
    today = timezone.localdate()
    documents = [wait.document for wait in awaited.waits.filter(ended_on=None)]
    assert len(documents) > 1
    sign_in(page, live_server, Role.OFFICE)

    page.goto(f"{live_server.url}/guidance/?data=training")
    section = page.locator("section").filter(
        has=page.get_by_role("heading", name=awaited.title, exact=True)
    )
    for document in documents:
        expect(section).to_contain_text(document.title)
    section.get_by_role("link", name=gettext("Record the document received")).click()

    page.locator("[name=symbol]").fill("31-HD/BTCTW")
    page.locator("[name=issuer_name]").fill("Ban Tổ chức Trung ương (giả định)")
    page.locator("[name=issued_on]").fill((today - timedelta(days=2)).strftime("%d/%m/%Y"))
    page.locator("[name=received_on]").fill(today.strftime("%d/%m/%Y"))
    page.get_by_role("button", name=gettext("See what changes")).click()
    expect(page.get_by_role("main")).to_contain_text(gettext("Nothing is recorded yet"))
    assert {document.changes.latest("pk").new for document in documents} == {
        DocumentStatus.AWAITING_GUIDANCE
    }
    page.locator("button[name=step][value=confirm]").click()

    expect(page).to_have_url(re.compile(r"/guidance/"))
    expect(page.get_by_role("main")).to_contain_text(
        ngettext(
            "Recorded; %(count)d document goes on.",
            "Recorded; %(count)d documents go on.",
            len(documents),
        )
        % {"count": len(documents)}
    )
    page.goto(f"{live_server.url}/guidance/?data=training")
    expect(page.get_by_role("heading", name=awaited.title, exact=True)).to_have_count(0)
    page.goto(f"{live_server.url}{documents[0].get_absolute_url()}")
    expect(page.get_by_role("main")).to_contain_text(str(DocumentStatus.DRAFTING.label))
    expect(page.get_by_role("main")).to_contain_text("31-HD/BTCTW")

    page.goto(f"{live_server.url}/compare/?data=training")
    ended = page.locator("section").filter(has=page.locator(f"#move-{Move.WAIT_ENDED.value}"))
    for document in documents:
        expect(ended).to_contain_text(document.title)
    ended.locator("h2 a").click()
    expect(page).to_have_url(re.compile(rf"show={Move.WAIT_ENDED.value}"))
    for document in documents:
        expect(page.get_by_role("main")).to_contain_text(document.title)
    assert complaints == []
