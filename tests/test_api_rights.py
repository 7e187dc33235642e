"""Who may do what over the REST API: every route × role × method → status, made from the
router's routes. A new route, or a new method of one, fails here until somebody decides."""

import io

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assignments.api.tasks import TaskEditInput, TaskInput
from assignments.models import Assignment, SavedView, Task
from assignments.models.task import AssignmentRole
from assignments.roles import Role
from assignments.services import make_token
from documents import services
from documents.api.documents import DocumentEditInput, DocumentInput
from documents.forms import EVENT_FORMS
from documents.models import GuidanceWait, PlannedDocument
from documents.status import DocumentStatus
from resolutions.api.governing import ResolutionInput
from resolutions.models import Resolution
from tests.factories import (
    DAY,
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

METHODS = ("get", "post", "put", "patch", "delete")
EVERYBODY = frozenset(Role)
EDITORS = frozenset({Role.ADMIN, Role.OFFICE, Role.CHIEF})
ALL_BUT_AGENCIES = EVERYBODY - {Role.FOCAL_POINT}

# By route: by method who may, and what they are answered who send an empty object and no
# version. A method that is not named is answered 405 to everybody.
READ = {"get": (EVERYBODY, 200)}
LIST = READ | {"post": (EDITORS, 400)}
ITEM = READ | {"put": (EDITORS, 428), "patch": (EDITORS, 428)}
ACTION = {"post": (EDITORS, 428)}
TABLE = {
    "resolution-list": LIST,
    "resolution-detail": ITEM,
    "task-list": LIST,
    "task-detail": ITEM,
    "task-deadlines": READ,
    "task-set-deadline": ACTION,
    "task-record-event-day": ACTION,
    "document-list": LIST,
    "document-detail": ITEM,
    "document-history": READ,
    "document-bulk": {"post": (EDITORS, 400)},
    "document-undo": ACTION,
    "document-set-deadline": ACTION,
    "document-record-event-day": ACTION,
    "document-complete-wait": ACTION,
    **{f"document-{event.value.replace('_', '-')}": ACTION for event in EVENT_FORMS},
    "person-list": {"get": (ALL_BUT_AGENCIES, 200)},
    "person-detail": {"get": (ALL_BUT_AGENCIES, 200)},
    **{
        f"{name}-{kind}": READ
        for name in (
            "target",
            "portfolio",
            "basis",
            "narrative",
            "assignment",
            "agency",
            "view",
            "wait",
            "guidance",
            "meeting",
        )
        for kind in ("list", "detail")
    },
    **{
        f"{name}-export-{ending}": READ
        for name in ("document", "task", "resolution")
        for ending in ("xlsx", "csv")
    },
    "figures": READ,
}


def walked():
    return [route for route in routes() if route.name.startswith("api:")]


def addresses_of(things):
    return {route.name.removeprefix("api:"): path_of(route, things) for route in walked()}


def ask(client, method, address, data=None, **headers):
    if method == "get":
        return client.get(address, headers=headers)
    return getattr(client, method)(address, data or {}, "application/json", headers=headers)


def answers(client, addresses, **headers):
    return {
        (name, method): ask(client, method, address, **headers).status_code
        for name, address in addresses.items()
        for method in METHODS
    }


def written():
    """Everything that the API could have changed."""
    names = ("documents", "assignments", "resolutions")
    return {
        model: list(model.objects.order_by("pk").values())
        for name in names
        for model in apps.get_app_config(name).get_models()
        # A token tells when it was used last; refusals are counted.
        if model._meta.model_name not in ("apitoken", "eventcount")
    }


# --- route × role × method -----------------------------------------------------------------


def test_every_route_is_in_the_table():
    assert {route.name.removeprefix("api:") for route in walked()} == TABLE.keys()


@pytest.mark.parametrize("role", Role)
def test_role_is_answered_what_the_table_says(client, roles, agency, role):
    addresses = addresses_of(one_of_each(agency=agency))
    user = UserFactory(role=role)
    OfficeFactory(person=PersonFactory(user=user), agency=agency)
    client.force_login(user)
    before = written()

    told = answers(client, addresses)

    def expected(name, method):
        who, answer = TABLE[name].get(method, (EVERYBODY, 405))
        return answer if role in who else 403

    assert told == {key: expected(*key) for key in told}
    assert written() == before


def test_nobody_is_answered_without_signing_in(client, agency):
    addresses = addresses_of(one_of_each(agency=agency))

    told = answers(client, addresses)

    assert told == dict.fromkeys(told, 401)


def test_somebody_signed_in_without_a_role_changes_nothing(client, agency):
    addresses = addresses_of(one_of_each(agency=agency))
    client.force_login(UserFactory())
    before = written()

    told = answers(client, addresses, **{"if-match": "*"})

    sent = {status for (_name, method), status in told.items() if method != "get"}
    assert sent == {403, 405}
    assert written() == before


# --- tokens --------------------------------------------------------------------------------


def test_token_to_read_is_refused_every_change(client, administrator, agency):
    addresses = addresses_of(one_of_each(agency=agency))
    _token, secret = make_token(name="Đọc", scope="read", days=1, by=administrator)
    before = written()

    told = answers(client, addresses, authorization=f"Token {secret}", **{"if-match": "*"})

    reads = {name for name, allowed in TABLE.items() if "get" in allowed}
    assert told == {
        (name, method): (200 if name in reads else 405) if method == "get" else 403
        for name, method in told
    }
    assert written() == before


@pytest.mark.parametrize("fate", ["expired", "revoked", "owner left"])
def test_token_that_ended_opens_no_route(client, administrator, agency, fate):
    addresses = addresses_of(one_of_each(agency=agency))
    token, secret = make_token(name="Cũ", scope="write", days=1, by=administrator)
    if fate == "expired":
        type(token).objects.update(expiry="2020-01-01T00:00:00Z")
    elif fate == "revoked":
        token.delete()
    else:
        type(administrator).objects.filter(pk=administrator.pk).update(is_active=False)

    told = answers(client, addresses, authorization=f"Token {secret}", **{"if-match": "*"})

    assert told == dict.fromkeys(told, 401)


# --- what is another agency's --------------------------------------------------------------


@pytest.fixture
def foreign(client, focal, agency):
    """Rows of another agency, and one's own beside them so that lists are not empty. The
    person may change what it sees, so that a refusal is about the row and not the right."""
    rights = ["change_planneddocument", "change_task"]
    focal.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(focal)

    resolution, other = ResolutionFactory(), AgencyFactory()
    made = {}
    for name, lead in (("own", agency), ("foreign", other)):
        document = PlannedDocumentFactory(
            resolution=resolution,
            lead_agency=lead,
            title=f"Kế hoạch {name}",
            status=DocumentStatus.DRAFTING,
        )
        services.await_guidance(
            document, effective_on=DAY, expected=f"Hướng dẫn {name}", by=None
        )
        task = TaskFactory(resolution=resolution, text=f"Nhiệm vụ {name}")
        given = {"task": task, "role": AssignmentRole.LEAD, "agency": lead}
        made[name] = {
            PlannedDocument: document,
            Task: task,
            Assignment: Assignment.objects.create(**given),
            GuidanceWait: document.waits.get(),
        }
    return made


OF_AN_AGENCY = {
    "document": PlannedDocument,
    "task": Task,
    "assignment": Assignment,
    "wait": GuidanceWait,
}
ONE_ROW = sorted(
    (name, method)
    for name, allowed in TABLE.items()
    for method in allowed
    if name.partition("-")[0] in OF_AN_AGENCY
    and not name.endswith(("-list", "-bulk", "-xlsx", "-csv"))
)


@pytest.mark.parametrize(("name", "method"), ONE_ROW)
def test_row_of_another_agency_is_not_found(client, foreign, name, method):
    model = OF_AN_AGENCY[name.partition("-")[0]]
    own, other = (
        reverse(f"api:{name}", args=[foreign[whose][model].pk]) for whose in ("own", "foreign")
    )
    before = written()

    told = [ask(client, method, address) for address in (own, other)]

    assert [answer.status_code for answer in told] == [200 if method == "get" else 428, 404]
    assert told[1].json() == {"detail": "Không tìm thấy."}
    assert written() == before


def test_rows_of_another_agency_are_refused_in_bulk(client, foreign):
    own, other = (foreign[whose][PlannedDocument] for whose in ("own", "foreign"))
    asked = {
        "operation": "lead_agency",
        "ids": [other.pk, own.pk, 999_999],
        "lead_agency": own.lead_agency_id,
        "reason": "Theo kết luận",
    }

    told = ask(client, "post", "/api/v1/documents/bulk/", asked).json()["results"]

    assert [row["outcome"] for row in told] == ["refused", "unchanged", "refused"]
    assert told[0]["why"] == told[2]["why"] == "Không có văn bản này."
    other.refresh_from_db()
    assert other.lead_agency != own.lead_agency


def found_in(client, name, query):
    """The titles or record numbers that an address lists."""
    answer = client.get(f"/api/v1/{name}", query)
    assert answer.status_code == 200
    if name.endswith("xlsx"):
        rows = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0].iter_rows(min_row=2)
        return {int(row[0].value) for row in rows}
    if name.endswith("csv"):
        lines = answer.getvalue().decode("utf-8-sig").splitlines()[1:]
        return {int(line.partition(";")[0]) for line in lines}
    return {row["id"] for row in answer.json()["results"]}


@pytest.mark.parametrize("ending", ["", "export.xlsx", "export.csv"])
@pytest.mark.parametrize(
    ("listing", "model"), [("documents", PlannedDocument), ("tasks", Task)]
)
def test_lists_files_and_saved_views_hold_the_own_rows_alone(
    client, foreign, listing, model, ending
):
    SavedView.objects.create(
        name="Tất cả",
        page=listing,
        query="data=all",
        visibility="shared",
        owner=UserFactory(),
    )
    queries = [{}, {"data": "all"}, {"view": "tat-ca"}, {"q": "foreign"}]
    if listing == "documents":  # what a past day tells too
        queries.append({"as_of": timezone.localdate().isoformat(), "against": "original"})

    found = [found_in(client, f"{listing}/{ending}", query) for query in queries]

    own = {foreign["own"][model].pk}
    assert found == [own, own, own, set(), own][: len(queries)]


def test_figures_count_and_name_the_own_documents_alone(client, foreign):
    own = foreign["own"][PlannedDocument]

    told = client.get("/api/v1/figures/", {"resolution": own.resolution_id}).json()

    named = {pk for ids in told["ids"].values() for pk in ids}
    named |= {pk for ids in told["timeliness_ids"].values() for pk in ids}
    assert (told["total"], named) == (1, {own.pk})


def test_view_of_another_person_is_not_found(client, foreign):
    view = SavedView.objects.create(
        name="Riêng", page="documents", query="data=all", owner=UserFactory()
    )

    told = [
        client.get(f"/api/v1/views/{view.pk}/").status_code,
        client.get("/api/v1/documents/", {"view": "rieng"}).status_code,
        client.get("/api/v1/documents/", {"view": view.pk}).status_code,
    ]

    assert told == [404, 400, 400]
    assert client.get("/api/v1/views/").json()["results"] == []


# --- what nobody may assign ----------------------------------------------------------------

INPUTS = {
    "documents": (PlannedDocument, DocumentInput, DocumentEditInput),
    "tasks": (Task, TaskInput, TaskEditInput),
    "resolutions": (Resolution, ResolutionInput, ResolutionInput),
}


def fixed(model, wanted):
    """Names of the model's columns that the form does not have, and two of Python's own."""
    names = {field.name for field in model._meta.get_fields()}
    return sorted(names - set(wanted().fields)) + ["_state", "__class__"]


def test_status_origin_and_author_are_among_what_nobody_may_assign():
    assert {"id", "status", "symbol", "evidence_gap", "changes"} <= set(
        fixed(PlannedDocument, DocumentEditInput)
    )
    assert {"id", "deadlines", "due_on"} <= set(fixed(Task, TaskEditInput))
    assert {"id", "symbol_key", "search_text", "is_fictional"} <= set(
        fixed(Resolution, ResolutionInput)
    )


@pytest.mark.parametrize("listing", INPUTS)
def test_what_the_form_does_not_have_is_refused_by_name(client, administrator, listing):
    model, made, edited = INPUTS[listing]
    things = one_of_each()
    client.force_login(administrator)
    before = written()

    for wanted, method, address in (
        (made, "post", f"/api/v1/{listing}/"),
        (edited, "patch", f"/api/v1/{listing}/{things[model].pk}/"),
    ):
        for name in [*fixed(model, wanted), "by", "version", "history_user", "created_by"]:
            answer = ask(client, method, address, {name: 1}, **{"if-match": "*"})
            assert (answer.status_code, answer.json()["errors"].get(name)) == (
                400,
                ["Ở đây không có trường này."],
            ), name

    assert written() == before
