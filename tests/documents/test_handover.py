"""All open duties of a person or an agency go to another; the past stays where it was."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.models import Assignment, Task
from assignments.models.task import AssignmentRole
from assignments.roles import Role
from documents import services
from documents.audit import append_only
from documents.models import Handover, Instruction, PlannedDocument
from documents.status import DocumentStatus
from resolutions.moments import Moment
from tests.factories import (
    DAY,
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
MOVED = date(2025, 7, 1)
WHY = {"reason": "Hợp nhất cơ quan", "decision": "Nghị quyết số 202/2025/QH15"}


def duty(*, role, **who):
    task = TaskFactory()
    Assignment.objects.create(task=task, role=role, valid_from=DAY, **who)
    return task


@pytest.fixture
def old():
    return AgencyFactory(name="Sở Thông tin và Truyền thông")


@pytest.fixture
def new():
    return AgencyFactory(name="Sở Khoa học và Công nghệ")


def hand_over(giver, taker, **given):
    return services.hand_over(
        giver=giver, taker=taker, **{"effective_on": MOVED, "by": None} | WHY | given
    )


def counted(agency, on):
    """The figures of an agency on a day: its documents and the tasks it leads."""
    return (
        PlannedDocument.objects.as_of(Moment(on)).filter(lead_then=agency.pk).count(),
        Task.objects.for_list(Moment(on)).led_within({agency.pk}).count(),
    )


def test_open_duties_of_an_agency_move_and_the_past_stays(old, new, office):
    open_ones = PlannedDocumentFactory.create_batch(2, planned_on=DAY, lead_agency=old)
    PlannedDocumentFactory(
        planned_on=DAY, lead_agency=old, status=DocumentStatus.ISSUED, issued_on=DAY
    )
    duty(role=AssignmentRole.LEAD, agency=old)
    duty(role=AssignmentRole.COORDINATING, agency=old)
    told = services.instruct(
        open_ones[0], text="Trình.", author=PersonFactory(), agency=old, given_on=DAY, by=None
    )
    before, on, today = MOVED - timedelta(1), MOVED, timezone.localdate()
    past = counted(old, before), counted(new, before)

    handover = hand_over(old, new, by=office)

    assert (counted(old, before), counted(new, before)) == past == ((3, 1), (0, 0))
    assert [(counted(old, day), counted(new, day)) for day in (on, today)] == [
        ((1, 0), (2, 1))
    ] * 2
    assert Assignment.objects.valid_on(before).filter(agency=old).count() == 2
    assert Assignment.objects.valid_on(on).filter(agency=new).count() == 2
    assert Instruction.objects.get(pk=told.pk).agency == new
    assert handover.moves.get().instruction == told
    assert (handover.giver, handover.taker, handover.by) == (old, new, office)
    counts = (handover.documents_count, handover.assignments_count, handover.instructions_count)
    assert counts == (2, 2, 1)
    for document in PlannedDocument.objects.filter(lead_agency=new):
        assert document.duties.latest_first().first().by == office


def test_open_duties_of_a_member_move_and_the_past_stays():
    leaver, heir = PersonFactory(), PersonFactory()
    document = PlannedDocumentFactory(planned_on=DAY, board_member=leaver)
    task = duty(role=AssignmentRole.IN_CHARGE, person=leaver)

    hand_over(leaver, heir)

    def charge(person, on):
        documents = PlannedDocument.objects.as_of(Moment(on)).filter(member_id_then=person.pk)
        return list(documents), list(Task.objects.for_list(Moment(on)).in_charge_of(person.pk))

    before = MOVED - timedelta(1)
    assert charge(leaver, before) == charge(heir, MOVED) == ([document], [task])
    assert charge(heir, before) == charge(leaver, MOVED) == ([], [])


def test_a_role_the_taker_already_has_is_not_doubled(old, new):
    task = duty(role=AssignmentRole.COORDINATING, agency=old)
    Assignment.objects.create(task=task, role=AssignmentRole.COORDINATING, agency=new)

    hand_over(old, new)

    held = Assignment.objects.valid_on(MOVED).get(task=task)
    assert held.agency == new


def test_nothing_is_half_moved_when_one_duty_began_later(old, new):
    PlannedDocumentFactory(planned_on=DAY, lead_agency=old)
    late = PlannedDocumentFactory(planned_on=MOVED + timedelta(9), lead_agency=old)
    duty(role=AssignmentRole.LEAD, agency=old)

    with pytest.raises(ValidationError, match=late.title):
        hand_over(old, new)

    assert counted(old, MOVED + timedelta(9)) == (2, 1)
    assert PlannedDocument.objects.filter(lead_agency=new).count() == 0
    assert Assignment.objects.filter(agency=new).count() == Handover.objects.count() == 0


def test_nothing_is_half_moved_when_the_last_row_fails(old, new):
    PlannedDocumentFactory(planned_on=DAY, lead_agency=old)
    task = duty(role=AssignmentRole.COORDINATING, agency=old)
    # The table refuses the second lead: an assignment changed into one by the side.
    with append_only.lifted():
        Assignment.objects.filter(task=task).update(role=AssignmentRole.LEAD)
    Assignment.objects.create(
        task=task,
        role=AssignmentRole.LEAD,
        agency=AgencyFactory(),
        valid_from=MOVED,
        valid_to=date(2099, 1, 1),
    )
    Assignment.objects.create(
        task=TaskFactory(),
        role=AssignmentRole.LEAD,
        agency=old,
        valid_from=MOVED + timedelta(1),
    )

    with pytest.raises(ValidationError):
        hand_over(old, new)

    assert counted(old, MOVED)[0] == 1
    assert counted(new, timezone.localdate()) == (0, 0)


def test_what_changed_since_the_preview_is_looked_at_again(old, new):
    PlannedDocumentFactory(planned_on=DAY, lead_agency=old)
    seen = services.duties_of(old, on=timezone.localdate()).seal
    PlannedDocumentFactory(planned_on=DAY, lead_agency=old)

    with pytest.raises(ValidationError) as refusal:
        hand_over(old, new, seen=seen)

    assert refusal.value.code == "changed"
    assert counted(new, MOVED) == (0, 0)
    hand_over(old, new, seen=services.duties_of(old, on=timezone.localdate()).seal)
    assert counted(new, MOVED) == (2, 0)


@pytest.mark.parametrize(
    "given",
    [
        {"reason": " "},
        {"decision": ""},
        {"effective_on": timezone.localdate() + timedelta(1)},
        {"taker": "ended"},
        {"taker": "itself"},
        {"giver": "idle"},
    ],
)
def test_a_handover_that_cannot_be_is_refused(old, new, given):
    PlannedDocumentFactory(planned_on=DAY, lead_agency=old)
    parties = {"giver": old, "taker": new}
    if given.get("taker") == "ended":
        parties["taker"] = AgencyFactory(valid_to=MOVED)
    elif given.get("taker") == "itself":
        parties["taker"] = old
    if given.get("giver") == "idle":
        parties["giver"] = AgencyFactory()
    given = {name: value for name, value in given.items() if name not in parties}

    with pytest.raises(ValidationError):
        hand_over(*parties.values(), **given)

    assert not Handover.objects.exists()


def test_the_table_refuses_a_handover_between_a_person_and_an_agency(old, new):
    PlannedDocumentFactory(planned_on=DAY, lead_agency=old)
    made = hand_over(old, new)

    for values in ({"to_agency": None}, {"to_person": PersonFactory()}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.filter(pk=made.pk).update(**values)


def test_the_page_previews_and_then_hands_over(client, roles, old, new):
    document = PlannedDocumentFactory(planned_on=DAY, lead_agency=old)
    client.force_login(UserFactory(role=Role.CHIEF))
    sent = WHY | {"from_agency": old.pk, "to_agency": new.pk, "effective_on": "01/07/2025"}

    preview = client.post("/handover/", sent | {"step": "preview"})
    seen = preview.context["duties"].seal
    before = Handover.objects.count()
    stale = client.post("/handover/", sent | {"step": "confirm", "seen": "1/2/3"})
    done = client.post("/handover/", sent | {"step": "confirm", "seen": seen})

    assert document.title in preview.text
    assert (before, stale.status_code, done.status_code) == (0, 422, 302)
    assert counted(new, MOVED) == (1, 0)


def test_the_page_refuses_mixed_parties(client, roles, old, new):
    client.force_login(UserFactory(role=Role.CHIEF))
    sent = WHY | {"effective_on": "01/07/2025", "from_agency": old.pk}

    answers = [
        client.post("/handover/", sent | more).status_code
        for more in ({}, {"to_person": PersonFactory().pk}, {"to_agency": old.pk})
    ]

    assert answers == [422] * 3
