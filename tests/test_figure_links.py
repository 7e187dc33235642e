"""Every figure that a page places: one value under its name and scope wherever it stands, the
same from the API and the command, summing to what stands beside it, and opening exactly its
rows."""

import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from html import unescape
from io import StringIO
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from assignments.models import Agency, Person, Task
from assignments.roles import Role
from documents import services
from documents.audit import append_only
from documents.filters import PlannedDocumentFilter, people_in_charge
from documents.models import (
    DocumentDeadline,
    DocumentDuty,
    Meeting,
    PlannedDocument,
    StatusChange,
)
from documents.progress import Move, compare
from documents.progress.catalogue import COUNTED, FIGURES, Noun, Page
from documents.progress.figures import BAR
from documents.status import DocumentStatus, Event, events_from
from documents.views.overview import AGENCIES
from resolutions.listing import PAGE_SIZES
from resolutions.looking import look
from resolutions.models import Resolution
from resolutions.moments import Moment
from tests.chance import examples
from tests.conftest import make_roles
from tests.factories import (
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    UserFactory,
)
from tests.samples import one_of_each, path_of, routes
from tests.test_permissions import SEND_ONLY, TABLE

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]

LISTS = {
    Noun.DOCUMENTS: reverse("documents:register"),
    Noun.EXTENSIONS: reverse("documents:extension_list"),
    Noun.INSTRUCTIONS: reverse("documents:instruction_list"),
    Noun.TASKS: reverse("assignments:task_list"),
    Noun.RESOLUTIONS: reverse("resolutions:resolution_list"),
    Noun.REPORTS: reverse("documents:report_list"),
    Noun.MOVES: reverse("documents:compare"),
}
COMPARE = LISTS[Noun.MOVES]
# Addresses that answer with no page of the site: files, and the description of the API.
NO_PAGES = {
    "documents:register_export",
    "documents:audit_export",
    "documents:file_download",
    "documents:file_view",
    "assignments:task_export",
    "resolutions:resolution_export",
    "documentation",
    "api_schema",
}
FILES = {
    Noun.DOCUMENTS: reverse("documents:register_export"),
    Noun.TASKS: reverse("assignments:task_export"),
    Noun.RESOLUTIONS: reverse("resolutions:resolution_export"),
}
ROUTES = {
    route.name: route
    for route in routes()
    if route.name in TABLE
    and TABLE[route.name][0] != SEND_ONLY
    and route.name not in NO_PAGES
    and not route.name.startswith("api:")
}
FIRST = date(2021, 2, 1)
# The pages on which the catalogue says that figures stand.
PLACES = frozenset(name for name in ROUTES if name.partition(":")[2] in Page)
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
        if said == "all":
            return {}
        parts = (part.split(":", 1) for part in said.split(","))
        return {name: unquote(told) for name, told in parts}

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


_PLACED = re.compile(r"<\w+[^>]*\sdata-figure=[^>]*>")
_LINK = re.compile(r"<a\s([^>]*)>(.*?)</a>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def attributes(tag):
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


class Figures:
    """The placed figures of a page, and the links to lists that show a number without being
    one. Read by patterns, which our own templates allow: a parser costs as much as the page."""

    def __init__(self, text, page):
        self.placed, self.unnamed = [], []
        for tag in _PLACED.findall(text):
            told = attributes(tag)
            key, scope, value = (told[f"data-{name}"] for name in ("figure", "scope", "value"))
            self.placed.append(Placed(key, scope, int(value), told.get("href", ""), page))
        assert len(self.placed) == text.count(" data-figure="), page
        own = urlsplit(page).path
        for tag, inside in _LINK.findall(text):
            if "data-figure" in tag or 'href="/' not in tag:
                continue
            address = urlsplit(attributes(tag)["href"])
            # Of a list itself these are its facets and its pages.
            counts = address.path in LISTS.values() and address.path != own
            if counts and (address.path != COMPARE or "show=" in address.query):
                words = " ".join(re.sub(r"<[^>]*>", " ", inside).split())
                if any(letter.isdigit() for letter in words):
                    self.unnamed.append(words)


# What was opened in the list itself, by key and by what narrows a scope.
OPENED_AS_PAGES: set[str] = set()


@dataclass
class Known:
    """What those who see the same rows are answered: each list of rows is opened once, and the
    API asked once, for all of them."""

    opened: dict = field(default_factory=dict)
    counted: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    api: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)


@dataclass
class Sweep:
    """What one person is shown: each page asked once."""

    user: User
    client: Client
    known: Known = field(default_factory=Known)
    of: dict = field(default_factory=lambda: defaultdict(set))
    placed: list = field(default_factory=list)
    unnamed: list = field(default_factory=list)

    def look(self, *addresses):
        """Collects the figures of these pages."""
        for address in addresses:
            response = self.client.get(address)
            assert response.status_code == 200, (self.user, address)
            figures = Figures(response.text, address)
            self.placed += figures.placed
            self.unnamed += [(address, text) for text in figures.unnamed]
            for one in figures.placed:
                self.of[one.key, one.scope].add(one.value)
        return self

    def walk(self, role, real, training, *, only=frozenset(ROUTES)):
        """Looks at every page that the role may open, of these objects by model, and at those
        of figures also of training data; ``only`` these, where the others are known to show
        none."""
        for name in sorted(only):
            if role not in TABLE[name][0]:
                continue
            self.look(*address_of(name, real))
            if ROUTES[name].name.partition(":")[2] in Page:
                for address in address_of(name, training):
                    self.look(with_query(address, "data=training"))
        return self

    @property
    def bearing(self):
        """The pages on which figures were placed."""
        found = {resolve(urlsplit(one.page).path).view_name for one in self.placed}
        return frozenset(found & ROUTES.keys())

    def value(self, key, scope):
        """The value under a name and scope; 0 where the page leaves it out."""
        return next(iter(self.of.get((key, scope), {0})))

    def opening(self, one):
        """How many rows the list of a figure has, on however many pages."""
        noun = FIGURES[one.key].noun
        path = urlsplit(one.link).path if one.link else LISTS[noun]
        asked = path, one.query
        if asked not in self.known.opened:
            self.known.opened[asked] = self._count(one, noun, path)
        return self.known.opened[asked]

    def _count(self, one, noun, path):
        """The list itself is opened once for each name and for each thing that narrows a
        scope. The other rows of planned documents are counted by the filter of that list,
        those of moves by the comparison of its page, and those of tasks and governing
        documents by their file; each opening compares the two."""
        count = {
            Noun.DOCUMENTS: self._filtered,
            Noun.MOVES: self._moved,
            Noun.TASKS: self.filed,
            Noun.RESOLUTIONS: self.filed,
        }.get(noun)
        kinds = {one.key, *(f"{noun}?{name}" for name in one.narrowed)}
        if count and (not one.link or kinds <= OPENED_AS_PAGES):
            return count(one)
        query = {**dict(sorted(one.query)), "size": min(PAGE_SIZES), "cols": "code"}
        if noun == Noun.MOVES:
            query = dict(parse_qsl(urlsplit(one.link).query))
        page = self.client.get(f"{path}?{urlencode(query)}").context["page"]
        total = page.paginator.count
        if count:
            assert count(one) == total, one
            assert len(page.object_list) == min(total, page.paginator.per_page), one
            OPENED_AS_PAGES.update(kinds)
        return total

    def _moved(self, one):
        """How many documents the comparison of two days has under a name."""
        days = [date.fromisoformat(one.narrowed[name]) for name in ("from", "to")]
        asked = *days, one.moment["data"]
        if asked not in self.known.counted:
            rows = PlannedDocument.objects.visible_to(self.user, on=timezone.localdate())
            rows = rows.real() if asked[2] == "real" else rows.fictional()
            there = rows.as_of(Moment(days[1])).values_list("pk", flat=True)
            compared = compare(rows, start=days[0], end=days[1])
            self.known.counted[asked] = compared, set(there)
        compared, there = self.known.counted[asked]
        return len(there.intersection(compared.rows(FIGURES[one.key].filters["show"])))

    def _filtered(self, one):
        """How many rows the register has: by one filter and one query for all the choices of
        its facets, as the list itself counts them."""
        asked = dict(one.query)
        facets = {
            name: asked.pop(name) for name in PlannedDocumentFilter.facets if name in asked
        }
        others = frozenset(asked.items())
        if others not in self.known.counted:
            request = RequestFactory().get("/", asked)
            filterset = PlannedDocumentFilter(request.GET, self._rows(look(request).moment))
            assert filterset.is_valid(), filterset.errors
            self.known.counted[others] = filterset.counts
        return replace(self.known.counted[others], asked=facets).total

    def _rows(self, moment):
        if moment not in self.known.rows:
            rows = PlannedDocument.objects.visible_to(self.user, on=timezone.localdate())
            self.known.rows[moment] = rows.as_of(moment)
        return self.known.rows[moment]

    def filed(self, one):
        """How many rows the same list has as a file, which says so without being written."""
        address = FILES[FIGURES[one.key].noun]
        answer = self.client.head(f"{address}?{urlencode(sorted(one.query))}")
        return int(answer["X-Row-Count"])


def variants(*things, day):
    """What ``walk`` leaves out: the slides, the levels of the coverage matrix, search, and the
    pages of figures and of these things on a day; the first ones also as known on that day and
    by the original deadlines."""
    own = [thing.get_absolute_url() for thing in things]
    places = ["/", "/?data=training", "/coverage/", "/guidance/", "/quality/", "/members/"]
    asked = ["/?present", "/?present=2", "/coverage/?level=provincial", "/search/?q=so", *own]
    asked += [with_query(place, f"as_of={day}") for place in [*places, *own]]
    known = ["/", *own[:1]]
    asked += [with_query(place, f"as_of={day}&known_on={day}") for place in known]
    asked += [with_query(place, "against=original") for place in known]
    return asked


def address_of(name, things):
    """The address of a page for one of these things; none where there is no such thing."""
    try:
        return [path_of(ROUTES[name], things)]
    except KeyError:
        return []


def with_query(address, query):
    return f"{address}{'&' if '?' in address else '?'}{query}"


def comparisons(*days):
    """The comparison of each of these days with the next, of real and of training data."""
    return [
        f"{COMPARE}?from={start}&to={end}&data={data}"
        for start, end in zip(days, days[1:], strict=False)
        for data in ("real", "training")
    ]


def signed_in(role, known=None):
    """Somebody of a role, signed in, and what he or she is shown; ``known`` is shared by all
    who see the same rows."""
    client = Client()
    user = UserFactory(username=f"reads-{role}-{User.objects.count()}", role=role)
    client.force_login(user)
    return user, Sweep(user, client, known or Known())


def those_who_see_all(first, real, training, *, only):
    """Somebody of each further role that sees every row, shown ``only`` these pages, of those
    that bear figures for the first one, and all that the first one may not open."""
    mine = {name for name in ROUTES if Role.ADMIN in TABLE[name][0]}
    only = first.bearing & only | (ROUTES.keys() - mine)
    return [
        signed_in(role, first.known)[1].walk(role, real, training, only=only)
        for role in Role
        if role not in (Role.ADMIN, Role.FOCAL_POINT)
    ]


@pytest.fixture(scope="class")
def sweeps(request, shared_rows):
    """What the people of a class are shown, of the rows that it makes."""
    make_roles()
    return request.cls.swept()


class Swept:
    """What holds of every sweep; a class says of which rows (``swept``) and how many figures
    are found at least."""

    least = 0

    def test_a_figure_of_a_scope_has_one_value_everywhere(self, sweeps):
        """For one person, and for all who see the same rows."""
        for sweep in sweeps:
            for name, values in sweep.of.items():
                sweep.known.values.setdefault(name, set()).update(values)
        several = {
            name: [
                (one.value, one.page) for one in sweep.placed if (one.key, one.scope) == name
            ]
            for sweep in sweeps
            for name in sweep.of
            if len(sweep.known.values[name]) > 1
        }

        assert several == {}
        assert sum(len(sweep.of) for sweep in sweeps) > self.least

    def test_a_name_has_one_value_where_a_reader_sees_no_other_scope(self, sweeps):
        """A page names the thing that it counts and what stands beside it; whether rows beside
        the sums are among a number is told by nothing but another number."""
        several = defaultdict(lambda: defaultdict(set))
        for sweep in sweeps:
            for one in sweep.placed:
                told = one.narrowed
                if told.get("total") == "all":
                    del told["total"]
                seen = frozenset(told.items()), *sorted(one.moment.items())
                several[id(sweep.known), one.key, seen][one.value].add(one.page)

        wrong = {key: dict(pages) for key, pages in several.items() if len(pages) > 1}

        assert wrong == {}

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

    def test_whoever_is_shown_a_figure_opens_its_rows(self, sweeps):
        """Of those who see the same rows one opens all; each of the others opens a few."""
        for sweep in sweeps:
            shown = [
                o for o in sweep.placed if FIGURES[o.key].noun == Noun.DOCUMENTS and o.link
            ]
            for one in shown[:: max(len(shown) // 2, 1)]:
                assert sweep.filed(one) == one.value, one

    def test_the_api_says_the_same(self, sweeps):
        compared = 0
        for sweep in sweeps:
            answers = sweep.known.api
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


def first_of_each(**chosen):
    """The first thing of each kind of which figures stand on pages, by model."""
    documents = PlannedDocument.objects.filter(
        resolution__is_fictional=chosen["is_fictional"], lead_agency__isnull=False
    )
    found = {
        PlannedDocument: documents.filter(lead_agency__is_placeholder=False).first(),
        Task: Task.objects.filter(resolution__is_fictional=chosen["is_fictional"]).first(),
        Resolution: Resolution.objects.filter(planned_documents=documents.first()).first(),
        Agency: documents.first().lead_agency,
        Person: people_in_charge().filter(**chosen).first(),
    }
    return {model: thing for model, thing in found.items() if thing is not None}


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


def surely_moved(resolution, day):
    """What chance may leave out: planned on a day, or overdue for long and then extended, or
    made to wait; several of each, for some will be entered late."""
    for _ in range(4):
        PlannedDocumentFactory(resolution=resolution, planned_on=day)
        due = {"deadline_kind": "day", "due_on": FIRST + timedelta(days=30)}
        extended, waiting = PlannedDocumentFactory.create_batch(
            2, resolution=resolution, planned_on=FIRST, **due
        )
        happen(waiting, Event.AWAIT_GUIDANCE, day)
        services.set_deadline(
            extended,
            deadline_kind="day",
            due_on=day + timedelta(days=300),
            reason="Gia hạn",
            effective_on=day,
            by=None,
        )


def many():
    """Documents to which anything happened, much of it entered late; the same ones at every
    run."""
    chance = random.Random(2021)
    above = AgencyFactory(name="Ban Tổ chức Tỉnh ủy")
    agencies = [above, AgencyFactory(parent=above), AgencyFactory(), None]
    training = [AgencyFactory(is_fictional=True), None]
    resolutions = [*ResolutionFactory.create_batch(4), ResolutionFactory(is_fictional=True)]
    for _ in range(examples(60)):
        day = FIRST + timedelta(days=chance.randrange(100))
        due = {"deadline_kind": "day", "due_on": day + timedelta(days=chance.randrange(90))}
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
            if chance.random() < 0.4:
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
    surely_moved(resolutions[0], FIRST + timedelta(days=130))
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
    """Documents in every status and state of timeliness, and one thing of every kind: every
    page there is, seen by who may open most of them and by who sees the own rows alone; the
    others see what is made for them alone."""

    least = 800

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
        things = [resolution, Agency.objects.first()]
        real, training = one_of_each(agency=agency), first_of_each(is_fictional=True)
        days = (FIRST - timedelta(days=1), date(2022, 5, 3), timezone.localdate())
        admin = signed_in(Role.ADMIN)[1].walk(Role.ADMIN, real, training)
        admin.look(*variants(*things, day="2022-05-03"), *comparisons(*days))
        focal.walk(Role.FOCAL_POINT, real, {}).look("/?present=2", *comparisons(*days))
        return [
            admin,
            focal,
            *those_who_see_all(admin, real, training, only={"documents:my_work"}),
        ]

    def test_a_focal_point_is_shown_its_own_rows_alone(self, sweeps):
        focal = sweeps[1]

        found = {one.value for one in focal.placed if FIGURES[one.key].noun == Noun.DOCUMENTS}

        assert found == {0, 1, 2, 3}


class TestDemo(Swept):
    """Both sets of demonstration data on every page of figures, seen by somebody of each role;
    the member of the Standing Board has documents in charge, and of the two who serve an agency
    each serves one of another set."""

    least = 1600

    @staticmethod
    def swept():
        call_command("load_demo", scenario="all", verbosity=0)
        today = timezone.localdate()
        days = [date(2021, 12, 12), date(2021, 12, 13), today]
        real, training = first_of_each(is_fictional=False), first_of_each(is_fictional=True)
        things = [Resolution.objects.first(), Agency.objects.filter(children=None).first()]
        admin = signed_in(Role.ADMIN)[1].walk(Role.ADMIN, real, training, only=PLACES)
        admin.look(*variants(*things, day="2021-12-13"), *comparisons(*days))
        before = today - timedelta(days=60)
        for person in Person.objects.standing_board()[:2]:
            admin.look(f"/members/{person.pk}/", f"/members/{person.pk}/briefing/")
            admin.look(f"/members/{person.pk}/?as_of={before}")
        focal = []
        for own in (real, training):
            user, sweep = signed_in(Role.FOCAL_POINT)
            document = own[PlannedDocument]
            person = PersonFactory(user=user, is_fictional=document.resolution.is_fictional)
            OfficeFactory(person=person, agency=document.lead_agency)
            # Of tasks it sees those of its agency alone.
            seen = Task.objects.visible_to(user, on=today).first()
            own = {model: seen if model is Task else thing for model, thing in own.items()}
            own = {model: thing for model, thing in own.items() if thing is not None}
            both = ({}, own) if person.is_fictional else (own, {})
            focal.append(sweep.walk(Role.FOCAL_POINT, *both, only=PLACES))
        others = those_who_see_all(admin, real, training, only=PLACES)
        [board] = [one for one in others if one.user.groups.filter(name=Role.BOARD).exists()]
        Person.objects.filter(pk=training[Person].pk).update(user=board.user)
        board.look("/my/", "/my/?data=training")
        return [admin, *focal, *others]

    def test_what_the_report_of_13_12_2021_says_stands_on_every_page(self, sweeps):
        resolution = Resolution.objects.get(symbol="03-NQ/TU", issued_on__year=2021)
        scope = f"resolution:{resolution.pk};data=real;as_of=2021-12-13;against=current"

        values = [sweeps[0].of[key, scope] for key in ("denominator", "issued", "waiting")]

        assert values == [{18}, {11}, {4}]


class TestHistories(Swept):
    """Many histories, much of them entered late."""

    least = 500

    @staticmethod
    def swept():
        many()
        days = [FIRST + timedelta(days=after) for after in (100, 160, 230)]
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

    sweep = Sweep(office, client).look(resolution.get_absolute_url())

    found = {one.value for one in sweep.placed if one.link}
    assert found == {1}
    assert all(sweep.opening(one) == 1 for one in sweep.placed if one.link)
    assert '"/documents/5678/edit/"' in client.get(document.get_absolute_url()).text
