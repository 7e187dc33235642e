"""My work: each role finds what it has to do, and is told what to do when nothing is there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assignments.models import Agency
from assignments.models.agency import Position
from assignments.roles import Role
from documents import services
from documents.progress.work import Pile
from documents.status import DocumentStatus
from tests.factories import (
    DAY,
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LATE = {"deadline_kind": "day", "due_on": DAY + timedelta(days=30)}
FAR = {"deadline_kind": "year", "due_on": "2099-12-31"}


def piles(response, name="work"):
    """Each pile with the titles in it."""
    return {
        work.pile: sorted(document.title for document in work.documents)
        for work in response.context[name]
    }


@pytest.fixture
def mixed(agency):
    """One document for each pile, one of them the agency's."""
    today = timezone.localdate()
    PlannedDocumentFactory(title="late", lead_agency=agency, **LATE)
    PlannedDocumentFactory(title="fresh", lead_agency=agency, planned_on=today, **FAR)
    foreign = {"lead_agency": AgencyFactory(name="Sở Tài chính")}
    submitted = PlannedDocumentFactory(
        title="submitted", status=DocumentStatus.DRAFTING, planned_on=today, **FAR, **foreign
    )
    services.submit(submitted, effective_on=today, by=None)
    near = {"deadline_kind": "day", "due_on": today}
    PlannedDocumentFactory(title="near", planned_on=today, **near, **foreign)
    waiting = PlannedDocumentFactory(title="waiting", **FAR, **foreign)
    services.await_guidance(waiting, effective_on=DAY, expected="Quy định", by=None)
    PlannedDocumentFactory(
        title="issued late",
        status=DocumentStatus.ISSUED,
        issued_on=DAY + timedelta(days=31),
        planned_on=DAY + timedelta(days=31),
        **LATE,
        **foreign,
    )


def test_office_finds_what_is_late_near_or_silent_and_the_quality_of_data(
    client, office, mixed
):
    client.force_login(office)

    page = client.get("/my/")

    assert piles(page) == {
        Pile.OVERDUE: ["late"],
        Pile.AT_RISK: ["near"],
        Pile.LETTER: ["waiting"],
        Pile.STALE: ["late", "waiting"],
    }
    wrong = page.context["sections"][0].wrong
    assert {finding.check.name: finding.count.all for finding in wrong}["update"] == 2


def test_chief_finds_the_decisions_and_who_is_late(client, roles, mixed):
    client.force_login(UserFactory(role=Role.CHIEF))

    page = client.get("/my/")

    assert piles(page) == {
        Pile.SUBMITTED: ["submitted"],
        Pile.OVERDUE: ["late"],
        Pile.LETTER: ["waiting"],
    }
    late = Agency.objects.get(led_documents__title="late")
    assert [(debt.pk, debt.count.all) for debt in page.context["debts"]] == [(late.pk, 1)]


def test_focal_point_finds_its_own_by_urgency(client, focal, mixed):
    client.force_login(focal)

    page = client.get("/my/")

    assert [row.title for row in page.context["work"][0].documents] == ["late", "fresh"]
    assert piles(page)[Pile.STALE] == ["late"]
    assert "Sở Tài chính" not in page.text


def test_board_member_finds_his_own_decisions_and_all_that_is_overdue(client, board, mixed):
    seat = OfficeFactory(person=PersonFactory(user=board), position=Position.BOARD_MEMBER)
    PlannedDocumentFactory(title="own", board_member=seat.person, **LATE)
    client.force_login(board)

    page = client.get("/my/")

    assert piles(page, "own_work")[Pile.OVERDUE] == ["own"]
    assert piles(page) == {Pile.OVERDUE: ["late", "own"]}
    assert str(page.context["figures"]) == "0/1"
    assert f"/members/{seat.person_id}/briefing/" in page.text


def test_inspection_finds_what_was_late_moved_or_corrected(client, roles, mixed):
    document = PlannedDocumentFactory(title="moved", **LATE)
    services.set_deadline(
        document,
        **FAR,
        reason="Chờ kết quả rà soát",
        effective_on=DAY + timedelta(days=40),
        by=None,
    )
    reopened = PlannedDocumentFactory(title="reopened", status=DocumentStatus.ISSUED)
    services.reopen(reopened, effective_on=DAY, note="Ban hành nhầm", by=None)
    client.force_login(UserFactory(role=Role.INSPECTION))

    page = client.get("/my/")

    assert piles(page) == {Pile.OVERDUE: ["late"], Pile.LATE: ["issued late"]}
    assert [row.days_overdue for row in page.context["moved"]] == [10]
    assert [row.document.title for row in page.context["corrections"]] == ["reopened"]


def test_administrator_finds_the_accounts_that_belong_to_nobody(client, administrator):
    OfficeFactory(person=PersonFactory(user=UserFactory(username="tied")))
    UserFactory(username="loose")
    client.force_login(administrator)

    page = client.get("/my/")

    assert [user.username for user in page.context["users"]] == ["admin", "loose"]


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        (None, "Tài khoản của đồng chí chưa được gán vai trò"),
        (Role.BOARD, "Tài khoản chưa gắn với đồng chí Ủy viên Ban Thường vụ nào"),
        (Role.FOCAL_POINT, "Tài khoản chưa gắn với cơ quan nào"),
    ],
)
def test_who_has_nothing_to_see_is_told_what_to_do(client, roles, role, sentence):
    client.force_login(UserFactory(role=role))

    assert sentence in client.get("/my/").text
