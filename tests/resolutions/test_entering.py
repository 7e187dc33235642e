"""What the office enters under a governing document: the rules of the services."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from resolutions import services
from resolutions.kinds import BasisRelation, NarrativeSubject
from resolutions.models import (
    Basis,
    Measurement,
    Narrative,
    Portfolio,
    Project,
    ProjectMove,
    Target,
)
from resolutions.moments import Moment
from resolutions.services import StageRow
from tests.factories import ResolutionFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = date(2021, 12, 13)
CONCRETISES = BasisRelation.CONCRETISES


@pytest.fixture
def clerk():
    return UserFactory(username="clerk")


# --- links to older documents --------------------------------------------------------------


def chain(resolution):
    return {edge.parent_id for edge in Basis.objects.chain_of(resolution, Moment(DAY))}


def test_a_link_is_recorded_with_its_source_and_who_entered_it(clerk):
    plan, resolution = ResolutionFactory(kind="KH"), ResolutionFactory()

    made = services.link_basis(
        plan,
        parent=resolution,
        relation=CONCRETISES,
        source_name="Báo cáo 120-BC/TU",
        by=clerk,
    )

    assert (made.child, made.parent, made.relation, made.by) == (
        plan,
        resolution,
        CONCRETISES,
        clerk,
    )
    assert made.source_name == "Báo cáo 120-BC/TU"
    assert chain(plan) == {resolution.pk}


def test_a_link_is_recorded_once_and_another_relation_beside_it(clerk):
    plan, resolution = ResolutionFactory.create_batch(2)
    services.link_basis(plan, parent=resolution, relation=CONCRETISES, by=clerk)

    with pytest.raises(ValidationError) as refusal:
        services.link_basis(plan, parent=resolution, relation=CONCRETISES, by=clerk)
    services.link_basis(plan, parent=resolution, relation=BasisRelation.AMENDS, by=clerk)

    assert "parent" in refusal.value.message_dict
    assert plan.bases.count() == 2


def test_a_circle_over_three_documents_is_refused(clerk):
    first, second, third = ResolutionFactory.create_batch(3)
    services.link_basis(first, parent=second, relation=CONCRETISES, by=clerk)
    services.link_basis(second, parent=third, relation=CONCRETISES, by=clerk)

    with pytest.raises(ValidationError, match="vòng|circle"):
        services.link_basis(third, parent=first, relation=CONCRETISES, by=clerk)
    with pytest.raises(ValidationError):
        services.link_basis(first, parent=first, relation=CONCRETISES, by=clerk)

    assert Basis.objects.count() == 2


def test_training_and_real_documents_are_not_linked(clerk):
    real, training = ResolutionFactory(), ResolutionFactory(is_fictional=True)

    with pytest.raises(ValidationError) as refusal:
        services.link_basis(real, parent=training, relation=CONCRETISES, by=clerk)

    assert "parent" in refusal.value.message_dict
    assert Basis.objects.count() == 0


def test_a_link_taken_back_stays_with_its_reason_and_holds_no_more(clerk):
    plan, resolution = ResolutionFactory.create_batch(2)
    link = services.link_basis(plan, parent=resolution, relation=CONCRETISES, by=clerk)

    gone = services.retract(link, reason="  Ghi nhầm văn bản ", by=clerk)

    assert (gone.retraction_reason, gone.retracted_by) == ("Ghi nhầm văn bản", clerk)
    assert Basis.objects.count() == 1
    assert chain(plan) == set()
    # What was taken back neither blocks the same link nor closes a circle.
    services.link_basis(resolution, parent=plan, relation=CONCRETISES, by=clerk)
    with pytest.raises(ValidationError):
        services.link_basis(plan, parent=resolution, relation=CONCRETISES, by=clerk)


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_nothing_is_taken_back_without_a_reason(clerk, reason):
    link = Basis.objects.create(child=ResolutionFactory(), parent=ResolutionFactory())

    with pytest.raises(ValidationError):
        services.retract(link, reason=reason, by=clerk)

    assert Basis.objects.standing().count() == 1


def test_what_was_taken_back_is_not_taken_back_again(clerk):
    link = Basis.objects.create(child=ResolutionFactory(), parent=ResolutionFactory())
    first = services.retract(link, reason="Ghi nhầm", by=clerk)

    with pytest.raises(ValidationError):
        services.retract(link, reason="Lý do khác", by=UserFactory())

    first.refresh_from_db()
    assert (first.retraction_reason, first.retracted_by) == ("Ghi nhầm", clerk)


def test_the_table_refuses_a_retraction_without_reason():
    link = Basis.objects.create(child=ResolutionFactory(), parent=ResolutionFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        Basis.objects.filter(pk=link.pk).update(retracted_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Basis.objects.filter(pk=link.pk).update(retraction_reason="Không có ngày")


# --- narratives ----------------------------------------------------------------------------


def test_a_narrative_of_the_same_words_is_recorded_once_until_it_is_taken_back(clerk):
    resolution = ResolutionFactory()
    told = {"on": DAY, "text": "Đã lồng ghép.", "subject": NarrativeSubject.INTEGRATED}

    first = services.record_narrative(resolution, **told, by=clerk)
    again = services.record_narrative(resolution, **told, by=clerk)
    services.retract(first, reason="Nhầm nghị quyết", by=clerk)
    third = services.record_narrative(resolution, **told, by=clerk)

    assert again == first != third
    assert list(Narrative.objects.standing()) == [third]
    assert (third.subject, third.by) == ("integrated", clerk)


# --- targets and what was measured ---------------------------------------------------------


@pytest.fixture
def target():
    return Target.objects.create(
        resolution=ResolutionFactory(), name="Diện tích", unit="ha", target_value=750
    )


def latest(on, known_at=None):
    rows = Target.objects.with_latest(Moment(on, known_at))
    return rows.values_list("latest_value", "latest_on").get()


def test_a_value_sent_twice_is_recorded_once(target, clerk):
    first = services.record_measurement(target, on=DAY, value=Decimal("8.5"), by=clerk)
    second = services.record_measurement(target, on=DAY, value=Decimal("8.50"), by=clerk)

    assert first == second
    assert Measurement.objects.count() == 1
    assert first.by == clerk


def test_another_value_of_the_same_day_is_refused_and_named(target, clerk):
    services.record_measurement(target, on=DAY, value=Decimal("1200.5"), by=clerk)

    with pytest.raises(ValidationError, match=r"13/12/2021.*1\.200,5"):
        services.record_measurement(target, on=DAY, value=Decimal(9), by=clerk)

    assert Measurement.objects.count() == 1


def test_a_correction_is_a_new_row_and_the_wrong_one_holds_no_more(target, clerk):
    wrong = services.record_measurement(target, on=DAY, value=Decimal(85), by=None)

    right = services.correct_measurement(
        wrong, on=DAY - timedelta(days=30), value=Decimal("8.5"), reason="Nhầm dấu", by=clerk
    )

    wrong.refresh_from_db()
    assert (wrong.on, wrong.value, wrong.corrected_by) == (DAY, Decimal(85), right)
    assert (right.reason, right.by) == ("Nhầm dấu", clerk)
    assert latest(DAY) == (Decimal("8.5"), DAY - timedelta(days=30))


def test_before_the_correction_was_recorded_the_wrong_value_was_known(target, clerk):
    wrong = services.record_measurement(target, on=DAY, value=Decimal(85), by=None)
    before = timezone.now()
    services.correct_measurement(wrong, on=DAY, value=Decimal(8), reason="Nhầm", by=clerk)

    assert latest(DAY, known_at=before) == (Decimal(85), DAY)
    assert latest(DAY, known_at=timezone.now()) == (Decimal(8), DAY)


def test_a_correction_is_refused_without_reason_without_change_and_twice(target, clerk):
    wrong = services.record_measurement(target, on=DAY, value=Decimal(85), by=None)
    right = {"on": DAY, "value": Decimal(8), "by": clerk}

    with pytest.raises(ValidationError):
        services.correct_measurement(wrong, **right, reason=" ")
    with pytest.raises(ValidationError):
        services.correct_measurement(wrong, on=DAY, value=Decimal(85), reason="Rà", by=clerk)
    services.correct_measurement(wrong, **right, reason="Nhầm dấu")
    with pytest.raises(ValidationError):
        services.correct_measurement(wrong, **right, reason="Nhầm dấu")

    assert Measurement.objects.count() == 2


def test_a_correction_does_not_take_the_day_of_another_value(target, clerk):
    wrong = services.record_measurement(target, on=DAY, value=Decimal(85), by=None)
    earlier = DAY - timedelta(days=30)
    services.record_measurement(target, on=earlier, value=Decimal(7), by=None)

    with pytest.raises(ValidationError):
        services.correct_measurement(wrong, on=earlier, value=8, reason="Nhầm ngày", by=clerk)


def test_the_table_refuses_a_correction_without_reason(target):
    wrong = Measurement.objects.create(target=target, on=DAY, value=85)

    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.create(target=target, on=DAY, value=8, corrects=wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.create(target=target, on=DAY, value=8, reason="Không rõ số nào")


def test_a_target_of_the_same_name_and_year_is_recorded_once(target, clerk):
    twin = Target(resolution=target.resolution, name="Diện tích", unit="ha", target_value=800)

    with pytest.raises(ValidationError) as refusal:
        services.save_target(twin, by=clerk)
    twin.by_year = 2030
    services.save_target(twin, by=clerk)

    assert "name" in refusal.value.message_dict
    assert Target.objects.count() == 2


# --- portfolios ----------------------------------------------------------------------------

STAGES = [StageRow(1, "Lập quy hoạch"), StageRow(2, "Đã chọn nhà đầu tư")]


@pytest.fixture
def portfolio(clerk):
    made = Portfolio(resolution=ResolutionFactory(), name="Dự án đô thị")
    return services.save_portfolio(made, stages=STAGES, by=clerk)


def names(portfolio):
    return list(portfolio.stages.order_by("order").values_list("order", "name"))


def test_a_portfolio_has_its_stages_in_order_and_they_change_places(portfolio, clerk):
    first, second = portfolio.stages.all()

    services.save_portfolio(
        portfolio,
        stages=[
            StageRow(2, first.name, first.pk),
            StageRow(1, "Đã giao đất", second.pk),
            StageRow(3, "Mới"),
        ],
        by=clerk,
    )

    assert names(portfolio) == [(1, "Đã giao đất"), (2, "Lập quy hoạch"), (3, "Mới")]
    assert set(portfolio.stages.values_list("pk", flat=True)) > {first.pk, second.pk}


@pytest.mark.parametrize(
    "stages",
    [
        [],
        [StageRow(1, "")],
        [StageRow(1, "A"), StageRow(1, "B")],
        [StageRow(1, "Bước A"), StageRow(2, "bước a")],
    ],
)
def test_stages_that_cannot_be_are_refused_and_nothing_is_saved(clerk, stages):
    made = Portfolio(resolution=ResolutionFactory(), name="Dự án đô thị")

    with pytest.raises(ValidationError):
        services.save_portfolio(made, stages=stages, by=clerk)

    assert Portfolio.objects.count() == 0


def test_a_stage_that_projects_passed_through_is_not_taken_out(portfolio, clerk):
    first, second = portfolio.stages.all()
    services.add_projects(portfolio, names=["A"], stage=first, effective_on=DAY, by=clerk)

    with pytest.raises(ValidationError, match="Lập quy hoạch"):
        services.save_portfolio(portfolio, stages=[StageRow(1, "B", second.pk)], by=clerk)
    services.save_portfolio(portfolio, stages=[StageRow(5, "B", first.pk)], by=clerk)

    assert names(portfolio) == [(5, "B")]


def test_projects_come_in_at_a_stage_named_ones_and_those_only_counted(portfolio, clerk):
    stage = portfolio.stages.first()

    services.add_projects(
        portfolio,
        names=["Khu đô thị Mỹ Hóa"],
        unnamed=2,
        stage=stage,
        effective_on=DAY,
        date_is_upper_bound=True,
        source_name="Báo cáo 120-BC/TU",
        by=clerk,
    )

    standing = Project.objects.with_stage(Moment(DAY)).order_by("pk")
    assert list(standing.values_list("name", "is_unnamed", "stage_id")) == [
        ("Khu đô thị Mỹ Hóa", False, stage.pk),
        ("Dự án 02 (nguồn không nêu tên)", True, stage.pk),
        ("Dự án 03 (nguồn không nêu tên)", True, stage.pk),
    ]
    moves = ProjectMove.objects.values_list("date_is_upper_bound", "by", "source_name")
    assert set(moves) == {(True, clerk.pk, "Báo cáo 120-BC/TU")}


def test_projects_sent_twice_come_in_once(portfolio, clerk):
    given = {"stage": portfolio.stages.first(), "effective_on": DAY, "by": clerk}
    services.add_projects(portfolio, names=[], unnamed=3, expected=0, **given)

    with pytest.raises(ValidationError, match="3"):
        services.add_projects(portfolio, names=[], unnamed=3, expected=0, **given)
    services.add_projects(portfolio, names=["A"], **given)
    with pytest.raises(ValidationError, match="“a”"):
        services.add_projects(portfolio, names=["B", "a"], **given)

    assert portfolio.projects.count() == 4


def test_a_project_moves_forward_in_time_and_not_to_where_it_stands(portfolio, clerk):
    first, second = portfolio.stages.all()
    [project] = services.add_projects(
        portfolio, names=["A"], stage=first, effective_on=DAY, by=clerk
    )

    with pytest.raises(ValidationError, match="lý do"):  # before the move that is recorded
        services.move_project(
            project, stage=second, effective_on=DAY - timedelta(days=1), by=clerk
        )
    with pytest.raises(ValidationError, match="Lập quy hoạch"):
        services.move_project(project, stage=first, effective_on=DAY, by=clerk)
    services.move_project(project, stage=second, effective_on=DAY, by=clerk)

    assert Project.objects.with_stage(Moment(DAY)).get().stage_id == second.pk
    assert project.moves.count() == 2


def test_a_project_does_not_take_the_name_of_another(portfolio, clerk):
    stage = portfolio.stages.first()
    made = services.add_projects(
        portfolio, names=["A", "B"], stage=stage, effective_on=DAY, by=clerk
    )
    made[1].name = "A"

    with pytest.raises(ValidationError):
        services.save_project(made[1], by=clerk)
