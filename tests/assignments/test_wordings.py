"""Wordings of deadlines: what is read in them, what is left unread, and under which name."""

import io
import json
import unicodedata
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from assignments.deadlines import DeadlineKind, due_day
from assignments.wordings import JOINTS, NOTES, ReadDeadline, WordingResult, read_wording
from resolutions.folding import fold

RHYTHMS = {"", "weekly", "monthly", "quarterly", "half-yearly", "yearly"}


def day(*ymd, **more):
    return ReadDeadline(DeadlineKind.DAY, date(*ymd), **more)


def month(*ymd, **more):
    return ReadDeadline(DeadlineKind.MONTH, date(*ymd), **more)


def quarter(*ymd, **more):
    return ReadDeadline(DeadlineKind.QUARTER, date(*ymd), **more)


def year(number, **more):
    return ReadDeadline(DeadlineKind.YEAR, date(number, 12, 31), **more)


def after(days, event, **more):
    return ReadDeadline(DeadlineKind.AFTER_EVENT, days=days, event=event, **more)


def recurring(recurrence, **more):
    return ReadDeadline(DeadlineKind.RECURRING, recurrence=recurrence, **more)


def continuous(**more):
    return ReadDeadline(DeadlineKind.CONTINUOUS, **more)


def when(event, **more):
    return ReadDeadline(DeadlineKind.ON_EVENT, event=event, **more)


# One deadline, whose wording is the whole text.
WHOLE = [
    ("31/12/2026", day(2026, 12, 31)),
    ("31-12-2026", day(2026, 12, 31)),
    ("31.12.2026", day(2026, 12, 31)),
    ("5 / 9 / 2026", day(2026, 9, 5)),
    ("03/04/2026", day(2026, 4, 3)),
    ("29/02/2028", day(2028, 2, 29)),
    ("2026-09-30", day(2026, 9, 30)),
    ("2026-09-30 00:00:00", day(2026, 9, 30)),
    ("ngày 31 tháng 12 năm 2026", day(2026, 12, 31)),
    ("Ngày\n31 tháng 12\nnăm 2026", day(2026, 12, 31)),
    ("ngày 31/12 năm 2026", day(2026, 12, 31)),
    ("chậm nhất 15/8/2026", day(2026, 8, 15)),
    ("Quý III/2025", quarter(2025, 9, 30)),
    ("QUÝ III/2025", quarter(2025, 9, 30)),
    ("quí 3/2025", quarter(2025, 9, 30)),
    ("qúy 3 năm 2025", quarter(2025, 9, 30)),
    ("Quý 3 năm 2025", quarter(2025, 9, 30)),
    ("Quý III,\nnăm 2025", quarter(2025, 9, 30)),
    ("Quý III – 2025", quarter(2025, 9, 30)),
    ("Q3/2025", quarter(2025, 9, 30)),
    ("hoàn thành trong quý IV/2025", quarter(2025, 12, 31)),
    ("Tháng 6/2025", month(2025, 6, 30)),
    ("T6/2025", month(2025, 6, 30)),
    ("tháng 06 năm 2025", month(2025, 6, 30)),
    ("6/2025", month(2025, 6, 30)),
    ("02-2028", month(2028, 2, 29)),
    ("đến hết tháng 6/2026", month(2026, 6, 30)),
    ("Năm 2026", year(2026)),
    ("2026", year(2026)),
    ("Trong năm 2026", year(2026)),
    ("2025-2030", year(2030, starts_on=date(2025, 1, 1))),
    ("Giai đoạn 2026-2030", year(2030, starts_on=date(2026, 1, 1))),
    ("giai đoạn 2026 – 2030", year(2030, starts_on=date(2026, 1, 1))),
    ("Từ năm 2026 đến năm 2030", year(2030, starts_on=date(2026, 1, 1))),
    ("6 tháng đầu năm 2026", quarter(2026, 6, 30, starts_on=date(2026, 1, 1))),
    ("06 tháng cuối năm 2026", quarter(2026, 12, 31, starts_on=date(2026, 7, 1))),
    ("Sáu tháng đầu năm 2026", quarter(2026, 6, 30, starts_on=date(2026, 1, 1))),
    ("9 tháng đầu năm 2026", quarter(2026, 9, 30, starts_on=date(2026, 1, 1))),
    ("Quý III/2025 - Quý I/2026", quarter(2026, 3, 31, starts_on=date(2025, 7, 1))),
    ("từ tháng 6/2026 đến tháng 9/2026", month(2026, 9, 30, starts_on=date(2026, 6, 1))),
    ("01/7/2026-30/9/2026", day(2026, 9, 30, starts_on=date(2026, 7, 1))),
    ("Năm 2026 và những năm tiếp theo", year(2026, is_then_continuous=True)),
    (
        "Quý IV/2026, sau đó duy trì thường xuyên",
        quarter(2026, 12, 31, is_then_continuous=True),
    ),
    ("Thường xuyên", continuous()),
    ("Thực hiện thường xuyên, liên tục", continuous()),
    ("Liên tục", continuous()),
    ("Thường xuyên hằng năm", continuous(recurrence="yearly")),
    ("Hằng năm", recurring("yearly")),
    ("HÀNG NĂM", recurring("yearly")),
    ("Hằng quý", recurring("quarterly")),
    ("Hằng tháng", recurring("monthly")),
    ("Hằng tuần", recurring("weekly")),
    ("định kỳ hằng tháng", recurring("monthly")),
    ("Định kỳ 6 tháng", recurring("half-yearly")),
    ("6 tháng/lần", recurring("half-yearly")),
    ("1 lần/quý", recurring("quarterly")),
    ("mỗi năm một lần", recurring("yearly")),
    ("30 ngày sau khi Trung ương ban hành", after(30, "Trung ương ban hành")),
    ("trong vòng 30 ngày kể từ ngày ký ban hành", after(30, "ký ban hành")),
    ("2 tuần sau khi có kết luận", after(14, "có kết luận")),
    ("Sau khi có hướng dẫn của Trung ương", when("có hướng dẫn của Trung ương")),
    ("Khi có nhiệm vụ", when("có nhiệm vụ")),
    ("Khi có nhiệm vụ chậm muộn", when("có nhiệm vụ chậm muộn")),
    ("Theo thời gian yêu cầu của Bộ Công an", when("thời gian yêu cầu của Bộ Công an")),
    (
        "Theo Kế hoạch số 52-KH/TU ngày 15/8/2025",
        when("Kế hoạch số 52-KH/TU ngày 15/8/2025"),
    ),
    ("Không quy định", ReadDeadline(DeadlineKind.NONE)),
    ("không quy định thời hạn", ReadDeadline(DeadlineKind.NONE)),
    ("-", ReadDeadline(DeadlineKind.NONE)),
    ("–", ReadDeadline(DeadlineKind.NONE)),
]

# One deadline, whose wording is the whole text, and notes.
NOTED = [
    ("", ReadDeadline(DeadlineKind.NONE), ["blank"]),
    ("Trước 30/9/2026", day(2026, 9, 30), ["before"]),
    ("xong trước ngày 30/9/2026", day(2026, 9, 30), ["before"]),
    (
        "Hoàn thành trước 30/9/2026 và duy trì liên tục",
        day(2026, 9, 30, is_then_continuous=True),
        ["before"],
    ),
    ("17 giờ 00 ngày 30/9/2026", day(2026, 9, 30), ["time_of_day"]),
    ("cuối năm 2026", year(2026), ["vague_end"]),
    ("Tháng 6 - 9/2026", month(2026, 9, 30, starts_on=date(2026, 6, 1)), ["year_shared"]),
    ("từ 01/7 đến 30/9/2026", day(2026, 9, 30, starts_on=date(2026, 7, 1)), ["year_shared"]),
    ("Từ năm 2026 trở đi", continuous(starts_on=date(2026, 1, 1)), ["open_ended"]),
    ("2 lần/năm", recurring(""), ["recurrence_open"]),
    ("Định kỳ", recurring(""), ["recurrence_open"]),
    ("Hằng ngày", recurring(""), ["recurrence_open"]),
    ("Trước ngày 25 tháng cuối mỗi quý", recurring("quarterly"), ["day_within_period"]),
    ("Hằng năm, trước ngày 15/12", recurring("yearly"), ["day_within_period"]),
    (
        "trong vòng 30 ngày kể từ ngày 01/7/2026",
        after(30, "01/7/2026", due_on=date(2026, 7, 31)),
        ["counted_from_date"],
    ),
    ("15 ngày làm việc kể từ ngày nhận", after(15, "nhận"), ["working_days"]),
    ("03 tháng kể từ ngày ban hành", after(None, "ban hành"), ["not_in_days"]),
]

# Several deadlines.
SEVERAL = [
    (
        "Báo cáo đầu tiên trước 25/7/2026; cập nhật hằng tháng",
        [
            day(2026, 7, 25, wording="Báo cáo đầu tiên trước 25/7/2026"),
            recurring("monthly", wording="cập nhật hằng tháng"),
        ],
        ["before"],
    ),
    *(
        (
            f"31/12/2025{joint}31/12/2026",
            [day(2025, 12, 31, wording="31/12/2025"), day(2026, 12, 31, wording="31/12/2026")],
            [],
        )
        for joint in ("; ", "\n", "\r\n- ", " và ", ", ")
    ),
    (
        "Quý III, IV/2025",
        [quarter(2025, 9, 30, wording="Quý III"), quarter(2025, 12, 31, wording="IV/2025")],
        ["year_shared"],
    ),
    (
        "Định kỳ 6 tháng, hằng năm",
        [
            recurring("half-yearly", wording="Định kỳ 6 tháng"),
            recurring("yearly", wording="hằng năm"),
        ],
        [],
    ),
    (
        "Sau khi có hướng dẫn nhưng không quá 31/12/2026",
        [
            when("có hướng dẫn", wording="Sau khi có hướng dẫn"),
            day(2026, 12, 31, wording="nhưng không quá 31/12/2026"),
        ],
        ["event_cut"],
    ),
]

# Nothing is read, and the whole text stands in ``unread``.
UNREAD = [
    ("31/02/2026", ["impossible_date"]),
    ("29/02/2026", ["impossible_date"]),
    ("9/30/2026", ["impossible_date"]),
    ("tháng 13/2026", ["impossible_date"]),
    ("13/2026", ["impossible_date"]),
    ("Quý V/2025", ["impossible_date"]),
    ("Quý 0/2025", ["impossible_date"]),
    ("01/01/0001", ["year_out_of_range"]),
    ("31/12/9999", ["year_out_of_range"]),
    ("31/12/26", ["year_two_digits"]),
    ("Quý III/25", ["year_two_digits"]),
    ("30/9", ["year_missing"]),
    ("Trong quý III", ["year_missing"]),
    ("Trong năm", ["year_missing"]),
    ("cuối năm", ["year_missing"]),
    ("giữa năm", ["year_missing", "vague"]),
    ("đầu quý", ["year_missing", "vague"]),
    ("đầu quý III/2026", ["vague"]),
    ("trước tháng 6/2026", ["before_period"]),
    ("Sau ngày 30/9/2026", ["after_date"]),
    ("Tháng sáu năm 2026", ["month_in_words"]),
    ("Trong 30 ngày", ["event_missing"]),
    ("2030-2025", ["period_reversed"]),
    ("2025-26", ["unclear_number"]),
    ("Năm học 2025-2026", ["other_period"]),
    ("Nhiệm kỳ 2025-2030", ["other_period"]),
    ("31/12/2026/5", []),
    ("Sở KH&CN, Sở Nội vụ", []),
    ("Các sở, ban, ngành và UBND xã, phường.", []),
    ("Kế hoạch số 52-KH/TU ngày 15/8/2025", []),
    ("???", []),
]

# Something is read, and the rest is handed back.
PARTLY = [
    ("Sở Nội vụ: trước 30/9/2026", ["trước 30/9/2026"], ["Sở Nội vụ"]),
    ("Tháng 6/2026, Sở Nội vụ trình", ["Tháng 6/2026"], ["Sở Nội vụ trình"]),
    ("31/12/2026?", ["31/12/2026"], ["?"]),
    ("31/12/2025 hoặc 31/12/2026", ["31/12/2025", "31/12/2026"], ["hoặc"]),
    ("Quý I/2026; 31/02/2026", ["Quý I/2026"], ["31/02/2026"]),
    ("đến năm 2030, tầm nhìn 2045", ["đến năm 2030"], ["tầm nhìn 2045"]),
    (
        "Kế hoạch số 52-KH/TU ngày 15/8/2025, xong trong quý IV/2026",
        ["xong trong quý IV/2026"],
        ["Kế hoạch số 52-KH/TU ngày 15/8/2025"],
    ),
]

ALL_TEXTS = [row[0] for table in (WHOLE, NOTED, SEVERAL, UNREAD, PARTLY) for row in table]


def with_wording(deadline, wording):
    return ReadDeadline(**{**vars(deadline), "wording": wording})


@pytest.mark.parametrize(("text", "deadline"), WHOLE)
def test_a_plain_wording_is_read_as_a_whole(text, deadline):
    assert read_wording(text) == WordingResult(text, (with_wording(deadline, text),))
    assert read_wording(text).is_complete


@pytest.mark.parametrize(("text", "deadline", "notes"), NOTED)
def test_an_odd_wording_is_read_and_its_oddity_named(text, deadline, notes):
    expected = WordingResult(text, (with_wording(deadline, text),), notes=tuple(notes))

    assert read_wording(text) == expected


@pytest.mark.parametrize(("text", "deadlines", "notes"), SEVERAL)
def test_several_deadlines_in_one_cell_are_read_apart(text, deadlines, notes):
    assert read_wording(text) == WordingResult(text, tuple(deadlines), notes=tuple(notes))


@pytest.mark.parametrize(("text", "notes"), UNREAD)
def test_what_is_not_understood_stands_unread_word_for_word(text, notes):
    assert read_wording(text) == WordingResult(text, unread=(text,), notes=tuple(notes))
    assert not read_wording(text).is_complete


@pytest.mark.parametrize(("text", "wordings", "unread"), PARTLY)
def test_what_is_partly_understood_leaves_a_remainder(text, wordings, unread):
    result = read_wording(text)

    assert [d.wording for d in result.deadlines] == wordings
    assert list(result.unread) == unread
    assert not result.is_complete


@pytest.mark.parametrize(
    "text",
    ["10,5 ngày kể từ ngày ký", "1,5 tháng sau khi ban hành", "1.000 ngày kể từ ngày ký"],
)
def test_the_end_of_a_number_is_no_number_of_days(text):
    read = read_wording(text)

    assert (read.deadlines, read.unread) == ((), (text,))


@pytest.mark.parametrize("text", ["30/9", "Quý III", "Trong năm"])
def test_the_issue_date_never_completes_a_date(text):
    assert read_wording(text, issued_on=date(2026, 7, 28)) == read_wording(text)


def test_a_deadline_before_the_issue_date_is_named():
    issued_on = date(2026, 7, 28)
    text = "Báo cáo đầu tiên trước 25/7/2026; cập nhật hằng tháng"

    assert "before_issue_date" in read_wording(text, issued_on=issued_on).notes
    assert "before_issue_date" not in read_wording("28/7/2026", issued_on=issued_on).notes


def test_blanks_and_marks_around_a_wording_are_not_part_of_it():
    result = read_wording(" \ufeff- (Trước\u00a030/9/2026).\r\n")

    assert [d.wording for d in result.deadlines] == ["Trước\u00a030/9/2026"]
    assert result.is_complete


# --- rules that hold for every text ---------------------------------------------------------

anything = st.text() | st.text(alphabet="0123456789/-. ;\nquythangnămvàIVX", max_size=60)
offices = st.lists(
    st.sampled_from(ALL_TEXTS)
    | st.sampled_from(
        ["và", ";", "\n", ",", "trước", "từ", "đến", "-", "khi", "Sở Nội vụ", "9"]
    )
    | st.text(max_size=4),
    max_size=6,
).map(" ".join)


def is_accounted_for(result):
    """Whether the text is its wordings and unread slices, each in order and none overlapping,
    with only blanks, invisible characters, ``JOINTS`` and a joining "và" between them."""
    text, wordings = result.text, [d.wording for d in result.deadlines]
    todo, seen = [(0, 0, 0)], set()
    while todo:
        state = at, read, unread = todo.pop()
        if state in seen:
            continue
        seen.add(state)
        if at == len(text):
            if (read, unread) == (len(wordings), len(result.unread)):
                return True
            continue
        if set(fold(text[at])) <= set(JOINTS):  # of a blank, nothing remains when folded
            todo.append((at + 1, read, unread))
        for length in range(2, 5):
            word = text[at : at + length]
            if fold(word) == "va" and word == word.strip() and 0 < read < len(wordings):
                todo.append((at + length, read, unread))
        if read < len(wordings) and wordings[read] and text.startswith(wordings[read], at):
            todo.append((at + len(wordings[read]), read + 1, unread))
        if unread < len(result.unread) and text.startswith(result.unread[unread], at):
            todo.append((at + len(result.unread[unread]), read, unread + 1))
    return wordings == [""]


@given(anything | offices)
def test_every_character_is_read_or_handed_back(text):
    assert is_accounted_for(read_wording(text))


@given(anything | offices, st.none() | st.dates())
def test_reading_gives_only_what_a_deadline_can_hold(text, issued_on):
    result = read_wording(text, issued_on=issued_on)

    assert result == read_wording(text, issued_on=issued_on)
    assert result.deadlines or result.unread
    assert set(result.notes) <= set(NOTES)
    assert len(set(result.notes)) == len(result.notes)
    assert all(result.unread)
    for deadline in result.deadlines:
        fixed = {DeadlineKind.DAY, DeadlineKind.MONTH, DeadlineKind.QUARTER, DeadlineKind.YEAR}
        if deadline.kind in fixed:
            assert deadline.due_on == due_day(deadline.kind, deadline.due_on) is not None
        elif deadline.kind != DeadlineKind.AFTER_EVENT:
            assert deadline.due_on is None
        if deadline.starts_on and deadline.due_on:
            assert deadline.starts_on <= deadline.due_on
        assert deadline.recurrence in RHYTHMS
        assert deadline.kind not in {DeadlineKind.AFTER_EVENT, DeadlineKind.ON_EVENT} or (
            deadline.event
        )
        assert not deadline.is_then_continuous or deadline.kind in fixed


def meaning(text):
    """A result without regard to the spelling of its slices."""
    result = read_wording(text)
    deadlines = [
        {**vars(d), "wording": fold(d.wording), "event": fold(d.event)}
        for d in result.deadlines
    ]
    return deadlines, [fold(slice_) for slice_ in result.unread], result.notes


@given(
    st.lists(
        st.sampled_from(ALL_TEXTS) | st.text("aàâăđêôơưẫỷ09/-–;,. \n", max_size=8), max_size=5
    ).map(" ".join),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from(["NFC", "NFD", "NFKC"]),
)
def test_case_and_composition_change_nothing(text, cased, form):
    assert meaning(unicodedata.normalize(form, cased(text))) == meaning(text)


@pytest.mark.parametrize(
    "unit",
    ["1", "1/", "1 / ", "a ", "trước ", "tháng 6, ", "Quý III, ", "khi a, ", "sau khi a 1/2 "]
    + ["2026 - ", "30/9/2026 ", "hằng quý, ", "((", "\n", "\u0301", "1 lần ", "định kỳ "],
)
def test_a_hundred_thousand_characters_are_read_to_the_end(unit):
    """A pattern that goes back over its input would need hours here, not seconds: no clock is
    needed to notice."""
    text = (unit * 100_000)[:100_000]

    result = read_wording(text)

    assert result.text == text


# --- the command ----------------------------------------------------------------------------


def parsed(monkeypatch, data, *options):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
    out = io.StringIO()
    call_command("parse_deadline", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_answers_each_line_with_one_object(monkeypatch):
    data = "Hoàn thành trước 30/9/2026 và duy trì liên tục\nSở Nội vụ\r\n\n".encode()

    first, second, third = parsed(monkeypatch, data, "--issued-on", "2026-10-01")

    assert first == {
        "text": "Hoàn thành trước 30/9/2026 và duy trì liên tục",
        "complete": True,
        "deadlines": [
            {
                "kind": "day",
                "due_on": "2026-09-30",
                "starts_on": None,
                "days": None,
                "event": "",
                "recurrence": "",
                "then_continuous": True,
                "wording": "Hoàn thành trước 30/9/2026 và duy trì liên tục",
            }
        ],
        "unread": [],
        "notes": ["before", "before_issue_date"],
    }
    assert (second["complete"], second["unread"]) == (False, ["Sở Nội vụ"])
    assert (third["text"], third["notes"]) == ("", ["blank"])


def test_the_command_survives_bytes_that_are_no_text(monkeypatch):
    (row,) = parsed(monkeypatch, b"\xff\xfe 31/12/2026\n")

    assert (row["deadlines"][0]["due_on"], row["unread"]) == ("2026-12-31", ["\ufffd\ufffd"])


def test_the_command_refuses_an_issue_date_it_cannot_read(monkeypatch):
    with pytest.raises(CommandError, match="31/12/2026"):
        parsed(monkeypatch, b"", "--issued-on", "31/12/2026")
