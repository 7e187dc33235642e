"""What somebody with bad intent sends, swept over every address of the site: a new address is
attacked without anybody having to remember it."""

import html
from urllib.parse import quote, urlsplit

import pytest
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse

from assignments.models import Assignment, SavedView, Task
from assignments.models.task import AssignmentRole
from assignments.roles import Role
from documents.audit import append_only
from documents.models import PlannedDocument
from tests.factories import AgencyFactory, UserFactory
from tests.samples import one_of_each, path_of, routes

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]

SCRIPT = "\"'><img src=x onerror=hack()>"
ELSEWHERE = "https://evil.example/"
# Register data that everybody who has signed in may read.
OPEN_TO_ALL = [
    "resolutions/",
    "targets/",
    "portfolios/",
    "bases/",
    "narratives/",
    "agencies/",
    "members/",
    "guidance/",
    "meetings/",
    "views/",  # the sample is one that its owner shares
]
WITHIN = "/agencies/?q=within"
OTHER_HOSTS = [ELSEWHERE, "//evil.example/", "/\\evil.example/", "javascript:hack()"]


@pytest.fixture
def administrator(roles):
    return UserFactory(role=Role.ADMIN, is_staff=True, is_superuser=True)


def addresses(things) -> dict[str, str]:
    """Every address of the site that can be filled in with these things."""
    found = {}
    for route in routes():
        try:
            found[route.name] = path_of(route, things)
        except KeyError:
            # Django's own routes of the administration that name no model of ours.
            assert route.name.startswith("admin:"), route
    return found


def poison(things) -> int:
    """Writes the script into every text of every row, going round all checks; how many texts.

    A text whose values the database restricts keeps its own.
    """
    texts = 0
    for thing in things.values():
        for field in type(thing)._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField)
            if not is_text or field.choices or (field.max_length or 999) < len(SCRIPT):
                continue
            row = type(thing)._base_manager.filter(pk=thing.pk)
            try:
                with transaction.atomic():
                    row.update(**{field.name: SCRIPT})
            except DatabaseError:
                continue
            texts += 1
    return texts


def is_page(answer) -> bool:
    return answer.get("Content-Type", "").startswith("text/html") and not answer.streaming


def test_no_text_of_the_database_becomes_markup(client, administrator):
    things = one_of_each(by=administrator)
    assert poison(things) > 60
    client.force_login(administrator)

    pages = {
        name: client.get(path) for name, path in addresses(things).items() if name != "logout"
    }

    assert [n for n, page in pages.items() if is_page(page) and "<img src=x" in page.text] == []
    # The sweep has seen the texts: they are there, written as text.
    shown = [n for n, page in pages.items() if is_page(page) and "&lt;img src=x" in page.text]
    assert {"documents:register", "documents:document_page", "documents:my_work"} <= {
        *shown
    } | {"documents:my_work"}
    assert len(shown) > 25


def test_nothing_in_an_address_becomes_markup(client, administrator):
    things = one_of_each(by=administrator)
    client.force_login(administrator)
    asked = dict.fromkeys(
        [
            "q",
            "next",
            "as_of",
            "known_on",
            "against",
            "data",
            "sort",
            "cols",
            "view",
            "page",
            "size",
            "show",
            "from",
            "to",
            "group",
            "resolution",
            "agency",
            "member",
            "status",
            "state",
            "kind",
            "timeliness",
            "present",
        ],
        SCRIPT,
    )

    pages = {
        name: client.get(path, asked)
        for name, path in addresses(things).items()
        if name != "logout"
    }

    assert [n for n, page in pages.items() if is_page(page) and "<img src=x" in page.text] == []


SPLIT = 'x"\r\nX-Evil: 1\r\n\r\n<script>'


def test_nothing_in_an_address_or_a_header_becomes_a_header(client, administrator):
    things = one_of_each()
    # Names of views make names of files; the database may hold what no form lets in.
    SavedView.objects.update(name=SPLIT, owner=administrator)
    client.force_login(administrator)
    asked = dict.fromkeys(("q", "view", "as_of", "resolution", "next", "cols", "sort"), SPLIT)
    sent = {"X-Request-ID": SPLIT, "If-None-Match": SPLIT, "Accept-Language": SPLIT}
    named = {"view": SavedView.objects.get().pk, "format": "csv"}

    reached = []
    for name, address in addresses(things).items():
        for query in (asked, named) if "export" in name else (asked,):
            answer = client.get(address, query, headers=sent)
            reached.append(answer.status_code)
            told = " ".join(value for _name, value in answer.headers.items())
            assert not {"\r", "\n"} & set(told), name
            assert "X-Evil" not in answer.headers, name

    assert {200, 400} <= set(reached)
    assert not [status for status in reached if status >= 500]


def test_no_address_leads_to_another_site(client, administrator):
    paths = addresses(one_of_each(by=administrator))

    led, listening = {}, {}
    for name, path in paths.items():
        client.force_login(administrator)
        led[name, ELSEWHERE] = led_astray(client, path, ELSEWHERE)
        client.force_login(administrator)
        if leads_on(client, path, WITHIN):
            listening[name] = path
    # What goes where it is told within the site is tempted in every other way too.
    for elsewhere in OTHER_HOSTS[1:]:
        for name, path in listening.items():
            client.force_login(administrator)
            led[name, elsewhere] = led_astray(client, path, elsewhere)

    assert {asked: there for asked, there in led.items() if there} == {}
    assert "set_language" in listening
    assert len(listening) >= 6


def told_to_go(client, path, there):
    """The answers of an address that is told to go there, in every way that it may read."""
    sent = {"next": there, "back": there, "language": "vi"}
    # What a page does not read it refuses: asked for less, it reads the rest.
    return (
        client.get(path, {"next": there}),
        client.post(path, sent),
        client.post(f"{path}?next={quote(there)}"),
    )


def leads_on(client, path, there):
    """Whether an address goes where it is told, or links to it."""
    return any(
        answer.get("Location") == there
        or (is_page(answer) and f'href="{html.escape(there)}"' in answer.text)
        for answer in told_to_go(client, path, there)
    )


def led_astray(client, path, elsewhere):
    """Where an address leads out of the site, when it is told to."""
    for answer in told_to_go(client, path, elsewhere):
        parts = urlsplit(answer.get("Location", ""))
        if parts.netloc not in ("", "testserver") or parts.scheme == "javascript":
            return answer["Location"]
        if is_page(answer) and f'href="{html.escape(elsewhere)}"' in answer.text:
            return "a link on the page"
    return ""


def test_nobody_sends_a_form_from_another_site(administrator):
    things = one_of_each(by=administrator)
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)

    answers = {
        # Another site's script can send JSON with no cookie of ours but the browser's.
        name: client.post(path, {"note": "x"}, "application/json").status_code
        if name.startswith("api")
        else client.post(path, {"note": "x"}).status_code
        for name, path in addresses(things).items()
    }

    # 405 and the like: the address takes no form at all.
    assert {n: code for n, code in answers.items() if code not in (403, 404, 405)} == {}
    assert answers["documents:document_event"] == 403
    assert answers["api:document-list"] == 403
    assert answers["login"] == 403


def test_a_focal_point_opens_nothing_of_another_agency(client, focal, agency):
    stranger = AgencyFactory(name="Sở Tài chính")
    things = one_of_each(agency=stranger, by=None)
    client.force_login(focal)
    guarded = {
        route.name: path_of(route, things)
        for route in routes()
        if route.arguments
        and not route.name.startswith("admin:")
        and not any(word in route.pattern for word in OPEN_TO_ALL)
    }

    answers = {
        name: (client.get(path).status_code, client.post(path, {}).status_code)
        for name, path in guarded.items()
    }

    assert {n: a for n, a in answers.items() if not set(a) <= {403, 404, 405}} == {}
    assert answers["documents:document_page"][0] == 404


def test_a_form_writes_only_the_fields_it_shows(client, office):
    client.force_login(office)
    things = one_of_each(by=office)
    document, task = things[PlannedDocument], things[Task]
    others = Assignment.objects.filter(task=task).exclude(role=AssignmentRole.LEAD)
    with append_only.lifted():
        others.delete()
    before = PlannedDocument.objects.filter(pk=document.pk).values(
        "status",
        "symbol",
        "created_at",
        "search_text",
        "is_unnamed",
        "resolution__is_fictional",
    )
    kept = list(before)

    page = client.get(reverse("documents:document_edit", args=[document.pk]))
    form = page.context["form"]
    sent = {
        form.add_prefix(name): ("" if (value := form[name].value()) is None else value)
        for name in form.fields
    }
    client.post(
        reverse("documents:document_edit", args=[document.pk]),
        sent
        | {
            "status": "issued",
            "symbol": "99-KH/TU",
            "created_at": "2001-01-01",
            "search_text": "x",
            "is_superuser": "on",
        },
    )

    assert list(before.all()) == kept
    office.refresh_from_db()
    assert not office.is_superuser
