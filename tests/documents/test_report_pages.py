"""The pages of reports and requests for an extension, as the agency and the Office use them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assignments.roles import Role
from documents import services
from documents.models import ExtensionRequest, Report
from documents.status import DocumentStatus, Event
from tests.factories import AgencyFactory, PlannedDocumentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(agency):
    return PlannedDocumentFactory(
        lead_agency=agency,
        status=DocumentStatus.DRAFTING,
        deadline_kind="day",
        due_on=timezone.localdate() + timedelta(days=10),
    )


def issued():
    return {
        "claim": "issue",
        "claimed_on": "20/12/2021",
        "symbol": "25-KH/TU",
        "issuer_name": "Ban Thường vụ Tỉnh ủy",
        "evidence_url": "https://example.org/25",
        "text": "Đã ban hành kế hoạch",
    }


def sign_in(client, role):
    user = UserFactory(role=role)
    client.force_login(user)
    return user


def test_agency_reports_and_the_office_confirms_so_the_figure_moves(
    client, focal, office, document
):
    client.force_login(focal)
    sent = client.post(f"/documents/{document.pk}/report/", issued())
    report = Report.objects.get()
    client.force_login(office)
    before = client.get("/")
    listed = client.get("/reports/?state=submitted")
    answer = client.post(f"/reports/{report.pk}/confirm/")
    after = client.get("/")

    assert (sent.status_code, sent["Location"]) == (302, f"/reports/{report.pk}/")
    assert before.context["total"].issued == 0
    assert listed.context["page"].paginator.count == 1
    assert (answer.status_code, answer["Location"]) == (302, f"/reports/{report.pk}/")
    assert after.context["total"].issued == 1


def test_double_click_on_either_button_does_it_once(client, focal, office, document):
    form = issued() | {"sending": "a" * 32}
    client.force_login(focal)
    answers = [client.post(f"/documents/{document.pk}/report/", form) for _ in range(2)]
    report = Report.objects.get()
    client.force_login(office)
    again = [client.post(f"/reports/{report.pk}/confirm/", follow=True) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [answer.status_code for answer in again] == [200, 200]
    assert "Đã xác nhận" in again[1].text
    assert document.changes.filter(event=Event.ISSUE).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "\x00"},
        {"text": "\u200b"},
        {"text": "x" * 4001},
        {"symbol": ""},
        {"issuer_name": " "},
        {"claimed_on": ""},
        {"claimed_on": "31/02/2021"},
        {"claimed_on": "01/01/9999"},
        {"evidence_url": "javascript:alert(1)"},
        {"claim": "resume"},
        {"claim": "withdraw"},
        {"claim": "khong-co"},
    ],
)
def test_wrong_report_is_told_and_nothing_is_saved(client, focal, document, wrong):
    client.force_login(focal)

    response = client.post(f"/documents/{document.pk}/report/", issued() | wrong)

    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert Report.objects.count() == 0


@pytest.mark.parametrize("claim", ["", "consult", "submit", "await_guidance", "issue", "no"])
def test_form_asks_only_what_the_claim_needs(client, focal, document, claim):
    client.force_login(focal)

    form = client.get(f"/documents/{document.pk}/report/", {"claim": claim}).context["form"]

    facts = {"symbol", "issuer_name", "evidence_url", "evidence_note"}
    assert (facts <= set(form.fields)) == (claim == "issue")
    assert ("expected" in form.fields) == (claim == "await_guidance")
    assert ("claimed_on" in form.fields) == (claim not in ("", "no"))


def test_claim_that_became_impossible_is_told_and_nothing_is_saved(
    client, focal, office, document
):
    client.force_login(focal)
    client.post(f"/documents/{document.pk}/report/", issued())
    report = Report.objects.get()
    services.withdraw(
        document, effective_on=timezone.localdate(), note="Không cần nữa", by=office
    )
    client.force_login(office)

    response = client.post(f"/reports/{report.pk}/confirm/")

    report.refresh_from_db()
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert report.awaits


def test_another_agencys_papers_are_not_found(client, focal, document):
    other = AgencyFactory()
    document.coordinating_agencies.add(other)
    now = timezone.now()
    report = services.submit_report(
        document,
        agency=other,
        text="Bí mật của sở khác",
        by=None,
        now=now,
    )
    # Only who leads an item asks for more time.
    elsewhere = PlannedDocumentFactory(
        lead_agency=other,
        status=DocumentStatus.DRAFTING,
        deadline_kind="day",
        due_on=timezone.localdate() + timedelta(days=10),
    )
    asked = services.request_extension(
        elsewhere,
        agency=other,
        due_asked=timezone.localdate() + timedelta(days=40),
        reason="Bí mật của sở khác",
        by=None,
        now=now,
    )
    client.force_login(focal)

    answers = [
        client.get(f"/reports/{report.pk}/"),
        client.post(f"/reports/{report.pk}/withdraw/"),
        client.get(f"/extensions/{asked.pk}/"),
        client.post(f"/extensions/{asked.pk}/withdraw/"),
    ]
    lists = [client.get(address) for address in ("/reports/", "/extensions/", "/my/", "/")]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert [page.context["page"].paginator.count for page in lists[:2]] == [0, 0]
    assert not any("Bí mật" in page.text for page in lists)
    assert "Bí mật" not in client.get(document.get_absolute_url()).text


def test_stranger_finds_no_form(client, focal):
    foreign = PlannedDocumentFactory(lead_agency=AgencyFactory())
    client.force_login(focal)

    assert client.get(f"/documents/{foreign.pk}/report/").status_code == 404
    assert client.post(f"/documents/{foreign.pk}/extension/", {}).status_code == 404


def test_agency_asks_and_the_chief_grants(client, focal, roles, document):
    later = timezone.localdate() + timedelta(days=40)
    asking = {
        "due_asked": later.strftime("%d/%m/%Y"),
        "reason": "Chờ ý kiến các sở",
    }
    client.force_login(focal)
    sent = client.post(f"/documents/{document.pk}/extension/", asking)
    asked = ExtensionRequest.objects.get()
    sign_in(client, Role.CHIEF)
    refused = client.post(f"/extensions/{asked.pk}/grant/", {"due_on": asking["due_asked"]})
    granted = client.post(
        f"/extensions/{asked.pk}/grant/",
        {"due_on": asking["due_asked"], "decision": "Công văn số 12-CV/VPTU"},
    )

    document.refresh_from_db()
    assert sent.status_code == 302
    assert (refused.status_code, granted.status_code) == (422, 302)
    assert document.due_on == later
    assert document.deadlines.get(is_original=True).due_on == later - timedelta(days=30)


def test_extension_after_the_deadline_is_refused_with_a_way_out(client, focal, agency):
    document = PlannedDocumentFactory(
        lead_agency=agency,
        deadline_kind="day",
        due_on=timezone.localdate() - timedelta(days=1),
    )
    client.force_login(focal)

    response = client.post(
        f"/documents/{document.pk}/extension/",
        {"due_asked": "31/12/2099", "reason": "Chậm"},
    )

    assert response.status_code == 422
    assert "Văn phòng" in response.text
    assert ExtensionRequest.objects.count() == 0


def test_lists_survive_any_filter(client, office, document, agency):
    services.submit_report(
        document,
        agency=agency,
        text="Đã làm",
        by=None,
        now=timezone.now(),
    )
    client.force_login(office)

    for query in (
        "q=ke hoach",
        "state=submitted",
        "state=no",
        "agency=x",
        "agency=999999",
        "about=task",
        "about=no",
        "claim=issue",
        "data=all",
        "page=x",
        "as_of=2021-12-13",
        "q=%00",
    ):
        for place in ("reports", "extensions"):
            assert client.get(f"/{place}/?{query}").status_code == 200, query
