"""What is sent twice is recorded once: each form of the site and each write of the API."""

import html
import re
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext

from assignments.models import Agency, ApiToken, Deputation, Office, SavedView, Task
from assignments.models.agency import Position
from assignments.roles import Role
from config.api import urls as api_urls
from documents import services
from documents.files import all_stored
from documents.models import (
    Attachment,
    DocumentDeadline,
    ExtensionRequest,
    Handover,
    ImportBatch,
    Instruction,
    InstructionReply,
    Meeting,
    NationalMark,
    PlannedDocument,
    Report,
    StatusChange,
)
from resolutions.api.once import WritesOnce
from resolutions.models import (
    Basis,
    Measurement,
    Narrative,
    Portfolio,
    Project,
    ProjectMove,
    Resolution,
    Sending,
    Stage,
    Target,
)
from resolutions.once import Attempt
from tests.conftest import make_roles
from tests.factories import (
    DAY,
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
    pdf_file,
)
from tests.samples import one_of_each, path_of, routes
from tests.test_permissions import READ_ONLY, TABLE

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="sending" value="([0-9a-f]{32})"')
BEFORE = "Recorded from an earlier sending."
# Forms without a token, and why: by the name of the address they are sent to.
WITHOUT_TOKEN = {
    "set_language": "writes nothing",
    "logout": "writes nothing",
    "documents:bulk_edit": "the bar of a list only opens the form that asks what to do",
    "second_factor": "the door",
    "second_factor_codes": "the door",
    "my_sessions": "the door",
    "password_change": "the door",
    "admin:auth_user_password_change": "the door",
    "login": "the door",
    "second_factor_code": "the door",
}
# Addresses that write and make no row of their own, and why a second sending is harmless.
CHANGES = {
    **dict.fromkeys(
        [
            "documents:document_edit",
            "documents:document_event_day",
            "assignments:task_event",
            "assignments:task_edit",
            "assignments:task_deadline",
            "resolutions:resolution_edit",
            "resolutions:target_edit",
            "resolutions:portfolio_edit",
            "resolutions:project_edit",
            "documents:document_wait",
        ],
        "changes a row, from the version that the form names",
    ),
    **dict.fromkeys(
        [
            "documents:document_undo",
            "documents:document_earlier",
            "documents:change_strike_out",
            "documents:report_confirm",
            "documents:report_return",
            "documents:report_withdraw",
            "documents:extension_grant",
            "documents:extension_refuse",
            "documents:extension_withdraw",
            "documents:guidance_receive",
            "documents:letter_withdraw",
            "documents:tally_strike_out",
            "resolutions:project_strike_out",
            "documents:deadline_strike_out",
            "assignments:task_deadline_strike_out",
            "resolutions:measurement_strike_out",
            "resolutions:move_strike_out",
            "documents:file_withdraw",
            "documents:instruction_close",
            "documents:deputation_end",
            "assignments:view_delete",
            "resolutions:basis_remove",
            "resolutions:narrative_withdraw",
        ],
        "a decision on one row, which can be taken once",
    ),
    "documents:document_span": "a span that is there already is refused",
    "documents:act_for": "writes into the session alone",
    "documents:paste": "each candidate is recorded by the service of its fact, once",
    "documents:import_page": "an annex is taken over once; long work, sent piece by piece",
    "documents:bulk_edit": "rows that are so already stay as they are",
}


def days(n):
    return (timezone.localdate() + timedelta(days=n)).strftime("%d/%m/%Y")


def member(things):
    """A person with a seat on the Standing Board today."""
    return Office.objects.filter(position=Position.BOARD_MEMBER).first().person


def csv(n):
    head = "STT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm"
    text = f"{head}\n1,Rà soát biên chế lần {n},Sở Nội vụ,,Quý III/2027,Kế hoạch"
    return SimpleUploadedFile("Phụ lục.csv", text.encode("utf-8-sig"))


def handover_of(things, n):
    old = things[Agency] if n == 1 else AgencyFactory()
    if n == 2:
        PlannedDocumentFactory(lead_agency=old, planned_on=DAY)
    sent = {
        "from_agency": old.pk,
        "to_agency": AgencyFactory().pk,
        "effective_on": days(0),
        "decision": "12-QĐ/TU",
        "reason": "Sáp nhập",
    }
    chief = Client()
    chief.force_login(UserFactory(role=Role.CHIEF))
    preview = chief.post("/handover/", sent | {"step": "preview"})
    return sent | {"step": "confirm", "seen": preview.context["duties"].seal}


def marks_of(things, n):
    if n == 2:
        TaskFactory(resolution=things[Resolution])
    client = Client()
    client.force_login(UserFactory(role=Role.OFFICE))
    return {"text": [client.get("/national/").context["told"][n - 1].key]}


# Each address that creates: what it makes, who sends it, and the fields of its n-th sending.
SOURCE = {"source_name": "Báo cáo số 120-BC/TU"}
CREATES = {
    "documents:document_create": (
        PlannedDocument,
        Role.OFFICE,
        lambda t, n: {
            "resolution": t[Resolution].pk,
            "kind": "KH",
            "title": f"Kế hoạch {n}",
            "deadline_kind": "none",
            "planned_on": "13/12/2021",
        },
    ),
    "documents:tally_add": (
        PlannedDocument,
        Role.OFFICE,
        lambda t, n: {
            "kind": "KH",
            "title": f"Kế hoạch thực hiện {n}",
            "known": "count",
            "count_issued": "2",
            "on": "13/12/2021",
            **SOURCE,
        },
    ),
    "documents:document_event": (
        StatusChange,
        Role.OFFICE,
        lambda t, n: {
            "effective_on": days(0),
            "received": "Công văn số 5",
            "note": f"Lần {n}",
        },
    ),
    "documents:document_deadline": (
        DocumentDeadline,
        Role.OFFICE,
        lambda t, n: {
            "deadline_kind": "day",
            "due_on": days(50 + n),
            "effective_on": days(0),
            "reason": "Chờ hướng dẫn",
            "decided_by": "Ban Thường vụ",
        },
    ),
    "documents:document_report": (
        Report,
        Role.FOCAL_POINT,
        lambda t, n: {"text": f"Đang soạn thảo {n}"},
    ),
    "documents:task_report": (
        Report,
        Role.FOCAL_POINT,
        lambda t, n: {"text": f"Đang làm {n}"},
    ),
    "documents:document_extension": (
        ExtensionRequest,
        Role.FOCAL_POINT,
        lambda t, n: {"due_asked": days(60 + n), "reason": "Chờ ý kiến"},
    ),
    "documents:task_extension": (
        ExtensionRequest,
        Role.FOCAL_POINT,
        lambda t, n: {"due_asked": days(60 + n), "reason": "Chờ ý kiến"},
    ),
    "documents:national_mark": (NationalMark, Role.OFFICE, marks_of),
    "documents:import_new": (
        ImportBatch,
        Role.OFFICE,
        lambda t, n: {"resolution": t[Resolution].pk, "file": csv(n)},
    ),
    "documents:file_add": (Attachment, Role.OFFICE, lambda t, n: {"file": pdf_file()}),
    "documents:file_replace": (Attachment, Role.OFFICE, lambda t, n: {"file": pdf_file()}),
    "documents:meeting_create": (
        Meeting,
        Role.OFFICE,
        lambda t, n: {"on": f"2022-01-0{n}", "name": f"Họp {n}"},
    ),
    "documents:instruction_add": (
        Instruction,
        Role.OFFICE,
        lambda t, n: {
            "author": member(t).pk,
            "text": f"Trình sớm {n}",
            "agency": t[Agency].pk,
            "given_on": "13/12/2021",
        },
    ),
    "documents:instruction_reply": (
        InstructionReply,
        Role.OFFICE,
        lambda t, n: {"text": f"Đã giao {n}"},
    ),
    "documents:deputation_add": (
        Deputation,
        Role.CHIEF,
        lambda t, n: {
            "principal": PersonFactory(user=UserFactory(role=Role.BOARD)).pk,
            "deputy": PersonFactory(user=UserFactory(role=Role.BOARD)).pk,
            "valid_from": days(0),
            "valid_to": days(3),
            "decision": "Giấy ủy quyền số 5",
        },
    ),
    "documents:handover": (Handover, Role.CHIEF, handover_of),
    "assignments:task_create": (
        Task,
        Role.OFFICE,
        lambda t, n: {
            "resolution": t[Resolution].pk,
            "text": f"Rà soát {n}",
            "lead": t[Agency].pk,
            "deadline_kind": "none",
            "effective_on": "13/12/2021",
        },
    ),
    "assignments:view_save": (
        SavedView,
        Role.OFFICE,
        lambda t, n: {"name": f"Danh sách {n}", "page": "tasks", "query": "sort=due"},
    ),
    "assignments:token_list": (
        ApiToken,
        Role.OFFICE,
        lambda t, n: {"name": f"Chương trình {n}", "scope": "read", "days": "7"},
    ),
    "resolutions:resolution_create": (
        Resolution,
        Role.OFFICE,
        lambda t, n: {
            "kind": "NQ",
            "issuer_name": "Tỉnh ủy",
            "issuer_level": "provincial_party",
            "symbol": f"9{n}-NQ/TU",
            "title": f"về việc thứ {n}",
            "issued_on": "13/12/2021",
        },
    ),
    "resolutions:basis_links": (
        Basis,
        Role.OFFICE,
        lambda t, n: {"parent": ResolutionFactory().pk, "relation": "together_with", **SOURCE},
    ),
    "resolutions:narrative_add": (
        Narrative,
        Role.OFFICE,
        lambda t, n: {"on": "30/06/2022", "subject": "progress", "text": f"Đạt kết quả {n}."},
    ),
    "resolutions:target_add": (
        Target,
        Role.OFFICE,
        lambda t, n: {
            "name": f"Tỷ lệ hồ sơ {n}",
            "unit": "%",
            "direction": "increase",
            "target_value": "90",
        },
    ),
    "resolutions:target_measurements": (
        Measurement,
        Role.OFFICE,
        lambda t, n: {"on": f"0{n}/06/2022", "value": "85", **SOURCE},
    ),
    "resolutions:measurement_correct": (
        Measurement,
        Role.OFFICE,
        lambda t, n: {"on": "13/12/2021", "value": f"8{n}", "reason": "Nhầm", **SOURCE},
    ),
    "resolutions:portfolio_add": (
        Portfolio,
        Role.OFFICE,
        lambda t, n: {"name": f"Dự án {n}", "new_1_order": "1", "new_1_name": "Quy hoạch"},
    ),
    "resolutions:portfolio_projects": (
        Project,
        Role.OFFICE,
        lambda t, n: {
            "names": f"Khu đô thị {n}",
            "stage": t[Stage].pk,
            "effective_on": "13/12/2021",
        },
    ),
    "resolutions:project_move": (
        ProjectMove,
        Role.OFFICE,
        lambda t, n: {
            "stage": Stage.objects.create(
                portfolio=t[Portfolio], order=n + 4, name=f"B {n}"
            ).pk,
            "effective_on": "01/03/2022",
            **SOURCE,
        },
    ),
}
# Of these a second row cannot stand beside the first, whatever the token.
ONE_ONLY = {
    "documents:document_event": "the event changes what may follow",
    "documents:document_extension": "one request awaits at a time",
    "documents:task_extension": "one request awaits at a time",
    "documents:file_replace": "the newest version alone is replaced",
    "resolutions:measurement_correct": "a value is corrected once",
}


# --- every form bears a token --------------------------------------------------------------


def forms_of(page):
    """The forms of a page that are sent by POST: where to, and their token."""
    for tag, inside in re.findall(r"(<form[^>]*>)(.*?)</form>", page, re.DOTALL):
        if 'method="post"' in tag:
            action = re.search(r'action="([^"]*)"', tag)
            yield html.unescape(action[1]) if action else "", TOKEN.findall(inside)


def name_of(address):
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return address


OF_AN_AGENCY = ("_report", "_extension", ":report_page", ":extension_page")
NOT_A_FORM = ("_changelist", "_delete", "_history", "_autocomplete")


@pytest.mark.sweep
def test_every_form_bears_a_token_of_its_own(roles, agency, focal):
    things = one_of_each(agency=agency)
    everybody = UserFactory(is_superuser=True, is_staff=True, role=Role.OFFICE)
    clients = {who: Client() for who in (everybody, focal)}
    for who, client in clients.items():
        client.force_login(who)
    bare, tokens = set(), []
    for route in routes():
        if route.name.endswith(NOT_A_FORM) or route.name.startswith("api:"):
            continue
        path = path_of(route, things)
        for who, client in clients.items():
            if who == focal and not route.name.endswith(OF_AN_AGENCY):
                continue
            answer = client.get(path)
            if answer.status_code != 200 or "html" not in answer["Content-Type"]:
                continue
            for action, found in forms_of(answer.text):
                name = name_of(action or path)
                tokens += found
                if len(found) != 1 and name not in WITHOUT_TOKEN:
                    bare.add((route.name, name, len(found)))

    assert bare == set()
    assert len(tokens) == len(set(tokens)) > 100


# --- every address that creates, sent twice --------------------------------------------------


def test_every_address_that_writes_is_decided():
    writing = {
        name
        for name, (_reading, sending) in TABLE.items()
        if sending != READ_ONLY and not name.startswith("api:")
    }

    assert writing == CREATES.keys() | CHANGES.keys()
    assert not CREATES.keys() & CHANGES.keys()
    assert CREATES.keys() >= ONE_ONLY.keys()


@pytest.fixture(scope="class")
def world(shared_rows):
    """One of each thing, and who sends forms about it, by role."""
    make_roles()
    agency = AgencyFactory()
    made = one_of_each(agency=agency)
    ExtensionRequest.objects.all().delete()
    for item in (made[PlannedDocument], made[Task]):
        services.set_deadline(
            item,
            deadline_kind="day",
            due_on=timezone.localdate() + timedelta(days=30),
            effective_on=timezone.localdate(),
            reason="Gia hạn",
            by=None,
        )
    users = {role: UserFactory(role=role) for role in (Role.OFFICE, Role.CHIEF)}
    users[Role.FOCAL_POINT] = UserFactory(role=Role.FOCAL_POINT)
    OfficeFactory(person=PersonFactory(user=users[Role.FOCAL_POINT]), agency=agency)
    return made, users


def send(client, address, token, fields):
    """Send a form as a browser does: what it shows, with these fields filled in."""
    page = client.get(address)
    shown = {}
    if page.status_code == 200 and page.context and "form" in page.context:
        form = page.context["form"]
        values = {form.add_prefix(n): form[n].value() for n in getattr(form, "fields", {})}
        shown = {n: v for n, v in values.items() if v not in (None, "", [])}
        if page.context.get("seen") is not None:
            shown["seen"] = str(page.context["seen"])
    return shown | fields | {"sending": token}


@pytest.mark.sweep
class TestEveryAddressThatCreates:
    @pytest.mark.parametrize("name", CREATES)
    def test_sent_twice_is_one_and_sent_again_anew_is_two(self, client, world, name):
        things, users = world
        model, role, fields = CREATES[name]
        client.force_login(users[role])
        [route] = [r for r in routes() if r.name == name]
        address = path_of(route, things)
        before = model._base_manager.count()
        form = send(client, address, "a" * 32, fields(things, 1))

        first = client.post(address, form)
        for file in filter(lambda value: hasattr(value, "seek"), form.values()):
            file.seek(0)
        made = model._base_manager.count()
        logged = LogEntry.objects.count()
        second = client.post(address, form, follow=True)
        after, logged_after = model._base_manager.count(), LogEntry.objects.count()
        third = client.post(address, send(client, address, "b" * 32, fields(things, 2)))

        assert first.status_code in (200, 201, 302), first.context["form"].errors
        assert made > before
        assert (after, logged_after) == (made, logged)
        assert gettext(BEFORE) in html.unescape(second.text)
        if first.status_code == 302:
            assert second.redirect_chain[0][0] == first["Location"]
        if name in ONE_ONLY:
            assert model._base_manager.count() == made
        else:
            assert third.status_code < 400, third.context["form"].errors
            assert model._base_manager.count() > made


# --- what the second answer says -------------------------------------------------------------


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def resolution():
    return ResolutionFactory()


def narrative(resolution, token="a" * 32, **given):
    address = f"/resolutions/{resolution.pk}/narratives/new/"
    fields = {"on": "30/06/2022", "subject": "progress", "text": "Đã ban hành 5 kế hoạch."}
    return address, fields | {"sending": token} | given


def shown(answer):
    return html.unescape(answer.text)


def test_who_changed_the_form_after_it_was_recorded_is_told_that_this_is_not_saved(
    clerk, resolution
):
    clerk.post(*narrative(resolution))

    again = clerk.post(*narrative(resolution, text="Đã ban hành 6 kế hoạch."), follow=True)

    assert "nội dung sửa sau đó chưa được ghi" in shown(again)
    assert Narrative.objects.get().text == "Đã ban hành 5 kế hoạch."


def test_a_refused_form_keeps_its_token_and_is_recorded_with_it(clerk, resolution):
    address, form = narrative(resolution)

    refused = clerk.post(address, form | {"text": ""})
    kept = TOKEN.findall(refused.text)
    corrected = clerk.post(address, form)
    again = clerk.post(address, form)

    assert (refused.status_code, kept) == (422, [form["sending"]])
    assert (corrected.status_code, again.status_code) == (302, 302)
    assert Narrative.objects.count() == Sending.objects.count() == 1


def test_a_refusal_that_leads_back_to_its_list_does_not_use_the_token_up(clerk):
    sent = {"name": "", "page": "tasks", "query": "", "sending": "a" * 32}

    refused = clerk.post("/views/", sent, follow=True)
    corrected = clerk.post("/views/", sent | {"name": "Của tôi"}, follow=True)

    assert gettext("The view was not saved: %(why)s").partition("%")[0] in shown(refused)
    assert gettext(BEFORE) not in shown(corrected)
    assert SavedView.objects.get().name == "Của tôi"


def test_a_token_is_its_owners_and_its_forms(clerk, resolution):
    other, elsewhere = Client(), ResolutionFactory()
    other.force_login(UserFactory(role=Role.OFFICE))

    clerk.post(*narrative(resolution))
    other.post(*narrative(resolution, text="Của người khác."))
    clerk.post(*narrative(elsewhere))

    assert Narrative.objects.filter(resolution=resolution).count() == 2
    assert Narrative.objects.filter(resolution=elsewhere).count() == 1


@pytest.mark.parametrize("token", ["", "x", "a" * 65, "<script>" * 3, "\x00" * 32])
def test_what_is_no_token_is_passed_over(clerk, resolution, token):
    answer = clerk.post(*narrative(resolution, token))

    assert answer.status_code == 302
    assert not Sending.objects.exists()


def test_the_administration_adds_once(client, administrator):
    client.force_login(administrator)
    address = "/admin/assignments/agency/add/"
    [token] = TOKEN.findall(client.get(address).text)
    sent = {
        "name": "Sở Mới",
        "kind": "state",
        "level": "province",
        "valid_from": "01/01/2020",
        "sending": token,
    }
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    for formset in client.get(address).context["inline_admin_formsets"]:
        management = formset.formset.management_form
        values |= {management.add_prefix(n): management[n].value() for n in management.fields}
    sent = {n: v for n, v in values.items() if v is not None} | {
        n: v for n, v in sent.items() if n not in ("kind", "level")
    }
    for name in ("kind", "level"):
        sent[name] = next(value for value, _label in form.fields[name].choices if value)

    first = client.post(address, sent)
    second = client.post(address, sent, follow=True)

    assert first.status_code == 302, first.context["errors"]
    assert gettext(BEFORE) in shown(second)
    assert Agency.objects.filter(name="Sở Mới").count() == 1


def test_a_file_of_what_was_refused_in_the_end_does_not_stay(office):
    document, there = PlannedDocumentFactory(), set(all_stored())
    attempt = Attempt()

    with attempt.transaction():
        attempt.claim(user=office, key="k", content="c")
        services.attach_file(item=document, file=pdf_file(), by=office)
        meanwhile = set(all_stored()) - there
        attempt.answered(status=422)

    assert len(meanwhile) == 1
    assert set(all_stored()) == there
    assert not Attachment.objects.exists()
    assert not Sending.objects.exists()


def test_old_tokens_are_cleared_with_the_old_sessions(clerk, resolution, settings):
    clerk.post(*narrative(resolution))
    clerk.post(*narrative(ResolutionFactory(), "b" * 32))
    old = timezone.now() - timedelta(days=settings.SENDING_DAYS, minutes=1)
    Sending.objects.filter(pk=Sending.objects.first().pk).update(at=old)

    call_command("clearsessions")

    assert Sending.objects.count() == 1


# --- the API ---------------------------------------------------------------------------------


def api(client, verb, address, data, key=None, **headers):
    given = {"if-match": "*", **headers} | ({"idempotency-key": key} if key else {})
    send = getattr(client, verb)
    return send(f"/api/v1/{address}", data, "application/json", headers=given)


def new_task(resolution, text="Rà soát"):
    return {
        "resolution": resolution.pk,
        "text": text,
        "lead": AgencyFactory().pk,
        "deadline_kind": "none",
    }


def test_the_api_makes_one_for_one_key_and_answers_the_same(clerk, resolution):
    sent = new_task(resolution)

    first = api(clerk, "post", "tasks/", sent, "k1")
    second = api(clerk, "post", "tasks/", sent, "k1")
    third = api(clerk, "post", "tasks/", sent, "k2")

    assert [a.status_code for a in (first, second, third)] == [201] * 3, first.text
    assert first.json() == second.json()
    assert all(first[name] == second[name] for name in ("Location", "ETag"))
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Task.objects.count() == 2


def test_a_key_used_for_something_else_is_refused(clerk, resolution):
    sent = new_task(resolution)
    made = api(clerk, "post", "tasks/", sent, "k1")

    other = api(clerk, "post", "tasks/", sent | {"text": "Khác"}, "k1")
    elsewhere = api(clerk, "patch", f"tasks/{made.json()['id']}/", {"text": "Khác"}, "k1")

    assert (other.status_code, elsewhere.status_code) == (422, 422)
    assert "Idempotency-Key" in other.json()["detail"]
    assert Task.objects.get().text == "Rà soát"


def test_a_refused_request_leaves_its_key_free(clerk, resolution):
    sent = new_task(resolution)

    refused = api(clerk, "post", "tasks/", sent | {"text": ""}, "k1")
    corrected = api(clerk, "post", "tasks/", sent, "k1")

    assert (refused.status_code, corrected.status_code) == (400, 201)
    assert Task.objects.count() == 1


@pytest.mark.parametrize("key", ["x" * 201, "một khóa", "a b"])
def test_a_key_that_cannot_be_is_told(clerk, resolution, key):
    answer = api(clerk, "post", "tasks/", new_task(resolution), key)

    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.text
    assert not Task.objects.exists()


def test_a_change_repeated_with_its_key_and_version_is_answered_as_the_first(clerk, resolution):
    made = api(clerk, "post", "tasks/", new_task(resolution))
    address = f"tasks/{made.json()['id']}/"
    version = {"if-match": made["ETag"]}

    first = api(clerk, "patch", address, {"text": "Khác"}, "k1", **version)
    second = api(clerk, "patch", address, {"text": "Khác"}, "k1", **version)
    without = api(clerk, "patch", address, {"text": "Khác"}, **version)

    assert [a.status_code for a in (first, second, without)] == [200, 200, 412]
    assert first["ETag"] == second["ETag"]


def test_an_event_repeated_with_its_key_is_recorded_once(clerk):
    document = PlannedDocumentFactory(planned_on=DAY)

    answers = [
        api(clerk, "post", f"documents/{document.pk}/start_drafting/", {}, "k1")
        for _ in range(2)
    ]

    assert [a.status_code for a in answers] == [200, 200], answers[0].text
    assert document.changes.filter(event="start_drafting").count() == 1


def test_every_address_of_the_api_takes_a_key():
    views = {
        entry.name: getattr(entry.callback, "cls", None) for entry in api_urls if entry.callback
    }

    assert len(views) > 20
    assert {name for name, view in views.items() if not issubclass(view, WritesOnce)} == set()


def test_a_text_that_is_only_judged_claims_no_token(client, office):
    client.force_login(office)
    sent = {"text": "Tỉnh đã ban hành 11/18 văn bản.", "sending": "a" * 32}

    with CaptureQueriesContext(connection) as asked:
        answer = client.post(reverse("documents:paste"), sent)

    assert answer.status_code == 200
    assert not [query for query in asked if "resolutions_sending" in query["sql"]]
