"""The administrators' workshop: everything opens, the status of a document stays in the hands
of the services, and what history refers to is not deleted."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from assignments.models import Agency, Person, Task
from assignments.roles import Role
from documents.models import PlannedDocument, StatusChange
from documents.status import DocumentStatus, Event
from resolutions.folding import fold
from resolutions.log import entries_of
from resolutions.models import Resolution
from tests.factories import (
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
)
from tests.samples import one_of_each

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)
LABELS = [model._meta.label_lower for model in MODELS]
WRITTEN_BY_SERVICES = {
    "assignments.deputation",
    "assignments.guardedact",
    "assignments.taskdeadline",
    "documents.documentdeadline",
    "documents.documentduty",
    "documents.statuschange",
    "documents.guidanceletter",
    "documents.guidancewait",
    "documents.report",
    "documents.extensionrequest",
    "documents.handover",
    "documents.nationalmark",
    "documents.instruction",
    "documents.instructionreply",
    "resolutions.measurement",
    "resolutions.projectmove",
}
NOT_DELETED = WRITTEN_BY_SERVICES | {
    "assignments.assignment",
    "assignments.agency",
    "assignments.person",
    "assignments.task",
    "documents.planneddocument",
    "auth.user",
}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def workshop(client, administrator):
    client.force_login(administrator)
    return client


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- every model ---------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=LABELS)
def test_administrator_opens_list_and_forms(workshop, model):
    thing = one_of_each()[model]
    label = model._meta.label_lower

    answers = [
        workshop.get(address(model, "changelist")).status_code,
        workshop.get(address(model, "add")).status_code,
        workshop.get(address(model, "change", thing.pk)).status_code,
        workshop.get(address(model, "delete", thing.pk)).status_code,
    ]

    adding = 403 if label in WRITTEN_BY_SERVICES | {"auth.group"} else 200
    deleting = 403 if label in NOT_DELETED | {"auth.group"} else 200
    assert answers == [200, adding, 200, deleting]


@pytest.mark.parametrize("model", [m for m in MODELS if m._meta.label_lower in NOT_DELETED])
def test_nobody_deletes_what_history_refers_to(client, model):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    thing = one_of_each()[model]
    before = model.objects.count()

    alone = client.post(address(model, "delete", thing.pk), {"post": "yes"})
    client.post(
        address(model, "changelist"),
        {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"},
    )

    assert alone.status_code == 403
    assert model.objects.count() == before


@pytest.mark.parametrize("persona", ["office", "board", "focal"])
def test_only_administrators_enter(client, request, persona):
    client.force_login(request.getfixturevalue(persona))

    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert response.status_code == 403


def test_stranger_signs_in_on_the_page_of_the_app_and_comes_back(client, administrator):
    administrator.set_password("Mat-khau-moi-1")
    administrator.save()

    asked = client.get("/admin/documents/meeting/?q=hop", follow=True)
    door, _status = asked.redirect_chain[-1]
    entered = client.post(
        door,
        {
            "username": administrator.username,
            "password": "Mat-khau-moi-1",
            "next": asked.context["next"],
        },
    )

    assert door.startswith("/accounts/login/?next=")
    assert [template.name for template in asked.templates][0] == "registration/login.html"
    assert (entered.status_code, entered["Location"]) == (
        302,
        "/admin/documents/meeting/?q=hop",
    )


def test_administration_leads_to_no_other_site(client, administrator):
    client.force_login(administrator)

    inside = client.get("/admin/login/?next=https://example.org/")

    assert (inside.status_code, inside["Location"]) == (302, "/admin/")


def test_leaving_the_workshop_ends_on_the_sign_in_page(workshop):
    password = workshop.get("/admin/password_change/")
    out = workshop.post("/admin/logout/")

    assert password["Location"] == "/accounts/password/"
    assert out["Location"] == "/accounts/login/"


# --- search --------------------------------------------------------------------------------

SEARCHED = {
    "resolutions.resolution": "chuyen doi so",
    "resolutions.directive": "12-ct",
    "resolutions.programme": "05 ctr tu",
    "resolutions.basis": "chuyen doi so",
    "resolutions.narrative": "dat mot so ket qua",
    "resolutions.target": "doanh nghiep",
    "resolutions.measurement": "doanh nghiep",
    "resolutions.portfolio": "du an do thi",
    "resolutions.stage": "da co quy hoach",
    "resolutions.project": "my hoa",
    "resolutions.projectmove": "my hoa",
    "assignments.agency": "van hoa",
    "assignments.succession": "van hoa",
    "assignments.person": "thi anh",
    "assignments.office": "thi anh",
    "assignments.task": "cu the hoa",
    "assignments.assignment": "cu the hoa",
    "assignments.taskdeadline": "cu the hoa",
    "documents.planneddocument": "can bo",
    "documents.statuschange": "can bo",
    "documents.documentdeadline": "can bo",
    "documents.documentduty": "can bo",
    "documents.meeting": "hop ban thuong vu",
    "documents.guidanceletter": "77-cv",
    "documents.guidancewait": "ban to chuc",
    "documents.report": "can bo",
    "documents.extensionrequest": "can bo",
    "documents.centralguidance": "huong dan",
    "documents.tasklink": "can bo",
    "documents.handover": "hop nhat",
    "documents.nationalmark": "da ban hanh ke hoach",
    "documents.instruction": "som trinh ban",
    "documents.instructionreply": "da giao phong",
    "assignments.deputation": "12 qd tu",
    "assignments.guardedact": "user",
    "assignments.savedview": "cho trung uong",
    "auth.user": "user",
    "auth.group": "group",
}


def found_by(client, model, query):
    response = client.get(address(model, "changelist"), {"q": query})
    return [row.pk for row in response.context["cl"].result_list]


def test_search_of_every_list_ignores_tone_marks(workshop):
    things = one_of_each(agency=AgencyFactory(name="Sở Văn hóa"))
    things[PlannedDocument].title = "Kế hoạch đào tạo cán bộ"
    things[PlannedDocument].save()

    missed = [
        model._meta.label
        for model in MODELS
        if things[model].pk not in found_by(workshop, model, SEARCHED[model._meta.label_lower])
    ]
    found_anything = [
        model._meta.label for model in MODELS if found_by(workshop, model, "khong he co")
    ]

    assert missed == []
    assert found_anything == []


def test_search_with_tone_marks_finds_the_same(workshop):
    agency = AgencyFactory(name="Sở Văn hóa")
    AgencyFactory(name="Sở Y tế")

    found = workshop.get(address(Agency, "changelist"), {"q": "Sở VĂN HOÁ"})

    assert list(found.context["cl"].result_list) == [agency]


# --- auto-completion -----------------------------------------------------------------------

COMPLETED = [
    (model, field)
    for model, options in sorted(
        admin.site._registry.items(), key=lambda item: item[0]._meta.label_lower
    )
    for field in options.autocomplete_fields
] + [
    (inline.model, field)
    for options in admin.site._registry.values()
    for inline in options.inlines
    for field in inline.autocomplete_fields
]


def test_every_autocompletion_answers(workshop):
    one_of_each()

    answers = {}
    for model, field in COMPLETED:
        response = workshop.get(
            reverse("admin:autocomplete"),
            {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field,
                "term": "",
            },
        )
        answers[model._meta.label, field] = (
            response.status_code,
            len(response.json().get("results", [])) > 0,
        )

    assert len(answers) > 20
    assert set(answers.values()) == {(200, True)}


# --- the status of a planned document ------------------------------------------------------


def form_of(response):
    """What the browser would send back from an admin form, inlines included."""
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    sent = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is None or value is False:
                continue
            if isinstance(value, list):
                value = [getattr(item, "pk", item) for item in value]
            sent[field.html_name] = value
    return sent


def test_status_number_and_date_cannot_be_sent_along(workshop):
    document = PlannedDocumentFactory(title="Kế hoạch cũ")
    page = workshop.get(address(PlannedDocument, "change", document.pk))
    before = StatusChange.objects.count()

    response = workshop.post(
        address(PlannedDocument, "change", document.pk),
        form_of(page)
        | {
            "title": "Kế hoạch mới",
            "status": "issued",
            "symbol": "15-KH/TU",
            "issued_on": "2021-05-01",
            "issuer_name": "Tỉnh ủy",
            "evidence_gap": "on",
        },
    )

    assert response.status_code == 302
    document.refresh_from_db()
    assert document.title == "Kế hoạch mới"
    assert (document.status, document.symbol, document.issued_on) == ("not_started", "", None)
    assert (document.issuer_name, document.evidence_gap) == ("", False)
    assert StatusChange.objects.count() == before


def test_history_rows_cannot_be_sent_along(workshop):
    document = PlannedDocumentFactory()
    page = workshop.get(address(PlannedDocument, "change", document.pk))

    workshop.post(
        address(PlannedDocument, "change", document.pk),
        form_of(page)
        | {
            "changes-TOTAL_FORMS": "1",
            "changes-INITIAL_FORMS": "0",
            "changes-0-event": "issue",
            "changes-0-old": "drafting",
            "changes-0-new": "issued",
            "changes-0-effective_on": "2021-12-14",
        },
    )

    assert [change.event for change in document.changes.all()] == [Event.PLAN]


def test_document_added_in_the_workshop_opens_its_history(workshop, administrator):
    resolution = ResolutionFactory()
    page = workshop.get(address(PlannedDocument, "add"))

    response = workshop.post(
        address(PlannedDocument, "add"),
        form_of(page)
        | {
            "resolution": resolution.pk,
            "kind": "KH",
            "title": "Kế hoạch mới",
            "status": "issued",
        },
    )

    assert response.status_code == 302
    document = PlannedDocument.objects.get()
    assert document.status == DocumentStatus.NOT_STARTED
    change = document.changes.get()
    assert (change.event, change.new, change.by) == (Event.PLAN, "not_started", administrator)
    assert change.effective_on == timezone.localdate()
    assert entries_of(document).get().actor == administrator


def test_action_records_the_event_on_each_document(workshop, administrator):
    waiting = PlannedDocumentFactory()
    closed = PlannedDocumentFactory(status=DocumentStatus.ISSUED, title="Kế hoạch đã xong")

    response = workshop.post(
        address(PlannedDocument, "changelist"),
        {"action": "start_drafting", "_selected_action": [waiting.pk, closed.pk]},
    )

    change = waiting.changes.latest("pk")
    assert (change.event, change.new, change.by) == (
        Event.START_DRAFTING,
        "drafting",
        administrator,
    )
    assert closed.changes.count() == 1
    refusal, success = messages_of(response)
    assert refusal.startswith(f"{closed}: ")
    assert "1" in success


def test_action_reports_what_needs_a_reason(workshop):
    submitted = PlannedDocumentFactory(status=DocumentStatus.SUBMITTED)

    response = workshop.post(
        address(PlannedDocument, "changelist"),
        {"action": "start_drafting", "_selected_action": [submitted.pk]},
    )

    submitted.refresh_from_db()
    assert submitted.status == DocumentStatus.SUBMITTED
    assert submitted.changes.count() == 1
    assert len(messages_of(response)) == 1


# --- logins --------------------------------------------------------------------------------


def test_administrator_cannot_make_himself_a_superuser(workshop, administrator):
    page = workshop.get(address(User, "change", administrator.pk))
    permission = Permission.objects.get(codename="delete_user")

    response = workshop.post(
        address(User, "change", administrator.pk),
        form_of(page)
        | {
            "first_name": "Đổi tên",
            "is_superuser": "on",
            "user_permissions": [permission.pk],
            "date_joined_0": "01/01/2026",
            "date_joined_1": "08:00",
        },
    )

    assert response.status_code == 302
    administrator.refresh_from_db()
    assert administrator.first_name == "Đổi tên"
    assert not administrator.is_superuser
    assert list(administrator.user_permissions.all()) == []


def test_administrator_cannot_touch_a_superuser(workshop):
    superuser = UserFactory(username="root", is_staff=True, is_superuser=True)
    superuser.set_password("Mat-khau-cu-1")
    superuser.save()

    change = workshop.post(
        address(User, "change", superuser.pk), {"username": "root", "is_active": ""}
    )
    password = workshop.post(
        reverse("admin:auth_user_password_change", args=[superuser.pk]),
        {"password1": "Mat-khau-moi-1", "password2": "Mat-khau-moi-1"},
    )

    superuser.refresh_from_db()
    assert (change.status_code, password.status_code) == (403, 403)
    assert superuser.is_active
    assert superuser.check_password("Mat-khau-cu-1")


def test_administrator_gives_a_new_login_its_role(workshop):
    workshop.post(
        address(User, "add"),
        {
            "username": "chuyen.vien",
            "usable_password": "true",
            "password1": "Mat-khau-moi-1",
            "password2": "Mat-khau-moi-1",
        },
    )
    user = User.objects.get(username="chuyen.vien")
    page = workshop.get(address(User, "change", user.pk))

    workshop.post(
        address(User, "change", user.pk),
        form_of(page)
        | {
            "groups": [Group.objects.get(name=Role.OFFICE).pk],
            "date_joined_0": "01/01/2026",
            "date_joined_1": "08:00",
        },
    )

    assert [group.name for group in user.groups.all()] == [Role.OFFICE]
    assert User.objects.get(pk=user.pk).has_perm("documents.change_planneddocument")


# --- text ----------------------------------------------------------------------------------


def test_text_is_stored_in_one_form(workshop):
    page = workshop.get(address(Person, "add"))

    workshop.post(address(Person, "add"), form_of(page) | {"full_name": " Ðỗ Thị Ánh "})

    assert Person.objects.get().full_name == "Đỗ Thị Ánh"


@pytest.mark.parametrize("model", [Resolution, Task, Agency])
def test_list_survives_any_search(workshop, model):
    ResolutionFactory()
    TaskFactory()
    AgencyFactory()

    answers = [
        workshop.get(address(model, "changelist"), {"q": text}).status_code
        for text in ("\x00", "😀", "a" * 10_000, "%_\\", "'\"")
    ]

    assert answers == [200, 200, 200, 200, 200]


def test_every_change_in_the_workshop_keeps_who_made_it(workshop, administrator):
    person = PersonFactory()
    page = workshop.get(address(Person, "change", person.pk))

    workshop.post(
        address(Person, "change", person.pk), form_of(page) | {"full_name": "Trần Văn Bình"}
    )

    latest = entries_of(person).last()
    assert latest.changes["full_name"][1] == "Trần Văn Bình"
    assert latest.actor == administrator


# --- the look, and the ways between record and page ----------------------------------------

# A record with a page of its own: its admin form, and the page.
TWO_FACES = {
    "documents.planneddocument": "documents:document_page",
    "resolutions.resolution": "documents:resolution_page",
    "resolutions.directive": "documents:resolution_page",
    "resolutions.programme": "documents:resolution_page",
    "assignments.task": "documents:task_page",
    "assignments.agency": "documents:agency_page",
}
WITH_A_PAGE = [model for model in MODELS if model._meta.label_lower in TWO_FACES]


@pytest.mark.parametrize("model", WITH_A_PAGE)
def test_record_leads_to_its_page(workshop, model):
    thing = one_of_each()[model]

    form = workshop.get(address(model, "change", thing.pk))
    page = workshop.get(form.context["absolute_url"])

    assert "Xem trên trang" in form.text
    assert page.status_code == 302
    assert page["Location"].removeprefix("http://testserver") == thing.get_absolute_url()


@pytest.mark.parametrize("model", [m for m in WITH_A_PAGE if not m._meta.proxy])
def test_page_leads_to_its_record(workshop, model):
    thing = one_of_each()[model]

    page = workshop.get(thing.get_absolute_url()).text

    assert f'href="{address(model, "change", thing.pk)}">Mở trong quản trị' in page


@pytest.mark.parametrize("persona", ["office", "board"])
def test_page_shows_no_way_into_the_workshop_to_others(client, request, persona):
    client.force_login(request.getfixturevalue(persona))
    things = one_of_each()

    pages = [
        client.get(things[model].get_absolute_url()).text
        for model in WITH_A_PAGE
        if not model._meta.proxy
    ]

    assert [page for page in pages if "/admin/" in page] == []


def test_workshop_stands_in_the_order_of_the_process(workshop):
    index = workshop.get("/admin/")

    apps = [app["app_label"] for app in index.context["app_list"]]
    names = [str(model["name"]) for model in index.context["app_list"][0]["models"]]

    assert apps == ["resolutions", "assignments", "documents", "auth"]
    assert names == sorted(names, key=fold)


def test_workshop_wears_one_look_in_every_system_setting(workshop):
    page = workshop.get("/admin/documents/planneddocument/").text

    assert page.index("admin/css/responsive.css") < page.index("css/admin.css")
    assert "css/tokens.css" in page
    assert "dark_mode.css" not in page
    assert "theme" not in page


# --- roles and rights in words -------------------------------------------------------------


def test_roles_and_rights_are_read_in_the_words_of_the_office(workshop):
    office = Group.objects.get(name=Role.OFFICE)
    person = UserFactory(role=Role.OFFICE)

    listed = workshop.get("/admin/auth/group/").text
    opened = workshop.get(address(Group, "change", office.pk)).text
    form = workshop.get(address(User, "change", person.pk)).text
    found = workshop.get("/admin/auth/user/", {"role": office.pk})

    assert "Chuyên viên Văn phòng" in listed
    assert "Văn bản cụ thể hóa: sửa" in opened
    assert "Chuyên viên Văn phòng" in form
    assert list(found.context["cl"].result_list) == [person]
    assert Group.objects.get(pk=office.pk).name == Role.OFFICE


@pytest.mark.parametrize("role", ["0", "999999", "khong-co", "1;--"])
def test_list_of_logins_survives_any_role(workshop, role):
    assert workshop.get("/admin/auth/user/", {"role": role}).status_code == 200


def test_nobody_rewrites_the_table_of_roles_by_hand(client, roles):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    group = Group.objects.get(name=Role.OFFICE)

    answers = [
        client.post(address(Group, "add"), {"name": "Khác"}).status_code,
        client.post(address(Group, "change", group.pk), {"name": "Khác"}).status_code,
        client.post(address(Group, "delete", group.pk), {"post": "yes"}).status_code,
    ]

    assert answers == [403, 403, 403]
    assert Group.objects.get(pk=group.pk).name == Role.OFFICE
