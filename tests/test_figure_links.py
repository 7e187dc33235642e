"""Every figure opens exactly its rows: the number in a link is the number of rows behind it."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assignments.models import Agency
from documents import services
from documents.models import PlannedDocument
from documents.status import DocumentStatus
from resolutions.models import Resolution
from tests.factories import AgencyFactory, PlannedDocumentFactory, ResolutionFactory

pytestmark = pytest.mark.django_db

REGISTER = reverse("documents:register")
FIRST = date(2021, 2, 1)


class Links(HTMLParser):
    """The links of a page: address and text."""

    def __init__(self, text):
        super().__init__()
        self.found, self.address, self.words = [], None, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.address, self.words = dict(attrs).get("href", ""), []

    def handle_data(self, data):
        self.words.append(data)

    def handle_endtag(self, tag):
        if tag == "a" and self.address is not None:
            self.found.append((self.address, " ".join("".join(self.words).split())))
            self.address = None


def figure_in(text):
    """The number of rows a link promises: 18 of “11/18 issued”, 4 of “4 waiting”."""
    if fraction := re.search(r"[\d.]+\s*/\s*([\d.]+)", text):
        return int(fraction[1].replace(".", ""))
    if number := re.search(r"\d[\d.]*", text):
        return int(number[0].replace(".", ""))
    return None


def figures_on(client, address):
    """The links of a page that show a number and lead to the register."""
    response = client.get(address)
    assert response.status_code == 200
    return {
        (link, text): figure_in(text)
        for link, text in Links(response.text).found
        if link.partition("?")[0] == REGISTER and figure_in(text) is not None
    }


def rows_behind(client, links):
    return {
        (link, text): client.get(link).context["page"].paginator.count for link, text in links
    }


def pages(*more, day):
    """The overview, and the page of every governing document and of more things, today and on
    a day."""
    things = [*Resolution.objects.all(), *more]
    today = ["/", "/?data=training", *(thing.get_absolute_url() for thing in things)]
    return today + [f"{page}{'&' if '?' in page else '?'}as_of={day}" for page in today]


@pytest.fixture
def mixed():
    """Documents in every status and every state of timeliness, real and for training, of two
    resolutions and of agencies above and below each other."""
    today = timezone.localdate()
    above = AgencyFactory(name="Ban Tổ chức Tỉnh ủy")
    agencies = [above, AgencyFactory(parent=above), AgencyFactory(is_placeholder=True)]
    resolutions = [
        ResolutionFactory(),
        ResolutionFactory(),
        ResolutionFactory(is_fictional=True),
        ResolutionFactory(title="chưa có văn bản"),
    ]
    due = [None, date(2021, 6, 30), today, today + timedelta(days=20), date(2099, 12, 31)]
    for n, status in enumerate([*DocumentStatus] * 5):
        day = due[n // len(DocumentStatus)]
        words = {"integrated_into_text": "15-KH/TU"} if status == "integrated" else {}
        words |= {"symbol": ""} if status == "issued" and n % 3 == 0 else {}
        PlannedDocumentFactory(
            resolution=resolutions[n % 3],
            lead_agency=agencies[n % 2] if n % 5 else None,
            status=status,
            planned_on=FIRST,
            due_on=day,
            deadline_kind="day" if day else "none",
            **words,
        )
    PlannedDocumentFactory(resolution=resolutions[0], lead_agency=agencies[2])
    for document in PlannedDocument.objects.filter(status=DocumentStatus.DRAFTING):
        services.issue(
            document,
            symbol="15-KH/TU",
            issued_on=date(2022, 5, 4),
            issuer_name="Tỉnh ủy",
            by=None,
        )


def test_every_figure_opens_exactly_its_rows(client, office, mixed):
    client.force_login(office)

    links = {}
    for address in pages(*Agency.objects.all(), day="2022-05-03"):
        links |= figures_on(client, address)

    assert len(links) > 60
    assert rows_behind(client, links) == links


def test_every_figure_of_a_focal_point_opens_exactly_its_rows(client, focal, agency, mixed):
    resolution = Resolution.objects.first()
    PlannedDocumentFactory(resolution=resolution, lead_agency=agency)
    PlannedDocumentFactory(
        resolution=resolution, signing_body=agency, status=DocumentStatus.ISSUED
    )
    client.force_login(focal)

    links = figures_on(client, "/") | figures_on(client, resolution.get_absolute_url())

    assert sorted(set(links.values())) == [0, 1, 2]
    assert rows_behind(client, links) == links


@pytest.mark.parametrize("scenario", ["report", "office"])
def test_every_figure_of_the_demo_data_opens_exactly_its_rows(client, office, scenario):
    call_command("load_demo", scenario=scenario, verbosity=0)
    client.force_login(office)

    links = {}
    for address in pages(day="2021-12-13"):
        links |= figures_on(client, address)

    assert len(links) > 20
    assert rows_behind(client, links) == links


def test_ids_over_a_thousand_stay_whole_in_links(client, office):
    resolution = ResolutionFactory(pk=1234)
    document = PlannedDocumentFactory(pk=5678, resolution=resolution)
    PlannedDocumentFactory()
    client.force_login(office)

    links = figures_on(client, resolution.get_absolute_url())
    edit = [
        link
        for link, _ in Links(client.get(document.get_absolute_url()).text).found
        if link.endswith("/edit/")
    ]

    assert set(links.values()) == {1}
    assert rows_behind(client, links) == links
    assert edit == ["/documents/5678/edit/"]
