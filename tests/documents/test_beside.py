"""What a source counts without a total stands beside every fraction and every sum."""

import html
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from documents import services
from documents.models import PlannedDocument
from documents.progress import (
    blocks_of,
    burn_up,
    by_resolution,
    compare,
    figures_of,
    figures_of_rows,
    ids_of,
    total_of,
)
from documents.progress.checking import check
from documents.progress.coverage import coverage_of, matrix_of
from documents.progress.members import by_member
from documents.status import DocumentStatus, Part
from resolutions.gaps import said_of_missing
from resolutions.moments import Moment
from tests.factories import AgencyFactory, PlannedDocumentFactory, ResolutionFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

DAY = date(2021, 12, 13)
MOMENT = Moment(DAY)
REGISTER = reverse("documents:register")


@pytest.fixture
def resolution():
    return ResolutionFactory()


@pytest.fixture
def plans(resolution):
    """Two plans that are known, one of them issued; three issued ones of no known total; and
    one set of which not even the number is known."""
    given = {"resolution": resolution, "planned_on": DAY}
    issued = {"status": DocumentStatus.ISSUED, "issued_on": DAY}
    return {
        "known": [
            PlannedDocumentFactory(**given, **issued, symbol="1-KH/TU"),
            PlannedDocumentFactory(**given, status=DocumentStatus.DRAFTING),
        ],
        "unknown": [
            PlannedDocumentFactory(
                **given,
                **issued,
                symbol=f"{n}-KH/HU",
                total_is_unknown=True,
                lead_agency=AgencyFactory(level="district"),
            )
            for n in range(1, 4)
        ],
        "group": [
            PlannedDocumentFactory(**given, status=DocumentStatus.DRAFTING, is_group=True)
        ],
    }


def pks(rows):
    return sorted(row.pk for row in rows)


def told(figures):
    return str(figures), figures.total, figures.uncounted, figures.unnumbered


ALL = ("1/2", 2, 3, 1)


def test_every_way_to_count_leaves_them_out_and_tells_them_beside(resolution, plans):
    documents = PlannedDocument.objects.all()
    rows = documents.as_of(MOMENT)
    [of_one] = by_resolution(documents, [resolution], MOMENT)
    blocks = blocks_of(documents, MOMENT)

    counted = {
        "figures_of": figures_of(documents, MOMENT),
        "figures_of_rows": figures_of_rows(rows, on=DAY),
        "by_resolution": of_one.figures,
        "total_of": total_of([of_one], on=DAY),
        "blocks": blocks.total,
        "members": total_of(by_member(documents, MOMENT), on=DAY),
        "agencies": total_of(blocks.agencies, on=DAY),
        "matrix": matrix_of(documents, MOMENT).total.figures,
    }

    assert {name: told(figures) for name, figures in counted.items()} == dict.fromkeys(
        counted, ALL
    )
    assert counted["figures_of"] == counted["figures_of_rows"]
    assert sum(part.count for part in of_one.figures.parts) == 2
    assert sum(line.count for line in of_one.figures.official) == 2


def test_the_ids_behind_are_those_of_each_figure(plans):
    ids = ids_of(PlannedDocument.objects.all(), MOMENT)

    assert sorted(ids["total"]) == pks(plans["known"])
    assert sorted(ids["uncounted"]) == pks(plans["unknown"])
    assert sorted(ids["unnumbered"]) == pks(plans["group"])
    assert ids["issued"] == [plans["known"][0].pk]


def test_the_line_over_time_and_the_comparison_leave_them_out(plans):
    documents = PlannedDocument.objects.all()

    last = burn_up(documents, MOMENT).points[-1]
    comparison = compare(documents, start=DAY - timedelta(days=1), end=DAY)
    total = comparison.footings[-1]

    assert (last.planned, last.issued) == (2, 1)
    assert sorted(total.came_in) == pks(plans["known"])
    assert total.now == 2
    assert all(footing.foots for footing in comparison.footings)
    assert (comparison.beside.uncounted, comparison.beside.unnumbered) == (3, 1)
    moved = {pk for found in comparison.moves.values() for pk in found}
    assert moved == set(pks(plans["known"]))


def test_the_check_foots_with_what_stands_beside(plans):
    assert check(days=[DAY]) == []


def test_several_documents_without_a_number_are_never_one(resolution):
    document = PlannedDocumentFactory(resolution=resolution, is_group=True)

    assert document.total_is_unknown
    with pytest.raises(IntegrityError, match="group_is_outside_the_sums"), transaction.atomic():
        PlannedDocument.objects.filter(pk=document.pk).update(total_is_unknown=False)


@pytest.mark.parametrize(
    ("total", "sets"),
    [
        ("", ["known"]),
        ("unknown", ["unknown"]),
        ("group", ["group"]),
        ("beside", ["unknown", "group"]),
        ("all", ["known", "unknown", "group"]),
    ],
)
def test_the_register_shows_what_is_counted_and_the_rest_by_name(
    client, office, plans, total, sets
):
    client.force_login(office)

    page = client.get(REGISTER, {"total": total, "view": "all"}).context["page"]
    told = client.get("/api/v1/documents/", {"total": total}).json()

    assert pks(page.object_list) == sorted(pk for name in sets for pk in pks(plans[name]))
    assert sorted(row["id"] for row in told["results"]) == pks(page.object_list)


def test_the_register_says_how_many_rows_it_leaves_out(client, office, plans):
    client.force_login(office)

    response = client.get(REGISTER, {"group": "issued"})

    assert response.context["beside"]["n"] == 3
    assert "3 dòng ngoài tổng số" in response.text
    assert client.get(response.context["beside"]["url"]).context["page"].paginator.count == 3


def test_the_pages_say_what_stands_beside_and_link_to_it(client, office, plans, resolution):
    client.force_login(office)

    for address in ("/", resolution.get_absolute_url()):
        text = " ".join(client.get(address).text.split())
        assert "3 văn bản, nguồn không nêu tổng số </a>" in text, address
        assert "1 nhóm văn bản, nguồn không nêu số lượng </a>" in text, address
        assert "total=unknown" in text, address


def test_the_api_and_the_command_tell_them_apart(client, office, plans, resolution):
    client.force_login(office)
    out = StringIO()

    answer = client.get("/api/v1/figures/", {"resolution": resolution.pk}).json()
    call_command("figures", "--id", str(resolution.pk), stdout=out)

    assert (answer["total"], answer["uncounted"], answer["unnumbered"]) == (2, 3, 1)
    assert sorted(answer["ids"]["uncounted"]) == pks(plans["unknown"])
    assert sum(answer["timeliness"].values()) == 2
    assert "1/2 đã ban hành" in out.getvalue()
    assert "ngoài ra 3 văn bản, nguồn không nêu tổng số, 1 nhóm văn bản" in out.getvalue()


# -- coverage and the parts of agencies -------------------------------------------------------


def test_coverage_of_a_level_known_only_from_a_count_has_no_fraction(plans):
    rows = PlannedDocument.objects.as_of(MOMENT).with_unit()

    [district] = coverage_of(rows, on=DAY)

    assert (district.level, district.total, len(district.beside)) == ("district", 0, 3)
    assert district.figures.uncounted == 3


def test_coverage_credits_who_signs_then_who_drafts_and_never_who_advises(resolution):
    signs, drafts, advises = AgencyFactory(), AgencyFactory(), AgencyFactory()
    both = PlannedDocumentFactory(
        resolution=resolution, lead_agency=drafts, signing_body=signs, planned_on=DAY
    )
    alone = PlannedDocumentFactory(resolution=resolution, lead_agency=drafts, planned_on=DAY)
    nobody = PlannedDocumentFactory(resolution=resolution, planned_on=DAY)
    for document in (both, alone, nobody):
        document.advising_agencies.add(advises)
    state = PlannedDocument.objects.as_of(MOMENT).with_unit()

    assert {row.pk: row.unit_then for row in state} == {
        both.pk: signs.pk,
        alone.pk: drafts.pk,
        nobody.pk: None,
    }
    for unit, own in ((signs.pk, both), (drafts.pk, alone), (None, nobody)):
        assert list(state.of_unit(unit)) == [own]


@pytest.mark.parametrize("part", Part)
def test_each_part_of_an_agency_has_its_section_and_its_filter(
    client, office, resolution, part
):
    agency = AgencyFactory(name="Công an tỉnh")
    document = PlannedDocumentFactory(resolution=resolution)
    if part == Part.DRAFTS:
        document = PlannedDocumentFactory(resolution=resolution, lead_agency=agency)
    elif part == Part.SIGNS:
        document = PlannedDocumentFactory(resolution=resolution, signing_body=agency)
    elif part == Part.ADVISES:
        document.advising_agencies.add(agency)
    else:
        document.coordinating_agencies.add(agency)
    client.force_login(office)

    page = client.get(agency.get_absolute_url())
    listed = client.get(REGISTER, {"agency": agency.pk, "part": part.value})

    assert [(taken.part, taken.count.all) for taken in page.context["parts"]] == [(part, 1)]
    assert f'id="part-{part.value}"' in page.text
    assert list(listed.context["page"].object_list) == [document]


def test_an_agency_that_advises_may_read_the_document(client, focal, agency):
    document = PlannedDocumentFactory()
    client.force_login(focal)

    before = client.get(document.get_absolute_url()).status_code
    document.advising_agencies.add(agency)
    after = client.get(document.get_absolute_url())

    assert (before, after.status_code) == (404, 200)
    assert "Cơ quan tham mưu" in after.text


# -- what also concretises, and what a source does not give -----------------------------------


def test_a_page_shows_what_also_concretises_it_and_counts_nothing(client, office, resolution):
    other = ResolutionFactory(source_name="Báo")
    document = PlannedDocumentFactory(resolution=resolution, title="Kế hoạch số 54")
    document.also_concretises.add(other)
    client.force_login(office)

    page = client.get(other.get_absolute_url())
    overview = client.get("/")

    assert page.context["figures"].total == 0
    assert page.context["also"] == [document]
    assert "Kế hoạch số 54" in page.text
    assert "Nguồn không nêu văn bản cụ thể hóa." not in page.text
    assert other not in overview.context["without"]


def test_what_a_source_does_not_give_reads_so_and_else_it_is_not_there_yet(client, office):
    client.force_login(office)
    ours = PlannedDocumentFactory()
    theirs = PlannedDocumentFactory(source_name="Báo Đồng Khởi", title="Kế hoạch của báo")

    pages = [client.get(row.get_absolute_url()).text for row in (ours, theirs)]

    assert [page.count("chưa phân công") for page in pages] == [2, 0]
    assert [page.count("nguồn không nêu</span>") for page in pages] == [0, 5]
    assert said_of_missing(theirs, "chưa có") == "nguồn không nêu"
    assert said_of_missing(ours, "chưa có") == "chưa có"


@pytest.mark.parametrize(
    ("further", "words"),
    [("vision", "tầm nhìn đến năm 2030"), ("orientation", "định hướng đến năm 2030")],
)
def test_the_further_year_is_worded_as_in_the_document(client, office, further, words):
    resolution = ResolutionFactory(vision_year=2030, further_year=further)
    client.force_login(office)

    assert words in client.get(resolution.get_absolute_url()).text


def test_what_a_person_records_as_issued_lacks_a_proof_and_no_source(client, office):
    """“Not given by the source” is said of what a source told, not of what was typed today."""
    client.force_login(office)
    document = PlannedDocumentFactory(source_name="Báo cáo", status="drafting")
    services.issue(
        document,
        issued_on=date(2021, 12, 20),
        symbol="12/KH-UBND",
        issuer_name="UBND tỉnh",
        by=office,
    )

    page = html.unescape(client.get(document.get_absolute_url()).text)

    facts = page[page.index("<dt>Minh chứng") :]
    assert "nguồn không nêu" not in facts[: facts.index("</dd>")]


def test_the_watch_says_of_a_source_what_the_document_s_page_says(client, office):
    client.force_login(office)
    document = PlannedDocumentFactory(
        source_name="Báo cáo", status="awaiting_guidance", lead_agency=None
    )

    watch = html.unescape(client.get("/guidance/").text)

    assert document.title in watch
    assert "chưa có cơ quan chủ trì" not in watch.lower()
    assert watch.count("nguồn không nêu") == 2


def test_a_form_of_an_event_tells_how_a_mistake_is_mended(client, office):
    client.force_login(office)
    document = PlannedDocumentFactory(status="drafting")

    page = html.unescape(client.get(f"/documents/{document.pk}/submit/").text)

    assert "Ghi nhầm thì dùng “Hủy dòng ghi nhầm”" in page
    assert ">Quay lại</a>" in page
    assert ">Hủy</a>" not in page
