"""Symbols of documents: as written, what two spellings of one symbol share, what is odd."""

import io
import json
import unicodedata

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from resolutions.kinds import DocumentKind
from resolutions.symbols import Convention, Oddity, read_symbol

PARTY, STATE = Convention.PARTY, Convention.STATE

# As offices print them: nothing is odd, and nothing is changed.
PROPER = [
    ("03-NQ/TU", PARTY, "NQ", "TU"),
    ("127-QĐ/TW", PARTY, "QĐ", "TW"),
    ("24-BS/UBKTTU", PARTY, "BS", "UBKTTU"),
    ("57-NQ/TW", PARTY, "NQ", "TW"),
    ("08-QC/TW", PARTY, "QC", "TW"),
    ("05-KH/BCĐTW", PARTY, "KH", "BCĐTW"),
    ("11-KH/BCĐ", PARTY, "KH", "BCĐ"),
    ("113-CTr/TU", PARTY, "CTr", "TU"),
    ("02-CT/TU", PARTY, "CT", "TU"),
    ("11-HD/BTGTU", PARTY, "HD", "BTGTU"),
    ("03-HD/BTGDVTU", PARTY, "HD", "BTGDVTU"),
    ("134-CV/UBKTTU", PARTY, "CV", "UBKTTU"),
    ("152-BC/ĐU", PARTY, "BC", "ĐU"),
    ("19130-CV/VPTW", PARTY, "CV", "VPTW"),
    ("25-TT/TU", PARTY, "TT", "TU"),
    ("10-HD/HU", PARTY, "HD", "HU"),
    ("12-ĐA/TU", PARTY, "ĐA", "TU"),
    ("06-TTr/VPTU", PARTY, "TTr", "VPTU"),
    ("3686/KH-UBND", STATE, "KH", "UBND"),
    ("2439/QĐ-TTg", STATE, "QĐ", "TTg"),
    ("71/NQ-CP", STATE, "NQ", "CP"),
    ("13/NQ-HĐND", STATE, "NQ", "HĐND"),
    ("1270/BC-TCTTTg", STATE, "BC", "TCTTTg"),
    ("1818/TTr-VP", STATE, "TTr", "VP"),
    ("337/DA-CP", STATE, "DA", "CP"),
    ("12/KH-BCĐ", STATE, "KH", "BCĐ"),
    ("25/2014/QĐ-UBND", Convention.NORMATIVE, "QĐ", "UBND"),
    ("22/2019/NQ-HĐND", Convention.NORMATIVE, "NQ", "HĐND"),
    ("30/2020/NĐ-CP", Convention.NORMATIVE, "NĐ", "CP"),
    ("12/2022/TT-BTTTT", Convention.NORMATIVE, "TT", "BTTTT"),
    ("117/2025/QH15", Convention.NATIONAL_ASSEMBLY, "", "QH15"),
    ("06/2020/UBTVQH14", Convention.NATIONAL_ASSEMBLY, "", "UBTVQH14"),
    ("1687/NQ-UBTVQH15", Convention.NATIONAL_ASSEMBLY, "NQ", "UBTVQH15"),
    ("1806/SKHCN-CĐS", Convention.OFFICIAL_LETTER, "", "SKHCN"),
    ("4836/SNV-TCBC", Convention.OFFICIAL_LETTER, "", "SNV"),
    ("2766/BKHCN-TTCNTT", Convention.OFFICIAL_LETTER, "", "BKHCN"),
    ("125/SGDĐT-VP", Convention.OFFICIAL_LETTER, "", "SGDĐT"),
    ("01/QCPH/UBND-UBMTTQ", Convention.JOINT, "QCPH", "UBND-UBMTTQ"),
    ("05/2016/TTLT-BTC-BKHĐT", Convention.JOINT, "TTLT", "BTC-BKHĐT"),
]

# As they are found, with the canonical form and every name of what is odd.
ODD = [
    ("01/NQ-TU", "01-NQ/TU", ["state_pattern"]),
    ("3686-KH/UBND", "3686/KH-UBND", ["party_pattern"]),
    ("7-CTr/TU", "07-CTr/TU", ["leading_zero"]),
    ("007-CTr/TU", "07-CTr/TU", ["leading_zero"]),
    ("5/QĐ-UBND", "05/QĐ-UBND", ["leading_zero"]),
    ("Số 52-KH/TU", "52-KH/TU", ["with_so"]),
    ("số:36-HD/VPTW", "36-HD/VPTW", ["with_so", "so_colon"]),
    ("SỐ : 15/QĐ-UBND", "15/QĐ-UBND", ["with_so"]),
    ("1924 – CV/TU", "1924-CV/TU", ["long_dash", "spaces"]),
    ("16 - HD/BTCTW", "16-HD/BTCTW", ["spaces"]),
    ("01 /NQ- TU", "01-NQ/TU", ["spaces", "state_pattern"]),
    ("03 nq tu", "03-NQ/TU", ["letter_case", "separator"]),
    ("3 KH UBND", "03/KH-UBND", ["leading_zero", "separator"]),
    ("03/NQ/TU", "03-NQ/TU", ["separator"]),
    ("03-NQ-TU", "03-NQ/TU", ["separator"]),
    ("03-NQ\\TU", "03-NQ/TU", ["separator"]),
    ("03--NQ//TU/", "03-NQ/TU", ["separator"]),
    ("1.234/KH-UBND", "1234/KH-UBND", ["separator"]),
    ("66,7/2025/NQ-CP", "66.7/2025/NQ-CP", ["separator", "decimal_number"]),
    ("13/NQ-HĐND tỉnh", "13/NQ-HĐND", ["text_after"]),
    ("NQ57/TW", "57-NQ/TW", ["number_misplaced"]),
    ("NQ-03/TU", "03-NQ/TU", ["number_misplaced"]),
    ("03NQ/TU", "03-NQ/TU", ["separator_missing"]),
    ("03-NQTU", "03-NQ/TU", ["separator_missing"]),
    ("113-CTR/TU", "113-CTr/TU", ["letter_case"]),
    ("12/qđ-ttg", "12/QĐ-TTg", ["letter_case"]),
    ("8258-QD/TU", "8258-QĐ/TU", ["d_stroke"]),
    ("02-QC/BCDTW", "02-QC/BCĐTW", ["d_stroke"]),
    ("8258-QÐ/TU", "8258-QĐ/TU", ["lookalike"]),
    ("03-NQ/\u0422U", "03-NQ/TU", ["lookalike"]),
    ("03-NQ\u200b/TU", "03-NQ/TU", ["invisible"]),
    ("O3-NQ/TU", "03-NQ/TU", ["letter_for_digit"]),
    ("1O-NQ/TU", "10-NQ/TU", ["letter_for_digit"]),
    ("l2/KH-UBND", "12/KH-UBND", ["letter_for_digit"]),
    ("66.7/2025/NQ-CP", "66.7/2025/NQ-CP", ["decimal_number"]),
    ("12a-KH/TU", "12a-KH/TU", ["number_suffix"]),
    ("147-CTHĐ/TU", "147-CTHĐ/TU", ["kind_unusual"]),
    ("01-QĐi/TU", "01-QĐi/TU", ["kind_unusual"]),
    ("NQ/TU 03", "03-NQ/TU", ["number_misplaced"]),
    ("NQ 03/TU", "03-NQ/TU", ["kind_misplaced"]),
    ("03-TU/NQ", "03-NQ/TU", ["order"]),
    ("12/UBND-KH", "12/UBND-KH", ["maybe_order"]),
    ("12/QĐ-UBND/2024", "12/2024/QĐ-UBND", ["year_misplaced"]),
    ("03/2021/NQ-TU", "03-NQ/TU", ["year_in_party", "state_pattern"]),
    ("12-XX/TU", "12-XX/TU", ["kind_unknown"]),
    ("367 - QĐ/TWĐTN-VP", "367-QĐ/TWĐTN-VP", ["spaces"]),
    ("Quy định số 320-QĐ/TU", "320-QĐ/TU", ["kind_in_words", "with_so"]),
    (
        "Chỉ thị số 03-NQ/TU",
        "03-NQ/TU",
        ["kind_in_words", "with_so", "kind_disagrees"],
    ),
    (
        "Nghị quyết số 06-NQ/TU ngày 29-1-2021 của Tỉnh ủy",
        "06-NQ/TU",
        ["text_after", "kind_in_words", "with_so"],
    ),
    ("901/TT-BKHCN (giả định)", "901/TT-BKHCN", ["text_after"]),
]

# Something is missing: what is there is taken apart, and the text stays as written.
INCOMPLETE = [
    ("KH số 54", 54, ["with_so", "short", "issuer_missing"]),
    ("NQ 57", 57, ["short", "issuer_missing"]),
    ("Nghị quyết 57", 57, ["kind_in_words", "short", "issuer_missing"]),
    ("Chỉ thị số 17", 17, ["kind_in_words", "with_so", "short", "issuer_missing"]),
    ("54-KH", 54, ["short", "issuer_missing"]),
    ("57", 57, ["short", "issuer_missing", "kind_missing"]),
    ("12/UBND", 12, ["kind_missing"]),
    ("190/QH15", 190, ["year_missing", "kind_missing"]),
    ("/KH-UBND", None, ["number_missing"]),
    ("…-NQ/TU", None, ["number_missing"]),
    ("Số      -NQ/TU", None, ["with_so", "number_missing"]),
    ("0-NQ/TU", 0, ["number_zero", "leading_zero"]),
    ("12/24/QĐ-UBND", 12, ["year_short"]),
]
UNREADABLE = [
    "TU",
    "2021 - 2025",
    "18 văn bản",
    "24/7",
    "Báo cáo quý III",
    "???",
    "-/-",
    "(03)",
]


def names(symbol):
    return [oddity.value for oddity in symbol.oddities]


@pytest.mark.parametrize(("written", "convention", "kind", "issuer"), PROPER)
def test_a_proper_symbol_is_its_own_canonical_form(written, convention, kind, issuer):
    symbol = read_symbol(written)

    assert (symbol.canonical, symbol.is_complete, names(symbol)) == (written, True, [])
    assert (symbol.convention, symbol.kind_code, symbol.issuer_code) == (
        convention,
        kind,
        issuer,
    )
    assert written.startswith(symbol.number_text)
    assert symbol.number == int(symbol.number_text)


@pytest.mark.parametrize(("written", "canonical", "oddities"), ODD)
def test_an_odd_spelling_shares_the_canonical_form_and_is_named(written, canonical, oddities):
    symbol = read_symbol(written)

    assert (symbol.canonical, symbol.is_complete, names(symbol)) == (canonical, True, oddities)
    assert read_symbol(unicodedata.normalize("NFD", written)).key == symbol.key


@pytest.mark.parametrize(("written", "number", "oddities"), INCOMPLETE)
def test_what_is_incomplete_stays_as_written_and_says_what_is_missing(
    written, number, oddities
):
    symbol = read_symbol(written)

    assert (symbol.canonical, symbol.is_complete) == (" ".join(written.split()), False)
    assert (symbol.number, names(symbol)) == (number, oddities)


@pytest.mark.parametrize("written", UNREADABLE)
def test_what_is_no_symbol_is_handed_back(written):
    symbol = read_symbol(written)

    assert (symbol.canonical, symbol.number, symbol.kinds) == (written, None, ())
    assert (symbol.convention, names(symbol)) == (Convention.UNKNOWN, ["unreadable"])


def test_the_parts_of_letter_decimal_and_year_are_kept_apart():
    letter, decimal = read_symbol("1806/SKHCN-CĐS"), read_symbol("66.7/2025/NQ-CP")

    assert (letter.issuer_code, letter.unit_code) == ("SKHCN", "CĐS")
    assert (decimal.number, decimal.number_text, decimal.year) == (66, "66.7", 2025)
    assert read_symbol("66/2025/NQ-CP").key != decimal.key


@pytest.mark.parametrize(
    ("written", "kinds", "kind"),
    [
        ("03-NQ/TU", ["Nghị quyết"], DocumentKind.RESOLUTION),
        ("320-QĐ/TU", ["Quyết định", "Quy định"], None),
        ("2439/QĐ-TTg", ["Quyết định", "Quy định"], None),
        ("25-TT/TU", ["Thông tri", "Thông tư"], None),
        ("337/DA-CP", ["Dự án", "Đề án"], None),
        ("117/2025/QH15", ["Luật", "Nghị quyết"], None),
        ("Luật số 117/2025/QH15", ["Luật"], DocumentKind.OTHER),
        ("Quy định số 320-QĐ/TU", ["Quy định"], DocumentKind.REGULATION),
        ("1806/SKHCN-CĐS", ["Công văn"], DocumentKind.LETTER),
        ("QĐ 12", ["Quyết định", "Quy định"], None),
        ("12-XX/TU", [], None),
    ],
)
def test_a_kind_is_never_decided_where_two_are_meant(written, kinds, kind):
    symbol = read_symbol(written)

    assert [named.name for named in symbol.kinds] == kinds
    assert symbol.kind == kind


def test_a_state_symbol_is_not_turned_into_a_party_symbol():
    assert read_symbol("3686/KH-UBND").canonical == "3686/KH-UBND"


def test_look_ups_do_not_mind_case_or_the_stroke_of_the_d():
    keys = {read_symbol(text).key for text in ("8258-QD/TU", "8258-QĐ/TU", "8258-qđ/tu")}

    assert keys == {"8258-qd/tu"}


def test_every_oddity_is_met_in_these_tests_and_explained():
    met = {name for *_, oddities in ODD + INCOMPLETE for name in oddities}

    assert met | {"blank", "unreadable", "too_long"} == set(Oddity.values)
    assert all(str(oddity.label).strip() for oddity in Oddity)


# --- rules that hold for every text ---------------------------------------------------------

pieces = st.sampled_from(
    [row[0] for row in PROPER + ODD + INCOMPLETE]
    + ["03", "2024", "QĐ", "NQ", "tu", "UBND", "-", "/", " ", "–", "số", "(", ".", "O", "a"]
)
anything = (
    st.text(max_size=400)
    | st.text("0123456789OlĐÐđ-–/.: \u0301\u200bNQTUKHsốtự가²", max_size=20)
    | st.lists(pieces, max_size=6).map("".join)
)


@given(anything)
def test_reading_never_fails_and_is_stable(text):
    symbol = read_symbol(text)
    again = read_symbol(symbol.canonical)

    assert symbol.written == text
    assert (again.canonical, again.key) == (symbol.canonical, symbol.key)
    assert (again.number, again.is_complete) == (symbol.number, symbol.is_complete)
    assert len(symbol.key) <= 60
    assert not symbol.is_complete or symbol.canonical.startswith(symbol.number_text)
    assert len(set(symbol.oddities)) == len(symbol.oddities)


@pytest.mark.parametrize(
    "unit",
    ["1", "1/", "1-", "N", "số ", "NQ ", "1.1", "-", " ", "O", "1/2024/", "\u0301", "(", "…"],
)
def test_a_million_characters_are_read_to_the_end(unit):
    """A pattern that goes back over its input would need hours here, not seconds: no clock is
    needed to notice."""
    text = (unit * 1_000_000)[:1_000_000]

    assert read_symbol(text).written == text
    assert not read_symbol("03-NQ/TU" + text).key.startswith("04")


# --- the command ----------------------------------------------------------------------------


def parsed(monkeypatch, data):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
    out = io.StringIO()
    call_command("parse_symbol", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_answers_each_line_with_one_object(monkeypatch):
    first, second, third = parsed(
        monkeypatch, "01/NQ-TU\n66.7/2025/NQ-CP\r\nSố 320-QĐ/TU".encode()
    )

    assert first == {
        "written": "01/NQ-TU",
        "canonical": "01-NQ/TU",
        "key": "01-nq/tu",
        "complete": True,
        "convention": "party",
        "number": 1,
        "number_text": "01",
        "year": None,
        "kind_code": "NQ",
        "kind": "NQ",
        "kinds": ["Nghị quyết"],
        "issuer": "TU",
        "unit": "",
        "oddities": ["state_pattern"],
        "remarks": ["Cơ quan Đảng nhưng viết theo thể thức nhà nước."],
    }
    assert (second["number"], second["year"], second["convention"]) == (66.7, 2025, "normative")
    assert (third["kind"], third["kinds"]) == (None, ["Quyết định", "Quy định"])


def test_the_command_survives_empty_lines_long_lines_and_bytes_that_are_no_text(monkeypatch):
    data = b"\n\xff\xfe\x00\n" + b"9" * 1_000_000 + b"\n03-NQ/TU"

    rows = parsed(monkeypatch, data)

    assert [row["oddities"] for row in rows] == [["blank"], ["unreadable"], ["too_long"], []]
    assert rows[-1]["canonical"] == "03-NQ/TU"
