"""``check_figures`` finds every disagreement it is meant to find."""

from datetime import date
from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import connection

from documents import services
from documents.audit import append_only
from documents.models import GuidanceWait, Meeting, PlannedDocument, StatusChange
from documents.progress.pasted_measures import no_result, other_day
from resolutions.models import Measurement, Target
from tests.factories import AgencyFactory, PlannedDocumentFactory, ResolutionFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)


def run():
    out = StringIO()
    try:
        call_command("check_figures", stdout=out)
    except CommandError:
        return out.getvalue()
    return ""


@pytest.fixture
def document():
    document = PlannedDocumentFactory(
        planned_on=DAY, deadline_kind="day", due_on=date(2022, 1, 1)
    )
    return services.start_drafting(document, effective_on=date(2021, 12, 20), by=None)


def test_figures_that_reconcile_pass(document):
    PlannedDocumentFactory(status="awaiting_guidance")
    Meeting.objects.create(on=DAY, name="Hội nghị Ban Thường vụ")

    assert run() == ""


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (
            lambda d: PlannedDocument.objects.filter(pk=d.pk).update(status="submitted"),
            "trạng thái hiện tại khác",
        ),
        (lambda d: d.changes.order_by("-pk").delete(), "văn bản không có lịch sử"),
        (
            lambda d: d.changes.filter(event="plan").update(superseded_on=date(2021, 12, 19)),
            "chuỗi ngày của lịch sử trạng thái",
        ),
        (
            lambda d: PlannedDocument.objects.filter(pk=d.pk).update(due_on=DAY),
            "thời hạn hiện tại khác",
        ),
        (
            lambda d: PlannedDocument.objects.filter(pk=d.pk).update(
                lead_agency=AgencyFactory()
            ),
            "cơ quan, đồng chí phụ trách khác",
        ),
        (
            lambda d: GuidanceWait.objects.create(document=d, since=DAY),
            "đang chờ hướng dẫn mà không",
        ),
    ],
)
def test_what_disagrees_is_named_with_its_rows(document, damage, rule):
    with append_only.lifted():
        damage(document)

    report = run()

    assert rule in report
    assert str(document.pk) in report


@pytest.mark.parametrize(
    "wrong", [{"issued_on": DAY}, {"symbol": "99-KH/TU"}, {"issued_on": None}]
)
def test_number_and_date_that_the_history_does_not_tell_are_named(document, wrong):
    services.issue(
        document,
        symbol="15-KH/TU",
        issued_on=date(2021, 12, 21),
        issuer_name="Tỉnh ủy",
        note="muộn",
        by=None,
    )
    assert run() == ""
    with append_only.lifted():
        document.changes.filter(event="issue").update(**wrong)

    assert "số, ngày ban hành hiện tại khác" in run()


def issued():
    document = PlannedDocumentFactory(
        planned_on=DAY,
        deadline_kind="day",
        due_on=date(2022, 1, 1),
        lead_agency=AgencyFactory(),
    )
    return services.issue(
        document,
        symbol="15-KH/TU",
        issued_on=date(2021, 12, 20),
        issuer_name="Tỉnh ủy",
        by=None,
    )


def no_more(rows):
    rows.all()._raw_delete("default")  # no signal, as if by SQL


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            lambda d: d.changes.filter(event="plan").update(effective_on=date(2021, 12, 1)),
            "thay đổi tình trạng: “ngày diễn ra” khác",
        ),
        (
            lambda d: d.changes.filter(event="issue").update(note="Theo kết luận"),
            "“ghi chú” khác",
        ),
        (
            lambda d: d.changes.filter(event="issue").update(issued_on=date(2021, 12, 31)),
            "“ngày ban hành” khác",
        ),
        (lambda d: d.deadlines.update(due_on=date(2022, 6, 1)), "“hạn hoàn thành” khác"),
        (lambda d: d.deadlines.update(is_original=False, reason="x"), "“thời hạn gốc” khác"),
        (lambda d: no_more(d.duties), "dòng đã ghi nay không còn"),
        (
            lambda d: PlannedDocument.objects.filter(pk=d.pk).update(
                issued_on=date(2021, 12, 31)
            ),
            "số, ngày, cơ quan ban hành, minh chứng khác lịch sử",
        ),
    ],
)
def test_history_that_was_rewritten_behind_the_database_is_named(damage, told):
    document = issued()
    assert run() == ""

    with append_only.lifted():
        damage(document)

    assert told in run()


def test_a_history_of_before_the_log_contradicts_nobody(document):
    with append_only.lifted():
        LogEntry.objects.all().delete()

    assert run() == ""


def test_a_trigger_that_is_missing_is_named(document):
    append_only.lift()

    assert "lịch sử và nhật ký không được bảo vệ: bảng auditlog_logentry, lệnh DELETE" in run()


def test_a_chain_that_ends_is_found(document):
    StatusChange.objects.filter(document=document, event="start_drafting").update(
        superseded_on=date(2022, 1, 1)
    )

    assert "chuỗi ngày của lịch sử trạng thái" in run()


# --- measurements that came from a pasted report ----------------------------------------------

SAID = "Đến nay, tỷ lệ hộ nghèo đã giảm còn 8,5 %; mục tiêu đến năm 2025 là 5 %."


def measured(value, quote=SAID, source="Báo cáo dán vào hệ thống", on=DAY):
    target = Target.objects.create(
        resolution=ResolutionFactory(), name="Tỷ lệ hộ nghèo", unit="%", target_value=5
    )
    return Measurement.objects.create(
        target=target, on=on, value=value, source_name=source, source_quote=quote
    )


@pytest.mark.parametrize("source", ["Báo cáo dán vào hệ thống", "Pasted report"])
def test_a_measurement_that_its_sentence_does_not_state_is_named(source):
    wrong = measured(85, source=source)

    report = run()

    assert "số đo nhận từ báo cáo dán vào khác con số trong câu nguồn" in report
    assert f"mã {wrong.pk}" in report


def test_a_measurement_that_was_corrected_is_named_no_more():
    wrong = measured(85)
    Measurement.objects.create(target=wrong.target, on=wrong.on, value="8.5")

    assert run() == ""


@pytest.mark.parametrize(
    ("value", "source"),
    [("8.5", "Báo cáo dán vào hệ thống"), (85, "Báo Đồng Khởi, 13/12/2021")],
)
def test_a_measurement_that_is_right_or_of_another_source_is_not_named(value, source):
    measured(value, source=source)

    assert run() == ""


def test_a_target_taken_for_a_result_is_named_for_a_look():
    target = measured(5)
    measured("8.5")

    out = StringIO()
    call_command("check_figures", stdout=out)

    assert no_result() == [target.pk]
    assert "XEM LẠI: số đo nhận từ báo cáo dán vào là chỉ tiêu" in out.getvalue()


def test_a_day_other_than_the_sentence_names_is_named_for_a_look():
    wrong = measured("8.5", quote=SAID.replace("Đến nay", "Tính đến 30/9/2021"))
    measured("8.5", quote=SAID.replace("Đến nay", "Tính đến 13/12/2021"))

    assert other_day() == [wrong.pk]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no such day")
def test_a_row_that_ends_on_a_day_that_nobody_can_read_is_named(document):
    with append_only.lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE documents_statuschange SET superseded_on = superseded_on + 1")

    assert "kết thúc sau ngày cuối cùng có thể ghi" in run()
