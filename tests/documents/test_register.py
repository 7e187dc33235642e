"""The lists: what their columns, counts, chips and files say is what their rows are."""

import csv
import html
import io
import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from openpyxl import load_workbook

from assignments.models import Assignment
from assignments.models.task import AssignmentRole
from documents import services
from documents.columns import DOCUMENT_COLUMNS
from documents.status import DocumentStatus, StatusGroup
from resolutions.listing import PAGE_SIZES
from tests.factories import (
    DAY,
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db

LISTS = ["documents:register", "assignments:task_list", "resolutions:resolution_list"]
EXPORTS = {
    "documents:register": "documents:register_export",
    "assignments:task_list": "assignments:task_export",
    "resolutions:resolution_list": "resolutions:resolution_export",
}


# As little of a list as it can show: what is asked is how many rows it has.
FEW = {"size": min(PAGE_SIZES), "cols": "status"}


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def mixed():
    """Documents in every status, with and without a deadline, of two kinds."""
    today = timezone.localdate()
    due = [None, date(2021, 12, 20), today + timedelta(days=2), date(2099, 12, 31)]
    made = []
    for n, status in enumerate([*DocumentStatus] * 4):
        day = due[n // len(DocumentStatus)]
        words = {"integrated_into_text": "15-KH/TU"} if status == "integrated" else {}
        made.append(
            PlannedDocumentFactory(
                kind=["KH", "CTr"][n % 2],
                status=status,
                lead_agency=AgencyFactory(),
                board_member=PersonFactory(),
                due_on=day,
                deadline_kind="day" if day else "none",
                **words,
            )
        )
    return made


def sheet_of(response):
    book = load_workbook(io.BytesIO(response.content))
    return list(book.worksheets[0].iter_rows()), list(
        book.worksheets[1].iter_rows(values_only=True)
    )


def lines_of(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


# --- counts beside the choices -------------------------------------------------------------


def test_every_choice_gives_as_many_rows_as_it_says(clerk, mixed):
    filterset = clerk.get(reverse("documents:register")).context["filter"]

    for name in filterset.facets:
        for choice, _label in filterset.filters[name].extra["choices"]:
            rows = clerk.get(reverse("documents:register"), FEW | {name: choice})
            counted = rows.context["page"].paginator.count
            assert (name, choice, counted) == (
                name,
                choice,
                filterset.counts.of_choice(name, choice),
            )
            assert counted == rows.context["filter"].qs.count()


@pytest.mark.parametrize(
    "query", ["group=in_progress", "kind=KH&timeliness=overdue", "q=kế hoạch&status=issued"]
)
def test_every_further_choice_gives_as_many_rows_as_it_says(clerk, mixed, query):
    filterset = clerk.get(f"{reverse('documents:register')}?{query}").context["filter"]
    asked = {name: values[0] for name, values in parse_qs(query).items()}

    for name in filterset.facets:
        for choice, _label in filterset.filters[name].extra["choices"]:
            file = clerk.head(reverse("documents:register_export"), asked | {name: choice})
            assert (name, choice, int(file["X-Row-Count"])) == (
                name,
                choice,
                filterset.counts.of_choice(name, choice),
            )


def test_counts_stand_beside_the_choices(clerk):
    PlannedDocumentFactory(status=DocumentStatus.ISSUED)
    PlannedDocumentFactory.create_batch(2, status=DocumentStatus.DRAFTING)

    page = clerk.get(reverse("documents:register")).content.decode()

    assert f"{StatusGroup.ISSUED.label} (1)</option>" in page
    assert f"{StatusGroup.IN_PROGRESS.label} (2)</option>" in page


def test_each_chip_lifts_its_filter_alone(clerk, mixed):
    address = reverse("documents:register")

    page = clerk.get(f"{address}?group=issued&kind=KH&cols=status&sort=-due")

    chips = re.search(r'<div class="chips">(.*?)</div>', page.text, re.DOTALL)
    links = re.findall(r'<a class="chip"[^>]* href="([^"]*)"', chips[1])
    assert len(links) == 2
    left = [parse_qs(urlsplit(html.unescape(url)).query) for url in links]
    assert left == [
        {"kind": ["KH"], "cols": ["status"], "sort": ["-due"]},
        {"group": ["issued"], "cols": ["status"], "sort": ["-due"]},
    ]


# --- columns, order, pages -----------------------------------------------------------------


@pytest.mark.parametrize("query", ["cols=status,due", "cols=status&cols=due"])
def test_only_the_columns_asked_for_are_shown(clerk, mixed, query):
    page = clerk.get(f"{reverse('documents:register')}?{query}")

    assert [c.name for c in page.context["listing"].columns] == ["title", "status", "due"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "cols=khong-co",
        "cols=",
        "cols=%00",
        "cols=,,,",
        "size=7",
        "size=abc",
        "size=99999999999",
    ],
)
def test_what_a_list_cannot_read_of_its_look_is_left_out(clerk, name, query):
    PlannedDocumentFactory()
    TaskFactory()

    usual = clerk.get(reverse(name)).context["listing"]
    page = clerk.get(f"{reverse(name)}?{query}")

    assert page.status_code == 200
    assert (page.context["listing"].columns, page.context["listing"].size) == (
        usual.columns,
        50,
    )
    assert len(page.context["page"].object_list) > 0


def test_a_click_on_a_head_turns_the_order(clerk):
    for due in (date(2022, 3, 1), None, date(2022, 1, 1)):
        PlannedDocumentFactory(due_on=due, deadline_kind="day" if due else "none")
    address = reverse("documents:register")

    up = clerk.get(f"{address}?sort=due")
    down = clerk.get(f"{address}?sort=-due")

    assert [d.due_then for d in up.context["page"]] == [
        date(2022, 1, 1),
        date(2022, 3, 1),
        None,
    ]
    assert [d.due_then for d in down.context["page"]] == [
        date(2022, 3, 1),
        date(2022, 1, 1),
        None,
    ]
    assert 'aria-sort="ascending"' in up.content.decode()
    assert "sort=-due" in up.content.decode()
    assert 'aria-sort="descending"' in down.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_every_column_can_be_shown_and_every_order_asked_for(clerk, mixed, name):
    task = TaskFactory()
    Assignment.objects.create(task=task, role=AssignmentRole.CO_LEAD, agency=AgencyFactory())
    listing = clerk.get(reverse(name)).context["listing"]
    cols = ",".join(column.name for column in listing.offered)

    for column in listing.offered:
        for sort in (column.name, f"-{column.name}") if column.order else ("",):
            page = clerk.get(reverse(name), {"cols": cols, "sort": sort})
            assert page.context["listing"].columns == listing.offered
            assert len(page.context["page"].object_list) > 0


def test_pages_keep_what_the_address_says(clerk):
    PlannedDocumentFactory.create_batch(21)

    page = clerk.get(f"{reverse('documents:register')}?size=20&sort=title&cols=status")

    assert len(page.context["page"].object_list) == 20
    assert "size=20&amp;sort=title&amp;cols=status&amp;page=2" in page.content.decode()


# --- files ---------------------------------------------------------------------------------


def test_the_sheet_holds_the_rows_of_the_page(clerk, mixed):
    cols = ",".join(c.name for c in DOCUMENT_COLUMNS)
    query = f"?group=in_progress&sort=-due&cols={cols}"

    page = clerk.get(reverse("documents:register") + query)
    response = clerk.get(reverse("documents:register_export") + query)
    rows, facts = sheet_of(response)

    documents = list(page.context["page"])
    assert len(documents) == 12
    assert response["X-Row-Count"] == "12"
    assert [cell.value for cell in rows[0]] == [
        gettext("Record number"),
        *(str(column.label) for column in DOCUMENT_COLUMNS),
    ]
    for row, document in zip(rows[1:], documents, strict=True):
        values = [cell.value for cell in row]
        assert values[0] == document.pk
        assert values[1] == document.title
        expected = document.due_then
        due = values[1 + [c.name for c in DOCUMENT_COLUMNS].index("due")]
        assert (due.date() if due else None) == expected
    assert (gettext("Rows"), 12) in facts


def test_the_file_holds_all_pages(clerk):
    PlannedDocumentFactory.create_batch(25)

    response = clerk.get(reverse("documents:register_export"), {"size": 20, "page": 2})

    assert len(sheet_of(response)[0]) == 1 + 25


@pytest.mark.parametrize("name", LISTS)
def test_both_kinds_of_file_hold_the_rows_of_the_list(clerk, name, mixed):
    TaskFactory.create_batch(3)
    count = clerk.get(reverse(name)).context["page"].paginator.count
    address = reverse(EXPORTS[name])

    sheet = sheet_of(clerk.get(address))[0]
    lines = lines_of(clerk.get(address, {"format": "csv"}))

    assert len(sheet) == len(lines) == 1 + count
    assert [str(cell.value) for cell in sheet[0]] == lines[0]
    assert [str(row[0].value) for row in sheet[1:]] == [line[0] for line in lines[1:]]


HOSTILE = ['=HYPERLINK("http://a.b")', "+84", "-1+2", "@SUM(A1)"]


@pytest.mark.parametrize("title", HOSTILE)
def test_no_text_becomes_a_formula(clerk, title):
    PlannedDocumentFactory(title=title)
    address = reverse("documents:register_export")

    cell = sheet_of(clerk.get(address))[0][1][1]
    line = lines_of(clerk.get(address, {"format": "csv"}))[1]

    assert (cell.data_type, cell.value) == ("s", title)
    assert line[1] == f"'{title}"


def test_the_file_is_of_the_day_looked_at(clerk):
    document = PlannedDocumentFactory(planned_on=date(2021, 12, 1))
    services.start_drafting(document, effective_on=DAY, by=None)
    PlannedDocumentFactory(planned_on=date(2022, 1, 1))

    response = clerk.get(
        reverse("documents:register_export"), {"as_of": "2021-12-12", "cols": "status"}
    )
    rows, _facts = sheet_of(response)

    assert response["Content-Disposition"] == (
        'attachment; filename="van-ban-cu-the-hoa_2021-12-12.xlsx"'
    )
    assert [[cell.value for cell in row] for row in rows[1:]] == [
        [document.pk, document.title, str(DocumentStatus.NOT_STARTED.label)]
    ]


def test_a_focal_point_is_given_only_its_own_rows(client, focal, agency):
    own = PlannedDocumentFactory(lead_agency=agency)
    PlannedDocumentFactory(lead_agency=AgencyFactory())
    task = TaskFactory()
    Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=agency)
    TaskFactory()
    client.force_login(focal)

    documents = sheet_of(client.get(reverse("documents:register_export")))[0]
    tasks = sheet_of(client.get(reverse("assignments:task_export")))[0]

    assert [row[0].value for row in documents[1:]] == [own.pk]
    assert [row[0].value for row in tasks[1:]] == [task.pk]


@pytest.mark.parametrize("query", ["group=khong-co", "due_from=abc", "q=%00"])
def test_a_filter_that_cannot_be_read_gives_no_file_and_says_so(clerk, mixed, query):
    response = clerk.get(f"{reverse('documents:register_export')}?{query}&format=csv")

    assert (response.status_code, "X-Row-Count" in response) == (400, False)
    assert gettext("No file was made") in html.unescape(response.text)


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("documents:register", 7),
        ("assignments:task_list", 7),
        ("resolutions:resolution_list", 4),
    ],
)
def test_a_file_asks_as_many_queries_whatever_its_length(
    clerk, count, name, queries, django_assert_num_queries
):
    for _ in range(count):
        task = TaskFactory(resolution=ResolutionFactory())
        PlannedDocumentFactory(resolution=task.resolution, lead_agency=AgencyFactory())
        Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=AgencyFactory())

    with django_assert_num_queries(queries):
        response = clerk.get(reverse(EXPORTS[name]))
        rows = sheet_of(response)[0]

    assert len(rows) == 1 + count


# --- the way back --------------------------------------------------------------------------


def test_whoever_edits_from_the_list_comes_back_to_the_row(clerk):
    document = PlannedDocumentFactory(title="Kế hoạch")
    listed = f"{reverse('documents:register')}?q=ke&sort=title&page=1"

    page = clerk.get(listed).content.decode()
    opened = clerk.get(
        reverse("documents:document_page", args=[document.pk]),
        {"next": f"{listed}#row-{document.pk}"},
    )

    assert f'id="row-{document.pk}"' in page
    assert "/?next=%2Fdocuments%2F%3Fq%3Dke" in page
    assert opened.context["after"] == f"{listed}#row-{document.pk}"
    assert f"/documents/{document.pk}/edit/?next=%2Fdocuments%2F" in opened.content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"],
)
def test_no_address_of_others_is_gone_back_to(clerk, elsewhere):
    document = PlannedDocumentFactory()

    page = clerk.get(
        reverse("documents:document_page", args=[document.pk]), {"next": elsewhere}
    )

    assert page.context["after"] == ""
    assert f'href="{elsewhere}' not in page.content.decode()
