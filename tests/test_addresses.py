"""What an address asks and nobody knows widens no answer; no file is made for a day that cannot
be read."""

import html
import re
from urllib.parse import parse_qs

import pytest
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from assignments.models import SavedView
from assignments.roles import Role
from resolutions.addresses import CARRIED
from resolutions.understood import Asks, not_understood
from tests.factories import (
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
)
from tests.samples import one_of_each, path_of, routes

pytestmark = pytest.mark.django_db
PAGES = [
    "/documents/",
    "/tasks/",
    "/resolutions/",
    "/agencies/",
    "/reports/",
    "/extensions/",
    "/audit/",
    "/instructions/",
    "/national/",
    "/coverage/",
]
FILES = [
    "/documents/export/",
    "/tasks/export/",
    "/resolutions/export/",
    "/audit/export/",
    "/national/?format=txt",
    "/national/?format=csv",
]
API = [
    "documents/",
    "tasks/",
    "resolutions/",
    "agencies/",
    "people/",
    "targets/",
    "portfolios/",
    "assignments/",
    "views/",
    "waits/",
    "guidance/",
    "meetings/",
    "figures/",
    "documents/export.csv",
    "tasks/export.xlsx",
    "resolutions/export.csv",
]


@pytest.fixture
def reader(client, roles):
    """Who may read everything, with one thing of each kind there."""
    document = PlannedDocumentFactory(lead_agency=AgencyFactory())
    TaskFactory(resolution=document.resolution)
    client.force_login(UserFactory(is_superuser=True, username="ng", role=Role.OFFICE))
    return client


def with_query(address, query):
    return f"{address}{'&' if '?' in address else '?'}{query}"


def rows_of(answer):
    context = answer.context
    if "page" in context:
        return context["page"].paginator.count
    return context["matrix"].total.figures.total


@pytest.mark.parametrize("place", PAGES)
@pytest.mark.parametrize("name", ["statsu", "ordering", "due__lt"])
def test_page_with_a_filter_nobody_knows_shows_no_row_and_says_so(reader, place, name):
    answer = reader.get(with_query(place, f"{name}=drafting"))

    told = html.unescape(answer.text)
    assert f"Ở đây không có bộ lọc “{name}”" in told
    assert rows_of(answer) == 0


@pytest.mark.parametrize("place", PAGES[:4])
def test_page_names_the_filters_there_are_by_their_labels(reader, place):
    fields = reader.get(place).context["filter"].form.fields.values()
    labels = sorted(str(f.label) for f in fields if f.label and not f.widget.is_hidden)

    told = html.unescape(reader.get(f"{place}?statsu=x").text)

    assert f"Các bộ lọc: {', '.join(labels)}." in told
    assert "Dữ liệu" in labels


@pytest.mark.parametrize("place", PAGES)
def test_what_every_address_may_carry_is_no_filter(reader, place):
    carried = "&".join(f"{name}=" for name in sorted(CARRIED))

    answer = reader.get(with_query(place, f"{carried}&utm_source=mail&fbclid=x"))

    assert "không có bộ lọc" not in answer.text


@pytest.mark.parametrize("query", ["q=x", "page=1&size=20&cols=title&sort=title&data=real"])
def test_links_of_a_list_are_known_to_it(reader, query):
    answer = reader.get(f"/documents/?{query}")

    assert not answer.context["filter"].form.errors


@pytest.mark.parametrize("state", ["foo", "open&agency=abc"])
def test_value_that_cannot_be_read_shows_no_instruction(reader, state):
    answer = reader.get(f"/instructions/?state={state}")

    assert "Có điều kiện lọc không đọc được" in answer.text


@pytest.mark.parametrize("file", FILES)
def test_no_file_is_made_under_a_filter_nobody_knows(reader, file):
    answer = reader.get(with_query(file, "statsu=drafting"))

    assert answer.status_code == 400
    assert "Content-Disposition" not in answer.headers
    assert "Ở đây không có bộ lọc “statsu”" in html.unescape(answer.text)


def test_no_file_is_made_under_a_value_that_cannot_be_read(reader):
    answer = reader.get("/documents/export/?status=foo")

    assert answer.status_code == 400
    assert "Tình trạng: " in answer.text


@pytest.fixture
def member():
    person = PersonFactory(full_name="Nguyễn Văn Ủy")
    OfficeFactory(person=person, position="board_member", agency=AgencyFactory())
    PlannedDocumentFactory(board_member=person)
    return person


@pytest.mark.parametrize("day", ["as_of=31/02/2021", "as_of=x", "known_on=2021-02-31"])
def test_no_file_or_print_is_made_for_a_day_that_cannot_be_read(reader, member, day):
    papers = [f"/members/{member.pk}/briefing/", "/?present=1"]
    listed = [file for file in FILES if "audit" not in file]

    for address in [*papers, *listed]:
        answer = reader.get(with_query(address, day))

        assert answer.status_code == 400, address
        assert "Content-Disposition" not in answer.headers
        assert "Không đọc được ngày" in html.unescape(answer.text)


def test_way_back_from_no_file_is_the_list_as_it_was_asked_for(reader):
    answer = reader.get("/documents/export/?format=csv&status=drafting&as_of=31/02/2021")

    assert answer.context["back"] == "/documents/?status=drafting&as_of=31%2F02%2F2021"


def test_file_of_a_day_that_can_be_read_is_made(reader):
    today = timezone.localdate()

    answer = reader.get(f"/documents/export/?format=csv&as_of={today:%d/%m/%Y}")

    assert "Content-Disposition" in answer.headers


@pytest.mark.parametrize("name", ["statsu", "ordering"])
@pytest.mark.parametrize("address", API)
def test_api_refuses_a_name_it_does_not_know_and_tells_those_it_knows(reader, address, name):
    answer = reader.get(f"/api/v1/{address}?{name}=foo")

    assert answer.status_code == 400
    assert f"Ở đây không có bộ lọc “{name}”" in answer.json()["errors"][name][0]


def test_api_tells_the_filters_it_knows(reader):
    told = reader.get("/api/v1/documents/?statsu=x").json()["errors"]["statsu"][0]

    assert "status" in told
    assert "timeliness" in told


def test_api_refuses_it_of_one_item_too(reader):
    pk = ResolutionFactory().pk

    assert reader.get(f"/api/v1/resolutions/{pk}/?statsu=x").status_code == 400
    assert reader.get(f"/api/v1/resolutions/{pk}/?as_of=2026-01-01").status_code == 200


def test_saved_view_with_a_filter_that_went_shows_no_row(reader):
    owner = UserFactory._meta.model.objects.get(username="ng")
    view = SavedView.objects.create(
        name="Cũ", page="documents", query="stage=draft", owner=owner, visibility="private"
    )

    page = reader.get(f"/documents/?{view.query}&view={view.pk}")
    api = reader.get(f"/api/v1/documents/?view={view.pk}")

    assert rows_of(page) == 0
    assert (api.status_code, [*api.json()["errors"]]) == (400, ["stage"])


# --- every page -----------------------------------------------------------------------------------

# Sets of things that are no page: sent, or answered elsewhere.
NO_PAGE = {302, 403, 404, 405}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("foo=1", "“foo”"),
        ("asof=2021-12-13", "“asof”"),
        ("data=xyz", ("Không có bộ dữ liệu này", "“xyz”", "Dữ liệu: ", "xyz")),
        ("as_of=31/02/2026", "Không đọc được ngày"),
        ("against=xyz", "Chỉ xét theo thời hạn"),
    ],
)
def test_every_page_tells_what_it_does_not_understand_and_shows_nothing_else(
    reader, query, told
):
    things = one_of_each()
    words = (told,) if isinstance(told, str) else told
    silent, asked = [], 0

    for route in routes():
        if route.name.split(":")[0] not in {"resolutions", "assignments", "documents"}:
            continue
        answer = reader.get(with_query(path_of(route, things), query))
        if answer.status_code in NO_PAGE:
            continue
        asked += 1
        text = html.unescape(answer.content.decode(errors="replace"))
        is_told = any(word in text for word in words)
        shows_none = answer.status_code == 400 or rows_of(answer) == 0
        if not (is_told and shows_none):
            silent.append((route.name, answer.status_code))

    assert asked > 60
    assert silent == []


def test_no_link_of_any_page_asks_what_its_page_does_not_understand(reader):
    things = one_of_each()
    links = set()
    for route in routes():
        if route.name.split(":")[0] in {"resolutions", "assignments", "documents"}:
            answer = reader.get(path_of(route, things))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                text = html.unescape(answer.content.decode())
                links |= set(re.findall(r'href="(/[^"#]*\?[^"#]*)', text))
    # One link of each page and set of names: what it is asked for does not matter.
    kinds = {}
    for link in links:
        path, _mark, query = link.partition("?")
        if not path.startswith(("/api/", "/admin/", "/accounts/")):
            match = resolve(path)
            names = frozenset(parse_qs(query, keep_blank_values=True))
            kinds[match.view_name, names] = (match.func, link)

    astray = [
        link
        for func, link in kinds.values()
        if not_understood(RequestFactory().get(link), getattr(func, "asks", Asks()))
    ]

    assert len(kinds) > 30
    assert astray == []
