"""Annexes as clerks make them: understood, or listed as a problem; never wrong in silence."""

import json
from datetime import date
from pathlib import Path

import pytest

from assignments.models import Succession
from assignments.models.agency import Position
from documents.importing.preview import RowKind, Severity, preview
from documents.importing.reading import read_workbook
from tests.factories import (
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    ResolutionFactory,
)
from tests.fixtures.annexes.make import AGENCIES, ENDED, PEOPLE

ANNEXES = Path(__file__).parents[1] / "fixtures" / "annexes"
ON = date(2026, 3, 2)
ENDED_ON = date(2025, 3, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolution():
    """A resolution of 2026 in a register with the agencies and people of the annexes."""
    agencies = {name: AgencyFactory(name=name, short_name=short) for name, short in AGENCIES}
    for name, short, heir in ENDED:
        old = AgencyFactory(name=name, short_name=short, valid_to=ENDED_ON)
        Succession.objects.create(predecessor=old, successor=agencies[heir], on=ENDED_ON)
    for name in PEOPLE:
        OfficeFactory(
            person=PersonFactory(full_name=name),
            agency=agencies["Văn phòng Tỉnh ủy"],
            position=Position.BOARD_MEMBER,
        )
    return ResolutionFactory(
        symbol="03-NQ/TU", issued_on=date(2026, 1, 5), period_from=2026, period_to=2030
    )


def sheets_of(name):
    with (ANNEXES / name).open("rb") as file:
        return read_workbook(file, name)


def read(name, resolution, **options):
    return preview(sheets_of(name)[0], resolution=resolution, on=ON, **options)


def codes(row):
    return {problem.code for problem in row.problems}


def test_an_annex_of_150_rows_is_understood_or_its_cells_are_listed(resolution):
    key = json.loads((ANNEXES / "large.json").read_text())

    found = read("large.xlsx", resolution)

    assert [row.number for row in found.rows] == [expected["row"] for expected in key]
    assert found.understood / found.cells >= 0.95
    wrong = []
    for row, expected in zip(found.rows, key, strict=True):
        values = row.values
        failed = {p.field for p in row.problems if p.severity == Severity.ERROR}
        read_as = {
            "number": values["number"].value,
            "text": values["text"].value,
            "lead": values["lead"].label if "lead" in values else None,
            "product": values["product"].value,
        }
        for field, value in read_as.items():
            if value != expected[field] or (value is None) != (field in failed):
                wrong.append((row.number, field, value, expected[field]))
        due = values["deadline"].value if "deadline" in values else None
        due = [due["kind"], due["due_on"]] if due else None
        if due != expected["deadline"] or (due is None) != ("deadline" in failed):
            wrong.append((row.number, "deadline", due, expected["deadline"]))
        partners = values.get("coordinating")
        names = partners.label.split("; ")[: len(partners.value)] if partners else []
        if expected["coordinating"] is None:
            if partners or "coordinating" not in failed:
                wrong.append((row.number, "coordinating", names, None))
        elif names != expected["coordinating"] or (
            len(partners.groups if partners else ()) != expected["groups"]
        ):
            wrong.append((row.number, "coordinating", names, expected["coordinating"]))
        note = values["note"].value if "note" in values else None
        if note != expected.get("note"):
            wrong.append((row.number, "note", note, expected.get("note")))
    assert wrong == []


def test_what_is_not_understood_keeps_its_row_out_and_offers_who_may_be_meant(resolution):
    found = read("large.xlsx", resolution)
    by_number = {row.values["number"].value: row for row in found.rows}

    assert codes(by_number["34"]) >= {"agency_in_deadline"}
    assert codes(by_number["88"]) >= {"deadline_unread"}
    assert by_number["33"].kind == RowKind.PROBLEM
    (unread,) = [p for p in by_number["33"].problems if p.code == "agency_unread"]
    assert unread.address == f"C{by_number['33'].number}"
    assert "Sở Công Thương" in [candidate.label for candidate in unread.candidates]


def test_what_a_person_writes_in_the_preview_is_read_instead(resolution):
    before = read("large.xlsx", resolution)
    row = next(r for r in before.rows if r.values["number"].value == "33")
    chosen = AgencyFactory(name="Sở Ngoại vụ")

    after = read("large.xlsx", resolution, edits={f"C{row.number}": f"#{chosen.pk}"})

    same = next(r for r in after.rows if r.number == row.number)
    assert same.values["lead"].value == chosen.pk
    assert same.kind == RowKind.NEW


def test_rows_left_out_and_rows_of_no_work_say_why(resolution):
    found = read("large.xlsx", resolution, left_out={8})

    assert [row.number for row in found.rows][0] == 9
    reasons = {}
    for row in found.skipped:
        reasons[row.reason] = reasons.get(row.reason, 0) + 1
    assert sorted(reasons.values()) == [1, 1, 2, 3, 3, 6]


def test_a_head_of_two_rows_and_merged_tasks_are_taken_apart(resolution):
    found = read("two-rows-of-head.xlsx", resolution)

    assert [column.field for column in found.columns] == [
        "number",
        "text",
        "lead",
        "coordinating",
        "product",
        "note",
        "deadline",
        "member",
    ]
    first, second, third = found.rows
    assert (first.makes, second.makes) == (("task", "document"), ("document",))
    assert second.task_row == first.number
    assert second.values["title"].value == "Đề án phát triển doanh nghiệp số"
    assert second.values["lead"].label == "Sở Khoa học và Công nghệ"
    assert second.values["member"].label == "Nguyễn Văn Minh"
    assert third.values["member"].label == "Trần Thị Lan"
    assert third.values["note"].value == "Thời gian Trình: Tháng 6/2026"
    assert found.counts == {"new": 3, "changed": 0, "same": 0, "problem": 0}


def test_the_clerk_s_questions_are_asked(resolution):
    found = read("faults.xlsx", resolution)

    assert [sorted(codes(row) - {"oddity"}) for row in found.rows] == [
        ["lead_missing"],
        ["lead_several"],
        ["product_missing"],
        ["deadline_before_issue"],
        ["agency_in_deadline"],
        ["deadline_in_agency"],
        [],
        ["number_gap"],
        ["number_repeated"],
        ["copy"],
        ["deadline_outside"],
        ["formula_without_value"],
        ["lead_is_group"],
    ]
    assert [p.address for p in found.rows[0].problems] == ["C2"]
    old = found.rows[6]
    assert old.values["lead"].label == "Sở Khoa học và Công nghệ"
    assert "01/03/2025" in old.values["lead"].oddities[0]
    (unknown,) = [p for p in found.problems if p.code == "unknown_column"]
    assert (unknown.address, unknown.text) == ("F1", "Mức độ ưu tiên")


def test_an_unknown_column_is_refused_until_a_person_leaves_it_out(resolution):
    assert "unknown_column" in {p.code for p in read("faults.xlsx", resolution).problems}

    found = read("faults.xlsx", resolution, mapping={6: "ignore"})

    assert "unknown_column" not in {p.code for p in found.problems}


@pytest.mark.parametrize("name", ["documents.csv", "documents-utf16.csv"])
def test_a_list_of_documents_in_csv_is_read_whatever_its_encoding(resolution, name):
    first, second = read(name, resolution).rows

    assert (first.makes, first.kind) == (("document",), RowKind.NEW)
    assert {field: r.label for field, r in first.values.items()} == {
        "number": "1",
        "title": "Kế hoạch cải cách hành chính",
        "kind": "Kế hoạch",
        "lead": "Sở Nội vụ",
        "signing": "Ủy ban nhân dân tỉnh",
        "deadline": "30/06/2026",
    }
    assert second.values["deadline"].value["kind"] == "month"
    assert second.values["note"].value == "Trình Ban Thường vụ"


def test_a_file_of_old_windows_is_read_letter_for_letter(resolution):
    (row,) = read("old-windows.csv", resolution).rows

    assert row.values["text"].value == "Rà soát quy hoạch"
    assert row.values["lead"].label == "Sở Xây dựng"


def test_a_table_of_word_is_read_with_its_merged_cells(resolution):
    first, second, third = read("table.docx", resolution).rows

    assert [row.section for row in (first, third)] == [
        "I Công tác tổ chức",
        "II Công tác kiểm tra",
    ]
    assert second.values["lead"].label == "Ban Tổ chức Tỉnh ủy"
    assert second.values["member"].label == "Lê Quốc Hùng"
    assert third.values["deadline"].value["kind"] == "recurring"
    assert third.values["kind"].label == "Báo cáo"
