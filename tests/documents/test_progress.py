"""Figures and timeliness on a day: each rule of the product once."""

import json
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import services
from documents.audit import append_only
from documents.models import PlannedDocument, StatusChange
from documents.progress import by_resolution, figures_of, total_of
from documents.progress.figures import ids_of
from documents.status import DocumentStatus, Timeliness, events_from
from resolutions.models import Resolution
from resolutions.moments import Moment
from tests.chance import examples
from tests.factories import PlannedDocumentFactory, ResolutionFactory, forget_documents

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)
MONDAY = date(2026, 11, 23)


def on_day(on, **kwargs):
    return PlannedDocument.objects.as_of(Moment(on, **kwargs))


def timeliness(document, on):
    return on_day(on).get(pk=document.pk).timeliness


def due(day, **kwargs):
    return PlannedDocumentFactory(deadline_kind="day", due_on=day, **kwargs)


# --- as of -----------------------------------------------------------------------------------


def test_a_document_exists_from_the_day_it_was_planned():
    document = PlannedDocumentFactory(planned_on=DAY)

    assert list(PlannedDocument.objects.as_of(Moment(DAY - timedelta(1)))) == []
    assert list(PlannedDocument.objects.as_of(Moment(DAY))) == [document]


def test_the_state_of_a_day_is_that_of_the_last_row_up_to_it():
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY + timedelta(5), by=None)
    services.submit(document, effective_on=DAY + timedelta(5), by=None)

    def status(on):
        return PlannedDocument.objects.as_of(Moment(on)).get().status_then

    assert status(DAY + timedelta(4)) == "not_started"
    assert status(DAY + timedelta(5)) == "submitted"


def test_what_was_known_by_an_instant_leaves_out_what_was_entered_later():
    document = PlannedDocumentFactory(planned_on=DAY)
    services.start_drafting(document, effective_on=DAY, by=None)
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    with append_only.lifted():
        StatusChange.objects.filter(event="plan").update(
            recorded_at=datetime(2021, 12, 13, 9, tzinfo=zone)
        )
        StatusChange.objects.filter(event="start_drafting").update(
            recorded_at=datetime(2021, 12, 20, 9, tzinfo=zone)
        )

    def status(day):
        known_at = datetime(2021, 12, day, 12, tzinfo=zone)
        return PlannedDocument.objects.as_of(Moment(DAY, known_at=known_at)).get().status_then

    assert status(13) == "not_started"
    assert status(20) == "drafting"


# --- timeliness ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, Timeliness.OVERDUE),
        (0, Timeliness.AT_RISK),  # the due day itself is not late
        (7, Timeliness.AT_RISK),  # the fifth working day after a Monday
        (8, Timeliness.WITHIN),
    ],
)
def test_an_open_document_is_judged_by_its_due_day(days, expected):
    document = due(MONDAY + timedelta(days))

    assert timeliness(document, MONDAY) == expected


def test_no_deadline_is_never_overdue_and_its_own_count():
    document = PlannedDocumentFactory()

    assert timeliness(document, MONDAY) == Timeliness.NO_DEADLINE


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        (DAY, Timeliness.ISSUED_ON_TIME),
        (DAY + timedelta(1), Timeliness.ISSUED_LATE),
    ],
)
def test_issued_after_the_due_day_is_late_for_ever(issued_on, expected):
    document = due(DAY, planned_on=DAY)
    services.issue(document, symbol="1-KH/TU", issued_on=issued_on, issuer_name="TU", by=None)

    assert timeliness(document, MONDAY) == expected


def test_issued_without_day_or_without_deadline_is_not_judged():
    undated = PlannedDocument(
        resolution=ResolutionFactory(),
        title="Văn bản 01/18",
        kind="other",
        deadline_kind="day",
        due_on=DAY,
    )
    services.plan(undated, effective_on=DAY, status=DocumentStatus.ISSUED, by=None)
    without_deadline = PlannedDocumentFactory(status="issued")

    assert timeliness(undated, MONDAY) == Timeliness.ISSUED_UNDATED
    assert timeliness(without_deadline, MONDAY) == Timeliness.ISSUED_UNDATED


def test_before_it_was_issued_a_late_document_was_overdue():
    document = due(DAY, planned_on=DAY)
    services.issue(
        document, symbol="1-KH/TU", issued_on=DAY + timedelta(9), issuer_name="TU", by=None
    )

    assert timeliness(document, DAY + timedelta(8)) == Timeliness.OVERDUE
    assert timeliness(document, DAY + timedelta(9)) == Timeliness.ISSUED_LATE


@pytest.mark.parametrize("event", ["withdraw", "integrate"])
def test_withdrawn_and_integrated_are_never_overdue(event):
    document = due(DAY, planned_on=DAY)
    if event == "withdraw":
        services.withdraw(document, effective_on=DAY, note="bỏ", by=None)
    else:
        services.integrate(document, effective_on=DAY, into_text="20-KH/TU", by=None)

    assert timeliness(document, MONDAY) == Timeliness.CLOSED


def test_the_clock_stands_still_while_guidance_is_awaited():
    document = due(DAY, planned_on=DAY, status="awaiting_guidance")

    assert timeliness(document, MONDAY) == Timeliness.CLOCK_STOPPED


# --- figures ---------------------------------------------------------------------------------


def test_the_headline_counts_by_group_and_its_parts_sum_to_the_total():
    resolution = ResolutionFactory()
    for status, count in {
        "issued": 11,
        "drafting": 1,
        "consulting": 1,
        "submitted": 1,
        "awaiting_guidance": 4,
    }.items():
        PlannedDocumentFactory.create_batch(count, resolution=resolution, status=status)

    figures = figures_of(PlannedDocument.objects.all(), Moment(DAY))

    assert str(figures) == "11/18"
    assert (figures.issued, figures.in_progress, figures.waiting) == (11, 3, 4)
    assert [(p.key, p.count) for p in figures.parts] == [
        ("issued", 11),
        ("in_progress", 3),
        ("waiting", 4),
    ]
    assert sum(p.count for p in figures.parts) == figures.total == figures.denominator == 18


def test_what_will_not_be_issued_leaves_the_denominator_but_not_the_total():
    kept, dropped = PlannedDocumentFactory.create_batch(2)
    services.withdraw(dropped, effective_on=DAY, note="bỏ", by=None)

    figures = figures_of(PlannedDocument.objects.all(), Moment(DAY))

    assert (figures.total, figures.withdrawn, figures.denominator) == (2, 1, 1)
    assert (figures.closed_otherwise, figures.not_begun) == (1, 1)


def test_figures_per_resolution_sum_to_the_figures_of_all(django_assert_num_queries):
    first, second, third = ResolutionFactory.create_batch(3)
    PlannedDocumentFactory.create_batch(2, resolution=first)
    PlannedDocumentFactory(resolution=second, status="issued")

    with django_assert_num_queries(2):
        rows = by_resolution(
            PlannedDocument.objects.all(), Resolution.objects.all(), Moment(DAY)
        )

    assert {r.resolution: str(r.figures) for r in rows} == {
        first: "0/2",
        second: "1/1",
        third: "0/0",
    }
    assert total_of(rows, on=DAY) == figures_of(PlannedDocument.objects.all(), Moment(DAY))


_STATUSES = st.sampled_from(list(DocumentStatus))


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=4), st.integers(0, 8))
def test_for_any_history_today_equals_current_and_ids_match_the_counts(walks, days):
    forget_documents()
    for walk in walks:
        document = PlannedDocumentFactory(planned_on=DAY)
        for step, choice in enumerate(walk):
            events = events_from(document.status)
            event = events[choice % len(events)]
            when = DAY + timedelta(step)
            values = {
                "issue": {"symbol": "1-KH/TU", "issued_on": when, "issuer_name": "TU"},
                "record_evidence": {
                    "symbol": "1-KH/TU",
                    "issued_on": when,
                    "issuer_name": "TU",
                    "note": "sửa",
                },
                "await_guidance": {"effective_on": when, "expected": "Hướng dẫn"},
                "resume": {"effective_on": when, "received": "Hướng dẫn"},
                "integrate": {"effective_on": when, "into_text": "20-KH/TU"},
            }.get(event.value, {"effective_on": when, "note": "lý do"})
            document = getattr(services, event.value)(document, **values, by=None)

    today = date(2026, 11, 23)
    current = dict(PlannedDocument.objects.values_list("pk", "status"))
    assert current == dict(
        PlannedDocument.objects.as_of(Moment(today)).values_list("pk", "status_then")
    )
    on = DAY + timedelta(days)
    figures = figures_of(PlannedDocument.objects.all(), Moment(on))
    ids = ids_of(PlannedDocument.objects.all(), Moment(on))
    assert {name: len(found) for name, found in ids.items()} == {
        name: getattr(figures, name) for name in ids
    }
    assert sum(figures.by_timeliness.values()) == figures.total == len(walks)


# --- the command -----------------------------------------------------------------------------


def figures_command(*args):
    out = StringIO()
    call_command("figures", *args, stdout=out)
    return out.getvalue()


def test_the_command_answers_for_one_resolution_with_the_ids_behind_each_figure():
    resolution = ResolutionFactory(symbol="03-NQ/TU")
    issued = PlannedDocumentFactory(resolution=resolution, status="issued")
    waiting = PlannedDocumentFactory(resolution=resolution, status="awaiting_guidance")

    answer = json.loads(
        figures_command("--resolution", "03-NQ/TU", "--as-of", "2021-12-13", "--json")
    )

    assert {k: answer[k] for k in ("total", "issued", "waiting", "in_progress")} == {
        "total": 2,
        "issued": 1,
        "waiting": 1,
        "in_progress": 0,
    }
    assert answer["ids"]["issued"] == [issued.pk]
    assert answer["ids"]["waiting"] == [waiting.pk]
    assert answer["denominator"] == 2


def test_the_command_answers_for_all_resolutions():
    ResolutionFactory.create_batch(3)

    answer = json.loads(figures_command("--json"))

    assert [entry["total"] for entry in answer] == [0, 0, 0]


def test_the_command_asks_which_of_two_documents_with_one_number_is_meant():
    urban = ResolutionFactory(symbol="06-NQ/TU", issued_on=date(2021, 1, 29))
    ResolutionFactory(symbol="06-NQ/TU", issued_on=None)

    with pytest.raises(CommandError, match="Có 2 văn bản cùng số"):
        figures_command("--resolution", "06-NQ/TU", "--json")

    answer = json.loads(
        figures_command("--resolution", "06-NQ/TU", "--issued-on", "2021-01-29", "--json")
    )
    assert answer["id"] == urban.pk


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--resolution", "99-NQ/TU"], "Không có văn bản chỉ đạo"),
        (["--as-of", "hôm qua"], "Không đọc được ngày"),
        (["--as-of", "2999-01-01"], "ở tương lai"),
    ],
)
def test_the_command_says_what_is_wrong(args, message):
    with pytest.raises(CommandError, match=message):
        figures_command(*args)


def test_the_command_prints_real_documents_unless_training_is_asked_for():
    ResolutionFactory(symbol="03-NQ/TU")
    ResolutionFactory(symbol="91-NQ/TU", is_fictional=True)

    real, training = figures_command(), figures_command("--data", "training")

    assert "03-NQ/TU" in real
    assert "91-NQ/TU" not in real
    assert "91-NQ/TU (dữ liệu giả định)" in training
    assert "03-NQ/TU" not in training
