"""Saved views: the state of a list under a name, for its owner, for all, for a role."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from assignments.models import SavedView
from assignments.roles import Role
from assignments.services import delete_view, save_view
from documents.status import DocumentStatus
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = pytest.mark.django_db


def view_of(owner, name="Đang soạn", page="documents", query="group=in_progress", **given):
    return SavedView.objects.create(name=name, page=page, query=query, owner=owner, **given)


# --- what the table refuses ----------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        {"name": ""},
        {"page": "agencies"},
        {"visibility": "secret"},
        {"visibility": "role"},
        {"role": "office"},
        {"visibility": "shared", "role": "office"},
        {"visibility": "role", "role": "king"},
    ],
)
def test_the_table_refuses(office, broken):
    view = view_of(office)

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(**broken)


def test_the_table_refuses_a_second_default_of_a_role(office, board):
    view_of(office, visibility="role", role="office")
    view_of(office, page="tasks", visibility="role", role="office")

    with pytest.raises(IntegrityError), transaction.atomic():
        view_of(board, visibility="role", role="office")


def test_the_table_refuses_a_name_twice_for_one_owner(office, board):
    view_of(office)
    view_of(board)

    with pytest.raises(IntegrityError), transaction.atomic():
        view_of(office)


# --- services ------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{"visibility": "shared"}, {"visibility": "role"}])
def test_only_editors_share(office, focal, given):
    given = given | ({"role": "office"} if given["visibility"] == "role" else {})
    asked = {"name": "Chung", "page": "tasks", "query": "", **given}

    with pytest.raises(ValidationError):
        save_view(**asked, by=focal)

    assert save_view(**asked, by=office).owner == office


def test_service_says_what_is_wrong(office):
    view_of(office, visibility="role", role="office")

    with pytest.raises(ValidationError, match="đã có kiểu xem mang tên này"):
        save_view(name=" Đang  soạn ", page="documents", query="", by=office)
    with pytest.raises(ValidationError, match="đã có kiểu xem mặc định"):
        save_view(
            name="Khác",
            page="documents",
            query="",
            visibility="role",
            role="office",
            by=office,
        )


def test_shared_view_is_deleted_by_its_owner_and_by_editors(office, board, focal):
    shared, own, other = (
        view_of(focal, name=name, visibility=visibility)
        for name, visibility in [("a", "shared"), ("b", "private"), ("c", "private")]
    )

    with pytest.raises(PermissionDenied):
        delete_view(shared, by=board)
    with pytest.raises(PermissionDenied):
        delete_view(other, by=office)
    delete_view(shared, by=office)
    delete_view(own, by=focal)

    assert list(SavedView.objects.all()) == [other]


def test_person_uses_own_shared_and_role_views(office, focal):
    stranger = UserFactory(role=Role.BOARD)
    own = view_of(focal, name="a")
    shared = view_of(office, name="b", visibility="shared")
    default = view_of(office, name="c", visibility="role", role="focal-point")
    of_others = view_of(office, name="d", visibility="role", role="inspection")
    view_of(stranger, name="e")

    assert list(SavedView.objects.usable_by(focal)) == [own, shared, default]
    assert list(SavedView.objects.usable_by(office)) == [shared, default, of_others]


# --- pages ---------------------------------------------------------------------------------


@pytest.fixture
def rows(agency):
    return [
        PlannedDocumentFactory(status=status, lead_agency=agency)
        for status in (DocumentStatus.DRAFTING, DocumentStatus.ISSUED)
    ]


@pytest.mark.parametrize("listing", ["documents", "tasks"])
def test_saved_state_is_opened_again(client, board, listing):
    client.force_login(board)
    sent = {
        "name": "Theo ngày",
        "page": listing,
        "query": "sort=due&cols=code&page=2&view=9&as_of=2021-01-01&q=",
    }

    response = client.post("/views/", sent, follow=True)

    view = SavedView.objects.get()
    assert (view.query, view.visibility, view.owner) == ("sort=due&cols=code", "private", board)
    assert response.redirect_chain == [(f"/{listing}/?sort=due&cols=code&view={view.pk}", 302)]
    assert response.context["views"].applied == view
    assert 'aria-current="true"><span><b>Theo ngày</b>' in response.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\u200b"},
        {"name": "x" * 81},
        {"page": "agencies"},
        {"page": "\x00"},
        {"scope": "role:king"},
        {"scope": "role"},
        {"scope": "secret"},
        {"scope": "private:office"},
        {"query": "q=" + "a" * 3000},
        {"query": "a" * 9000},
        {"query": "&".join(f"{n}=" for n in range(1100))},
        {"next": "https://example.org/", "name": ""},
        {"next": "//example.org/", "name": ""},
    ],
)
def test_mistake_is_told_and_nothing_is_saved(client, office, wrong):
    client.force_login(office)

    response = client.post("/views/", {"name": "Tên", "page": "tasks", "query": ""} | wrong)

    [said] = [str(message) for message in get_messages(response.wsgi_request)]
    assert response.status_code == 302
    assert response["Location"] in ("/tasks/?view=all", "/documents/?view=all")
    assert said.startswith("Chưa lưu kiểu xem")
    assert not SavedView.objects.exists()


def test_default_of_the_role_opens_a_list_without_any_query(client, office, focal, board, rows):
    view = view_of(office, visibility="role", role="focal-point")
    client.force_login(focal)

    opened = client.get("/documents/", follow=True)
    everything = client.get("/documents/?view=all")

    assert opened.redirect_chain == [(f"/documents/?group=in_progress&view={view.pk}", 302)]
    assert list(opened.context["page"]) == rows[:1]
    assert "Đang dùng kiểu xem mặc định “Đang soạn”." in opened.text
    assert "/documents/?view=all" in opened.text
    assert len(everything.context["page"]) == 2
    client.force_login(board)
    assert len(client.get("/documents/").context["page"]) == 2


def test_total_figures_open_all_rows_whatever_the_default(client, office, rows):
    view_of(office, visibility="role", role="office")
    client.force_login(office)

    page = client.get("/").text
    assert 'href="/documents/?group=counted"' in page
    assert 'href="/documents/"' in page  # the way in, from the navigation
    opened = client.get("/documents/?group=counted")
    assert opened.context["page"].paginator.count == len(rows)


@pytest.mark.parametrize("asked", ["abc", "9" * 5000, "-1", "%00", "{foreign}"])
def test_view_one_may_not_use_is_ignored(client, office, board, rows, asked):
    asked = asked.format(foreign=view_of(board).pk)
    client.force_login(office)

    response = client.get(f"/documents/?view={asked}")

    assert response.status_code == 200
    assert len(response.context["page"]) == 2
    assert response.context["views"].rows == []


def test_view_shows_nobody_more_rows(client, office, focal, rows):
    view = view_of(office, query="data=all", visibility="shared")
    PlannedDocumentFactory()
    client.force_login(focal)

    response = client.get(f"/documents/?data=all&view={view.pk}")

    assert sorted(row.pk for row in response.context["page"]) == [row.pk for row in rows]


def test_deleting_on_the_page(client, office, board):
    shared = view_of(office, visibility="shared")
    private = view_of(office, name="Riêng")
    client.force_login(board)

    answers = [
        client.post(f"/views/{view.pk}/delete/").status_code for view in (shared, private)
    ]
    client.force_login(office)
    deleted = client.post(f"/views/{private.pk}/delete/", {"next": "/documents/?q=a"})

    assert answers == [403, 404]
    assert deleted["Location"] == "/documents/?q=a"
    assert list(SavedView.objects.all()) == [shared]


@pytest.mark.parametrize("listing", ["documents", "tasks"])
def test_file_carries_the_name_of_the_view(client, office, listing):
    view = view_of(office, page=listing, query="sort=due")
    client.force_login(office)

    named = client.get(f"/{listing}/export/?sort=due&format=csv&view={view.pk}")
    changed = client.get(f"/{listing}/export/?sort=-due&format=csv&view={view.pk}")

    assert "_dang-soan_" in named["Content-Disposition"]
    assert "dang-soan" not in changed["Content-Disposition"]
