"""What must never be false of planned documents, tested by going around Python."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from documents import services
from documents.audit import append_only
from documents.models import CentralGuidance, GuidanceWait, PlannedDocument, StatusChange
from documents.models.planned import TaskLink
from documents.status import DocumentStatus, Event
from tests.factories import PlannedDocumentFactory, TaskFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)


@pytest.mark.parametrize(
    ("status", "broken"),
    [
        ("not_started", {"status": "lost"}),
        ("not_started", {"kind": "XX"}),
        ("not_started", {"title": ""}),
        ("not_started", {"status": "issued"}),
        ("not_started", {"status": "issued", "symbol": "15-KH/TU"}),
        ("not_started", {"status": "issued", "issued_on": DAY}),
        ("not_started", {"symbol": "15-KH/TU"}),
        ("not_started", {"issued_on": DAY}),
        ("not_started", {"issuer_name": "Tỉnh ủy"}),
        ("not_started", {"evidence_url": "https://example.org"}),
        ("not_started", {"evidence_gap": True}),
        ("issued", {"symbol": ""}),
        ("issued", {"issued_on": None}),
        ("issued", {"evidence_gap": True}),
        ("not_started", {"status": "integrated"}),
        ("not_started", {"integrated_into_text": "20-KH/TU"}),
        ("not_started", {"deadline_kind": "day"}),
        ("not_started", {"due_on": DAY}),
    ],
)
def test_the_table_refuses(status, broken):
    document = PlannedDocumentFactory(status=status)

    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedDocument.objects.filter(pk=document.pk).update(**broken)


def test_the_table_refuses_a_document_integrated_into_itself():
    document = PlannedDocumentFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedDocument.objects.filter(pk=document.pk).update(
            status=DocumentStatus.INTEGRATED, integrated_into=document.pk
        )


def test_an_issued_document_may_say_that_its_number_is_not_known():
    document = PlannedDocumentFactory(status="issued")

    PlannedDocument.objects.filter(pk=document.pk).update(symbol="", evidence_gap=True)

    document.refresh_from_db()
    assert document.lacks_evidence


@pytest.mark.parametrize(
    "broken",
    [
        {"new": "lost"},
        {"old": "lost"},
        {"event": "dance"},
        {"old": ""},
        {"old": "drafting"},
        {"event": Event.REOPEN, "note": ""},
        {"event": Event.PLAN},
    ],
)
def test_the_history_refuses(broken):
    document = PlannedDocumentFactory()
    services.start_drafting(document, effective_on=DAY, by=None)

    with (
        append_only.lifted(),
        pytest.raises(IntegrityError, match="statuschange_"),
        transaction.atomic(),
    ):
        StatusChange.objects.filter(event=Event.START_DRAFTING).update(**broken)


def test_a_document_is_planned_once():
    document = PlannedDocumentFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        StatusChange.objects.create(
            document=document, event=Event.PLAN, new="not_started", effective_on=DAY
        )


def test_a_document_has_one_open_wait():
    document = PlannedDocumentFactory(status="awaiting_guidance")

    with pytest.raises(IntegrityError), transaction.atomic():
        GuidanceWait.objects.create(document=document, since=DAY)


@pytest.mark.parametrize("broken", [{"ended_on": date(2021, 12, 12)}, {"received": "31-HD"}])
def test_the_table_of_waits_refuses(broken):
    PlannedDocumentFactory(status="awaiting_guidance", planned_on=DAY)

    with pytest.raises(IntegrityError, match="guidancewait_"), transaction.atomic():
        GuidanceWait.objects.update(**broken)


def test_expected_guidance_has_a_title():
    with pytest.raises(IntegrityError), transaction.atomic():
        CentralGuidance.objects.create(title="")


def test_a_document_is_linked_to_a_task_once():
    document, task = PlannedDocumentFactory(), TaskFactory()
    TaskLink.objects.create(document=document, task=task)

    with pytest.raises(IntegrityError), transaction.atomic():
        TaskLink.objects.create(document=document, task=task)
