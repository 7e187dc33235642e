"""What a leader instructs on an item, how it is answered and closed."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.models import Assignment
from assignments.models.task import AssignmentRole
from assignments.roles import Role
from documents import services
from documents.models import Instruction, InstructionReply
from resolutions.moments import Moment
from tests.factories import (
    DAY,
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def anew(user):
    """The user as a new request reads it."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def member(board):
    return PersonFactory(full_name="Nguyễn Thị Ánh", user=board)


def given(item=None, **values):
    values = {"agency": AgencyFactory()} | values if "person" not in values else values
    return services.instruct(
        item or PlannedDocumentFactory(),
        **{"text": "Sớm trình.", "author": PersonFactory(), "given_on": DAY, "by": None}
        | values,
    )


@pytest.mark.parametrize(
    ("factory", "field"),
    [
        (ResolutionFactory, "resolution"),
        (TaskFactory, "task"),
        (PlannedDocumentFactory, "document"),
    ],
)
def test_a_member_instructs_on_any_item(factory, field, member, board, agency):
    item = factory()

    made = services.instruct(
        item, text=" Sớm trình. ", author=member, agency=agency, given_on=DAY, by=anew(board)
    )

    assert (made.item, getattr(made, field), made.text) == (item, item, "Sớm trình.")
    assert (made.author, made.by, made.on_behalf_of, made.is_open) == (
        member,
        board,
        None,
        True,
    )


def test_a_member_does_not_write_in_the_name_of_another(member, board, agency):
    with pytest.raises(PermissionDenied):
        given(author=PersonFactory(), by=anew(board))


def test_the_office_records_for_a_named_member(member, office):
    assert given(author=member, by=anew(office)).author == member


@pytest.mark.parametrize(
    "values",
    [
        {"text": " "},
        {"agency": None},
        {"given_on": timezone.localdate() + timedelta(1)},
        {"due_on": DAY - timedelta(1)},
    ],
)
def test_what_says_nothing_or_cannot_be_is_refused(values):
    with pytest.raises(ValidationError):
        given(**values)

    assert not Instruction.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"task_id": 1},
        {"document": None},
        {"agency": None},
        {"text": ""},
        {"due_on": DAY - timedelta(1)},
        {"closed_on": DAY},
        {"closing_note": "Xong"},
        {"closed_on": DAY - timedelta(1), "closed_at": timezone.now(), "closing_note": "Xong"},
    ],
)
def test_the_table_refuses_what_must_never_be(values):
    made = given()
    if "task_id" in values:
        values = {"task_id": TaskFactory().pk}

    with pytest.raises(IntegrityError), transaction.atomic():
        Instruction.objects.filter(pk=made.pk).update(**values)


def test_the_focal_point_of_the_addressee_answers_and_nobody_else(focal, agency, board):
    now = timezone.now()
    ours, foreign = given(agency=agency), given()

    reply = services.answer_instruction(ours, text="Đang làm.", now=now, by=anew(focal))
    for instruction, user in ((foreign, focal), (ours, board)):
        with pytest.raises(PermissionDenied):
            services.answer_instruction(instruction, text="Không.", now=now, by=anew(user))

    assert (reply.agency, reply.by, reply.at) == (agency, focal, now)
    assert InstructionReply.objects.count() == 1


def test_an_answer_says_something(focal, agency):
    with pytest.raises(ValidationError):
        services.answer_instruction(
            given(agency=agency), text=" ", now=timezone.now(), by=anew(focal)
        )


def test_the_author_or_the_office_closes_with_a_note(member, board, office, focal, agency):
    now = timezone.now()
    first, second = given(author=member, agency=agency), given(author=member, agency=agency)

    for user in (focal, UserFactory(role=Role.BOARD)):
        with pytest.raises(PermissionDenied):
            services.close_instruction(first, note="Xong", now=now, by=anew(user))
    with pytest.raises(ValidationError):
        services.close_instruction(first, note=" ", now=now, by=anew(board))
    closed = services.close_instruction(first, note="Đã trình", now=now, by=anew(board))
    services.close_instruction(second, note="Đã trình", now=now, by=anew(office))

    assert (closed.is_open, closed.closed_by, closed.closing_note) == (False, board, "Đã trình")
    with pytest.raises(ValidationError):
        services.answer_instruction(closed, text="Thêm", now=now, by=anew(focal))
    with pytest.raises(ValidationError):
        services.close_instruction(closed, note="Lần nữa", now=now, by=anew(board))


def test_overdue_is_computed_for_the_day(office):
    due = DAY + timedelta(days=9)
    made = given(due_on=due)

    assert not Instruction.objects.overdue_on(Moment(due)).exists()
    assert Instruction.objects.overdue_on(Moment(due + timedelta(1))).get() == made
    assert (made.days_overdue(due), made.days_overdue(due + timedelta(3))) == (0, 3)
    closed = services.close_instruction(made, note="Xong", now=timezone.now(), by=anew(office))
    assert not Instruction.objects.overdue_on(Moment(timezone.localdate())).exists()
    assert Instruction.objects.overdue_on(Moment(due + timedelta(1))).get() == made
    assert closed.days_overdue(timezone.localdate()) == 0


def test_state_follows_answers_and_closing(office, agency):
    today = timezone.localdate()
    unanswered, answered, closed = (given(agency=agency) for _ in range(3))
    now = timezone.now()
    services.answer_instruction(answered, text="Đang làm.", now=now, by=anew(office))
    services.close_instruction(closed, note="Xong", now=now, by=anew(office))

    found = {
        state: list(Instruction.objects.for_list(Moment(today)).in_state(state, Moment(today)))
        for state in ("unanswered", "answered", "closed")
    }

    assert found == {"unanswered": [unanswered], "answered": [answered], "closed": [closed]}


def test_a_focal_point_sees_those_on_its_items_or_given_to_it(focal, agency, office):
    below = AgencyFactory(parent=agency)
    task = TaskFactory()
    Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=agency)
    seen = [
        given(PlannedDocumentFactory(lead_agency=agency)),
        given(task),
        given(ResolutionFactory()),
        given(agency=below),
        given(person=focal.person),
    ]
    hidden = [given(), given(TaskFactory())]

    def visible(user):
        return set(Instruction.objects.visible_to(anew(user), on=date(2026, 1, 1)))

    assert visible(focal) == set(seen)
    assert visible(office) == {*seen, *hidden}
    assert visible(UserFactory()) == set()


# --- pages ---------------------------------------------------------------------------------


def test_a_member_instructs_the_agency_answers_and_the_member_closes(
    client, board, member, focal, agency
):
    document = PlannedDocumentFactory(lead_agency=agency)
    sent = {"text": "Trình trong tháng.", "agency": agency.pk, "given_on": "13/12/2021"}
    client.force_login(board)
    page = client.get(f"/documents/{document.pk}/").text
    made = client.post(f"/instructions/add/document/{document.pk}/", sent)
    address = made["Location"]
    client.force_login(focal)
    answered = client.post(f"{address}reply/", {"text": "Đã giao phòng chuyên môn."})
    shown = [
        client.get(place).text
        for place in (address, "/instructions/", "/my/", f"/documents/{document.pk}/")
    ]
    client.force_login(board)
    closed = client.post(f"{address}close/", {"note": "Đã trình."})

    assert f"/instructions/add/document/{document.pk}/" in page
    assert [r.status_code for r in (made, answered, closed)] == [302] * 3
    assert ["Trình trong tháng." in text for text in shown] == [True] * 4
    assert not Instruction.objects.get().is_open


def test_a_foreign_instruction_is_not_there_for_a_focal_point(client, focal, office):
    made = given(text="Việc của cơ quan khác")
    client.force_login(focal)
    place = f"/instructions/{made.pk}/"

    answers = [
        client.get(place).status_code,
        client.post(f"{place}reply/", {"text": "x"}).status_code,
        client.post(f"{place}close/", {"note": "x"}).status_code,
    ]

    assert answers == [404] * 3
    assert "cơ quan khác" not in client.get("/instructions/?state=all").text
    assert client.get("/instructions/add/nothing/1/").status_code == 403


def test_the_list_is_filtered_and_nonsense_shows_nothing(client, office, agency):
    late = given(text="Việc trễ", agency=agency, due_on=DAY)
    given(text="Việc khác")
    client.force_login(office)

    def found(**asked):
        return list(client.get("/instructions/", asked).context["page"].object_list)

    assert found(overdue="on") == found(agency=agency.pk) == found(member=late.author_id)
    assert found(overdue="on") == [late]
    nonsense = {"state": "x", "agency": "9" * 30, "member": "x\0", "page": "x"}
    assert found(**nonsense) == []


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_and_the_page_ask_the_same_for_more_rows(
    client, office, agency, count, django_assert_num_queries
):
    for _ in range(count):
        made = given(agency=agency)
    for _ in range(count):
        services.answer_instruction(made, text="Đang làm.", now=timezone.now(), by=anew(office))
    client.force_login(office)

    with django_assert_num_queries(8):
        client.get("/instructions/")
    with django_assert_num_queries(5):
        client.get(f"/instructions/{made.pk}/")


def test_list_of_a_past_day_tells_what_was_open_and_answered_then(client, office, agency):
    made = given(agency=agency)
    yesterday = timezone.localdate() - timedelta(days=1)
    services.answer_instruction(made, text="Đang làm.", now=timezone.now(), by=anew(office))
    services.close_instruction(made, note="Xong", now=timezone.now(), by=anew(office))
    client.force_login(office)

    then = client.get(f"/instructions/?as_of={yesterday}").context["page"].object_list
    now = client.get("/instructions/").context["page"].object_list

    assert [(row.pk, row.replies_count, row.is_closed_then) for row in then] == [
        (made.pk, 0, False)
    ]
    assert list(now) == []


def test_list_is_narrowed_by_the_links_of_other_pages(client, office, agency):
    own = given(agency=agency)
    other = given(PlannedDocumentFactory(), agency=AgencyFactory())
    below = given(agency=AgencyFactory(parent=agency))
    client.force_login(office)

    found = {
        query: {row.pk for row in client.get(f"/instructions/?{query}").context["page"]}
        for query in (
            f"document={other.document_id}",
            f"agency={agency.pk}",
            f"person={own.author_id}",
            "document=99999999",
            "task=x",
        )
    }

    assert found == {
        f"document={other.document_id}": {other.pk},
        f"agency={agency.pk}": {own.pk, below.pk},
        f"person={own.author_id}": {
            row.pk for row in (own, other, below) if row.author_id == own.author_id
        },
        "document=99999999": set(),
        "task=x": set(),
    }
