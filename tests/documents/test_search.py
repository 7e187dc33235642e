"""One box searches everything a person may read; each number opens its rows."""

import pytest
from django.urls import reverse

from tests.factories import (
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
)

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

SEARCH = reverse("documents:search")


def filled(count):
    for n in range(count):
        resolution = ResolutionFactory(title="xây dựng Đảng", symbol=f"{n + 1:02d}-NQ/TU")
        PlannedDocumentFactory(resolution=resolution, title="Kế hoạch xây dựng Đảng")
        TaskFactory(resolution=resolution, text="Xây dựng Đảng")
        AgencyFactory(name=f"Đảng ủy số {n}")
        PersonFactory(full_name=f"Đặng Văn Đảng {n}")


def test_all_kinds_are_found_and_each_number_opens_its_list(client, office):
    filled(7)
    client.force_login(office)

    page = client.get(SEARCH, {"q": "dang"})

    counted = {part["kind"]: part["count"] for part in page.context["found"]}
    opened = {
        part["kind"]: client.get(part["url"]).context["page"].paginator.count
        for part in page.context["found"]
        if "url" in part
    }
    assert counted == {"document": 7, "task": 7, "resolution": 7, "agency": 7, "person": 7}
    assert opened == {kind: n for kind, n in counted.items() if kind != "person"}
    assert "<mark>Đảng</mark>" in page.content.decode()


def test_a_focal_point_finds_only_its_own(client, focal, agency):
    own = PlannedDocumentFactory(title="Kế hoạch của Sở", lead_agency=agency)
    PlannedDocumentFactory(title="Kế hoạch khác", lead_agency=AgencyFactory())
    TaskFactory(text="Kế hoạch không của ai")
    client.force_login(focal)

    found = client.get(SEARCH, {"q": "ke hoach"}).context["found"]

    assert {part["kind"]: part["rows"] for part in found if part["rows"]} == {"document": [own]}


@pytest.mark.parametrize("query", ["", "q=", "q=%00", "q=" + "a" * 5000, "q=%25", "q=<b>"])
def test_search_for_anything_is_answered(client, office, query):
    client.force_login(office)

    assert client.get(f"{SEARCH}?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("days", ["", "&as_of=2021-12-13&known_on=2021-12-13&against=original"])
def test_search_asks_nine_queries(client, office, count, days, django_assert_num_queries):
    filled(count)
    client.force_login(office)

    with django_assert_num_queries(9):
        client.get(f"{SEARCH}?q=dang{days}")
