"""Nobody is told of a row that he may not read: not by a page, a file, a header, a choice, a
number, or the refusal of a form; and nobody's browser keeps what it was told.

Each text of each row bears a mark and each row of a stranger a number of its own
(``tests/planted.py``); every address of the site is asked once by each person who does not read
everything, and what it answers is searched for what the QuerySet rules keep from that person.
"""

import pytest
from django.test import Client
from django.utils import timezone

from assignments.models import Deputation, Person, SavedView, Task
from assignments.roles import Role
from documents.models import CentralGuidance, PlannedDocument, Report
from resolutions.models import Resolution
from tests.conftest import make_roles
from tests.factories import AgencyFactory, OfficeFactory, PersonFactory, UserFactory
from tests.planted import Told, add_foreign, hidden_from, own_and_foreign, plant
from tests.samples import path_of, routes
from tests.test_permissions import SEND_ONLY, TABLE

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]


@pytest.fixture(scope="class")
def planted(shared_rows):
    """Own and foreign rows tied to each other, the marks in them, and one person a role."""
    make_roles()
    agency = AgencyFactory(name="Sở Văn hóa")
    world = own_and_foreign(agency)
    world.people = {}
    for name, role in {
        "focal": Role.FOCAL_POINT,
        "no role": None,
        "office": Role.OFFICE,
    }.items():
        world.people[name] = UserFactory(role=role)
        OfficeFactory(person=PersonFactory(user=world.people[name]), agency=agency)
    world.marks = plant()
    return world


def pages():
    """Every address that can be opened, but those of the administration, which is for who
    reads everything, and the way out."""
    return [
        route
        for route in routes()
        if not route.name.startswith("admin:")
        and route.name != "logout"
        and TABLE.get(route.name, ("",))[0] != SEND_ONLY
    ]


def addresses(world):
    """Each address for the own things, and for the stranger's where a reader comes in at all."""
    own = [path_of(route, world.own) for route in pages()]
    foreign = [
        path_of(route, world.foreign)
        for route in pages()
        if Role.FOCAL_POINT in TABLE.get(route.name, ((),))[0]
    ]
    return list(dict.fromkeys([*own, *foreign, *more_addresses(world)]))


def more_addresses(world):
    """What an address is asked beside its bare self, and things of which there are several."""
    hidden = {model.__name__: thing.pk for model, thing in world.foreign.items()}
    private = SavedView.objects.get(owner=world.clerk, visibility="private").pk
    for thing in (world.own["issued"], world.own["integrated"]):
        yield thing.get_absolute_url()
        yield f"/api/v1/documents/{thing.pk}/"
        yield f"/api/v1/documents/{thing.pk}/history/"
    for name, thing in world.own.items():
        if "foreign" in str(name):
            yield thing.get_absolute_url()
    words = ["van ban", "ke hoach", "huong dan", "cua so"]
    yield from (f"/search/?q={word}" for word in words)
    for page in ("documents", "tasks", "reports", "extensions", "resolutions", "agencies"):
        yield f"/{page}/?q=ke"
    yield f"/documents/?view={private}"
    yield f"/documents/?board_member={hidden['Person']}&agency={world.stranger.pk}"
    yield f"/documents/?resolution={hidden['Resolution']}&data=all&sort=-updated"
    yield f"/instructions/?member={hidden['Person']}&agency={world.stranger.pk}&state=all"
    yield f"/api/v1/assignments/?task={hidden['Task']}"
    yield f"/api/v1/assignments/?person={hidden['Person']}"
    yield f"/api/v1/waits/?guidance={hidden['CentralGuidance']}"
    yield f"/api/v1/documents/?view={private}"
    yield "/?present=2"
    for address in ("/", "/documents/", "/guidance/", "/tasks/", "/coverage/"):
        yield f"{address}?as_of=2021-12-13"
    for show in ("", "&show=planned", "&show=came_in.total"):
        yield f"/compare/?from=2021-01-31&to=2021-12-13{show}"
    yield "/documents/export/?format=csv&data=all"


# They show no row of the register: the door, and what describes the API.
OF_NO_ROW = ("/accounts/", "/api/v1/schema/", "/api/v1/docs/")


def ask(user, asked):
    """What these addresses answer this person."""
    client = Client()
    client.force_login(user)
    return {address: Told.by(client.get(address)) for address in asked}


def read_of(answers):
    """The addresses that were opened, of those that show rows of the register."""
    return [
        address
        for address, told in answers.items()
        if told.status == 200 and not address.startswith(OF_NO_ROW)
    ]


def leaks(answers, hidden):
    """What was told of hidden rows: (address, model, row, field). What an address itself names
    it may repeat."""
    return sorted(
        (address, *hidden[found])
        for address, told in answers.items()
        for found in told.found & hidden.keys()
        if found not in address
    )


@pytest.fixture(scope="class")
def answers(planted):
    """What the focal point is answered by every address."""
    return ask(planted.people["focal"], addresses(planted))


@pytest.fixture(scope="class")
def hidden(planted):
    """What the focal point may not read."""
    return hidden_from(planted.people["focal"], planted.marks, timezone.localdate())


class TestLeaks:
    def test_no_address_tells_of_a_row_that_is_not_to_be_read(self, answers, hidden):
        assert leaks(answers, hidden) == []

    def test_what_is_to_be_read_is_found(self, planted, answers, hidden):
        """The search itself works: it finds what should be told."""
        own = planted.own[PlannedDocument]
        told = set().union(*(told.found for told in answers.values()))
        seen = {planted.marks[mark] for mark in told & planted.marks.keys()}

        assert (PlannedDocument, own.pk, "title") in seen
        assert {model for model, *_rest in hidden.values()} >= {
            *("PlannedDocument", "Task", "Report", "Instruction", "Attachment", "Person"),
            *("StatusChange", "GuidanceWait", "ExtensionRequest", "SavedView", "Handover"),
        }

    def test_no_form_tells_of_a_row_that_it_is_sent(self, planted, hidden):
        client = Client()
        client.force_login(planted.people["focal"])
        named = {
            "document": planted.foreign[PlannedDocument],
            "into": planted.foreign[PlannedDocument],
            "task": planted.foreign[Task],
            "tasks": planted.foreign[Task],
            "resolution": planted.foreign[Resolution],
            "agency": planted.stranger,
            "person": planted.foreign[Person],
            "member": planted.foreign[Person],
            "deputation": planted.foreign[Deputation],
            "guidance": planted.foreign[CentralGuidance],
        }
        sent = {name: thing.pk for name, thing in named.items()}
        numbers = {str(number) for number in sent.values()}
        written = [
            route
            for route in routes()
            if route.name in TABLE
            and TABLE[route.name][1] != "read only"
            and Role.FOCAL_POINT in TABLE[route.name][1]
        ]

        answers = {
            path: Told.by(client.post(path, sent, follow=True))
            for route in written
            for path in {path_of(route, planted.own), path_of(route, planted.foreign)}
        }

        assert len(answers) > 10
        told = leaks(answers, hidden)
        assert [one for one in told if str(one[2]) not in numbers] == []

    def test_no_number_counts_a_row_that_is_not_to_be_read(self, planted, answers):
        add_foreign(planted)

        again = ask(planted.people["focal"], read_of(answers))

        assert len(again) > 60
        more = {a: answers[a].differs_from(told) for a, told in again.items()}
        assert {address: lines for address, lines in more.items() if lines} == {}

    def test_words_of_an_item_that_is_not_to_be_read_find_nothing(self, planted):
        client = Client()
        client.force_login(planted.people["focal"])
        mark_of = {
            place[1]: mark
            for mark, place in planted.marks.items()
            if place[0] is PlannedDocument and place[2] == "search_text"
        }
        reports = [planted.own[Report], planted.own["report on foreign"]]

        found = [
            report.get_absolute_url()
            in client.get(f"/reports/?q={mark_of[report.document_id]}").text
            for report in reports
        ]

        assert found == [True, False]

    def test_no_browser_keeps_what_it_was_told(self, answers):
        programs = {
            address: told.kept
            for address, told in answers.items()
            if address.startswith("/api/") and "/export." not in address and told.status == 200
        }
        others = {a: told.kept for a, told in answers.items() if a not in programs}

        assert set(programs.values()) == {"private, no-cache"}
        assert set(others.values()) == {"no-store"}

    def test_no_address_tells_a_login_without_role_but_with_a_seat(self, planted, answers):
        user = planted.people["no role"]
        hidden = hidden_from(user, planted.marks, timezone.localdate())

        told = ask(user, [one for one in read_of(answers) if "?" not in one])

        assert leaks(told, hidden) == []

    def test_who_reads_everything_is_told_of_what_others_are_not(self, planted):
        client = Client()
        client.force_login(planted.people["office"])
        integrated = planted.own["integrated"]

        page = client.get(integrated.get_absolute_url()).text
        data = client.get(f"/api/v1/documents/{integrated.pk}/").json()

        hidden = planted.foreign[PlannedDocument]
        assert hidden.get_absolute_url() in page
        assert data["integrated_into"] == hidden.pk
