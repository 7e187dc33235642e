"""An agency asks for a later deadline: the chief decides, and the original deadline stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.models import Assignment
from assignments.models.task import AssignmentRole
from assignments.roles import Role
from documents import services
from documents.models import ExtensionRequest, RequestState
from documents.status import DocumentStatus
from tests.factories import (
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture(params=["document", "task"])
def item(request, agency):
    """A document and a task of the agency, due in ten days."""
    due = {"deadline_kind": "day", "due_on": in_days(10)}
    if request.param == "document":
        return PlannedDocumentFactory(lead_agency=agency, **due)
    task = services.set_deadline(
        TaskFactory(), **due, effective_on=timezone.localdate(), by=None
    )
    Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=agency)
    return task


def ask(item, agency, by=None, **given):
    values = {
        "due_asked": in_days(40),
        "reason": "Chờ ý kiến của các sở",
        "now": timezone.now(),
    }
    return services.request_extension(item, agency=agency, by=by, **values | given)


def grant(request, by=None, **given):
    values = {"due_on": in_days(40), "decision": "Công văn số 12-CV/VPTU"} | given
    return services.grant_extension(request, by=by, now=timezone.now(), **values)


def test_asking_moves_no_deadline(item, agency, focal):
    request = ask(item, agency, focal)

    item.refresh_from_db()
    assert (request.state, request.due_before) == (RequestState.SUBMITTED, in_days(10))
    assert item.due_on == in_days(10)
    assert item.deadlines.count() == 1


def test_granting_moves_the_deadline_and_keeps_the_original(item, agency, office):
    request = grant(ask(item, agency), office)

    item.refresh_from_db()
    latest, original = item.deadlines.latest_first()
    assert item.due_on == latest.due_on == request.due_granted == in_days(40)
    assert (original.due_on, original.is_original) == (in_days(10), True)
    assert latest.reason == "Chờ ý kiến của các sở"
    assert latest.decision == "Công văn số 12-CV/VPTU"
    assert (request.state, request.decided_by) == (RequestState.GRANTED, office)


def test_chief_may_grant_another_day_than_asked(item, agency):
    grant(ask(item, agency), due_on=in_days(20))

    item.refresh_from_db()
    assert item.due_on == in_days(20)


@pytest.mark.parametrize("wrong", [{"decision": " "}, {"due_on": in_days(10)}])
def test_granting_without_document_or_later_day_is_refused(item, agency, wrong):
    request = ask(item, agency)

    with pytest.raises(ValidationError):
        grant(request, **wrong)

    request.refresh_from_db()
    assert request.state == RequestState.SUBMITTED
    assert item.deadlines.count() == 1


def test_granting_twice_moves_the_deadline_once(item, agency):
    request = ask(item, agency)
    grant(request)

    with pytest.raises(services.AlreadyDecided):
        grant(request)

    assert item.deadlines.count() == 2


def test_refusal_says_why_and_leaves_the_deadline(item, agency, office):
    request = ask(item, agency)

    with pytest.raises(ValidationError):
        services.refuse_extension(request, reason="", by=office, now=timezone.now())
    services.refuse_extension(
        request, reason="Đã gia hạn một lần", by=office, now=timezone.now()
    )

    request.refresh_from_db()
    assert (request.state, request.decision_reason) == ("refused", "Đã gia hạn một lần")
    assert item.deadlines.count() == 1
    with pytest.raises(ValidationError):
        grant(request)


def test_request_is_taken_back_before_it_is_decided(item, agency, focal):
    request = ask(item, agency, focal)

    services.withdraw_extension(request, by=focal, now=timezone.now())

    with pytest.raises(ValidationError):
        grant(request)
    assert ask(item, agency, focal).awaits


def test_one_request_at_a_time_awaits_a_decision(item, agency):
    ask(item, agency)

    with pytest.raises(ValidationError):
        ask(item, agency)

    assert ExtensionRequest.objects.count() == 1


def test_due_day_itself_is_not_too_late_but_the_day_after_is(agency):
    today = PlannedDocumentFactory(
        lead_agency=agency, deadline_kind="day", due_on=timezone.localdate()
    )
    yesterday = PlannedDocumentFactory(
        lead_agency=agency, deadline_kind="day", due_on=in_days(-1)
    )

    assert ask(today, agency).awaits
    with pytest.raises(ValidationError):
        ask(yesterday, agency)


def test_nothing_to_extend_is_refused(agency):
    without = PlannedDocumentFactory(lead_agency=agency)
    issued = PlannedDocumentFactory(
        lead_agency=agency,
        status=DocumentStatus.ISSUED,
        deadline_kind="day",
        due_on=in_days(10),
    )

    for document in (without, issued):
        with pytest.raises(ValidationError):
            ask(document, agency)


def test_day_that_is_not_later_is_refused(item, agency):
    with pytest.raises(ValidationError):
        ask(item, agency, due_asked=in_days(10))


def test_stranger_to_the_item_does_not_ask(item, focal):
    with pytest.raises(PermissionDenied):
        ask(item, AgencyFactory(), focal)


def test_database_refuses_what_must_not_be(item, agency):
    request = ask(item, agency)
    now = timezone.now()

    for values in (
        {"due_asked": in_days(1)},
        {"state": "granted", "decided_at": now},
        {"state": "granted", "decided_at": now, "due_granted": in_days(40)},
        {"state": "refused", "decided_at": now},
        {"decision": "Công văn"},
        {"document": None, "task": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ExtensionRequest.objects.filter(pk=request.pk).update(**values)

    copy = ExtensionRequest.objects.get(pk=request.pk)
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_decided_request_is_closed(item, agency):
    request = grant(ask(item, agency))

    with pytest.raises(IntegrityError), transaction.atomic():
        ExtensionRequest.objects.filter(pk=request.pk).update(decision="Khác")


# --- only the lead asks -----------------------------------------------------------------------


@pytest.fixture(params=["document", "task"])
def others(request, agency):
    """A document and a task that another agency leads, and the agency coordinates."""
    lead, due = AgencyFactory(), {"deadline_kind": "day", "due_on": in_days(10)}
    if request.param == "document":
        document = PlannedDocumentFactory(lead_agency=lead, **due)
        document.coordinating_agencies.add(agency)
        return document
    task = services.set_deadline(
        TaskFactory(), **due, effective_on=timezone.localdate(), by=None
    )
    for role, who in ((AssignmentRole.LEAD, lead), (AssignmentRole.COORDINATING, agency)):
        Assignment.objects.create(task=task, role=role, agency=who)
    return task


def places(item):
    kind = "documents" if hasattr(item, "lead_agency") else "tasks"
    return f"/{kind}/{item.pk}/", f"/{kind}/{item.pk}/extension/"


def history_of(item):
    """The page that lists the deadlines an item had."""
    return f"{places(item)[0]}deadline/"


@pytest.mark.parametrize("by_command", [False, True])
def test_coordinating_agency_gets_no_extension(others, agency, focal, by_command):
    with pytest.raises(PermissionDenied, match="chủ trì"):
        ask(others, agency, None if by_command else focal)

    assert not ExtensionRequest.objects.exists()


def test_coordinating_agency_may_report_only(others, focal, client):
    client.force_login(focal)
    page, form = places(others)
    token = {"due_asked": in_days(40).strftime("%d/%m/%Y"), "reason": "Chậm"}

    shown = client.get(page).text
    answers = [client.get(form), client.post(form, token)]

    assert form not in shown
    assert form.replace("extension", "report") in shown
    assert [answer.status_code for answer in answers] == [403, 403]
    assert all("Chỉ cơ quan chủ trì được đề nghị gia hạn" in a.text for a in answers)
    assert not ExtensionRequest.objects.exists()


def test_lead_is_offered_the_request_and_sends_it(item, focal, client):
    client.force_login(focal)
    page, form = places(item)
    sent = {"due_asked": in_days(40).strftime("%d/%m/%Y"), "reason": "Chậm"}

    shown = client.get(page).text
    client.post(form, sent)

    assert form in shown
    assert ExtensionRequest.objects.get().by == focal


def test_body_above_the_lead_asks_for_it(agency, focal):
    below = AgencyFactory(parent=agency)
    document = PlannedDocumentFactory(
        lead_agency=below, deadline_kind="day", due_on=in_days(10)
    )

    assert ask(document, agency, focal).awaits


# --- who decided --------------------------------------------------------------------------------


def test_deputy_decides_in_the_name_of_the_principal(item, agency, roles, client):
    principal = PersonFactory(full_name="Lê Văn Chánh", user=UserFactory(role=Role.CHIEF))
    deputy = UserFactory(role=Role.OFFICE, username="tk.pho", last_name="Trần Thị Phó")
    PersonFactory(full_name="Trần Thị Phó", user=deputy)
    request = ask(item, agency)
    deputy.acting_for = principal

    grant(request, deputy)

    request.refresh_from_db()
    whole = "Lê Văn Chánh (Trần Thị Phó thay mặt)"
    assert item.deadlines.latest_first()[0].decided_by == whole
    assert (request.decided_by, request.decided_on_behalf_of) == (deputy, principal)
    client.force_login(UserFactory(role=Role.OFFICE))
    for place in (request.get_absolute_url(), history_of(item)):
        page = client.get(place).text
        assert whole in page
        assert "tk.pho" not in page


def test_decision_names_no_account_even_when_nobody_wrote_a_name(item, agency, roles, client):
    request = ask(item, agency)

    grant(request, UserFactory(role=Role.CHIEF, username="tk.chanh"))

    client.force_login(UserFactory(role=Role.OFFICE))
    assert "tài khoản chưa ghi họ tên" in client.get(history_of(item)).text
    for place in (request.get_absolute_url(), history_of(item)):
        assert "tk.chanh" not in client.get(place).text
