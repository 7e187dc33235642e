"""The page of a governing document and the coverage matrix tell the whole story: who has not
issued, what happened, on what it rests."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import services
from documents.models import PlannedDocument
from documents.progress.coverage import CellState
from documents.progress.timeline import Happening
from documents.status import DocumentStatus
from resolutions.folding import sort_key
from resolutions.kinds import BasisRelation, Direction
from resolutions.models import Basis, Resolution, Target
from tests import demo
from tests.factories import (
    DAY,
    AgencyFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
)

pytestmark = pytest.mark.django_db

COVERAGE = reverse("documents:coverage")


@pytest.fixture
def reader(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def asked():
    """A plan asked of 18 provincial and 9 district units; three and two have not issued it."""
    resolution = ResolutionFactory(symbol="01/NQ-TU")
    for level, count, done in (("provincial", 18, 15), ("district", 9, 7)):
        for n in range(count):
            agency = AgencyFactory(name=f"Đơn vị {level} {n + 1}", level=level)
            PlannedDocumentFactory(
                resolution=resolution,
                lead_agency=agency,
                status=DocumentStatus.ISSUED if n < done else DocumentStatus.DRAFTING,
            )
    return resolution


def page_of(reader, resolution, **query):
    return reader.get(resolution.get_absolute_url(), query)


# --- coverage ------------------------------------------------------------------------------


def test_the_page_says_how_many_units_of_each_level_issued_and_names_the_others(reader, asked):
    response = page_of(reader, asked)

    levels = {
        own.level.value: (len(own.covered), own.total) for own in response.context["coverage"]
    }
    assert levels == {"provincial": (15, 18), "district": (7, 9)}
    missing = [unit.name for own in response.context["coverage"] for unit in own.missing]
    assert missing == [
        "Đơn vị provincial 16",
        "Đơn vị provincial 17",
        "Đơn vị provincial 18",
        "Đơn vị district 8",
        "Đơn vị district 9",
    ]
    for name in missing:
        assert name in response.text


def test_a_unit_is_covered_when_all_that_counts_is_issued_and_counts_no_withdrawn(reader):
    resolution = ResolutionFactory()
    half, whole, left, moved = (
        AgencyFactory(name=name) for name in ("Một nửa", "Đủ", "Không phải làm", "Lồng ghép")
    )
    for agency, status in (
        (half, DocumentStatus.ISSUED),
        (half, DocumentStatus.DRAFTING),
        (whole, DocumentStatus.ISSUED),
        (whole, DocumentStatus.WITHDRAWN),
        (left, DocumentStatus.WITHDRAWN),
    ):
        PlannedDocumentFactory(resolution=resolution, lead_agency=agency, status=status)
    PlannedDocumentFactory(
        resolution=resolution,
        lead_agency=moved,
        status=DocumentStatus.INTEGRATED,
        integrated_into_text="15-KH/TU",
    )

    (own,) = page_of(reader, resolution).context["coverage"]

    assert [unit.name for unit in own.covered] == ["Đủ"]
    assert [unit.name for unit in own.missing] == ["Một nửa"]
    assert [unit.name for unit in own.otherwise] == ["Lồng ghép"]


def test_coverage_is_told_of_the_day_asked_for(reader, asked):
    draft = (
        PlannedDocument.objects.filter(status=DocumentStatus.DRAFTING).order_by("pk").first()
    )
    services.issue(
        draft,
        symbol="20-KH/TU",
        issued_on=DAY + timedelta(days=10),
        issuer_name="Tỉnh ủy",
        by=None,
    )

    now = page_of(reader, asked).context["coverage"]
    then = page_of(reader, asked, as_of=DAY.isoformat()).context["coverage"]

    assert [len(own.missing) for own in now] == [2, 2]
    assert [len(own.missing) for own in then] == [3, 2]


def test_the_matrix_foots_both_ways(reader, asked):
    other = ResolutionFactory(symbol="02-NQ/TU")
    unit = asked.planned_documents.first().lead_agency
    PlannedDocumentFactory(resolution=other, lead_agency=unit, status=DocumentStatus.ISSUED)
    PlannedDocumentFactory(resolution=other)

    matrix = reader.get(COVERAGE).context["matrix"]

    lines = [line for block in matrix.blocks for line in block.lines]
    total = matrix.total.figures
    assert (total.issued, total.denominator) == (23, 29)
    assert sum(line.total.figures.total for line in lines) == 29
    assert sum(cell.figures.total for cell in matrix.cells) == 29
    assert sum(block.total.figures.total for block in matrix.blocks) == 29
    assert [block.level and block.level.value for block in matrix.blocks] == [
        "provincial",
        "district",
        None,
    ]
    assert matrix.units == 27


def test_a_cell_says_where_its_worst_document_stands(reader):
    resolution, unit = ResolutionFactory(), AgencyFactory()
    late = {"deadline_kind": "day", "due_on": DAY + timedelta(days=5)}
    for more in ({"status": DocumentStatus.ISSUED}, {"status": DocumentStatus.DRAFTING} | late):
        PlannedDocumentFactory(resolution=resolution, lead_agency=unit, **more)

    now = reader.get(COVERAGE).context["matrix"].total
    then = reader.get(COVERAGE, {"as_of": DAY.isoformat()}).context["matrix"].total

    assert now.state == CellState.OVERDUE
    assert then.state == CellState.IN_PROGRESS


def test_the_matrix_of_one_level_shows_its_units_alone(reader, asked):
    PlannedDocumentFactory(resolution=asked)

    matrix = reader.get(COVERAGE, {"level": "district"}).context["matrix"]

    assert matrix.units == 9
    assert str(matrix.total.figures) == "7/9"


@pytest.mark.parametrize("wrong", ["province", "%00", "1" * 5000])
def test_a_level_that_cannot_be_shows_no_number(reader, asked, wrong):
    response = reader.get(COVERAGE, {"level": wrong})

    assert response.status_code == 200
    assert response.context["matrix"].total.figures.total == 0
    assert 'role="alert"' in response.text


def test_a_focal_point_sees_its_own_units_alone(client, focal, agency, asked):
    PlannedDocumentFactory(resolution=asked, lead_agency=agency)
    client.force_login(focal)

    matrix = client.get(COVERAGE).context["matrix"]

    assert [line.agency for block in matrix.blocks for line in block.lines] == [agency]


def test_training_data_is_never_in_the_matrix_of_real_data(reader, asked):
    PlannedDocumentFactory(resolution=ResolutionFactory(is_fictional=True))

    real = reader.get(COVERAGE).context["matrix"].total.figures.total
    training = reader.get(COVERAGE, {"data": "training"}).context["matrix"].total.figures.total

    assert (real, training) == (27, 1)


def test_names_stand_in_vietnamese_order():
    names = ["Ủy ban", "Sở Y tế", "Đảng ủy", "An Bình", "Ân Thi", "Công an", "Đội 10", "Đội 9"]

    assert sorted(names, key=sort_key) == [
        "An Bình",
        "Ân Thi",
        "Công an",
        "Đảng ủy",
        "Đội 9",
        "Đội 10",
        "Sở Y tế",
        "Ủy ban",
    ]


# --- the merged timeline -------------------------------------------------------------------


def happened(response):
    return [
        (group.first.what, group.first.on, entry.item)
        for group in response.context["happened"]
        for entry in group.entries
    ]


@pytest.fixture
def lived(office):
    """A document that was planned, waited, resumed and was given more time."""
    document = PlannedDocumentFactory(
        title="Kế hoạch biên chế", deadline_kind="day", due_on=DAY + timedelta(days=90)
    )
    services.await_guidance(
        document, effective_on=DAY + timedelta(days=5), expected="Hướng dẫn 31", by=office
    )
    document.refresh_from_db()
    services.resume(
        document, effective_on=DAY + timedelta(days=25), received="31-HD/BTCTW", by=office
    )
    document.refresh_from_db()
    services.set_deadline(
        document,
        deadline_kind="day",
        due_on=DAY + timedelta(days=120),
        reason="Chờ hướng dẫn",
        decided_by="Thường trực Tỉnh ủy",
        effective_on=DAY + timedelta(days=30),
        by=office,
    )
    target = Target.objects.create(
        resolution=document.resolution, name="Hồ sơ", unit="km", target_value=120
    )
    target.measurements.create(on=DAY + timedelta(days=40), value=Decimal("71.5"))
    document.resolution.narratives.create(on=DAY + timedelta(days=41), text="Đạt kết quả.")
    return document


def test_one_timeline_tells_all_that_happened_newest_first(reader, lived):
    response = page_of(reader, lived.resolution)

    kinds = [(what, (on - DAY).days) for what, on, _item in happened(response)]
    assert kinds == [
        (Happening.NARRATIVE, 41),
        (Happening.MEASURED, 40),
        (Happening.DEADLINE, 30),
        (Happening.WAIT_ENDED, 25),
        (Happening.DAYS_GIVEN_BACK, 25),
        (Happening.WAIT_BEGUN, 5),
        (Happening.STATUS, 0),
    ]
    words = " ".join(response.text.split())
    assert "đã nhận: 31-HD/BTCTW" in words
    assert "đã chờ 20 ngày" in words
    assert "còn thiếu 48,5 km" in words


def test_the_timeline_ends_on_the_day_asked_for(reader, lived):
    day = (DAY + timedelta(days=6)).isoformat()

    response = page_of(reader, lived.resolution, as_of=day)

    assert [what for what, _on, _item in happened(response)] == [
        Happening.WAIT_BEGUN,
        Happening.STATUS,
    ]


def test_the_timeline_holds_back_what_was_recorded_later(reader, lived):
    today = timezone.localdate()

    asked = {"known_on": (today - timedelta(days=1)).isoformat()}
    before = page_of(reader, lived.resolution, **asked)
    now = page_of(reader, lived.resolution, known_on=today.isoformat())

    assert happened(before) == []
    assert len(happened(now)) == 7


def test_a_focal_point_reads_nothing_of_another_agency_in_the_timeline(
    client, focal, agency, lived
):
    own = PlannedDocumentFactory(resolution=lived.resolution, lead_agency=agency, title="Riêng")
    client.force_login(focal)

    for address in (
        lived.resolution.get_absolute_url(),
        reverse("documents:resolution_timeline", args=[lived.resolution.pk]),
    ):
        items = {item for what, _on, item in happened(client.get(address)) if "status" in what}
        assert items == {own.title}
        assert lived.title not in client.get(address).text


def test_the_page_shows_the_latest_and_the_timeline_has_them_all(reader):
    resolution = ResolutionFactory()
    for n in range(25):
        PlannedDocumentFactory(resolution=resolution, planned_on=DAY + timedelta(days=n))
    whole = reverse("documents:resolution_timeline", args=[resolution.pk])

    latest, everything = page_of(reader, resolution), reader.get(whole)

    assert len(happened(latest)) == 20
    assert whole in latest.text
    assert len(happened(everything)) == 25


def test_the_demo_report_is_told_on_its_page(reader):
    demo.load(scenario="report")
    urban = Resolution.objects.get(symbol="06-NQ/TU", issued_on=date(2021, 1, 29))
    digital = Resolution.objects.get(symbol="01/NQ-TU")

    page = page_of(reader, urban)
    (portfolio,) = page.context["portfolios"]
    covered = page_of(reader, digital).context["coverage"]

    assert [len(step["projects"]) for step in portfolio["stages"]] == [1, 4, 11, 1, 4]
    assert portfolio["total"] == 21
    assert "1 + 4 + 11 + 1 + 4 =" in page.text
    assert "213 ha" in page.text
    # 27 units are known only from a count, of which the source gives no total.
    assert [(len(own.covered), own.total, len(own.beside)) for own in covered] == [
        (1, 1, 18),
        (0, 0, 9),
    ]


# --- what it rests on ----------------------------------------------------------------------


def test_the_chain_shows_every_level_both_ways_and_each_document_once(reader):
    old, left, right, middle, child, grandchild = ResolutionFactory.create_batch(6)
    ResolutionFactory()
    for younger, older in (
        (left, old),
        (right, old),
        (middle, left),
        (middle, right),
        (middle, old),
        (child, middle),
        (grandchild, child),
        (grandchild, middle),
    ):
        Basis.objects.create(child=younger, parent=older)

    chain = page_of(reader, middle).context["chain"]

    assert [(link.resolution, link.level) for link in chain.above] == [
        (old, -2),
        (left, -1),
        (right, -1),
    ]
    assert [(link.resolution, link.level) for link in chain.below] == [
        (child, 1),
        (grandchild, 2),
    ]
    assert {edge.child for edge in chain.above[0].edges} == {left, right, middle}


def test_a_circle_written_past_the_forms_does_not_hang_the_page(reader):
    first, second, third = ResolutionFactory.create_batch(3)
    for younger, older in ((first, second), (second, third), (third, first)):
        Basis.objects.create(child=younger, parent=older, relation=BasisRelation.AMENDS)

    response = page_of(reader, first)

    assert response.status_code == 200
    assert {link.resolution for link in response.context["chain"].above} == {second, third}


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "value", "lacking"),
    [
        (Direction.INCREASE, None, 120, "71.5", "48.5"),
        (Direction.REACH, None, 750, "750", "0"),
        (Direction.REACH, None, 750, "800", "-50"),
        (Direction.DECREASE, 20, 5, "17", "2"),
        (Direction.DECREASE, None, 5, "17", None),
        (Direction.OBSERVE, None, None, "213", None),
        (Direction.REACH, None, 750, None, None),
    ],
)
def test_the_distance_to_a_target(direction, baseline, target, value, lacking):
    own = Target(
        direction=direction,
        baseline=baseline and Decimal(baseline),
        target_value=target and Decimal(target),
    )

    assert own.lacking(value and Decimal(value)) == (lacking and Decimal(lacking))


# --- what the Centre sent ------------------------------------------------------------------


def test_the_watch_says_what_came_and_which_documents_went_on(reader):
    today = timezone.localdate()
    for n in range(2):
        document = PlannedDocumentFactory(title=f"Đề án {n}", planned_on=today - timedelta(50))
        services.await_guidance(
            document, effective_on=today - timedelta(40), expected="Hướng dẫn 31", by=None
        )
        document.refresh_from_db()
        services.resume(
            document, effective_on=today - timedelta(10), received="31-HD/BTCTW", by=None
        )

    now = reader.get(reverse("documents:guidance_watch"))
    before = reader.get(
        reverse("documents:guidance_watch"), {"as_of": (today - timedelta(20)).isoformat()}
    )

    ((received, waits),) = now.context["came"]
    assert (received, len(waits)) == ("31-HD/BTCTW", 2)
    assert "đã chờ 30 ngày" in " ".join(now.text.split())
    assert before.context["came"] == []
    assert before.context["awaited"][0]["longest"] == 20
