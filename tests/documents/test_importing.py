"""Annexes as clerks make them: understood, or listed as a problem; never wrong in silence."""

import json
from datetime import date
from pathlib import Path

import pytest

from assignments.models import Succession
from assignments.models.agency import Position
from documents.importing.preview import Severity, preview
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
