"""Every list that leaves as a file is known again when it comes back: nothing has changed."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook

from assignments.columns import TASK_COLUMNS
from documents import services
from documents.columns import DOCUMENT_COLUMNS
from documents.management.commands.compare_list import LISTS
from documents.models import PlannedDocument
from documents.status import DocumentStatus
from resolutions.columns import RESOLUTION_COLUMNS
from resolutions.coming_back import differences
from resolutions.models import Resolution
from tests import demo
from tests.factories import (
    DAY,
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]

ALL = {
    "documents": ("/documents/export/", DOCUMENT_COLUMNS),
    "tasks": ("/tasks/export/", TASK_COLUMNS),
    "resolutions": ("/resolutions/export/", RESOLUTION_COLUMNS),
}
EVERY_LIST = pytest.mark.parametrize("name", ALL)
BOTH_FORMATS = pytest.mark.parametrize("ending", ["xlsx", "csv"])


def exported(client, name, ending, **query):
    """The list with all its columns, as a file in memory."""
    address, columns = ALL[name]
    asked = {
        "format": ending,
        "data": "all",
        "cols": [c.name for c in columns],
        **({"total": "all"} if name == "documents" else {}),
        **query,
    }
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return io.BytesIO(answer.getvalue())


def compared(file, name, ending, on=None):
    columns, rows_of = LISTS[name]
    rows = rows_of(on or timezone.localdate())
    return differences(file, f"x.{ending}", rows=rows, columns=columns)


@pytest.fixture
def reader(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def demo_data(roles):
    demo.load(scenario="all")


@BOTH_FORMATS
@EVERY_LIST
def test_list_of_the_demo_data_comes_back_unchanged(demo_data, reader, name, ending):
    file = exported(reader, name, ending)
    rows = LISTS[name][1](timezone.localdate())

    found = compared(file, name, ending)

    assert found == []
    assert rows.filter(**FICTIONAL[name]).exists()
    assert rows.exclude(**FICTIONAL[name]).exists()


FICTIONAL = {
    "documents": {"resolution__is_fictional": True},
    "tasks": {"resolution__is_fictional": True},
    "resolutions": {"is_fictional": True},
}


@BOTH_FORMATS
def test_what_was_changed_since_is_named(reader, ending):
    document = PlannedDocumentFactory(title="=SUM(A1) kế hoạch")
    other = PlannedDocumentFactory(title="Kế hoạch cũ")
    file = exported(reader, "documents", ending)
    PlannedDocument.objects.filter(pk=other.pk).update(title="Kế hoạch mới")

    [found] = compared(file, "documents", ending)

    assert (found.key, found.there, found.here) == (
        str(other.pk),
        "Kế hoạch cũ",
        "Kế hoạch mới",
    )
    assert document.pk != other.pk


@BOTH_FORMATS
def test_row_that_is_gone_is_named(reader, ending):
    gone = ResolutionFactory()
    file = exported(reader, "resolutions", ending)
    Resolution.objects.all().delete()

    [found] = compared(file, "resolutions", ending)

    assert (found.key, found.here) == (str(gone.pk), None)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("x.xlsx", b"PK\x03\x04 broken"),
        ("x.xlsx", b""),
        ("x.csv", b"\xff\xfe\x00"),
        ("x.csv", b""),
        ("x.csv", "\ufeffSTT;Việc\r\n1;2\r\n".encode()),
        ("x.csv", "\ufeffMã bản ghi;Cột lạ\r\n1;2\r\n".encode()),
    ],
)
def test_file_that_is_no_list_is_refused(name, sent):
    rows = Resolution.objects.for_register()

    with pytest.raises(ValidationError):
        differences(io.BytesIO(sent), name, rows=rows, columns=RESOLUTION_COLUMNS)


def test_command_says_that_nothing_has_changed(reader, tmp_path):
    ResolutionFactory()
    path = tmp_path / "x.csv"
    path.write_bytes(exported(reader, "resolutions", "csv").getvalue())
    said = io.StringIO()

    call_command("compare_list", str(path), list="resolutions", stdout=said)

    assert said.getvalue().strip() == "Không có thay đổi."
    with pytest.raises(CommandError):
        call_command("compare_list", str(tmp_path / "none.csv"), list="tasks")


# --- rows that are hard to write ------------------------------------------------------------

HARD = [
    "=SUM(A1:A9)",
    "+84 254 385 2401",
    "-5 % so với năm 2020",
    "@phutrach",
    "'=1+1",
    "'trích dẫn'",
    'Đề án “Chuyển đổi số”; "giai đoạn 1"; 50%',
    "Dòng một\nDòng hai; “ba”\r\nDòng bốn",
    "Nghị quyết số 66.7/2025/NQ-CP",
    "1.000,5",
    "0012",
    "1e5",
    "TRUE",
    "#N/A",
    "01/02/2022",
    "_x0041_ và _x000D_",
    "Tỉnh ủy, Đảng ủy: ưỡn ẹo, nghiêng ngả, quỹ, khuỷu",
    "Cột\tthẻ",
    "Hết\u2028dòng\u00a0cứng",
    "Không phải chữ \ufffe\uffff",
    "🏛️ <b>&amp;</b> ]]> &#10;",
    "x" * 900,
]


@pytest.fixture
def hard_documents():
    """A document in every status and for every kind of deadline, each with all its fields."""
    lead = AgencyFactory(name="Sở “Nội vụ”; Ban Tổ chức", short_name="=SNV")
    member = PersonFactory(full_name="Đặng Thị Ưng - Ủy viên")
    resolution = ResolutionFactory(title='về "chuyển đổi số"; giai đoạn 2')
    given = {
        "resolution": resolution,
        "lead_agency": lead,
        "board_member": member,
        "source_name": "Báo cáo số 25-BC/TU",
    }
    for n, text in enumerate(HARD):
        PlannedDocumentFactory(**given, title=text, code=f"={n}", note=text, source_quote=text)
    for n, status in enumerate(DocumentStatus):
        PlannedDocumentFactory(
            **given,
            status=status,
            title=f"Trạng thái {n}",
            coordinating=[AgencyFactory(), AgencyFactory()],
            **OF_STATUS.get(status, {}),
        )
    waiting = PlannedDocumentFactory(**given)
    services.await_guidance(
        waiting,
        effective_on=DAY,
        expected='=Hướng dẫn "mới"; của Trung ương',
        asked_by_letter="+12-CV/TU",
        by=None,
    )
    for kind, due in DEADLINES:
        PlannedDocumentFactory(
            **given, deadline_kind=kind, **due, deadline_text=f"-{kind}: 'sớm'; ngay"
        )
    moved = PlannedDocumentFactory(**given, deadline_kind="day", due_on=DAY)
    services.set_deadline(
        moved,
        deadline_kind="on_event",
        deadline_text="Sau khi Trung ương sơ kết",
        reason="Gia hạn",
        effective_on=DAY,
        by=None,
    )


OF_STATUS = {
    DocumentStatus.ISSUED: {"symbol": "-15-KH/TU"},
    DocumentStatus.INTEGRATED: {"integrated_into_text": "=Kế hoạch số 20"},
}
DEADLINES = [
    ("none", {}),
    ("day", {"due_on": date(2022, 1, 31)}),
    ("month", {"due_on": date(2022, 2, 28)}),
    ("quarter", {"due_on": date(2022, 3, 31)}),
    ("year", {"due_on": date(2022, 12, 31)}),
    ("after_event", {"deadline_days": 30}),
    ("recurring", {}),
    ("continuous", {}),
    ("on_event", {}),
]


@pytest.fixture
def hard_tasks():
    """A task for every text and every kind of deadline, each with several who answer."""
    resolution = ResolutionFactory()
    agencies = [AgencyFactory(name=name) for name in ("=Sở A; B", "Sở “C”", "-Sở Đ")]
    person = PersonFactory(full_name="Nguyễn Thị Ánh; 'Tư'")
    for n, text in enumerate([*HARD, "y" * 3900 + "\nỦ"]):
        kind, due = DEADLINES[n % len(DEADLINES)]
        task = TaskFactory(
            resolution=resolution,
            text=text,
            code=f"+{n}.5",
            expected_product=text[:400],
            upper_codes="NV 1; NV 2",
            deadline_kind=kind,
            deadline_text=text[:90],
            **due,
        )
        lead, other, third = agencies
        task.assignments.create(role="lead", agency=lead)
        task.assignments.create(role="co_lead", agency=other)
        task.assignments.create(role="coordinating", agency=third)
        task.assignments.create(role="in_charge", person=person)


@pytest.fixture
def hard_resolutions():
    """A governing document for every text, with and without what may be left out."""
    for text in HARD:
        ResolutionFactory(
            title=text,
            issuer_name=text[:150],
            symbol="",
            issued_on=None,
            issued_year=2020,
            period_text="=nhiệm kỳ; “này”",
            note=text,
        )
    ResolutionFactory(
        symbol="66.7/2025/NQ-CP",
        issued_on=date(1930, 2, 3),
        period_from=2021,
        period_to=2025,
        vision_year=2045,
        effect_state="superseded",
        effect_decision="-07-QĐ/TU",
        effect_ended_on=date(2025, 7, 1),
    )
    ResolutionFactory(issued_on=None, period_from=2030, period_to=None)


@BOTH_FORMATS
@EVERY_LIST
def test_list_that_is_hard_to_write_comes_back_unchanged(request, reader, name, ending):
    request.getfixturevalue(f"hard_{name}")
    count = LISTS[name][1](timezone.localdate()).count()

    file = exported(reader, name, ending)

    assert compared(file, name, ending) == []
    assert count > len(HARD)
    assert rows_in(file, ending) == count


def rows_in(file, ending):
    """How many records a program of sheets finds in the file."""
    file.seek(0)
    if ending == "xlsx":
        return sum(1 for _ in load_workbook(file).worksheets[0].iter_rows(min_row=2))
    text = io.StringIO(file.read().decode("utf-8-sig"), newline="")
    return sum(1 for _ in csv.reader(text, delimiter=";")) - 1


@BOTH_FORMATS
@EVERY_LIST
def test_every_cell_of_a_hard_list_is_compared(request, reader, name, ending):
    request.getfixturevalue(f"hard_{name}")
    columns, rows_of = LISTS[name]
    file = exported(reader, name, ending)
    other = [replace(c, value=lambda row, c=c: f"{c.value(row)}≠") for c in columns]

    rows = rows_of(timezone.localdate())
    found = differences(file, f"x.{ending}", rows=rows, columns=other)

    assert len(found) == rows.count() * len(columns)


@pytest.mark.parametrize("name", ALL)
def test_no_two_columns_of_a_list_have_the_same_head(name):
    heads = [str(column.label) for column in LISTS[name][0]]

    assert len(heads) == len(set(heads))


@BOTH_FORMATS
def test_cell_of_a_hard_list_is_text_and_never_a_formula(hard_documents, reader, ending):
    file = exported(reader, "documents", ending)

    if ending == "xlsx":
        sheet = load_workbook(file).worksheets[0]
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds
    else:
        text = io.StringIO(file.read().decode("utf-8-sig"), newline="")
        cells = [cell for row in csv.reader(text, delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


@BOTH_FORMATS
@EVERY_LIST
@pytest.mark.parametrize("asked", ["\uffff", "\x01=1+1", "\ufffe\ufffe", "a\x0bb"])
def test_filter_that_a_sheet_cannot_hold_breaks_no_file(reader, name, ending, asked):
    file = exported(reader, name, ending, q=asked)

    assert rows_in(file, ending) == 0
