"""Every figure opens exactly its rows: the number in a link is the number of rows behind it."""

import random
import re
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assignments.models import Agency, Person
from documents import services
from documents.audit import append_only
from documents.models import (
    DocumentDeadline,
    DocumentDuty,
    Meeting,
    PlannedDocument,
    StatusChange,
)
from documents.progress import Move
from documents.status import DocumentStatus, Event, events_from
from resolutions.listing import PAGE_SIZES
from resolutions.models import Resolution
from tests.factories import AgencyFactory, PlannedDocumentFactory, ResolutionFactory

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]

REGISTER = reverse("documents:register")
LISTS = {
    REGISTER,
    reverse("assignments:task_list"),
    reverse("resolutions:resolution_list"),
    reverse("documents:report_list"),
}
COMPARE = reverse("documents:compare")
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


def opens_rows(link):
    """Whether a link leads to a list, or to the rows behind a number of a comparison."""
    address = urlsplit(link)
    return address.path in LISTS or (
        address.path == COMPARE and "show" in parse_qs(address.query)
    )


def figures_on(client, address):
    """The links of a page that show a number and open rows."""
    response = client.get(address)
    assert response.status_code == 200
    return {
        (link, text): figure_in(text)
        for link, text in Links(response.text).found
        if opens_rows(link) and figure_in(text) is not None
    }


def rows_behind(client, links):
    """The rows each of the links opens, on however many pages; asked once for each address,
    with the fewest rows a page may have."""
    counted = {}
    for link, _text in links:
        if link not in counted:
            answer = client.get(f"{link}{'&' if '?' in link else '?'}size={min(PAGE_SIZES)}")
            counted[link] = answer.context["page"].paginator.count
    return {(link, text): counted[link] for link, text in links}


def pages(*things, day):
    """The overview, the watch on guidance, data quality, the members, the coverage matrix, and
    the page of each of these things, today and on a day; those of the first two things also as
    known on that day and by the original deadlines."""
    places = ["/", "/?data=training", "/guidance/", "/guidance/?data=training"]
    places += ["/quality/", "/quality/?data=training", "/members/", "/members/?data=training"]
    places += [thing.get_absolute_url() for thing in things]
    whole = [*places[:10], "/coverage/"]
    places += ["/coverage/", "/coverage/?data=training", "/coverage/?level=provincial"]
    asked = [(place, way) for place in places for way in ("", f"as_of={day}")]
    asked += [(place, f"as_of={day}&known_on={day}") for place in whole]
    asked += [(place, "against=original") for place in whole]
    return [f"{place}{'&' if '?' in place else '?'}{way}" for place, way in asked]


def comparisons(*days):
    """The comparison of each of these days with the next, of real and of training data."""
    return [
        f"{COMPARE}?from={start}&to={end}&data={data}"
        for start, end in zip(days, days[1:], strict=False)
        for data in ("real", "training")
    ]


@pytest.fixture
def mixed():
    """Documents in every status and every state of timeliness, real and for training, of two
    resolutions and of agencies above and below each other."""
    today = timezone.localdate()
    above = AgencyFactory(name="Ban Tổ chức Tỉnh ủy")
    agencies = [above, AgencyFactory(parent=above), AgencyFactory(is_placeholder=True)]
    trained = AgencyFactory(is_fictional=True)
    training = [trained, AgencyFactory(parent=trained, is_fictional=True)]
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
            lead_agency=(training if n % 3 == 2 else agencies)[n % 2] if n % 5 else None,
            status=status,
            planned_on=FIRST,
            due_on=day,
            deadline_kind="day" if day else "none",
            **words,
        )
    PlannedDocumentFactory(resolution=resolutions[0], lead_agency=agencies[2])
    Meeting.objects.create(on=date(2022, 5, 2), name="Họp Ban Thường vụ")
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
    things = [*Resolution.objects.all(), *Agency.objects.all()]
    days = (FIRST - timedelta(days=1), date(2022, 5, 3), timezone.localdate())
    slides = [
        "/?present",
        "/?present=2",
        "/?present=2&as_of=2022-05-03",
        "/?present=2&data=training",
    ]
    for address in [*pages(*things, day="2022-05-03"), *slides, *comparisons(*days)]:
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

    links = {}
    for address in (
        "/",
        "/?present=2",
        "/guidance/",
        "/guidance/?as_of=2021-06-01",
        "/coverage/",
        "/coverage/?level=provincial",
        resolution.get_absolute_url(),
        *comparisons(FIRST - timedelta(days=1), date(2022, 5, 4), timezone.localdate()),
    ):
        links |= figures_on(client, address)

    assert sorted(set(links.values())) == [0, 1, 2]
    assert rows_behind(client, links) == links


def test_every_figure_of_the_demo_data_opens_exactly_its_rows(client, office):
    call_command("load_demo", scenario="all", verbosity=0)
    client.force_login(office)
    today = timezone.localdate()
    days = [date(2021, 12, 12), date(2021, 12, 13)]
    days += [today - timedelta(days=ago) for ago in (150, 60, 7, 0)]

    links = {}
    for address in [*pages(*Resolution.objects.all(), day="2021-12-13"), *comparisons(*days)]:
        links |= figures_on(client, address)

    assert len(links) > 200
    assert rows_behind(client, links) == links


def test_every_figure_of_a_member_opens_exactly_its_rows(client, office):
    call_command("load_demo", scenario="office", verbosity=0)
    client.force_login(office)
    day = timezone.localdate() - timedelta(days=60)

    links = figures_on(client, "/my/?data=training")
    assert len(links) > 5
    for person in Person.objects.standing_board():
        for way in ("", f"?as_of={day}", f"?as_of={day}&known_on={day}"):
            links |= figures_on(client, f"/members/{person.pk}/{way}")

    assert len(links) > 40
    assert rows_behind(client, links) == links


# --- three hundred histories ---------------------------------------------------------------


def happen(document, event, day):
    """One event, with all that it may need."""
    issue = {
        "symbol": f"{document.pk}-KH/TU",
        "issued_on": day,
        "issuer_name": "Ban Thường vụ Tỉnh ủy",
        "note": "Bổ sung hồ sơ",
    }
    values = {
        Event.ISSUE: issue,
        Event.RECORD_EVIDENCE: issue,
        Event.AWAIT_GUIDANCE: {"effective_on": day, "expected": f"Quy định {document.pk % 4}"},
        Event.RESUME: {"effective_on": day, "received": "Quy định số 1"},
        Event.INTEGRATE: {"effective_on": day, "into_text": "20-KH/TU"},
    }.get(event, {"effective_on": day, "note": "Theo chỉ đạo"})
    return getattr(services, event.value)(document, **values, by=None)


@pytest.fixture
def many():
    """Three hundred documents to which anything happened, much of it entered late; the same
    ones at every run."""
    chance = random.Random(2021)
    above = AgencyFactory(name="Ban Tổ chức Tỉnh ủy")
    agencies = [above, AgencyFactory(parent=above), AgencyFactory(), None]
    resolutions = [*ResolutionFactory.create_batch(4), ResolutionFactory(is_fictional=True)]
    for _ in range(300):
        day = FIRST + timedelta(days=chance.randrange(250))
        due = {"deadline_kind": "day", "due_on": day + timedelta(days=chance.randrange(200))}
        document = PlannedDocumentFactory(
            resolution=chance.choice(resolutions),
            lead_agency=chance.choice(agencies),
            planned_on=day,
            **(due if chance.random() < 0.7 else {}),
        )
        for _ in range(chance.randrange(5)):
            day += timedelta(days=chance.randrange(60))
            document = happen(document, chance.choice(events_from(document.status)), day)
            if chance.random() < 0.25:
                later = max(document.due_on or day, day)
                later += timedelta(days=chance.randrange(1, 120))
                document = services.set_deadline(
                    document,
                    deadline_kind="day",
                    due_on=later,
                    reason="Gia hạn",
                    effective_on=day,
                    by=None,
                )
    for model in (StatusChange, DocumentDeadline, DocumentDuty):
        rows = list(model.objects.all())
        for row in rows:
            late = chance.choice([0, 0, 0, 3, 20, 90])
            entered = datetime.combine(row.effective_on + timedelta(days=late), time(9, 30))
            row.recorded_at = timezone.make_aware(entered)
        with append_only.lifted():
            model.objects.bulk_update(rows, ["recorded_at"])
    with connection.cursor() as cursor:
        # PostgreSQL's own housekeeping does this where rows are committed.
        cursor.execute("ANALYZE")


def test_every_figure_of_three_hundred_histories_opens_exactly_its_rows(client, office, many):
    client.force_login(office)
    days = [FIRST + timedelta(days=after) for after in (90, 120, 150, 180, 400)]

    compared = {}
    for address in comparisons(*days, timezone.localdate()):
        compared |= figures_on(client, address)
    links = dict(compared)
    for address in pages(Resolution.objects.first(), Agency.objects.first(), day=days[1]):
        links |= figures_on(client, address)

    columns = {
        parse_qs(urlsplit(link).query).get("show", ["register"])[0].partition(".")[0]
        for link, _ in compared
    }
    assert columns >= {
        "register",
        "corrected_in",
        "corrected_out",
        "came_in",
        "went_out",
        *(move.value for move in Move),
    }
    assert set(PlannedDocument.objects.values_list("status", flat=True)) == set(DocumentStatus)
    assert len(links) > 300
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
