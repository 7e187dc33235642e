"""The demo logins: one per role, with a password everybody may know."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from assignments.models import Person
from documents.demo.reading import read_logins


@transaction.atomic
def create_logins() -> list[str]:
    """Create the logins that do not exist yet; their names.

    A login that exists keeps its password, groups and name; at most it is tied to its
    fictional person.
    """
    data = read_logins()
    users = get_user_model().objects
    password, created = "", []
    for own in data["logins"]:
        user = users.filter(username=own["login"]).first()
        if user is None:
            # Hashing is slow on purpose: once for all.
            password = password or make_password(data["password"])
            user = users.create(
                username=own["login"],
                first_name=own["label"],
                password=password,
                is_staff=own.get("is_staff", False),
            )
            user.groups.add(Group.objects.get(name=own["role"]))
            created.append(user.username)
        _tie_to_person(user, own.get("person", ""))
    return created


def _tie_to_person(user, full_name: str) -> None:
    """Let the login act for a fictional person, if neither is taken."""
    person = Person.objects.filter(
        full_name=full_name, is_fictional=True, user__isnull=True
    ).first()
    if person is not None and not Person.objects.filter(user=user).exists():
        person.user = user
        person.save()


def logins_table() -> str:
    """Role, login and password in aligned columns."""
    data = read_logins()
    rows = [("Vai trò", "Tài khoản", "Mật khẩu")]
    rows += [(own["label"], own["login"], data["password"]) for own in data["logins"]]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
