"""What the REST API writes: through the services of the pages, one operation for each event,
and never over what somebody else saved meanwhile."""

import re
from datetime import date

import pytest
from django.urls import reverse

from assignments.models import Assignment, Task
from documents import services
from documents.models import PlannedDocument, StatusChange
from documents.status import DocumentStatus, Event
from resolutions.log import entries_of
from resolutions.models import Resolution
from tests.factories import (
    DAY,
    AgencyFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db
ISSUE = {
    "symbol": "15-KH/TU",
    "issued_on": "2021-12-14",
    "issuer_name": "Ban Thường vụ Tỉnh ủy",
    "evidence_note": "Hồ sơ số 15",
}


@pytest.fixture
def caller(client, office):
    client.force_login(office)
    return client


def send(client, verb, address, data=None, etag="*"):
    headers = {"if-match": etag} if etag else {}
    return getattr(client, verb)(address, data or {}, "application/json", headers=headers)


def at(document, what=""):
    return f"/api/v1/documents/{document.pk}/{what and what + '/'}"


# --- one operation for each event ----------------------------------------------------------

JOURNEY = [
    ("start_drafting", {"effective_on": "2021-12-14"}, "drafting"),
    ("consult", {"effective_on": "2021-12-15"}, "consulting"),
    ("submit", {"effective_on": "2021-12-16"}, "submitted"),
    (
        "await_guidance",
        {"effective_on": "2021-12-17", "expected": "Hướng dẫn của Trung ương"},
        "awaiting_guidance",
    ),
    ("resume", {"effective_on": "2021-12-18", "received": "31-HD/BTCTW"}, "drafting"),
    ("issue", ISSUE | {"issued_on": "2021-12-19"}, "issued"),
    ("record_evidence", ISSUE | {"issued_on": "2021-12-19", "note": "Sửa số"}, "issued"),
    ("reopen", {"effective_on": "2021-12-20", "note": "Ban hành lại"}, "drafting"),
    (
        "integrate",
        {"effective_on": "2021-12-21", "into_text": "Kế hoạch số 20-KH/TU"},
        "integrated",
    ),
    ("reopen", {"effective_on": "2021-12-22", "note": "Tách riêng"}, "drafting"),
    ("withdraw", {"effective_on": "2021-12-23", "note": "Không cần nữa"}, "withdrawn"),
]


def test_document_goes_through_every_event(caller, office):
    document = PlannedDocumentFactory(planned_on=DAY)
    etag = caller.get(at(document)).headers["ETag"]

    reached = []
    for event, data, _status in JOURNEY:
        answer = send(caller, "post", at(document, event), data, etag)
        assert answer.status_code == 200, (event, answer.json())
        etag = answer.headers["ETag"]
        reached.append(answer.json()["status_then"])

    rows = StatusChange.objects.filter(document=document).exclude(event=Event.PLAN)
    assert reached == [status for _event, _data, status in JOURNEY]
    assert [row.event for row in rows.order_by("pk")] == [event for event, _d, _s in JOURNEY]
    assert {row.by for row in rows} == {office}


def test_event_that_may_not_follow_is_a_conflict(caller):
    document = PlannedDocumentFactory(status=DocumentStatus.ISSUED)

    answer = send(caller, "post", at(document, "consult"), {"effective_on": "2021-12-14"})

    assert answer.status_code == 409
    assert document.changes.count() == 1


def test_event_names_the_field_at_fault(caller):
    document = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)

    missing = send(caller, "post", at(document, "issue"), {"symbol": "1-KH/TU"})
    unknown = send(caller, "post", at(document, "issue"), ISSUE | {"status": "issued"})
    wrong_type = send(caller, "post", at(document, "issue"), ISSUE | {"symbol": {"a": 1}})
    too_late = send(caller, "post", at(document, "issue"), ISSUE | {"issued_on": "2999-01-01"})

    answers = [missing, unknown, wrong_type, too_late]
    assert [answer.status_code for answer in answers] == [400] * 4
    assert sorted(missing.json()["errors"]) == ["issued_on", "issuer_name"]
    assert unknown.json()["errors"] == {"status": ["Ở đây không có trường này."]}
    assert list(wrong_type.json()["errors"]) == ["symbol"]
    assert "chưa tới" in too_late.json()["detail"]
    document.refresh_from_db()
    assert document.status == DocumentStatus.DRAFTING


def test_event_of_a_document_that_does_not_exist_is_404(caller):
    answers = [
        send(caller, "post", f"/api/v1/documents/{pk}/issue/", ISSUE)
        for pk in ("999", "abc", "99999999999999999999999")
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_last_change_is_undone_by_who_recorded_it(caller, office):
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=office)

    first = send(caller, "post", at(document, "undo"))
    again = send(caller, "post", at(document, "undo"))

    assert (first.status_code, first.json()["status_then"]) == (200, "not_started")
    assert again.status_code == 409


def test_deadline_is_set_then_moved_with_a_reason(caller):
    document, task = PlannedDocumentFactory(planned_on=DAY), TaskFactory()
    first = {"deadline_kind": "day", "due_on": "2022-01-31", "effective_on": "2021-12-14"}
    moved = {"deadline_kind": "day", "due_on": "2022-03-31", "effective_on": "2021-12-20"}

    for address in (at(document), f"/api/v1/tasks/{task.pk}/"):
        to = f"{address}set_deadline/"
        answers = [
            send(caller, "post", to, first),
            send(caller, "post", to, moved),
            send(caller, "post", to, moved | {"reason": "Chờ kinh phí"}),
        ]
        assert [answer.status_code for answer in answers] == [200, 400, 200]
        assert list(answers[1].json()["errors"]) == ["reason"]
        assert answers[2].json()["due_on"] == "2022-03-31"
    history = caller.get(at(document, "history")).json()
    assert [row["reason"] for row in history["deadlines"]] == ["Chờ kinh phí", ""]
    assert len(caller.get(f"/api/v1/tasks/{task.pk}/deadlines/").json()) == 2


# --- what is planned -----------------------------------------------------------------------


def test_document_is_planned_and_edited(caller):
    resolution, agency = ResolutionFactory(), AgencyFactory()
    plan = {
        "resolution": resolution.pk,
        "kind": "KH",
        "title": "Kế hoạch chuyển đổi số",
        "lead_agency": agency.pk,
        "coordinating_agencies": [AgencyFactory().pk],
        "planned_on": "2021-12-13",
        "deadline_text": "Quý III/2025",
    }

    made = caller.post("/api/v1/documents/", plan, "application/json")
    assert made.status_code == 201, made.json()
    address, etag = made.headers["Location"], made.headers["ETag"]
    patched = send(caller, "patch", address, {"title": "Kế hoạch khác"}, etag)
    replaced = send(
        caller,
        "put",
        address,
        {"resolution": resolution.pk, "kind": "KH", "title": "Kế hoạch ba"},
        patched.headers["ETag"],
    )

    assert (made.json()["deadline_kind"], made.json()["due_on"]) == ("quarter", "2025-09-30")
    assert (patched.json()["title"], patched.json()["lead_agency"]) == (
        "Kế hoạch khác",
        agency.pk,
    )
    assert len(patched.json()["coordinating_agencies"]) == 1
    assert (replaced.json()["title"], replaced.json()["lead_agency"]) == ("Kế hoạch ba", None)
    assert replaced.json()["coordinating_agencies"] == []
    assert replaced.json()["due_on"] == "2025-09-30"


def test_task_is_made_and_edited_with_who_answers(caller):
    lead, other = AgencyFactory(), AgencyFactory()
    given = {"resolution": ResolutionFactory().pk, "text": "Sắp xếp bộ máy", "lead": lead.pk}

    made = caller.post("/api/v1/tasks/", given, "application/json")
    assert made.status_code == 201, made.json()
    patched = send(caller, "patch", made.headers["Location"], {"co_leads": [other.pk]})

    held = {(row["role"], row["agency"]) for row in patched.json()["assignments"]}
    assert held == {("lead", lead.pk), ("co_lead", other.pk)}
    assert entries_of(Task.objects.get()).last().actor.username == "office"


def test_governing_document_is_made_and_edited(caller, office):
    given = {
        "kind": "NQ",
        "symbol": "07-NQ/TU",
        "title": "về chuyển đổi số",
        "issuer_name": "Tỉnh ủy",
        "issuer_level": "provincial_party",
        "issued_on": "2021-01-18",
    }

    made = caller.post("/api/v1/resolutions/", given, "application/json")
    assert made.status_code == 201, made.json()
    patched = send(caller, "patch", made.headers["Location"], {"title": "về cải cách"})

    resolution = Resolution.objects.get(symbol="07-NQ/TU")
    assert (patched.json()["title"], patched.json()["symbol"]) == ("về cải cách", "07-NQ/TU")
    assert {entry.actor for entry in entries_of(resolution)} == {office}


FORBIDDEN = {
    "status": "issued",
    "created_at": "2020-01-01",
    "is_fictional": True,
    "history": [],
    "evidence_gap": True,
    "symbol_key": "x",
    "id": 5,
    "due_on": "2022-01-01",
}


@pytest.mark.parametrize("field", sorted(FORBIDDEN))
def test_what_is_not_planned_cannot_be_assigned(caller, field):
    document = PlannedDocumentFactory(planned_on=DAY)
    before = PlannedDocument.objects.values().get()

    answer = send(caller, "patch", at(document), {"title": "Khác", field: FORBIDDEN[field]})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert PlannedDocument.objects.values().get() == before


# --- versions ------------------------------------------------------------------------------


def test_change_without_a_version_is_asked_for_one(caller):
    document = PlannedDocumentFactory(planned_on=DAY)

    answers = [
        send(caller, "patch", at(document), {"title": "Khác"}, etag=None),
        send(caller, "post", at(document, "start_drafting"), etag=None),
        send(caller, "post", at(document, "undo"), etag=None),
    ]

    assert [answer.status_code for answer in answers] == [428] * 3
    assert "If-Match" in answers[0].json()["detail"]
    document.refresh_from_db()
    assert document.status == DocumentStatus.NOT_STARTED


def test_change_of_an_old_version_gets_what_is_saved_now(caller, office):
    document = PlannedDocumentFactory(planned_on=DAY)
    old = caller.get(at(document)).headers["ETag"]
    services.start_drafting(document, effective_on=DAY, by=office)

    answer = send(caller, "patch", at(document), {"title": "Khác"}, old)

    told = answer.json()
    assert answer.status_code == 412
    assert told["current"]["status_then"] == "drafting"
    again = send(caller, "patch", at(document), {"title": "Khác"}, answer.headers["ETag"])
    assert (again.status_code, again.json()["title"]) == (200, "Khác")


def test_version_that_a_proxy_made_weak_is_accepted(caller):
    document = PlannedDocumentFactory(planned_on=DAY)
    etag = "W/" + caller.get(at(document)).headers["ETag"]

    answer = send(caller, "patch", at(document), {"title": "Khác"}, f'"9.abc", {etag}')

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "etag", ['"0.abc"', "garbage", "W/", 'W/"0.abc"', '"', ",,,", '"999999999999999"']
)
def test_version_that_never_was_is_refused(caller, etag):
    document = PlannedDocumentFactory(planned_on=DAY)

    answer = send(caller, "patch", at(document), {"title": "Khác"}, etag)

    assert answer.status_code == 412


def test_answer_that_is_still_right_is_not_sent_again(caller):
    document = PlannedDocumentFactory(planned_on=DAY)
    first = caller.get(at(document))

    again = caller.get(at(document), headers={"if-none-match": first.headers["ETag"]})
    caller.cookies["language"] = "en"
    other = caller.get(at(document), headers={"if-none-match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


def test_another_view_of_an_item_has_another_etag(caller):
    document = PlannedDocumentFactory(planned_on=DAY)
    queries = ["", "?as_of=2021-12-20", "?known_on=2026-01-01", "?against=original"]

    tags = [caller.get(at(document) + query).headers.get("ETag") for query in queries]

    assert len(set(tags) - {None}) >= 3


# --- many at once --------------------------------------------------------------------------


def test_bulk_tells_what_became_of_each(caller):
    open_one, issued = (
        PlannedDocumentFactory(planned_on=DAY),
        PlannedDocumentFactory(status=DocumentStatus.ISSUED),
    )
    stale = PlannedDocumentFactory(planned_on=DAY)
    asked = {
        "operation": "start_drafting",
        "ids": [issued.pk, 999_999, open_one.pk, stale.pk],
        "versions": {str(stale.pk): 0},
        "effective_on": "2021-12-14",
        "reason": "Theo kết luận giao ban",
    }

    answer = caller.post("/api/v1/documents/bulk/", asked, "application/json")

    told = answer.json()
    assert answer.status_code == 200
    assert [(row["id"], row["outcome"]) for row in told["results"]] == [
        (issued.pk, "refused"),
        (999_999, "refused"),
        (open_one.pk, "changed"),
        (stale.pk, "refused"),
    ]
    assert all(row["why"] for row in told["results"] if row["outcome"] == "refused")
    assert (told["changed"], told["unchanged"], told["refused"]) == (1, 0, 3)
    open_one.refresh_from_db()
    assert open_one.status == DocumentStatus.DRAFTING


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"operation": "delete"}, "operation"),
        ({"ids": []}, "ids"),
        ({"ids": ["abc"]}, "ids"),
        ({"reason": ""}, "reason"),
        ({"status": "issued"}, "status"),
        ({"lead_agency": 1}, "lead_agency"),
    ],
)
def test_bulk_names_what_it_cannot_read(caller, changed, field):
    document = PlannedDocumentFactory(planned_on=DAY)
    asked = {
        "operation": "start_drafting",
        "ids": [document.pk],
        "effective_on": "2021-12-14",
        "reason": "Theo kết luận",
    }

    answer = caller.post("/api/v1/documents/bulk/", asked | changed, "application/json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert document.changes.count() == 1


# --- figures, saved views, files -----------------------------------------------------------


def test_figures_are_those_of_the_pages_with_the_documents_behind(caller):
    resolution = ResolutionFactory()
    issued = PlannedDocumentFactory(resolution=resolution, status=DocumentStatus.ISSUED)
    PlannedDocumentFactory(resolution=resolution, planned_on=date(2021, 12, 20))
    PlannedDocumentFactory()
    training = ResolutionFactory(is_fictional=True)
    PlannedDocumentFactory(resolution=training)

    of_one = caller.get("/api/v1/figures/", {"resolution": resolution.pk}).json()
    then = caller.get(
        "/api/v1/figures/", {"resolution": resolution.pk, "as_of": "2021-12-13"}
    ).json()
    whole = caller.get("/api/v1/figures/").json()
    page = caller.get("/").context["total"]

    assert (of_one["issued"], of_one["total"], then["total"]) == (1, 2, 1)
    assert of_one["ids"]["issued"] == [issued.pk]
    assert whole["total"] == page.total == 3
    for figures in (of_one, then, whole):
        counted = {name: len(ids) for name, ids in figures["ids"].items()}
        assert counted == {name: figures[name] for name in counted}
        told = {name: len(ids) for name, ids in figures["timeliness_ids"].items()}
        assert told == figures["timeliness"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("resolution=abc", "resolution"),
        ("resolution=99999999999999999999999", "resolution"),
        ("data=all", "data"),
        ("as_of=2999-01-01", "as_of"),
    ],
)
def test_figures_name_what_they_cannot_read(caller, query, field):
    answer = caller.get(f"/api/v1/figures/?{query}")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_list_is_asked_for_by_the_name_of_a_saved_view(caller, office):
    office.saved_views.create(name="Đang dự thảo", page="documents", query="status=drafting")
    drafting = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)
    PlannedDocumentFactory()

    views = caller.get("/api/v1/views/").json()["results"]
    listed = caller.get("/api/v1/documents/?view=dang-du-thao").json()["results"]
    narrowed = caller.get("/api/v1/documents/?view=dang-du-thao&q=khong").json()["results"]
    unknown = caller.get("/api/v1/documents/?view=khong-co")

    assert [view["slug"] for view in views] == ["dang-du-thao"]
    assert [row["id"] for row in listed] == [drafting.pk]
    assert narrowed == []
    assert (unknown.status_code, list(unknown.json()["errors"])) == (400, ["view"])


@pytest.mark.parametrize("name", ["document", "task", "resolution"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_file_is_that_of_the_page(caller, name, ending):
    task = TaskFactory()
    PlannedDocumentFactory(resolution=task.resolution)
    page = {
        "document": "documents:register_export",
        "task": "assignments:task_export",
        "resolution": "resolutions:resolution_export",
    }[name]

    of_api = caller.get(reverse(f"api:{name}-export-{ending}"), headers={"accept": "text/csv"})
    of_page = caller.get(reverse(page), {"format": ending})
    wrong = caller.get(reverse(f"api:{name}-export-{ending}"), {"data": "secret"})

    assert of_api.status_code == 200
    assert of_api.headers["Content-Type"] == of_page.headers["Content-Type"]
    assert of_api.headers["X-Row-Count"] == of_page.headers["X-Row-Count"] == "1"
    if ending == "csv":
        assert b"".join(of_api) == b"".join(of_page)
    assert wrong.status_code == 400


def test_reader_of_another_agency_finds_nothing(client, focal, agency):
    foreign = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)
    foreign_task = TaskFactory(resolution=foreign.resolution)
    Assignment.objects.create(task=foreign_task, role="lead", agency=AgencyFactory())
    client.force_login(focal)

    lists = [
        client.get(f"/api/v1/{name}/").json()["results"]
        for name in ("documents", "tasks", "assignments", "waits", "guidance")
    ]
    figures = client.get("/api/v1/figures/").json()

    assert lists == [[]] * 5
    assert figures["total"] == 0


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b'{"title": "a",\n "x" 1}', "không phải JSON hợp lệ (dòng 2, cột 6)"),
        (b"title=a", "không phải JSON hợp lệ (dòng 1, cột 1)"),
        (b'{"title": "\xff"}', "không phải JSON hợp lệ theo mã UTF-8"),
        (b'{"title": NaN}', "không phải JSON hợp lệ"),
        (b"null", "Yêu cầu không có dữ liệu"),
        (b"[1]", "Dữ liệu"),
    ],
)
def test_body_that_cannot_be_read_is_told_in_vietnamese_what_to_do(caller, sent, said):
    answer = caller.post("/api/v1/documents/", sent, "application/json")

    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert not re.search(r"parse error|No data|Invalid|Expect", answer.text)


def test_body_of_another_kind_is_told_in_vietnamese(caller):
    answer = caller.post("/api/v1/documents/", b"<a/>", "text/xml")

    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]
    assert "Unsupported" not in answer.text
