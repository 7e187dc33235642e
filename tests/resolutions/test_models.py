"""The register of governing documents: reads with a name, and what its tables refuse."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from resolutions import services
from resolutions.kinds import DocumentKind, IssuerLevel
from resolutions.log import entries_of
from resolutions.models import (
    Basis,
    Directive,
    Measurement,
    Narrative,
    Portfolio,
    Programme,
    Project,
    Resolution,
    Stage,
    Target,
)
from resolutions.moments import Moment
from tests.factories import ResolutionFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"kind": "XX"}, "resolution_kind_is_known"),
        ({"issuer_level": "moon"}, "resolution_issuer_level_is_known"),
        ({"effect_state": "maybe"}, "resolution_effect_is_known"),
        ({"issuer_name": ""}, "resolution_has_an_issuer"),
        ({"symbol": "", "title": ""}, "resolution_has_symbol_or_title"),
        ({"issued_year": 2020}, "resolution_year_agrees_with_date"),
        ({"period_from": 2025, "period_to": 2020}, "resolution_period_runs_forward"),
        ({"vision_year": 20300}, "resolution_years_are_plausible"),
        ({"effect_ended_on": date(2025, 7, 1)}, "resolution_in_force_has_not_ended"),
    ],
)
def test_the_table_refuses_what_must_never_be(broken, constraint):
    resolution = ResolutionFactory()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Resolution.objects.filter(pk=resolution.pk).update(**broken)


def test_symbols_are_kept_as_written_and_found_in_any_spelling():
    odd = ResolutionFactory(symbol="01/NQ-TU")

    assert list(Resolution.objects.with_symbol("01-NQ/TU")) == [odd]
    assert odd.symbol == "01/NQ-TU"
    assert odd.is_odd_symbol
    assert odd.canonical_symbol == "01-NQ/TU"


def test_two_documents_with_one_number_warn_each_other_but_are_allowed():
    urban = ResolutionFactory(symbol="06-NQ/TU", issued_on=date(2021, 1, 29))
    drills = ResolutionFactory(symbol="06-NQ/TU", issued_on=None)
    ResolutionFactory(symbol="06-NQ/TU", kind=DocumentKind.PLAN)
    ResolutionFactory(symbol="06-NQ/TU", term="Khóa XII")

    assert list(Resolution.objects.possible_duplicates_of(urban)) == [drills]
    assert list(Resolution.objects.possible_duplicates_of(drills)) == [urban]


def test_search_finds_symbol_and_title_without_tone_marks():
    found = ResolutionFactory(symbol="03-NQ/TU", title="xây dựng Đảng")
    ResolutionFactory(symbol="04-NQ/TU", title="phát triển tỉnh về hướng Đông")

    assert list(Resolution.objects.search("03 nq tu")) == [found]
    assert list(Resolution.objects.search("xay dung dang")) == [found]


def test_proxies_hold_their_own_kind_and_keep_field_history():
    directive = Directive(
        symbol="02-CT/TU", issuer_name="BTV", issuer_level=IssuerLevel.PROVINCIAL_PARTY
    )
    directive.save()
    programme = Programme(
        symbol="07-CTr/TU", issuer_name="BTV", issuer_level=IssuerLevel.PROVINCIAL_PARTY
    )
    programme.save()
    ResolutionFactory()

    assert list(Directive.objects.all()) == [directive]
    assert list(Programme.objects.all()) == [programme]
    assert entries_of(Resolution.objects.get(pk=directive.pk)).count() == 1


def test_the_basis_chain_takes_several_parents_but_no_circle():
    first, second, plan = ResolutionFactory.create_batch(3)
    Basis.objects.create(child=plan, parent=first)
    Basis.objects.create(child=plan, parent=second)

    with pytest.raises(ValidationError):
        Basis(child=first, parent=plan).full_clean()
    Basis(child=second, parent=first).full_clean()


def test_the_table_refuses_a_document_as_its_own_basis_or_a_basis_stated_twice():
    first, second = ResolutionFactory.create_batch(2)
    edge = Basis.objects.create(child=first, parent=second)

    with pytest.raises(IntegrityError), transaction.atomic():
        Basis.objects.filter(pk=edge.pk).update(parent=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Basis.objects.create(child=first, parent=second)


def test_a_target_without_measurement_has_no_value_and_not_zero():
    target = Target.objects.create(
        resolution=ResolutionFactory(), name="Doanh nghiệp", unit="doanh nghiệp", target_value=1
    )
    services.record_measurement(target, on=date(2021, 6, 1), value=400, by=None)
    services.record_measurement(target, on=date(2021, 9, 1), value=700, by=None)

    def latest(on):
        return (
            Target.objects.with_latest(Moment(on)).values_list("latest_value", flat=True).get()
        )

    assert latest(date(2021, 5, 31)) is None
    assert latest(date(2021, 6, 1)) == 400
    assert latest(date(2021, 12, 13)) == 700


@pytest.mark.parametrize(
    "broken", [{"target_value": None}, {"direction": "observe"}, {"direction": "sideways"}]
)
def test_the_table_refuses_a_target_without_value_or_an_observation_with_one(broken):
    target = Target.objects.create(
        resolution=ResolutionFactory(), name="Diện tích", unit="ha", target_value=750
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(pk=target.pk).update(**broken)


def test_a_measurement_of_tomorrow_is_refused():
    target = Target.objects.create(
        resolution=ResolutionFactory(), name="Diện tích", unit="ha", target_value=750
    )

    with pytest.raises(ValidationError):
        services.record_measurement(target, on=date(2999, 1, 1), value=1, by=None)

    assert Measurement.objects.count() == 0


@pytest.fixture
def portfolio():
    return Portfolio.objects.create(resolution=ResolutionFactory(), name="Dự án đô thị")


def test_projects_stand_where_their_last_move_put_them(portfolio):
    first = Stage.objects.create(portfolio=portfolio, order=1, name="Lập quy hoạch")
    second = Stage.objects.create(portfolio=portfolio, order=2, name="Đã chọn nhà đầu tư")
    project = Project.objects.create(portfolio=portfolio, name="Khu đô thị A")
    services.move_project(project, stage=first, effective_on=date(2021, 3, 1), by=None)
    services.move_project(project, stage=second, effective_on=date(2021, 9, 1), by=None)

    def stage(on):
        return list(Project.objects.with_stage(Moment(on)).values_list("stage_id", flat=True))

    assert stage(date(2021, 2, 28)) == []
    assert stage(date(2021, 8, 31)) == [first.pk]
    assert stage(date(2021, 9, 1)) == [second.pk]


def test_a_project_moves_forward_in_time_and_inside_its_portfolio(portfolio):
    stage = Stage.objects.create(portfolio=portfolio, order=1, name="Lập quy hoạch")
    other = Portfolio.objects.create(resolution=portfolio.resolution, name="Khác")
    stranger = Stage.objects.create(portfolio=other, order=1, name="Khác")
    project = Project.objects.create(portfolio=portfolio, name="Khu đô thị A")
    services.move_project(project, stage=stage, effective_on=date(2021, 3, 1), by=None)

    for wrong in (
        {"stage": stranger, "effective_on": date(2021, 4, 1)},
        {"stage": stage, "effective_on": date(2021, 2, 1)},
        {"stage": stage, "effective_on": date(2999, 1, 1)},
    ):
        with pytest.raises(ValidationError):
            services.move_project(project, **wrong, by=None)

    assert project.moves.count() == 1


def test_the_table_refuses_two_stages_in_one_place(portfolio):
    Stage.objects.create(portfolio=portfolio, order=1, name="Lập quy hoạch")

    with pytest.raises(IntegrityError), transaction.atomic():
        Stage.objects.create(portfolio=portfolio, order=1, name="Sơ tuyển")


def test_the_table_refuses_an_area_that_is_not_positive(portfolio):
    project = Project.objects.create(portfolio=portfolio, name="Khu đô thị A", area_ha=5)

    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(area_ha=0)


def test_the_table_refuses_a_relation_that_is_not_known():
    first, second = ResolutionFactory.create_batch(2)
    Basis.objects.create(child=first, parent=second)

    with pytest.raises(IntegrityError), transaction.atomic():
        Basis.objects.update(relation="likes")


def test_the_table_refuses_a_narrative_without_text():
    with pytest.raises(IntegrityError), transaction.atomic():
        Narrative.objects.create(resolution=ResolutionFactory(), on=date(2021, 12, 13), text="")


def test_the_table_refuses_a_target_of_an_impossible_year():
    target = Target.objects.create(
        resolution=ResolutionFactory(), name="Diện tích", unit="ha", target_value=750
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(pk=target.pk).update(by_year=20250)
