"""An agency's record: what it finished in time, how late the rest was, and whether it reports."""

from datetime import timedelta

import pytest

from assignments.models import Assignment
from assignments.models.task import AssignmentRole
from documents import services
from documents.models import PlannedDocument
from documents.progress.agencies import moved_after_due, record_of
from documents.status import DocumentStatus, Official
from resolutions.moments import Moment
from tests.factories import (
    DAY,
    AgencyFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db


def due(days):
    return {"deadline_kind": "day", "due_on": DAY + timedelta(days=days)}


def move(document, *, to, on):
    return services.set_deadline(
        document,
        **due(to),
        reason="Chờ quy hoạch",
        decided_by="Thường trực Tỉnh ủy",
        effective_on=DAY + timedelta(days=on),
        by=None,
    )


def issued(agency, after, **given):
    return PlannedDocumentFactory(
        lead_agency=agency,
        status=DocumentStatus.ISSUED,
        issued_on=DAY + timedelta(days=after),
        planned_on=DAY + timedelta(days=after),
        **given,
    )


def test_record_counts_what_was_done_in_time_of_what_dates_judge():
    agency = AgencyFactory()
    issued(agency, 30, **due(30), title="on the day")
    issued(agency, 37, **due(30), title="a week late")
    issued(agency, 30, title="without a deadline")
    PlannedDocumentFactory(lead_agency=agency, **due(10))
    issued(AgencyFactory(), 99, **due(30), title="of another")

    record = record_of(
        PlannedDocument.objects.all(), {agency.pk}, Moment(DAY + timedelta(days=100))
    )

    assert (record.figures.in_line(Official.DONE_ON_TIME), record.figures.judged) == (1, 3)
    assert [(late.document.title, late.days) for late in record.late] == [("a week late", 7)]
    assert record.figures.in_line(Official.DONE_LATE) == 1


def test_moved_deadlines_tell_from_when_to_when_and_whether_it_was_too_late():
    agency = AgencyFactory()
    document = PlannedDocumentFactory(lead_agency=agency, **due(30))
    move(document, to=60, on=20)
    move(document, to=90, on=65)
    PlannedDocumentFactory(lead_agency=agency, **due(30))

    day = DAY + timedelta(days=70)
    extensions = record_of(PlannedDocument.objects.all(), {agency.pk}, Moment(day)).extensions
    before = record_of(
        PlannedDocument.objects.all(), {agency.pk}, Moment(DAY + timedelta(days=19))
    ).extensions

    moved = [(row.before, row.row.due_on, row.days_overdue) for row in extensions]
    assert moved == [
        (DAY + timedelta(days=60), DAY + timedelta(days=90), 5),
        (DAY + timedelta(days=30), DAY + timedelta(days=60), 0),
    ]
    assert moved_after_due(extensions) == extensions[:1]
    assert before == []


def test_update_rate_is_said_of_what_is_open(settings):
    settings.STALE_DAYS = 30
    agency = AgencyFactory()
    PlannedDocumentFactory(lead_agency=agency)
    PlannedDocumentFactory(lead_agency=agency, planned_on=DAY + timedelta(days=20))
    issued(agency, 0)

    record = record_of(
        PlannedDocument.objects.all(), {agency.pk}, Moment(DAY + timedelta(days=40))
    )

    assert (record.told_lately, record.figures.unfinished, record.stale) == (1, 2, 1)


def test_page_shows_what_is_open_by_urgency_with_the_bodies_below(client, office):
    agency = AgencyFactory()
    below = AgencyFactory(parent=agency)
    for title, values in {
        "undated": {"lead_agency": agency},
        "later": {"lead_agency": below, "deadline_kind": "year", "due_on": "2099-12-31"},
        "late": {"lead_agency": below, **due(5)},
        "done": {"lead_agency": agency, "status": DocumentStatus.ISSUED},
        "foreign": {"lead_agency": AgencyFactory()},
    }.items():
        PlannedDocumentFactory(title=title, **values)
    for code, role in (("leads", AssignmentRole.LEAD), ("helps", AssignmentRole.COORDINATING)):
        Assignment.objects.create(task=TaskFactory(code=code), role=role, agency=below)
    client.force_login(office)

    shown = client.get(f"/agencies/{agency.pk}/").context

    assert [row.title for row in shown["documents"]] == ["late", "later", "undated"]
    assert [task.code for task in shown["tasks"]] == ["leads"]
    assert str(shown["record"].figures) == "1/4"


def test_page_never_counts_training_documents_with_real_ones(client, office):
    agency, trained = AgencyFactory(), AgencyFactory(is_fictional=True)
    fictional = ResolutionFactory(is_fictional=True)
    PlannedDocumentFactory(lead_agency=agency)
    PlannedDocumentFactory(lead_agency=trained, resolution=fictional)
    client.force_login(office)

    totals = [
        client.get(f"/agencies/{pk}/{way}").context["record"].figures.total
        for pk in (agency.pk, trained.pk)
        for way in ("", "?data=real", "?data=training")
    ]

    assert totals == [1, 1, 0, 1, 0, 1]
