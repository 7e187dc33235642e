"""A person acts for another between two days: rights, sight, and both names in history."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.models import Agency, Deputation, Succession
from assignments.rights import groups_of
from assignments.roles import ROLES, Role
from assignments.services import deputise, end_deputation
from documents import services
from documents.models import PlannedDocument
from resolutions.log import entries_of
from tests.factories import (
    DAY,
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WEEK = {"valid_from": TODAY, "valid_to": TODAY + timedelta(days=6)}
DECISION = "Quyết định số 12-QĐ/TU"


def person(role, **given):
    return PersonFactory(user=UserFactory(role=role, **given))


@pytest.fixture
def chief(roles):
    return UserFactory(role=Role.CHIEF)


def deputation(principal, deputy, **given):
    return Deputation.objects.create(
        principal=principal, deputy=deputy, **{"decision": DECISION} | WEEK | given
    )


def acting(user, principal):
    """The user as a request reads it that is made in the principal's place."""
    found = User.objects.get(pk=user.pk)
    found.acting_for = principal
    return found


# --- while it lasts ------------------------------------------------------------------------


def test_deputy_has_the_roles_of_the_principal_beside_the_own(roles, django_assert_num_queries):
    principal, deputy = person(Role.BOARD), person(Role.FOCAL_POINT)
    user = acting(deputy.user, principal)

    with django_assert_num_queries(1):
        rights = user.get_all_permissions()

    assert rights == ROLES[Role.BOARD].permissions | ROLES[Role.FOCAL_POINT].permissions
    assert groups_of(user) == ["board-member", "focal-point"]


def test_deputy_of_an_administrator_gets_no_administration(roles):
    principal = person(Role.ADMIN, is_superuser=True, is_staff=True)
    user = acting(person(Role.OFFICE).user, principal)

    assert user.get_all_permissions() == ROLES[Role.OFFICE].permissions
    assert [user.is_superuser, user.is_staff] == [False, False]


def test_a_principal_whose_login_is_off_lends_no_rights(roles):
    principal = person(Role.OFFICE, is_active=False)

    assert acting(person(None).user, principal).get_all_permissions() == set()


def test_deputy_sees_what_the_principal_sees(roles, django_assert_num_queries):
    ours, theirs = AgencyFactory(), AgencyFactory()
    principal, deputy = person(Role.FOCAL_POINT), person(Role.FOCAL_POINT)
    OfficeFactory(person=deputy, agency=ours)
    OfficeFactory(person=principal, agency=theirs)
    own, lent = (PlannedDocumentFactory(lead_agency=a) for a in (ours, theirs))
    PlannedDocumentFactory(lead_agency=AgencyFactory())

    user = acting(deputy.user, principal)
    with django_assert_num_queries(2):
        served = Agency.objects.served_by(user, on=TODAY)

    assert served == {ours.pk, theirs.pk}
    user = acting(deputy.user, principal)
    assert set(PlannedDocument.objects.visible_to(user, on=TODAY)) == {own, lent}
    assert set(PlannedDocument.objects.visible_to(deputy.user, on=TODAY)) == {own}


def test_every_history_row_names_both(roles):
    principal, deputy = person(Role.OFFICE), person(Role.OFFICE)
    user = acting(deputy.user, principal)
    document = PlannedDocumentFactory(lead_agency=AgencyFactory(), by=user)
    services.start_drafting(document, effective_on=TODAY, note="", by=user)
    services.undo_last(document, by=user, now=timezone.now())
    deadline = {"deadline_kind": "day", "due_on": TODAY, "effective_on": TODAY}
    task = TaskFactory()
    services.set_deadline(document, **deadline, by=user)
    services.set_deadline(task, **deadline, by=user)

    rows = [
        *document.changes.all(),
        *document.deadlines.all(),
        *document.duties.all(),
        *task.deadlines.all(),
    ]

    assert len(rows) == 6
    assert {(row.by, row.on_behalf_of) for row in rows} == {(deputy.user, principal)}
    latest = entries_of(document).last()
    assert latest.actor == deputy.user
    assert latest.additional_data["on_behalf_of"] == str(principal)
    services.start_drafting(document, effective_on=TODAY, note="", by=deputy.user)
    assert document.changes.latest("pk").on_behalf_of is None


# --- appointing ----------------------------------------------------------------------------


def appoint(by, **given):
    values = {"principal": person(Role.BOARD), "deputy": person(Role.BOARD)} | WEEK | given
    return deputise(**{"decision": DECISION} | values, by=by)


def test_the_chief_appoints_and_ends(chief):
    made = appoint(chief)
    now = timezone.now()

    assert list(Deputation.objects.in_force(TODAY)) == [made]
    assert made.is_in_force(made.valid_to)
    assert not made.is_in_force(made.valid_to + timedelta(1))
    ended = end_deputation(made, now=now, by=chief)
    assert (ended.ended_at, ended.ended_by) == (now, chief)
    assert not Deputation.objects.in_force(TODAY).exists()
    with pytest.raises(ValidationError):
        end_deputation(made, now=now, by=chief)


def test_nobody_appoints_himself_nor_in_the_place_of_another(chief):
    me = PersonFactory(user=chief)

    with pytest.raises(ValidationError):
        appoint(chief, deputy=me)
    with pytest.raises(ValidationError):
        appoint(acting(chief, person(Role.CHIEF)))

    assert not Deputation.objects.exists()


def test_one_deputy_at_a_time(chief):
    made = appoint(chief)

    with pytest.raises(ValidationError):
        appoint(chief, principal=made.principal, valid_from=made.valid_to)
    later = made.valid_to + timedelta(1)
    appoint(chief, principal=made.principal, valid_from=later, valid_to=later)

    assert Deputation.objects.count() == 2


@pytest.mark.parametrize(
    "given",
    [
        {"deputy": None},
        {"decision": " "},
        {"valid_to": TODAY - timedelta(1)},
    ],
)
def test_a_deputation_that_cannot_be_is_refused(chief, given):
    if "deputy" in given:
        given = {"deputy": PersonFactory()}

    with pytest.raises(ValidationError):
        appoint(chief, **given)


def test_the_table_refuses_what_must_never_be(chief):
    made = appoint(chief)

    for values in (
        {"deputy": made.principal},
        {"decision": ""},
        {"valid_to": TODAY - timedelta(1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Deputation.objects.filter(pk=made.pk).update(**values)


# --- the tree of the day -------------------------------------------------------------------

MERGER = date(2025, 3, 1)


@pytest.fixture
def merged():
    """A body that ended in another, with a body below it that goes on."""
    above = AgencyFactory()
    old = AgencyFactory(parent=above, valid_to=MERGER)
    below = AgencyFactory(parent=old)
    new = AgencyFactory(parent=above, valid_from=MERGER)
    Succession.objects.create(predecessor=old, successor=new, on=MERGER)
    return {"above": above, "old": old, "below": below, "new": new}


def reach(agency, on):
    return Agency.objects.reach_of({agency.pk}, on=on)


def pks(merged, *names):
    return {merged[name].pk for name in names}


def test_the_successor_answers_for_what_the_predecessor_left(merged, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = reach(merged["new"], MERGER)

    assert found == pks(merged, "new", "old", "below")
    before = MERGER - timedelta(1)
    assert reach(merged["old"], before) == pks(merged, "old", "below")
    assert reach(merged["new"], before) == pks(merged, "new")


def test_an_office_in_an_ended_body_sees_nothing_of_the_successor(merged):
    assert reach(merged["old"], MERGER) == pks(merged, "old")


def test_a_superior_reaches_what_stands_below_it_on_the_day(merged):
    assert reach(merged["above"], MERGER) == pks(merged, "above", "new", "old", "below")
    before = MERGER - timedelta(1)
    assert reach(merged["above"], before) == pks(merged, "above", "old", "below")


def test_what_ended_without_a_successor_stays_with_its_superior():
    above = AgencyFactory()
    ended = AgencyFactory(parent=above, valid_to=MERGER)

    assert reach(above, MERGER) == {above.pk, ended.pk}


def test_taking_over_a_part_of_a_living_body_opens_nothing():
    living, part = AgencyFactory(), AgencyFactory()
    Succession.objects.create(predecessor=living, successor=part, on=MERGER)

    assert reach(part, MERGER) == {part.pk}


def test_a_succession_to_come_opens_nothing_yet(merged):
    Succession.objects.update(on=DAY + timedelta(days=9999))

    assert reach(merged["new"], MERGER) == pks(merged, "new")


def test_an_officer_of_the_successor_sees_what_the_predecessor_still_leads(merged, roles):
    officer = person(Role.FOCAL_POINT)
    OfficeFactory(person=officer, agency=merged["new"])
    left = PlannedDocumentFactory(lead_agency=merged["old"])
    moved = PlannedDocumentFactory(lead_agency=merged["new"])

    def seen(on):
        return set(PlannedDocument.objects.visible_to(officer.user, on=on))

    assert seen(MERGER) == {left, moved}
    assert seen(MERGER - timedelta(1)) == {moved}


# --- pages ---------------------------------------------------------------------------------


def test_the_deputy_chooses_to_act_and_the_page_says_so(client, roles):
    principal, deputy = person(Role.OFFICE), person(Role.FOCAL_POINT)
    made = deputation(principal, deputy)
    document = PlannedDocumentFactory(lead_agency=AgencyFactory())
    client.force_login(deputy.user)
    place = f"/documents/{document.pk}/"

    before = client.get(place).status_code
    client.post("/acting/", {"deputation": made.pk})
    during = client.get(place)
    client.post(f"{place}start_drafting/", {"effective_on": TODAY.strftime("%d/%m/%Y")})
    row = document.changes.latest("pk")
    timeline = client.get(place).text
    client.post("/acting/", {"deputation": ""})
    after = client.get(place).status_code

    assert (before, during.status_code, after) == (404, 200, 404)
    assert f"Đang thực hiện thay đồng chí {principal}" in during.text
    assert (row.by, row.on_behalf_of) == (deputy.user, principal)
    assert f"{principal} (" in timeline


def test_nobody_acts_by_a_foreign_or_finished_deputation(client, roles):
    principal, deputy = person(Role.OFFICE), person(Role.FOCAL_POINT)
    made = deputation(principal, deputy)
    foreign = deputation(principal, person(Role.FOCAL_POINT))
    document = PlannedDocumentFactory(lead_agency=AgencyFactory())
    client.force_login(deputy.user)

    for asked in (foreign.pk, "x", "9" * 30):
        client.post("/acting/", {"deputation": asked})
        assert client.get(f"/documents/{document.pk}/").status_code == 404
    client.post("/acting/", {"deputation": made.pk})
    Deputation.objects.filter(pk=made.pk).update(
        valid_from=date(2020, 1, 1), valid_to=date(2020, 1, 2)
    )

    assert client.get(f"/documents/{document.pk}/").status_code == 404
    assert "deputation" not in client.session


def test_the_chief_appoints_and_ends_on_the_page(client, chief):
    principal, deputy = person(Role.BOARD), person(Role.BOARD)
    client.force_login(chief)
    sent = {
        "principal": principal.pk,
        "deputy": deputy.pk,
        "valid_from": TODAY.strftime("%d/%m/%Y"),
        "valid_to": TODAY.strftime("%d/%m/%Y"),
        "decision": DECISION,
    }

    made = client.post("/deputations/add/", sent)
    again = client.post("/deputations/add/", sent)
    shown = client.get("/deputations/").text
    client.post(f"/deputations/{Deputation.objects.get().pk}/end/")

    assert (made.status_code, again.status_code) == (302, 422)
    assert str(principal) in shown
    assert not Deputation.objects.in_force(TODAY).exists()
