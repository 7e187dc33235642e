"""The rights of a person, from Django's own tables in one query."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, Permission, User

from assignments.rights import RightsBackend, groups_of
from assignments.roles import ROLES, Role
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = pytest.mark.django_db


def anew(user):
    """The user as a new request reads it."""
    return User.objects.get(pk=user.pk)


def of_django(user):
    return ModelBackend().get_all_permissions(anew(user))


@pytest.mark.parametrize("role", list(Role))
def test_rights_of_a_role_are_those_of_the_table(roles, role):
    user = UserFactory(role=role)

    assert anew(user).get_all_permissions() == ROLES[role].permissions == of_django(user)
    assert groups_of(anew(user)) == [role.value]


def test_own_rights_and_those_of_several_groups_add_up(roles):
    user = UserFactory(role=Role.BOARD)
    user.groups.add(Group.objects.get(name=Role.OFFICE), Group.objects.create(name="bare"))
    user.user_permissions.add(Permission.objects.get(codename="add_contenttype"))

    found = anew(user).get_all_permissions()

    assert found == of_django(user)
    assert "contenttypes.add_contenttype" in found
    assert found > ROLES[Role.OFFICE].permissions
    assert groups_of(anew(user)) == ["bare", "board-member", "office"]


def test_rights_and_roles_take_one_query(roles, django_assert_num_queries):
    user = anew(UserFactory(role=Role.OFFICE))

    with django_assert_num_queries(1):
        assert user.has_perm("documents.change_planneddocument")
        assert not user.has_perm("auth.change_user")
        assert user.has_module_perms("documents")
        assert groups_of(user) == ["office"]


def test_superuser_may_everything_and_has_the_roles_given(roles):
    user = UserFactory(role=Role.OFFICE, is_superuser=True)

    assert anew(user).has_perm("auth.delete_user")
    assert anew(user).get_all_permissions() == of_django(user)
    assert len(anew(user).get_all_permissions()) == Permission.objects.count()
    assert groups_of(anew(user)) == ["office"]


@pytest.mark.parametrize("is_superuser", [True, False])
def test_inactive_person_may_nothing(client, roles, is_superuser):
    user = UserFactory(role=Role.OFFICE, is_active=False, is_superuser=is_superuser)
    user.set_password("Nghiquyet@2026")
    user.save()

    assert anew(user).get_all_permissions() == set()
    assert not anew(user).has_perm("documents.view_planneddocument")
    client.post("/accounts/login/", {"username": user.username, "password": "Nghiquyet@2026"})
    assert SESSION_KEY not in client.session


def test_stranger_and_single_objects_have_no_rights(office):
    document = PlannedDocumentFactory()

    assert RightsBackend().get_all_permissions(AnonymousUser()) == set()
    assert not anew(office).has_perm("documents.view_planneddocument", document)


def test_person_without_role_or_right_has_none(roles):
    user = UserFactory()

    assert anew(user).get_all_permissions() == set()
    assert groups_of(anew(user)) == []
