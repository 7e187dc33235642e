"""Whatever is sent, the answer is a sentence in the reader's language, and nothing is saved by
mistake. Never a crash."""

import html
import unicodedata
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignments.models import TaskDeadline
from documents import services
from documents.models import (
    CentralGuidance,
    DocumentDeadline,
    GuidanceWait,
    Meeting,
    PlannedDocument,
    StatusChange,
)
from documents.status import (
    TRANSITIONS,
    DocumentStatus,
    Event,
    ForbiddenTransition,
    check_transition,
)
from resolutions.models import Resolution
from tests.chance import examples
from tests.factories import DAY, PlannedDocumentFactory, ResolutionFactory, TaskFactory
from tests.samples import one_of_each, path_of, routes

pytestmark = pytest.mark.django_db

ISSUE = {
    "symbol": "15-KH/TU",
    "issued_on": "2021-12-14",
    "issuer_name": "Ban Thường vụ Tỉnh ủy",
    "evidence_note": "Hồ sơ số 15",
}
REQUIRED = "This field is required."
FUTURE = "The date lies in the future. Give today or an earlier day."
TOO_EARLY = "The date is too far back. Check the year."
UNREADABLE = "The date cannot be read. Write it as 13/12/2021."
NULL = "Null characters are not allowed."
NO_CHOICE = "Select a valid choice. %(value)s is not one of the available choices."


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def draft():
    return PlannedDocumentFactory(status=DocumentStatus.DRAFTING)


def shown(response):
    return html.unescape(response.text)


def event_url(document, event):
    return reverse("documents:document_event", args=[document.pk, event])


def rows():
    return (
        Resolution.objects.count(),
        PlannedDocument.objects.count(),
        StatusChange.objects.count(),
        DocumentDeadline.objects.count(),
        TaskDeadline.objects.count(),
        GuidanceWait.objects.filter(ended_on__isnull=True).count(),
        CentralGuidance.objects.filter(received_on__isnull=False).count(),
        Meeting.objects.count(),
    )


# --- issuing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"symbol": ""}, REQUIRED),
        ({"symbol": "   "}, REQUIRED),
        ({"symbol": "\u00a0"}, REQUIRED),
        ({"issued_on": ""}, REQUIRED),
        ({"issuer_name": ""}, REQUIRED),
        ({"issuer_name": " \t "}, REQUIRED),
        ({"issued_on": "9999-12-31"}, FUTURE),
        ({"issued_on": "1930-02-02"}, TOO_EARLY),
        ({"issued_on": "0001-01-01"}, TOO_EARLY),
        ({"issued_on": "2021-02-30"}, UNREADABLE),
        ({"issued_on": "hôm nay"}, UNREADABLE),
        ({"issued_on": "10000-01-01"}, UNREADABLE),
        ({"symbol": "15-KH\x00/TU"}, NULL),
        ({"note": "\x00"}, NULL),
        ({"evidence_url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_wrong_issue_is_refused_with_a_sentence(clerk, draft, wrong, message):
    before = rows()

    response = clerk.post(event_url(draft, "issue"), ISSUE | wrong)

    assert response.status_code == 422
    assert gettext(message) in shown(response)
    draft.refresh_from_db()
    assert (draft.status, draft.symbol) == (DocumentStatus.DRAFTING, "")
    assert rows() == before


def test_what_was_typed_is_still_there_after_a_refusal(clerk, draft):
    response = clerk.post(
        event_url(draft, "issue"), ISSUE | {"issued_on": "", "note": "Đã ký nháy"}
    )

    assert 'value="15-KH/TU"' in shown(response)
    assert "Đã ký nháy" in shown(response)


def test_issue_before_the_last_entry_is_refused(clerk, draft):
    before = rows()

    response = clerk.post(event_url(draft, "issue"), ISSUE | {"issued_on": "2021-12-12"})

    assert response.status_code == 422
    assert (
        gettext(
            "On %(day)s the document was already “%(status)s”. Give that day or a later one, "
            "or add it under its history as an earlier event."
        )
        % {"day": "13/12/2021", "status": DocumentStatus.DRAFTING.label}
    ) in shown(response)
    assert rows() == before


def test_issue_on_the_day_of_the_last_entry_is_accepted(clerk, draft):
    response = clerk.post(event_url(draft, "issue"), ISSUE | {"issued_on": "2021-12-13"})

    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.issued_on == date(2021, 12, 13)


def test_tomorrow_is_the_future(clerk, draft):
    tomorrow = timezone.localdate() + timedelta(days=1)

    response = clerk.post(event_url(draft, "issue"), ISSUE | {"issued_on": str(tomorrow)})

    assert response.status_code == 422
    assert gettext(FUTURE) in shown(response)


def test_day_is_read_the_vietnamese_way(clerk, draft):
    clerk.post(event_url(draft, "issue"), ISSUE | {"issued_on": "03/11/2022"})

    draft.refresh_from_db()
    assert draft.issued_on == date(2022, 11, 3)


@pytest.mark.parametrize(
    ("field", "limit"),
    [("symbol", 60), ("issuer_name", 200), ("evidence_note", 300), ("note", 5000)],
)
def test_text_too_long_is_refused_with_its_length(clerk, draft, field, limit):
    before = rows()

    response = clerk.post(event_url(draft, "issue"), ISSUE | {field: "x" * (limit + 1)})

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in shown(response)
    assert str(limit + 1) in shown(response).replace(".", "")
    assert rows() == before


def test_text_of_full_length_is_accepted(clerk, draft):
    response = clerk.post(
        event_url(draft, "issue"), ISSUE | {"symbol": "x" * 60, "note": "đ" * 5000}
    )

    assert response.status_code == 302


@pytest.mark.parametrize("invisible", ["\u200b", "\ufeff\u2060", "\u00ad"])
def test_symbol_that_nobody_sees_is_no_symbol(clerk, draft, invisible):
    before = rows()

    response = clerk.post(event_url(draft, "issue"), ISSUE | {"symbol": invisible})

    assert response.status_code == 422
    assert rows() == before


def test_second_click_on_issue_is_told_that_it_is_done(clerk, draft):
    clerk.post(event_url(draft, "issue"), ISSUE)

    second = clerk.post(event_url(draft, "issue"), ISSUE, follow=True)

    assert second.redirect_chain == [(draft.get_absolute_url(), 302)]
    with pytest.raises(ForbiddenTransition) as refusal:
        check_transition(Event.ISSUE, DocumentStatus.ISSUED)
    assert refusal.value.messages[0] in shown(second)
    assert [change.event for change in draft.changes.all()] == [Event.ISSUE, Event.PLAN]


# --- forbidden steps -----------------------------------------------------------------------


def is_forbidden(event, status):
    try:
        check_transition(event, status)
    except ForbiddenTransition:
        return True
    return False


FORBIDDEN = [
    (status, event)
    for status in DocumentStatus
    for event in TRANSITIONS
    if is_forbidden(event, status)
]


@pytest.mark.parametrize(("status", "event"), FORBIDDEN)
def test_forbidden_step_is_refused_on_the_document_s_page(clerk, status, event):
    words = {"integrated_into_text": "15-KH/TU"} if status == DocumentStatus.INTEGRATED else {}
    document = PlannedDocumentFactory(status=status, **words)
    sent = ISSUE | {
        "effective_on": "2021-12-14",
        "note": "Theo yêu cầu",
        "expected": "Hướng dẫn",
        "received": "Hướng dẫn",
        "into_text": "15-KH/TU",
    }

    response = clerk.post(event_url(document, event), sent)

    assert (response.status_code, response["Location"]) == (302, document.get_absolute_url())
    with pytest.raises(ForbiddenTransition) as refusal:
        check_transition(event, status)
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert told == refusal.value.messages
    document.refresh_from_db()
    assert document.status == status
    assert document.changes.count() == 1


def test_form_of_a_forbidden_step_does_not_open(clerk):
    document = PlannedDocumentFactory(status=DocumentStatus.AWAITING_GUIDANCE)

    response = clerk.get(event_url(document, "issue"), follow=True)

    assert response.redirect_chain == [(document.get_absolute_url(), 302)]
    with pytest.raises(ForbiddenTransition) as refusal:
        check_transition(Event.ISSUE, DocumentStatus.AWAITING_GUIDANCE)
    assert refusal.value.messages[0] in shown(response)


def test_there_are_forbidden_and_allowed_steps():
    assert (len(FORBIDDEN), len(DocumentStatus) * len(TRANSITIONS)) == (50, 80)


@pytest.mark.parametrize("event", ["plan", "khong-co", "ISSUE", "delete", "__class__"])
def test_event_nobody_knows_is_not_found(clerk, draft, event):
    before = rows()

    answers = [
        clerk.get(event_url(draft, event)).status_code,
        clerk.post(event_url(draft, event), ISSUE).status_code,
    ]

    assert answers == [404, 404]
    assert rows() == before


# --- addresses -----------------------------------------------------------------------------

# Addresses that are nothing but the target of a form.
SEND_ONLY = {
    "documents:meeting_create",
    "documents:document_undo",
    "documents:national_mark",
    "assignments:view_save",
    "assignments:view_delete",
    "documents:deputation_end",
    "documents:extension_grant",
    "documents:extension_refuse",
    "documents:extension_withdraw",
    "documents:instruction_close",
    "documents:instruction_reply",
    "documents:report_confirm",
    "documents:report_return",
    "documents:report_withdraw",
    "documents:act_for",
}
# What is not the Office's to do or to read.
NOT_FOR_THE_OFFICE = {
    "documents:document_report",
    "documents:document_extension",
    "documents:task_report",
    "documents:task_extension",
    "documents:extension_grant",
    "documents:extension_refuse",
    "documents:audit_log",
    "documents:audit_export",
    "documents:deputation_add",
    "documents:deputation_end",
    "documents:extension_withdraw",
    "documents:handover",
    "documents:report_withdraw",
}
NUMBERED = [route for route in routes() if "<int:pk>" in route.pattern]


@pytest.mark.parametrize("pk", ["99999999999999999999", "9223372036854775808", "9" * 5000, "0"])
def test_number_of_nothing_is_not_found(clerk, pk):
    one_of_each()
    addresses = {
        route.name: route.path(pk=pk, event="issue", kind="document") for route in NUMBERED
    }

    read = {
        name: clerk.get(address).status_code
        for name, address in addresses.items()
        if name not in SEND_ONLY
    }
    sent = {
        name: clerk.post(address, ISSUE).status_code
        for name, address in addresses.items()
        if not name.endswith(("_page", "_timeline", "_briefing"))
    }

    # A number that no address can hold is not found before anybody's rights are asked.
    for answers in (read, sent):
        assert {answers[name] for name in NOT_FOR_THE_OFFICE & answers.keys()} <= {403, 404}
        assert {answers[name] for name in answers.keys() - NOT_FOR_THE_OFFICE} == {404}
    assert len(sent) == 51


def test_page_not_found_says_so(clerk):
    response = clerk.get("/documents/99999999999999999999/")

    assert response.status_code == 404
    assert gettext("There is no such page") in shown(response)


PAGES = [
    route
    for route in routes()
    if route.name.split(":")[0] in ("documents", "assignments", "resolutions")
]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_page_answers_no_other_method(clerk, method):
    things = one_of_each()

    answers = {
        route.name: getattr(clerk, method)(path_of(route, things)).status_code
        for route in PAGES
    }

    assert answers == {route.name: 405 for route in PAGES}


def test_page_is_asked_for_its_head_alone(clerk):
    things = one_of_each()

    answers = {
        route.name: (answer.status_code, b"".join(answer))
        for route in PAGES
        for answer in [clerk.head(path_of(route, things))]
    }

    expected = dict.fromkeys(answers, 200)
    expected |= dict.fromkeys(NOT_FOR_THE_OFFICE & answers.keys(), 403)
    expected |= dict.fromkeys(SEND_ONLY & answers.keys(), 405)
    assert {name: code for name, (code, _body) in answers.items()} == expected
    assert {body for _code, body in answers.values()} == {b""}


# --- filters -------------------------------------------------------------------------------

WRONG_FILTERS = [
    ("group=khong-co", gettext(NO_CHOICE) % {"value": "khong-co"}),
    ("status=ISSUED", gettext(NO_CHOICE) % {"value": "ISSUED"}),
    ("resolution=abc", None),
    ("resolution=99999999999999999999999", None),
    ("agency=99999999999999999999999", None),
    ("agency=-1", None),
    ("board_member=%00", gettext(NULL)),
    ("due_from=2021-02-30", None),
    ("due_to=abc", None),
    ("q=" + "a" * 10_000, "10000"),
    ("q=%00", gettext(NULL)),
    ("sort=password", gettext(NO_CHOICE) % {"value": "password"}),
    ("data=secret", gettext(NO_CHOICE) % {"value": "secret"}),
    ("official=late", gettext(NO_CHOICE) % {"value": "late"}),
    ("track=overdue", gettext(NO_CHOICE) % {"value": "overdue"}),
    ("fallen_due=1", gettext(NO_CHOICE) % {"value": "1"}),
]


@pytest.mark.parametrize(("query", "message"), WRONG_FILTERS)
def test_filter_that_cannot_be_read_shows_no_row_and_says_so(clerk, draft, query, message):
    response = clerk.get(f"/documents/?{query}")

    assert response.status_code == 200
    assert list(response.context["page"].object_list) == []
    assert (
        gettext("A filter cannot be read, so no row is shown. Correct it or clear the filters.")
    ) in shown(response)
    assert message is None or message in shown(response).replace("10.000", "10000")


@pytest.mark.parametrize(
    "query",
    [
        "page=999999",
        "page=abc",
        "page=-1",
        "page=",
        "page=9" * 30,
        "page=%00",
        "q=",
    ],
)
def test_page_that_does_not_exist_shows_the_nearest(clerk, draft, query):
    response = clerk.get(f"/documents/?{query}")

    assert response.status_code == 200
    assert list(response.context["page"].object_list) == [draft]


WRONG_DAYS = [
    ("garbage", UNREADABLE),
    ("2021-02-30", UNREADABLE),
    ("9999-12-31", FUTURE),
    ("0001-01-01", TOO_EARLY),
    ("1930-02-02", TOO_EARLY),
    ("%00", UNREADABLE),
    ("9" * 5000, UNREADABLE),
]


@pytest.mark.parametrize("address", ["/", "/documents/", "/tasks/", "/guidance/"])
@pytest.mark.parametrize(("day", "message"), WRONG_DAYS)
def test_day_that_cannot_be_shown_shows_no_other_and_says_so(
    clerk, draft, address, day, message
):
    response = clerk.get(f"{address}?as_of={day}")

    assert response.status_code == 400
    assert "data-figure" not in shown(response)
    assert draft.title not in shown(response)
    assert gettext(message) in shown(response)


@pytest.mark.parametrize("address", ["/", "/documents/", "/tasks/", "/guidance/"])
@pytest.mark.parametrize(("day", "message"), WRONG_DAYS)
def test_day_of_knowledge_that_cannot_be_shows_no_other_and_says_so(
    clerk, draft, address, day, message
):
    response = clerk.get(f"{address}?as_of=2021-12-13&known_on={day}")

    assert response.status_code == 400
    assert "data-figure" not in shown(response)
    assert draft.title not in shown(response)
    assert gettext(message) in shown(response)


@pytest.mark.parametrize("against", ["garbage", "%00", "ORIGINAL", "9" * 5000])
def test_deadline_nobody_knows_judges_nothing(clerk, against):
    response = clerk.get(f"/documents/?against={against}")

    assert response.status_code == 400
    assert "Chỉ xét theo thời hạn đang có hiệu lực hoặc thời hạn ban đầu." in shown(response)


@pytest.mark.parametrize("against", ["", "current"])
def test_deadline_in_force_is_the_usual_one(clerk, against):
    document = PlannedDocumentFactory(
        status=DocumentStatus.DRAFTING, deadline_kind="day", due_on=DAY + timedelta(days=5)
    )
    later = timezone.localdate() + timedelta(days=90)
    services.set_deadline(
        document,
        deadline_kind="day",
        due_on=later,
        reason="Gia hạn",
        effective_on=DAY + timedelta(days=2),
        by=None,
    )

    response = clerk.get(f"/documents/?against={against}")
    original = clerk.get("/documents/?against=original")

    assert response.status_code == 200
    assert [row.due_then for row in response.context["page"]] == [later]
    assert [row.due_then for row in original.context["page"]] == [DAY + timedelta(days=5)]


@pytest.mark.parametrize(
    "address", ["/", "/documents/", "/tasks/", "/guidance/", "/documents/{draft}/"]
)
@pytest.mark.parametrize(
    "query",
    [
        "known_on=1930-02-03",
        "as_of=1930-02-03&known_on=1930-02-03&against=original",
        "as_of=2021-12-13&known_on=2021-12-12",
        "known_on=13/12/2021&against=original",
        "as_of=&known_on=",
    ],
)
def test_pages_survive_any_two_days(clerk, draft, address, query):
    assert clerk.get(f"{address.format(draft=draft.pk)}?{query}").status_code == 200


@pytest.mark.parametrize(
    "day", ["garbage", "9999-12-31", "0001-01-01", "1930-02-03", "2021-12-13"]
)
def test_page_of_one_thing_survives_any_day(clerk, day):
    things = one_of_each()
    addresses = [path_of(route, things) for route in PAGES if route.name.endswith("_page")]

    answers = [clerk.get(f"{address}?as_of={day}").status_code for address in addresses]

    assert len(answers) == 9
    assert set(answers) == {200 if day in ("1930-02-03", "2021-12-13") else 400}


@pytest.mark.parametrize("address", ["/tasks/", "/agencies/", "/resolutions/"])
def test_other_lists_survive_any_filter(clerk, address):
    one_of_each()

    answers = [
        clerk.get(f"{address}?{query}").status_code
        for query in (
            "q=%00",
            "kind=abc",
            "resolution=abc",
            "data=x",
            "page=abc",
            "q=" + "a" * 10_000,
        )
    ]

    assert answers == [200] * 6


@pytest.mark.parametrize(
    "query",
    [
        "resolution=abc",
        "resolution=99999999999999999999999",
        "resolution=%00",
        "resolution=-1",
        "resolution=" + "9" * 5000,
    ],
)
@pytest.mark.parametrize("address", ["/documents/new/", "/tasks/new/"])
def test_new_thing_of_an_unknown_resolution_opens_an_empty_form(clerk, address, query):
    ResolutionFactory()

    assert clerk.get(f"{address}?{query}").status_code == 200


# --- two days compared ---------------------------------------------------------------------

SWAPPED = "The first day lies after the second. Swap them."


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("from=2022-01-01&to=2021-12-13", SWAPPED),
        ("from=2021-12-13&to=9999-12-31", FUTURE),
        ("from=9999-12-31&to=2021-12-13", FUTURE),
        ("from=9999-12-31", FUTURE),
        ("from=0001-01-01&to=2021-12-13", TOO_EARLY),
        ("from=0001-01-01", TOO_EARLY),
        ("from=0001-01-01&to=0001-01-01", TOO_EARLY),
        ("from=1930-02-02", TOO_EARLY),
        ("to=1930-02-02", TOO_EARLY),
        ("from=garbage", UNREADABLE),
        ("to=2021-02-30", UNREADABLE),
        ("from=10000-01-01&to=%00", UNREADABLE),
        ("from=" + "9" * 5000, UNREADABLE),
    ],
)
@pytest.mark.parametrize("more", ["", "&data=training", "&show=issued"])
def test_days_that_cannot_be_compared_are_refused_with_a_sentence(
    clerk, draft, query, message, more
):
    response = clerk.get(f"/compare/?{query}{more}")

    assert response.status_code == 422
    assert gettext(message) in shown(response)
    assert "comparison" not in response.context


@pytest.mark.parametrize("query", ["", "?from=", "?from=&to=", "?to=", "?page=abc"])
def test_without_days_the_last_thirty_are_compared(clerk, draft, query):
    response = clerk.get(f"/compare/{query}")

    today = timezone.localdate()
    assert response.status_code == 200
    comparison = response.context["comparison"]
    assert (comparison.start, comparison.end) == (today - timedelta(days=30), today)


def test_without_days_the_last_meeting_is_compared_with_today(clerk, draft):
    today = timezone.localdate()
    for on in (date(1, 1, 1), date(2021, 12, 13), date(2022, 1, 3), today, date(9999, 12, 31)):
        Meeting.objects.create(on=on, name="Họp Ban Thường vụ")

    response = clerk.get("/compare/")

    assert response.status_code == 200
    assert response.context["comparison"].start == date(2022, 1, 3)
    assert [m.on.year for m in response.context["meetings"]] == [today.year, 2022, 2021]


def test_meeting_before_time_does_not_close_the_page(clerk, draft):
    Meeting.objects.create(on=date(1, 1, 1), name="Họp Ban Thường vụ")

    assert clerk.get("/compare/").status_code == 200


@pytest.mark.parametrize(
    "days",
    ["from=1930-02-03", "from=2021-12-13&to=2021-12-13", "from=13/12/2021&to=03/01/2022"],
)
def test_any_days_that_were_are_compared(clerk, draft, days):
    assert clerk.get(f"/compare/?{days}").status_code == 200


@pytest.mark.parametrize(
    "show",
    [
        "khong-co",
        "ISSUED",
        "came_in",
        "came_in.",
        ".issued",
        "came_in.khong-co",
        "shown.issued",
        "now.total",
        "__class__.issued",
        "came_in.issued.issued",
        "%00",
        "9" * 5000,
    ],
)
def test_number_that_is_not_on_the_page_is_not_found(clerk, draft, show):
    assert clerk.get(f"/compare/?from=2021-12-13&show={show}").status_code == 404


@pytest.mark.parametrize("number", ["abc", "-1", "0", "999999", "%00", "9" * 5000])
def test_page_of_a_number_that_does_not_exist_shows_the_nearest(clerk, draft, number):
    response = clerk.get(f"/compare/?from=2021-12-12&show=planned&page={number}")

    assert response.status_code == 200
    assert list(response.context["page"].object_list) == [draft]


MEETING = {"on": "2021-12-13", "name": "Họp Ban Thường vụ tháng 12"}


def test_meeting_is_saved_once_a_day(clerk):
    first = clerk.post("/compare/meetings/", MEETING, follow=True)
    second = clerk.post("/compare/meetings/", MEETING | {"name": "Họp khác"}, follow=True)

    assert (first.status_code, second.status_code) == (200, 200)
    assert gettext("A meeting of this day is already saved.") not in shown(first)
    assert gettext("A meeting of this day is already saved.") in shown(second)
    assert [meeting.name for meeting in Meeting.objects.all()] == [MEETING["name"]]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"on": ""}, REQUIRED),
        ({"on": "0001-01-01"}, TOO_EARLY),
        ({"on": "2021-02-30"}, None),
        ({"on": "10000-01-01"}, None),
        ({"name": " "}, REQUIRED),
        ({"name": "\u200b"}, None),
        ({"name": "\x00"}, NULL),
        ({"name": "x" * 201}, "201"),
    ],
)
def test_meeting_that_cannot_be_is_refused_with_a_sentence(clerk, wrong, message):
    response = clerk.post("/compare/meetings/", MEETING | wrong, follow=True)

    assert response.redirect_chain == [("/compare/", 302)]
    told = [str(message) for message in response.context["messages"]]
    assert len(told) == 1
    assert message is None or gettext(message) in told[0]
    assert Meeting.objects.count() == 0


# --- the Centre's document -----------------------------------------------------------------

RECEIVED = {
    "symbol": "31-HD/BTCTW",
    "issuer_name": "Ban Tổ chức Trung ương",
    "issued_on": "2022-01-10",
    "received_on": "2022-01-14",
    "step": "confirm",
}
LIST_CHANGED = "The list of waiting documents has changed meanwhile. Look at it again."


def waiting():
    document = PlannedDocumentFactory(deadline_kind="after_event", deadline_days=3650)
    return services.await_guidance(
        document, effective_on=DAY, expected="Hướng dẫn về mô hình tổ chức", by=None
    )


@pytest.fixture
def awaited():
    """A document of the Centre, and the address at which it is received."""
    guidance = waiting().waits.get().guidance
    return guidance, f"/guidance/{guidance.pk}/receive/"


def documents_of(guidance):
    return [wait.document_id for wait in guidance.waits.order_by("document")]


def test_preview_of_the_received_document_changes_nothing(clerk, awaited):
    guidance, address = awaited
    before = rows()

    response = clerk.post(address, RECEIVED | {"step": "preview"})

    assert response.status_code == 200
    assert [row["document"].pk for row in response.context["preview"]] == documents_of(guidance)
    assert response.context["preview"][0]["due_on"] == date(2022, 1, 10) + timedelta(days=3650)
    assert rows() == before


@pytest.mark.parametrize("step", ["preview", "confirm", "", "khong-co"])
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"symbol": ""}, REQUIRED),
        ({"symbol": "\u00a0"}, REQUIRED),
        ({"symbol": "\x00"}, NULL),
        ({"symbol": "x" * 61}, "61"),
        ({"issuer_name": ""}, REQUIRED),
        ({"issued_on": "2021-02-30"}, UNREADABLE),
        ({"issued_on": "9999-12-31", "received_on": "9999-12-31"}, FUTURE),
        ({"issued_on": "0001-01-01"}, TOO_EARLY),
        ({"received_on": "0001-01-01"}, TOO_EARLY),
        ({"received_on": "2022-01-09"}, "It cannot be received before it is issued."),
    ],
)
def test_document_that_cannot_have_come_is_refused_and_releases_nothing(
    clerk, awaited, step, wrong, message
):
    guidance, address = awaited
    before = rows()
    sent = RECEIVED | {"document": documents_of(guidance), "step": step} | wrong

    response = clerk.post(address, sent)

    assert response.status_code == 422
    assert gettext(message) in shown(response)
    assert rows() == before


@pytest.mark.parametrize(
    ("event", "status", "field"),
    [
        ("withdraw", DocumentStatus.DRAFTING, "note"),
        ("reopen", DocumentStatus.WITHDRAWN, "note"),
        ("await_guidance", DocumentStatus.DRAFTING, "expected"),
        ("resume", DocumentStatus.AWAITING_GUIDANCE, "received"),
        ("integrate", DocumentStatus.DRAFTING, "into_text"),
    ],
)
@pytest.mark.parametrize("invisible", ["\u200b", "\ufeff\u2060", "\u00ad \u00a0"])
def test_reason_that_nobody_sees_is_no_reason(clerk, event, status, field, invisible):
    document = PlannedDocumentFactory(status=status)
    before = rows()

    response = clerk.post(
        event_url(document, event), {"effective_on": "2021-12-14", field: invisible}
    )

    assert response.status_code == 422
    assert 'aria-invalid="true"' in shown(response)
    assert rows() == before


def test_document_that_came_long_ago_says_why_it_is_entered_only_now(clerk, awaited, settings):
    settings.BACK_DATING_DAYS = 30
    guidance, address = awaited
    sent = RECEIVED | {"document": documents_of(guidance)}

    silent = clerk.post(address, sent)
    told = clerk.post(address, sent | {"note": "Văn thư chuyển đến muộn"})

    assert (silent.status_code, told.status_code) == (422, 302)
    assert 'id="id_note_error"' in shown(silent)
    assert PlannedDocument.objects.get().changes.latest("pk").note == "Văn thư chuyển đến muộn"


@pytest.mark.parametrize("invisible", ["\u200b", "\ufeff\u2060"])
def test_document_of_an_invisible_number_is_not_received(clerk, awaited, invisible):
    guidance, address = awaited
    before = rows()
    sent = RECEIVED | {"document": documents_of(guidance), "symbol": invisible}

    response = clerk.post(address, sent)

    assert response.status_code == 422
    assert rows() == before


def test_document_received_before_the_wait_began_is_refused(clerk, awaited):
    guidance, address = awaited
    before = rows()
    sent = RECEIVED | {"issued_on": "2021-12-01", "received_on": "2021-12-12"}

    response = clerk.post(address, sent | {"document": documents_of(guidance)})

    assert response.status_code == 422
    assert "13/12/2021" in shown(response)
    assert rows() == before


def test_list_that_changed_since_the_preview_is_shown_again(clerk, awaited):
    guidance, address = awaited
    previewed = documents_of(guidance)
    waiting()
    before = rows()

    response = clerk.post(address, RECEIVED | {"document": previewed})

    assert response.status_code == 422
    assert gettext(LIST_CHANGED) in shown(response)
    assert [document.pk for document in response.context["documents"]] == documents_of(guidance)
    assert rows() == before


@pytest.mark.parametrize(
    "sent", [[], ["abc"], ["-1"], ["9" * 30], ["9" * 5000], ["²"], ["\x00"], [""]]
)
def test_list_that_is_not_the_one_waiting_releases_nothing(clerk, awaited, sent):
    _guidance, address = awaited
    before = rows()

    response = clerk.post(address, RECEIVED | {"document": sent})

    assert response.status_code == 422
    assert gettext(LIST_CHANGED) in shown(response)
    assert rows() == before


def test_second_confirmation_finds_nothing_to_release(clerk, awaited):
    guidance, address = awaited
    sent = RECEIVED | {"document": documents_of(guidance)}

    first = clerk.post(address, sent)
    after = rows()
    second = clerk.post(address, sent)

    assert (first.status_code, first["Location"]) == (302, "/guidance/")
    assert second.status_code == 404
    assert rows() == after
    document = PlannedDocument.objects.get()
    assert [change.event for change in document.changes.all()] == [
        Event.RESUME,
        Event.AWAIT_GUIDANCE,
        Event.PLAN,
    ]


# --- deadlines -----------------------------------------------------------------------------

MOVED = {
    "deadline_kind": "day",
    "due_on": "2022-06-30",
    "reason": "Chờ ý kiến Trung ương",
    "effective_on": "2021-12-20",
}


@pytest.fixture(params=["document", "task"])
def dated(request):
    """A planned document and a task, each with a deadline, and the address that moves it."""
    if request.param == "document":
        item = PlannedDocumentFactory(deadline_kind="day", due_on=date(2022, 1, 31))
        return item, f"/documents/{item.pk}/deadline/"
    item = services.set_deadline(
        TaskFactory(),
        deadline_kind="day",
        due_on=date(2022, 1, 31),
        effective_on=DAY,
        by=None,
    )
    return item, f"/tasks/{item.pk}/deadline/"


def test_deadline_is_moved_with_a_reason(clerk, dated):
    item, address = dated

    response = clerk.post(address, MOVED)

    assert (response.status_code, response["Location"]) == (302, item.get_absolute_url())
    item.refresh_from_db()
    assert item.due_on == date(2022, 6, 30)
    assert [row.due_on for row in item.deadlines.latest_first()] == [
        date(2022, 6, 30),
        date(2022, 1, 31),
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"reason": ""}, REQUIRED),
        ({"reason": "\u00a0 \t"}, REQUIRED),
        ({"reason": "\u200b"}, None),
        ({"reason": "\ufeff\u2060"}, None),
        ({"reason": "x" * 2001}, "2001"),
        ({"reason": "\x00"}, NULL),
        ({"due_on": "2022-02-30"}, UNREADABLE),
        ({"due_on": "hôm nay"}, UNREADABLE),
        ({"due_on": "10000-01-01"}, UNREADABLE),
        ({"due_on": ""}, None),
        ({"deadline_kind": ""}, REQUIRED),
        ({"deadline_kind": "khong-co"}, None),
        ({"deadline_kind": "after_event", "due_on": "", "deadline_days": "0"}, None),
        ({"deadline_kind": "after_event", "due_on": "", "deadline_days": "3651"}, "3650"),
        ({"deadline_kind": "after_event", "due_on": "", "deadline_days": "9" * 30}, "3650"),
        ({"deadline_kind": "after_event", "due_on": "", "deadline_days": "9" * 5000}, None),
        ({"deadline_kind": "after_event", "due_on": "", "deadline_days": "1e3"}, None),
        ({"effective_on": ""}, REQUIRED),
        ({"effective_on": "2021-02-30"}, UNREADABLE),
        ({"effective_on": "9999-12-31"}, FUTURE),
        ({"effective_on": "0001-01-01"}, TOO_EARLY),
        ({"effective_on": "2021-12-12"}, "13/12/2021"),
        ({"due_on": "2022-01-31"}, "This is already the deadline. Nothing was changed."),
        ({"decision": "x" * 301}, "301"),
        ({"decided_by": "x" * 201}, "201"),
        ({"deadline_text": "x" * 301}, "301"),
    ],
)
def test_deadline_that_cannot_be_is_refused_with_a_sentence(clerk, dated, wrong, message):
    item, address = dated
    before = rows()

    response = clerk.post(address, MOVED | wrong)

    assert response.status_code == 422
    assert message is None or gettext(message) in shown(response).replace(".", "") + shown(
        response
    )
    assert 'role="alert"' in shown(response)
    item.refresh_from_db()
    assert item.due_on == date(2022, 1, 31)
    assert rows() == before


def test_first_deadline_needs_no_reason_and_none_is_no_deadline(clerk, draft):
    address = f"/documents/{draft.pk}/deadline/"
    first = {"deadline_kind": "none", "effective_on": "2021-12-20"}

    nothing = clerk.post(address, first)
    given = clerk.post(address, first | {"deadline_kind": "day", "due_on": "2022-01-31"})

    assert (nothing.status_code, given.status_code) == (422, 302)
    assert [row.is_original for row in draft.deadlines.all()] == [True]


def test_second_click_on_a_deadline_is_told_that_it_is_set(clerk, dated):
    item, address = dated

    first, second = clerk.post(address, MOVED), clerk.post(address, MOVED)

    assert (first.status_code, second.status_code) == (302, 422)
    assert gettext("This is already the deadline. Nothing was changed.") in shown(second)
    assert item.deadlines.count() == 2


# --- too much ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        ISSUE | {"note": "x" * 11_000_000},
        ISSUE | {f"field{n}": "x" for n in range(20_001)},
    ],
    ids=["11 MB", "20,001 fields"],
)
def test_too_much_is_refused_with_a_page(office, draft, sent):
    client = Client(enforce_csrf_checks=True)
    client.force_login(office)
    client.get(event_url(draft, "issue"))
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    before = rows()

    refused = client.post(event_url(draft, "issue"), token | sent)

    assert refused.status_code == 400
    assert gettext("What was sent cannot be processed") in shown(refused)
    assert rows() == before


def test_text_far_too_long_is_told_beside_its_field_and_kept(client, office, draft):
    client.force_login(office)
    before = rows()

    refused = client.post(event_url(draft, "issue"), ISSUE | {"note": "ghi chú " * 400_000})

    assert refused.status_code == 422
    assert [*refused.context["form"].errors] == ["note"]
    assert "ghi chú ghi chú" in refused.text
    assert rows() == before


def test_form_with_its_token_is_accepted(office, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(office)
    client.get(event_url(draft, "issue"))
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    response = client.post(event_url(draft, "issue"), token | ISSUE)

    assert response.status_code == 302


def test_form_without_token_is_refused_with_a_page(office, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(office)
    before = rows()

    response = client.post(event_url(draft, "issue"), ISSUE)

    assert response.status_code == 403
    assert gettext("This form is no longer valid") in shown(response)
    assert rows() == before


# --- text ----------------------------------------------------------------------------------


def test_emoji_is_kept_and_shown(clerk, draft):
    clerk.post(event_url(draft, "issue"), ISSUE | {"note": "Đã ký 🎉 <b>xong</b>"})

    page = clerk.get(draft.get_absolute_url())

    assert draft.changes.latest("pk").note == "Đã ký 🎉 <b>xong</b>"
    assert "Đã ký 🎉 &lt;b&gt;xong&lt;/b&gt;" in page.text


def planned(title):
    """What the form that plans a document sends."""
    return {
        "resolution": ResolutionFactory().pk,
        "kind": "KH",
        "title": title,
        "deadline_kind": "none",
        "planned_on": "2021-12-13",
    }


def test_decomposed_text_is_stored_composed_and_found(clerk):
    title = "Kế hoạch chuyển đổi số"
    decomposed = unicodedata.normalize("NFD", title)

    clerk.post("/documents/new/", planned(decomposed))

    document = PlannedDocument.objects.get()
    assert decomposed != title
    assert document.title == title
    for query in (decomposed, title, "chuyen doi so"):
        found = clerk.get("/documents/", {"q": query}).context["page"].object_list
        assert list(found) == [document]


def test_icelandic_eth_is_stored_as_d_with_stroke(clerk):
    clerk.post("/documents/new/", planned("\u00d0ề án xây dựng \u00d0ảng"))

    assert PlannedDocument.objects.get().title == "\u0110ề án xây dựng \u0110ảng"


@pytest.mark.parametrize("title", ["", "   ", "\u200b", "\x00"])
def test_document_without_a_visible_title_is_refused(clerk, title):
    sent = planned(title)
    before = rows()

    response = clerk.post("/documents/new/", sent)

    assert response.status_code == 422
    assert rows() == before


def test_resolution_without_a_visible_issuer_is_refused(clerk):
    response = clerk.post(
        "/resolutions/new/",
        {
            "kind": "NQ",
            "symbol": "03-NQ/TU",
            "issuer_name": "\u200b",
            "issuer_level": "provincial_party",
            "effect_state": "in_force",
        },
    )

    assert response.status_code == 422
    assert Resolution.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lead_agency", "abc"),
        ("lead_agency", "99999999999999999999999"),
        ("coordinating_agencies", "abc"),
        ("coordinating_agencies", "99999999999999999999999"),
        ("tasks", "abc"),
        ("tasks", "99999999999999999999999"),
        ("resolution", "99999999999999999999999"),
        ("planned_on", "9999-12-31"),
        ("planned_on", "0001-01-01"),
        ("due_on", "99999-01-01"),
    ],
)
def test_document_with_an_impossible_choice_is_refused(clerk, field, value):
    sent = planned("Kế hoạch") | {"deadline_kind": "day", "due_on": "2022-01-01", field: value}
    before = rows()

    response = clerk.post("/documents/new/", sent)

    assert response.status_code == 422
    assert rows() == before


@pytest.mark.parametrize("field", ["issued_year", "period_from", "period_to", "vision_year"])
@pytest.mark.parametrize("year", ["-1", "0", "99999999999999999999999", "1e3", "2200"])
def test_impossible_year_is_refused(clerk, field, year):
    response = clerk.post(
        "/resolutions/new/",
        {
            "kind": "NQ",
            "symbol": "03-NQ/TU",
            "issuer_name": "Tỉnh ủy",
            "issuer_level": "provincial_party",
            "effect_state": "in_force",
            field: year,
        },
    )

    assert response.status_code == 422
    assert Resolution.objects.count() == 0


# --- anything at all -----------------------------------------------------------------------

ANYTHING = settings(
    max_examples=examples(50),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@ANYTHING
@given(
    symbol=TEXT,
    issued_on=TEXT | st.dates().map(str) | st.just("2021-12-14"),
    issuer_name=TEXT,
    evidence_url=TEXT | st.just("https://example.org/" + "a" * 480),
    evidence_note=TEXT,
    note=TEXT,
)
def test_issue_form_survives_anything(clerk, **sent):
    document = PlannedDocumentFactory(status=DocumentStatus.DRAFTING)

    response = clerk.post(event_url(document, "issue"), sent)

    history = 2 if response.status_code == 302 else 1
    assert response.status_code in (302, 422)
    assert document.changes.count() == history


@ANYTHING
@given(
    query=st.dictionaries(
        st.sampled_from(
            ["q", "resolution", "group", "agency", "due_from", "page", "as_of", "sort"]
        ),
        TEXT,
    )
)
def test_register_survives_anything(clerk, query):
    assert clerk.get("/documents/", query).status_code in (200, 400)


@ANYTHING
@given(
    query=st.dictionaries(
        st.sampled_from(["q", "resolution", "group", "agency", "due_from", "page", "as_of"]),
        TEXT,
    )
)
def test_api_survives_anything(clerk, query):
    assert clerk.get("/api/v1/documents/", query).status_code in (200, 400, 404)


@ANYTHING
@given(
    query=st.dictionaries(
        st.sampled_from(["from", "to", "show", "data", "page"]),
        TEXT | st.dates().map(str) | st.sampled_from(["issued", "came_in.total", "training"]),
    )
)
def test_comparison_survives_anything(clerk, query):
    assert clerk.get("/compare/", query).status_code in (200, 400, 404, 422)


@ANYTHING
@given(
    query=st.dictionaries(
        st.sampled_from(["as_of", "known_on", "against", "official", "track", "fallen_due"]),
        TEXT | st.dates().map(str) | st.just("original"),
    )
)
def test_days_and_classes_survive_anything(clerk, query):
    answers = [
        clerk.get(address, query).status_code for address in ("/documents/", "/guidance/", "/")
    ]

    assert set(answers) <= {200, 400}


@ANYTHING
@given(
    deadline_kind=TEXT | st.sampled_from(["day", "year", "after_event", "none", "recurring"]),
    due_on=TEXT | st.dates().map(str),
    deadline_days=TEXT | st.integers().map(str),
    deadline_text=TEXT,
    effective_on=TEXT | st.dates().map(str) | st.just("2021-12-20"),
    reason=TEXT,
)
def test_deadline_form_survives_anything(clerk, **sent):
    document = PlannedDocumentFactory(deadline_kind="day", due_on=DAY)

    response = clerk.post(f"/documents/{document.pk}/deadline/", sent)

    assert response.status_code in (302, 422)
    assert document.deadlines.count() == (2 if response.status_code == 302 else 1)
    assert clerk.get(document.get_absolute_url()).status_code == 200
