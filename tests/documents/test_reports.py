"""An agency's report: nothing counts until the Office confirms it, and then exactly once."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assignments.models import Assignment, Deputation, Person
from assignments.models.task import AssignmentRole
from assignments.roles import Role
from documents import services
from documents.models import PlannedDocument, Report, ReportState, StatusChange
from documents.progress import figures_of
from documents.status import DocumentStatus, Event
from resolutions.moments import Moment
from tests.factories import (
    DAY,
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
    pdf_file,
)

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

ISSUED = {
    "claimed_event": Event.ISSUE,
    "claimed_on": date(2021, 12, 20),
    "symbol": "25-KH/TU",
    "issuer_name": "Ban Thường vụ Tỉnh ủy",
    "evidence_url": "https://example.org/25",
}


@pytest.fixture
def document(agency):
    return PlannedDocumentFactory(lead_agency=agency, status=DocumentStatus.DRAFTING)


def send(item, agency, by=None, *, now=None, **given):
    values = {"text": "Đã ban hành kế hoạch"} | given
    return services.submit_report(
        item, agency=agency, by=by, now=now or timezone.now(), **values
    )


def confirm(report, by=None):
    return services.confirm_report(report, by=by, now=timezone.now())


# --- sending -------------------------------------------------------------------------------


def test_report_changes_nothing_until_it_is_confirmed(document, agency, focal):
    before = document.changes.count()

    report = send(document, agency, focal, **ISSUED)

    document.refresh_from_db()
    assert (report.state, report.by, report.agency) == (ReportState.SUBMITTED, focal, agency)
    assert document.status == DocumentStatus.DRAFTING
    assert document.changes.count() == before
    rows = PlannedDocument.objects.filter(pk=document.pk)
    assert figures_of(rows, Moment(timezone.localdate())).issued == 0


def test_report_speaks_of_a_task_without_a_claim(agency, focal):
    task = TaskFactory()
    Assignment.objects.create(task=task, role=AssignmentRole.COORDINATING, agency=agency)

    report = send(task, agency, focal)

    assert (report.item, report.claimed_event) == (task, "")
    with pytest.raises(ValidationError):
        send(task, agency, focal, **ISSUED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "\u200b"},
        {"symbol": ""},
        {"issuer_name": ""},
        {"claimed_on": None},
        {"claimed_on": date(9999, 1, 1)},
        {"claimed_on": date(1900, 1, 1)},
        {"claimed_event": Event.RESUME},
        {"claimed_event": Event.WITHDRAW},
        {"claimed_event": Event.AWAIT_GUIDANCE, "symbol": "", "issuer_name": ""},
        {"evidence_url": "javascript:alert(1)"},
    ],
)
def test_incomplete_report_is_refused_and_nothing_is_saved(document, agency, focal, wrong):
    with pytest.raises(ValidationError):
        send(document, agency, focal, **ISSUED | wrong)

    assert Report.objects.count() == 0


def test_stranger_to_the_item_does_not_report(document, agency):
    stranger = UserFactory()
    OfficeFactory(person=PersonFactory(user=stranger), agency=AgencyFactory())

    with pytest.raises(PermissionDenied):
        send(document, agency, stranger)

    assert Report.objects.count() == 0


def test_agency_above_reports_for_the_one_below(focal, agency):
    below = AgencyFactory(parent=agency)
    document = PlannedDocumentFactory(lead_agency=below)

    assert services.speaks_for(document, by=focal, on=timezone.localdate()) == agency
    assert send(document, agency, focal).agency == agency


def test_person_whose_office_ended_reports_no_more(document, focal, agency):
    focal.person.offices.update(valid_to=timezone.localdate())

    with pytest.raises(PermissionDenied):
        send(document, agency, focal)


# --- deciding ------------------------------------------------------------------------------


def test_confirming_records_the_event_with_the_claimed_day(document, agency, focal, office):
    report = send(document, agency, focal, **ISSUED)

    confirmed = confirm(report, office)

    document.refresh_from_db()
    row = document.changes.latest("pk")
    assert (document.status, document.symbol) == (DocumentStatus.ISSUED, "25-KH/TU")
    assert (document.issued_on, row.effective_on) == (date(2021, 12, 20), date(2021, 12, 20))
    assert (row.event, row.by) == (Event.ISSUE, office)
    assert (confirmed.state, confirmed.change, confirmed.decided_by) == (
        ReportState.CONFIRMED,
        row,
        office,
    )
    assert "Đã ban hành kế hoạch" in row.note


@pytest.mark.parametrize(
    ("status", "claim", "becomes"),
    [
        ("not_started", {"claimed_event": Event.START_DRAFTING}, "drafting"),
        ("drafting", {"claimed_event": Event.CONSULT}, "consulting"),
        ("drafting", {"claimed_event": Event.SUBMIT}, "submitted"),
        ("submitted", {"claimed_event": Event.CONSULT}, "consulting"),
        (
            "drafting",
            {"claimed_event": Event.AWAIT_GUIDANCE, "expected": "Hướng dẫn của Trung ương"},
            "awaiting_guidance",
        ),
        ("issued", ISSUED | {"claimed_event": Event.RECORD_EVIDENCE}, "issued"),
    ],
)
def test_every_claim_becomes_its_event(agency, status, claim, becomes):
    document = PlannedDocumentFactory(lead_agency=agency, status=status)
    report = send(document, agency, **{"claimed_on": date(2021, 12, 20)} | claim)

    confirm(report)

    document.refresh_from_db()
    assert document.status == becomes
    assert document.changes.count() == 2


def test_news_alone_is_confirmed_without_a_history_row(document, agency, office):
    report = send(document, agency)

    confirmed = confirm(report, office)

    assert (confirmed.state, confirmed.change) == (ReportState.CONFIRMED, None)
    assert document.changes.count() == 1


def test_confirming_twice_has_one_effect_and_says_so(document, agency, office):
    report = send(document, agency, **ISSUED)
    confirm(report, office)

    with pytest.raises(services.AlreadyDecided):
        confirm(report, office)

    assert document.changes.filter(event=Event.ISSUE).count() == 1


def test_claim_that_became_impossible_leaves_everything_as_it_was(document, agency, office):
    report = send(document, agency, **ISSUED)
    services.withdraw(document, effective_on=DAY, note="Không cần nữa", by=office)
    before = document.changes.count()

    with pytest.raises(ValidationError):
        confirm(report, office)

    report.refresh_from_db()
    document.refresh_from_db()
    assert (report.state, report.decided_at) == (ReportState.SUBMITTED, None)
    assert document.status == DocumentStatus.WITHDRAWN
    assert document.changes.count() == before


def test_returned_report_counts_as_not_done_and_says_why(document, agency, office):
    report = send(document, agency, **ISSUED)

    with pytest.raises(ValidationError):
        services.return_report(report, reason=" \u200b", by=office, now=timezone.now())
    returned = services.return_report(
        report, reason="Thiếu tệp minh chứng", by=office, now=timezone.now()
    )

    document.refresh_from_db()
    assert (returned.state, returned.decision_reason) == ("returned", "Thiếu tệp minh chứng")
    assert document.status == DocumentStatus.DRAFTING
    with pytest.raises(ValidationError):
        confirm(report, office)


def test_report_is_taken_back_before_it_is_decided_only(document, agency, focal, office):
    report = send(document, agency, focal)
    services.withdraw_report(report, by=focal, now=timezone.now())

    with pytest.raises(ValidationError):
        confirm(report, office)
    with pytest.raises(services.AlreadyDecided):
        services.withdraw_report(report, by=focal, now=timezone.now())


def test_undone_confirmation_leaves_the_report_as_evidence(document, agency, office):
    report = confirm(send(document, agency, **ISSUED), office)

    services.undo_last(document, by=office, now=timezone.now())

    report = Report.objects.get(pk=report.pk)
    document.refresh_from_db()
    assert document.status == DocumentStatus.DRAFTING
    assert report.change.undone_by is not None


# --- three facts apart ---------------------------------------------------------------------


def at(day):
    return timezone.make_aware(datetime.combine(day, time(9, 30)))


def test_sent_late_answered_late_and_done_late_are_three_facts(agency, settings):
    settings.CONFIRM_DAYS = 3
    monday = date(2022, 1, 10)
    document = PlannedDocumentFactory(
        lead_agency=agency, deadline_kind="day", due_on=date(2022, 1, 7)
    )
    late = send(document, agency, now=at(monday))
    services.confirm_report(late, by=None, now=at(date(2022, 1, 14)))
    early = send(document, agency, now=at(date(2022, 1, 7)))
    services.confirm_report(early, by=None, now=at(date(2022, 1, 12)))

    told = {row.pk: row for row in Report.objects.for_list()}

    assert (told[late.pk].was_sent_late, told[early.pk].was_sent_late) == (True, False)
    # Thursday is the third working day after Monday; Friday is one too many.
    assert told[late.pk].answer_due_on == date(2022, 1, 13)
    assert told[late.pk].is_answered_late(date(2022, 2, 1))
    assert not told[early.pk].is_answered_late(date(2022, 2, 1))


def test_sent_late_asks_for_the_deadline_in_force_when_it_was_sent(agency):
    document = PlannedDocumentFactory(
        lead_agency=agency, deadline_kind="day", due_on=date(2022, 1, 7)
    )
    report = send(document, agency, now=at(date(2022, 1, 10)))
    services.set_deadline(
        document,
        deadline_kind="day",
        due_on=date(2022, 3, 1),
        reason="Gia hạn",
        effective_on=date(2022, 1, 20),
        by=None,
    )

    assert Report.objects.for_list().get(pk=report.pk).was_sent_late


def test_state_of_a_past_day_is_that_of_the_day(document, agency):
    now = timezone.now()
    report = send(document, agency, now=now - timedelta(days=5))
    services.confirm_report(report, by=None, now=now - timedelta(days=1))

    def state(days):
        return list(
            Report.objects.as_of(now - timedelta(days=days)).values_list(
                "state_then", flat=True
            )
        )

    assert [state(6), state(3), state(0)] == [[], ["submitted"], ["confirmed"]]
    assert Report.objects.awaiting(now - timedelta(days=3)).count() == 1
    assert Report.objects.awaiting(now).count() == 0


# --- what the database refuses -------------------------------------------------------------


def refused(report, **values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**values)
    return True


def test_database_refuses_what_must_not_be(document, agency):
    report = send(document, agency, **ISSUED)
    task = TaskFactory()
    now = timezone.now()

    assert refused(report, document=None)
    assert refused(report, task=task)
    assert refused(report, text="")
    assert refused(report, symbol="")
    assert refused(report, claimed_event="no")
    assert refused(report, state="confirmed")
    assert refused(report, state="confirmed", decided_at=now)
    assert refused(report, state="returned", decided_at=now)
    assert refused(report, state="nowhere", decided_at=now)
    assert refused(report, decided_at=now)


def test_database_refuses_any_change_of_what_was_sent_or_decided(document, agency):
    report = send(document, agency, **ISSUED)
    assert refused(report, text="Khác")

    services.return_report(report, reason="Thiếu", by=None, now=timezone.now())

    assert refused(report, decision_reason="Đủ rồi")
    assert refused(report, state="submitted", decided_at=None, decision_reason="")
    assert Report.objects.get().decision_reason == "Thiếu"


def test_triggers_that_close_decided_papers_are_there():
    tables = {"documents_report", "documents_extensionrequest"}
    found = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT event_object_table FROM information_schema.triggers"
    )
    with connection.cursor() as cursor:
        cursor.execute(found)
        assert tables <= {row[0] for row in cursor.fetchall()}


# --- who sees what -------------------------------------------------------------------------


def test_agency_sees_its_own_reports_alone(document, agency, focal, office):
    other = AgencyFactory()
    document.coordinating_agencies.add(other)
    own, foreign = send(document, agency), send(document, other)
    today = timezone.localdate()

    assert list(Report.objects.visible_to(focal, on=today)) == [own]
    assert set(Report.objects.visible_to(office, on=today)) == {own, foreign}


def test_training_reports_are_counted_apart(agency):
    trained = AgencyFactory(is_fictional=True)
    real = send(PlannedDocumentFactory(lead_agency=agency), agency)
    training = send(
        PlannedDocumentFactory(
            lead_agency=trained, resolution=ResolutionFactory(is_fictional=True)
        ),
        trained,
    )

    assert list(Report.objects.real()) == [real]
    assert list(Report.objects.fictional()) == [training]


def test_only_the_office_may_confirm_and_only_its_chief_may_grant(roles):
    people = {role: UserFactory(role=role) for role in Role}

    def may(codename):
        return {role for role, user in people.items() if user.has_perm(f"documents.{codename}")}

    assert may("add_report") == {Role.FOCAL_POINT}
    assert may("add_extensionrequest") == {Role.FOCAL_POINT}
    assert may("confirm_report") == {Role.OFFICE, Role.CHIEF}
    assert may("grant_extension") == {Role.CHIEF}


def test_history_row_is_written_by_confirming_alone(document, agency, office):
    send(document, agency, **ISSUED)
    report = send(document, agency, **ISSUED | {"symbol": "26-KH/TU"})

    confirm(report, office)

    assert StatusChange.objects.filter(event=Event.ISSUE).count() == 1
    assert Report.objects.filter(state="submitted").count() == 1


# --- the file that proves it ------------------------------------------------------------------


def test_file_of_a_report_is_evidence_once_the_office_confirms(document, agency, focal, office):
    report = send(document, agency, focal, **ISSUED | {"evidence_url": ""}, file=pdf_file())
    sent = document.attachments.get()
    before = (sent.purpose, sent.report)

    services.confirm_report(report, by=office, now=timezone.now())

    sent.refresh_from_db()
    assert (before, sent.purpose) == (("other", report), "evidence")
    today = PlannedDocument.objects.as_of(Moment(timezone.localdate()))
    assert not today.lacking_evidence().filter(pk=document.pk).exists()


def test_file_of_a_returned_report_proves_nothing(document, agency, focal, office):
    report = send(document, agency, focal, **ISSUED, file=pdf_file())

    services.return_report(report, reason="Thiếu chữ ký", by=office, now=timezone.now())

    assert document.attachments.get().purpose == "other"


def test_agency_sends_the_file_with_the_form_and_the_page_opens_it(client, document, focal):
    client.force_login(focal)
    address = f"/documents/{document.pk}/report/?claim=issue"

    answer = client.post(
        address,
        {
            "claim": "issue",
            "claimed_on": "20/12/2021",
            "symbol": "25-KH/TU",
            "issuer_name": "Tỉnh ủy",
            "text": "Đã ban hành",
            "file": pdf_file(),
        },
    )

    file = document.attachments.get()
    assert f'href="/files/{file.pk}/"' in client.get(answer["Location"]).text


def test_report_with_a_file_that_is_refused_is_not_sent(client, document, focal):
    client.force_login(focal)

    answer = client.post(
        f"/documents/{document.pk}/report/?claim=issue",
        {
            "claim": "issue",
            "text": "Đã ban hành",
            "file": SimpleUploadedFile("a.svg", b"<svg>"),
        },
    )

    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert "file" in answer.context["form"].errors


def test_who_acts_for_the_focal_point_reports_for_its_agency(client, document, focal, agency):
    deputy = UserFactory(role=Role.FOCAL_POINT)
    acting = Deputation.objects.create(
        principal=Person.objects.get(user=focal),
        deputy=PersonFactory(user=deputy),
        valid_from=timezone.localdate(),
        valid_to=timezone.localdate(),
        decision="Quyết định số 12-QĐ/TU",
    )
    client.force_login(deputy)
    address = f"/documents/{document.pk}/report/"
    before = client.get(address).status_code

    client.post("/acting/", {"deputation": acting.pk})

    assert (before, client.get(address).status_code) == (404, 200)
