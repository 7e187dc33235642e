"""Rights inside: ranks are given by two administrators; what one does alone rings; and what
has a history is not deleted."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from assignments import logins, ranks
from assignments.models import GuardedAct
from assignments.models.guarded import RANKS, Act
from assignments.roles import ROLES, Role
from assignments.services import deputise, end_deputation
from resolutions.models import Resolution
from tests.factories import PersonFactory, ResolutionFactory, TaskFactory, UserFactory
from tests.samples import one_of_each
from tests.test_admin import form_of

pytestmark = pytest.mark.django_db
DATES = {"date_joined_0": "01/01/2026", "date_joined_1": "08:00"}
ACTS = reverse("admin:assignments_guardedact_changelist")


@pytest.fixture
def first(administrator):
    return administrator


@pytest.fixture
def second(roles):
    return UserFactory(username="quantri2", role=Role.ADMIN, is_staff=True)


def edit(client, by, user, **given):
    """Save the form of a login with these values changed."""
    client.force_login(by)
    address = reverse("admin:auth_user_change", args=[user.pk])
    groups = list(user.groups.values_list("pk", flat=True))
    form = {"groups": groups} | form_of(client.get(address)) | DATES | given
    return client.post(address, {name: value for name, value in form.items() if value != ""})


def roles_of(user):
    return set(user.groups.values_list("name", flat=True))


def group(role):
    return Group.objects.get(name=role).pk


def act(client, by, action, *acts):
    client.force_login(by)
    return client.post(
        ACTS, {"action": action, "_selected_action": [row.pk for row in acts]}, follow=True
    )


# --- giving --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(RANKS))
@pytest.mark.parametrize("whom", ["himself", "an accomplice"])
def test_administrator_gives_no_rank_alone(client, first, second, role, whom):
    user = first if whom == "himself" else UserFactory(role=Role.OFFICE)
    before = roles_of(user)

    edit(client, first, user, groups=[*user.groups.values_list("pk", flat=True), group(role)])

    assert roles_of(user) == before
    if role not in before:
        assert GuardedAct.objects.waiting().get().what == role


def test_second_administrator_confirms_and_the_rank_holds(client, first, second):
    user = UserFactory(role=Role.OFFICE)
    edit(client, first, user, groups=[group(Role.OFFICE), group(Role.CHIEF)])
    asked = GuardedAct.objects.get()

    act(client, first, "confirm", asked)
    after_first = roles_of(user)
    told = client.get("/admin/").content.decode()
    act(client, second, "confirm", asked)

    asked.refresh_from_db()
    assert after_first == {Role.OFFICE}
    assert "Chánh Văn phòng" in told
    assert roles_of(user) == {Role.OFFICE, Role.CHIEF}
    assert (asked.decided_by, asked.granted, asked.alone) == (second, True, False)


def test_refused_or_taken_back_gives_nothing(client, first, second):
    user = UserFactory(role=Role.OFFICE)
    edit(client, first, user, groups=[group(Role.OFFICE), group(Role.BOARD)])

    act(client, first, "refuse", GuardedAct.objects.get())
    late = act(client, second, "confirm", GuardedAct.objects.get())

    assert roles_of(user) == {Role.OFFICE}
    assert "Việc này đã được quyết định" in late.content.decode()


def test_superuser_gives_neither_all_rights_nor_a_single_one_alone(client, roles, second):
    root = UserFactory(username="root", is_staff=True, is_superuser=True)
    user = UserFactory(role=Role.OFFICE)
    right = Permission.objects.get(codename="grant_extension")

    edit(client, root, user, is_superuser="on", user_permissions=[right.pk])
    before = (User.objects.get(pk=user.pk).is_superuser, user.user_permissions.count())
    act(client, second, "confirm", *GuardedAct.objects.waiting())

    user = User.objects.get(pk=user.pk)
    assert before == (False, 0)
    assert user.is_superuser
    assert list(user.user_permissions.all()) == [right]


def test_only_administrator_gives_a_rank_alone_and_it_rings(client, first):
    user = UserFactory(role=Role.OFFICE)

    edit(client, first, user, groups=[group(Role.CHIEF)])
    later = UserFactory(username="quantri3", role=Role.ADMIN, is_staff=True)
    client.force_login(later)

    assert roles_of(user) == {Role.CHIEF}
    assert GuardedAct.objects.get().alone
    assert "Một quản trị viên tự làm" in client.get("/admin/").content.decode()


def test_who_dismisses_the_other_is_not_the_only_one(client, first, second):
    user = UserFactory(role=Role.OFFICE)
    edit(client, first, second, is_active="")

    edit(client, first, user, groups=[group(Role.CHIEF)])

    assert not User.objects.get(pk=second.pk).is_active
    assert GuardedAct.objects.get(what=Act.DISMISSED).alone
    assert roles_of(user) == set()
    assert GuardedAct.objects.waiting().get().what == Role.CHIEF


def test_account_taken_in_hand_confirms_nothing(client, first, second):
    client.force_login(first)
    client.post(
        reverse("admin:auth_user_password_change", args=[second.pk]),
        {"password1": "Mat-khau-moi-1", "password2": "Mat-khau-moi-1"},
    )
    asked = ranks.ask(first, Role.CHIEF, by=first, now=timezone.now())

    with pytest.raises(ValidationError):
        ranks.confirm(asked, by=second, now=timezone.now())
    ranks.confirm(asked, by=second, now=timezone.now() + timedelta(days=31))

    assert GuardedAct.objects.get(what=Act.PASSWORD).user == second
    assert Role.CHIEF in roles_of(first)


def set_password(client, by, user):
    """And pass the page on which the owner would choose another one."""
    client.force_login(by)
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    client.post(address, {"password1": "Mat-khau-moi-1", "password2": "Mat-khau-moi-1"})
    logins.password_was_chosen(user, session_key=None)
    user.refresh_from_db()


def remove_factor(client, by, user):
    client.force_login(by)
    users = reverse("admin:auth_user_changelist")
    client.post(users, {"action": "remove_second_factor", "_selected_action": [user.pk]})


def change_address(client, by, user):
    edit(client, by, user, email="khac@tinh.example")


def link_person(client, by, user):
    person = PersonFactory()
    client.force_login(by)
    address = reverse("admin:assignments_person_change", args=[person.pk])
    client.post(address, form_of(client.get(address)) | {"user": user.pk})


TAKING = [set_password, remove_factor, change_address, link_person]


@pytest.mark.parametrize("take", TAKING)
def test_administrator_confirms_nothing_that_an_account_in_his_hands_asks_for(
    client, first, second, take
):
    take(client, first, second)
    edit(client, second, first, groups=[group(Role.ADMIN), group(Role.CHIEF)])
    asked = GuardedAct.objects.waiting().get()

    told = act(client, first, "confirm", asked).content.decode()
    until = timezone.localtime(timezone.now() + timedelta(days=30))

    assert roles_of(first) == {Role.ADMIN}
    assert f"{first} đã đặt mật khẩu" in told
    assert f"{until:%d/%m/%Y}" in told
    assert GuardedAct.objects.waiting().get() == asked
    ranks.confirm(asked, by=first, now=timezone.now() + timedelta(days=31))


@pytest.mark.parametrize("asks", ["last", "first"])
def test_account_in_hand_by_way_of_another_confirms_nothing(client, first, second, asks):
    third = UserFactory(username="quantri3", role=Role.ADMIN, is_staff=True)
    set_password(client, first, second)
    set_password(client, second, third)
    by, other = (third, first) if asks == "last" else (first, third)
    asked = ranks.ask(first, Role.CHIEF, by=by, now=timezone.now())

    with pytest.raises(ValidationError):
        ranks.confirm(asked, by=other, now=timezone.now())


def test_third_administrator_whom_nobody_touched_confirms_and_all_are_told(
    client, first, second
):
    third = UserFactory(username="quantri3", role=Role.ADMIN, is_staff=True)
    set_password(client, first, second)
    asked = ranks.ask(first, Role.CHIEF, by=second, now=timezone.now())

    act(client, third, "confirm", asked)
    told = client.get("/admin/").content.decode()

    assert Role.CHIEF in roles_of(first)
    assert "Hai quản trị viên đã cùng làm" in told
    assert f"{third} đồng ý" in told


def test_account_taken_in_hand_before_it_had_a_rank_confirms_nothing(client, first, second):
    later = UserFactory(username="quantri3", role=Role.OFFICE, is_staff=True)
    set_password(client, first, later)
    before = ranks.ringing(timezone.now()).exists()
    later.groups.add(group(Role.ADMIN))
    asked = ranks.ask(first, Role.CHIEF, by=first, now=timezone.now())

    with pytest.raises(ValidationError):
        ranks.confirm(asked, by=later, now=timezone.now())

    assert not before
    assert ranks.ringing(timezone.now()).get().user == later


def test_who_lets_the_other_s_account_resign_is_not_the_only_one(client, first, second):
    user = UserFactory(role=Role.OFFICE)
    set_password(client, first, second)
    edit(client, second, second, is_active="")

    edit(client, first, user, groups=[group(Role.CHIEF)])

    assert not User.objects.get(pk=second.pk).is_active
    assert Role.CHIEF not in roles_of(user)


@pytest.mark.parametrize("how", ["password", "second factor", "identity"])
def test_leader_s_account_taken_in_hand_rings(client, first, second, board, how):
    client.force_login(first)
    if how == "password":
        client.post(
            reverse("admin:auth_user_password_change", args=[board.pk]),
            {"password1": "Mat-khau-moi-1", "password2": "Mat-khau-moi-1"},
        )
    elif how == "identity":
        edit(client, first, board, email="quantri@tinh.example")
    else:
        users = reverse("admin:auth_user_changelist")
        client.post(users, {"action": "remove_second_factor", "_selected_action": [board.pk]})

    rung = GuardedAct.objects.ringing(timezone.now()).get()

    assert (rung.what, rung.user, rung.asked_by) == (how, board, first)


def test_office_and_focal_points_are_given_as_ever(client, first, second):
    user = UserFactory()

    edit(client, first, user, groups=[group(Role.OFFICE), group(Role.FOCAL_POINT)])

    assert roles_of(user) == {Role.OFFICE, Role.FOCAL_POINT}
    assert not GuardedAct.objects.exists()


def test_database_takes_no_rank_agreed_by_who_asked(first):
    now = timezone.now()
    agreed = {"decided_by": first, "decided_at": now, "granted": True}

    with pytest.raises(IntegrityError), transaction.atomic():
        GuardedAct.objects.create(user=first, what=Role.CHIEF, asked_by=first, **agreed)


def test_no_other_role_changes_logins():
    """Nor does the API: none of its addresses is about logins."""
    may = {role for role, rule in ROLES.items() if "auth.change_user" in rule.permissions}

    assert may == {Role.ADMIN}
    assert not [
        view
        for view in admin.site._registry.values()
        if view.model in (Group,) and view.has_change_permission(RequestFactory().get("/"))
    ]


# --- the chief's powers --------------------------------------------------------------------


def test_powers_of_the_chief_are_in_no_other_role():
    own = {"documents.grant_extension"}

    assert {role for role, rule in ROLES.items() if own & rule.permissions} == {Role.CHIEF}


@pytest.mark.parametrize("role", [Role.CHIEF, Role.BOARD])
def test_administrator_lends_no_leader_s_rank(first, role):
    leader = PersonFactory(user=UserFactory(role=role))
    deputy = PersonFactory(user=UserFactory(role=Role.OFFICE))
    today = timezone.localdate()
    given = {"deputy": deputy, "valid_from": today, "valid_to": today, "decision": "12-QĐ/TU"}

    with pytest.raises(ValidationError):
        deputise(principal=leader, by=first, **given)
    deputise(principal=leader, by=UserFactory(role=Role.CHIEF), **given)


def test_administrator_takes_no_deputy_s_place(client, first, second):
    chief = UserFactory(role=Role.CHIEF)
    deputy = PersonFactory(user=UserFactory(role=Role.OFFICE))
    today = timezone.localdate()
    deputise(
        principal=PersonFactory(user=UserFactory(role=Role.CHIEF)),
        deputy=deputy,
        valid_from=today,
        valid_to=today + timedelta(days=3),
        decision="12-QĐ/TU",
        by=chief,
    )
    free, before = PersonFactory(), deputy.user

    for person, user in [(deputy, second), (deputy, first), (free, first)]:
        client.force_login(first)
        address = reverse("admin:assignments_person_change", args=[person.pk])
        client.post(address, form_of(client.get(address)) | {"user": user.pk})

    deputy.refresh_from_db()
    free.refresh_from_db()
    assert (deputy.user, free.user) == (before, None)


def lend(role, *, by, starts=0):
    today = timezone.localdate()
    return deputise(
        principal=PersonFactory(user=UserFactory(role=role)),
        deputy=PersonFactory(user=UserFactory(role=Role.OFFICE, is_staff=True)),
        valid_from=today + timedelta(days=starts),
        valid_to=today + timedelta(days=starts + 3),
        decision="12-QĐ/TU",
        by=by,
    )


@pytest.mark.parametrize("role", [Role.CHIEF, Role.BOARD])
@pytest.mark.parametrize("take", [set_password, remove_factor, change_address])
def test_leader_s_place_is_not_taken_by_a_deputy_s_account_in_hand(client, first, take, role):
    chief = UserFactory(role=Role.CHIEF)
    deputation = lend(role, by=chief)
    user = deputation.deputy.user
    take(client, first, user)

    client.force_login(user)
    told = client.post("/acting/", {"deputation": deputation.pk}, follow=True).content.decode()
    chosen = client.session.get("deputation")
    client.force_login(first)
    rung = client.get("/admin/").content.decode()

    assert chosen is None
    assert "Việc thực hiện thay tạm dừng" in told
    assert f"tài khoản {user}" in rung


def test_place_taken_already_is_lost_when_the_account_is_taken_in_hand(client, first):
    deputation = lend(Role.CHIEF, by=UserFactory(role=Role.CHIEF))
    user = deputation.deputy.user
    client.force_login(user)
    client.post("/acting/", {"deputation": deputation.pk})
    before = client.get("/deputations/").wsgi_request.user.acting_for

    ranks.ring(user, Act.IDENTITY, by=first, now=timezone.now())
    after = client.get("/deputations/").wsgi_request.user

    assert before == deputation.principal
    assert not hasattr(after, "acting_for")


def test_chief_confirms_the_deputation_by_recording_it_anew(client, first):
    chief = UserFactory(role=Role.CHIEF)
    old = lend(Role.BOARD, by=chief)
    set_password(client, first, old.deputy.user)
    client.force_login(chief)
    shown = client.get("/deputations/").content.decode()
    end_deputation(old, now=timezone.now(), by=chief)
    given = {name: getattr(old, name) for name in ["principal", "deputy", "decision"]}
    new = deputise(**given, valid_from=old.valid_from, valid_to=old.valid_to, by=chief)

    client.force_login(old.deputy.user)
    client.post("/acting/", {"deputation": new.pk})

    assert "Việc thực hiện thay tạm dừng" in shown
    assert client.session["deputation"] == new.pk


def test_account_of_a_deputy_to_come_rings_and_that_of_another_s_deputy_is_free(client, first):
    coming = lend(Role.CHIEF, by=UserFactory(role=Role.CHIEF), starts=5).deputy.user
    ordinary = lend(Role.OFFICE, by=first)
    set_password(client, first, coming)
    set_password(client, first, ordinary.deputy.user)

    client.force_login(ordinary.deputy.user)
    client.post("/acting/", {"deputation": ordinary.pk})

    assert ranks.ringing(timezone.now()).get().user == coming
    assert client.session["deputation"] == ordinary.pk


def test_person_for_whom_another_acts_is_given_no_leader_s_login(client, first, second):
    principal = lend(Role.OFFICE, by=first).principal
    before, chief = principal.user, UserFactory(role=Role.CHIEF)

    client.force_login(second)
    address = reverse("admin:assignments_person_change", args=[principal.pk])
    client.post(address, form_of(client.get(address)) | {"user": chief.pk})

    principal.refresh_from_db()
    assert principal.user == before


# --- nothing is deleted with its history ---------------------------------------------------


@pytest.mark.parametrize("way", ["page", "bulk"])
@pytest.mark.parametrize("of", ["task", "resolution"])
def test_superuser_deletes_nothing_that_has_a_history(client, of, way):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    things = one_of_each()
    model = Resolution if of == "resolution" else type(TaskFactory())
    kept, app = things[model], model._meta.app_label
    counts = {row: row.objects.count() for row in things}

    if way == "page":
        client.post(reverse(f"admin:{app}_{of}_delete", args=[kept.pk]), {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": [kept.pk], "post": "yes"}
        client.post(reverse(f"admin:{app}_{of}_changelist"), chosen)

    assert {row: row.objects.count() for row in things} == counts


def test_slip_without_anything_on_it_may_go(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    slip = ResolutionFactory()

    client.post(reverse("admin:resolutions_resolution_delete", args=[slip.pk]), {"post": "yes"})

    assert not Resolution.objects.filter(pk=slip.pk).exists()


def test_task_takes_no_row_of_its_history_along():
    things = one_of_each()
    mark = next(row for model, row in things.items() if model.__name__ == "NationalMark")

    with pytest.raises(ProtectedError):
        mark.task.delete()


def test_no_role_may_delete_tasks_or_planned_documents():
    kept = {"assignments.delete_task", "documents.delete_planneddocument"}

    assert not [role for role, rule in ROLES.items() if kept & rule.permissions]
