"""What the REST API reads: the same rows as the pages, and never a crash."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext

from assignments.models import Assignment
from assignments.models.task import AssignmentRole
from documents import services
from documents.status import DocumentStatus
from tests.factories import (
    AgencyFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)
from tests.samples import one_of_each

LISTS = ["resolution", "task", "document", "agency"]
ONLY_READ = [
    "agency",
    "target",
    "portfolio",
    "basis",
    "narrative",
    "assignment",
    "person",
    "view",
    "wait",
    "guidance",
    "meeting",
]


def ids(response):
    return [row["id"] for row in response.json()["results"]]


@pytest.fixture
def caller(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def mixed(roles):
    """Real and training data, two agencies, one above the other, and documents that moved."""
    above = AgencyFactory(name="Ban Tổ chức Tỉnh ủy", short_name="BTCTU")
    below = AgencyFactory(name="Phòng Tổ chức cán bộ", parent=above)
    real = ResolutionFactory(symbol="03-NQ/TU", title="về chuyển đổi số")
    training = ResolutionFactory(symbol="99-NQ/TU", is_fictional=True)
    plan = {"resolution": real, "planned_on": date(2021, 2, 1)}
    drafted = PlannedDocumentFactory(**plan, title="Kế hoạch chuyển đổi số", lead_agency=above)
    issued = PlannedDocumentFactory(**plan, lead_agency=below, status=DocumentStatus.DRAFTING)
    PlannedDocumentFactory(**plan, lead_agency=AgencyFactory())
    PlannedDocumentFactory(resolution=training, title="Kế hoạch giả định")
    services.start_drafting(drafted, effective_on=date(2022, 3, 1), by=None)
    services.issue(
        issued,
        symbol="15-KH/TU",
        issued_on=date(2022, 5, 4),
        issuer_name="Ban Thường vụ Tỉnh ủy",
        by=None,
    )
    task = TaskFactory(resolution=real, text="Sắp xếp tổ chức bộ máy")
    Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=below)
    TaskFactory(resolution=training)
    return {"above": above.pk, "below": below.pk, "real": real.pk, "training": training.pk}


# --- read-only -----------------------------------------------------------------------------


def answers_to_changes(client, name):
    """What a list and its first row answer to each way of changing them."""
    before = client.get(reverse(f"api:{name}-list")).json()
    addresses = [
        reverse(f"api:{name}-list"),
        reverse(f"api:{name}-detail", args=[before["results"][0]["id"]]),
    ]

    answers = [
        getattr(client, method)(address, {"title": "Khác"}, content_type="application/json")
        for address in addresses
        for method in ("post", "put", "patch", "delete")
    ]

    assert client.get(reverse(f"api:{name}-list")).json() == before
    return [answer.status_code for answer in answers]


@pytest.mark.parametrize("name", ONLY_READ)
def test_api_only_reads(client, administrator, name):
    one_of_each()
    if name == "guidance":
        document = PlannedDocumentFactory(planned_on=date(2021, 2, 1))
        services.await_guidance(
            document, effective_on=date(2021, 2, 1), expected="Hướng dẫn", by=None
        )
    client.force_login(administrator)

    assert answers_to_changes(client, name) == [405] * 8


@pytest.mark.parametrize("name", ["resolution", "task", "document"])
def test_nothing_is_changed_without_saying_which_version_nor_deleted(
    client, administrator, name
):
    one_of_each()
    client.force_login(administrator)

    assert answers_to_changes(client, name) == [400, 405, 405, 405, 405, 428, 428, 405]


# --- the same rows as the page -------------------------------------------------------------

SAME_ROWS = [
    ("documents:register", "api:document-list", query)
    for query in (
        "",
        "data=training",
        "data=all",
        "resolution={real}",
        "resolution={training}&data=all",
        "group=issued",
        "group=issued&as_of=2021-12-13",
        "group=in_progress&as_of=2021-12-13",
        "as_of=2021-01-01",
        "status=drafting",
        "agency={above}",
        "agency={below}",
        "q=chuyen doi so",
        "q=15-kh",
        "lacking=evidence",
        "lacking=agency&data=all",
        "sort=title",
        "sort=-issued",
        "timeliness=no_deadline",
    )
] + [
    ("assignments:task_list", "api:task-list", query)
    for query in ("", "data=training", "data=all", "agency={above}", "q=sap xep", "q=nothing")
]
SAME_ROWS += [
    ("assignments:agency_list", "api:agency-list", query)
    for query in ("", "data=training", "q=to chuc", "kind=state", "level=commune")
]
SAME_ROWS += [
    ("resolutions:resolution_list", "api:resolution-list", query)
    for query in ("", "data=training", "data=all", "q=chuyen doi so", "kind=CT")
]


@pytest.mark.parametrize(("listing", "api", "query"), SAME_ROWS)
def test_api_lists_the_rows_of_the_page(caller, mixed, listing, api, query):
    query = query.format(**mixed)

    shown = caller.get(f"{reverse(listing)}?{query}").context["page"].object_list
    listed = caller.get(f"{reverse(api)}?{query}")

    assert ids(listed) == [row.pk for row in shown]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=chuyen doi so", ["Kế hoạch chuyển đổi số"]),
        ("data=training", ["Kế hoạch giả định"]),
        ("group=issued&as_of=2022-05-03", []),
        ("status=drafting&agency={above}", ["Kế hoạch chuyển đổi số"]),
    ],
)
def test_api_filters_documents(caller, mixed, query, titles):
    listed = caller.get(f"{reverse('api:document-list')}?{query.format(**mixed)}")

    assert [row["title"] for row in listed.json()["results"]] == titles


def test_api_tells_the_status_of_the_day_asked_for(caller, mixed):
    address = f"{reverse('api:document-list')}?agency={mixed['below']}"

    then = caller.get(f"{address}&as_of=2022-05-03").json()["results"]
    now = caller.get(address).json()["results"]

    assert [row["status_then"] for row in then] == ["drafting"]
    assert [row["status_then"] for row in now] == ["issued"]


@pytest.mark.parametrize("name", LISTS)
def test_training_object_is_reached_by_its_id(caller, name):
    training = ResolutionFactory(is_fictional=True)
    made = {
        "resolution": training,
        "task": TaskFactory(resolution=training),
        "document": PlannedDocumentFactory(resolution=training),
        "agency": AgencyFactory(is_fictional=True),
    }[name]

    listed = caller.get(reverse(f"api:{name}-list"))
    detail = caller.get(reverse(f"api:{name}-detail", args=[made.pk]))

    assert ids(listed) == []
    assert (detail.status_code, detail.json()["id"]) == (200, made.pk)


# --- pages ---------------------------------------------------------------------------------


def test_api_pages_hold_fifty_rows_and_two_hundred_on_request(caller):
    AgencyFactory.create_batch(201)
    address = reverse("api:agency-list")

    answers = [
        caller.get(address).json(),
        caller.get(f"{address}?page_size=3&page=67").json(),
        caller.get(f"{address}?page_size=1000").json(),
    ]

    assert [answer["count"] for answer in answers] == [201, 201, 201]
    assert [len(answer["results"]) for answer in answers] == [50, 3, 200]


@pytest.mark.parametrize("number", ["999", "0", "-1", "abc", "99999999999999999999999", "%00"])
def test_api_page_that_does_not_exist_is_404(caller, number):
    AgencyFactory()

    response = caller.get(f"{reverse('api:agency-list')}?page={number}")

    assert (response.status_code, response.json()) == (
        404,
        {"detail": gettext("Invalid page.")},
    )


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("pk", ["999", "abc", "0", "-1", "99999999999999999999999", "%00"])
def test_api_object_that_does_not_exist_is_404(caller, name, pk):
    response = caller.get(f"{reverse(f'api:{name}-list')}{pk}/")

    assert (response.status_code, response.json()) == (404, {"detail": "Không tìm thấy."})


# --- mistakes of the caller ----------------------------------------------------------------

WRONG = [
    ("document", "group=abc", "group"),
    ("document", "status=ISSUED", "status"),
    ("document", "resolution=abc", "resolution"),
    ("document", "resolution=99999999999999999999999", "resolution"),
    ("document", "agency=99999999999999999999999", "agency"),
    ("document", "board_member=%00", "board_member"),
    ("document", "due_from=2021-02-30", "due_from"),
    ("document", "as_of=garbage", "as_of"),
    ("document", "as_of=9999-12-31", "as_of"),
    ("document", "as_of=0001-01-01", "as_of"),
    ("document", "q=%00", "q"),
    ("document", "sort=pk", "sort"),
    ("document", "data=secret", "data"),
    ("task", "resolution=abc", "resolution"),
    ("task", "deadline_kind=abc", "deadline_kind"),
    ("agency", "kind=abc", "kind"),
    ("agency", "level=abc", "level"),
    ("resolution", "kind=abc", "kind"),
    ("resolution", "q=" + "a" * 10_000, "q"),
]


@pytest.mark.parametrize(("name", "query", "field"), WRONG)
def test_api_names_the_filter_it_cannot_read(caller, name, query, field):
    one_of_each()

    response = caller.get(f"{reverse(f'api:{name}-list')}?{query}")

    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_api_refuses_in_vietnamese(caller):
    address = reverse("api:document-list")

    choice = caller.get(f"{address}?group=abc").json()
    day = caller.get(f"{address}?as_of=9999-12-31").json()

    assert choice == {
        "detail": "Nội dung gửi lên không hợp lệ.",
        "errors": {"group": ["abc không có trong các lựa chọn."]},
    }
    assert day["errors"] == {
        "as_of": [gettext("The date lies in the future. Give today or an earlier day.")]
    }


# --- the description -----------------------------------------------------------------------


def test_description_of_the_api_has_no_gap(tmp_path):
    call_command(
        "spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "api.yaml")
    )


def test_description_tells_of_every_filter_of_the_register(caller):
    schema = caller.get(reverse("api_schema"), headers={"accept": "application/json"}).json()

    parameters = schema["paths"]["/api/v1/documents/"]["get"]["parameters"]

    assert sorted(parameter["name"] for parameter in parameters) == [
        "against",
        "agency",
        "as_of",
        "below",
        "board_member",
        "data",
        "due_from",
        "due_to",
        "fallen_due",
        "group",
        "heard",
        "kind",
        "known_on",
        "lacking",
        "level",
        "official",
        "page",
        "page_size",
        "part",
        "q",
        "resolution",
        "sort",
        "status",
        "timeliness",
        "total",
        "track",
        "view",
    ]


def test_description_tells_of_every_parameter_of_the_tasks(caller):
    schema = caller.get(reverse("api_schema"), headers={"accept": "application/json"}).json()

    parameters = schema["paths"]["/api/v1/tasks/"]["get"]["parameters"]

    assert sorted(parameter["name"] for parameter in parameters) == [
        "agency",
        "as_of",
        "board_member",
        "data",
        "deadline_kind",
        "known_on",
        "lacking",
        "page",
        "page_size",
        "q",
        "resolution",
        "sort",
        "view",
    ]


@pytest.mark.parametrize("name", ["document", "task"])
@pytest.mark.parametrize("asked", ["as_of", "known_on"])
@pytest.mark.parametrize("day", ["garbage", "2021-02-30", "9999-12-31", "0001-01-01"])
def test_day_that_cannot_be_is_refused(caller, name, asked, day):
    response = caller.get(reverse(f"api:{name}-list"), {asked: day})

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [asked]
