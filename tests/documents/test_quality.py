"""What is lacking: every set of the data-quality board, on the day it speaks of."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from assignments.models import Assignment, Task
from assignments.models.agency import Position
from assignments.models.task import AssignmentRole
from documents import services
from documents.models import PlannedDocument
from documents.status import DocumentStatus
from resolutions.models import Resolution
from resolutions.moments import Moment
from tests.factories import (
    DAY,
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db

DUE = {"deadline_kind": "day", "due_on": DAY + timedelta(days=30)}


def found(name, *, on=DAY):
    """The titles in one of the sets on a day."""
    rows = getattr(PlannedDocument.objects.as_of(Moment(on)), name)()
    return sorted(rows.values_list("title", flat=True))


def tasks_found(name, *, on=DAY):
    rows = getattr(Task.objects.for_list(Moment(on)), name)()
    return sorted(rows.values_list("code", flat=True))


def test_who_answers_and_by_when_is_asked_of_the_day():
    bare = PlannedDocumentFactory(title="bare")
    PlannedDocumentFactory(
        title="whole", lead_agency=AgencyFactory(), board_member=PersonFactory(), **DUE
    )
    later = DAY + timedelta(days=5)
    services.set_deadline(bare, **DUE, effective_on=later, by=None)

    assert found("lacking_agency") == ["bare"]
    assert found("lacking_member") == ["bare"]
    assert found("lacking_deadline") == ["bare"]
    assert found("lacking_deadline", on=later) == []


def test_a_recurring_deadline_is_a_deadline():
    PlannedDocumentFactory(title="quarterly", deadline_kind="recurring")
    TaskFactory(code="bare")
    services.set_deadline(
        TaskFactory(code="quarterly"), deadline_kind="recurring", effective_on=DAY, by=None
    )

    assert found("lacking_deadline") == []
    assert tasks_found("lacking_deadline") == ["bare"]


def test_issued_without_number_day_or_proof():
    issued = {"status": DocumentStatus.ISSUED}
    PlannedDocumentFactory(title="whole", **issued)
    PlannedDocumentFactory(title="no number", symbol="", **issued)
    PlannedDocumentFactory(title="no day", issued_on=None, **issued)
    PlannedDocumentFactory(title="no proof", evidence_url="", **issued)
    PlannedDocumentFactory(title="a draft")

    assert found("lacking_symbol") == ["no number"]
    assert found("lacking_issue_date") == ["no day"]
    assert found("lacking_proof") == ["no proof"]


def test_tallies_have_no_list():
    PlannedDocumentFactory(title="named")
    PlannedDocumentFactory(title="one of 13", is_unnamed=True)
    PlannedDocumentFactory(title="several", is_group=True)
    TaskFactory(code="named")
    TaskFactory(code="one of 17", is_unnamed=True)

    assert found("lacking_names") == ["one of 13", "several"]
    assert tasks_found("lacking_names") == ["one of 17"]


def test_open_document_is_stale_the_day_after_its_days_are_over(settings):
    settings.STALE_DAYS = 30
    PlannedDocumentFactory(title="silent")
    PlannedDocumentFactory(title="issued", status=DocumentStatus.ISSUED)
    moved = PlannedDocumentFactory(title="moved")
    services.start_drafting(moved, effective_on=DAY + timedelta(days=10), by=None)
    promised = PlannedDocumentFactory(title="promised", **DUE)
    services.set_deadline(
        promised,
        deadline_kind="day",
        due_on=date(2022, 6, 30),
        reason="Gia hạn",
        effective_on=DAY + timedelta(days=20),
        by=None,
    )

    stale = {n: found("stale", on=DAY + timedelta(days=n)) for n in (30, 31, 41, 51)}
    lately = found("told_lately", on=DAY + timedelta(days=31))

    assert stale == {
        30: [],
        31: ["silent"],
        41: ["moved", "silent"],
        51: ["moved", "promised", "silent"],
    }
    assert lately == ["moved", "promised"]


def test_same_symbol_of_the_same_issuer_is_a_duplicate():
    issued = {"status": DocumentStatus.ISSUED}
    PlannedDocumentFactory(title="one", symbol="15-KH/TU", **issued)
    PlannedDocumentFactory(title="other spelling", symbol="15 - KH/TU", **issued)
    PlannedDocumentFactory(title="other issuer", symbol="15-KH/TU", issuer_name="A", **issued)
    PlannedDocumentFactory(title="other number", symbol="16-KH/TU", **issued)
    PlannedDocumentFactory(title="unknown number", symbol="", **issued)

    assert found("sharing_symbol") == ["one", "other spelling"]


def test_resolutions_without_day_or_title_and_those_numbered_twice():
    for name in ("first", "second"):
        ResolutionFactory(symbol="06-NQ/TU", title=name)
    ResolutionFactory(symbol="06-NQ/TU", title="other term", term="2015-2020")
    ResolutionFactory(symbol="07-NQ/TU", title="undated", issued_on=None)
    ResolutionFactory(symbol="08-NQ/TU", title="")

    def symbols(rows):
        return sorted((row.symbol, row.title) for row in rows)

    twins = Resolution.objects.sharing_symbol()
    assert symbols(twins) == [("06-NQ/TU", "first"), ("06-NQ/TU", "second")]
    assert symbols(Resolution.objects.lacking_issue_date()) == [("07-NQ/TU", "undated")]
    assert symbols(Resolution.objects.lacking_title()) == [("08-NQ/TU", "")]


@pytest.fixture
def gone():
    """A member who left the Standing Board and an agency that ended, both on the 20th."""
    left = DAY + timedelta(days=7)
    member = PersonFactory()
    OfficeFactory(person=member, position=Position.BOARD_MEMBER, valid_to=left)
    return member, AgencyFactory(valid_to=left), left


def test_open_document_of_somebody_who_left_is_found_from_that_day(gone):
    member, agency, left = gone
    seated = PersonFactory()
    OfficeFactory(person=seated, position=Position.SECRETARY)
    PlannedDocumentFactory(title="member", board_member=member)
    PlannedDocumentFactory(title="agency", lead_agency=agency)
    PlannedDocumentFactory(title="seated", board_member=seated)
    PlannedDocumentFactory(title="seat not recorded", board_member=PersonFactory())
    PlannedDocumentFactory(title="issued", board_member=member, status=DocumentStatus.ISSUED)

    before = found("answered_by_the_gone", on=left - timedelta(days=1))
    after = found("answered_by_the_gone", on=left)
    OfficeFactory(person=member, position=Position.DEPUTY_SECRETARY, valid_from=left)
    back = found("answered_by_the_gone", on=left)

    assert (before, after, back) == ([], ["agency", "member"], ["agency"])


def test_task_of_somebody_who_left_and_task_without_lead_are_found(gone):
    member, agency, left = gone
    for code, values in {
        "member": {"role": AssignmentRole.IN_CHARGE, "person": member},
        "agency": {"role": AssignmentRole.LEAD, "agency": agency},
        "helper": {"role": AssignmentRole.COORDINATING, "agency": agency},
        "handed over": {"role": AssignmentRole.LEAD, "agency": agency, "valid_to": left},
    }.items():
        Assignment.objects.create(task=TaskFactory(code=code), **values)

    before = tasks_found("answered_by_the_gone", on=left - timedelta(days=1))
    after = tasks_found("answered_by_the_gone", on=left)

    assert (before, after) == ([], ["agency", "member"])
    assert tasks_found("lacking_lead", on=DAY) == ["helper", "member"]
    assert tasks_found("lacking_lead", on=left) == ["handed over", "helper", "member"]


def test_wait_needs_a_letter_once_it_is_too_long(settings):
    settings.LETTER_AFTER_DAYS = 60
    for title, letter in (("silent", ""), ("asked", "Công văn số 12")):
        services.await_guidance(
            PlannedDocumentFactory(title=title),
            effective_on=DAY,
            expected="Hướng dẫn",
            asked_by_letter=letter,
            by=None,
        )

    needing = [found("needing_letter", on=DAY + timedelta(days=n)) for n in (60, 61)]

    assert needing == [[], ["silent"]]


def test_documents_of_a_member_are_those_of_the_day():
    first, second = PersonFactory(), PersonFactory()
    document = PlannedDocumentFactory(board_member=first)
    document.board_member = second
    services.edit(document, by=None)

    def held(person, on):
        return PlannedDocument.objects.as_of(Moment(on)).in_charge_of(person.pk).count()

    today = timezone.localdate()
    assert (held(first, DAY), held(second, DAY)) == (1, 0)
    assert (held(first, today), held(second, today)) == (0, 1)
