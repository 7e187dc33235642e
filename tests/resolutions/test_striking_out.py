"""A move of a project and a measurement that were entered by mistake are struck out; links and
narratives are told from when they were known."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from resolutions import services
from resolutions.kinds import BasisRelation
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
from resolutions.moments import Moment
from tests.chance import examples
from tests.factories import ResolutionFactory, UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)


def on(days):
    return DAY + timedelta(days)


@pytest.fixture
def clerk():
    return UserFactory(last_name="Trần", first_name="Thị Anh")


def a_project():
    portfolio = Portfolio.objects.create(resolution=ResolutionFactory(), name="21 dự án")
    for order in range(1, 5):
        Stage.objects.create(portfolio=portfolio, order=order, name=f"Bước {order}")
    return Project.objects.create(portfolio=portfolio, name="Khu đô thị Mỹ Hóa")


@pytest.fixture
def project():
    return a_project()


@pytest.fixture
def target():
    return Target.objects.create(
        resolution=ResolutionFactory(), name="Doanh nghiệp", unit="DN", target_value=1000
    )


def move(project, stage, day):
    stage = project.portfolio.stages.get(order=stage)
    return services.move_project(project, stage=stage, effective_on=day, by=None)


def place(project, day, known_at=None):
    """At which stage the project stood, or None where it was not there."""
    rows = Project.objects.with_stage(Moment(day, known_at)).filter(pk=project.pk)
    found = rows.values_list("stage_id", flat=True).first()
    whole = Portfolio.objects.with_standing(Moment(day, known_at))
    told = whole.filter(project_pk=project.pk).values_list("stage_pk", flat=True).first()
    assert found == told
    return found and Stage.objects.get(pk=found).order


def strike_out(row, *, reason="Nhập nhầm dự án", by=None, **more):
    return services.strike_out_move(row, reason=reason, by=by, **more)


# --- moves -----------------------------------------------------------------------------------


def test_a_move_entered_by_mistake_counts_on_no_day_and_stays(project, clerk):
    move(project, 1, DAY)
    wrong = move(project, 3, on(10))
    before = timezone.now()

    made = strike_out(wrong, by=clerk)

    assert (made.note, made.by, made.undoes) == ("Nhập nhầm dự án", clerk, wrong)
    assert [place(project, day) for day in (DAY, on(10), on(40))] == [1, 1, 1]
    assert place(project, on(10), before) == 3
    assert move(project, 3, on(20)).pk
    assert place(project, on(20)) == 3


def test_a_project_entered_twice_goes_out_with_its_only_move(project):
    wrong = move(project, 1, DAY)
    before = timezone.now()

    strike_out(wrong)

    assert place(project, on(5)) is None
    assert place(project, on(5), before) == 1


@pytest.mark.parametrize("reason", ["", " \n"])
def test_striking_out_a_move_says_why(project, reason):
    row = move(project, 1, DAY)

    with pytest.raises(ValidationError) as refusal:
        strike_out(row, reason=reason)

    assert "reason" in refusal.value.message_dict
    assert place(project, DAY) == 1


def test_the_second_to_strike_out_the_same_move_is_told_who_did(project, clerk):
    row = move(project, 1, DAY)
    strike_out(row, by=clerk)

    with pytest.raises(ValidationError, match=clerk.get_full_name()):
        strike_out(row)

    assert project.moves.count() == 2


def test_a_page_opened_before_another_move_is_refused(project):
    row = move(project, 1, DAY)
    move(project, 2, on(1))

    with pytest.raises(ValidationError, match="Xem lại"):
        strike_out(row, seen=row.pk)

    assert project.moves.count() == 2


def test_a_move_between_two_to_one_stage_is_not_struck_out_before_the_later(project):
    move(project, 1, DAY)
    there = move(project, 2, on(1))
    back = move(project, 1, on(2))

    with pytest.raises(ValidationError, match="15/12/2021"):
        strike_out(there)
    strike_out(back)
    strike_out(there)

    assert place(project, on(9)) == 1


def test_what_strikes_out_stays_and_says_why_in_the_database_too(project):
    row = move(project, 1, DAY)
    made = strike_out(row)

    with pytest.raises(ValidationError):
        strike_out(made)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectMove.objects.create(
            project=project, stage=row.stage, effective_on=DAY, undoes=made, note=""
        )


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 4), st.integers(0, 6)), max_size=9))
@settings(max_examples=examples(12), deadline=None)
def test_any_moves_and_strikings_out_keep_history_and_standing_one(steps):
    project, known = a_project(), []
    days = [on(n) for n in range(-1, 9, 2)]
    for strikes, stage, number in steps:
        known.append((timezone.now(), [place(project, day) for day in days]))
        rows = list(project.moves.order_by("pk"))
        try:
            if strikes and rows:
                strike_out(rows[number % len(rows)])
            else:
                move(project, stage, on(number))
        except ValidationError:
            assert project.moves.count() == len(rows)

    standing = list(project.moves.standing().order_by("effective_on", "pk"))
    assert place(project, on(9)) == (standing[-1].stage.order if standing else None)
    assert all(a.stage_id != b.stage_id for a, b in zip(standing, standing[1:], strict=False))
    for at, then in known:
        assert [place(project, day, at) for day in days] == then
    at = timezone.now()
    assert [place(project, day, at) for day in days] == [place(project, day) for day in days]


# --- measurements ----------------------------------------------------------------------------


def measure(target, value, day=DAY):
    return services.record_measurement(target, on=day, value=Decimal(value), by=None)


def latest(day, known_at=None):
    rows = Target.objects.with_latest(Moment(day, known_at))
    return rows.values_list("latest_value", "latest_on").get()


def test_a_value_that_was_never_measured_is_struck_out_and_stays(target, clerk):
    measure(target, 200, on(-30))
    wrong = measure(target, 5000)
    before = timezone.now()

    made = services.strike_out_measurement(wrong, reason="Của chỉ tiêu khác", by=clerk)

    assert (made.corrects, made.reason, made.by) == (wrong, "Của chỉ tiêu khác", clerk)
    assert latest(DAY) == latest(DAY, timezone.now()) == (Decimal(200), on(-30))
    assert latest(DAY, before) == (Decimal(5000), DAY)
    assert measure(target, 300).pk
    assert latest(DAY) == (Decimal(300), DAY)


def test_the_only_value_struck_out_leaves_nothing_measured(target):
    services.strike_out_measurement(measure(target, 5000), reason="Nhầm", by=None)

    assert latest(DAY) == (None, None)


def test_striking_out_a_value_says_why_and_happens_once(target, clerk):
    wrong = measure(target, 5000)

    with pytest.raises(ValidationError) as refusal:
        services.strike_out_measurement(wrong, reason=" ", by=clerk)
    assert "reason" in refusal.value.message_dict
    made = services.strike_out_measurement(wrong, reason="Nhầm", by=clerk)
    with pytest.raises(ValidationError, match=clerk.get_full_name()):
        services.strike_out_measurement(wrong, reason="Nhầm", by=None)
    with pytest.raises(ValidationError):
        services.strike_out_measurement(made, reason="Nhầm", by=None)
    for row in (wrong, made):
        with pytest.raises(ValidationError):
            services.correct_measurement(row, on=DAY, value=1, reason="x", by=None)

    assert Measurement.objects.count() == 2


def test_of_a_corrected_value_the_newer_one_is_struck_out(target):
    wrong = measure(target, 85)
    right = services.correct_measurement(
        wrong, on=DAY, value=Decimal("8.5"), reason="Đọc nhầm", by=None
    )

    with pytest.raises(ValidationError):
        services.strike_out_measurement(wrong, reason="Nhầm", by=None)
    services.strike_out_measurement(right, reason="Nhầm", by=None)

    assert latest(DAY) == (None, None)


def test_the_database_lets_a_row_strike_out_another_only(target):
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.create(target=target, on=DAY, value=1, strikes_out=True)


# --- pages and API ---------------------------------------------------------------------------


def test_a_move_is_struck_out_on_its_page(client, office, board, project):
    move(project, 1, DAY)
    row = move(project, 2, on(1))
    address = reverse("resolutions:move_strike_out", args=[row.pk])
    page = reverse("resolutions:project_move", args=[project.pk])
    client.force_login(board)
    refused = client.post(address, {"reason": "Nhầm"})
    client.force_login(office)

    offered = client.get(page)
    without = client.post(address, {"reason": ""})
    done = client.post(address, {"reason": "Nhập nhầm dự án"}, follow=True)
    again = client.post(address, {"reason": "Nhập nhầm dự án"})

    assert f'href="{address}"' in offered.text
    assert [refused.status_code, without.status_code, again.status_code] == [403, 422, 422]
    assert "Nhập nhầm dự án" in done.text
    assert f'href="{address}"' not in done.text
    assert place(project, on(5)) == 1


def test_a_value_is_struck_out_on_its_page_and_gone_from_the_api(client, office, target):
    row = measure(target, 5000)
    address = reverse("resolutions:measurement_strike_out", args=[row.pk])
    client.force_login(office)

    offered = client.get(reverse("resolutions:target_measurements", args=[target.pk]))
    done = client.post(address, {"reason": "Của chỉ tiêu khác"}, follow=True)
    [told] = client.get("/api/v1/targets/").json()["results"]

    assert f'href="{address}"' in offered.text
    assert "Của chỉ tiêu khác" in done.text
    assert (told["latest_value"], told["measurements"]) == (None, [])


# --- what was known when ---------------------------------------------------------------------


def test_a_link_is_told_from_when_it_was_recorded_until_it_was_taken_back(clerk):
    plan, resolution, grand = ResolutionFactory.create_batch(3)
    start = timezone.now()
    link = services.link_basis(
        plan, parent=resolution, relation=BasisRelation.CONCRETISES, by=clerk
    )
    services.link_basis(resolution, parent=grand, relation=BasisRelation.CONCRETISES, by=clerk)
    linked = timezone.now()
    services.retract(link, reason="Nhầm", by=clerk)

    def chain(known_at):
        rows = Basis.objects.chain_of(plan, Moment(DAY, known_at))
        return {edge.parent_id for edge in rows}

    assert chain(start) == set()
    assert chain(linked) == {resolution.pk, grand.pk}
    assert chain(None) == chain(timezone.now()) == set()


def test_a_narrative_is_told_from_when_it_was_recorded_until_it_was_taken_back(clerk):
    resolution, start = ResolutionFactory(), timezone.now()
    told = services.record_narrative(resolution, on=DAY, text="Đã đạt kết quả.", by=clerk)
    recorded = timezone.now()
    services.retract(told, reason="Nhầm", by=clerk)

    def known(known_at):
        return Narrative.objects.standing(Moment(DAY, known_at)).count()

    assert [known(at) for at in (start, recorded, timezone.now(), None)] == [0, 1, 0, 0]


def test_what_does_not_say_when_it_was_recorded_counts_as_always_known():
    Narrative.objects.create(
        resolution=ResolutionFactory(), on=DAY, text="Như báo cáo.", recorded_at=None
    )

    early = timezone.now() - timedelta(days=3000)
    assert Narrative.objects.standing(Moment(DAY, early)).count() == 1


def test_the_page_of_a_past_knowledge_shows_no_narrative_recorded_since(client, office):
    resolution = ResolutionFactory()
    services.record_narrative(resolution, on=DAY, text="Kết quả mới biết.", by=None)
    client.force_login(office)
    address = resolution.get_absolute_url()

    now = client.get(f"{address}?as_of=2021-12-31")
    then = client.get(f"{address}?as_of=2021-12-31&known_on=2021-12-31")

    assert "Kết quả mới biết." in now.text
    assert "Kết quả mới biết." not in then.text


def test_the_api_reads_links_and_narratives_as_they_were_known(client, office, clerk):
    plan, resolution = ResolutionFactory.create_batch(2)
    relation = BasisRelation.CONCRETISES
    services.link_basis(plan, parent=resolution, relation=relation, by=clerk)
    services.record_narrative(plan, on=DAY, text="Đã đạt kết quả.", by=clerk)
    client.force_login(office)

    def told(name, query=""):
        found = client.get(f"/api/v1/{name}/?resolution={plan.pk}{query}")
        return found.json()["results"]

    [link], [text] = told("bases"), told("narratives")

    assert (link["child"], link["parent"]) == (plan.pk, resolution.pk)
    assert (text["text"], text["by"]) == ("Đã đạt kết quả.", clerk.get_full_name())
    for name in ("bases", "narratives"):
        assert told(name, "&as_of=2022-01-31&known_on=2022-01-31") == []
        assert told(name, "&data=training") == []


# --- a project that should not be there, and a move that came to light later -----------------


def test_a_project_entered_by_mistake_is_struck_out_with_all_its_moves(project, clerk):
    move(project, 1, DAY)
    move(project, 2, on(10))
    before = timezone.now()

    services.strike_out_project(project, reason="Không thuộc danh mục", by=clerk)

    assert [place(project, day) for day in (DAY, on(10), on(40))] == [None] * 3
    assert [place(project, day, before) for day in (DAY, on(10))] == [1, 2]
    assert list(project.portfolio.projects.in_portfolio()) == []
    assert list(project.portfolio.projects.struck_out()) == [project]
    with pytest.raises(ValidationError, match=clerk.get_full_name()):
        services.strike_out_project(project, reason="Lần nữa", by=None)
    assert move(project, 1, on(20)).pk
    assert place(project, on(20)) == 1


def test_the_office_strikes_a_project_out_on_the_page_of_its_portfolio(client, office, project):
    move(project, 1, DAY)
    client.force_login(office)
    page = reverse("resolutions:portfolio_projects", args=[project.portfolio_id])
    address = reverse("resolutions:project_strike_out", args=[project.pk])

    offered = client.get(page).text
    without = client.post(address, {"reason": ""})
    done = client.post(address, {"reason": "Không thuộc danh mục"}, follow=True)

    assert f'href="{address}"' in offered
    assert without.status_code == 422
    assert done.context["projects"] == []
    assert list(done.context["struck_out"]) == [project]


def test_a_move_that_came_before_others_is_put_in_its_place_with_a_reason(project):
    move(project, 1, DAY)
    move(project, 3, on(30))
    before, second = timezone.now(), project.portfolio.stages.get(order=2)
    earlier = {"stage": second, "effective_on": on(10), "by": None}

    with pytest.raises(ValidationError):
        services.move_project(project, **earlier)
    services.move_project(project, **earlier, note="Mới nhận được hồ sơ")

    assert [place(project, on(n)) for n in (5, 10, 29, 30)] == [1, 2, 2, 3]
    assert [place(project, on(n), before) for n in (10, 30)] == [1, 3]


@pytest.mark.parametrize(("stage", "day"), [(3, 10), (1, 10)])
def test_an_earlier_move_to_where_it_stood_or_came_next_is_refused(project, stage, day):
    move(project, 1, DAY)
    move(project, 3, on(30))
    to = project.portfolio.stages.get(order=stage)

    with pytest.raises(ValidationError):
        services.move_project(project, stage=to, effective_on=on(day), note="Mới biết", by=None)

    assert project.moves.count() == 2


def test_an_earlier_move_is_entered_and_a_wrong_one_struck_out_in_the_browser(
    client, office, project
):
    move(project, 1, DAY)
    wrong = move(project, 3, on(30))
    client.force_login(office)
    page = reverse("resolutions:project_move", args=[project.pk])
    second = project.portfolio.stages.get(order=2)
    address = reverse("resolutions:move_strike_out", args=[wrong.pk])
    sent = {"stage": second.pk, "effective_on": on(10), "source_name": "Báo cáo"}

    refused = client.post(page, sent)
    done = client.post(page, sent | {"note": "Mới nhận được hồ sơ"})
    offered = f'href="{address}"' in client.get(page).text
    struck = client.post(address, {"reason": "Nhầm dự án"})

    assert offered
    assert (refused.status_code, done.status_code, struck.status_code) == (422, 302, 302)
    assert [place(project, on(n)) for n in (5, 10, 40)] == [1, 2, 2]
