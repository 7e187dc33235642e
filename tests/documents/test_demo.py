"""The demo data: the report of 13/12/2021 in full and nothing but it, and a fictional office.

Both scenarios are loaded once for the whole module, inside a transaction that is rolled back
at its end; each test runs in a savepoint of that transaction.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from assignments.deadlines import DeadlineKind
from assignments.models import Agency, Assignment, Office, Person, Task
from assignments.roles import ROLES, Role, RoleRule
from documents.demo.reading import FOLDER, read_scenario
from documents.models import (
    ExtensionRequest,
    GuidanceWait,
    Instruction,
    InstructionReply,
    PlannedDocument,
    Report,
    StatusChange,
    TaskLink,
)
from documents.progress import by_resolution, figures_of
from documents.progress.coverage import coverage_of
from documents.status import DocumentStatus, Timeliness
from resolutions.folding import clean_text
from resolutions.models import (
    Basis,
    Measurement,
    Narrative,
    Portfolio,
    Project,
    ProjectMove,
    Resolution,
    Sourced,
    Target,
)
from resolutions.moments import Moment

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

PUBLISHED = date(2021, 12, 13)
SOURCE = "Hương Thu, Báo Đồng Khởi, 13/12/2021 06:11"
EARLIER = "Báo Đồng Khởi, 13/12/2021"  # as rows loaded by an earlier release call it
ARTICLE = clean_text((FOLDER / "bao-dong-khoi-2021-12-13.txt").read_text(encoding="utf-8"))
# What the page of the newspaper says beside the article itself.
NOT_THE_BODY = (
    "13/12/2021 - 06:11",
    "Tập trung thực hiện các dự án đô thị. Ảnh: H. Hiệp",
    "Hương Thu",
    "Chia sẻ bài viết",
    "BÌNH LUẬN",
)
PASSWORD = "Nghiquyet@2026"


def load(*options):
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


def real_figures(on=PUBLISHED):
    rows = by_resolution(
        PlannedDocument.objects.real(),
        Resolution.objects.filter(source_name=SOURCE),
        Moment(on),
    )
    return {(row.resolution.symbol, row.resolution.title): row.figures for row in rows}


def all_rows():
    """Every row of the project's tables and of the users and groups, history included."""
    return {
        model._meta.label: sorted(map(written, model._default_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ("resolutions", "assignments", "documents", "auth")
        and not model._meta.proxy
    }


def written(row):
    """A row as text; PostgreSQL gives bytes as a view of memory, which prints its address."""
    return repr([bytes(value) if isinstance(value, memoryview) else value for value in row])


@dataclass(frozen=True)
class Loaded:
    """What was true after the report alone, before the office came."""

    models_of_report: Counter
    sourced_rows: list
    people_and_dates: dict
    figures: dict
    output: str


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        output = load()
        sourced = [
            row
            for model in apps.get_models()
            if issubclass(model, Sourced) and not model._meta.proxy
            for row in model.objects.all()
        ]
        state = Loaded(
            models_of_report=Counter(type(row) for row in sourced),
            sourced_rows=sourced,
            people_and_dates={
                "people": Person.objects.count() + Office.objects.count(),
                "assignments": Assignment.objects.count(),
                "logins": User.objects.count(),
            },
            figures=real_figures(),
            output=output,
        )
        load("--scenario", "all", "--with-logins")
        yield state
        transaction.set_rollback(True)


@pytest.fixture
def resolution():
    def find(symbol, **more):
        return Resolution.objects.get(symbol=symbol, source_name=SOURCE, **more)

    return find


# -- the source -------------------------------------------------------------------------------


def sentences_of_the_body():
    text = ARTICLE.replace("BDK - ", "", 1)
    lines = [line.strip() for line in text.splitlines()]
    for line in lines:
        if line and line not in NOT_THE_BODY:
            yield from (part.strip() for part in re.split(r"(?<=\.) ", line))


def test_every_row_of_the_report_names_its_source_and_quotes_it_word_for_word(loaded):
    for row in loaded.sourced_rows:
        assert row.source_name == SOURCE, repr(row)
        assert row.source_quote, repr(row)
        for line in row.source_quote.splitlines():
            assert line in ARTICLE, repr(row)


def test_the_source_of_every_row_names_author_paper_day_and_hour():
    lines = [line.strip() for line in ARTICLE.splitlines()]
    author, hour = "Hương Thu", "06:11"

    assert author in lines
    assert f"13/12/2021 - {hour}" in lines
    assert f"{author}, Báo Đồng Khởi, 13/12/2021 {hour}" == SOURCE


def test_every_sentence_of_the_report_is_quoted_by_a_row(loaded):
    quoted = "\n".join(row.source_quote for row in loaded.sourced_rows)

    sentences = list(sentences_of_the_body())

    assert len(sentences) == 37
    assert [sentence for sentence in sentences if sentence not in quoted] == []


def test_the_report_invents_nobody_and_no_deadline(loaded):
    assert loaded.people_and_dates == {"people": 0, "assignments": 0, "logins": 0}
    assert not any(
        row.due_on or row.deadline_text or row.deadline_kind != DeadlineKind.NONE
        for row in loaded.sourced_rows
        if isinstance(row, PlannedDocument | Task)
    )


def test_the_report_invents_no_number_date_or_issuer():
    documents = PlannedDocument.objects.filter(source_name=SOURCE)
    with_number = documents.exclude(symbol="").values_list("symbol", "issued_on")
    with_issuer = documents.exclude(issuer_name="").values_list("resolution__symbol", flat=True)

    assert sorted(with_number) == [
        ("3686/KH-UBND", date(2021, 6, 30)),
        ("KH số 54", None),
    ]
    assert documents.filter(issued_on__isnull=False).count() == 1
    assert sorted(with_issuer) == [
        "01/NQ-TU",
        "02-CT/TU",
        "04-NQ/TU",
        "05-NQ/TU",
        "07-CTr/TU",
        "07-CTr/TU",
        "07-NQ/TU",
    ]
    assert not documents.filter(is_unnamed=True).exclude(symbol="", issuer_name="").exists()
    assert not documents.exclude(evidence_url="", evidence_note="").exists()
    # “Ngành nông nghiệp đã phối hợp với Ban Tuyên giáo Tỉnh ủy”: the only one that is named.
    assert list(
        documents.filter(coordinating_agencies__isnull=False).values_list(
            "resolution__symbol", "lead_agency__name", "coordinating_agencies__name"
        )
    ) == [("07-NQ/TU", "Ngành nông nghiệp", "Ban Tuyên giáo Tỉnh ủy")]
    assert not documents.filter(board_member__isnull=False).exists()


def test_days_the_report_does_not_give_are_marked_as_unknown():
    changes = StatusChange.objects.filter(source_name=SOURCE)

    exact = changes.filter(date_is_upper_bound=False)

    assert list(exact.values_list("document__symbol", "effective_on")) == [
        ("3686/KH-UBND", date(2021, 6, 30))
    ]
    assert set(
        changes.filter(date_is_upper_bound=True).values_list("effective_on", flat=True)
    ) == {PUBLISHED}
    assert set(ProjectMove.objects.values_list("effective_on", "date_is_upper_bound")) == {
        (PUBLISHED, True)
    }


# -- what the report says ---------------------------------------------------------------------


def test_the_report_names_eighteen_governing_documents():
    found = Resolution.objects.filter(source_name=SOURCE).values_list(
        "kind", "symbol", "issued_on", "issued_year", "issuer_name", "term"
    )

    party, board = "Tỉnh ủy", "Ban Thường vụ Tỉnh ủy"
    assert Counter(found) == Counter(
        [
            ("NQ", "01/NQ-TU", date(2020, 10, 20), None, party, "Khóa XI"),
            ("NQ", "03-NQ/TU", date(2021, 1, 18), None, party, "Khóa XI"),
            ("NQ", "04-NQ/TU", date(2021, 1, 29), None, party, "Khóa XI"),
            ("NQ", "05-NQ/TU", date(2021, 1, 29), None, party, "Khóa XI"),
            ("NQ", "06-NQ/TU", date(2021, 1, 29), None, party, "Khóa XI"),
            ("NQ", "06-NQ/TU", None, None, party, "Khóa XI"),
            ("NQ", "07-NQ/TU", date(2021, 1, 29), None, party, "Khóa XI"),
            ("CT", "01-CT/TU", None, None, board, "Khóa XI"),
            ("CT", "02-CT/TU", None, None, board, "Khóa XI"),
            ("CT", "04-CT/TU", date(2020, 12, 9), None, board, "Khóa XI"),
            ("CTr", "07-CTr/TU", date(2021, 1, 22), None, board, "Khóa XI"),
            ("KH", "52-KH/TU", None, 2021, board, "Khóa XI"),
            ("KH", "3686/KH-UBND", date(2021, 6, 30), None, "UBND tỉnh", ""),
            ("KH", "KH số 54", None, None, "Đảng ủy Quân sự tỉnh", ""),
            ("NQ", "", None, None, "Đại hội XI Đảng bộ tỉnh", ""),
            ("NQ", "", None, None, "Hội đồng nhân dân tỉnh", ""),
            ("DA", "", None, None, "", ""),
            ("DA", "", None, None, "", ""),
        ]
    )


@pytest.mark.parametrize(
    ("title", "level", "sentence"),
    [
        (
            "Nghị quyết Đại hội XI Đảng bộ tỉnh",
            "provincial_party",
            "18 văn bản Nghị quyết Đại hội XI Đảng bộ tỉnh",
        ),
        (
            "Về phương án đề xuất dự án",
            "provincial_state",
            "được thông qua Nghị quyết HĐND tỉnh",
        ),
        ("Đề án chuyển đổi số", "unknown", "KH triển khai thực hiện Đề án CĐS"),
        (
            "Đề án hoàn thiện cơ sở dữ liệu tài nguyên và môi trường",
            "unknown",
            "KH triển khai đề án hoàn thiện cơ sở dữ liệu",
        ),
    ],
)
def test_a_document_that_is_only_mentioned_is_in_the_register(title, level, sentence):
    found = Resolution.objects.get(source_name=SOURCE, title=title)

    assert (found.issuer_level, found.number, found.issued_on) == (level, None, None)
    assert sentence in found.source_quote
    assert sentence in ARTICLE


def test_plans_that_carry_out_a_scheme_say_so():
    scheme = Resolution.objects.get(source_name=SOURCE, title="Đề án chuyển đổi số")

    plans = scheme.also_concretised_by.all()

    assert {plan.resolution.symbol for plan in plans} == {"01/NQ-TU"}
    assert len(plans) == 2
    assert all("Đề án chuyển đổi số" in plan.title for plan in plans)


@pytest.mark.parametrize(
    ("symbol", "issued_on", "period"),
    [
        ("01/NQ-TU", date(2020, 10, 20), (2020, 2025, 2030)),
        ("03-NQ/TU", date(2021, 1, 18), (None, None, None)),
        ("04-NQ/TU", date(2021, 1, 29), (2021, 2025, 2030)),
        ("06-NQ/TU", date(2021, 1, 29), (2020, 2025, 2030)),
        ("06-NQ/TU", None, (2021, 2021, None)),
        ("07-NQ/TU", date(2021, 1, 29), (2020, 2025, 2030)),
        ("01-CT/TU", None, (2020, 2025, 2030)),
        ("07-CTr/TU", date(2021, 1, 22), (2020, 2025, None)),
    ],
)
def test_periods_are_those_of_the_report(resolution, symbol, issued_on, period):
    found = resolution(symbol, issued_on=issued_on)

    assert (found.period_from, found.period_to, found.vision_year) == period
    assert found.period_text in ARTICLE


def test_only_07_nq_tu_speaks_of_an_orientation():
    further = Resolution.objects.filter(source_name=SOURCE, vision_year__isnull=False)

    orientation = further.filter(further_year="orientation")

    assert [row.symbol for row in orientation] == ["07-NQ/TU"]
    assert orientation.get().period_text.endswith("định hướng đến năm 2030")
    assert all("tầm nhìn" in row.period_text for row in further.exclude(pk__in=orientation))


def test_a_title_the_report_does_not_give_stays_empty(resolution):
    assert resolution("02-CT/TU").title == ""


def test_the_basis_chain_is_that_of_the_report():
    assert set(
        Basis.objects.filter(source_name=SOURCE).values_list(
            "child__symbol", "relation", "parent__symbol"
        )
    ) == {
        ("52-KH/TU", "concretises", "03-NQ/TU"),
        ("3686/KH-UBND", "concretises", "04-NQ/TU"),
        ("KH số 54", "concretises", "02-CT/TU"),
        ("KH số 54", "together_with", "01-CT/TU"),
    }


def test_03_nq_tu_stands_at_11_of_18_with_3_drafting_and_4_awaiting(resolution):
    documents = PlannedDocument.objects.filter(resolution=resolution("03-NQ/TU"))

    figures = figures_of(documents, Moment(PUBLISHED))

    assert str(figures) == "11/18"
    assert [(part.key, part.count) for part in figures.parts] == [
        ("issued", 11),
        ("in_progress", 3),
        ("waiting", 4),
    ]
    assert figures_of(documents, Moment(PUBLISHED - timedelta(days=1))).total == 0


def test_03_nq_tu_awaits_guidance_that_the_report_does_not_name(resolution):
    waits = GuidanceWait.objects.filter(document__resolution=resolution("03-NQ/TU"))

    assert (
        list(
            waits.values_list(
                "expected", "guidance", "since", "since_is_upper_bound", "ended_on"
            )
        )
        == [("", None, PUBLISHED, True, None)] * 4
    )


def test_17_tasks_are_paired_provisionally_with_18_documents(resolution):
    tasks = Task.objects.filter(resolution=resolution("03-NQ/TU"))
    links = TaskLink.objects.filter(task__in=tasks)

    assert [task.code for task in tasks] == [f"{n:02}/17" for n in range(1, 18)]
    assert list(
        links.values_list("document__code", "task__code").order_by("document__code")
    ) == [
        *((f"{n:02}/18", f"{n:02}/17") for n in range(1, 18)),
        ("18/18", "17/17"),
    ]
    assert all(task.is_unnamed for task in tasks)
    assert all(link.is_placeholder for link in links)


@pytest.mark.parametrize(
    ("symbol", "issued", "total", "uncounted", "unnumbered"),
    [
        # 18 provincial and 9 district units “đã có KH”, of nobody says how many.
        ("01/NQ-TU", 10, 10, 27, 0),
        ("03-NQ/TU", 11, 18, 0, 0),
        ("04-NQ/TU", 1, 1, 0, 0),
        ("05-NQ/TU", 1, 1, 0, 0),
        # “các KH hỗ trợ…” and “tài liệu tuyên truyền”: not even how many.
        ("07-NQ/TU", 1, 1, 0, 2),
        ("01-CT/TU", 0, 0, 0, 0),
        # “1 nghị quyết, 1 chỉ thị, 13 KH và 1 công văn”, of no total.
        ("02-CT/TU", 1, 1, 16, 0),
        ("04-CT/TU", 0, 0, 0, 0),
        # Plans of Party cells and of the district police: “đều xây dựng KH”.
        ("07-CTr/TU", 2, 2, 0, 1),
        ("52-KH/TU", 0, 0, 0, 0),
        ("3686/KH-UBND", 0, 0, 0, 0),
        ("KH số 54", 0, 0, 0, 0),
    ],
)
def test_each_governing_document_counts_what_the_report_counts(
    resolution, symbol, issued, total, uncounted, unnumbered
):
    documents = PlannedDocument.objects.filter(resolution=resolution(symbol))

    figures = figures_of(documents, Moment(PUBLISHED))

    assert (figures.issued, figures.total) == (issued, total)
    assert (figures.uncounted, figures.unnumbered) == (uncounted, unnumbered)
    assert sum(part.count for part in figures.parts) == total
    assert documents.count() == total + uncounted + unnumbered


def test_neither_06_nq_tu_has_a_document_that_is_counted():
    both = Resolution.objects.filter(source_name=SOURCE, symbol="06-NQ/TU")
    documents = PlannedDocument.objects.filter(resolution__in=both)

    dossiers = documents.get()

    assert both.count() == 2
    assert not documents.in_sums().exists()
    assert dossiers.title.startswith("Hồ sơ điều chỉnh tổng thể các đồ án quy hoạch chung")
    assert dossiers.signing_body.short_name == "UBND tỉnh"


def test_18_provincial_and_9_district_units_have_a_plan_of_their_own(resolution):
    documents = PlannedDocument.objects.filter(resolution=resolution("01/NQ-TU"))
    units = documents.filter(lead_agency__is_placeholder=True, is_unnamed=True, kind="KH")

    assert Counter(units.values_list("lead_agency__level", flat=True)) == {
        "provincial": 18,
        "district": 9,
    }
    assert len(set(units.values_list("lead_agency", flat=True))) == 27
    assert documents.count() - units.count() == 10
    assert all(unit.standing == "unknown" for unit in units)
    assert not units.filter(title__regex=r"\d/(18|9)").exists()


def test_coverage_credits_the_body_that_issued_and_no_total_is_invented(resolution):
    rows = {
        symbol: PlannedDocument.objects.filter(resolution=resolution(symbol))
        .as_of(Moment(PUBLISHED))
        .with_unit()
        for symbol in ("07-CTr/TU", "01/NQ-TU")
    }

    programme, digital = (coverage_of(own, on=PUBLISHED) for own in rows.values())

    assert [
        (own.level, [unit.name for unit in own.covered], own.total) for own in programme
    ] == [("provincial", ["Đảng ủy Công an tỉnh", "UBND tỉnh"], 2)]
    assert [(own.level, own.total, len(own.beside)) for own in digital] == [
        ("provincial", 1, 18),
        ("district", 0, 9),
    ]


def test_02_ct_tu_has_the_tally_and_plan_54(resolution):
    documents = PlannedDocument.objects.filter(resolution=resolution("02-CT/TU"))
    plan = documents.get(is_unnamed=False)

    assert Counter(documents.filter(is_unnamed=True).values_list("kind", flat=True)) == {
        "NQ": 1,
        "CT": 1,
        "KH": 13,
        "CV": 1,
    }
    assert (plan.symbol, plan.evidence_gap) == ("KH số 54", True)
    assert plan.register_entry == resolution("KH số 54")
    assert list(plan.also_concretises.all()) == [resolution("01-CT/TU")]


def test_the_18_documents_of_03_nq_tu_are_those_of_plan_52(resolution):
    documents = PlannedDocument.objects.filter(resolution=resolution("03-NQ/TU"))

    assert set(resolution("52-KH/TU").also_concretised_by.all()) == set(documents)


def test_who_advised_is_not_who_issued():
    advised = PlannedDocument.objects.filter(
        source_name=SOURCE, advising_agencies__isnull=False
    )

    assert set(
        advised.values_list(
            "resolution__symbol",
            "advising_agencies__name",
            "signing_body__name",
            "lead_agency__name",
        )
    ) == {
        ("05-NQ/TU", "Sở Văn hóa, Thể thao và Du lịch", "Ủy ban nhân dân tỉnh", None),
        ("07-CTr/TU", "Công an tỉnh", "Ủy ban nhân dân tỉnh", None),
    }


def test_plan_3686_counts_toward_04_nq_tu_and_is_in_the_register(resolution):
    plan = PlannedDocument.objects.get(resolution=resolution("04-NQ/TU"))

    assert plan.register_entry == resolution("3686/KH-UBND")
    assert (plan.issued_on, plan.issuer_name) == (date(2021, 6, 30), "UBND tỉnh")
    assert not plan.evidence_gap


def test_documents_without_a_number_of_copies_are_groups_and_never_one():
    groups = PlannedDocument.objects.filter(is_group=True)

    assert sorted(groups.values_list("resolution__symbol", "status")) == [
        ("06-NQ/TU", "drafting"),
        ("07-CTr/TU", "issued"),
        ("07-NQ/TU", "drafting"),
        ("07-NQ/TU", "drafting"),
    ]
    assert not groups.in_sums().exists()


def test_21_projects_stand_at_their_five_stages(resolution):
    portfolio = Portfolio.objects.get(source_name=SOURCE)
    projects = Project.objects.filter(portfolio=portfolio).with_stage(Moment(PUBLISHED))

    count = Counter(projects.values_list("stage_id", flat=True))

    assert portfolio.resolution == resolution("06-NQ/TU", issued_on=date(2021, 1, 29))
    assert [count[stage.pk] for stage in portfolio.stages.order_by("order")] == [1, 4, 11, 1, 4]
    assert all(project.is_unnamed and project.area_ha is None for project in projects)


def test_targets_are_those_of_the_report():
    targets = Target.objects.filter(source_name=SOURCE)

    assert set(
        targets.values_list(
            "resolution__symbol", "direction", "target_value", "unit", "baseline", "by_year"
        )
    ) == {
        ("01/NQ-TU", "reach", 1000, "doanh nghiệp", None, 2022),
        ("06-NQ/TU", "observe", None, "ha", None, None),
        ("07-NQ/TU", "reach", 6, "nhóm sản phẩm", None, None),
        ("07-NQ/TU", "reach", 750, "ha", None, 2025),
        ("04-CT/TU", "decrease", 5, "%", None, None),
    }


def test_213_hectares_are_measured_and_not_a_target():
    measured = Measurement.objects.get(source_name=SOURCE)

    assert (measured.value, measured.on) == (213, PUBLISHED)
    assert measured.target.target_value is None
    assert measured.target.stage.name == "Đã chọn nhà đầu tư"


def test_named_agencies_are_those_of_the_report():
    named = Agency.objects.filter(source_name=SOURCE, is_placeholder=False)

    assert set(named.values_list("name", "parent__name")) == {
        ("Tỉnh ủy", None),
        ("Ban Thường vụ Tỉnh ủy", "Tỉnh ủy"),
        ("Ban Tuyên giáo Tỉnh ủy", "Tỉnh ủy"),
        ("Ủy ban Kiểm tra Tỉnh ủy", "Tỉnh ủy"),
        ("Ủy ban nhân dân tỉnh", None),
        ("Sở Văn hóa, Thể thao và Du lịch", "Ủy ban nhân dân tỉnh"),
        ("Hội đồng nhân dân tỉnh", None),
        ("Đảng ủy Quân sự tỉnh", None),
        ("Đảng ủy Công an tỉnh", None),
        ("Công an tỉnh", None),
        ("Ngành nông nghiệp", None),
        ("Ban Chỉ đạo (đoạn về Nghị quyết số 04-NQ/TU, báo chí không nêu tên đầy đủ)", None),
        ("Tổ giúp việc (đoạn về Nghị quyết số 04-NQ/TU, báo chí không nêu tên đầy đủ)", None),
        ("Ban Chỉ đạo phong trào toàn dân đoàn kết xây dựng đời sống văn hóa", None),
    }


def test_the_steering_committee_and_its_helping_team_stand_by_their_sentence():
    bodies = Agency.objects.filter(short_name__endswith="(NQ 04)")

    assert {body.short_name for body in bodies} == {
        "Ban Chỉ đạo (NQ 04)",
        "Tổ giúp việc (NQ 04)",
    }
    assert all("kiện toàn lại Ban chỉ đạo và Tổ giúp việc" in b.source_quote for b in bodies)


def test_the_contradiction_of_the_title_is_told(resolution):
    told = Narrative.objects.filter(
        resolution=resolution("03-NQ/TU"), source_quote__contains="Đại hội XI Đảng bộ tỉnh"
    )

    assert told.get().text.startswith("Đối chiếu nguồn")
    assert set(Narrative.objects.filter(source_name=SOURCE).values_list("on", flat=True)) == {
        PUBLISHED
    }


# -- loading again ----------------------------------------------------------------------------


def test_loading_again_changes_nothing():
    before = all_rows()

    output = load("--scenario", "all", "--with-logins")

    assert all_rows() == before
    assert output.count("không thay đổi gì") == 3
    assert "không có gì thay đổi" in output


def test_a_release_that_called_the_source_otherwise_is_known_again():
    """What an earlier release loaded is left alone, though it names the source otherwise."""
    for model in (Agency, Resolution):
        model.objects.filter(source_name=SOURCE).update(source_name=EARLIER)
    unit = Agency.objects.get(name__startswith="Đơn vị cấp tỉnh thứ 1 ")
    unit.name = "Đơn vị cấp tỉnh 01/18 (báo chí không nêu tên)"
    unit.save()
    Resolution.objects.get(title="Về phương án đề xuất dự án").delete()
    agencies = Agency.objects.count()

    load()

    assert Agency.objects.count() == agencies
    assert Resolution.objects.real().count() == 18


def test_loading_on_a_later_day_changes_nothing(monkeypatch):
    before = all_rows()
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(
        "documents.management.commands.load_demo.timezone",
        SimpleNamespace(localdate=lambda: tomorrow),
    )

    load("--scenario", "all")

    assert all_rows() == before


def test_loading_again_leaves_what_people_have_edited(resolution):
    directive = resolution("02-CT/TU")
    directive.title = "Về nhiệm vụ quân sự"
    directive.save()
    odd = resolution("01/NQ-TU")
    odd.symbol = "01-NQ/TU"
    odd.save()
    document = PlannedDocument.objects.filter(resolution=odd).first()
    document.title = "Tên đã sửa"
    document.save()
    before = all_rows()

    load()

    assert all_rows() == before


# -- the fictional office ---------------------------------------------------------------------


def test_the_office_does_not_change_a_figure_of_the_report(loaded):
    assert real_figures() == loaded.figures
    assert Resolution.objects.real().count() == 18
    assert PlannedDocument.objects.real().count() == 81
    assert PlannedDocument.objects.real().in_sums().count() == 34


def test_the_office_is_marked_as_fictional_everywhere(loaded):
    office = Resolution.objects.fictional()

    assert set(office.values_list("symbol", flat=True)) == {
        "91-NQ/TU",
        "92-NQ/TU",
        "93-CT/TU",
        "94-CTr/TU",
        "95-KL/TU",
    }
    assert all(row.title.endswith("(giả định)") for row in office)
    assert all(row.title.endswith("(giả định)") for row in PlannedDocument.objects.fictional())
    assert all(
        row.name.endswith("(giả định)") for row in Agency.objects.filter(is_fictional=True)
    )
    assert all(row.full_name.endswith("(giả định)") for row in Person.objects.all())
    assert not Person.objects.filter(is_fictional=False).exists()
    assert Agency.objects.real().count() == loaded.models_of_report[Agency]


def test_the_office_has_every_status_and_every_timeliness_today():
    today = timezone.localdate()

    figures = figures_of(PlannedDocument.objects.fictional(), Moment(today))

    assert {status for status, n in figures.by_status.items() if n} == set(DocumentStatus)
    assert {value for value, n in figures.by_timeliness.items() if n} == set(Timeliness)
    assert figures.total == 36


def test_the_office_has_every_kind_of_deadline():
    kinds = PlannedDocument.objects.fictional().values_list("deadline_kind", flat=True)

    assert set(kinds) == set(DeadlineKind)


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2027, 2, 28), date(2028, 12, 31)])
def test_the_office_is_as_varied_on_whatever_day_it_is_loaded(day):
    due = [
        document["due_on"] - day
        for fact in read_scenario("office", today=day)["resolutions"]
        for document in fact["documents"]
        if document.get("deadline_kind") == DeadlineKind.DAY
        and not any(event["do"] == "issue" for event in document.get("events", []))
    ]

    assert sum(left < timedelta(0) for left in due) >= 4
    assert sum(timedelta(0) <= left <= timedelta(2) for left in due) >= 2
    assert sum(timedelta(10) <= left <= timedelta(30) for left in due) >= 4


def test_the_office_has_issued_documents_with_and_without_proof():
    issued = PlannedDocument.objects.fictional().filter(status=DocumentStatus.ISSUED)

    lacking = issued.as_of(Moment(timezone.localdate())).lacking_evidence()

    assert 0 < lacking.count() < issued.count()
    assert issued.filter(evidence_url__startswith="https://example.org/").exists()


def test_status_and_history_agree_for_every_document():
    today = timezone.localdate()

    documents = PlannedDocument.objects.as_of(Moment(today))

    assert documents.count() == PlannedDocument.objects.count()
    assert all(document.status == document.status_then for document in documents)


def test_agencies_of_the_office_stand_one_below_the_other():
    department = Agency.objects.get(short_name="Sở XD (giả định)")

    below = Agency.objects.subtree_of({department.pk})

    assert len(below) == 2
    documents = PlannedDocument.objects.as_of(Moment(timezone.localdate()))
    assert documents.led_by(department).count() > (
        PlannedDocument.objects.filter(lead_agency=department).count()
    )


# -- roles and logins -------------------------------------------------------------------------


def test_sync_roles_gives_each_group_exactly_its_permissions():
    for role, rule in ROLES.items():
        group = Group.objects.get(name=role.value)
        held = group.permissions.values_list("content_type__app_label", "codename")
        assert {f"{app}.{codename}" for app, codename in held} == rule.permissions


def test_sync_roles_takes_back_what_is_not_in_the_table():
    inspection = Group.objects.get(name=Role.INSPECTION.value)
    inspection.permissions.set(Group.objects.get(name=Role.ADMIN.value).permissions.all())
    out = StringIO()

    call_command("sync_roles", stdout=out)

    assert inspection.permissions.count() == len(ROLES[Role.INSPECTION].permissions)
    assert "1 nhóm được tạo hoặc sửa quyền" in out.getvalue()


def test_sync_roles_refuses_a_permission_that_does_not_exist(monkeypatch):
    rule = RoleRule("Sai", frozenset({"resolutions.fly_resolution"}))
    monkeypatch.setattr("assignments.management.commands.sync_roles.ROLES", {Role.ADMIN: rule})

    with pytest.raises(CommandError, match=r"resolutions\.fly_resolution"):
        call_command("sync_roles")


def test_each_role_has_one_demo_login_with_the_common_password():
    users = User.objects.all()

    assert dict(users.values_list("username", "groups__name")) == {
        "quantri": "admin",
        "vanphong": "office",
        "chanhvp": "office-chief",
        "thuongvu": "board-member",
        "daumoi": "focal-point",
        "kiemtra": "inspection",
    }
    assert all(user.check_password(PASSWORD) for user in users)
    assert [user.username for user in users if user.is_staff] == ["quantri"]
    assert not any(user.is_superuser for user in users)


def test_the_focal_point_login_sees_the_documents_of_its_agency_alone():
    user = User.objects.get(username="daumoi")
    today = timezone.localdate()

    seen = PlannedDocument.objects.visible_to(user, on=today)

    assert user.person.full_name == "Phạm Minh Khoa (giả định)"
    assert 0 < seen.count() < PlannedDocument.objects.fictional().count()
    assert not seen.filter(resolution__is_fictional=False).exists()


def test_loading_again_keeps_a_changed_password():
    user = User.objects.get(username="vanphong")
    user.set_password("Mật khẩu mới 2027")
    user.save()

    load("--with-logins")

    user.refresh_from_db()
    assert user.check_password("Mật khẩu mới 2027")


def without_logins():
    """As before anybody had a login: what the demo's wrote to one another goes first."""
    for paper in (Report, ExtensionRequest, InstructionReply, Instruction):
        paper.objects.all().delete()
    User.objects.all().delete()


def test_logins_are_created_only_when_asked_for():
    without_logins()

    load("--scenario", "all")

    assert not User.objects.exists()


def test_logins_are_refused_on_a_production_server(settings):
    without_logins()
    settings.HTTPS = True

    with pytest.raises(CommandError, match="HTTPS"):
        load("--with-logins")

    assert not User.objects.exists()

    load("--with-logins", "--force")

    assert User.objects.count() == len(Role)


def test_show_logins_only_prints_the_table():
    before = all_rows()

    lines = load("--show-logins").splitlines()

    assert all_rows() == before
    assert lines[0].split("  ")[0] == "Vai trò"
    assert len({line.find(PASSWORD) for line in lines[2:]}) == 1
    assert len(lines) == 2 + len(Role)


def test_the_summary_says_what_was_loaded(loaded):
    assert "18 văn bản chỉ đạo, 81 văn bản cụ thể hóa, 17 đầu việc" in loaded.output
