"""Pages say what the dates tell, against both deadlines and on any day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assignments.services import save_task, set_deadline
from documents import services
from tests.factories import (
    AgencyFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def extended(office):
    """A document whose deadline passed and was extended."""
    today = timezone.localdate()
    document = PlannedDocumentFactory(
        planned_on=today - timedelta(90),
        deadline_kind="day",
        due_on=today - timedelta(30),
        lead_agency=AgencyFactory(short_name="Sở cũ"),
    )
    return services.set_deadline(
        document,
        deadline_kind="day",
        due_on=today + timedelta(60),
        reason="gia hạn",
        effective_on=today - timedelta(40),
        by=office,
    )


def test_the_document_page_judges_by_both_deadlines(client, office, extended):
    client.force_login(office)

    page = client.get(extended.get_absolute_url()).content.decode()

    assert "Trong hạn" in page
    assert "So với thời hạn gốc:" in page
    assert "Quá hạn 30 ngày" in " ".join(page.split())


@pytest.mark.parametrize(("against", "overdue"), [("", 0), ("original", 1)])
def test_the_overview_counts_by_the_deadlines_asked_for(
    client, office, extended, against, overdue
):
    client.force_login(office)

    total = client.get(reverse("documents:overview"), {"against": against}).context["total"]

    assert total.overdue == overdue


def test_the_register_shows_who_answered_and_which_deadline_held_on_the_day(
    client, office, extended
):
    extended.lead_agency = AgencyFactory(short_name="Sở mới")
    services.edit(extended, by=office)
    client.force_login(office)
    day = timezone.localdate() - timedelta(50)

    then = client.get(
        reverse("documents:register"), {"as_of": day.isoformat()}
    ).content.decode()
    now = client.get(reverse("documents:register")).content.decode()

    original = (timezone.localdate() - timedelta(30)).strftime("%d/%m/%Y")
    assert "Sở cũ" in then
    assert original in then
    assert "Sở mới" in now
    assert original not in now


def test_the_task_list_shows_the_deadline_of_the_day(client, office):
    task = TaskFactory.build(
        resolution=ResolutionFactory(), deadline_kind="day", due_on=date(2021, 12, 31)
    )
    save_task(task, lead=None, on=date(2021, 12, 1), by=office)
    set_deadline(
        task,
        deadline_kind="day",
        due_on=date(2022, 3, 31),
        reason="gia hạn",
        effective_on=date(2021, 12, 20),
        by=office,
    )
    client.force_login(office)

    def page(day):
        return client.get(reverse("assignments:task_list"), {"as_of": day}).content.decode()

    assert "31/12/2021" in page("2021-12-19")
    assert "31/03/2022" in page("2021-12-20")
