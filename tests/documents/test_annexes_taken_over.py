"""An annex in the browser: looked through, taken over whole, taken back whole."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assignments.models import Assignment, Task, TaskDeadline
from assignments.models.task import AssignmentRole
from documents import services
from documents.importing.keeping import as_json, from_json
from documents.importing.reading import read_workbook
from documents.models import (
    BatchState,
    ColumnMeaning,
    DocumentDeadline,
    DocumentDuty,
    ImportBatch,
    PlannedDocument,
    StatusChange,
)
from documents.progress.checking import check
from documents.progress.figures import figures_of
from documents.services.importing_rows import RowTaker
from documents.status import DocumentStatus
from resolutions.models import Resolution
from resolutions.moments import Moment
from tests import demo
from tests.factories import AgencyFactory, ResolutionFactory, UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
ANNEXES = Path(__file__).parents[1] / "fixtures" / "annexes"
HEAD = "STT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm"


@pytest.fixture
def resolution():
    AgencyFactory(name="Sở Tài chính")
    AgencyFactory(name="Sở Nội vụ")
    return ResolutionFactory(symbol="03-NQ/TU", issued_on=date(2026, 1, 5))


def csv(*rows, name="Phụ lục.csv", head=HEAD):
    text = "\n".join([head, *rows])
    return SimpleUploadedFile(name, text.encode("utf-8-sig"))


GOOD = (
    "1,Rà soát biên chế,Sở Nội vụ,Sở Tài chính,Quý III/2027,Kế hoạch của Ủy ban nhân dân tỉnh",
    "2,Bố trí kinh phí,Sở Tài chính,,31/12/2027,",
)
STRANGE = "3,Kiểm tra,Sở Không Có,,30/6/2027,"


def sent(client, resolution, *rows, **given):
    """The batch of an annex that was sent with these rows."""
    address = "/import/?data=training" if resolution.is_fictional else "/import/"
    answer = client.post(address, {"resolution": resolution.pk, "file": csv(*rows, **given)})
    assert answer.status_code == 302, answer.context["form"].errors
    return ImportBatch.objects.latest("pk")


def taken(client, resolution, *rows):
    batch = sent(client, resolution, *rows)
    client.post(batch.get_absolute_url(), {"do": "take"})
    batch.refresh_from_db()
    return batch


def back(batch, by=None):
    return services.take_back(batch, reason="Nhập nhầm tệp", now=timezone.now(), by=by)


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


# --- looking through ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["large.xlsx", "two-rows-of-head.xlsx", "table.docx"])
def test_kept_sheet_is_the_sheet_that_was_read(name):
    with (ANNEXES / name).open("rb") as file:
        sheet = read_workbook(file, name)[0]

    assert from_json(as_json(sheet)) == sheet


def test_nothing_is_recorded_by_looking_through(clerk, resolution):
    batch = sent(clerk, resolution, *GOOD, STRANGE)

    page = clerk.get(batch.get_absolute_url())

    counts = {kind.value: count for kind, count in page.context["kinds"]}
    assert counts == {"new": 2, "changed": 0, "same": 0, "problem": 1}
    assert not Task.objects.exists()
    assert not PlannedDocument.objects.standing().exists()


def test_every_count_opens_its_rows(clerk, resolution):
    batch = sent(clerk, resolution, *GOOD, STRANGE)

    for kind, count in clerk.get(batch.get_absolute_url()).context["kinds"]:
        page = clerk.get(f"{batch.get_absolute_url()}?show={kind.value}")
        assert page.context["page"].paginator.count == count


def test_cell_that_is_written_over_is_read_anew(clerk, resolution):
    batch = sent(clerk, resolution, *GOOD, STRANGE)

    clerk.post(
        batch.get_absolute_url(),
        {"do": "check", "cell-C4": "Sở Nội vụ", "was-C4": "Sở Không Có"},
    )

    assert not clerk.get(batch.get_absolute_url()).context["found"].has_errors


def test_every_cell_of_a_row_can_be_written_over(clerk, resolution):
    batch = sent(clerk, resolution, *GOOD)
    address = batch.get_absolute_url()

    first = clerk.get(address).context["rows"][0]
    offered = {cell: box["text"] for cell, _label, box in first["others"]}
    clerk.post(address, {"do": "check", "cell-D2": "", "was-D2": offered["D2"]})
    clerk.post(address, {"do": "check", "cell-E2": "30/11/2027", "was-E2": offered["E2"]})

    assert [*offered] == ["A2", "B2", "C2", "D2", "E2", "F2"]
    values = clerk.get(address).context["rows"][0]["row"].values
    assert "coordinating" not in values
    assert values["deadline"].value["due_on"] == "2027-11-30"


def test_cell_of_two_lines_stays_as_it_is_when_nothing_is_written_over(clerk, resolution):
    batch = sent(clerk, resolution, '1,Rà soát,"Sở Nội vụ\nSở Không Có",,30/6/2027,')
    page = clerk.get(batch.get_absolute_url()).content.decode()

    # A line input would drop the break, and the browser would send another text unasked.
    assert '<input type="text" name="cell-' not in page
    assert "\nSở Nội vụ\nSở Không Có</textarea>" in page
    text = "Sở Nội vụ\r\nSở Không Có"
    clerk.post(batch.get_absolute_url(), {"do": "check", "cell-C2": text, "was-C2": text})
    batch.refresh_from_db()
    assert batch.edits == {}


def test_every_row_of_a_large_annex_can_be_left_out(clerk, resolution):
    batch = sent(clerk, resolution, *rows_of(600))
    numbers = [str(number) for number in range(2, 602)]

    clerk.post(batch.get_absolute_url(), {"do": "check", "shown": numbers, "out": numbers})

    batch.refresh_from_db()
    assert len(batch.left_out) == 600
    assert clerk.get(batch.get_absolute_url()).context["to_take"] == 0


def test_row_left_out_is_not_taken_and_can_come_back(clerk, resolution):
    batch = sent(clerk, resolution, *GOOD, STRANGE)
    address = batch.get_absolute_url()

    clerk.post(address, {"do": "check", "shown": ["2", "3", "4"], "out": ["4"]})
    without = clerk.get(address).context
    clerk.post(address, {"do": "check", "shown": ["4"]})

    assert (len(without["found"].rows), without["left_out"][0]["number"]) == (2, 4)
    assert len(clerk.get(address).context["found"].rows) == 3


def test_meaning_of_a_column_is_remembered_for_the_next_annex(clerk, resolution):
    head = HEAD.replace("Sản phẩm", "Đầu ra quý này")
    batch = sent(clerk, resolution, *GOOD, head=head)
    address = batch.get_absolute_url()
    assert clerk.get(address).context["found"].has_errors

    clerk.post(address, {"do": "take", "column-6": "product"})
    again = sent(clerk, resolution, *GOOD, head=head, name="Phụ lục 2.csv")

    assert ColumnMeaning.objects.filter(field="product").exists()
    assert not clerk.get(again.get_absolute_url()).context["found"].has_errors


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.csv", b""),
        SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken"),
        SimpleUploadedFile("a.pdf", b"%PDF-1.7"),
        csv("1,Kế hoạch độ MẬT của tỉnh,Sở Nội vụ,,,", "2,TUYỆT MẬT,,,,"),
    ],
    ids=["empty", "broken", "pdf", "secret"],
)
def test_file_that_cannot_be_taken_is_refused_with_words(clerk, resolution, file):
    file.seek(0)
    answer = clerk.post("/import/", {"resolution": resolution.pk, "file": file})

    assert (answer.status_code, ImportBatch.objects.count()) == (422, 0)
    assert answer.context["form"].errors["file"]


def test_sheet_that_is_not_there_names_those_that_are(clerk, resolution):
    answer = clerk.post(
        "/import/", {"resolution": resolution.pk, "file": csv(*GOOD), "sheet": "Trang 9"}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["sheet"]


# --- taking over ----------------------------------------------------------------------------


def test_rows_become_tasks_and_documents_with_their_agencies_and_deadlines(clerk, resolution):
    batch = taken(clerk, resolution, *GOOD)

    first, second = Task.objects.order_by("position")
    document = PlannedDocument.objects.get()
    assert (first.code, first.text, first.due_on) == (
        "1",
        "Rà soát biên chế",
        date(2027, 9, 30),
    )
    assert {(a.role, a.agency.name) for a in first.assignments.all()} == {
        (AssignmentRole.LEAD, "Sở Nội vụ"),
        (AssignmentRole.COORDINATING, "Sở Tài chính"),
    }
    assert (document.kind, document.lead_agency.name) == ("KH", "Sở Nội vụ")
    assert document.task_links.get().task == first
    assert first.deadlines.get().is_original
    assert second.due_on == date(2027, 12, 31)
    assert (batch.state, bool(batch.request_id)) == (BatchState.APPLIED, True)
    assert batch.made["tasks_made"] == 2


def test_same_annex_again_changes_nothing(clerk, resolution):
    taken(clerk, resolution, *GOOD)

    again = sent(clerk, resolution, *GOOD)

    counts = dict(clerk.get(again.get_absolute_url()).context["kinds"])
    assert (counts["same"], counts["new"], counts["changed"]) == (2, 0, 0)


def test_whole_annex_of_a_clerk_comes_in_and_is_then_the_same(clerk):
    from tests.documents.test_importing import resolution as register  # noqa: PLC0415

    resolution = register.__wrapped__()
    with (ANNEXES / "large.xlsx").open("rb") as file:
        sheet = read_workbook(file, "large.xlsx")[0]
    given = {"resolution": resolution, "file_name": "large.xlsx", "sha256": "0" * 64}
    on, now = date(2026, 3, 2), timezone.now()
    batch = ImportBatch.objects.create(**given, cells=as_json(sheet))

    batch = services.take_over(batch, on=on, now=now, by=None, skip_problems=True)

    again = ImportBatch.objects.create(**given, cells=as_json(sheet))
    counts = services.preview_of(again, on=on).counts
    assert batch.made["tasks_made"] > 100
    assert (counts["new"], counts["changed"]) == (0, 0)
    assert counts["same"] == len(batch.outcome)


def test_rows_that_changed_change_what_is_there(clerk, resolution):
    taken(clerk, resolution, *GOOD)

    batch = taken(
        clerk,
        resolution,
        GOOD[0],
        "2,Bố trí kinh phí,Sở Nội vụ,,30/6/2028,",
    )

    task = Task.objects.get(code="2")
    lead = task.assignments.get(role=AssignmentRole.LEAD, valid_to__isnull=True)
    assert (lead.agency.name, task.due_on) == ("Sở Nội vụ", date(2028, 6, 30))
    assert task.deadlines.count() == 2
    assert batch.made == {
        "tasks_made": 0,
        "tasks_changed": 1,
        "documents_made": 0,
        "documents_changed": 0,
    }


def test_annex_with_something_to_settle_is_not_taken_over(clerk, resolution):
    batch = sent(clerk, resolution, *GOOD, STRANGE)

    answer = clerk.post(batch.get_absolute_url(), {"do": "take"})

    assert answer.status_code == 422
    assert not Task.objects.exists()


def test_pressing_twice_takes_over_once(clerk, resolution):
    batch = taken(clerk, resolution, *GOOD)

    again = clerk.post(batch.get_absolute_url(), {"do": "take"}, follow=True)

    assert Task.objects.count() == 2
    assert "nhập lúc" in again.text
    with pytest.raises(services.AlreadyTakenOver):
        services.take_over(batch, on=date(2026, 3, 2), now=timezone.now(), by=None)


def test_one_row_refused_leaves_the_register_as_it_was(clerk, resolution):
    batch = sent(clerk, resolution, *GOOD)
    Task.objects.create(resolution=resolution, code="x", text="Việc khác")
    before = Task.objects.count()
    # The register's own rule refuses the second row: its code was given away meanwhile.
    batch.edits = {"A3": "1"}
    batch.save()

    answer = clerk.post(batch.get_absolute_url(), {"do": "take"})

    assert answer.status_code == 422
    assert Task.objects.count() == before
    batch.refresh_from_db()
    assert batch.is_draft


def test_issued_document_of_an_annex_keeps_its_number_and_day(clerk, resolution):
    head = "STT,Văn bản cần ban hành,Cơ quan chủ trì,Số ký hiệu,Ngày ban hành"
    row = "1,Kế hoạch chuyển đổi số,Sở Nội vụ,15-KH/TU,20/02/2026"
    batch = sent(clerk, resolution, row, head=head)

    clerk.post(batch.get_absolute_url(), {"do": "take"})

    document = PlannedDocument.objects.get()
    assert (document.status, document.symbol) == (DocumentStatus.ISSUED, "15-KH/TU")
    assert document.changes.get().effective_on == date(2026, 2, 20)


# --- taking back ----------------------------------------------------------------------------


def test_annex_is_taken_back_whole_while_untouched(clerk, resolution):
    batch = taken(clerk, resolution, *GOOD)

    clerk.post(batch.get_absolute_url(), {"do": "back", "reason": "Nhập nhầm tệp"})

    batch.refresh_from_db()
    assert (batch.state, batch.undone_reason) == (BatchState.UNDONE, "Nhập nhầm tệp")
    assert not Task.objects.exists()
    assert not PlannedDocument.objects.standing().exists()


def test_what_an_annex_changed_is_as_before(clerk, resolution):
    taken(clerk, resolution, *GOOD)
    changed = "2,Bố trí đủ kinh phí,Sở Nội vụ,Sở Tài chính,30/6/2028,"
    batch = taken(clerk, resolution, GOOD[0], changed)
    assert batch.made["tasks_changed"] == 1

    back(batch)

    task = Task.objects.get(code="2")
    now = {(a.role, a.agency.name) for a in task.assignments.filter(valid_to__isnull=True)}
    assert (task.text, task.due_on) == ("Bố trí kinh phí", date(2027, 12, 31))
    assert now == {(AssignmentRole.LEAD, "Sở Tài chính")}


DOCUMENTS = "STT,Văn bản cần ban hành,Cơ quan chủ trì,Số ký hiệu,Ngày ban hành"
PLANNED = "1,Kế hoạch cải cách hành chính,Sở Nội vụ,,"


def of_documents(client, resolution, *rows):
    batch = sent(client, resolution, *rows, head=DOCUMENTS)
    return services.take_over(batch, on=timezone.localdate(), now=timezone.now(), by=None)


def days_later(days):
    return timezone.now() + timedelta(days=days)


def test_what_was_known_before_an_annex_was_taken_back_is_still_told(clerk, resolution):
    batch = of_documents(clerk, resolution, PLANNED)
    today, known_at, now = timezone.localdate(), timezone.now(), days_later(3)

    services.take_back(batch, reason="Nhập nhầm tệp", now=now, by=None)

    later = timezone.localdate(now)
    assert not PlannedDocument.objects.as_of(Moment(today)).exists()
    assert not PlannedDocument.objects.as_of(Moment(later)).exists()
    assert PlannedDocument.objects.as_of(Moment(today, known_at=known_at)).count() == 1
    assert figures_of(PlannedDocument.objects.all(), Moment(today, known_at)).total == 1
    assert check(days=[today, later]) == []
    undoing = StatusChange.objects.get(event="undo")
    assert (undoing.note, undoing.recorded_at) == ("Nhập nhầm tệp", now)


def test_a_document_taken_back_has_no_page_and_no_duty(clerk, resolution):
    batch = of_documents(clerk, resolution, PLANNED)
    document = PlannedDocument.objects.get()

    back(batch)

    assert clerk.get(document.get_absolute_url()).status_code == 404
    assert document.title not in clerk.get("/documents/").text
    giver = document.lead_agency
    assert services.duties_of(giver, on=timezone.localdate()).total == 0


def test_an_annex_taken_back_comes_in_again(clerk, resolution):
    back(taken(clerk, resolution, *GOOD))

    again = taken(clerk, resolution, *GOOD)

    assert again.made["tasks_made"] == Task.objects.count() == 2
    assert again.made["documents_made"] == 1
    assert PlannedDocument.objects.standing().count() == 1
    assert Task._base_manager.count() == 4


def test_a_change_of_status_comes_back_whoever_and_whenever(clerk, resolution, board):
    of_documents(clerk, resolution, PLANNED)
    document = PlannedDocument.objects.get()
    document.signing_body = AgencyFactory(name="Ủy ban nhân dân tỉnh")
    services.edit(document, by=None)
    out = f"1,{document.title},Sở Nội vụ,15-KH/TU,{timezone.localdate():%d/%m/%Y}"
    batch = of_documents(clerk, resolution, out)
    document.refresh_from_db()
    assert (document.status, document.symbol) == (DocumentStatus.ISSUED, "15-KH/TU")

    services.take_back(batch, reason="Nhập nhầm tệp", now=days_later(40), by=board)

    document.refresh_from_db()
    assert (document.status, document.symbol) == (DocumentStatus.NOT_STARTED, "")
    assert document.changes.standing().count() == 1
    assert check(days=[timezone.localdate()]) == []


def test_an_annex_with_tasks_is_not_taken_back_on_a_later_day(clerk, resolution):
    batch = taken(clerk, resolution, *GOOD)

    with pytest.raises(services.RowsRefused) as refusal:
        services.take_back(batch, reason="Nhập nhầm tệp", now=days_later(1), by=None)

    assert set(refusal.value.rows) == {2, 3}
    assert f"{timezone.localdate():%d/%m/%Y}" in refusal.value.rows[2]
    assert Task.objects.count() == 2
    assert PlannedDocument.objects.standing().count() == 1


def test_nothing_of_a_history_is_deleted_by_taking_back(clerk, resolution):
    batch = taken(clerk, resolution, *GOOD)
    histories = (StatusChange, DocumentDeadline, DocumentDuty, TaskDeadline, Assignment)
    before = [set(model.objects.values_list("pk", flat=True)) for model in histories]

    back(batch)

    after = [set(model.objects.values_list("pk", flat=True)) for model in histories]
    assert all(were <= are for were, are in zip(before, after, strict=True))
    assert not Assignment.objects.held().exists()


def test_annex_that_somebody_worked_on_is_not_taken_back(clerk, resolution, office):
    batch = taken(clerk, resolution, *GOOD)
    document = PlannedDocument.objects.get()
    services.start_drafting(document, effective_on=timezone.localdate(), by=office)

    with pytest.raises(services.RowsRefused) as refusal:
        back(batch)

    assert list(refusal.value.rows) == [2]
    assert Task.objects.count() == 2


def test_taking_back_needs_a_reason_and_happens_once(clerk, resolution):
    batch = taken(clerk, resolution, *GOOD)

    with pytest.raises(ValidationError):
        services.take_back(batch, reason=" ", now=timezone.now(), by=None)
    back(batch)
    with pytest.raises(services.AlreadyTakenOver):
        back(batch)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "khong-co"},
        {"state": BatchState.APPLIED},
        {"state": BatchState.UNDONE, "applied_at": timezone.now()},
        {"undone_reason": "x"},
    ],
)
def test_database_keeps_no_batch_that_contradicts_itself(clerk, resolution, wrong):
    batch = sent(clerk, resolution, *GOOD)

    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(**wrong)


# --- the command ----------------------------------------------------------------------------


def test_command_takes_over_what_has_no_problem(tmp_path, resolution):
    file = tmp_path / "phu-luc.csv"
    file.write_bytes(csv(*GOOD, STRANGE).read())
    options = [str(file), "--resolution", "03-NQ/TU"]

    with pytest.raises(CommandError):
        call_command("import_annex", *options)
    assert not Task.objects.exists()

    call_command("import_annex", *options, "--skip-problems")

    assert Task.objects.count() == 2
    assert ImportBatch.objects.get().state == BatchState.APPLIED
    assert Assignment.objects.filter(task__resolution=resolution).exists()
    assert UserFactory._meta.model.objects.filter(import_batches__isnull=False).count() == 0


# --- our own files come back ------------------------------------------------------------------


@pytest.mark.parametrize("listing", ["documents", "tasks"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_list_that_was_written_to_a_file_comes_back_without_a_change(client, listing, ending):
    demo.load(scenario="all")
    client.force_login(UserFactory(is_superuser=True))
    resolution = Resolution.objects.get(symbol="91-NQ/TU")
    told = client.get(
        f"/{listing}/export/?format={ending}&data=training&resolution={resolution.pk}"
    )
    file = SimpleUploadedFile(f"danh-sach.{ending}", b"".join(told))

    sent_so = client.post(
        "/import/?data=training", {"resolution": resolution.pk, "file": file}, follow=True
    )

    counts = dict(sent_so.context["kinds"])
    there = getattr(
        resolution, {"documents": "planned_documents"}.get(listing, listing)
    ).count()
    assert counts == {"new": 0, "changed": 0, "same": there, "problem": 0}
    assert there > 1


# --- large annexes --------------------------------------------------------------------------


def rows_of(count):
    """Distinct rows, each a task and its document."""
    return [
        f"{n},Nhiệm vụ số {n},Sở Nội vụ,Sở Tài chính,31/12/2027,Kế hoạch số {n}"
        for n in range(1, count + 1)
    ]


def running(client, batch, **said):
    """The pieces of the page that tells how far it is."""
    answer = client.post(batch.get_absolute_url(), said)
    assert answer.streaming
    return answer


def told(page):
    return [int(found) for found in re.findall(r'value="(\d+)"', page)]


def test_page_tells_how_far_a_large_annex_is(clerk, resolution, office):
    batch = sent(clerk, resolution, *rows_of(101))

    page = running(clerk, batch, do="take").getvalue().decode()

    steps = told(page)
    assert steps[0] == 0
    assert steps[-1] == 100
    assert len(steps) > 50
    assert steps == sorted(steps)
    assert f"url={batch.get_absolute_url()}" in page
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED
    assert batch.made["tasks_made"] == Task.objects.count() == 101
    made = LogEntry.objects.get_for_model(Task).filter(cid=batch.request_id)
    assert made.count() == 101
    assert {entry.actor for entry in made} == {office}


def test_page_tells_how_far_taking_back_is(clerk, resolution):
    batch = sent(clerk, resolution, *rows_of(101))
    running(clerk, batch, do="take").getvalue()

    page = running(clerk, batch, do="back", reason="Nhập nhầm tệp").getvalue().decode()

    assert told(page)[-1] == 100
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert not Task.objects.exists()
    assert not PlannedDocument.objects.standing().exists()


def test_refused_taking_back_keeps_the_typed_reason(clerk, resolution, office):
    batch = sent(clerk, resolution, *rows_of(101))
    running(clerk, batch, do="take").getvalue()
    document = PlannedDocument.objects.first()
    services.start_drafting(document, effective_on=timezone.localdate(), by=office)

    page = running(clerk, batch, do="back", reason='Nhập "nhầm" tệp').getvalue().decode()

    assert "đã được thay đổi sau khi nhập" in page
    assert 'name="reason" value="Nhập &quot;nhầm&quot; tệp"' in page
    assert 'name="do" value="back"' in page
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED


@pytest.mark.django_db(transaction=True)
def test_page_that_is_closed_before_the_end_leaves_nothing(clerk, resolution):
    batch = sent(clerk, resolution, *rows_of(101))
    answer = running(clerk, batch, do="take")
    pieces = iter(answer)
    while told(next(pieces).decode()) != [50]:
        pass

    answer.close()

    batch.refresh_from_db()
    assert batch.is_draft
    assert not Task.objects.exists()


def test_page_names_the_rows_that_are_refused(clerk, resolution, monkeypatch):
    batch = sent(clerk, resolution, *rows_of(101))

    def refuse(self, row):
        raise ValidationError("Không nhận được dòng này.")

    monkeypatch.setattr("documents.services.importing.RowTaker.take", refuse)
    page = running(clerk, batch, do="take", shown=["2", "3"]).getvalue().decode()

    for number in (2, 3):
        assert f'name="shown" value="{number}"' in page
    assert page.count("Không nhận được dòng này.") == 101
    assert "Dòng 2: Không nhận" in page
    assert "http-equiv" not in page
    batch.refresh_from_db()
    assert batch.is_draft


def test_page_says_so_when_our_side_fails(clerk, resolution, monkeypatch, caplog):
    batch = sent(clerk, resolution, *rows_of(101))
    take = RowTaker.take

    def fail(self, row):
        if row.number > 50:
            raise RuntimeError("đĩa hỏng")
        return take(self, row)

    monkeypatch.setattr("documents.services.importing.RowTaker.take", fail)
    page = running(clerk, batch, do="take").getvalue().decode()

    assert "Hệ thống gặp lỗi; chưa ghi gì." in page
    assert "đĩa hỏng" not in page
    assert "đĩa hỏng" in caplog.text
    assert not Task.objects.exists()


def test_a_new_row_asks_so_many_queries(clerk, resolution, office):
    def asked(count, start):
        rows = [
            f"{n},Việc {n},Sở Nội vụ,,31/12/2027,Kế hoạch {n}"
            for n in range(start, start + count)
        ]
        batch = sent(clerk, resolution, *rows)
        with CaptureQueriesContext(connection) as queries:
            services.take_over(batch, on=date(2026, 11, 24), now=timezone.now(), by=office)
        with CaptureQueriesContext(connection) as more:
            back(batch, by=office)
        return len(queries), len(more)

    asked(1, 100)  # the kinds of things are known from here on
    one, one_back = asked(1, 1)
    five, five_back = asked(5, 10)

    assert five - one == 4 * 32
    assert five_back - one_back == 4 * 18


def test_annex_of_training_data_says_so_on_every_page(clerk):
    AgencyFactory(name="Sở Nội vụ", is_fictional=True)
    AgencyFactory(name="Sở Tài chính", is_fictional=True)
    training = ResolutionFactory(symbol="91-NQ/TU", is_fictional=True)
    batch = sent(clerk, training, *rows_of(101))

    preview = clerk.get(batch.get_absolute_url()).content.decode()
    while_running = running(clerk, batch, do="take").getvalue().decode()
    done = clerk.get(batch.get_absolute_url()).content.decode()

    for page in (preview, while_running, done):
        assert "DỮ LIỆU GIẢ ĐỊNH" in page


# --- what was undone is no change -------------------------------------------------------------


def test_a_change_that_was_undone_or_struck_out_does_not_hold_an_annex_back(clerk, resolution):
    batch = of_documents(clerk, resolution, PLANNED)
    document, user = PlannedDocument.objects.get(), UserFactory()
    today = timezone.localdate()
    services.start_drafting(document, effective_on=today, by=user)
    services.undo_last(document, by=user, now=timezone.now())
    services.start_drafting(document, effective_on=today, by=user)
    services.strike_out(
        document,
        change=document.changes.latest("pk").pk,
        reason="Nhập nhầm",
        now=timezone.now(),
        by=user,
    )

    back(batch)

    assert not PlannedDocument.objects.standing().exists()


def test_what_an_annex_changed_comes_back_although_something_was_undone_since(
    clerk, resolution
):
    of_documents(clerk, resolution, PLANNED)
    document, user = PlannedDocument.objects.get(), UserFactory()
    document.signing_body = AgencyFactory(name="Ủy ban nhân dân tỉnh")
    services.edit(document, by=None)
    out = f"1,{document.title},Sở Nội vụ,15-KH/TU,{timezone.localdate():%d/%m/%Y}"
    batch = of_documents(clerk, resolution, out)
    services.reopen(document, effective_on=timezone.localdate(), note="Nhầm", by=user)
    services.undo_last(document, by=user, now=timezone.now())

    back(batch)

    document.refresh_from_db()
    assert (document.status, document.symbol) == (DocumentStatus.NOT_STARTED, "")


def test_a_change_undone_after_another_that_stands_still_holds_an_annex_back(clerk, resolution):
    batch = of_documents(clerk, resolution, PLANNED)
    document, user = PlannedDocument.objects.get(), UserFactory()
    today = timezone.localdate()
    services.start_drafting(document, effective_on=today, by=user)
    services.submit(document, effective_on=today, by=user)
    services.undo_last(document, by=user, now=timezone.now())

    with pytest.raises(services.RowsRefused):
        back(batch)


def test_a_form_left_open_while_its_annex_was_taken_back_says_so_and_keeps_the_words(
    clerk, resolution
):
    batch = of_documents(clerk, resolution, PLANNED)
    document = PlannedDocument.objects.get()
    user = UserFactory(first_name="Lê Thị", last_name="Hoa")
    services.take_back(batch, reason="Nhập nhầm tệp", now=timezone.now(), by=user)

    answer = clerk.post(
        f"{document.get_absolute_url()}start_drafting/",
        {"effective_on": "2026-02-01", "note": "Sở Nội vụ đã gửi dự thảo lần 2"},
    )
    stranger = clerk.get("/documents/999999/")

    assert answer.status_code == 404
    words = ("Phụ lục.csv", "Nhập nhầm tệp", "Hoa", "Sở Nội vụ đã gửi dự thảo lần 2")
    assert [word for word in words if word not in answer.text] == []
    assert document.title not in stranger.text
