"""``check_figures`` finds every disagreement it is meant to find."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from documents import services
from documents.audit import append_only
from documents.models import GuidanceWait, Meeting, PlannedDocument, StatusChange
from tests.factories import AgencyFactory, PlannedDocumentFactory

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


def test_a_chain_that_ends_is_found(document):
    StatusChange.objects.filter(document=document, event="start_drafting").update(
        superseded_on=date(2022, 1, 1)
    )

    assert "chuỗi ngày của lịch sử trạng thái" in run()
