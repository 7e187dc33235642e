"""Vietnamese text: the stored form and the searched form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolutions.folding import clean_text, fold, search_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Chuyển đổi số", "chuyen doi so"),
        ("ĐẢNG", "dang"),
        ("Ðảng", "dang"),  # U+00D0, as in the title of the 2021 report
        ("uỷ", "uy"),
        ("ủy", "uy"),
        ("  hai   khoảng  trắng ", "hai khoang trang"),
        ("03–NQ/TU", "03-nq/tu"),
    ],
)
def test_search_ignores_tone_marks(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_text_is_stored_composed_with_true_d_and_without_invisible_characters():
    assert clean_text("Ða\u0323i ho\u0323\u0302i\u200b XI\u00a0\u0000") == "Đại hội XI "


def test_a_query_is_a_set_of_words():
    assert search_words(" 03 NQ  Tỉnh ủy ") == ["03", "nq", "tinh", "uy"]


@given(st.text(max_size=200))
def test_cleaning_and_folding_are_stable(text):
    assert clean_text(clean_text(text)) == clean_text(text)
    assert fold(clean_text(text)) == fold(text)
