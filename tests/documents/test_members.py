"""What members of the Standing Board answer for and must decide, and what fits on one sheet."""

from datetime import date, timedelta

import pytest

from assignments.models import Assignment
from assignments.models.agency import Position
from assignments.models.task import AssignmentRole
from documents import services
from documents.models import Meeting, PlannedDocument
from documents.progress.members import Rule, by_member, charge_of, share_lines
from documents.status import DocumentStatus
from resolutions.moments import Moment
from tests.factories import (
    DAY,
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db


def member(name, position=Position.BOARD_MEMBER, **given):
    return OfficeFactory(
        person=PersonFactory(full_name=name), position=position, **given
    ).person


def test_board_comes_in_its_order_and_the_rows_sum_to_all_documents():
    member("Trần Văn Dũng")
    lan = member("Lê Thị Lan")
    secretary = member("Võ Minh Anh", Position.SECRETARY)
    left = member("Phan Văn Bình", valid_to=DAY)
    PlannedDocumentFactory(board_member=lan, status=DocumentStatus.ISSUED)
    PlannedDocumentFactory(board_member=secretary)
    PlannedDocumentFactory(board_member=left)
    PlannedDocumentFactory.create_batch(2)

    rows = by_member(PlannedDocument.objects.all(), Moment(DAY))

    assert [(row.person and row.person.full_name, str(row.figures)) for row in rows] == [
        ("Võ Minh Anh", "0/1"),
        ("Lê Thị Lan", "1/1"),
        ("Trần Văn Dũng", "0/0"),
        ("Phan Văn Bình", "0/1"),
        (None, "0/2"),
    ]
    assert [bool(row.seat) for row in rows] == [True, True, True, False, False]


def test_each_decision_is_asked_by_its_own_rule(settings):
    settings.LETTER_AFTER_DAYS = 60
    person = member("Lê Thị Lan")
    on = DAY + timedelta(days=61)
    given = {"board_member": person, "status": DocumentStatus.DRAFTING}
    due = {"deadline_kind": "day", "due_on": on - timedelta(days=1)}
    PlannedDocumentFactory(title="late", **given, **due)
    both = PlannedDocumentFactory(title="late and submitted", **given, **due)
    services.submit(both, effective_on=DAY, by=None)
    extended = PlannedDocumentFactory(title="extended", **given, **due)
    services.set_deadline(
        extended,
        deadline_kind="day",
        due_on=on,
        reason="Gia hạn",
        effective_on=DAY,
        by=None,
    )
    for title, letter in (("silent wait", ""), ("asked", "Công văn số 12")):
        waiting = PlannedDocumentFactory(title=title, **given)
        services.await_guidance(
            waiting, effective_on=DAY, expected="Quy định", asked_by_letter=letter, by=None
        )
    PlannedDocumentFactory(title="late of another", **due)

    charge = charge_of(person, PlannedDocument.objects.all(), Moment(on), since=DAY)

    assert {d.rule: [row.title for row in d.documents] for d in charge.decisions} == {
        Rule.OVERDUE: ["late", "late and submitted"],
        Rule.SUBMITTED: ["late and submitted"],
        Rule.LETTER: ["silent wait"],
    }
    assert charge.to_decide.all == 3


def test_agency_that_must_act_is_named_with_its_longest_delay():
    person, agency = member("Lê Thị Lan"), AgencyFactory(name="Sở Xây dựng")
    for days in (3, 40):
        PlannedDocumentFactory(
            board_member=person,
            lead_agency=agency,
            deadline_kind="day",
            due_on=DAY + timedelta(days=100 - days),
        )

    charge = charge_of(
        person, PlannedDocument.objects.all(), Moment(DAY + timedelta(days=100)), since=DAY
    )

    assert [(late.name, late.count.all, late.days) for late in charge.agencies_late] == [
        ("Sở Xây dựng", 2, 40)
    ]


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ([1, 1], [1, 1]),
        ([9, 1, 0, 5], [5, 1, 0, 2]),
        ([50, 50, 50], [4, 2, 2]),
        ([0, 0, 20], [0, 0, 8]),
        ([9] * 10, [1] * 8 + [0, 0]),
    ],
)
def test_rows_share_the_room_of_a_sheet_the_first_lists_most(wanted, given):
    assert share_lines(wanted, lines=8) == given


def test_member_page_tells_the_office_of_the_day_and_changes_since_the_last_meeting(
    client, office
):
    person = member("Lê Thị Lan", title="Phó Bí thư Thường trực")
    Meeting.objects.create(on=DAY + timedelta(days=1), name="Họp tháng 12")
    document = PlannedDocumentFactory(board_member=person, title="Kế hoạch chuyển đổi số")
    services.start_drafting(document, effective_on=date(2022, 1, 5), by=None)
    task = TaskFactory(text="Rà soát quy hoạch")
    Assignment.objects.create(task=task, role=AssignmentRole.IN_CHARGE, person=person)
    client.force_login(office)

    now = client.get(f"/members/{person.pk}/")
    then = client.get(f"/members/{person.pk}/?as_of=2021-12-13")

    assert "Phó Bí thư Thường trực" in now.text
    assert "Họp tháng 12" in now.text
    assert [moved.move for moved in now.context["charge"].moves if moved.move == "begun"]
    assert "Rà soát quy hoạch" in now.text
    assert then.context["meeting"] is None


def test_member_is_shown_to_a_focal_point_by_its_own_rows(client, focal, agency):
    person = member("Lê Thị Lan")
    PlannedDocumentFactory(board_member=person, lead_agency=agency, title="Của sở")
    PlannedDocumentFactory(board_member=person, title="Kế hoạch tài chính")
    client.force_login(focal)

    pages = [
        client.get(address)
        for address in (
            "/members/",
            f"/members/{person.pk}/",
            f"/members/{person.pk}/briefing/",
        )
    ]

    assert ["Kế hoạch tài chính" in page.text for page in pages] == [False] * 3
    assert pages[0].context["total"].total == 1
    assert pages[1].context["charge"].figures.total == 1


def test_training_documents_are_not_counted_with_real_ones(client, office):
    person = member("Lê Thị Lan")
    trained = OfficeFactory(
        person=PersonFactory(full_name="Trần Văn Tập", is_fictional=True),
        position=Position.BOARD_MEMBER,
        agency=AgencyFactory(is_fictional=True),
    ).person
    PlannedDocumentFactory(board_member=person)
    PlannedDocumentFactory(
        board_member=trained, resolution=ResolutionFactory(is_fictional=True)
    )
    client.force_login(office)

    real = client.get(f"/members/{person.pk}/")
    training = client.get(f"/members/{trained.pk}/")

    assert real.context["charge"].figures.total == 1
    assert training.context["charge"].figures.total == 1
    assert real.context["charge"].documents != training.context["charge"].documents


def test_page_of_somebody_who_never_answered_for_anything_does_not_exist(client, office):
    clerk = OfficeFactory(position=Position.STAFF).person
    client.force_login(office)

    pages = [client.get(f"/members/{pk}/").status_code for pk in (clerk.pk, 999_999)]

    assert pages == [404, 404]
