"""Vietnamese unless the person asks for English; never both on one page."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import django.conf
import django.contrib.admin
import django.contrib.auth
import django.contrib.contenttypes
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db.models import CharField, TextField
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, number_format

from assignments.roles import Role
from documents.models import ImportBatch
from tests.factories import OfficeFactory, PersonFactory, ResolutionFactory, UserFactory
from tests.samples import one_of_each, path_of, routes
from tests.visible import texts_of

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]

PROJECT = {"resolutions", "assignments", "documents"}
BROWSER_ABROAD = {"accept-language": "en-US,en;q=0.9"}


@pytest.fixture(autouse=True)
def vietnamese_again():
    """The language of the last request stays on in its thread."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


# --- the choice ----------------------------------------------------------------------------


def test_vietnamese_whatever_the_browser_accepts(client, office):
    client.force_login(office)

    page = client.get("/", headers=BROWSER_ABROAD)

    assert page.headers["Content-Language"] == "vi"
    assert '<html lang="vi">' in page.text
    assert "Tổng quan" in page.text


def test_english_once_chosen_stays_on(client, office):
    client.force_login(office)

    answer = client.post("/language/", {"language": "en", "next": "/documents/?q=so"})
    page = client.get("/tasks/")

    assert (answer.status_code, answer["Location"]) == (302, "/documents/?q=so")
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en">' in page.text
    assert "Tasks" in page.text
    assert "Đầu việc" not in page.text


def test_choice_outlives_the_session(client, office):
    client.force_login(office)
    client.post("/language/", {"language": "en"})

    client.post("/accounts/logout/")
    page = client.get("/accounts/login/")

    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie["max-age"] == settings.LANGUAGE_COOKIE_AGE
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)
    assert '<html lang="en">' in page.text


def test_vietnamese_can_be_chosen_again(client, office):
    client.force_login(office)
    client.post("/language/", {"language": "en"})

    client.post("/language/", {"language": "vi"})

    assert client.get("/").headers["Content-Language"] == "vi"


def test_stranger_chooses_before_signing_in(client):
    answer = client.post("/language/", {"language": "en", "next": "/accounts/login/?next=/"})
    page = client.get(answer["Location"])

    assert answer["Location"] == "/accounts/login/?next=/"
    assert "Sign in" in page.text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\evil"]
)
def test_choice_never_leads_to_another_site(client, office, elsewhere):
    client.force_login(office)

    answer = client.post("/language/", {"language": "en", "next": elsewhere})

    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize(
    "language", ["", "fr", "vi-VN", "../../etc/passwd", "x" * 5000, "\x00"]
)
def test_language_the_app_does_not_speak_changes_nothing(client, office, language):
    client.force_login(office)

    answer = client.post("/language/", {"language": language})

    assert answer.status_code == 302
    assert client.get("/").headers["Content-Language"] == "vi"


@pytest.mark.parametrize("cookie", ["fr", "EN", "en-us", "x" * 2000, "<script>"])
def test_spoiled_cookie_means_vietnamese(client, office, cookie):
    client.force_login(office)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie

    assert client.get("/").headers["Content-Language"] == "vi"


def test_choice_is_sent_not_linked_to(client, office):
    client.force_login(office)

    assert client.get("/language/").status_code == 405


def test_sign_in_page_offers_the_other_language_in_its_own_name(client):
    vietnamese = client.get("/accounts/login/?next=/tasks/")
    client.post("/language/", {"language": "en"})
    english = client.get("/accounts/login/")

    assert 'value="en" lang="en" class="button quiet">English' in vietnamese.text
    assert 'name="next" value="/accounts/login/?next=/tasks/"' in vietnamese.text
    assert 'value="vi" lang="vi" class="button quiet">Tiếng Việt' in english.text


# --- the API follows the same rule ---------------------------------------------------------


def test_api_refuses_in_vietnamese_whatever_is_accepted(client, office):
    anonymous = client.get("/api/v1/tasks/", headers=BROWSER_ABROAD)
    client.force_login(office)
    missing = client.get("/api/v1/tasks/999999/", headers=BROWSER_ABROAD)

    assert anonymous.json() == {"detail": "Chưa đăng nhập."}
    assert missing.json() == {"detail": "Không tìm thấy."}


def test_api_refuses_in_english_once_chosen(client, office):
    client.force_login(office)
    client.post("/language/", {"language": "en"})

    missing = client.get("/api/v1/tasks/999999/")

    assert missing.json() == {"detail": "Not found."}


# --- dates and numbers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "thousand", "half"), [("vi", "1.000,5", "0,5"), ("en", "1,000.5", "0.5")]
)
def test_numbers_are_written_as_in_the_language(language, thousand, half):
    with translation.override(language):
        written = Template("{{ n }}").render(Context({"n": Decimal("1000.5")}))

        assert written == thousand
        assert number_format(Decimal("0.5")) == half


@pytest.mark.parametrize("language", ["vi", "en"])
def test_dates_are_written_day_first_in_both_languages(language):
    day = date(2021, 12, 3)

    with translation.override(language):
        assert date_format(day) == "03/12/2021"
        assert Template("{{ d }}").render(Context({"d": day})) == "03/12/2021"


def test_years_and_addresses_bear_no_separator_in_english(client, office):
    client.force_login(office)
    client.post("/language/", {"language": "en"})
    resolution = ResolutionFactory(pk=12345, period_from=2021, period_to=2025)

    page = client.get(f"/resolutions/{resolution.pk}/").text

    assert "2021 – 2025" in page
    assert "2,02" not in page
    assert "12,345" not in page


# --- one language on a page ----------------------------------------------------------------

# Words of English that Vietnamese offices write too.
WRITTEN_IN_VIETNAMESE_TOO = {"api", "csv", "excel", "pdf", "xlsx"}
# Vietnamese that English sentences quote as an example.
QUOTED_IN_ENGLISH = ["Đảng"]
# Addresses that show more than a list shows at first sight: filters, days, errors, nothing.
OTHER_SIGHTS = [
    "/0000/",
    "/?as_of=2021-12-13&known_on=2021-12-13&against=original",
    "/?as_of=31/02/2021",
    "/documents/?q=0000",
    "/documents/?q=0&group=waiting&as_of=2021-12-13",
    "/documents/?status=0&page=999",
    "/compare/?from=2021-01-31&to=2021-12-31",
    "/compare/?from=2021-12-31&to=2021-01-31",
    "/tasks/?q=0000",
    "/resolutions/?q=0000",
    "/agencies/?q=0000",
    "/admin/documents/planneddocument/?q=0",
    "/admin/documents/planneddocument/?q=0&e=1",
    "/admin/documents/planneddocument/999999/change/",
    "/admin/assignments/agency/add/?_popup=1",
]
_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]+(?![\w@]|-TOTAL|-INITIAL)")
_HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>")
_LOCALES = [
    Path(package.__file__).parent / "locale"
    for package in (django.contrib.admin, django.contrib.auth, django.contrib.contenttypes)
] + [Path(django.conf.__file__).parent / "locale"]


def words(text):
    return {word.lower() for word in _WORD.findall(_HOLE.sub(" ", text))}


def english_words():
    """Words of the sentences of our source and of Django that no translation of ours has."""
    ours = polib.pofile(str(settings.LOCALE_PATHS[0] / "vi" / "LC_MESSAGES" / "django.po"))
    theirs = [
        entry
        for folder in _LOCALES
        for entry in polib.pofile(str(folder / "en" / "LC_MESSAGES" / "django.po"))
    ]
    said = [text for e in [*ours, *theirs] for text in (e.msgid, e.msgid_plural)]
    translated = [text for e in ours for text in (e.msgstr, *e.msgstr_plural.values())]
    return (
        set().union(*map(words, said))
        - set().union(*map(words, translated))
        - WRITTEN_IN_VIETNAMESE_TOO
    )


def stored_texts():
    """What is data, not interface: the texts in the database, the longest first."""
    models = [m for m in apps.get_models() if m._meta.app_label in PROJECT] + [User, Group]
    texts = {
        text
        for model in models
        for field in model._meta.concrete_fields
        if isinstance(field, (CharField, TextField))
        for text in model.objects.values_list(field.name, flat=True)
        if text and not text.isascii()
    }
    for kept in ImportBatch.objects.values_list("cells", flat=True):
        texts |= {text for text in strings_of(kept) if not text.isascii()}
    return sorted(texts, key=len, reverse=True)


def strings_of(kept):
    """Every text within what a JSON field holds."""
    if isinstance(kept, str):
        return {kept}
    parts = kept.values() if isinstance(kept, dict) else kept if isinstance(kept, list) else ()
    return set().union(*map(strings_of, parts))


def vietnamese_left(text, data):
    """What remains of a text with Vietnamese letters once the data is taken out."""
    for stored in data:
        text = re.sub(re.escape(" ".join(stored.split())), " ", text, flags=re.IGNORECASE)
    return text if re.search("[À-ÖØ-öø-ỹ]", text) else ""


def everybody(agency):
    """A person of every role, and one with every right."""
    people = {"superuser": UserFactory(username="nguoi0", is_staff=True, is_superuser=True)}
    for number, role in enumerate(Role, 1):
        user = UserFactory(username=f"nguoi{number}", role=role, is_staff=role == Role.ADMIN)
        OfficeFactory(person=PersonFactory(user=user), agency=agency)
        people[role] = user
    return people


def said_to(client, people, things):
    """(text, address) of all that the pages say to these people, mistakes in forms included.
    What the first of them is refused, the next is asked to open."""
    for route in routes():
        if route.name in {"logout", "admin:logout", "set_language"}:
            continue
        path = path_of(route, things)
        for person in people:
            if route.name.startswith("admin:") and not person.is_staff:
                continue
            sign_in(client, person)
            answers = [client.get(path)]
            # Who may not open an address is refused what is sent to it in the same words.
            is_open = answers[0].status_code not in (403, 404)
            if is_open and "delete" not in path and "password" not in path:
                answers.append(client.post(path))
            for answer in answers:
                yield from page_texts(path, answer)
            if is_open:
                break
    sign_in(client, people[0])
    for path in OTHER_SIGHTS:
        yield from page_texts(path, client.get(path, follow=True))


def sign_in(client, person):
    """Unless that is who is signed in."""
    if client.session.get("_auth_user_id") != str(person.pk):
        client.force_login(person)


def page_texts(path, answer):
    if "html" in answer.headers.get("Content-Type", ""):
        whole = re.sub("</?mark>", "", answer.text)  # what was searched for is one text
        yield from ((text, path) for text in texts_of(whole))
    elif "json" in answer.headers.get("Content-Type", "") and answer.status_code >= 400:
        yield str(answer.json()), path


@pytest.fixture
def things(agency):
    things = one_of_each(agency=agency)
    things[Group].name = "nhóm riêng"
    things[Group].save()
    return things


def those(who, agency):
    """The people of a role; among the administrators one who may do everything."""
    people = everybody(agency)
    return [people[who], people["superuser"]] if who == Role.ADMIN else [people[who]]


@pytest.mark.parametrize("who", Role)
def test_vietnamese_pages_hold_no_english_word(client, roles, agency, things, who):
    people = those(who, agency)
    english = english_words()

    said = dict(said_to(client, people, things))
    astray = [
        (text, sorted(words(text) & english), path)
        for text, path in said.items()
        if words(text) & english
    ]

    assert len(english) > 600
    assert astray == []


@pytest.mark.parametrize("who", Role)
def test_english_pages_hold_no_vietnamese_but_the_data(client, roles, agency, things, who):
    people = those(who, agency)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    data = [*stored_texts(), *QUOTED_IN_ENGLISH]

    said = dict(said_to(client, people, things))
    astray = [
        (left, path) for text, path in said.items() if (left := vietnamese_left(text, data))
    ]

    assert astray == []
