"""Agencies, people, tasks and their assignments."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from assignments import services
from assignments.models import Agency, Assignment, Office, Succession, Task
from assignments.models.task import AssignmentRole
from documents.audit import append_only
from tests.factories import AgencyFactory, OfficeFactory, PersonFactory, TaskFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)


def test_an_agency_ends_at_the_start_of_its_last_day():
    district = AgencyFactory(valid_to=date(2025, 7, 1))

    assert list(Agency.objects.valid_on(date(2025, 6, 30))) == [district]
    assert list(Agency.objects.valid_on(date(2025, 7, 1))) == []


def test_a_focal_point_serves_its_agency_and_those_below(focal, agency):
    below = AgencyFactory(parent=agency)
    deeper = AgencyFactory(parent=below)
    AgencyFactory()

    assert Agency.objects.served_by(focal, on=DAY) == {agency.pk, below.pk, deeper.pk}


def test_an_office_that_ended_serves_nothing_more(focal, agency):
    Office.objects.update(valid_to=DAY)

    assert Agency.objects.served_by(focal, on=DAY) == set()


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "cloud"},
        {"level": "moon"},
        {"name": ""},
        {"valid_from": date(2025, 1, 2), "valid_to": date(2025, 1, 1)},
    ],
)
def test_the_table_of_agencies_refuses_what_must_never_be(broken):
    agency = AgencyFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(**broken)


def test_no_agency_is_its_own_superior():
    agency = AgencyFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(parent=agency.pk)


def test_a_circle_of_superiors_is_refused():
    top = AgencyFactory()
    below = AgencyFactory(parent=top)
    top.parent = below

    with pytest.raises(ValidationError):
        top.full_clean()


def test_a_body_does_not_succeed_itself_and_a_succession_is_stated_once():
    old, new = AgencyFactory.create_batch(2)
    Succession.objects.create(predecessor=old, successor=new, on=date(2025, 7, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(predecessor=old, successor=new, on=date(2025, 7, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(predecessor=old, successor=old, on=date(2025, 7, 1))


@pytest.mark.parametrize("broken", [{"position": "king"}, {"valid_from": DAY, "valid_to": DAY}])
def test_the_table_of_offices_refuses_what_must_never_be(broken):
    office = OfficeFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.filter(pk=office.pk).update(**broken)


def test_a_person_has_a_name():
    person = PersonFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(person).objects.filter(pk=person.pk).update(full_name="")


def test_saving_a_task_assigns_from_the_day_and_keeps_the_past():
    task = TaskFactory()
    first, second = AgencyFactory.create_batch(2)
    services.save_task(task, lead=first, on=date(2021, 3, 1), by=None)

    services.save_task(task, lead=second, on=date(2021, 9, 1), by=None)

    def lead(on):
        return list(
            Assignment.objects.valid_on(on)
            .filter(role=AssignmentRole.LEAD)
            .values_list("agency", flat=True)
        )

    assert lead(date(2021, 2, 28)) == []
    assert lead(date(2021, 8, 31)) == [first.pk]
    assert lead(date(2021, 9, 1)) == [second.pk]


def test_a_slip_of_the_same_day_holds_on_no_day():
    task = TaskFactory()
    first, second = AgencyFactory.create_batch(2)
    services.save_task(task, lead=first, on=DAY, by=None)

    services.save_task(task, lead=second, on=DAY, by=None)

    rows = task.assignments.order_by("pk")
    assert list(rows.values_list("agency", "valid_to")) == [(first.pk, DAY), (second.pk, None)]
    assert [a.agency for a in task.assignments.valid_on(DAY)] == [second]
    assert [a.agency for a in task.assignments.held()] == [second]


def test_saving_twice_changes_nothing():
    task, agency, person = TaskFactory(), AgencyFactory(), PersonFactory()
    wanted = {"lead": agency, "coordinating": [AgencyFactory()], "in_charge": person}
    services.save_task(task, **wanted, on=DAY, by=None)
    before = list(task.assignments.values())

    services.save_task(task, **wanted, on=date(2022, 1, 1), by=None)

    assert list(task.assignments.values()) == before


@pytest.mark.parametrize(
    "broken",
    [
        {"role": "friend"},
        {"role": AssignmentRole.IN_CHARGE},
        {"agency": None},
        {"valid_from": DAY, "valid_to": date(2021, 12, 12)},
    ],
)
def test_the_table_of_assignments_refuses_what_must_never_be(broken):
    services.save_task(TaskFactory(), lead=AgencyFactory(), on=DAY, by=None)

    with (
        append_only.lifted(),
        pytest.raises(IntegrityError, match="assignment_"),
        transaction.atomic(),
    ):
        Assignment.objects.update(**broken)


def test_a_task_has_one_lead_at_a_time():
    task = TaskFactory()
    services.save_task(task, lead=AgencyFactory(), on=DAY, by=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=AgencyFactory())


def test_a_code_is_used_once_in_a_resolution_but_may_be_missing():
    task = TaskFactory(code="NV 1")
    TaskFactory(resolution=task.resolution, code="")
    TaskFactory(resolution=task.resolution, code="")

    with pytest.raises(IntegrityError), transaction.atomic():
        TaskFactory(resolution=task.resolution, code="NV 1")


def test_a_task_says_what_is_to_be_done():
    task = TaskFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(text="")


def test_a_focal_point_sees_the_tasks_of_its_agencies_alone(focal, agency, office):
    own, below, foreign = TaskFactory.create_batch(3)
    services.save_task(own, lead=agency, on=DAY, by=None)
    services.save_task(
        below,
        lead=AgencyFactory(),
        coordinating=[AgencyFactory(parent=agency)],
        on=DAY,
        by=None,
    )
    services.save_task(foreign, lead=AgencyFactory(), on=DAY, by=None)

    assert set(Task.objects.visible_to(focal, on=DAY)) == {own, below}
    assert set(Task.objects.visible_to(office, on=DAY)) == {own, below, foreign}


def test_the_list_of_a_past_day_shows_the_agencies_of_that_day(client, office):
    AgencyFactory(name="Huyện ủy Ba Tri", valid_to=date(2025, 7, 1))
    AgencyFactory(name="Đảng ủy xã Ba Tri", valid_from=date(2025, 7, 1))
    client.force_login(office)

    def names(address, **query):
        return client.get(address, query)

    page, api = reverse("assignments:agency_list"), reverse("api:agency-list")
    then = names(page, as_of="2025-06-30").content.decode()
    assert "Huyện ủy Ba Tri" in then
    assert "Đảng ủy xã Ba Tri" not in then
    assert names(page).content.decode().count("Ba Tri</a>") == 2
    found = names(api, as_of="2025-06-30").json()["results"]
    assert [agency["name"] for agency in found] == ["Huyện ủy Ba Tri"]
