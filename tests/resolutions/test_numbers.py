"""Numbers as people type them."""

from decimal import Decimal

import pytest

from resolutions.numbers import (
    UnreadableNumber,
    printed_number,
    read_number,
    written_number,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8,5", "8.5"),
        ("1000", "1000"),
        ("1.000", "1000"),
        ("1.000,5", "1000.5"),
        ("1 000,5", "1000.5"),
        ("1\u00a0000", "1000"),
        ("1.234.567", "1234567"),
        (" 213 ", "213"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("0,25", "0.25"),
        ("8.5", "8.5"),
        ("12.75", "12.75"),
        ("1,000.5", "1000.5"),
        ("1,234,567", "1234567"),
    ],
)
def test_number_is_read_the_vietnamese_way(text, number):
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1,000", "12,500", "0.500"])
def test_number_that_may_mean_two_is_asked_about(text):
    with pytest.raises(UnreadableNumber, match=text):
        read_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "tám", "8,5 ha", "5%", "1.00.000", "1,2,3", "--5", "1e5", "NaN", "٣", "8,", "9" * 41],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(UnreadableNumber):
        read_number(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [("8.50", "8,5"), ("1000.00", "1000"), ("-5", "-5"), ("0.25", "0,25"), ("0", "0")],
)
def test_number_in_a_form_is_read_back_as_the_same(value, text):
    assert written_number(Decimal(value)) == text
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [("8.50", "8,5"), ("1200.50", "1.200,5"), ("1000.00", "1.000"), ("0", "0")],
)
def test_number_on_a_page_bears_no_zeros_that_nobody_measured(value, text):
    assert printed_number(Decimal(value)) == text
