"""Who may do what: every address × method for every role, and what each person is shown.

The table is checked against the addresses of the site, so that a new address fails here until
somebody decides who may use it.
"""

import re
from datetime import date

import pytest
from django.urls import reverse

from assignments.models import Agency, Assignment, Office, SavedView, Task, TaskDeadline
from assignments.models.task import AssignmentRole
from assignments.roles import Role
from documents import services
from documents.models import (
    CentralGuidance,
    DocumentDeadline,
    DocumentDuty,
    GuidanceWait,
    Meeting,
    PlannedDocument,
    StatusChange,
)
from documents.status import DocumentStatus
from resolutions.models import Resolution
from tests.factories import (
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
)
from tests.samples import one_of_each, path_of, routes

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]

EVERYBODY = frozenset(Role)
EDITORS = frozenset({Role.ADMIN, Role.OFFICE, Role.CHIEF})
# Who appoints deputies and hands duties over.
ARRANGERS = frozenset({Role.ADMIN, Role.CHIEF})
WATCHERS = frozenset({Role.ADMIN, Role.INSPECTION})
REPORTERS = frozenset({Role.FOCAL_POINT})
CONFIRMERS = frozenset({Role.OFFICE, Role.CHIEF})
GRANTERS = frozenset({Role.CHIEF})
# A focal point sends files to what it sees.
SENDERS = EDITORS | {Role.FOCAL_POINT}
NOBODY = frozenset()
READERS_OF_ALL = EVERYBODY - {Role.FOCAL_POINT}

# Address: (who may open it, who may send a form to it). To send nothing to a form is a mistake
# (422); an address that takes no form, or is nothing but the target of one, answers 405.
READ_ONLY = "read only"
SEND_ONLY = "send only"
TABLE = {
    "documents:overview": (EVERYBODY, READ_ONLY),
    "documents:register": (EVERYBODY, READ_ONLY),
    "documents:search": (EVERYBODY, READ_ONLY),
    "documents:register_export": (EVERYBODY, READ_ONLY),
    "documents:document_page": (EVERYBODY, READ_ONLY),
    "documents:resolution_page": (EVERYBODY, READ_ONLY),
    "documents:resolution_timeline": (EVERYBODY, READ_ONLY),
    "documents:tally_add": (EDITORS, EDITORS),
    "documents:coverage": (EVERYBODY, READ_ONLY),
    "documents:task_page": (EVERYBODY, READ_ONLY),
    "documents:agency_page": (EVERYBODY, READ_ONLY),
    "documents:document_create": (EDITORS, EDITORS),
    "documents:document_edit": (EDITORS, EDITORS),
    "documents:document_event": (EDITORS, EDITORS),
    "documents:document_deadline": (EDITORS, EDITORS),
    "documents:document_undo": (SEND_ONLY, EDITORS),
    "documents:document_event_day": (EDITORS, EDITORS),
    "documents:document_wait": (EDITORS, EDITORS),
    "assignments:task_event": (EDITORS, EDITORS),
    "documents:document_earlier": (EDITORS, EDITORS),
    "documents:document_span": (EDITORS, EDITORS),
    "documents:change_strike_out": (EDITORS, EDITORS),
    "documents:deadline_strike_out": (EDITORS, EDITORS),
    "documents:letter_withdraw": (EDITORS, EDITORS),
    "assignments:task_deadline_strike_out": (EDITORS, EDITORS),
    "resolutions:measurement_strike_out": (EDITORS, EDITORS),
    "resolutions:project_strike_out": (EDITORS, EDITORS),
    "documents:tally_strike_out": (EDITORS, EDITORS),
    "resolutions:move_strike_out": (EDITORS, EDITORS),
    "documents:document_report": (REPORTERS, REPORTERS),
    "documents:document_extension": (REPORTERS, REPORTERS),
    "documents:task_report": (REPORTERS, REPORTERS),
    "documents:task_extension": (REPORTERS, REPORTERS),
    "documents:report_list": (EVERYBODY, READ_ONLY),
    "documents:report_page": (EVERYBODY, READ_ONLY),
    "documents:report_confirm": (SEND_ONLY, CONFIRMERS),
    "documents:report_return": (SEND_ONLY, CONFIRMERS),
    "documents:report_withdraw": (SEND_ONLY, REPORTERS),
    "documents:extension_list": (EVERYBODY, READ_ONLY),
    "documents:extension_page": (EVERYBODY, READ_ONLY),
    "documents:extension_grant": (SEND_ONLY, GRANTERS),
    "documents:extension_refuse": (SEND_ONLY, GRANTERS),
    "documents:extension_withdraw": (SEND_ONLY, REPORTERS),
    "documents:bulk_edit": (EDITORS, EDITORS),
    "documents:national_export": (EDITORS, READ_ONLY),
    "documents:national_mark": (SEND_ONLY, EDITORS),
    "documents:paste": (EDITORS, EDITORS),
    "documents:import_new": (EDITORS, EDITORS),
    "documents:import_page": (EDITORS, EDITORS),
    "documents:file_add": (SENDERS, SENDERS),
    "documents:file_download": (EVERYBODY, READ_ONLY),
    "documents:file_view": (EVERYBODY, READ_ONLY),
    "documents:file_replace": (EDITORS, EDITORS),
    "documents:file_withdraw": (EDITORS, EDITORS),
    "documents:guidance_watch": (EVERYBODY, READ_ONLY),
    "documents:guidance_receive": (EDITORS, EDITORS),
    "documents:style": (EDITORS, READ_ONLY),
    "documents:compare": (EVERYBODY, READ_ONLY),
    "documents:meeting_create": (SEND_ONLY, EDITORS),
    "documents:data_quality": (EVERYBODY, READ_ONLY),
    "documents:audit_log": (WATCHERS, READ_ONLY),
    "documents:audit_export": (WATCHERS, READ_ONLY),
    "documents:my_work": (EVERYBODY, READ_ONLY),
    "documents:member_list": (EVERYBODY, READ_ONLY),
    "documents:member_page": (EVERYBODY, READ_ONLY),
    "documents:member_briefing": (EVERYBODY, READ_ONLY),
    "documents:instruction_list": (EVERYBODY, READ_ONLY),
    "documents:instruction_page": (EVERYBODY, READ_ONLY),
    "documents:instruction_add": (EDITORS | {Role.BOARD}, EDITORS | {Role.BOARD}),
    "documents:instruction_reply": (SEND_ONLY, EVERYBODY - {Role.INSPECTION}),
    "documents:instruction_close": (SEND_ONLY, EDITORS),
    "documents:deputations": (EVERYBODY, READ_ONLY),
    "documents:deputation_add": (ARRANGERS, ARRANGERS),
    "documents:deputation_end": (SEND_ONLY, ARRANGERS),
    "documents:act_for": (SEND_ONLY, EVERYBODY),
    "documents:handover": (ARRANGERS, ARRANGERS),
    "assignments:task_list": (EVERYBODY, READ_ONLY),
    "assignments:task_export": (EVERYBODY, READ_ONLY),
    "assignments:task_create": (EDITORS, EDITORS),
    "assignments:task_edit": (EDITORS, EDITORS),
    "assignments:task_deadline": (EDITORS, EDITORS),
    "assignments:view_save": (SEND_ONLY, EVERYBODY),
    # A view that all use; who saved one deletes it too.
    "assignments:view_delete": (SEND_ONLY, EDITORS),
    "assignments:agency_list": (EVERYBODY, READ_ONLY),
    "resolutions:resolution_list": (EVERYBODY, READ_ONLY),
    "resolutions:resolution_export": (EVERYBODY, READ_ONLY),
    "resolutions:resolution_create": (EDITORS, EDITORS),
    "resolutions:resolution_edit": (EDITORS, EDITORS),
    "resolutions:basis_links": (EDITORS, EDITORS),
    "resolutions:basis_remove": (EDITORS, EDITORS),
    "resolutions:narrative_add": (EDITORS, EDITORS),
    "resolutions:narrative_withdraw": (EDITORS, EDITORS),
    "resolutions:target_add": (EDITORS, EDITORS),
    "resolutions:target_edit": (EDITORS, EDITORS),
    "resolutions:target_measurements": (EDITORS, EDITORS),
    "resolutions:measurement_correct": (EDITORS, EDITORS),
    "resolutions:portfolio_add": (EDITORS, EDITORS),
    "resolutions:portfolio_edit": (EDITORS, EDITORS),
    "resolutions:portfolio_projects": (EDITORS, EDITORS),
    "resolutions:project_edit": (EDITORS, EDITORS),
    "resolutions:project_move": (EDITORS, EDITORS),
    "api:resolution-list": (EVERYBODY, EDITORS),
    "api:resolution-detail": (EVERYBODY, READ_ONLY),
    "api:target-list": (EVERYBODY, READ_ONLY),
    "api:target-detail": (EVERYBODY, READ_ONLY),
    "api:portfolio-list": (EVERYBODY, READ_ONLY),
    "api:portfolio-detail": (EVERYBODY, READ_ONLY),
    "api:basis-list": (EVERYBODY, READ_ONLY),
    "api:basis-detail": (EVERYBODY, READ_ONLY),
    "api:narrative-list": (EVERYBODY, READ_ONLY),
    "api:narrative-detail": (EVERYBODY, READ_ONLY),
    "api:task-list": (EVERYBODY, EDITORS),
    "api:task-detail": (EVERYBODY, READ_ONLY),
    "api:assignment-list": (EVERYBODY, READ_ONLY),
    "api:assignment-detail": (EVERYBODY, READ_ONLY),
    "api:agency-list": (EVERYBODY, READ_ONLY),
    "api:agency-detail": (EVERYBODY, READ_ONLY),
    "api:view-list": (EVERYBODY, READ_ONLY),
    "api:view-detail": (EVERYBODY, READ_ONLY),
    "api:document-list": (EVERYBODY, EDITORS),
    "api:document-detail": (EVERYBODY, READ_ONLY),
    "api:wait-list": (EVERYBODY, READ_ONLY),
    "api:wait-detail": (EVERYBODY, READ_ONLY),
    "api:guidance-list": (EVERYBODY, READ_ONLY),
    "api:guidance-detail": (EVERYBODY, READ_ONLY),
    "api:meeting-list": (EVERYBODY, READ_ONLY),
    "api:meeting-detail": (EVERYBODY, READ_ONLY),
    "api:person-list": (READERS_OF_ALL, READ_ONLY),
    "api:person-detail": (READERS_OF_ALL, READ_ONLY),
    "api:resolution-export-xlsx": (EVERYBODY, READ_ONLY),
    "api:resolution-export-csv": (EVERYBODY, READ_ONLY),
    "api:task-export-xlsx": (EVERYBODY, READ_ONLY),
    "api:task-export-csv": (EVERYBODY, READ_ONLY),
    "api:document-export-xlsx": (EVERYBODY, READ_ONLY),
    "api:document-export-csv": (EVERYBODY, READ_ONLY),
    "api:task-deadlines": (EVERYBODY, READ_ONLY),
    "api:document-history": (EVERYBODY, READ_ONLY),
    "api:figures": (EVERYBODY, READ_ONLY),
    "api:task-set-deadline": (SEND_ONLY, EDITORS),
    "api:document-bulk": (SEND_ONLY, EDITORS),
    "api:document-start-drafting": (SEND_ONLY, EDITORS),
    "api:document-consult": (SEND_ONLY, EDITORS),
    "api:document-submit": (SEND_ONLY, EDITORS),
    "api:document-await-guidance": (SEND_ONLY, EDITORS),
    "api:document-resume": (SEND_ONLY, EDITORS),
    "api:document-issue": (SEND_ONLY, EDITORS),
    "api:document-integrate": (SEND_ONLY, EDITORS),
    "api:document-withdraw": (SEND_ONLY, EDITORS),
    "api:document-reopen": (SEND_ONLY, EDITORS),
    "api:document-record-evidence": (SEND_ONLY, EDITORS),
    "api:document-undo": (SEND_ONLY, EDITORS),
    "api:document-record-event-day": (SEND_ONLY, EDITORS),
    "api:document-complete-wait": (SEND_ONLY, EDITORS),
    "api:task-record-event-day": (SEND_ONLY, EDITORS),
    "api:document-set-deadline": (SEND_ONLY, EDITORS),
    "documentation": (EVERYBODY, READ_ONLY),
    "assignments:token_list": (EVERYBODY, EVERYBODY),
    "api_schema": (EVERYBODY, READ_ONLY),
}
# Forms on another page: a mistake is told there.
SENDS_BACK = {
    "documents:import_page",
    "documents:national_mark",
    "documents:meeting_create",
    "documents:document_undo",
    "documents:act_for",
    "documents:deputation_end",
    "documents:report_confirm",
    "documents:report_withdraw",
    "documents:extension_withdraw",
    "assignments:view_save",
    "assignments:view_delete",
}
# The door and one's own account, the same for everybody: see ``tests/test_signing_in.py``.
OF_DJANGO = {
    "login",
    "second_factor_code",
    "oidc_start",
    "openid_connect_callback",
    "second_factor",
    "second_factor_codes",
    "my_sessions",
    "logout",
    "password_change",
    "password_change_done",
    "set_language",
    "healthz",
    "readyz",
}


def walked():
    return [route for route in routes() if not route.name.startswith("admin:")]


def make(role, agency):
    """A person of this role; a focal point serves the agency."""
    user = UserFactory(role=role, is_staff=role == Role.ADMIN)
    OfficeFactory(person=PersonFactory(user=user), agency=agency)
    return user


def without_marks(text):
    """A page without the marks around the words searched for."""
    return re.sub("</?mark>", "", text)


def status_of(role, allowed, yes):
    if allowed in (READ_ONLY, SEND_ONLY):
        return 405
    return yes if role in allowed else 403


def sent_nothing(name):
    """What an address answers when a form without fields is sent to it."""
    if name in SENDS_BACK:
        return 302
    if name.startswith("api:"):
        # No JSON; of one row also: which version is not said.
        return 415 if name.endswith(("-list", "-bulk")) else 428
    return 422


def test_every_address_is_in_the_table():
    names = {route.name for route in walked()}

    assert names == TABLE.keys() | OF_DJANGO


@pytest.mark.parametrize("role", Role)
def test_role_opens_and_sends_what_the_table_says(client, roles, agency, role):
    things = one_of_each(agency=agency)
    client.force_login(make(role, agency))
    addresses = {
        route.name: path_of(route, things) for route in walked() if route.name in TABLE
    }

    opened = {name: client.get(path).status_code for name, path in addresses.items()}
    sent = {name: client.post(path).status_code for name, path in addresses.items()}

    assert opened == {
        name: status_of(role, reading, 200) for name, (reading, _) in TABLE.items()
    }
    assert sent == {
        name: status_of(role, writing, sent_nothing(name))
        for name, (_, writing) in TABLE.items()
    }


# --- the Standing Board reads --------------------------------------------------------------

ISSUE = {
    "symbol": "15-KH/TU",
    "issued_on": "2021-12-14",
    "issuer_name": "Ban Thường vụ Tỉnh ủy",
    "evidence_note": "Hồ sơ số 15",
}
DEADLINE = {"deadline_kind": "day", "due_on": "2022-01-31", "effective_on": "2021-12-14"}
RECEIVED = {
    "symbol": "31-HD/BTCTW",
    "issuer_name": "Ban Tổ chức Trung ương",
    "issued_on": "2022-01-10",
    "received_on": "2022-01-14",
    "step": "confirm",
}


def state():
    """Everything a form could have changed."""
    return {
        model: list(model.objects.order_by("pk").values())
        for model in (
            PlannedDocument,
            StatusChange,
            DocumentDeadline,
            DocumentDuty,
            CentralGuidance,
            GuidanceWait,
            Meeting,
            Resolution,
            Task,
            TaskDeadline,
            Agency,
            Office,
        )
    }


@pytest.mark.parametrize("persona", ["board", "focal"])
def test_reader_changes_nothing(client, request, agency, persona):
    client.force_login(request.getfixturevalue(persona))
    document = PlannedDocumentFactory(status=DocumentStatus.DRAFTING, lead_agency=agency)
    task = TaskFactory(resolution=document.resolution)
    guidance = CentralGuidance.objects.create(title="Hướng dẫn về mô hình tổ chức")
    before = state()

    issued = client.post(f"/documents/{document.pk}/issue/", ISSUE)
    withdrawn = client.post(f"/documents/{document.pk}/withdraw/", {"note": "Không cần nữa"})
    edited = client.post(f"/documents/{document.pk}/edit/", {"title": "Khác"})
    task_edited = client.post(f"/tasks/{task.pk}/edit/", {"text": "Khác"})
    due = [
        client.post(f"/{of}/deadline/", DEADLINE)
        for of in (f"documents/{document.pk}", f"tasks/{task.pk}")
    ]
    received = client.post(f"/guidance/{guidance.pk}/receive/", RECEIVED)
    met = client.post("/compare/meetings/", {"on": "2021-12-13", "name": "Họp giao ban"})

    answers = [issued, withdrawn, edited, task_edited, *due, received, met]
    assert [answer.status_code for answer in answers] == [403] * 8
    assert state() == before


def test_office_changes_what_the_board_may_not(client, office):
    client.force_login(office)
    document = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)

    response = client.post(f"/documents/{document.pk}/issue/", ISSUE)

    assert response.status_code == 302
    document.refresh_from_db()
    assert document.status == DocumentStatus.ISSUED


EDITING = re.compile(
    r'(?:href|action)="([^"]*/(?:new|edit|issue|withdraw|resume|start_drafting|deadline'
    r'|receive|meetings|tally|bases|remove|measurements|correct|projects|move)/[^"]*)"'
)
PAGES = [
    "documents:overview",
    "documents:register",
    "documents:guidance_watch",
    "documents:compare",
    "documents:document_page",
    "documents:resolution_page",
    "documents:task_page",
    "documents:agency_page",
    "documents:data_quality",
    "documents:my_work",
    "documents:member_list",
    "documents:member_page",
    "documents:member_briefing",
    "assignments:task_list",
    "resolutions:resolution_list",
]


def editing_links(client, things):
    by_name = {route.name: route for route in walked()}
    return {
        name: EDITING.findall(client.get(path_of(by_name[name], things)).text) for name in PAGES
    }


@pytest.mark.parametrize("persona", ["board", "focal"])
def test_reader_is_shown_no_way_to_edit(client, request, agency, persona):
    things = one_of_each(agency=agency)
    client.force_login(request.getfixturevalue(persona))

    links = editing_links(client, things)

    assert links == {name: [] for name in PAGES}


def test_office_is_shown_the_ways_to_edit(client, office, agency):
    things = one_of_each(agency=agency)
    document = things[PlannedDocument]
    client.force_login(office)

    links = editing_links(client, things)

    assert f"/documents/{document.pk}/edit/" in links["documents:document_page"]
    assert f"/documents/{document.pk}/resume/" in links["documents:document_page"]
    assert f"/documents/{document.pk}/deadline/" in links["documents:document_page"]
    assert f"/tasks/{things[Task].pk}/deadline/" in links["documents:task_page"]
    guidance = document.waits.get().guidance
    assert f"/guidance/{guidance.pk}/receive/" in links["documents:guidance_watch"]
    assert "/compare/meetings/" in links["documents:compare"]
    assert f"/resolutions/{document.resolution_id}/edit/" in links["documents:resolution_page"]


# --- a focal point sees its own agency -----------------------------------------------------


@pytest.fixture
def own_and_foreign(agency):
    """Two documents and two tasks of one resolution: the agency's, and a stranger's."""
    resolution = ResolutionFactory(symbol="03-NQ/TU")
    stranger = AgencyFactory(name="Sở Tài chính")
    plan = {"resolution": resolution, "planned_on": date(2021, 2, 1)}
    own = PlannedDocumentFactory(**plan, title="Kế hoạch văn hóa", lead_agency=agency)
    foreign = PlannedDocumentFactory(
        **plan,
        title="Kế hoạch tài chính",
        lead_agency=stranger,
        status=DocumentStatus.DRAFTING,
        deadline_kind="day",
        due_on=date(2021, 6, 30),
    )
    own_task = TaskFactory(resolution=resolution, text="Phát triển văn hóa")
    foreign_task = TaskFactory(resolution=resolution, text="Quản lý tài chính")
    Assignment.objects.create(task=own_task, role=AssignmentRole.LEAD, agency=agency)
    Assignment.objects.create(task=foreign_task, role=AssignmentRole.LEAD, agency=stranger)
    return {"own": own, "foreign": foreign, "own_task": own_task, "foreign_task": foreign_task}


def addresses_of(document, task):
    return [
        reverse("documents:document_page", args=[document.pk]),
        reverse("api:document-detail", args=[document.pk]),
        reverse("documents:task_page", args=[task.pk]),
        reverse("api:task-detail", args=[task.pk]),
    ]


def test_focal_point_opens_its_own(client, focal, own_and_foreign):
    client.force_login(focal)

    own = [
        client.get(address).status_code
        for address in addresses_of(own_and_foreign["own"], own_and_foreign["own_task"])
    ]
    foreign = [
        client.get(address).status_code
        for address in addresses_of(own_and_foreign["foreign"], own_and_foreign["foreign_task"])
    ]

    assert own == [200, 200, 200, 200]
    assert foreign == [404, 404, 404, 404]


def test_foreign_document_is_there_for_the_office(client, office, own_and_foreign):
    client.force_login(office)

    answers = [
        client.get(address).status_code
        for address in addresses_of(own_and_foreign["foreign"], own_and_foreign["foreign_task"])
    ]

    assert answers == [200, 200, 200, 200]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/documents/",
        "/documents/?q=ke hoach",
        "/documents/?group=in_progress",
        "/documents/?timeliness=overdue",
        "/documents/?data=all&sort=-updated",
        "/documents/?as_of=2021-12-13&against=original",
        "/documents/?official=open_overdue",
        "/compare/?from=2021-01-31&to=2021-12-13",
        "/compare/?from=2021-01-31&to=2021-12-13&show=planned",
        "/compare/?from=2021-01-31&to=2021-12-13&show=came_in.total",
        "/tasks/",
        "/tasks/?q=tai chinh",
        "/resolutions/{resolution}/",
        "/agencies/{stranger}/",
        "/api/v1/documents/",
        "/api/v1/documents/?q=tai chinh",
        "/api/v1/tasks/",
        "/api/v1/tasks/?data=all",
    ],
)
def test_focal_point_is_shown_nothing_foreign(client, focal, office, own_and_foreign, address):
    foreign = own_and_foreign["foreign"]
    address = address.format(resolution=foreign.resolution_id, stranger=foreign.lead_agency_id)
    words = ("Kế hoạch tài chính", "Quản lý tài chính")

    client.force_login(office)
    shown_to_office = without_marks(client.get(address).text)
    client.force_login(focal)
    shown_to_focal = without_marks(client.get(address).text)

    assert any(word in shown_to_office for word in words)
    assert [word for word in words if word in shown_to_focal] == []


def whole_text(answer):
    """A page or a file, in plain words."""
    return without_marks(b"".join(answer).decode("utf-8-sig"))


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=tai chinh",
        "/documents/export/?format=csv",
        "/documents/export/?format=csv&data=all&q=tai chinh",
        "/documents/?view={view}",
        "/tasks/export/?format=csv",
        "/api/v1/documents/export.csv",
        "/api/v1/tasks/export.csv",
        "/api/v1/documents/?view=tai-chinh",
    ],
)
def test_no_file_search_or_saved_view_leads_a_focal_point_to_foreign_rows(
    client, focal, office, own_and_foreign, address
):
    view = SavedView.objects.create(
        name="Tài chính",
        page="documents",
        query="q=ke+hoach",
        visibility="shared",
        owner=office,
    )
    words = ("Kế hoạch tài chính", "Quản lý tài chính")
    told = {}

    for user in (office, focal):
        client.force_login(user)
        text = whole_text(client.get(address.format(view=view.pk)))
        told[user] = [word for word in words if word in text]

    assert told[office]
    assert told[focal] == []


def test_figures_of_a_focal_point_count_its_own_rows(client, focal, own_and_foreign):
    client.force_login(focal)
    resolution = own_and_foreign["own"].resolution_id

    overview = client.get("/").context
    page = client.get(f"/resolutions/{resolution}/").context["figures"]

    assert (overview["total"].total, overview["total"].overdue) == (1, 0)
    assert [row.figures.total for row in overview["rows"]] == [1]
    assert (page.total, page.not_begun, page.in_progress) == (1, 1, 0)


def test_focal_point_is_shown_nothing_foreign_that_waits(
    client, focal, office, own_and_foreign
):
    for document in (own_and_foreign["own"], own_and_foreign["foreign"]):
        services.await_guidance(
            document, effective_on=date(2021, 12, 13), expected="Hướng dẫn", by=None
        )

    pages = {}
    for person in (office, focal):
        client.force_login(person)
        pages[person] = [client.get(f"/guidance/{day}") for day in ("", "?as_of=2021-12-13")]

    assert [page.context["total"].all for page in pages[office]] == [2, 2]
    assert ["Kế hoạch tài chính" in page.text for page in pages[office]] == [True, True]
    assert [page.context["total"].all for page in pages[focal]] == [1, 1]
    assert ["Kế hoạch tài chính" in page.text for page in pages[focal]] == [False, False]


def test_comparison_of_a_focal_point_counts_its_own_rows(client, focal, own_and_foreign):
    client.force_login(focal)

    comparison = client.get("/compare/?from=2021-01-31&to=2021-12-13").context["comparison"]

    assert comparison.moves["planned"] == [own_and_foreign["own"].pk]
    assert [footing.now for footing in comparison.footings if footing.now] == [1, 1]


def test_figures_of_the_office_count_all_rows(client, office, own_and_foreign):
    client.force_login(office)

    overview = client.get("/").context

    assert (overview["total"].total, overview["total"].overdue) == (2, 1)


def test_focal_point_sees_what_its_agency_coordinates_or_signs(client, focal, agency):
    coordinated = PlannedDocumentFactory(lead_agency=AgencyFactory(), coordinating=[agency])
    signed = PlannedDocumentFactory(signing_body=agency)
    PlannedDocumentFactory(lead_agency=AgencyFactory())
    client.force_login(focal)

    listed = client.get("/api/v1/documents/").json()["results"]

    assert sorted(row["id"] for row in listed) == [coordinated.pk, signed.pk]


def test_focal_point_sees_the_agencies_below_its_own(client, focal, agency):
    below = AgencyFactory(parent=AgencyFactory(parent=agency))
    above = AgencyFactory()
    agency.parent = above
    agency.save()
    visible = PlannedDocumentFactory(lead_agency=below)
    PlannedDocumentFactory(lead_agency=above)
    client.force_login(focal)

    listed = client.get("/api/v1/documents/").json()["results"]

    assert [row["id"] for row in listed] == [visible.pk]


def test_focal_point_whose_office_ended_sees_nothing(client, focal, agency):
    PlannedDocumentFactory(lead_agency=agency)
    focal.person.offices.update(valid_to=date(2022, 1, 1))
    client.force_login(focal)

    listed = client.get("/api/v1/documents/").json()["results"]

    assert listed == []


def test_login_without_role_sees_no_document(client, roles, agency):
    PlannedDocumentFactory(lead_agency=agency)
    client.force_login(UserFactory())

    listed = client.get("/api/v1/documents/").json()["results"]
    form = client.get("/documents/new/")

    assert (listed, form.status_code) == ([], 403)
