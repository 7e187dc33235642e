"""Symbols of documents: as written, and what two spellings of one symbol share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolutions.symbols import read_symbol


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("03-NQ/TU", "03-NQ/TU"),
        ("01/NQ-TU", "01-NQ/TU"),
        ("7-CTr/TU", "07-CTr/TU"),
        ("Số 52-KH/TU", "52-KH/TU"),
        ("Số: 36-HD/VPTW", "36-HD/VPTW"),
        ("1924 – CV/TU", "1924-CV/TU"),
        ("8258-QÐ/TU", "8258-QĐ/TU"),
        ("3686/KH-UBND", "3686/KH-UBND"),
        ("5/QĐ-UBND", "05/QĐ-UBND"),
    ],
)
def test_spellings_of_one_symbol_share_a_canonical_form(written, canonical):
    symbol = read_symbol(written)

    assert symbol.canonical == canonical
    assert symbol.is_complete


def test_a_symbol_without_issuer_keeps_its_number_and_stays_as_written():
    symbol = read_symbol("KH số 54")

    assert (symbol.canonical, symbol.number, symbol.is_complete) == ("KH số 54", 54, False)


def test_a_state_symbol_is_not_turned_into_a_party_symbol():
    assert read_symbol("3686/KH-UBND").canonical == "3686/KH-UBND"


def test_look_ups_do_not_mind_case_or_the_stroke_of_the_d():
    assert read_symbol("8258-QD/TU").key == read_symbol("8258-QĐ/TU").key


@given(st.text(max_size=200))
def test_reading_never_fails(text):
    symbol = read_symbol(text)

    assert symbol.written == text
    assert read_symbol(symbol.canonical).key == symbol.key
