"""Every figure that a page places: one value under its name and scope wherever it stands, the
same from the API and the command, summing to what stands beside it, and opening exactly its
rows."""

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from assignments.models import Agency, Person
from assignments.roles import Role
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
from documents.progress.catalogue import COUNTED, FIGURES, Noun, Page
from documents.progress.figures import BAR
from documents.status import DocumentStatus, Event, events_from
from documents.views.overview import AGENCIES
from resolutions.listing import PAGE_SIZES
from resolutions.models import Resolution
from tests.conftest import make_roles
from tests.factories import (
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    UserFactory,
)

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]

LISTS = {
    Noun.DOCUMENTS: reverse("documents:register"),
    Noun.TASKS: reverse("assignments:task_list"),
    Noun.RESOLUTIONS: reverse("resolutions:resolution_list"),
    Noun.REPORTS: reverse("documents:report_list"),
    Noun.MOVES: reverse("documents:compare"),
}
COMPARE = LISTS[Noun.MOVES]
EXPORT = reverse("documents:register_export")
FIRST = date(2021, 2, 1)
COUNTED_KEYS = {figure.key for figure in COUNTED}


@dataclass(frozen=True)
class Placed:
    """A figure as a page gives it."""

    key: str
    scope: str
    value: int
    link: str
    page: str

    @property
    def narrowed(self):
        """Whose rows are counted: the filters of the scope."""
        said = self.scope.partition(";")[0]
        return {} if said == "all" else dict(part.split(":", 1) for part in said.split(","))

    @property
    def moment(self):
        """The data set, the day, what was known and which deadline judges."""
        return dict(part.split("=") for part in self.scope.split(";")[1:])

    @property
    def query(self):
        """What its name and its scope ask of the list of its rows."""
        asked = {**self.narrowed, **FIGURES[self.key].filters, **self.moment}
        return plain(asked)


def plain(query):
    """A query as a set: without what is so anyway, the order of rows and the view."""
    usual = {"data": "real", "against": "current", "as_of": str(timezone.localdate())}
    return frozenset(
        (name, value)
        for name, value in query.items()
        if name not in ("sort", "view", "size") and usual.get(name) != value
    )


class Figures(HTMLParser):
    """The placed figures of a page, and the links to lists that show a number without being
    one."""

    def __init__(self, text, page):
        super().__init__()
        self.page, self.placed, self.unnamed, self.open = page, [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if "data-figure" in told:
            self.placed.append(
                Placed(
                    told["data-figure"],
                    told["data-scope"],
                    int(told["data-value"]),
                    told.get("href", ""),
                    self.page,
                )
            )
        if tag == "a":
            address = urlsplit(told.get("href") or "")
            counts = address.path in LISTS.values() and (
                address.path != COMPARE or "show=" in address.query
            )
            self.open = "" if counts and "data-figure" not in told else None

    def handle_data(self, data):
        if self.open is not None:
            self.open += data

    def handle_endtag(self, tag):
        if tag == "a" and self.open is not None:
            if any(letter.isdigit() for letter in self.open):
                self.unnamed.append(self.open.strip())
            self.open = None


@dataclass
class Sweep:
    """What one person is shown: each page asked once, each list of rows opened once."""

    client: Client
    of: dict = field(default_factory=lambda: defaultdict(set))
    placed: list = field(default_factory=list)
    unnamed: list = field(default_factory=list)
    opened: dict = field(default_factory=dict)
    kinds: set = field(default_factory=set)

    def look(self, *addresses):
        """Collects the figures of these pages."""
        for address in addresses:
            response = self.client.get(address)
            assert response.status_code == 200, address
            figures = Figures(response.text, address)
            self.placed += figures.placed
            self.unnamed += [(address, text) for text in figures.unnamed]
            for one in figures.placed:
                self.of[one.key, one.scope].add(one.value)
        return self

    def value(self, key, scope):
        """The value under a name and scope; 0 where the page leaves it out."""
        return next(iter(self.of.get((key, scope), {0})))

    def opening(self, one):
        """How many rows the list of a figure has, on however many pages."""
        noun = FIGURES[one.key].noun
        path = urlsplit(one.link).path if one.link else LISTS[noun]
        asked = path, one.query
        if asked not in self.opened:
            self.opened[asked] = self._count(one, noun, path)
        return self.opened[asked]

    def _count(self, one, noun, path):
        """Of each kind of link the list itself is opened once; the others are asked of the
        same list as a file, which says its number of rows without being written."""
        kind = one.key, frozenset(one.narrowed)
        if noun == Noun.DOCUMENTS and (not one.link or kind in self.kinds):
            answer = self.client.head(f"{EXPORT}?{urlencode(sorted(one.query))}")
            return int(answer["X-Row-Count"])
        self.kinds.add(kind)
        query = {**dict(sorted(one.query)), "size": min(PAGE_SIZES)}
        return self.client.get(f"{path}?{urlencode(query)}").context["page"].paginator.count


def pages(*things, day):
    """The overview and its slides, the watch on guidance, data quality, the members, the
    coverage matrix, and the page of each of these things: today and on a day; the first ones
    also as known on that day and by the original deadlines."""
    whole = ["/", "/?data=training", "/coverage/"]
    places = [*whole, "/guidance/", "/quality/", "/members/"]
    places += [thing.get_absolute_url() for thing in things]
    asked = [
        "/?present",
        "/?present=2",
        "/coverage/?level=provincial",
        "/coverage/?data=training",
    ]
    asked += ["/members/?data=training", "/guidance/?data=training", "/quality/?data=training"]
    asked += ["/style/", "/my/", *places]
    asked += [with_query(place, f"as_of={day}") for place in places]
    known = ["/", *(thing.get_absolute_url() for thing in things[:1])]
    asked += [with_query(place, f"as_of={day}&known_on={day}") for place in known]
    asked += [with_query(place, "against=original") for place in known]
    return asked


def with_query(address, query):
    return f"{address}{'&' if '?' in address else '?'}{query}"


def comparisons(*days):
    """The comparison of each of these days with the next, of real and of training data."""
    return [
        f"{COMPARE}?from={start}&to={end}&data={data}"
        for start, end in zip(days, days[1:], strict=False)
        for data in ("real", "training")
    ]


def signed_in(role, **values):
    """Somebody of a role, signed in, and what he or she is shown."""
    client = Client()
    user = UserFactory(username=f"reads-{role}", role=role)
    client.force_login(user)
    return user, Sweep(client)


@pytest.fixture(scope="class")
def sweeps(request, shared_rows):
    """What the people of a class are shown, of the rows that it makes."""
    make_roles()
    found = request.cls.swept()
    for sweep in found:
        sweep.kinds = found[0].kinds
    return found


class Swept:
    """What holds of every sweep; a class says of which rows (``swept``) and how many figures
    are found at least."""

    least = 0

    def test_a_figure_of_a_scope_has_one_value_everywhere(self, sweeps):
        several = {
            name: [
                (one.value, one.page) for one in sweep.placed if (one.key, one.scope) == name
            ]
            for sweep in sweeps
            for name, values in sweep.of.items()
            if len(values) > 1
        }

        assert several == {}
        assert sum(len(sweep.of) for sweep in sweeps) > self.least

    def test_no_link_to_rows_shows_a_number_that_is_no_figure(self, sweeps):
        assert [found for sweep in sweeps for found in sweep.unnamed] == []

    def test_a_link_asks_for_what_its_name_and_scope_say(self, sweeps):
        links = {
            (one.key, one.scope, one.link)
            for sweep in sweeps
            for one in sweep.placed
            if one.link and FIGURES[one.key].noun not in (Noun.MOVES, Noun.BESIDE)
        }

        wrong = [
            link
            for key, scope, link in links
            if plain(dict(parse_qsl(urlsplit(link).query)))
            != Placed(key, scope, 0, link, "").query
        ]

        assert wrong == []
        assert len(links) > self.least / 3

    def test_every_figure_opens_exactly_its_rows(self, sweeps):
        wrong, opened = [], 0
        for sweep in sweeps:
            for one in {(o.key, o.scope): o for o in sweep.placed}.values():
                noun = FIGURES[one.key].noun
                listed = noun != Noun.BESIDE and (one.link or noun != Noun.MOVES)
                if listed and one.narrowed.get("agency") != "others":
                    opened += 1
                    if sweep.opening(one) != one.value:
                        wrong.append((one, sweep.opening(one)))

        assert wrong == []
        assert opened > self.least / 2

    def test_the_api_says_the_same(self, sweeps):
        compared = 0
        for sweep in sweeps:
            answers = {}
            for (key, scope), values in sweep.of.items():
                one = Placed(key, scope, 0, "", "")
                if key not in COUNTED_KEYS or set(one.narrowed) - {"resolution"}:
                    continue
                if one.moment["data"] == "all":  # the page of styles; the API knows no such set
                    continue
                if scope not in answers:
                    query = {**one.narrowed, **one.moment}
                    answers[scope] = sweep.client.get(f"/api/v1/figures/?{urlencode(query)}")
                assert (key, scope, {answers[scope].json()["figures"][key]}) == (
                    key,
                    scope,
                    values,
                )
                compared += 1

        assert compared > self.least / 10

    def test_the_command_says_the_same(self, sweeps):
        everything, printed, compared = sweeps[0], {}, 0
        for (key, scope), values in everything.of.items():
            one = Placed(key, scope, 0, "", "")
            if key not in COUNTED_KEYS or set(one.narrowed) != {"resolution"}:
                continue
            if one.moment["against"] != "current":
                continue
            days = {k: v for k, v in one.moment.items() if k in ("as_of", "known_on")}
            asked = (one.narrowed["resolution"], *sorted(days.items()))
            if asked not in printed:
                out = StringIO()
                call_command("figures", id=int(asked[0]), json=True, stdout=out, **days)
                printed[asked] = json.loads(out.getvalue())
            assert {printed[asked]["figures"][key]} == values
            compared += 1

        assert compared > self.least / 20

    def test_every_bar_legend_and_table_sums_to_the_number_beside_it(self, sweeps):
        summed = 0
        for sweep in sweeps:
            scopes = defaultdict(set)
            for key, scope in sweep.of:
                scopes[scope].add(key)
            for scope, keys in scopes.items():

                def of(*names, scope=scope, sweep=sweep):
                    return sum(sweep.value(name, scope) for name in names)

                if "denominator" in keys and keys & set(BAR[1:]) - {"waiting"}:
                    assert of(*BAR) == of("denominator"), scope
                    summed += 1
                if "judged" in keys and "behind" in keys:
                    lines = ("issued_on_time", "issued_late", "open_within")
                    assert of(*lines, "overdue") == of("judged"), scope
                    due = [f"{line}_fallen_due" for line in lines]
                    assert of(*due, "overdue") == of("judged_fallen_due"), scope
                    assert of("on_track", "at_risk", "behind") == of("judged"), scope
                    assert of("issued_late", "overdue") == of("behind"), scope
                    summed += 1
        assert summed > 10

    def test_the_parts_of_a_table_sum_to_its_last_line(self, sweeps):
        checked = 0
        for sweep in sweeps:
            by_page = defaultdict(dict)
            for one in sweep.placed:
                by_page[one.page].setdefault((one.key, one.scope), one)
            for page, found in by_page.items():
                if page.startswith(("/?present", COMPARE)):
                    continue
                if urlsplit(page).path not in ("/", "/members/", "/coverage/"):
                    continue
                for key in ("issued", "denominator", "waiting", "overdue"):
                    rows = [one for one in found.values() if one.key == key]
                    checked += self.sums(rows, page)
        assert checked > 10

    def sums(self, rows, page):
        """Each way in which these rows divide the figure of all of them."""
        whole = [one.value for one in rows if set(one.narrowed) <= {"level"}]
        ways = {
            "resolution": [o for o in rows if set(o.narrowed) == {"resolution"}],
            "member": [
                o
                for o in rows
                if set(o.narrowed) == {"board_member"} or o.narrowed == {"lacking": "member"}
            ],
            "agency": [
                o
                for o in rows
                if set(o.narrowed) == {"agency", "below"} or o.narrowed == {"lacking": "agency"}
            ],
        }
        checked = 0
        for way, parts in ways.items():
            if way == "agency" and "level=" in page:
                continue
            if parts and whole and "level" not in page:
                assert sum(one.value for one in parts) == whole[0], (page, way)
                checked += 1
        others = [one for one in rows if one.narrowed.get("agency") == "others"]
        named = [o for o in ways["agency"] if o.narrowed.get("agency") not in (None, "others")]
        if others:
            hidden = [one for one in named if one.narrowed["agency"] != "others"][AGENCIES:]
            assert others[0].value == sum(one.value for one in hidden), page
        return checked

    def test_the_catalogue_knows_where_each_figure_stands(self, sweeps):
        stands = {
            (one.key, resolve(urlsplit(one.page).path).url_name)
            for sweep in sweeps
            for one in sweep.placed
        }
        named = {(key, page) for key, page in stands if page in Page}

        said = {(f.key, page.value) for f in FIGURES.values() for page in f.pages}

        assert named - said == set()


# --- rows ------------------------------------------------------------


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
    for status in (DocumentStatus.NOT_STARTED, DocumentStatus.AWAITING_GUIDANCE):
        for resolution, agency in ((resolutions[0], above), (resolutions[2], trained)):
            beside = {"resolution": resolution, "lead_agency": agency, "status": status}
            late = {"planned_on": FIRST, "deadline_kind": "day", "due_on": due[1]}
            PlannedDocumentFactory(**beside, **late, total_is_unknown=True)
            PlannedDocumentFactory(**beside, **late, total_is_unknown=True, is_group=True)
    Meeting.objects.create(on=date(2022, 5, 2), name="Họp Ban Thường vụ")
    for document in PlannedDocument.objects.filter(status=DocumentStatus.DRAFTING):
        services.issue(
            document,
            symbol="15-KH/TU",
            issued_on=date(2022, 5, 4),
            issuer_name="Tỉnh ủy",
            by=None,
        )


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


def many():
    """Three hundred documents to which anything happened, much of it entered late; the same
    ones at every run."""
    chance = random.Random(2021)
    above = AgencyFactory(name="Ban Tổ chức Tỉnh ủy")
    agencies = [above, AgencyFactory(parent=above), AgencyFactory(), None]
    training = [AgencyFactory(is_fictional=True), None]
    resolutions = [*ResolutionFactory.create_batch(4), ResolutionFactory(is_fictional=True)]
    for _ in range(300):
        day = FIRST + timedelta(days=chance.randrange(250))
        due = {"deadline_kind": "day", "due_on": day + timedelta(days=chance.randrange(200))}
        resolution = chance.choice(resolutions)
        document = PlannedDocumentFactory(
            resolution=resolution,
            lead_agency=chance.choice(training if resolution.is_fictional else agencies),
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


# --- sweeps ------------------------------------------------------------


class TestInvented(Swept):
    """Documents in every status and state of timeliness, seen by the office, by a focal point
    and by a member of the Standing Board."""

    least = 400

    @staticmethod
    def swept():
        mixed()
        user, focal = signed_in(Role.FOCAL_POINT)
        agency = AgencyFactory(name="Sở Văn hóa, Thể thao và Du lịch")
        OfficeFactory(person=PersonFactory(user=user), agency=agency)
        resolution = Resolution.objects.first()
        PlannedDocumentFactory(resolution=resolution, lead_agency=agency)
        PlannedDocumentFactory(
            resolution=resolution, signing_body=agency, status=DocumentStatus.ISSUED
        )
        things = [*Resolution.objects.all()[:2], *Agency.objects.all()[:2]]
        days = (FIRST - timedelta(days=1), date(2022, 5, 3), timezone.localdate())
        _user, office = signed_in(Role.OFFICE)
        office.look(*pages(*things, day="2022-05-03"), *comparisons(*days))
        focal.look("/", "/?present=2", "/my/", "/guidance/", "/coverage/", "/quality/")
        focal.look(resolution.get_absolute_url(), agency.get_absolute_url())
        focal.look(*comparisons(*days))
        others = [signed_in(role)[1] for role in (Role.CHIEF, Role.INSPECTION, Role.ADMIN)]
        return [office, focal, *(other.look("/my/") for other in others)]

    def test_a_focal_point_is_shown_its_own_rows_alone(self, sweeps):
        focal = sweeps[1]

        found = {one.value for one in focal.placed if FIGURES[one.key].noun == Noun.DOCUMENTS}

        assert found == {0, 1, 2}


class TestDemo(Swept):
    """Both sets of demonstration data, seen by the office, and by a member who has documents
    in charge."""

    least = 800

    @staticmethod
    def swept():
        call_command("load_demo", scenario="all", verbosity=0)
        today = timezone.localdate()
        days = [date(2021, 12, 12), date(2021, 12, 13), today - timedelta(days=60), today]
        _user, office = signed_in(Role.OFFICE)
        things = [*Resolution.objects.all()[:2], *Agency.objects.filter(children=None)[:1]]
        office.look(*pages(*things, day="2021-12-13"), *comparisons(*days))
        office.look("/my/?data=training")
        before = today - timedelta(days=60)
        for person in Person.objects.standing_board()[:2]:
            office.look(f"/members/{person.pk}/", f"/members/{person.pk}/briefing/")
            office.look(f"/members/{person.pk}/?as_of={before}")
        user, board = signed_in(Role.BOARD)
        Person.objects.filter(pk=person.pk).update(user=user)
        board.look("/my/", "/my/?data=training")
        return [office, board]

    def test_what_the_report_of_13_12_2021_says_stands_on_every_page(self, sweeps):
        resolution = Resolution.objects.get(symbol="03-NQ/TU", issued_on__year=2021)
        scope = f"resolution:{resolution.pk};data=real;as_of=2021-12-13;against=current"

        values = [sweeps[0].of[key, scope] for key in ("denominator", "issued", "waiting")]

        assert values == [{18}, {11}, {4}]


class TestHistories(Swept):
    """Three hundred histories, much of them entered late."""

    least = 500

    @staticmethod
    def swept():
        many()
        days = [FIRST + timedelta(days=after) for after in (90, 120, 180)]
        _user, office = signed_in(Role.OFFICE)
        office.look("/", f"/?as_of={days[1]}&known_on={days[1]}", "/?against=original")
        office.look("/coverage/", "/members/", Resolution.objects.first().get_absolute_url())
        office.look(f"{Agency.objects.first().get_absolute_url()}?as_of={days[1]}")
        return [office.look(*comparisons(*days, timezone.localdate()))]

    def test_every_kind_of_move_and_every_status_is_among_them(self, sweeps):
        moved = {one.key for one in sweeps[0].placed if FIGURES[one.key].noun == Noun.MOVES}

        assert {f"moved.{move.value}" for move in Move} <= moved
        assert {key.partition(".")[0] for key in moved} == {
            "moved",
            "corrected_in",
            "corrected_out",
            "came_in",
            "went_out",
        }
        statuses = PlannedDocument.objects.values_list("status", flat=True)
        assert set(statuses) == set(DocumentStatus)


def test_ids_over_a_thousand_stay_whole_in_links(client, office):
    resolution = ResolutionFactory(pk=1234)
    document = PlannedDocumentFactory(pk=5678, resolution=resolution)
    PlannedDocumentFactory()
    client.force_login(office)

    sweep = Sweep(client).look(resolution.get_absolute_url())

    found = {one.value for one in sweep.placed if one.link}
    assert found == {1}
    assert all(sweep.opening(one) == 1 for one in sweep.placed if one.link)
    assert '"/documents/5678/edit/"' in client.get(document.get_absolute_url()).text
