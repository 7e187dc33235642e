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

from documents.models import PlannedDocument, StatusChange
from documents.status import DocumentStatus, Event, ForbiddenTransition, check_transition
from resolutions.models import Resolution
from tests.factories import PlannedDocumentFactory, ResolutionFactory
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
            "On %(day)s the document was already “%(status)s”. Give that day or a later one."
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
    for event in Event
    if event != Event.PLAN and is_forbidden(event, status)
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
    assert (len(FORBIDDEN), len(DocumentStatus) * (len(Event) - 1)) == (50, 80)


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

NUMBERED = [route for route in routes() if "<int:pk>" in route.pattern]


@pytest.mark.parametrize("pk", ["99999999999999999999", "9223372036854775808", "9" * 5000, "0"])
def test_number_of_nothing_is_not_found(clerk, pk):
    one_of_each()
    addresses = {route.name: route.path(pk=pk, event="issue") for route in NUMBERED}

    read = {name: clerk.get(address).status_code for name, address in addresses.items()}
    sent = {
        name: clerk.post(address, ISSUE).status_code
        for name, address in addresses.items()
        if not name.endswith("_page")
    }

    assert read == dict.fromkeys(addresses, 404)
    assert sent == dict.fromkeys(sent, 404)
    assert len(sent) == 4


def test_page_not_found_says_so(clerk):
    response = clerk.get("/documents/99999999999999999999/")

    assert response.status_code == 404
    assert gettext("There is no such page") in shown(response)


PAGES = [
    route
    for route in routes()
    if route.name.split(":")[0] in ("documents", "assignments", "resolutions")
]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "head", "options", "trace"])
def test_page_answers_no_other_method(clerk, method):
    things = one_of_each()

    answers = {
        route.name: getattr(clerk, method)(path_of(route, things)).status_code
        for route in PAGES
    }

    assert answers == {route.name: 405 for route in PAGES}


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
        "unknown=1",
        "q=",
    ],
)
def test_page_that_does_not_exist_shows_the_nearest(clerk, draft, query):
    response = clerk.get(f"/documents/?{query}")

    assert response.status_code == 200
    assert list(response.context["page"].object_list) == [draft]


@pytest.mark.parametrize("address", ["/", "/documents/", "/tasks/"])
@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("garbage", UNREADABLE),
        ("2021-02-30", UNREADABLE),
        ("9999-12-31", FUTURE),
        ("0001-01-01", TOO_EARLY),
        ("1930-02-02", TOO_EARLY),
        ("%00", UNREADABLE),
        ("9" * 5000, UNREADABLE),
    ],
)
def test_day_that_cannot_be_shown_is_today_and_says_so(clerk, draft, address, day, message):
    response = clerk.get(f"{address}?as_of={day}")

    assert response.status_code == 200
    assert response.context["looking"].on == timezone.localdate()
    assert gettext(message) in shown(response)


@pytest.mark.parametrize(
    "day", ["garbage", "9999-12-31", "0001-01-01", "1930-02-03", "2021-12-13"]
)
def test_page_of_one_thing_survives_any_day(clerk, day):
    things = one_of_each()
    addresses = [path_of(route, things) for route in PAGES if route.name.endswith("_page")]

    answers = [clerk.get(f"{address}?as_of={day}").status_code for address in addresses]

    assert answers == [200, 200, 200, 200]


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


# --- too much ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        ISSUE | {"note": "x" * 10_000_000},
        ISSUE | {f"field{n}": "x" for n in range(2000)},
    ],
    ids=["10 MB", "2000 fields"],
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
    max_examples=50,
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
    assert clerk.get("/documents/", query).status_code == 200


@ANYTHING
@given(
    query=st.dictionaries(
        st.sampled_from(["q", "resolution", "group", "agency", "due_from", "page", "as_of"]),
        TEXT,
    )
)
def test_api_survives_anything(clerk, query):
    assert clerk.get("/api/v1/documents/", query).status_code in (200, 400, 404)
