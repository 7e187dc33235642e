"""The overview: what presses first, blocks that sum to the headline, what moved since the last
meeting, the documents over time, and the slides of the meeting room."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext

from documents import services
from documents.audit import append_only
from documents.models import Meeting, PlannedDocument, StatusChange
from documents.progress import Point, blocks_of, burn_up, figures_of, pressing
from documents.status import DocumentStatus
from resolutions.days import end_of_day
from resolutions.moments import Moment
from tests.factories import (
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
)

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)
EVERYTHING = PlannedDocument.objects


def due(days, **given):
    """A document in the making that is due so many days after 13/12/2021."""
    given = {"status": DocumentStatus.DRAFTING} | given
    on = DAY + timedelta(days=days)
    planned = {"planned_on": date(2021, 1, 4)}
    return PlannedDocumentFactory(deadline_kind="day", due_on=on, **planned | given)


# --- blocks --------------------------------------------------------------------------------


def test_every_block_sums_to_the_headline():
    members, agencies = PersonFactory.create_batch(2), AgencyFactory.create_batch(2)
    for n, status in enumerate(DocumentStatus):
        words = {"integrated_into_text": "15-KH/TU"} if status == "integrated" else {}
        PlannedDocumentFactory(
            board_member=[*members, None][n % 3],
            lead_agency=[None, *agencies][n % 3],
            status=status,
            **words,
        )

    blocks = blocks_of(EVERYTHING.all(), Moment(DAY))

    total = figures_of(EVERYTHING.all(), Moment(DAY))
    assert blocks.total == total
    for block in (
        list(blocks.of_resolution.values()),
        [share.figures for share in blocks.members],
        [share.figures for share in blocks.agencies],
    ):
        assert (
            sum((f.by_status for f in block), start=type(total.by_status)()) == total.by_status
        )
        assert (
            sum((f.by_timeliness for f in block), start=type(total.by_status)())
            == total.by_timeliness
        )
    assert [share.pk for share in blocks.members][-1] is None
    assert [share.pk for share in blocks.agencies][-1] is None
    assert blocks.lacking_evidence == EVERYTHING.as_of(Moment(DAY)).lacking_evidence().count()


def test_blocks_name_who_answered_on_the_day():
    before, after = PersonFactory(), PersonFactory()
    document = PlannedDocumentFactory(board_member=before)
    document.board_member = after
    services.edit(document, by=None)

    then = blocks_of(EVERYTHING.all(), Moment(DAY)).members
    now = blocks_of(EVERYTHING.all(), Moment(timezone.localdate())).members

    assert [share.name for share in then] == [before.full_name]
    assert [share.name for share in now] == [after.full_name]


# --- what presses --------------------------------------------------------------------------


def test_the_longest_overdue_the_longest_waiting_and_the_soonest_due_come_first():
    late, later = due(-30), due(-400)
    soon, sooner, _far = due(20), due(1), due(31)
    waiting = []
    for day in (date(2021, 11, 2), date(2021, 3, 1)):
        document = due(-100)
        services.await_guidance(document, effective_on=day, expected="Hướng dẫn", by=None)
        waiting.append(document)
    PlannedDocumentFactory(status=DocumentStatus.ISSUED)

    found = pressing(EVERYTHING.as_of(Moment(DAY)), on=DAY, most=5)
    first = pressing(EVERYTHING.as_of(Moment(DAY)), on=DAY, most=1)

    assert found.overdue == [later, late]
    assert found.waiting == waiting[::-1]
    assert found.ahead == [sooner, soon]
    assert (first.overdue, first.waiting, first.ahead) == ([later], waiting[1:], [sooner])
    assert found.waiting[0].wait_then.since == date(2021, 3, 1)


@pytest.mark.parametrize("address", ["/", "/documents/", "/guidance/", "/?present=2"])
def test_a_wait_whose_end_was_not_known_yet_is_told_without_its_days(client, office, address):
    document = due(90)
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=None)
    with append_only.lifted():
        StatusChange.objects.update(recorded_at=end_of_day(DAY))
    ended = DAY + timedelta(days=5)
    document.refresh_from_db()
    services.resume(document, effective_on=ended, received="Hướng dẫn số 1", by=None)
    client.force_login(office)

    page = client.get(f"{address}{'&' if '?' in address else '?'}as_of={ended}&known_on={DAY}")

    assert page.status_code == 200
    assert document.title in page.text


# --- since the last meeting ----------------------------------------------------------------


def test_what_moved_since_the_last_meeting_leads_to_the_comparison(client, office):
    document = due(10)
    Meeting.objects.create(on=DAY - timedelta(days=60), name="Họp trước nữa")
    meeting = Meeting.objects.create(on=DAY - timedelta(days=30), name="Họp tháng 11")
    Meeting.objects.create(on=DAY, name="Họp tháng 12")
    services.issue(document, symbol="15-KH/TU", issued_on=DAY, issuer_name="Tỉnh ủy", by=None)
    client.force_login(office)

    response = client.get("/", {"as_of": DAY})

    assert response.context["meeting"] == meeting
    assert ("issued", 1) in response.context["moves"]
    assert all(footing.foots for footing in response.context["footings"])
    assert f"/compare/?from={meeting.on}&amp;to={DAY}&amp;show=issued" in response.text


@pytest.mark.parametrize("asked", [{}, {"known_on": DAY}, {"against": "original"}])
def test_without_a_meeting_or_for_another_question_the_latest_moves_are_told(
    client, office, asked
):
    document = due(10)
    services.submit(document, effective_on=DAY, by=None)
    with append_only.lifted():
        StatusChange.objects.update(recorded_at=end_of_day(DAY))
    if asked:
        Meeting.objects.create(on=DAY - timedelta(days=30), name="Họp tháng 11")
    client.force_login(office)

    context = client.get("/", {"as_of": DAY} | asked).context

    assert "moves" not in context
    assert [change.new for change in context["moved"]] == [DocumentStatus.SUBMITTED]


# --- documents over time -------------------------------------------------------------------


def test_the_lines_grow_with_what_was_planned_and_issued():
    first, second = due(90), due(90, planned_on=date(2021, 2, 10))
    dropped = due(90, planned_on=date(2021, 2, 28))
    services.issue(
        first, symbol="1-KH/TU", issued_on=date(2021, 2, 3), issuer_name="Tỉnh ủy", by=None
    )
    services.withdraw(dropped, effective_on=date(2021, 4, 1), note="Không cần", by=None)
    services.reopen(first, effective_on=date(2021, 5, 1), note="Làm lại", by=None)

    drawn = burn_up(EVERYTHING.all(), Moment(date(2021, 5, 20)))

    assert drawn.step == 1
    assert drawn.points == [
        Point(date(2021, 1, 31), 1, 0),
        Point(date(2021, 2, 28), 3, 1),
        Point(date(2021, 3, 31), 3, 1),
        Point(date(2021, 4, 30), 2, 1),
        Point(date(2021, 5, 20), 2, 0),
    ]
    assert second.status == DocumentStatus.DRAFTING


@pytest.mark.parametrize("days", [0, 200, 900, 1900, 20000])
def test_each_point_is_the_headline_of_its_day(days, django_assert_num_queries):
    for n in range(6):
        document = due(90, planned_on=DAY - timedelta(days=40 * n))
        services.issue(
            document,
            symbol=f"{n}-KH/TU",
            issued_on=DAY + timedelta(days=70 * n),
            issuer_name="Tỉnh ủy",
            by=None,
        )
    on = min(DAY + timedelta(days=days), timezone.localdate())

    with django_assert_num_queries(1):
        drawn = burn_up(EVERYTHING.all(), Moment(on))

    assert len(drawn.points) <= 20
    assert drawn.points[-1].on == on
    for point in drawn.points:
        figures = figures_of(EVERYTHING.all(), Moment(point.on))
        assert (point.planned, point.issued) == (figures.denominator, figures.issued)


def test_the_lines_tell_only_what_was_known(django_assert_num_queries):
    document = due(90)
    services.submit(document, effective_on=date(2021, 3, 1), by=None)
    services.issue(
        document, symbol="1-KH/TU", issued_on=date(2021, 4, 6), issuer_name="Tỉnh ủy", by=None
    )
    entered = [date(2021, 1, 4), date(2021, 6, 1), date(2021, 5, 3)]
    for change, day in zip(StatusChange.objects.order_by("pk"), entered, strict=True):
        change.recorded_at = end_of_day(day)
        with append_only.lifted():
            change.save()

    for day in entered:
        with django_assert_num_queries(1):
            drawn = burn_up(EVERYTHING.all(), Moment(DAY).as_known_on(day))
        for point in drawn.points:
            figures = figures_of(EVERYTHING.all(), Moment(point.on).as_known_on(day))
            assert (point.planned, point.issued) == (figures.denominator, figures.issued)


def test_nothing_planned_draws_nothing(client, office):
    client.force_login(office)

    assert burn_up(EVERYTHING.all(), Moment(DAY)).points == []
    assert client.get("/").status_code == client.get("/?present").status_code == 200


def test_the_last_row_of_the_table_is_the_headline(client, office):
    due(90), due(90, status=DocumentStatus.ISSUED)
    client.force_login(office)

    context = client.get("/", {"as_of": DAY}).context

    last = context["burnup"].points[-1]
    assert (last.on, last.planned, last.issued) == (DAY, 2, 1)
    assert str(context["total"]) == "1/2"


# --- the meeting room ----------------------------------------------------------------------


@pytest.fixture
def two(client, office):
    """Two resolutions, the first with more left to do, as the office sees them."""
    many, few = ResolutionFactory(), ResolutionFactory()
    for _ in range(3):
        due(-5, resolution=many, lead_agency=AgencyFactory(name="Sở Nội vụ"))
    due(5, resolution=few)
    client.force_login(office)
    return many, few


def test_there_is_a_slide_for_the_total_and_one_for_each_resolution(client, two):
    slides = [client.get(f"/?present={n}").context for n in (1, 2, 3)]

    assert [slide["slides"] for slide in slides] == [3, 3, 3]
    assert [slide["row"] and slide["row"].resolution for slide in slides] == [None, *two]
    assert [slide["figures"].total for slide in slides] == [4, 3, 1]
    assert [(slide["previous"], slide["next"]) for slide in slides] == [
        (None, 2),
        (1, 3),
        (2, None),
    ]


def test_a_slide_names_what_is_late_and_who_must_act(client, two):
    slide = client.get(f"/?present&resolution={two[0].pk}&as_of={DAY}")

    assert slide.context["number"] == 2
    assert len(slide.context["pressing"].overdue) == 3
    assert "Sở Nội vụ" in slide.text
    assert f'rel="next" href="/?present=3&amp;as_of={DAY}"' in slide.text


@pytest.mark.parametrize(
    "asked",
    ["present=0", "present=4", "present=abc", "present=-1", "present=²", "present=1e1"]
    + ["present&resolution=0", "present&resolution=x", "present=%00", f"present={'9' * 5000}"],
)
def test_a_slide_that_is_not_there_is_the_first_and_says_so(client, two, asked):
    slide = client.get(f"/?{asked}")

    assert slide.status_code == 200
    assert slide.context["number"] == 1
    assert gettext("There is no such slide; this is the first one.") in slide.text


def test_slides_of_training_data_say_so_on_each(client, office):
    due(-5, resolution=ResolutionFactory(is_fictional=True))
    client.force_login(office)

    slides = [client.get(f"/?present={n}&data=training") for n in (1, 2)]

    assert [slide.context["figures"].total for slide in slides] == [1, 1]
    assert all(gettext("FICTIONAL DATA") in slide.text for slide in slides)
    assert "present=2&amp;data=training" in slides[0].text
