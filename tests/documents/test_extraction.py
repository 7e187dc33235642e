"""What is found in a pasted report, with the words it stands on; and what is left alone."""

import io
import json
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from documents.demo.reading import FOLDER
from documents.extraction import (
    Counted,
    NamedDocument,
    Note,
    Period,
    Quantity,
    Rule,
    Sense,
    extract,
    read_text,
)

REPORT = read_text((FOLDER / "bao-dong-khoi-2021-12-13.txt").read_bytes())


@pytest.fixture(scope="module")
def report():
    return extract(REPORT)


def found(extraction, *rules):
    return [candidate for candidate in extraction.candidates if candidate.rule in rules]


def facts(text, *rules):
    return [candidate.fact for candidate in found(extract(text), *(rules or Rule))]


# --- the report of 13/12/2021 ----------------------------------------------------------------


def test_the_report_names_fourteen_documents_with_dates_issuers_and_subjects(report):
    told = {}
    for candidate in found(report, Rule.DOCUMENT, Rule.SHORT_REFERENCE):
        fact = candidate.fact
        facts_of_it = (fact.issued_on, fact.issuer, fact.subject.split(",")[0][:38])
        told.setdefault(fact.symbol.canonical, []).append(facts_of_it)

    january = date(2021, 1, 29)
    party = "xây dựng Đảng và hệ thống chính trị tr"
    assert {symbol: mentions[0] for symbol, mentions in told.items()} == {
        "03-NQ/TU": (date(2021, 1, 18), "Tỉnh ủy", party),
        "01-NQ/TU": (date(2020, 10, 20), "Tỉnh ủy", "chuyển đổi số (CĐS) tỉnh"),
        "52-KH/TU": (None, "BTV Tỉnh ủy", ""),
        "04-NQ/TU": (january, "Tỉnh ủy", "phát triển tỉnh về hướng Đông"),
        "3686/KH-UBND": (date(2021, 6, 30), "UBND tỉnh", ""),
        "05-NQ/TU": (january, "Tỉnh ủy", "xây dựng con người Bến Tre phát triển "),
        "06-NQ/TU": (january, "Tỉnh ủy", "phát triển đô thị tỉnh"),
        "07-NQ/TU": (january, "Tỉnh ủy", "xây dựng vùng sản xuất tập trung"),
        "KH số 54": (None, "Đảng ủy Quân sự tỉnh", ""),
        "02-CT/TU": (None, "BTV Tỉnh ủy", ""),
        "01-CT/TU": (None, "BTV Tỉnh ủy", "phát động phong trào thi đua “Đồng khở"),
        "04-CT/TU": (date(2020, 12, 9), "BTV Tỉnh ủy", "tăng cường công tác phối hợp"),
        "07-CTr/TU": (
            date(2021, 1, 22),
            "BTV Tỉnh ủy",
            "phòng chống tội phạm và tệ nạn ma túy",
        ),
    }
    assert told["06-NQ/TU"][1] == (None, "Tỉnh ủy", "thực hiện nhiệm vụ diễn tập năm 2021")
    assert {symbol: len(mentions) for symbol, mentions in told.items() if mentions[1:]} == {
        "03-NQ/TU": 3,
        "06-NQ/TU": 2,
        "02-CT/TU": 2,
        "07-CTr/TU": 2,
    }


def test_the_report_gives_the_periods_of_its_documents(report):
    periods = {
        candidate.fact.symbol.canonical: candidate.fact.period
        for candidate in found(report, Rule.DOCUMENT)
        if candidate.fact.period
    }

    assert periods == {
        "01-NQ/TU": Period(2020, 2025, 2030),
        "04-NQ/TU": Period(2021, 2025, 2030),
        "06-NQ/TU": Period(2020, 2025, 2030),
        "07-NQ/TU": Period(2020, 2025, 2030, is_orientation=True),
        "01-CT/TU": Period(2020, 2025, 2030),
        "07-CTr/TU": Period(2020, 2025),
    }


def test_the_report_says_eleven_three_and_four_of_eighteen(report):
    shares = found(report, Rule.SHARE)

    assert [
        (c.place.text, c.fact.part, c.fact.total, c.fact.status, c.notes) for c in shares
    ] == [
        ("11/18 văn bản", 11, 18, "issued", (Note.ADDS_UP,)),
        ("3/18 văn bản", 3, 18, "drafting", (Note.ADDS_UP,)),
        ("4/18 văn bản", 4, 18, "awaiting_guidance", (Note.ADDS_UP,)),
    ]
    assert {c.near for c in shares} == {("52-KH/TU", "03-NQ/TU")}


def test_the_report_counts_tasks_documents_bodies_and_product_groups(report):
    counts = found(report, Rule.COUNT)

    assert [(c.place.text, c.fact.about) for c in counts] == [
        ("18 văn bản", "Nghị quyết Ðại hội XI Ðảng bộ tỉnh"),
        ("17 đầu việc", ""),
        ("18 văn bản", ""),
        ("18 đơn vị", "cấp tỉnh"),
        ("9 đơn vị", "cấp huyện"),
        ("6 nhóm sản phẩm", "chủ lực của tỉnh có quy mô phù hợp với từng loại hình sản xuất"),
        ("1 nghị quyết", ""),
        ("1 chỉ thị", ""),
        ("13 KH", ""),
        ("1 công văn", "lãnh đạo"),
    ]


def test_the_report_divides_twenty_one_projects_into_five_stages(report):
    (portfolio,) = found(report, Rule.PORTFOLIO)
    stages = found(report, Rule.STAGE)

    assert (portfolio.place.text, portfolio.fact.total) == ("21 dự án", 21)
    assert [(c.fact.total, c.fact.about[:45]) for c in stages] == [
        (4, "đã chọn nhà đầu tư với tổng diện tích là 213h"),
        (1, "đã thực hiện bước sơ tuyển, đang lập hồ sơ mờ"),
        (11, "đã hoàn thành đến bước phê duyệt chỉ tiêu quy"),
        (4, "chưa phê duyệt chỉ tiêu quy hoạch kiến trúc"),
        (1, "đang tổ chức lập quy hoạch phân khu"),
    ]
    assert {c.notes for c in stages} == {(Note.ADDS_UP,)}
    assert {c.near for c in stages} == {("06-NQ/TU",)}


def test_the_report_states_four_amounts(report):
    amounts = found(report, Rule.QUANTITY)

    assert [
        (c.place.text, c.fact.value, c.fact.unit, c.fact.direction, c.fact.period, c.fact.sense)
        for c in amounts
    ] == [
        ("1.000 doanh nghiệp", 1000, "doanh nghiệp", "", Period(2021, 2022), Sense.GOAL),
        ("213ha", 213, "ha", "", None, Sense.RESULT),
        ("750ha", 750, "ha", "", Period(2021, 2025, 2030, is_orientation=True), Sense.OPEN),
        ("5%", 5, "%", "decrease", None, Sense.GOAL),
    ]
    assert amounts[-1].fact.about == "tỷ lệ đảng viên vi phạm đến mức thi hành kỷ luật"
    assert amounts[-1].notes == (Note.PERCENT_OR_POINTS, Note.YEAR_MISSING)


def test_the_report_names_plans_that_bear_no_number(report):
    plans = found(report, Rule.UNNUMBERED)

    assert len([c for c in plans if c.near == ("01-NQ/TU",)]) == 10
    assert [c.fact.kinds for c in plans].count(("Quyết định",)) == 1
    assert {c.fact.issuer for c in plans if c.near != ("01-NQ/TU",)} == {
        "Ban Thường vụ (BTV) Tỉnh ủy",
        "UBND tỉnh",
        "Đảng ủy Công an tỉnh",
        "",  # “đang xây dựng dự thảo các KH …” names no body
    }


def test_two_documents_of_one_number_and_an_odd_symbol_are_pointed_out(report):
    noted = [
        (c.fact.symbol.canonical, c.notes) for c in found(report, Rule.DOCUMENT) if c.notes
    ]

    assert noted == [
        ("01-NQ/TU", (Note.ODD_SYMBOL,)),
        ("06-NQ/TU", (Note.OTHER_SUBJECT,)),
    ]


def test_of_all_numbers_of_the_report_one_year_is_not_understood(report):
    (place,) = report.not_understood

    assert place.text == "2020"
    assert "Luật Đầu tư 2020" in place.sentence


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("Đ", "\u00d0"),
        lambda text: text.replace(" ", "\u00a0"),
    ],
)
def test_the_form_of_the_text_changes_nothing_but_the_offsets(report, changed):
    text = changed(REPORT)
    extraction = extract(text)

    assert [c.rule for c in extraction.candidates] == [c.rule for c in report.candidates]
    for candidate in extraction.candidates:
        place = candidate.place
        assert text[place.start : place.end] == place.text


# --- rules, one by one -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Kế hoạch số 726/KH-UBND, ngày 20/02/2025.", "726/KH-UBND"),
        ("theo Quy định số 320-QĐ/TU của Tỉnh ủy", "320-QĐ/TU"),
        ("Nghị quyết số 57 - NQ/TW", "57-NQ/TW"),
        ("Nghị quyết số\n57–NQ/TW của Bộ Chính trị", "57-NQ/TW"),
        ("Nghị định 30/2020/NĐ-CP", "30/2020/NĐ-CP"),
        ("Nghị quyết 66.7/2025/NQ-CP", "66.7/2025/NQ-CP"),
        ("Luật số 117/2025/QH15", "117/2025/QH15"),
        ("Công văn số 1806/SKHCN-CĐS", "1806/SKHCN-CĐS"),
        ("(03-nq/tu)", "03-NQ/TU"),
        ("thực hiện Chỉ thị số 17", "Chỉ thị số 17"),
        ("thực hiện NQ 57 của Bộ Chính trị", "NQ 57"),
    ],
)
def test_a_document_is_found_by_its_symbol(text, canonical):
    (fact,) = facts(text, Rule.DOCUMENT, Rule.SHORT_REFERENCE)

    assert fact.symbol.canonical == canonical


def test_a_day_that_does_not_exist_is_named_and_a_kind_left_open():
    (candidate,) = extract("Số 320-QĐ/TU ngày 31/02/2025 về việc kiện toàn.").candidates

    assert candidate.notes == (Note.KIND_OPEN, Note.IMPOSSIBLE_DATE)
    assert candidate.fact.issued_on is None
    assert candidate.fact.kinds == ("Quyết định", "Quy định")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (
            "Đã ban hành 5/9 nhiệm vụ",
            Counted(9, "nhiệm vụ", 5, "Đã ban hành 5/9 nhiệm vụ", "issued"),
        ),
        ("có 105 xã, 19 phường", Counted(105, "xã")),
        (
            "tối thiểu 98 % dữ liệu",
            Quantity((Decimal(98),), "%", None, "reach", "dữ liệu", None, Sense.GOAL),
        ),
        (
            "tăng 1.234,5 ha",
            Quantity((Decimal("1234.5"),), "ha", None, "increase", "", None, Sense.DIFFERENCE),
        ),
        (
            "giảm 5 - 7% số vụ",
            Quantity((Decimal(5),), "%", Decimal(7), "decrease", "số vụ", None, Sense.RANGE),
        ),
        ("đến năm 2030 có 12 dự án", Counted(12, "dự án")),
    ],
)
def test_a_number_is_read_with_what_it_counts(text, fact):
    assert facts(text)[0] == fact


def test_parts_that_do_not_add_up_are_pointed_out():
    text = "Có 21 dự án. Trong đó, có 4 dự án đã khởi công; 11 dự án đang lập hồ sơ."
    extraction = extract(text)

    assert {c.notes for c in found(extraction, Rule.STAGE)} == {(Note.DOES_NOT_ADD_UP,)}
    (more,) = found(extract("19/18 văn bản"), Rule.SHARE)
    assert more.notes == (Note.STATE_OPEN, Note.PART_EXCEEDS_TOTAL)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n\t",
        "Hôm nay trời nắng đẹp, gió nhẹ.",
        "Cuộc họp ngày 13/12/2021 lúc 14 giờ 30, quý 3 năm 2021, giai đoạn 2021 - 2025.",
        "Xây dựng kế hoạch 5 năm; đã trình; chương trình làm việc.",
        "Tập trung thực hiện các dự án đô thị, lấy ý kiến các sở, ngành.",
        "tăng 9 so với cùng kỳ; 18 đã qua; tỷ số 2-1",
        "???!!! ... --- ///",
    ],
)
def test_where_there_is_nothing_nothing_is_found(text):
    assert extract(text).candidates == ()


def test_numbers_that_no_rule_understands_are_handed_back_with_their_words():
    extraction = extract("Họp 3 lần trong 45 phút. Đạt 12 điểm.")

    assert [place.text for place in extraction.not_understood] == [
        "3 lần trong 45 phút",
        "12 điểm",
    ]
    assert [place.sentence for place in extraction.not_understood][1] == "Đạt 12 điểm."


# --- rules that hold for every text ----------------------------------------------------------

words = st.sampled_from(
    REPORT.split()[:400]
    + [
        "\n",
        "\n\n",
        ". ",
        "; ",
        "trong đó",
        "11/18",
        "5%",
        "\u0301",
        "\u200b",
        "1.",
        "…",
        "NQ 5",
    ]
)


@given(st.text(max_size=300) | st.lists(words, max_size=40).map(" ".join))
def test_every_quotation_is_the_text_itself(text):
    extraction = extract(text)

    assert extraction == extract(text)
    for place in [c.place for c in extraction.candidates] + list(extraction.not_understood):
        assert text[place.start : place.end] == place.text != ""
        quoted = text[place.sentence_start : place.sentence_start + len(place.sentence)]
        assert quoted == place.sentence
        assert place.text in place.sentence
    for candidate in extraction.candidates:
        assert isinstance(candidate.fact, NamedDocument | Counted | Quantity)


@pytest.mark.parametrize(
    "unit",
    ["1", "1 ", "1/", "1 xã ", "03-NQ/TU về ", "ban hành KH ", ".", '."', "\n", "\u0301", "a"]
    + ["ngày 1/1/2020 ", "18 DA trong đó ", ";", "so ", "Nghị quyết số ", "1.000.", "5% "],
)
def test_two_hundred_thousand_characters_are_read_to_the_end(unit):
    """A rule that goes back over its input would need hours here, not seconds: no clock is
    needed to notice."""
    text = (unit * 200_000)[:200_000]

    assert extract(text).text == text


def test_a_sentence_without_end_is_quoted_in_pieces():
    extraction = extract("có 18 đơn vị " * 1000)

    assert len(extraction.candidates) > 990
    assert len(extraction.candidates) + len(extraction.not_understood) == 1000
    assert max(len(c.place.sentence) for c in extraction.candidates) <= 2000


# --- the command -----------------------------------------------------------------------------


def said(path, *options):
    out = io.StringIO()
    call_command("extract_text", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_command_prints_each_candidate_with_its_sentence_and_offsets(tmp_path):
    path = tmp_path / "bao-cao.txt"
    path.write_bytes("Đến nay, đã ban hành 11/18 văn bản.\r\nHọp 3 lần.".encode())

    answer = json.loads(said(path, "--json"))

    assert (answer["characters"], answer["day"]) == (47, None)
    assert answer["candidates"] == [
        {
            "rule": "share",
            "rule_label": "Số đã làm trên tổng số",
            "text": "11/18 văn bản",
            "start": 21,
            "end": 34,
            "sentence": "Đến nay, đã ban hành 11/18 văn bản.",
            "sentence_start": 0,
            "sentence_end": 35,
            "fact": {
                "part": 11,
                "total": 18,
                "noun": "văn bản",
                "about": "đã ban hành 11/18 văn bản",
                "status": "issued",
            },
            "notes": [],
            "remarks": [],
            "near": [],
            "of": "",
            "as_of": None,
        }
    ]
    assert [place["text"] for place in answer["not_understood"]] == ["3 lần"]
    assert "1 đề xuất, 1 chỗ có số chưa hiểu." in said(path)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"PK\x03\x04rest", "Word, Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\x00\xfa\x80", "UTF-8"),
        (b"Ngh\xec quy\xeat", "UTF-8"),
        (b"abc\x00\x01\x02", "nhị phân"),
        (b"a" * (20 * 1024 * 1024 + 1), "20 MB"),
    ],
)
def test_what_is_no_text_is_refused_in_plain_words(tmp_path, raw, message):
    path = tmp_path / "tep"
    path.write_bytes(raw)

    with pytest.raises(ValidationError, match=message):
        read_text(raw)
    with pytest.raises(CommandError, match=message):
        said(path, "--json")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="Không mở được tệp"):
        said(tmp_path / "khong-co.txt")


def test_text_in_utf_16_is_read():
    assert read_text("Đảng".encode("utf-16")) == "Đảng"
