"""The pages on which the office enters what stands under a governing document."""

import html
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assignments.roles import Role
from resolutions import services
from resolutions.models import (
    Basis,
    Measurement,
    Narrative,
    Portfolio,
    Project,
    ProjectMove,
    Stage,
    Target,
)
from resolutions.services import StageRow
from tests.factories import ResolutionFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = date(2021, 12, 13)


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def resolution():
    return ResolutionFactory()


@pytest.fixture
def target(resolution):
    return Target.objects.create(
        resolution=resolution, name="Diện tích", unit="ha", target_value=750
    )


@pytest.fixture
def measured(target):
    return services.record_measurement(target, on=DAY, value=Decimal(85), by=None)


@pytest.fixture
def portfolio(resolution):
    return services.save_portfolio(
        Portfolio(resolution=resolution, name="Dự án đô thị"),
        stages=[StageRow(1, "Lập quy hoạch"), StageRow(2, "Đã chọn nhà đầu tư")],
        by=None,
    )


@pytest.fixture
def project(portfolio):
    [made] = services.add_projects(
        portfolio, names=["Khu A"], stage=portfolio.stages.first(), effective_on=DAY, by=None
    )
    return made


def at(name, *args):
    return reverse(f"resolutions:{name}", args=[getattr(one, "pk", one) for one in args])


def shown(response):
    return html.unescape(response.text)


def state():
    models = (Basis, Narrative, Target, Measurement, Portfolio, Stage, Project, ProjectMove)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


# --- links to older documents --------------------------------------------------------------


def test_office_links_a_document_and_takes_the_link_back(clerk, office, resolution):
    parent = ResolutionFactory(symbol="52-KH/TU", kind="KH")
    source = {"source_name": "Báo cáo 120-BC/TU", "source_quote": "Căn cứ Kế hoạch 52"}

    linked = clerk.post(
        at("basis_links", resolution),
        {"parent": parent.pk, "relation": "together_with", **source},
    )
    link = Basis.objects.get()
    page = shown(clerk.get(resolution.get_absolute_url()))
    removed = clerk.post(at("basis_remove", link), {"reason": "Ghi nhầm"})
    after = shown(clerk.get(resolution.get_absolute_url()))
    listed = shown(clerk.get(at("basis_links", resolution)))

    assert (linked.status_code, removed.status_code) == (302, 302)
    assert (link.child, link.parent, link.relation) == (resolution, parent, "together_with")
    assert (link.source_quote, link.by) == ("Căn cứ Kế hoạch 52", office)
    assert "52-KH/TU" in page
    assert "52-KH/TU" not in after
    assert "Ghi nhầm" in listed


def test_choice_holds_the_same_data_set_and_answers_a_search(clerk, resolution):
    found = ResolutionFactory(title="phát triển đô thị")
    ResolutionFactory(title="chuyển đổi số")
    ResolutionFactory(title="đô thị để tập huấn", is_fictional=True)

    def offered(query=""):
        form = clerk.get(at("basis_links", resolution) + query).context["form"]
        return [pk for pk, _label in form.fields["parent"].widget.choices if pk]

    assert len(offered()) == 2
    assert offered("?q=do+thi") == [found.pk]
    assert offered("?q=khong+co") == []


def test_many_documents_are_offered_in_part_and_the_page_says_so(clerk, resolution):
    ResolutionFactory.create_batch(51, title="chuyển đổi số")
    last = ResolutionFactory(title="đô thị", issued_on=date(1990, 1, 1))

    page = clerk.get(at("basis_links", resolution))
    answer = clerk.post(
        at("basis_links", resolution), {"parent": last.pk, "relation": "nothing"}
    )

    assert len(page.context["form"].fields["parent"].widget.choices) == 51
    assert "chỉ có 50 văn bản đầu" in shown(page)
    # What was chosen is still chosen after a mistake elsewhere.
    assert f'<option value="{last.pk}" selected>' in answer.text


@pytest.mark.parametrize("parent", ["", "0", "9" * 30, "x", "itself", "training"])
def test_link_to_what_cannot_be_is_refused(clerk, resolution, parent):
    given = {
        "itself": resolution.pk,
        "training": ResolutionFactory(is_fictional=True).pk,
    }.get(parent, parent)

    answer = clerk.post(
        at("basis_links", resolution), {"parent": given, "relation": "concretises"}
    )

    assert answer.status_code == 422
    assert Basis.objects.count() == 0


def test_circle_and_double_click_are_told_in_words(clerk, resolution):
    other = ResolutionFactory()
    sent = {"parent": other.pk, "relation": "concretises"}
    clerk.post(at("basis_links", resolution), sent)

    again = clerk.post(at("basis_links", resolution), sent)
    circle = clerk.post(at("basis_links", other), sent | {"parent": resolution.pk})

    assert (again.status_code, circle.status_code) == (422, 422)
    assert "đã được ghi nhận" in shown(again)
    assert "vòng" in shown(circle)
    assert Basis.objects.count() == 1


def test_link_is_not_removed_without_a_reason(clerk):
    link = Basis.objects.create(child=ResolutionFactory(), parent=ResolutionFactory())

    answer = clerk.post(at("basis_remove", link), {"reason": " "})

    assert answer.status_code == 422
    assert Basis.objects.standing().count() == 1


# --- narratives ----------------------------------------------------------------------------


def test_office_adds_a_narrative_and_it_is_shown_until_taken_back(clerk, office, resolution):
    sent = {"on": "30/06/2022", "subject": "progress", "text": "Đã ban hành 5 kế hoạch."}

    added = clerk.post(at("narrative_add", resolution), sent)
    made = Narrative.objects.get()
    page = shown(clerk.get(resolution.get_absolute_url()))
    earlier = shown(clerk.get(f"{resolution.get_absolute_url()}?as_of=2022-06-29"))
    clerk.post(at("narrative_withdraw", made), {"reason": "Nhầm nghị quyết"})
    after = shown(clerk.get(resolution.get_absolute_url()))

    assert added.status_code == 302
    assert (made.on, made.by) == (date(2022, 6, 30), office)
    assert sent["text"] in page
    assert sent["text"] not in earlier
    assert sent["text"] not in after
    assert Narrative.objects.get().retraction_reason == "Nhầm nghị quyết"


def test_integration_into_the_units_plans_is_said_at_the_head_of_the_page(clerk, resolution):
    form = clerk.get(at("narrative_add", resolution) + "?subject=integrated")
    sent = {
        "on": "13/12/2021",
        "subject": "integrated",
        "text": "Các sở, ngành đã tổ chức triển khai lồng ghép.",
    }

    clerk.post(at("narrative_add", resolution), sent)
    page = shown(clerk.get(resolution.get_absolute_url()))

    assert '<option value="integrated" selected>' in form.text
    assert (
        "Tính đến ngày 13/12/2021, nội dung được lồng ghép vào kế hoạch, chương trình, đề án "
        "của các đơn vị."
    ) in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": ""},
        {"on": "01/01/2999"},
        {"on": "01/01/1900"},
        {"text": " "},
        {"text": "\u200b"},
        {"text": "TUYỆT MẬT"},
        {"text": "x" * 20001},
        {"subject": "other"},
        {"text": "a\x00b"},
    ],
)
def test_narrative_that_cannot_be_is_refused(clerk, resolution, wrong):
    sent = {"on": "13/12/2021", "subject": "progress", "text": "Đạt kết quả."}

    answer = clerk.post(at("narrative_add", resolution), sent | wrong)

    assert answer.status_code == 422
    assert Narrative.objects.count() == 0


# --- targets and measurements --------------------------------------------------------------

TARGET = {
    "name": "Tỷ lệ hồ sơ trực tuyến",
    "unit": "%",
    "direction": "increase",
    "target_value": "1.000,5",
    "baseline": "8,5",
    "by_year": "2025",
}


def test_office_enters_a_target_and_numbers_are_read_the_vietnamese_way(clerk, resolution):
    answer = clerk.post(at("target_add", resolution), TARGET)
    again = clerk.post(at("target_add", resolution), TARGET)

    made = Target.objects.get()
    assert (answer.status_code, again.status_code) == (302, 422)
    assert (made.resolution, made.target_value, made.baseline, made.by_year) == (
        resolution,
        Decimal("1000.5"),
        Decimal("8.5"),
        2025,
    )
    form = clerk.get(at("target_edit", made)).text
    assert 'value="1000,5"' in form
    assert 'value="8,5"' in form


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"target_value": ""}, "Hãy ghi mức cần đạt"),
        ({"target_value": "1,000"}, "có thể là 1 hoặc 1000"),
        ({"target_value": "nhiều"}, "Không đọc được số này"),
        ({"target_value": "8,555"}, "8,555"),
        ({"target_value": "9" * 20}, "Không đọc được số này"),
        ({"direction": "observe"}, "chỉ theo dõi thì không có mức cần đạt"),
        ({"direction": "decrease", "target_value": "-5"}, "không ghi dấu trừ"),
        ({"direction": "sideways"}, "sideways"),
        ({"by_year": "20"}, "1930"),
        ({"by_year": "99999"}, "99999"),
        ({"name": ""}, "bắt buộc"),
        ({"unit": ""}, "bắt buộc"),
    ],
)
def test_target_that_cannot_be_is_refused(clerk, resolution, wrong, message):
    answer = clerk.post(at("target_add", resolution), TARGET | wrong)

    assert answer.status_code == 422
    assert message in shown(answer)
    assert Target.objects.count() == 0


def test_second_to_edit_a_target_sees_what_the_first_saved(clerk, office, target):
    seen = clerk.get(at("target_edit", target)).context["seen"]
    target.name = "Diện tích cây ăn trái"
    services.save_target(target, by=UserFactory())

    met = clerk.post(at("target_edit", target), TARGET | {"seen": seen})
    target.refresh_from_db()
    kept = target.name
    over = clerk.post(at("target_edit", target), TARGET | {"seen": met.context["seen"]})

    target.refresh_from_db()
    assert (met.status_code, kept) == (409, "Diện tích cây ăn trái")
    assert "Diện tích cây ăn trái" in shown(met)
    assert (over.status_code, target.name) == (302, TARGET["name"])


def test_office_records_a_measurement_and_corrects_it(clerk, office, target):
    source = {"source_name": "Báo cáo quý", "source_quote": ""}

    clerk.post(at("target_measurements", target), {"on": "01/06/2022", "value": "85", **source})
    wrong = Measurement.objects.get()
    form = clerk.get(at("measurement_correct", wrong)).text
    answer = clerk.post(
        at("measurement_correct", wrong),
        {"on": "01/06/2022", "value": "8,5", "reason": "Gõ thiếu dấu phẩy", **source},
    )
    listed = shown(clerk.get(at("target_measurements", target)))
    page = shown(clerk.get(target.resolution.get_absolute_url()))

    right = Measurement.objects.get(corrects=wrong)
    assert answer.status_code == 302
    assert 'value="85"' in form
    assert (right.value, right.source_name, right.by) == (
        Decimal("8.5"),
        "Báo cáo quý",
        office,
    )
    assert "<del>85 ha</del>" in listed
    assert "Gõ thiếu dấu phẩy" in listed
    assert "8,5 ha" in page
    assert "85 ha" not in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"value": "86"}, "đã có số đo khác: 85"),
        ({"value": ""}, "bắt buộc"),
        ({"value": "1,000", "on": "01/01/2022"}, "có thể là 1 hoặc 1000"),
        ({"on": "01/01/2999"}, "chưa tới"),
        ({"on": "01/01/1900"}, "quá xa"),
        ({"on": "hôm qua"}, "Không đọc được ngày"),
    ],
)
def test_measurement_that_cannot_be_is_refused(clerk, target, measured, wrong, message):
    sent = {"on": "13/12/2021", "value": "85"}

    answer = clerk.post(at("target_measurements", target), sent | wrong)

    assert answer.status_code == 422
    assert message in shown(answer)
    assert Measurement.objects.count() == 1


def test_measurement_sent_twice_is_one_and_correction_sent_twice_is_told(
    clerk, target, measured
):
    same = clerk.post(at("target_measurements", target), {"on": "13/12/2021", "value": "85"})
    sent = {"on": "13/12/2021", "value": "8,5", "reason": "Nhầm"}
    first = clerk.post(at("measurement_correct", measured), sent)
    second = clerk.post(at("measurement_correct", measured), sent)

    assert [a.status_code for a in (same, first, second)] == [302, 302, 422]
    assert "đã được đính chính" in shown(second)
    assert Measurement.objects.count() == 2


# --- portfolios and projects ---------------------------------------------------------------


def portfolio_data(**given):
    return {
        "name": "Dự án đô thị",
        "new_1_order": "1",
        "new_1_name": "Lập quy hoạch",
        "new_2_order": "2",
        "new_2_name": "Đã chọn\r\nnhà đầu tư",
    } | given


def test_office_opens_a_portfolio_with_stages_and_takes_projects_in(clerk, resolution):
    opened = clerk.post(at("portfolio_add", resolution), portfolio_data())
    again = clerk.post(at("portfolio_add", resolution), portfolio_data())
    portfolio = Portfolio.objects.get()
    stage = portfolio.stages.last()
    sent = {
        "names": "Khu đô thị Mỹ Hóa\r\n\r\n  Khu B ",
        "unnamed": "19",
        "stage": stage.pk,
        "effective_on": "13/12/2021",
        "expected": "0",
    }
    taken = clerk.post(at("portfolio_projects", portfolio), sent)
    twice = clerk.post(at("portfolio_projects", portfolio), sent)
    page = shown(clerk.get(resolution.get_absolute_url()))

    assert [a.status_code for a in (opened, again, taken, twice)] == [302, 422, 302, 422]
    assert list(portfolio.stages.values_list("name", flat=True)) == [
        "Lập quy hoạch",
        "Đã chọn nhà đầu tư",
    ]
    assert portfolio.projects.count() == 21
    assert portfolio.projects.filter(is_unnamed=True).count() == 19
    assert "hiện có 21 dự án" in shown(twice)
    assert "21 dự án" in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"new_1_name": "", "new_2_name": " "}, "ít nhất một bước"),
        ({"new_2_order": "1"}, "không thể cùng thứ tự"),
        ({"new_2_order": ""}, "Hãy ghi thứ tự"),
        ({"new_2_order": "0"}, "lớn hơn hoặc bằng"),
        ({"new_2_name": "Lập quy hoạch"}, "trùng tên"),
        ({"name": ""}, "bắt buộc"),
        ({"new_1_name": "TỐI MẬT"}, "MẬT"),
    ],
)
def test_portfolio_that_cannot_be_is_refused(clerk, resolution, wrong, message):
    answer = clerk.post(at("portfolio_add", resolution), portfolio_data(**wrong))

    assert answer.status_code == 422
    assert message in shown(answer)
    assert (Portfolio.objects.count(), Stage.objects.count()) == (0, 0)


def test_second_to_edit_a_portfolio_sees_both_and_may_save_over_it(clerk, portfolio):
    page = clerk.get(at("portfolio_edit", portfolio))
    first, second = portfolio.stages.all()
    sent = {
        "seen": page.context["seen"],
        "name": "Dự án đô thị của tỉnh",
        f"stage_{first.pk}_order": "1",
        f"stage_{first.pk}_name": "Quy hoạch",
        f"stage_{second.pk}_order": "2",
        f"stage_{second.pk}_name": second.name,
    }
    rows = [StageRow(1, "Lập quy hoạch 1/500", first.pk), StageRow(2, second.name, second.pk)]
    services.save_portfolio(portfolio, stages=rows, by=None)

    met = clerk.post(at("portfolio_edit", portfolio), sent)
    first.refresh_from_db()
    kept = first.name
    over = clerk.post(at("portfolio_edit", portfolio), sent | {"seen": met.context["seen"]})

    first.refresh_from_db()
    assert (met.status_code, kept) == (409, "Lập quy hoạch 1/500")
    assert "Lập quy hoạch 1/500" in shown(met)
    assert (over.status_code, first.name) == (302, "Quy hoạch")


def test_office_moves_a_project_to_its_next_stage(clerk, office, portfolio, project):
    last = portfolio.stages.last()
    page = clerk.get(at("project_move", project))
    sent = {
        "seen": page.context["seen"],
        "stage": last.pk,
        "effective_on": "01/03/2022",
        "source_name": "Báo cáo 35-BC/TU",
    }

    moved = clerk.post(at("project_move", project), sent)
    twice = clerk.post(at("project_move", project), sent)
    listed = shown(clerk.get(at("portfolio_projects", portfolio)))

    made = project.moves.latest("pk")
    assert (moved.status_code, twice.status_code) == (302, 409)
    assert (made.stage, made.effective_on, made.by, made.source_name) == (
        last,
        date(2022, 3, 1),
        office,
        "Báo cáo 35-BC/TU",
    )
    assert project.moves.count() == 2
    assert "Đã chọn nhà đầu tư" in listed


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"effective_on": "12/12/2021"}, "13/12/2021"),
        ({"effective_on": "01/01/2999"}, "chưa tới"),
        ({"effective_on": ""}, "bắt buộc"),
        ({"stage": ""}, "bắt buộc"),
        ({"stage": "same"}, "Không có gì thay đổi"),
        ({"stage": "other"}, "Hãy chọn một trong các mục"),
        ({"note": "TỐI MẬT"}, "MẬT"),
    ],
)
def test_move_that_cannot_be_is_refused(clerk, portfolio, project, wrong, message):
    stages = {"same": portfolio.stages.first().pk, "other": 999}
    sent = {"stage": portfolio.stages.last().pk, "effective_on": "01/03/2022"} | wrong
    sent["stage"] = stages.get(sent["stage"], sent["stage"])

    answer = clerk.post(at("project_move", project), sent)

    assert answer.status_code == 422
    assert message in shown(answer)
    assert project.moves.count() == 1


def test_project_is_named_later_and_has_an_area(clerk, portfolio):
    [project] = services.add_projects(
        portfolio,
        names=[],
        unnamed=1,
        stage=portfolio.stages.first(),
        effective_on=DAY,
        by=None,
    )
    seen = clerk.get(at("project_edit", project)).context["seen"]

    answer = clerk.post(
        at("project_edit", project), {"seen": seen, "name": "Khu A", "area_ha": "12,5"}
    )
    wrong = clerk.post(at("project_edit", project), {"name": "Khu A", "area_ha": "-1"})

    project.refresh_from_db()
    assert (answer.status_code, wrong.status_code) == (302, 422)
    assert (project.name, project.area_ha, project.is_unnamed) == (
        "Khu A",
        Decimal("12.5"),
        False,
    )


# --- who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.BOARD, Role.FOCAL_POINT, Role.INSPECTION])
def test_who_only_reads_enters_nothing(
    client, roles, role, resolution, target, measured, portfolio, project
):
    link = Basis.objects.create(child=resolution, parent=ResolutionFactory())
    told = Narrative.objects.create(resolution=resolution, on=DAY, text="Đạt kết quả.")
    client.force_login(UserFactory(role=role))
    before = state()
    today = str(timezone.localdate() - timedelta(days=1))
    stages_kept = {"name": "Dự án đô thị của tỉnh"}
    for stage in portfolio.stages.all():
        stages_kept[f"stage_{stage.pk}_order"] = stage.order
        stages_kept[f"stage_{stage.pk}_name"] = f"{stage.name} 1"
    sent = [
        (at("basis_links", resolution), {"parent": link.parent_id, "relation": "amends"}),
        (at("basis_remove", link), {"reason": "Nhầm"}),
        (at("narrative_add", resolution), {"on": today, "subject": "progress", "text": "A"}),
        (at("narrative_withdraw", told), {"reason": "Nhầm"}),
        (at("target_add", resolution), TARGET),
        (at("target_edit", target), TARGET | {"name": "Diện tích cây ăn trái"}),
        (at("target_measurements", target), {"on": today, "value": "1"}),
        (
            at("measurement_correct", measured),
            {"on": "13/12/2021", "value": "1", "reason": "A"},
        ),
        (at("portfolio_add", resolution), portfolio_data(name="Khác")),
        (at("portfolio_edit", portfolio), stages_kept),
        (
            at("portfolio_projects", portfolio),
            {"names": "B", "stage": portfolio.stages.first().pk, "effective_on": today},
        ),
        (at("project_edit", project), {"name": "C"}),
        (
            at("project_move", project),
            {"stage": portfolio.stages.last().pk, "effective_on": today},
        ),
    ]

    answers = [client.post(address, data).status_code for address, data in sent]
    client.force_login(UserFactory(role=Role.OFFICE))
    of_the_office = [client.post(address, data).status_code for address, data in sent]

    assert answers == [403] * len(sent)
    assert of_the_office == [302] * len(sent)
    assert state() != before


def test_what_readers_sent_changed_nothing(client, board, resolution, target):
    client.force_login(board)
    before = state()

    client.post(at("target_edit", target), TARGET)
    client.post(at("narrative_add", resolution), {"on": "2021-12-13", "text": "A"})

    assert state() == before
