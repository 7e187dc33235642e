"""Names stand in Vietnamese order and are found without tone marks, exact accents first; the
same on every database."""

import pytest
from django.urls import reverse

from assignments.models import Agency
from resolutions.folding import matches, sort_key
from resolutions.models import Resolution
from resolutions.templatetags.lists import marked
from tests.factories import (
    AgencyFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

pytestmark = pytest.mark.engine

ORDERED = ["An", "Dân", "Đảng", "Em", "Ê", "O", "Ô", "Ơ", "Ủy", "Zeta"]


def test_keys_are_in_vietnamese_order():
    assert sorted(ORDERED, key=sort_key) == ORDERED


def test_tones_decide_between_words_otherwise_alike():
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "mặc"]

    assert sorted(words, key=sort_key) == words


@pytest.mark.django_db
def test_databases_sort_names_alike():
    for name in reversed(ORDERED):
        AgencyFactory(name=name)

    assert [agency.name for agency in Agency.objects.all()] == ORDERED


@pytest.mark.django_db
def test_register_sorts_titles_and_agencies_as_vietnamese_is(client, office):
    for name in reversed(ORDERED):
        PlannedDocumentFactory(title=name, lead_agency=AgencyFactory(name=name))
    client.force_login(office)

    def sorted_by(sort):
        page = client.get(reverse("documents:register"), {"sort": sort}).context["page"]
        return [document.title for document in page]

    assert sorted_by("title") == ORDERED
    assert sorted_by("-title") == ORDERED[::-1]
    assert sorted_by("agency") == ORDERED


@pytest.mark.django_db
def test_exact_accents_stand_first(client, office):
    first = PlannedDocumentFactory(code="1", title="Công tác mạ kẽm")
    second = PlannedDocumentFactory(code="2", title="Chính sách ma túy")
    third = PlannedDocumentFactory(code="3", title="Quản lý mã số")
    resolution = first.resolution
    for document in (second, third):
        document.resolution = resolution
        document.save()
    client.force_login(office)

    def found(q):
        page = client.get(reverse("documents:register"), {"q": q}).context["page"]
        return [document.pk for document in page]

    assert found("ma") == [second.pk, first.pk, third.pk]
    assert found("mã") == [third.pk, first.pk, second.pk]
    assert found("MÃ") == found("mã")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "symbol", "title"),
    [
        ("03 nq tu", "03-NQ/TU", "khác"),
        ("dang", "04-NQ/TU", "xây dựng Đảng"),
        ("uỷ ban", "05-NQ/TU", "Ủy ban nhân dân"),
        ("ủy ban", "05-NQ/TU", "Uỷ ban nhân dân"),
    ],
)
def test_search_ignores_tone_marks_and_spellings(query, symbol, title):
    found = ResolutionFactory(symbol=symbol, title=title)
    ResolutionFactory(symbol="99-NQ/TU", title="không liên quan")

    assert list(Resolution.objects.search(query)) == [found]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("xây dựng Đảng", "dang", "xây dựng <mark>Đảng</mark>"),
        ("03-NQ/TU", "03 nq tu", "<mark>03</mark>-<mark>NQ</mark>/<mark>TU</mark>"),
        ("Ủy ban", "uỷ", "<mark>Ủy</mark> ban"),
        ("<b>Đảng</b>", "dang", "&lt;b&gt;<mark>Đảng</mark>&lt;/b&gt;"),
        ("a & b", "<script>", "a &amp; b"),
        ("Đảng", "", "Đảng"),
        ("a&b<c", "", "a&amp;b&lt;c"),
    ],
)
def test_what_was_searched_for_is_marked_on_the_text_as_written(text, query, expected):
    assert marked(text, query) == expected


def test_marks_do_not_overlap():
    assert matches("mama", "ma mam") == [(0, 4)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["assignments:task_list", "resolutions:resolution_list"])
def test_lists_mark_what_was_searched_for(client, office, name):
    TaskFactory(text="Đảng bộ", resolution=ResolutionFactory(title="Đảng bộ"))
    client.force_login(office)

    assert "<mark>Đảng</mark>" in client.get(reverse(name), {"q": "dang"}).content.decode()
