"""Files that come in: refused clearly, never a crash, whatever is in them."""

import json
import zipfile
from contextlib import suppress
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from assignments.models import Task
from documents.importing.preview import preview
from documents.importing.reading import Unreadable, read_workbook
from documents.importing.results import RowKind
from documents.models import PlannedDocument
from resolutions.models import Resolution
from resolutions.moments import Moment
from resolutions.reports import Export, csv_lines, write_xlsx
from tests.chance import examples
from tests.factories import (
    DAY,
    AgencyFactory,
    OfficeFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

ANNEXES = Path(__file__).parents[1] / "fixtures" / "annexes"


def package(**parts):
    raw = BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return raw.getvalue()


def xlsx(**cells):
    book, raw = Workbook(), BytesIO()
    for address, value in cells.items():
        book.active[address] = value
    book.save(raw)
    return raw.getvalue()


def with_sheet_xml(text, instead):
    """A sheet whose XML says something else."""
    raw = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(xlsx(A1="STT", B1="Nhiệm vụ"))) as old,
        zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert text in content
                content = content.replace(text, instead)
            new.writestr(name, content)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "trống"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "đời cũ"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "mật khẩu",
        ),
        (b"PK\x03\x04 cut off", "hỏng"),
        (package(readme="x"), "không phải tệp Excel"),
        (xlsx(), "không có bảng nào"),
        (package(**{"xl/workbook.xml": b" " * (81 << 20)}), "quá nhiều"),
        (b"\x01\x02\x03\x04" * 40, "Không đọc được"),
        (b"a" * ((10 << 20) + 1), "tối đa 10 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(raw, says):
    with pytest.raises(Unreadable, match=says):
        read_workbook(BytesIO(raw), "phu-luc.xlsx")


def test_a_sheet_that_claims_milliards_of_cells_is_read_by_those_it_has():
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'

    (sheet,) = read_workbook(BytesIO(with_sheet_xml(b"</sheetData>", merged)), "phu-luc.xlsx")

    assert len(sheet.rows) == 1
    assert len(sheet.rows[1]) <= 200


def test_entities_that_unfold_without_end_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet '

    with pytest.raises(Unreadable):
        read_workbook(BytesIO(with_sheet_xml(b"<worksheet ", bomb)), "phu-luc.xlsx")


@settings(max_examples=examples(60), deadline=2000)
@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused(raw):
    with suppress(Unreadable):
        read_workbook(BytesIO(raw), "phu-luc.csv")


@settings(max_examples=examples(40), deadline=4000)
@given(
    name=st.sampled_from(["faults.xlsx", "table.docx", "two-rows-of-head.xlsx"]),
    place=st.floats(0, 0.999),
    byte=st.integers(0, 255),
    cut=st.booleans(),
)
def test_a_damaged_file_is_read_or_refused(name, place, byte, cut):
    raw = bytearray((ANNEXES / name).read_bytes())
    at = int(len(raw) * place)
    raw[at] = byte

    with suppress(Unreadable):
        read_workbook(BytesIO(bytes(raw[:at] if cut else raw)), name)


CELLS = st.one_of(
    st.text(max_size=60),
    st.integers(-(10**6), 10**6),
    st.dates(),
    st.sampled_from(
        [
            "Sở Nội vụ",
            "I",
            "1.1",
            "Quý IV/2026",
            "#1",
            "Tổng cộng",
            "STT",
            "và",
            "- ",
            "Nơi nhận:",
        ]
    ),
)


@pytest.mark.django_db
@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=st.lists(st.lists(CELLS, max_size=8), max_size=8))
def test_any_cells_below_a_head_make_a_preview(rows, db):
    from documents.importing.cells import Grid  # noqa: PLC0415 -- made by hand here alone

    grid = Grid("x")
    heads = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Phối hợp", "Sản phẩm", "Thời hạn"]
    for row, values in enumerate([[*heads, "Số ký hiệu", "Tình trạng"], *rows], start=1):
        for column, value in enumerate(values, start=1):
            grid.put(row, column, value)
    resolution = Resolution(pk=1, symbol="01-NQ/TU", issued_on=date(2026, 1, 1))

    found = preview(grid.sheet(), resolution=resolution, on=date(2026, 3, 1))

    json.dumps(found.as_json())
    assert 0 <= found.understood <= found.cells


@pytest.mark.parametrize("text", ["Sở " * 500, ", " * 700, "cac so ban " * 130, "1/" * 700])
def test_long_cells_take_no_time(text):
    from documents.importing.agencies import (  # noqa: PLC0415 -- here alone
        AgencyEntry,
        AgencyReader,
    )

    entries = [AgencyEntry(n, f"Sở số {n}", "", "provincial", None, None) for n in range(200)]
    reader = AgencyReader(entries, {}, on=DAY)

    found = reader.read(text)

    assert found.agencies == ()


def big(count):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Phụ lục")
    sheet.append(["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Sản phẩm"])
    for n in range(1, count + 1):
        sheet.append([n, f"Việc thứ {n}", f"Sở số {n % 40 + 1}", "Quý IV/2022", "Kế hoạch"])
    raw = BytesIO()
    book.save(raw)
    raw.seek(0)
    return read_workbook(raw, "x.xlsx")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 5, 2000])
def test_a_preview_asks_the_register_eight_times_whatever_its_length(
    count, django_assert_num_queries
):
    resolution = ResolutionFactory()
    for n in range(1, 6):
        AgencyFactory(name=f"Sở số {n}")
        task = TaskFactory(resolution=resolution, code=str(n), text=f"Việc thứ {n}")
        PlannedDocumentFactory(resolution=resolution, title=task.text)
        OfficeFactory(agency=AgencyFactory())
    sheet = big(count)

    with django_assert_num_queries(8):
        found = preview(sheet, resolution=resolution, on=DAY)

    assert len(found.rows) == count
    assert found.rows[0].task_id is not None
    assert found.rows[0].document_id is not None


def exported(rows, columns, kind):
    export = Export(name="x", rows=rows, count=len(rows), columns=columns, on=DAY)
    raw = BytesIO()
    if kind == "csv":
        raw.write("".join(csv_lines(export)).encode())
    else:
        write_xlsx(export, raw)
    raw.seek(0)
    return read_workbook(raw, f"x.{kind}")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_our_own_files_come_back_without_a_change(kind):
    from assignments.columns import TASK_COLUMNS  # noqa: PLC0415 -- lists of the pages
    from documents.columns import DOCUMENT_COLUMNS  # noqa: PLC0415

    resolution = ResolutionFactory()
    for n in range(3):
        TaskFactory(resolution=resolution, text=f"- Việc {n}, có dấu phẩy; và chấm phẩy")
        PlannedDocumentFactory(resolution=resolution, lead_agency=AgencyFactory())
    lists = [
        (PlannedDocument.objects.as_of(Moment(DAY)).for_register(on=DAY), DOCUMENT_COLUMNS),
        (Task.objects.for_list(Moment(DAY)), TASK_COLUMNS),
    ]

    for rows, columns in lists:
        found = preview(exported(rows, columns, kind), resolution=resolution, on=DAY)

        assert [row.kind for row in found.rows] == [RowKind.SAME] * 3
        assert found.problems == ()


@pytest.mark.django_db
def test_what_was_changed_in_our_own_file_is_shown_old_and_new():
    from documents.columns import DOCUMENT_COLUMNS  # noqa: PLC0415

    document = PlannedDocumentFactory(title="Kế hoạch cũ")
    rows = PlannedDocument.objects.as_of(Moment(DAY)).for_register(on=DAY)
    raw = BytesIO()
    write_xlsx(Export(name="x", rows=rows, count=1, columns=DOCUMENT_COLUMNS, on=DAY), raw)
    book = load_workbook(raw)
    book.worksheets[0]["B2"] = "Kế hoạch mới"
    changed = BytesIO()
    book.save(changed)
    changed.seek(0)

    found = preview(read_workbook(changed, "x.xlsx")[0], resolution=document.resolution, on=DAY)

    (row,) = found.rows
    assert (row.kind, row.document_id) == (RowKind.CHANGED, document.pk)
    assert [(c.field, c.old, c.new) for c in row.changes] == [
        ("title", "Kế hoạch cũ", "Kế hoạch mới")
    ]


@pytest.mark.django_db
def test_the_command_shows_what_it_would_do_and_writes_nothing():
    ResolutionFactory(symbol="03-NQ/TU")
    out = StringIO()

    call_command(
        "import_annex",
        str(ANNEXES / "faults.xlsx"),
        resolution="03-NQ/TU",
        dry_run=True,
        json=True,
        stdout=out,
    )

    answer = json.loads(out.getvalue())
    assert len(answer["rows"]) == 13
    assert Task.objects.count() == 0


@pytest.mark.django_db
def test_the_command_names_the_sheets_there_are():
    ResolutionFactory(symbol="03-NQ/TU")

    with pytest.raises(CommandError, match="Phụ lục"):
        call_command(
            "import_annex",
            str(ANNEXES / "large.xlsx"),
            resolution="03-NQ/TU",
            sheet="Không có",
            dry_run=True,
        )
