"""A pasted report: what it states stands beside the register, and a person accepts it."""

import html
import re
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlparse

import pytest
from django.utils import timezone
from django.utils.translation import gettext

from documents.demo.reading import FOLDER
from documents.extraction import Sense
from documents.models import PlannedDocument
from documents.status import DocumentStatus
from resolutions.models import Measurement, Narrative, Resolution, Target
from tests import demo
from tests.factories import PlannedDocumentFactory, ResolutionFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/paste/"
DAY = "13/12/2021"
SHARE = (
    "Thực hiện Nghị quyết số 03-NQ/TU ngày 18-1-2021 của Tỉnh ủy về xây dựng Đảng, đến nay đã "
    "ban hành 11/18 văn bản."
)


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


def paste(clerk, text, **more):
    return clerk.post(ADDRESS, {"text": text, "on": DAY, **more})


def resolution_with(issued, others):
    resolution = ResolutionFactory(symbol="03-NQ/TU")
    for _n in range(issued):
        PlannedDocumentFactory(resolution=resolution, status=DocumentStatus.ISSUED)
    for _n in range(others):
        PlannedDocumentFactory(resolution=resolution)
    return resolution


def counts():
    models = (Resolution, PlannedDocument, Narrative, Measurement)
    return [model.objects.count() for model in models]


def test_share_that_the_register_confirms_is_said_to_agree(clerk):
    resolution_with(11, 7)
    before = counts()

    page = paste(clerk, SHARE)

    assert page.status_code == 200
    assert "Hệ thống: 11/18 – khớp" in " ".join(html.unescape(page.text).split())
    assert counts() == before


def test_share_that_the_register_does_not_confirm_is_said_to_differ(clerk):
    resolution_with(10, 8)

    page = paste(clerk, SHARE)

    assert "Hệ thống: 10/18 – lệch" in " ".join(html.unescape(page.text).split())


def test_document_found_names_its_row_in_the_register(clerk):
    resolution = resolution_with(1, 0)

    page = paste(clerk, SHARE)

    found = [one for one, _address in page.context["found"] if one.is_document]
    assert [one.governing for one in found] == [(resolution,)]
    assert f'href="/resolutions/{resolution.pk}/"' in page.text


def test_document_found_opens_its_form_filled_in(clerk):
    text = (
        "Ngày 20-1-2021, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch số 15-KH/TU về chuyển đổi số."
    )

    page = paste(clerk, text)

    [(one, address)] = page.context["found"]
    asked = {n: v[0] for n, v in parse_qs(urlparse(address["governing"]).query).items()}
    assert (asked["symbol"], asked["kind"], asked["issued_on"]) == (
        "15-KH/TU",
        "KH",
        "2021-01-20",
    )
    for name, place in address.items():
        form = clerk.get(place)
        assert form.status_code == 200, name
        assert form.context["form"]["title"].value() == "chuyển đổi số"
        assert text in form.context["form"]["note"].value()


def test_sentence_is_recorded_once_however_often_it_is_accepted(clerk):
    resolution = resolution_with(11, 7)
    found = [one for one, _a in paste(clerk, SHARE).context["found"] if not one.is_document]

    for _time in range(2):
        page = paste(clerk, SHARE, accept=str(found[0].number))

    [narrative] = Narrative.objects.all()
    assert (narrative.resolution, narrative.on, narrative.text) == (
        resolution,
        date(2021, 12, 13),
        SHARE,
    )
    assert narrative.source_quote == SHARE
    assert "Câu này đã được ghi." in page.text


def test_amount_is_recorded_as_measured_for_a_target_in_its_unit(clerk):
    resolution = ResolutionFactory(symbol="05-NQ/TU")
    target = Target.objects.create(
        resolution=resolution,
        name="Doanh nghiệp thành lập mới",
        unit="doanh nghiệp",
        target_value=5000,
    )
    text = "Thực hiện Nghị quyết số 05-NQ/TU, toàn tỉnh phát triển được 1.000 doanh nghiệp."
    [one] = [o for o, _a in paste(clerk, text).context["found"] if o.targets]

    for _time in range(2):
        paste(clerk, text, accept=f"{one.number}:{target.pk}:0")

    [measured] = Measurement.objects.all()
    assert (measured.target, measured.on, measured.value) == (target, date(2021, 12, 13), 1000)


@pytest.mark.parametrize(
    "accept",
    ["999", "x", "0:999", "-1", "0:x", "9" * 40, "0:1:0", "0:in:1", "0:in:x", "0:1:2:3"],
)
def test_button_that_is_not_on_the_page_records_nothing(clerk, accept):
    resolution_with(1, 1)
    before = counts()

    page = paste(clerk, SHARE, accept=accept)

    assert (page.status_code, counts()) == (200, before)


def test_text_without_facts_finds_nothing(clerk):
    page = paste(clerk, "Kính gửi các đồng chí. Trân trọng cảm ơn.")

    assert page.context["found"] == []
    assert gettext("No document, count or target was found in this text.") in page.text


def test_text_over_a_megabyte_is_refused_with_a_sentence(clerk):
    page = paste(clerk, "Đảng " * 200_000)

    said = "The text is too long: at most 1 MB. Paste it in pieces, chapter by chapter."
    assert page.status_code == 422
    assert gettext(said) in html.unescape(page.text)


@pytest.mark.parametrize(
    "sent", [{"text": "  "}, {"text": "a\0b"}, {"text": "a", "on": "31/02"}]
)
def test_text_or_day_that_cannot_be_is_refused(clerk, sent):
    page = clerk.post(ADDRESS, sent)

    assert page.status_code == 422
    assert page.context["form"].errors


@pytest.mark.parametrize("times", [1, 5])
def test_text_asks_as_many_queries_whatever_it_names(clerk, times, django_assert_num_queries):
    for number in range(5):
        ResolutionFactory(symbol=f"{number + 1:02d}-NQ/TU")
    text = "\n\n".join(SHARE.replace("03-NQ", f"0{n + 1}-NQ") for n in range(times))

    with django_assert_num_queries(8):
        paste(clerk, text)


# --- a number, a target, a day ---------------------------------------------------------------


def target_of(symbol="05-NQ/TU", unit="%", value=10, **more):
    resolution = ResolutionFactory(symbol=symbol, **more)
    return Target.objects.create(
        resolution=resolution, name="Tỷ lệ hộ nghèo", unit=unit, target_value=value
    )


def amounts(page):
    return [one for one, _address in page.context["found"] if one.sense]


def words_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("8,5 %", "%", "8.5"),
        ("1.000,5 ha", "ha", "1000.5"),
        ("0,5%", "%", "0.5"),
        ("12.345.678 người", "người", "12345678"),
        ("1,5 triệu người", "người", "1500000"),
    ],
)
def test_one_click_writes_the_number_that_the_text_writes(clerk, written, unit, value):
    target = target_of(unit=unit, value=3)
    text = f"Thực hiện Nghị quyết số 05-NQ/TU, đến nay đã đạt {written}."
    [one] = amounts(paste(clerk, text))

    paste(clerk, text, accept=f"{one.number}:{target.pk}:0")

    [measured] = Measurement.objects.all()
    assert (measured.value, measured.on) == (Decimal(value), date(2021, 12, 13))


def test_a_number_that_may_be_two_is_asked_and_the_one_chosen_is_written(clerk):
    target = target_of(unit="ha")
    text = "Thực hiện Nghị quyết số 05-NQ/TU, đến nay đã có 8,500 ha."
    page = paste(clerk, text)

    paste(clerk, text, accept=f"{amounts(page)[0].number}:{target.pk}:1")

    assert "Ghi số đo 8,5 ha ngày 13/12/2021" in words_of(page)
    assert "Ghi số đo 8.500 ha ngày 13/12/2021" in words_of(page)
    assert Measurement.objects.get().value == 8500


@pytest.mark.parametrize(
    "words",
    [
        "UBND tỉnh ban hành Quyết định phê duyệt kế hoạch hỗ trợ 1.000 doanh nghiệp",
        "hỗ trợ 1.000 doanh nghiệp",
        "phấn đấu đến năm 2025 đạt 900 doanh nghiệp",
        "xây dựng 900 doanh nghiệp giai đoạn 2021 - 2025",
        "số doanh nghiệp tăng 900 doanh nghiệp so với cùng kỳ",
    ],
)
def test_what_is_set_or_changed_is_never_recorded_as_measured(clerk, words):
    target = target_of(unit="doanh nghiệp", value=1000)
    text = f"Thực hiện Nghị quyết số 05-NQ/TU, {words}."
    page = paste(clerk, text)
    [one] = amounts(page)

    for reading in ("0", "1", ""):
        paste(clerk, text, accept=f"{one.number}:{target.pk}:{reading}")

    assert one.targets == (target,)
    assert f'value="{one.number}:{target.pk}:' not in page.text
    assert not Measurement.objects.exists()


def test_an_amount_that_may_be_a_target_is_recorded_only_as_a_result_in_words(clerk):
    target = target_of(unit="%", value=10)
    text = "Thực hiện Nghị quyết số 05-NQ/TU, tỷ lệ hộ nghèo 2,5%."
    page = paste(clerk, text)
    [one] = amounts(page)

    paste(clerk, text, accept=f"{one.number}:{target.pk}:0")

    assert one.sense == Sense.OPEN
    assert "Đây là kết quả: ghi số đo 2,5 % ngày 13/12/2021" in words_of(page)
    assert Measurement.objects.get().value == Decimal("2.5")


REPORT_OF_A_DAY = (
    "BÁO CÁO\nBến Tre, ngày 30 tháng 9 năm 2021\n\nThực hiện Nghị quyết số 05-NQ/TU, đến nay đã "
    "đạt 8,5 %."
)


@pytest.mark.parametrize(
    ("text", "typed", "on"),
    [
        (REPORT_OF_A_DAY, "", date(2021, 9, 30)),
        (REPORT_OF_A_DAY, "01/10/2021", date(2021, 10, 1)),
        (REPORT_OF_A_DAY.replace("đến nay", "tính đến 31/8/2021"), "", date(2021, 8, 31)),
        (REPORT_OF_A_DAY.replace("đến nay", "tính đến 31/8/2021"), DAY, date(2021, 8, 31)),
    ],
)
def test_a_measurement_bears_the_day_of_its_report(clerk, text, typed, on):
    target = target_of()
    [one] = amounts(paste(clerk, text, on=typed))

    paste(clerk, text, on=typed, accept=f"{one.number}:{target.pk}:0")

    assert Measurement.objects.get().on == on


def test_the_page_says_which_day_the_text_prints(clerk):
    page = paste(clerk, REPORT_OF_A_DAY, on="")

    assert "Số liệu là của ngày 30/09/2021" in words_of(page)
    assert "Văn bản ghi “Bến Tre, ngày 30 tháng 9 năm 2021”" in words_of(page)


def test_another_day_than_the_text_prints_is_pointed_out(clerk):
    page = paste(clerk, REPORT_OF_A_DAY, on="01/10/2021")

    assert "Văn bản ghi ngày 30/09/2021, nhưng ngày 01/10/2021 đã được nhập" in words_of(page)


def test_today_is_taken_only_where_the_text_prints_no_day_and_the_page_says_so(clerk):
    page = paste(clerk, "Thực hiện Nghị quyết số 05-NQ/TU, đã đạt 8,5 %.", on="")

    assert page.context["day"].on == timezone.localdate()
    assert "Văn bản không ghi ngày: số liệu đang được lấy theo hôm nay" in words_of(page)


def test_an_amount_of_an_earlier_year_says_so(clerk):
    target_of()
    page = paste(clerk, "Thực hiện Nghị quyết số 05-NQ/TU, năm 2019 đã đạt 8,5 %.")

    assert "Câu này nói về năm 2019; hãy xem lại ngày." in words_of(page)


def test_an_amount_of_another_year_is_recorded_only_on_a_day_that_is_given(clerk):
    target = target_of(unit="ha", value=900)
    text = (
        "Thực hiện Nghị quyết số 05-NQ/TU, đến nay đã đạt 720 ha; năm 2020 đạt 500 ha; phấn đấu "
        "đạt 900 ha."
    )
    page = paste(clerk, text)
    now, then, goal = amounts(page)
    [asked] = re.findall(r'href="(/resolutions/targets/[^"]*)"', html.unescape(page.text))

    for one in (now, then, goal):
        paste(clerk, text, accept=f"{one.number}:{target.pk}:0")
    form = clerk.get(asked).context["form"]

    assert [m.value for m in Measurement.objects.all()] == [720]
    assert "500 ha là của năm 2020: nhập ngày rồi ghi" in words_of(page)
    assert (form["value"].value(), form["on"].value()) == ("500", None)
    assert "năm 2020" in form["source_quote"].value()


def test_what_is_recorded_as_measured_is_said_and_not_offered_again(clerk):
    target = target_of(unit="ha", value=2000)
    text = "Thực hiện Nghị quyết số 05-NQ/TU, đến nay đã đạt 1.000,50 ha."
    [one] = amounts(paste(clerk, text))

    page = paste(clerk, text, accept=f"{one.number}:{target.pk}:0")

    assert f'value="{one.number}:{target.pk}:' not in page.text
    assert "Đã ghi số đo 1.000,5 ha ngày 13/12/2021" in words_of(page)


def test_a_document_that_is_in_the_register_is_not_offered_to_be_entered(clerk):
    ResolutionFactory(symbol="05-NQ/TU")

    page = paste(clerk, "Nghị quyết số 05-NQ/TU về chuyển đổi số.")

    assert "/resolutions/new/?" not in page.text
    assert "/documents/new/?" not in page.text


def test_a_document_named_before_its_verb_is_found_by_its_title(clerk):
    held = PlannedDocumentFactory(
        title="Kế hoạch triển khai thực hiện Đề án chuyển đổi số trên địa bàn tỉnh", kind="KH"
    )

    page = paste(
        clerk,
        "Kế hoạch triển khai thực hiện Đề án CĐS trên địa bàn tỉnh đã được UBND tỉnh ban hành.",
    )

    [(one, _address)] = page.context["found"]
    assert (one.planned, one.candidate.fact.issuer) == ((held,), "UBND tỉnh")


def test_pasting_in_training_mode_looks_and_leads_nowhere_else(clerk):
    real = ResolutionFactory(symbol="05-NQ/TU")
    own = ResolutionFactory(symbol="05-NQ/TU", is_fictional=True)

    page = clerk.post(
        "/paste/?data=training",
        {"text": "Nghị quyết số 05-NQ/TU đã có; Kế hoạch số 9-KH/TU về nhà ở."},
    )

    found = [row for one, _address in page.context["found"] for row in one.governing]
    links = re.findall(r'href="(/(?:resolutions|documents)/new/[^"]*)"', page.text)
    assert found == [own]
    assert real not in found
    assert len(links) > 2
    assert all("data=training" in link for link in links)


# --- of which document -----------------------------------------------------------------------


def test_a_share_stands_beside_the_document_that_its_sentence_speaks_of(clerk):
    resolution_with(11, 7)
    plan = ResolutionFactory(symbol="52-KH/TU", kind="KH")
    PlannedDocumentFactory(resolution=plan, status=DocumentStatus.ISSUED)
    text = SHARE.replace(", đến nay", ", Ban Thường vụ ban hành Kế hoạch số 52-KH/TU. Đến nay")

    page = paste(clerk, text)

    [share] = [one for one, _a in page.context["found"] if one.beside]
    assert [str(row) for row in share.beside] == ["11/18"]


def test_a_share_of_two_documents_is_asked_and_recorded_under_the_one_chosen(clerk):
    first, second = ResolutionFactory(symbol="03-NQ/TU"), ResolutionFactory(symbol="05-NQ/TU")
    text = (
        "Các ngành thực hiện Nghị quyết số 03-NQ/TU và Nghị quyết số 05-NQ/TU, đã ban hành 11/18 "
        "văn bản."
    )
    page = paste(clerk, text)
    [share] = [one for one, _a in page.context["found"] if not one.is_document]

    refused = paste(clerk, text, accept=f"{share.number}")
    assert not Narrative.objects.exists()
    recorded = paste(clerk, text, accept=f"{share.number}:in:{first.pk}")

    assert refused.status_code == 200
    assert (share.belongs_to, set(share.choices)) == ((), {first, second})
    assert "Hãy chọn văn bản" in words_of(page)
    assert Narrative.objects.get().resolution == first
    assert "Câu này đã được ghi vào 03-NQ/TU." in words_of(recorded)


def test_a_document_that_is_not_in_the_register_has_no_other_in_its_place(clerk):
    ResolutionFactory(symbol="05-NQ/TU")
    text = (
        "Thực hiện Nghị quyết số 57-NQ/TW, tỉnh ban hành Nghị quyết số 05-NQ/TU. Đã ban hành 11/18 "
        "văn bản."
    )
    page = paste(clerk, text)

    [share] = [one for one, _a in page.context["found"] if not one.is_document]
    assert (share.belongs_to, share.choices, share.beside) == ((), (), ())
    assert "Nội dung này thuộc 57-NQ/TW, chưa có trong sổ." in words_of(page)


def test_of_two_documents_with_one_symbol_the_date_tells(clerk):
    meant = ResolutionFactory(symbol="06-NQ/TU", issued_on=date(2021, 1, 29))
    ResolutionFactory(symbol="06-NQ/TU", issued_on=None)
    text = "Thực hiện Nghị quyết số 06-NQ/TU ngày 29-1-2021, đã ban hành 1/2 văn bản."

    [share] = [one for one, _a in paste(clerk, text).context["found"] if not one.is_document]

    assert share.belongs_to == (meant,)


def test_of_two_documents_with_one_symbol_and_no_date_one_is_asked(clerk):
    for day in (date(2021, 1, 29), date(2016, 1, 29)):
        ResolutionFactory(symbol="06-NQ/TU", issued_on=day)
    text = "Thực hiện Nghị quyết số 06-NQ/TU, đã ban hành 1/2 văn bản."

    [share] = [one for one, _a in paste(clerk, text).context["found"] if not one.is_document]

    assert (share.belongs_to, len(share.choices)) == ((), 2)


# --- the report of 13/12/2021 in the register that was made from it ----------------------------


@pytest.fixture
def pasted_report(clerk):
    demo.load()
    text = (FOLDER / "bao-dong-khoi-2021-12-13.txt").read_text(encoding="utf-8")
    page = paste(clerk, text, on="")
    return [one for one, _address in page.context["found"]]


def test_every_document_that_the_report_names_and_the_register_holds_is_found(pasted_report):
    """One sentence speaks of the plans of all levels in general."""
    missing = [
        one.candidate.place.text[:60]
        for one in pasted_report
        if one.is_document and not (one.governing or one.planned or one.alike)
    ]
    held = set(
        # A group whose number nobody gives has no name of its own.
        PlannedDocument.objects.real()
        .exclude(is_unnamed=True)
        .exclude(is_group=True)
        .values_list("title", flat=True)
    )
    shown = {
        row.title
        for one in pasted_report
        for row in (*one.planned, *one.alike)
        if isinstance(row, PlannedDocument)
    }

    assert held - shown == set()
    assert missing == ["KH cụ thể hóa thực hiện, lãnh đạo, chỉ đạo triển khai thực h"]


def test_the_report_of_13_12_2021_is_read_as_of_its_day(pasted_report):
    assert {one.on for one in pasted_report} == {date(2021, 12, 13)}


def test_the_thousand_enterprises_of_the_report_are_a_target(pasted_report):
    [thousand] = [one for one in pasted_report if one.candidate.place.text.startswith("1.000")]

    assert thousand.sense == Sense.GOAL
    assert [target.target_value for target in thousand.targets] == [1000]


def test_the_shares_of_the_report_agree_with_the_register(pasted_report):
    assert [str(row) for one in pasted_report for row in one.beside] == [
        "11/18",
        "3/18",
        "4/18",
    ]


@pytest.mark.parametrize(
    ("written", "held"),
    [
        (
            "KH ứng dụng CNTT, CĐS ngành y tế",
            "Kế hoạch ứng dụng công nghệ thông tin, chuyển đổi số ngành y tế",
        ),
        (
            "Kế hoạch chuyển đổi số và cải cách hành chính của ngành",
            "Kế hoạch CĐS và CCHC của ngành",
        ),
        (
            "KH về phát triển KTTT giai đoạn 2021 - 2025",
            "Kế hoạch phát triển kinh tế tập thể giai đoạn 2021 - 2025",
        ),
        (
            "Chương trình XDNTM của tỉnh đến năm 2025",
            "Chương trình xây dựng nông thôn mới của tỉnh đến năm 2025",
        ),
    ],
)
def test_a_title_is_found_whichever_side_abbreviates_it(clerk, written, held):
    kind = "KH" if held.startswith("K") else "CTr"
    document = PlannedDocumentFactory(
        title=held, kind=kind, resolution=ResolutionFactory(symbol="01-NQ/TU")
    )

    page = paste(clerk, f"Thực hiện Nghị quyết số 01-NQ/TU, đã ban hành {written}.")

    [one] = [one for one, _a in page.context["found"] if one.is_document and not one.governing]
    assert one.planned == (document,)


def test_a_title_is_found_where_the_text_names_no_governing_document(clerk):
    document = PlannedDocumentFactory(
        title="Kế hoạch chuyển đổi số gắn với nâng cao chất lượng dạy học", kind="KH"
    )

    page = paste(clerk, "Đã ban hành KH CĐS gắn với nâng cao chất lượng dạy học.")

    [(one, _address)] = page.context["found"]
    assert one.planned == (document,)


def test_a_title_that_is_only_alike_is_offered_and_not_taken(clerk):
    document = PlannedDocumentFactory(
        title="Kế hoạch phòng chống tội phạm và tệ nạn ma túy giai đoạn 2016 - 2020", kind="KH"
    )

    page = paste(clerk, "Đã ban hành KH phòng chống tội phạm và tệ nạn ma túy.")

    [(one, _address)] = page.context["found"]
    assert (one.planned, one.alike) == ((), (document,))
    assert "Có thể là, trong sổ:" in words_of(page)


def test_a_title_of_nothing_in_the_register_is_said_not_to_be_found(clerk):
    page = paste(clerk, "Đã ban hành KH trồng rừng ngập mặn ven biển.")

    assert "Không tìm thấy văn bản có tên này trong sổ." in words_of(page)


@pytest.mark.parametrize("times", [1, 5])
def test_titles_ask_as_many_queries_whatever_their_number(
    clerk, times, django_assert_num_queries
):
    text = " ".join(
        f"Đã ban hành KH nâng cao chất lượng phong trào thi đua {word}."
        for word in "abcde"[:times]
    )
    PlannedDocumentFactory(title="Kế hoạch nâng cao chất lượng phong trào thi đua a", kind="KH")

    with django_assert_num_queries(6):
        paste(clerk, text)
