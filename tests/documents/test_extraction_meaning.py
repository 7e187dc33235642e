"""What a number in a report means: which number, a result or a target, of which day, the
status of which part, and which document the sentence speaks of."""

from datetime import date
from decimal import Decimal

import pytest

from documents.extraction import Counted, Note, Quantity, Rule, Sense, extract


def found(text, *rules):
    return [c for c in extract(text).candidates if c.rule in (rules or Rule)]


def counted(text):
    return [
        (c.fact.total, c.fact.part, c.fact.status)
        for c in extract(text).candidates
        if isinstance(c.fact, Counted)
    ]


def amounts(text):
    return [c for c in extract(text).candidates if isinstance(c.fact, Quantity)]


# --- which number ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("đạt 8,5 %", "8.5", "%"),
        ("đạt 0,5%", "0.5", "%"),
        ("có 1.000 ha", "1000", "ha"),
        ("có 1.000,5 ha", "1000.5", "ha"),
        ("có 1000,5 ha", "1000.5", "ha"),
        ("có 1000.5 ha", "1000.5", "ha"),
        ("có 12.345.678 người", "12345678", "người"),
        ("tăng trưởng \u22125 %", "-5", "%"),
        ("tăng trưởng -5%", "-5", "%"),
        ("có 1,5 triệu người", "1500000", "người"),
        ("thu 1,5 nghìn tỷ đồng", "1500", "tỷ đồng"),
        ("thu 1,5 triệu đồng", "1.5", "triệu đồng"),
    ],
)
def test_an_amount_has_the_number_that_the_text_writes(text, value, unit):
    [one] = amounts(text)

    assert (one.fact.value, one.fact.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("có 8,500 ha", ("8.5", "8500")),
        ("đạt 98.125 %", ("98125", "98.125")),
        ("-5% so với", ("5", "-5")),
    ],
)
def test_a_number_that_may_be_two_has_no_value_and_is_asked(text, readings):
    [one] = amounts(text)

    assert one.fact.value is None
    assert one.fact.readings == tuple(map(Decimal, readings))
    assert Note.NUMBER_AMBIGUOUS in one.notes


@pytest.mark.parametrize("text", ["có 1.2.3 ha", "có 12.34.567 ha", "có 1.000.5 ha"])
def test_a_piece_of_something_else_is_no_amount(text):
    assert amounts(text) == []


def test_thousands_of_documents_are_counted():
    assert counted("đã ban hành 1.100/1.500 văn bản; có 1.200 nhiệm vụ") == [
        (1500, 1100, "issued"),
        (1200, None, ""),
    ]


# --- a result or a target --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định phê duyệt KH hỗ trợ CĐS 1.000 doanh nghiệp năm 2021 - 2022; KH thí điểm.",
        "UBND tỉnh đã ban hành KH hỗ trợ 1.000 doanh nghiệp.",
        "UBND tỉnh đã phê duyệt Đề án, hỗ trợ 1.000 doanh nghiệp.",
        "Phấn đấu đến năm 2025 đạt 1.000 doanh nghiệp.",
        "Mục tiêu: đạt 1.000 doanh nghiệp.",
        "Tỉnh sẽ hỗ trợ 1.000 doanh nghiệp.",
        "Chỉ tiêu giao là 1.000 doanh nghiệp.",
        "Mục tiêu đến năm 2030:\n- Hỗ trợ 1.000 doanh nghiệp;",
        "Dự kiến có 1.000 doanh nghiệp được hỗ trợ.",
    ],
)
def test_what_a_decision_sets_is_a_target_and_no_result(text):
    [one] = amounts(text)

    assert one.fact.sense == Sense.GOAL


@pytest.mark.parametrize(
    "text",
    [
        "Đến nay, đã hỗ trợ 300 doanh nghiệp.",
        "Toàn tỉnh phát triển được 300 doanh nghiệp.",
        "Tính đến 30/9/2025, toàn tỉnh có 300 doanh nghiệp.",
        "Đã ban hành kế hoạch; đến nay đã hỗ trợ 300 doanh nghiệp.",
        "Hiện có 300 doanh nghiệp.",
        "Đã ban hành 27 văn bản, hỗ trợ 300 doanh nghiệp.",
        "Đến ngày 30/9/2025, toàn tỉnh có 300 doanh nghiệp.",
        "Thực hiện mục tiêu của Nghị quyết, đến nay đã hỗ trợ 300 doanh nghiệp.",
    ],
)
def test_what_was_done_is_a_result(text):
    [one] = amounts(text)

    assert one.fact.sense == Sense.RESULT


def test_result_and_target_in_one_sentence_are_told_apart():
    text = "Đến nay đã hỗ trợ 300 doanh nghiệp, mục tiêu đến năm 2025 là 1.000 doanh nghiệp."

    assert [(c.fact.value, c.fact.sense) for c in amounts(text)] == [
        (300, Sense.RESULT),
        (1000, Sense.GOAL),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Nghị quyết, hỗ trợ 300 doanh nghiệp.",
        "Phát triển tốt so với chỉ tiêu; 300 doanh nghiệp.",
    ],
)
def test_words_of_other_things_tell_neither_result_nor_target(text):
    [one] = amounts(text)

    assert one.fact.sense == Sense.OPEN


@pytest.mark.parametrize(
    "text",
    [
        "Đến nay, giải ngân đạt 58,3% kế hoạch.",
        "Đến nay, đạt 58,3% so với mục tiêu.",
        "Thu ngân sách đạt 8,5 % kế hoạch.",
    ],
)
def test_a_share_of_what_was_planned_is_a_result_and_no_level(text):
    [one] = amounts(text)

    assert one.fact.sense == Sense.SHARE


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Năm 2020, đã hỗ trợ 300 doanh nghiệp.", [2020]),
        ("Đã tăng từ 45% năm 2021 lên 78,5% năm 2024.", [2021, 2024]),
        ("Nghị quyết năm 2020, đến nay đã hỗ trợ 300 doanh nghiệp.", [None]),
        ("So với cuối năm 2024, đã hỗ trợ 300 doanh nghiệp.", [None]),
    ],
)
def test_an_amount_tells_the_year_that_was_named_for_it(text, years):
    assert [c.fact.year for c in amounts(text)] == years


def test_words_that_tell_neither_leave_it_open():
    [one] = amounts("Tỷ lệ hộ nghèo 2,5 %.")

    assert one.fact.sense == Sense.OPEN
    assert Note.RESULT_OR_TARGET in one.notes


@pytest.mark.parametrize(
    "text",
    [
        "Thu ngân sách tăng 12,5 % so với cùng kỳ.",
        "Tỷ lệ hộ nghèo giảm 2,5 %.",
        "Diện tích tăng thêm 30 ha.",
        "Đến nay, số hộ nghèo ít hơn năm trước 200 hộ.",
        "Tăng từ 5% lên đến mức cao.",
    ],
)
def test_a_change_is_no_level(text):
    [one] = amounts(text)

    assert one.fact.sense == Sense.DIFFERENCE


def test_the_level_reached_by_a_change_is_a_level():
    text = "Đến nay, tỷ lệ hộ nghèo giảm từ 5% xuống còn 2,5%."

    assert [(c.fact.value, c.fact.sense) for c in amounts(text)] == [
        (5, Sense.DIFFERENCE),
        (Decimal("2.5"), Sense.RESULT),
    ]


@pytest.mark.parametrize("text", ["đã đạt 5 - 7%", "đã đạt từ 5 đến 7%", "đã có 5 - 7 ha"])
def test_a_range_is_no_single_value(text):
    [one] = amounts(text)

    assert (one.fact.value, one.fact.up_to, one.fact.sense) == (5, 7, Sense.RANGE)


# --- of which day ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tiêu đề\n\n13/12/2021 - 06:11\n\nĐã có 5 ha.", date(2021, 12, 13)),
        ("Ngày 13/12/2021\n\nĐã có 5 ha.", date(2021, 12, 13)),
        (
            "TỈNH ỦY\nBến Tre, ngày 13 tháng 12 năm 2021\nBÁO CÁO\nĐã có 5 ha.",
            date(2021, 12, 13),
        ),
        (
            "Vĩnh Long, ngày 05 tháng 10 năm 2025\nBÁO CÁO\n(Số liệu tính đến ngày 30/9/2025)\n",
            date(2025, 9, 30),
        ),
        ("Nghị quyết số 03-NQ/TU ngày 18-1-2021 của Tỉnh ủy.", None),
        ("Căn cứ Kế hoạch số 52-KH/TU\nngày 18-1-2021 của Ban Thường vụ,", None),
        ("Đã có 5 ha.", None),
        ("Ngày 31/02/2021\n", None),
    ],
)
def test_the_day_of_a_report_is_the_one_its_head_prints(text, day):
    assert extract(text).day == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tính đến 30/9/2025, đã có 5 ha.", date(2025, 9, 30)),
        ("Tính đến ngày 30 tháng 9 năm 2025, đã có 5 ha.", date(2025, 9, 30)),
        ("Đến hết tháng 9/2025, đã có 5 ha.", date(2025, 9, 30)),
        ("Đến cuối năm 2024, đã có 5 ha.", date(2024, 12, 31)),
        ("Ngày 13/12/2021, đã có 5 ha.", date(2021, 12, 13)),
        ("Tính đến 30/9/2025, có 7 km. Trong đó, đã có 5 ha.", date(2025, 9, 30)),
        ("Đến nay, đã có 5 ha.", None),
    ],
)
def test_an_amount_bears_the_day_that_its_sentence_names(text, day):
    assert amounts(text)[-1].as_of == day


def test_a_day_does_not_reach_over_into_the_next_paragraph():
    [one] = amounts("Tính đến 30/9/2025, mọi việc tốt.\n\nĐã có 5 ha.")

    assert one.as_of is None


# --- the status of a whole and of its parts ---------------------------------------------------


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "Có 25 kế hoạch phải xây dựng, đã ban hành 18.",
            [(25, None, ""), (25, 18, "issued")],
        ),
        (
            "Trong số 25 kế hoạch phải xây dựng đã ban hành 18.",
            [(25, None, ""), (25, 18, "issued")],
        ),
        (
            (
                "Nghị quyết có 18 văn bản, trong đó đã ban hành 11, 3 đang hoàn thiện dự thảo, 4 chờ "
                "hướng dẫn."
            ),
            [
                (18, None, ""),
                (18, 11, "issued"),
                (18, 3, "drafting"),
                (18, 4, "awaiting_guidance"),
            ],
        ),
        (
            (
                "Có 18 văn bản. Trong đó, đã ban hành 11 văn bản; 3 văn bản đang dự thảo; 4 văn bản "
                "chờ Trung ương ban hành hướng dẫn."
            ),
            [
                (18, None, ""),
                (18, 11, "issued"),
                (18, 3, "drafting"),
                (18, 4, "awaiting_guidance"),
            ],
        ),
        ("Phải ban hành 25 kế hoạch.", [(25, None, "")]),
        ("Chưa ban hành 7 kế hoạch.", [(7, None, "")]),
        (
            "Đã ban hành 5 kế hoạch, 3 quyết định đang dự thảo.",
            [(5, None, "issued"), (3, None, "drafting")],
        ),
        (
            "Đã ban hành 18 văn bản, 3 văn bản đang dự thảo.",
            [(18, None, "issued"), (3, None, "drafting")],
        ),
        ("Có 18 văn bản, họp 3 lần.", [(18, None, "")]),
        ("Có 18 văn bản, đã ban hành 25.", [(18, None, "")]),
    ],
)
def test_a_whole_and_its_parts_have_each_their_own_status(text, facts):
    assert counted(text) == facts


def test_what_is_issued_is_the_plan_and_not_the_tasks_in_it():
    text = "Đã ban hành Kế hoạch số 15-KH/TU với 62 nhiệm vụ, trong đó 18 nhiệm vụ quá hạn."

    assert counted(text) == [(62, None, ""), (18, None, "")]


def test_so_many_of_a_total_in_words_is_a_share():
    assert counted("Đã ban hành được 11 trên tổng số 18 văn bản.") == [(18, 11, "issued")]


def test_parts_that_make_up_the_whole_are_said_to():
    text = "Có 18 văn bản, trong đó đã ban hành 11, 3 đang hoàn thiện dự thảo, 4 chờ hướng dẫn."

    assert [c.notes for c in found(text, Rule.SHARE)] == [(Note.ADDS_UP,)] * 3
    assert [c.place.text for c in found(text, Rule.SHARE)] == ["11", "3", "4"]


def test_one_part_alone_is_not_said_to_be_wrong():
    assert [c.notes for c in found("Có 25 kế hoạch, đã ban hành 18.", Rule.SHARE)] == [()]


# --- a difference is no count ----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "tăng 12 nhiệm vụ so với năm trước",
        "giảm 12 nhiệm vụ",
        "thêm 12 văn bản so với cùng kỳ",
        "nhiều hơn 12 văn bản so với năm 2024",
        "ít hơn năm trước 12 nhiệm vụ",
        "so với cùng kỳ tăng 12 văn bản",
        "tăng so với cùng kỳ năm trước 12 văn bản",
        "12 văn bản nhiều hơn năm trước",
        "giảm 3 dự án so với cùng kỳ",
        "so với 12 văn bản của cùng kỳ",
    ],
)
def test_a_difference_is_no_count_and_is_handed_back(text):
    extraction = extract(text)

    assert extraction.candidates == ()
    assert extraction.not_understood


def test_the_count_beside_a_difference_is_counted():
    text = "Đã ban hành 18 văn bản, tăng 5 văn bản so với năm trước; hơn 20 nhiệm vụ."

    assert [fact[0] for fact in counted(text)] == [18, 20]


# --- of which document -----------------------------------------------------------------------


def of(text):
    return [c.of.symbol.canonical if c.of else "" for c in found(text, Rule.SHARE)]


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Thực hiện Nghị quyết số 03-NQ/TU, đã ban hành 11/18 văn bản.", "03-NQ/TU"),
        (
            (
                "Thực hiện Nghị quyết số 03-NQ/TU, UBND tỉnh ban hành Kế hoạch số 52/KH-UBND. Đến nay "
                "đã ban hành 11/18 văn bản."
            ),
            "03-NQ/TU",
        ),
        (
            (
                "Thực hiện Nghị quyết số 03-NQ/TU, UBND tỉnh ban hành Kế hoạch số 52/KH-UBND, đã ban "
                "hành 11/18 văn bản."
            ),
            "03-NQ/TU",
        ),
        (
            (
                "Thực hiện Nghị quyết số 03-NQ/TU. Cùng với Nghị quyết số 05-NQ/TU, các ngành đã vào "
                "cuộc. Đã ban hành 11/18 văn bản cụ thể hóa Nghị quyết số 07-NQ/TU."
            ),
            "07-NQ/TU",
        ),
        (
            (
                "Đối với Nghị quyết số 03-NQ/TU, kết quả tốt. Đối với Nghị quyết số 05-NQ/TU, kết quả "
                "khá. Đã ban hành 11/18 văn bản."
            ),
            "05-NQ/TU",
        ),
        (
            (
                "Các ngành thực hiện Nghị quyết số 03-NQ/TU và Nghị quyết số 05-NQ/TU, đã ban hành 11/18 "
                "văn bản."
            ),
            "",
        ),
        ("Thực hiện Nghị quyết số 03-NQ/TU.\n\nĐến nay đã ban hành 11/18 văn bản.", ""),
        (
            (
                "Thực hiện Nghị quyết số 03-NQ/TU, Kế hoạch số 52-KH/TU giao các ngành ban hành 11/18 "
                "văn bản."
            ),
            "",
        ),
        (
            (
                "Thực hiện Nghị quyết số 03-NQ/TU. Các ngành đã họp, quán triệt Nghị quyết số 57-NQ/TW, "
                "ban hành 11/18 văn bản."
            ),
            "",
        ),
    ],
)
def test_a_count_belongs_to_the_document_its_sentence_speaks_of_or_is_asked(text, symbol):
    assert of(text) == [symbol]


def test_the_tasks_of_a_plan_inside_a_sentence_about_a_resolution_are_asked():
    text = (
        "Nghị quyết số 57-NQ/TW đề ra 3 chỉ tiêu; tỉnh ban hành Kế hoạch số 15-KH/TU với 62 nhiệm "
        "vụ, trong đó 18 nhiệm vụ quá hạn."
    )

    assert [c.of.symbol.canonical if c.of else "" for c in found(text, Rule.COUNT)] == [
        "57-NQ/TW",
        "",
        "",
    ]


def test_a_paragraph_before_is_offered_and_never_taken():
    text = "1. Thực hiện Nghị quyết số 03-NQ/TU:\n- Đã ban hành 11/18 văn bản."
    [share] = found(text, Rule.SHARE)

    assert share.of is None
    assert [named.symbol.canonical for named in share.may_be_of] == ["03-NQ/TU"]


def test_a_symbol_named_again_keeps_its_date():
    text = (
        "Nghị quyết số 06-NQ/TU ngày 29-1-2021 của Tỉnh ủy về đô thị. Nghị quyết số 06-NQ/TU đã "
        "ban hành 11/18 văn bản."
    )
    [share] = found(text, Rule.SHARE)

    assert share.of.issued_on == date(2021, 1, 29)
