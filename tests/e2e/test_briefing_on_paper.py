"""A member's briefing is one A4 sheet, whatever stands on it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from assignments.models import Person
from assignments.models.agency import Position
from assignments.roles import Role
from documents import services
from documents.models import Meeting
from documents.status import DocumentStatus
from tests import demo
from tests.e2e.test_issue_a_document import sign_in
from tests.factories import AgencyFactory, OfficeFactory, PlannedDocumentFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LONG = "Kế hoạch triển khai thực hiện Nghị quyết về phát triển kết cấu hạ tầng giao thông "


def paper(page, address):
    """The printed pages of an address, and whether the last line stands above the footer."""
    page.goto(address)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="print")
    fits = page.evaluate(
        """() => {
          const rows = [...document.querySelectorAll("main section")];
          const foot = document.querySelector("footer").getBoundingClientRect().top;
          return rows.every(row => row.getBoundingClientRect().bottom <= foot);
        }"""
    )
    page.emulate_media(media="screen")
    return len(re.findall(rb"/Type\s*/Page\b", printed)), fits


def test_briefing_of_every_member_of_the_demo_is_one_sheet(page, live_server):
    demo.load(scenario="all")
    sign_in(page, live_server, Role.OFFICE)
    members = Person.objects.standing_board()

    sheets = {
        person.full_name: paper(page, f"{live_server.url}/members/{person.pk}/briefing/")
        for person in members
    }

    assert len(sheets) == 4
    assert set(sheets.values()) == {(1, True)}


@pytest.mark.parametrize("count", [2, 3, 30])
def test_briefing_with_many_long_rows_is_one_sheet_and_tells_how_many_more(
    page, live_server, roles, count
):
    today = timezone.localdate()
    seat = {"position": Position.SECRETARY, "title": "Bí thư Tỉnh ủy, " + "Trưởng ban " * 4}
    person = OfficeFactory(**seat).person
    agency = AgencyFactory(name="Ban Quản lý dự án đầu tư xây dựng các công trình giao thông")
    given = {"board_member": person, "lead_agency": agency, "title": LONG * 4}
    given |= {"planned_on": today - timedelta(days=400), "deadline_kind": "day"}
    Meeting.objects.create(on=today - timedelta(days=200), name="Họp " + "Ban Thường vụ " * 9)
    for _ in range(count):
        late = {"due_on": today - timedelta(days=9)}
        ahead = {"due_on": today + timedelta(days=1), "status": DocumentStatus.DRAFTING}
        PlannedDocumentFactory(**given, **late)
        PlannedDocumentFactory(**given, **ahead)
        day = today - timedelta(days=100)
        submitted = PlannedDocumentFactory(**given, **ahead)
        services.submit(submitted, effective_on=day, by=None)
        waiting = PlannedDocumentFactory(**given, **ahead)
        services.await_guidance(waiting, effective_on=day, expected=LONG * 2, by=None)
    sign_in(page, live_server, Role.OFFICE)

    sheet = paper(page, f"{live_server.url}/members/{person.pk}/briefing/")
    text = page.inner_text("main")

    assert sheet == (1, True)
    more = [int(n) for n in re.findall(r"… và (\d+) văn bản khác, xem tại /members/", text)]
    rows = page.locator("main li").count()
    assert rows <= 15
    assert (rows == 15) == bool(more)
