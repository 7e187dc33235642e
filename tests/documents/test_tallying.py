"""Documents that a source only counts: as the loader writes them, on a page of the office."""

import html
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from assignments.models import Agency
from documents import services
from documents.models import GuidanceWait, PlannedDocument, StatusChange
from documents.progress import figures_of_rows
from documents.progress.coverage import coverage_of
from resolutions.moments import Moment
from tests.factories import AgencyFactory, PlannedDocumentFactory, ResolutionFactory

pytestmark = pytest.mark.django_db

SENT = {
    "kind": "KH",
    "title": "Kế hoạch lãnh đạo, chỉ đạo thực hiện nhiệm vụ",
    "known": "count",
    "count_issued": "13",
    "on": "13/12/2021",
    "source_name": "Báo cáo số 120-BC/TU",
}


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def resolution():
    return ResolutionFactory()


def send(clerk, resolution, **given):
    return clerk.post(reverse("documents:tally_add", args=[resolution.pk]), SENT | given)


def shown(response):
    return html.unescape(response.text)


def rows_of(resolution, on=date(2021, 12, 13)):
    rows = PlannedDocument.objects.filter(resolution=resolution).as_of(Moment(on)).with_unit()
    return list(rows.for_register(on=on).order_by("code", "pk"))


def test_thirteen_plans_without_a_total_are_thirteen_rows_that_say_so(
    clerk, office, resolution
):
    answer = send(clerk, resolution)

    assert answer.status_code == 302
    made = PlannedDocument.objects.order_by("code")
    assert [row.code for row in made] == [f"{n:02}" for n in range(1, 14)]
    assert made[0].title == (
        "Kế hoạch lãnh đạo, chỉ đạo thực hiện nhiệm vụ 01 (nguồn không nêu tên)"
    )
    facts = ("is_unnamed", "total_is_unknown", "is_group", "status", "symbol", "evidence_gap")
    assert set(made.values_list(*facts)) == {(True, True, False, "issued", "", True)}
    history = StatusChange.objects.values_list("effective_on", "date_is_upper_bound", "by")
    assert set(history) == {(date(2021, 12, 13), True, office.pk)}
    assert "nguồn không nêu tổng số" in shown(clerk.get(resolution.get_absolute_url()))


def test_eleven_of_eighteen_with_the_rest_where_it_stands(clerk, resolution):
    send(
        clerk,
        resolution,
        known="of_total",
        total="18",
        count_issued="11",
        count_drafting="3",
        count_awaiting_guidance="4",
        issuer_name="Ban Thường vụ Tỉnh ủy",
    )

    rows = rows_of(resolution)
    figures = figures_of_rows(rows, on=date(2021, 12, 13))
    assert (figures.issued, figures.in_progress, figures.waiting, figures.denominator) == (
        11,
        3,
        4,
        18,
    )
    assert rows[0].code == "01/18"
    assert Counter((row.issuer_name, row.total_is_unknown) for row in rows) == {
        ("Ban Thường vụ Tỉnh ủy", False): 11,
        ("", False): 7,
    }
    assert GuidanceWait.objects.count() == 4


def test_plans_of_unnamed_units_stand_beside_the_coverage(clerk, resolution):
    send(clerk, resolution, count_issued="9", unit_level="district")

    [level] = coverage_of(rows_of(resolution), on=date(2021, 12, 13))
    # Nine of a number that the source does not give: in no fraction.
    assert (level.level, len(level.beside), level.total) == ("district", 9, 0)
    units = Agency.objects.filter(is_placeholder=True, is_fictional=False)
    assert units.count() == 9
    assert units.first().name == "Đơn vị cấp huyện 01 (nguồn không nêu tên)"


def test_several_documents_without_a_number_are_one_row(clerk, resolution):
    lead = AgencyFactory()

    send(
        clerk,
        resolution,
        known="several",
        title="Các kế hoạch hỗ trợ mã số vùng trồng",
        count_issued="",
        count_drafting="1",
        lead_agency=lead.pk,
    )

    made = PlannedDocument.objects.get()
    assert (made.title, made.code) == ("Các kế hoạch hỗ trợ mã số vùng trồng", "")
    assert (made.is_group, made.total_is_unknown, made.is_unnamed) == (True, True, False)
    assert (made.status, made.lead_agency) == ("drafting", lead)


def test_document_known_by_issuer_and_title_lacks_its_number_only(clerk, resolution):
    send(
        clerk,
        resolution,
        known="named",
        title="Kế hoạch xây dựng con người",
        count_issued="1",
        issuer_name="UBND tỉnh",
    )

    made = PlannedDocument.objects.get()
    assert (made.title, made.issuer_name) == ("Kế hoạch xây dựng con người", "UBND tỉnh")
    assert (made.status, made.evidence_gap) == ("issued", True)
    assert (made.is_unnamed, made.is_group, made.total_is_unknown) == (False, False, False)


def test_the_same_set_is_recorded_once_whatever_total_is_given_then(clerk, resolution):
    send(clerk, resolution)

    again = send(clerk, resolution)
    larger = send(clerk, resolution, known="of_total", total="15", count_issued="15")
    elsewhere = send(clerk, ResolutionFactory())

    assert (again.status_code, larger.status_code, elsewhere.status_code) == (422, 422, 302)
    assert "đã được ghi ở đây" in shown(again)
    assert PlannedDocument.objects.count() == 26


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"known": "of_total"}, "Hãy ghi tổng số"),
        ({"known": "of_total", "total": "18"}, "cộng lại là 13, tổng số là 18"),
        ({"total": "18"}, "nguồn không nêu tổng số nhưng vẫn ghi tổng số"),
        ({"count_issued": ""}, "Hãy ghi số văn bản ở từng trạng thái"),
        ({"count_issued": "0"}, "Hãy ghi số văn bản ở từng trạng thái"),
        ({"count_issued": "-1"}, "lớn hơn hoặc bằng"),
        ({"count_issued": "mười ba"}, "số nguyên"),
        ({"count_issued": "301"}, "nhỏ hơn hoặc bằng"),
        ({"count_issued": "200", "count_drafting": "101"}, "tối đa 300"),
        ({"known": "several"}, "Hãy ghi số 1"),
        ({"known": "named"}, "Hãy ghi số 1"),
        (
            {"known": "several", "count_issued": "1", "unit_level": "district"},
            "Chỉ các văn bản được đếm",
        ),
        ({"title": " \u200b "}, "Hãy ghi đó là những văn bản gì"),
        ({"title": "TỐI MẬT: kế hoạch diễn tập"}, "MẬT"),
        ({"source_name": ""}, "bắt buộc"),
        ({"on": "31/02/2021"}, "Không đọc được ngày"),
        ({"on": "01/01/2999"}, "chưa tới"),
        ({"kind": "XX"}, "XX"),
        ({"known": "nobody"}, "nobody"),
    ],
)
def test_tally_that_cannot_be_is_refused_and_nothing_is_saved(
    clerk, resolution, wrong, message
):
    answer = send(clerk, resolution, **wrong)

    assert answer.status_code == 422
    assert message in shown(answer)
    assert PlannedDocument.objects.count() == Agency.objects.count() == 0


def test_one_agency_or_each_its_own_unit_but_not_both(clerk, resolution):
    answer = send(clerk, resolution, unit_level="district", lead_agency=AgencyFactory().pk)

    assert answer.status_code == 422
    assert "Chỉ chọn một trong hai" in shown(answer)
    assert PlannedDocument.objects.count() == 0


@pytest.mark.parametrize("persona", ["board", "focal"])
def test_who_only_reads_records_no_count(client, request, resolution, persona):
    client.force_login(request.getfixturevalue(persona))

    answer = send(client, resolution)

    assert answer.status_code == 403
    assert PlannedDocument.objects.count() == 0


def test_document_that_is_named_later_is_no_longer_known_from_a_count(clerk, resolution):
    send(clerk, resolution, count_issued="1")
    document = PlannedDocument.objects.get()
    address = reverse("documents:document_edit", args=[document.pk])
    form = clerk.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in values.items()}
    for name in ("is_unnamed", "total_is_unknown", "is_group", "is_secret"):
        del sent[name]

    answer = clerk.post(address, sent | {"title": "Kế hoạch số 12"})

    document.refresh_from_db()
    assert answer.status_code == 302
    assert (document.title, document.is_unnamed, document.total_is_unknown) == (
        "Kế hoạch số 12",
        False,
        False,
    )


def test_document_known_well_is_not_asked_what_is_not_known_of_it(clerk):
    document = PlannedDocumentFactory()

    form = clerk.get(reverse("documents:document_edit", args=[document.pk])).context["form"]

    assert not {"is_unnamed", "is_group", "total_is_unknown"} & form.fields.keys()


def test_a_set_entered_by_mistake_is_struck_out_whole_and_may_come_again(clerk, resolution):
    send(clerk, resolution)
    send(clerk, resolution, title="Kế hoạch khác", count_issued="2")
    before, today = timezone.now(), timezone.localdate()
    document = PlannedDocument.objects.filter(code="03").first()
    address = reverse("documents:tally_strike_out", args=[document.pk])

    offered = address in clerk.get(document.get_absolute_url()).text
    without = clerk.post(address, {"reason": " "})
    done = clerk.post(address, {"reason": "Nhập nhầm văn bản chỉ đạo"})
    again = send(clerk, resolution, count_issued="12")

    now = [PlannedDocument.objects.as_of(Moment(today, at)).count() for at in (before, None)]
    assert (offered, without.status_code) == (True, 422)
    assert (done.status_code, again.status_code) == (302, 302)
    assert now == [15, 14]
    assert PlannedDocument.objects.count() == 27


def test_a_set_of_which_more_was_recorded_stays_whole_and_says_of_which(clerk, resolution):
    send(clerk, resolution, count_issued="", count_drafting="3")
    first, second, _third = PlannedDocument.objects.order_by("code")
    services.submit(second, effective_on=timezone.localdate(), by=None)
    address = reverse("documents:tally_strike_out", args=[first.pk])

    answer = clerk.post(address, {"reason": "Nhập nhầm"})

    assert answer.status_code == 422
    assert second.title in shown(answer)
    assert StatusChange.objects.filter(event="undo").count() == 0


def test_a_group_without_number_is_struck_out_on_its_own_page(clerk, resolution):
    send(clerk, resolution, known="several", count_issued="1")
    document = PlannedDocument.objects.get()
    address = f"/changes/{document.changes.get().pk}/strike-out/"

    offered = address in clerk.get(document.get_absolute_url()).text
    clerk.post(address, {"reason": "Nhập nhầm"})

    assert offered
    assert not PlannedDocument.objects.standing().exists()
