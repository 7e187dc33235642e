"""How many queries each page asks: one literal number each, the same for 1 row and for 5.

Every page of a person who has signed in asks three before its own work begins: the session,
the user, and the rights of the user and of the user's groups.
"""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assignments.models import Assignment, SavedView
from assignments.models.agency import Position
from assignments.models.task import AssignmentRole
from assignments.roles import Role
from documents import services
from documents.audit import append_only
from documents.models import (
    CentralGuidance,
    ExtensionRequest,
    GuidanceWait,
    Meeting,
    Report,
    TaskLink,
)
from documents.status import DocumentStatus
from resolutions.models import Portfolio, Project, Stage
from resolutions.services import move_project, record_measurement
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
from tests.samples import annex_of, one_of_each

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]

COUNTS = pytest.mark.parametrize("count", [1, 5])
# Another day, and what was known by a day, must not cost a query more. All of the rows below
# are recorded on the day the test runs.
DAYS = [
    "",
    "?as_of={past}",
    "?known_on={today}",
    "?as_of={past}&known_on={today}&against=original",
]


def of(days):
    """The query of an address, with the dates in it."""
    today = timezone.localdate()
    return days.format(today=today, past=today - timedelta(days=1))


@pytest.fixture
def reader(client, office):
    client.force_login(office)
    return client


def documents(count, **given):
    """So many documents with everything a row may show: names, a wait, an issued one."""
    made = []
    for n in range(count):
        lead = given.get("lead_agency") or AgencyFactory(parent=AgencyFactory())
        filled = given | {
            "lead_agency": lead,
            "signing_body": AgencyFactory(),
            "board_member": given.get("board_member") or PersonFactory(),
            "deadline_kind": "day",
            "due_on": DAY + timedelta(days=30 + n),
            "coordinating": [AgencyFactory()],
        }
        waiting = PlannedDocumentFactory(**filled)
        services.await_guidance(
            waiting, effective_on=DAY, expected="Hướng dẫn của Trung ương", by=None
        )
        made += [waiting, PlannedDocumentFactory(**filled, status=DocumentStatus.ISSUED)]
        made.append(PlannedDocumentFactory(**filled, status=DocumentStatus.DRAFTING))
        ahead = {"due_on": timezone.localdate() + timedelta(days=9)}
        made.append(PlannedDocumentFactory(**filled | ahead, status=DocumentStatus.DRAFTING))
    for document in made:
        document.advising_agencies.add(AgencyFactory())
    return made


def whole_resolution(count):
    """A resolution with so many of everything its page shows."""
    resolution = ResolutionFactory()
    for document in documents(count, resolution=resolution):
        TaskLink.objects.create(document=document, task=assigned_task(resolution=resolution))
    for n in range(count):
        portfolio = Portfolio.objects.create(resolution=resolution, name="Khu đô thị")
        stage = Stage.objects.create(portfolio=portfolio, order=n, name=f"Bước {n}")
        for name in ("A", "B"):
            project = Project.objects.create(portfolio=portfolio, name=f"Dự án {name}{n}")
            move_project(project, stage=stage, effective_on=DAY, by=None)
        target = resolution.targets.create(
            name=f"Chỉ tiêu {n}", unit="ha", target_value=750, stage=stage
        )
        record_measurement(target, on=DAY, value=700, by=None)
        resolution.narratives.create(on=DAY, text="Đạt kết quả")
        resolution.bases.create(parent=ResolutionFactory())
        resolution.offspring.create(child=ResolutionFactory())
        ResolutionFactory(symbol=resolution.symbol)
    return resolution


def assigned_task(**given):
    task = TaskFactory(**given)
    for role in (AssignmentRole.LEAD, AssignmentRole.CO_LEAD):
        Assignment.objects.create(task=task, role=role, agency=AgencyFactory())
    Assignment.objects.create(task=task, role=AssignmentRole.IN_CHARGE, person=PersonFactory())
    return task


def files(item, count):
    """So many files of an item, each with an earlier version."""
    for _ in range(count):
        first = services.attach_file(item=item, file=pdf_file(), by=UserFactory())
        services.attach_file(item=item, file=pdf_file(), replaces=first, by=UserFactory())


def instructions(item, count):
    """So many instructions open on an item."""
    for n in range(count):
        services.instruct(
            item,
            text=f"Sớm trình Ban Thường vụ, lần {n}.",
            author=PersonFactory(),
            agency=AgencyFactory(),
            given_on=DAY,
            due_on=DAY + timedelta(days=n),
            by=None,
        )


def saved_views(count):
    for n in range(count):
        for page in ("documents", "tasks"):
            SavedView.objects.create(
                name=f"Kiểu xem {n}", page=page, visibility="shared", owner=UserFactory()
            )


# --- pages ---------------------------------------------------------------------------------


@COUNTS
def test_overview(reader, count, django_assert_num_queries):
    for document in documents(count):
        if document.status == DocumentStatus.DRAFTING:
            services.submit(document, effective_on=DAY, by=None)

    for days in DAYS:
        with django_assert_num_queries(10, info=days):
            response = reader.get("/" + of(days))

        assert len(response.context["rows"]) == 4 * count


@COUNTS
def test_overview_after_a_meeting(reader, count, django_assert_num_queries):
    documents(count)
    for n in range(count):
        Meeting.objects.create(on=DAY + timedelta(days=n), name=f"Họp lần {n}")

    asked = {"": 11, "?as_of={past}": 11, "?known_on={today}": 10}
    for days, queries in asked.items():
        with django_assert_num_queries(queries, info=days):
            response = reader.get("/" + of(days))

        assert ("moves" in response.context) == (queries == 11)
        assert len(response.context["members"]) == count
        assert sum(share.figures.total for share in response.context["members"]) == 4 * count


@COUNTS
def test_presentation(reader, count, django_assert_num_queries):
    documents(count)
    slides = {"present": 5, "present=2": 6}
    for (slide, queries), days in product(slides.items(), DAYS):
        address = f"/{of(days)}&{slide}" if days else f"/?{slide}"
        with django_assert_num_queries(queries, info=address):
            response = reader.get(address)

        assert response.context["slides"] == 4 * count + 1


@COUNTS
def test_register(reader, count, django_assert_num_queries):
    documents(count)

    saved_views(count)

    for days in DAYS:
        with django_assert_num_queries(11, info=days):
            response = reader.get("/documents/" + of(days))

        assert len(response.context["page"].object_list) == 4 * count


@COUNTS
def test_resolution_page(reader, count, django_assert_num_queries):
    resolution = whole_resolution(count)
    files(resolution, count)
    instructions(resolution, count)

    for days in DAYS:
        with django_assert_num_queries(14, info=days):
            response = reader.get(f"/resolutions/{resolution.pk}/" + of(days))

        assert response.context["figures"].total == 4 * count
        counted = response.context["resolution"]
        assert (counted.instructions_count, counted.files_count) in ((count, count), (count, 0))


@COUNTS
def test_resolution_timeline(reader, count, django_assert_num_queries):
    resolution = whole_resolution(count)
    files(resolution, count)
    instructions(resolution, count)

    for days in DAYS:
        with django_assert_num_queries(8, info=days):
            response = reader.get(f"/resolutions/{resolution.pk}/timeline/" + of(days))

        assert response.context["page"].paginator.count >= 9 * count


@COUNTS
def test_coverage(reader, count, django_assert_num_queries):
    documents(count)

    for days in DAYS:
        with django_assert_num_queries(7, info=days):
            response = reader.get("/coverage/" + of(days))

        matrix = response.context["matrix"]
        assert matrix.total.figures.total == 4 * count
        assert matrix.units == count


@COUNTS
def test_document_page(reader, count, office, django_assert_num_queries):
    document = PlannedDocumentFactory(
        status=DocumentStatus.DRAFTING,
        lead_agency=AgencyFactory(),
        signing_body=AgencyFactory(),
    )
    for _ in range(count):
        TaskLink.objects.create(
            document=document, task=assigned_task(resolution=document.resolution)
        )
        document.coordinating_agencies.add(AgencyFactory())
        document.also_concretises.add(ResolutionFactory())
        services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=office)
        services.resume(document, effective_on=DAY, received="Hướng dẫn số 1", by=office)
        issued = PlannedDocumentFactory(status=DocumentStatus.ISSUED)
    services.issue(
        document,
        symbol=issued.symbol,
        issued_on=DAY,
        issuer_name=issued.issuer_name,
        by=office,
    )
    files(document, count)

    with django_assert_num_queries(19):
        response = reader.get(f"/documents/{document.pk}/")

    assert len(response.context["changes"]) == 2 * count + 2
    assert len(response.context["twins"]) == count


@COUNTS
def test_task_list(reader, count, django_assert_num_queries):
    for _ in range(count):
        assigned_task()

    saved_views(count)

    for days in DAYS:
        with django_assert_num_queries(10, info=days):
            response = reader.get("/tasks/" + of(days))

        assert len(response.context["page"].object_list) == count


@COUNTS
def test_task_page(reader, count, django_assert_num_queries):
    task = assigned_task()
    for document in documents(count, resolution=task.resolution):
        TaskLink.objects.create(task=task, document=document)
    files(task, count)

    with django_assert_num_queries(10):
        response = reader.get(f"/tasks/{task.pk}/")

    assert len(response.context["documents"]) == 4 * count


@COUNTS
def test_agency_list(reader, count, django_assert_num_queries):
    for _ in range(count):
        AgencyFactory(parent=AgencyFactory())

    with django_assert_num_queries(5):
        response = reader.get("/agencies/")

    assert len(response.context["page"].object_list) == 2 * count


@COUNTS
def test_agency_page(reader, count, django_assert_num_queries):
    agency = AgencyFactory(parent=AgencyFactory())
    documents(count, lead_agency=agency)
    for _ in range(count):
        task = TaskFactory()
        Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=agency)
        services.set_deadline(
            PlannedDocumentFactory(
                lead_agency=agency,
                status=DocumentStatus.WITHDRAWN,
                deadline_kind="day",
                due_on=DAY,
            ),
            deadline_kind="day",
            due_on=DAY + timedelta(days=60),
            reason="Gia hạn",
            effective_on=DAY,
            by=None,
        )
        AgencyFactory(parent=agency)
        agency.successions.create(successor=AgencyFactory(), on=DAY)
        agency.inheritances.create(predecessor=AgencyFactory(), on=DAY)

    with django_assert_num_queries(19):
        response = reader.get(f"/agencies/{agency.pk}/")

    assert len(response.context["documents"]) == 3 * count
    assert len(response.context["tasks"]) == len(response.context["record"].extensions) == count


@COUNTS
def test_resolution_list(reader, count, django_assert_num_queries):
    ResolutionFactory.create_batch(count)

    with django_assert_num_queries(5):
        response = reader.get("/resolutions/")

    assert len(response.context["page"].object_list) == count


@COUNTS
def test_guidance_watch(reader, count, django_assert_num_queries):
    documents(count)
    for n in range(count):
        services.await_guidance(
            PlannedDocumentFactory(), effective_on=DAY, expected=f"Quy định {n}", by=None
        )
        released = PlannedDocumentFactory()
        today = timezone.localdate()
        services.await_guidance(released, effective_on=DAY, expected="Hướng dẫn cũ", by=None)
        services.resume(
            released,
            effective_on=today - timedelta(days=1),
            received=f"Hướng dẫn số {n}",
            by=None,
        )
    # The source may not say what is awaited.
    with append_only.lifted():
        unnamed = GuidanceWait.objects.filter(guidance__title="Quy định 0")
        unnamed.update(guidance=None, expected="")

    for days in DAYS:
        with django_assert_num_queries(7, info=days):
            response = reader.get("/guidance/" + of(days))

        assert response.context["total"].all == 2 * count
        assert len(response.context["awaited"]) == count + 1
        assert response.context["released"] == count


@COUNTS
@pytest.mark.parametrize("step", [None, "preview"])
def test_guidance_receive(reader, count, step, django_assert_num_queries):
    documents(count)
    guidance = GuidanceWait.objects.first().guidance
    address = f"/guidance/{guidance.pk}/receive/"
    sent = {
        "symbol": "31-HD/BTCTW",
        "issuer_name": "Ban Tổ chức Trung ương",
        "issued_on": "2022-01-10",
        "received_on": "2022-01-14",
        "step": step,
    }

    with django_assert_num_queries(6):
        response = reader.post(address, sent) if step else reader.get(address)

    assert response.status_code == 200
    assert len(response.context["documents"]) == count
    assert len(response.context["preview"] or []) == (count if step else 0)


@COUNTS
def test_member_list(reader, count, django_assert_num_queries):
    for document in documents(count):
        OfficeFactory(person=document.board_member, position=Position.BOARD_MEMBER)
    documents(count)

    for days in DAYS:
        with django_assert_num_queries(7, info=days):
            response = reader.get("/members/" + of(days))

        assert len(response.context["rows"]) == 2 * count
        assert response.context["total"].total == 8 * count


@COUNTS
def test_member_pages(reader, count, django_assert_num_queries):
    member = OfficeFactory(position=Position.BOARD_MEMBER).person
    for document in documents(count, board_member=member):
        if document.status == DocumentStatus.DRAFTING:
            services.submit(document, effective_on=DAY, by=None)
    for n in range(count):
        task = TaskFactory()
        in_charge = {"role": AssignmentRole.IN_CHARGE, "person": member}
        Assignment.objects.create(task=task, **in_charge)
        Meeting.objects.create(on=DAY - timedelta(days=n + 1), name=f"Họp lần {n}")

    for place, queries in {"": 13, "briefing/": 10}.items():
        with django_assert_num_queries(queries, info=place):
            response = reader.get(f"/members/{member.pk}/{place}")

        charge = response.context["charge"]
        assert (len(charge.documents), charge.figures.total) == (3 * count, 4 * count)
        assert charge.moves


@COUNTS
@pytest.mark.parametrize(
    ("role", "queries"),
    [
        (Role.ADMIN, 10),
        (Role.OFFICE, 15),
        (Role.CHIEF, 13),
        (Role.BOARD, 13),
        (Role.INSPECTION, 11),
        (Role.FOCAL_POINT, 17),
    ],
)
def test_my_work(client, roles, role, queries, count, django_assert_num_queries):
    user = UserFactory(role=role)
    seat = OfficeFactory(person=PersonFactory(user=user), position=Position.BOARD_MEMBER)
    given = {"board_member": seat.person, "lead_agency": seat.agency}
    for n, document in enumerate(documents(count, **given)):
        if document.status == DocumentStatus.DRAFTING and n % 2:
            services.submit(document, effective_on=DAY, by=None)
        task = TaskFactory()
        Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=seat.agency)
        UserFactory()
    client.force_login(user)

    with django_assert_num_queries(queries):
        response = client.get("/my/")

    work = response.context["work"]
    assert [pile.count.all for pile in work if pile.pile == "overdue"] in ([], [count])


def papers(count):
    """So many reports, on a document and on a task, and as many requests for an extension."""
    for n in range(count):
        agency = AgencyFactory()
        document = PlannedDocumentFactory(lead_agency=agency)
        for item in ({"document": document}, {"task": assigned_task()}):
            given = item | {"agency": agency, "text": f"Đã làm {n}", "by": UserFactory()}
            given["submitted_at"] = timezone.now() - timedelta(days=3)
            Report.objects.create(**given)
            due = {"due_before": DAY, "due_asked": DAY + timedelta(days=n + 1)}
            ExtensionRequest.objects.create(**given, **due)


@COUNTS
def test_papers(reader, count, django_assert_num_queries):
    papers(count)

    places = {"reports": 8, "extensions": 7}
    for (place, queries), days in product(places.items(), DAYS):
        with django_assert_num_queries(queries, info=place + days):
            response = reader.get(f"/{place}/" + of(days))

        assert len(response.context["page"].object_list) == 2 * count


@COUNTS
@pytest.mark.parametrize(("place", "queries"), [("import/", 5), ("import/{batch}/", 12)])
def test_pages_of_an_annex(reader, count, place, queries, django_assert_num_queries):
    resolution = whole_resolution(count)
    for _ in range(count):
        batch = annex_of(resolution, by=UserFactory(), rows=count)

    with django_assert_num_queries(queries):
        response = reader.get(f"/{place}".format(batch=batch.pk))

    assert response.status_code == 200


@COUNTS
def test_my_work_with_papers(client, roles, count, django_assert_num_queries):
    papers(count)
    client.force_login(UserFactory(role=Role.CHIEF))

    with django_assert_num_queries(12):
        response = client.get("/my/")

    piles = [response.context[name] for name in ("to_confirm", "to_grant")]
    assert [len(pile.rows) for pile in piles] == [2 * count] * 2


@COUNTS
def test_data_quality(reader, count, django_assert_num_queries):
    documents(count)
    for _ in range(count):
        assigned_task()

    for data, days in product(["real", "training"], DAYS):
        with django_assert_num_queries(7, info=data + days):
            response = reader.get("/quality/" + (of(days) or "?") + f"&data={data}")

        totals = [section.total.all for section in response.context["sections"]]
        assert totals[:2] == ([4 * count, count] if data == "real" else [0, 0])


SPAN = f"?from={DAY - timedelta(days=30)}&to="


@COUNTS
@pytest.mark.parametrize("to", [DAY + timedelta(days=400), None])
def test_compare(reader, count, to, django_assert_num_queries):
    for document in documents(count):
        if document.status == DocumentStatus.DRAFTING:
            services.submit(document, effective_on=DAY, by=None)
    for n in range(count):
        Meeting.objects.create(on=DAY + timedelta(days=n), name=f"Họp lần {n}")

    with django_assert_num_queries(9):
        response = reader.get(f"/compare/{SPAN}{to or ''}")

    assert response.context["comparison"].footings[-1].now == 4 * count
    assert len(response.context["meetings"]) == count


@COUNTS
def test_compare_opens_a_number(reader, count, django_assert_num_queries):
    documents(count)

    shares = {"planned": 4, "wait_begun": 1, "came_in.total": 4}
    for show, share in shares.items():
        with django_assert_num_queries(10, info=show):
            response = reader.get(f"/compare/{SPAN}&show={show}")

        assert len(response.context["page"].object_list) == share * count


@COUNTS
@pytest.mark.parametrize(("kind", "queries"), [("document", 7), ("task", 8)])
def test_deadline_form(reader, count, kind, queries, office, django_assert_num_queries):
    item = PlannedDocumentFactory() if kind == "document" else TaskFactory()
    for n in range(count):
        services.set_deadline(
            item,
            deadline_kind="day",
            due_on=DAY + timedelta(days=30 + n),
            reason="Gia hạn",
            effective_on=DAY,
            by=office,
        )

    with django_assert_num_queries(queries):
        response = reader.get(f"/{kind}s/{item.pk}/deadline/")

    assert len(response.context["deadlines"]) == count


@COUNTS
def test_overview_of_a_focal_point(client, focal, agency, count, django_assert_num_queries):
    documents(count, lead_agency=agency)
    client.force_login(focal)

    with django_assert_num_queries(12):
        response = client.get("/")

    assert response.context["total"].total == 4 * count


# --- the API -------------------------------------------------------------------------------


API_LISTS = {
    "resolution": 4,
    "target": 5,
    "portfolio": 6,
    "basis": 4,
    "narrative": 4,
    "task": 6,
    "assignment": 5,
    "agency": 4,
    "person": 6,
    "view": 5,
    "document": 8,
    "wait": 6,
    "guidance": 5,
    "meeting": 4,
}


@COUNTS
def test_api_lists(reader, count, django_assert_num_queries):
    whole_resolution(count)
    saved_views(count)
    for n in range(count):
        Meeting.objects.create(on=DAY + timedelta(days=n), name="Họp Ban Thường vụ")
    for wait in GuidanceWait.objects.filter(guidance__isnull=False):
        wait.guidance = CentralGuidance.objects.create(title=f"Hướng dẫn {wait.pk}")
        with append_only.lifted():
            wait.save()

    for name, queries in API_LISTS.items():
        with django_assert_num_queries(queries, info=name):
            rows = reader.get(reverse(f"api:{name}-list")).json()["results"]

        assert len(rows) >= count


API_ANSWERS = {
    "/api/v1/documents/{document}/": 7,
    # The twelfth reads the letters of its waits.
    "/api/v1/documents/{document}/history/": 12,
    "/api/v1/tasks/{task}/": 5,
    "/api/v1/tasks/{task}/deadlines/": 6,
    "/api/v1/resolutions/{resolution}/": 3,
    "/api/v1/figures/": 6,
    "/api/v1/figures/?resolution={resolution}": 7,
    "/api/v1/documents/export.csv": 7,
    "/api/v1/documents/?view=kieu-xem-0": 9,
}


@COUNTS
def test_api_answers(reader, count, django_assert_num_queries):
    resolution = whole_resolution(count)
    saved_views(count)
    link = TaskLink.objects.first()
    given = {"resolution": resolution.pk, "task": link.task_id, "document": link.document_id}

    for address, queries in API_ANSWERS.items():
        with django_assert_num_queries(queries, info=address):
            response = reader.get(address.format(**given))
            b"".join(response)

        assert response.status_code == 200


# --- the administrators' workshop ----------------------------------------------------------

# Six for a plain list: the three above, the number of rows with and without the filter, and
# the rows. A date hierarchy asks two more; a filter by another model's rows asks one.
CHANGELISTS = {
    "assignments.agency": 6,
    "assignments.assignment": 6,
    "assignments.deputation": 6,
    "assignments.guardedact": 6,
    "assignments.office": 6,
    "assignments.person": 6,
    "assignments.savedview": 6,
    "assignments.succession": 8,
    "assignments.task": 7,
    "assignments.taskdeadline": 6,
    "auth.group": 6,
    "auth.user": 8,  # the roles of the rows
    "documents.centralguidance": 6,
    "documents.documentdeadline": 8,
    "documents.documentduty": 8,
    "documents.extensionrequest": 8,
    "documents.guidanceletter": 8,
    "documents.guidancewait": 8,
    "documents.handover": 6,
    "documents.nationalmark": 8,
    "documents.instruction": 6,
    "documents.instructionreply": 6,
    "documents.meeting": 8,
    "documents.planneddocument": 9,
    "documents.report": 8,
    "documents.statuschange": 8,
    "documents.tasklink": 6,
    "resolutions.basis": 6,
    "resolutions.directive": 8,
    "resolutions.measurement": 8,
    "resolutions.narrative": 6,
    "resolutions.portfolio": 6,
    "resolutions.programme": 8,
    "resolutions.project": 7,
    "resolutions.projectmove": 9,
    "resolutions.resolution": 8,
    "resolutions.stage": 7,
    "resolutions.target": 6,
}
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)


@pytest.fixture(scope="class", params=[1, 5])
def so_many_of_each(request, shared_rows):
    with transaction.atomic():
        for _ in range(request.param):
            one_of_each()
        yield request.param
        transaction.set_rollback(True)


class TestChangelists:
    @pytest.mark.parametrize("model", MODELS, ids=[m._meta.label_lower for m in MODELS])
    def test_changelist(
        self, client, so_many_of_each, administrator, model, django_assert_num_queries
    ):
        client.force_login(administrator)
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"

        with django_assert_num_queries(CHANGELISTS[model._meta.label_lower]):
            response = client.get(reverse(name))

        assert len(response.context["cl"].result_list) >= so_many_of_each


@COUNTS
def test_style_page(reader, count, django_assert_num_queries):
    documents(count)

    with django_assert_num_queries(12):
        response = reader.get("/style/")

    assert len(response.context["by_status"]) == 3


@COUNTS
def test_pages_of_a_file(reader, count, django_assert_num_queries):
    document = PlannedDocumentFactory()
    files(document, count)
    kept = document.attachments.latest("uploaded_at")

    with django_assert_num_queries(4):
        reader.get(f"/files/{kept.pk}/")
    with django_assert_num_queries(4):
        reader.get(f"/files/{kept.pk}/view/")
    with django_assert_num_queries(4):
        reader.get(f"/files/{kept.pk}/replace/")
    with django_assert_num_queries(4):
        reader.get(f"/files/add/document/{document.pk}/")


ENTRY_PAGES = {
    "basis_links": 6,
    "basis_remove": 4,
    "narrative_add": 4,
    "narrative_withdraw": 4,
    "target_add": 6,
    "target_edit": 7,
    "target_measurements": 5,
    "measurement_correct": 4,
    "measurement_strike_out": 4,
    "move_strike_out": 5,
    "portfolio_add": 4,
    "portfolio_edit": 5,
    "portfolio_projects": 9,
    "project_edit": 4,
    "project_move": 6,
}


@COUNTS
def test_pages_of_entry(reader, count, django_assert_num_queries):
    resolution = whole_resolution(count)
    target = resolution.targets.first()
    for n in range(1, count):
        record_measurement(target, on=DAY - timedelta(days=n), value=n, by=None)
    portfolio = resolution.portfolios.first()
    project = portfolio.projects.first()
    for n in range(1, count):
        stage = Stage.objects.create(portfolio=portfolio, order=90 + n, name=f"Sau {n}")
        move_project(project, stage=stage, effective_on=DAY, by=None)
        Project.objects.create(portfolio=portfolio, name=f"Thêm {n}")
    of = {
        "basis_remove": resolution.bases.first(),
        "narrative_withdraw": resolution.narratives.first(),
        "target_edit": target,
        "target_measurements": target,
        "measurement_correct": target.measurements.first(),
        "measurement_strike_out": target.measurements.first(),
        "move_strike_out": project.moves.first(),
        "portfolio_edit": portfolio,
        "portfolio_projects": portfolio,
        "project_edit": project,
        "project_move": project,
    }

    for name, queries in ENTRY_PAGES.items():
        address = reverse(f"resolutions:{name}", args=[of.get(name, resolution).pk])
        with django_assert_num_queries(queries, info=name):
            response = reader.get(address)

        assert response.status_code == 200


@COUNTS
def test_form_of_a_count(reader, count, django_assert_num_queries):
    resolution = whole_resolution(count)

    with django_assert_num_queries(8):
        reader.get(f"/resolutions/{resolution.pk}/tally/")
