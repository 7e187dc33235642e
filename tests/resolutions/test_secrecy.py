"""Marks of secrecy are seen wherever they stand, and ordinary words are left alone."""

import unicodedata
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from resolutions.models import Narrative, Resolution
from resolutions.secrecy import secrecy_mark
from tests.factories import ResolutionFactory


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("MẬT", "MẬT"),
        ("Mật", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("Tối mật", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("  * TUYỆT  MẬT *  ", "TUYỆT MẬT"),
        ("TỈNH ỦY BẾN TRE\nMẬT\nBáo cáo tình hình", "MẬT"),
        ("TỈNH ỦY BẾN TRE\r\nTUYỆT MẬT\r\nBÁO CÁO", "TUYỆT MẬT"),
        ("Kế hoạch bảo vệ mục tiêu (Mật)", "MẬT"),
        ("Kế hoạch [TỐI MẬT] năm 2025", "TỐI MẬT"),
        ("Kế hoạch (độ mật)", "MẬT"),
        ("Kế hoạch ( tuyệt mật )", "TUYỆT MẬT"),
        ("Độ mật: Mật", "MẬT"),
        ("Mức độ mật: Tối mật", "TỐI MẬT"),
        ("độ mật – TUYỆT MẬT", "TUYỆT MẬT"),
        ("15-BC/TU-MẬT", "MẬT"),
        ("Báo cáo số 15-BC/TU-Mật ngày 12/3", "MẬT"),
        ("123-CV/TU/Mật", "MẬT"),
        ("07-KH/TU – TỐI MẬT", "TỐI MẬT"),
        ("MẬT – Báo cáo kết quả", "MẬT"),
        ("Tài liệu đóng dấu MẬT", "MẬT"),
        ("HỎA TỐC, MẬT", "MẬT"),
        ("Báo cáo TUYỆT MẬT về an ninh", "TUYỆT MẬT"),
        ("M Ậ T", "MẬT"),
        ("T U Y Ệ T  M Ậ T", "TUYỆT MẬT"),
        ("T Ố I M Ậ T", "TỐI MẬT"),
        ("M\u200bẬT", "MẬT"),
        ("TỐI\u00a0MẬT", "TỐI MẬT"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_mark_is_seen(text, mark, form):
    assert secrecy_mark(unicodedata.normalize(form, text)) == mark


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mật",
        "Bảo vệ bí mật nhà nước",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "QUY CHẾ BẢO MẬT THÔNG TIN",
        "Bảo mật",
        "Mật độ dân số",
        "MẬT ĐỘ DÂN SỐ",
        "Mối quan hệ mật thiết với Nhân dân",
        "mật khẩu, mật mã, cơ mật",
        "Mật khẩu đăng nhập phải đổi 90 ngày một lần",
        "Phát triển nghề nuôi ong mật",
        "Danh mục bí mật nhà nước độ Tuyệt mật, độ Tối mật, độ Mật",
        "Danh mục bí mật nhà nước độ Tối mật",
        "01 nội dung theo văn bản mật, theo dõi ngoài hệ thống",
        "Độ mật: không",
        "Văn bản 15-KH/TU về bảo mật",
        "15-KH/TU",
        "Đồng chí NGUYỄN THỊ MẬT",
        "Hội thảo 2021 – mật độ xây dựng",
        "mat",
        "Hoạt động mật phục",
        "Số 15/KH-bảo mật",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_ordinary_words_are_left_alone(text, form):
    assert secrecy_mark(unicodedata.normalize(form, text)) is None


@given(st.text(alphabet="MẬTmậtTỐIUYỆ độ()-/:1 \n\u0323\u0302", max_size=60) | st.text())
def test_no_text_makes_it_fail(text):
    assert secrecy_mark(text) in (None, "MẬT", "TỐI MẬT", "TUYỆT MẬT")


def test_long_text_takes_no_time():
    for piece in ("mật ", "1-", "(độ ", " * ", "MẬT ĐỘ ", "1 -"):
        assert secrecy_mark(piece * 20_000 + "mật ong") in (None, "MẬT")


# --- nothing that bears a mark is saved -----------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["title", "symbol", "note", "issuer_name", "source_quote"])
def test_marked_text_is_refused_by_validation(field):
    resolution = ResolutionFactory.build(**{field: "15-NQ/TU-MẬT"})

    with pytest.raises(ValidationError) as refusal:
        resolution.full_clean()

    assert "dấu chỉ độ mật “MẬT”" in refusal.value.message_dict[field][0]


@pytest.mark.django_db
def test_marked_text_is_refused_where_nobody_validates():
    resolution = ResolutionFactory()

    with pytest.raises(ValidationError, match="dấu chỉ độ mật"), transaction.atomic():
        Narrative.objects.create(resolution=resolution, on=date(2021, 12, 13), text="TỐI MẬT")
    with pytest.raises(ValidationError, match="dấu chỉ độ mật"), transaction.atomic():
        Resolution.objects.bulk_create([ResolutionFactory.build(title="Kế hoạch (Mật)")])

    assert Narrative.objects.count() == 0
    assert Resolution.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sent"),
    [
        (
            "/resolutions/new/",
            {
                "kind": "NQ",
                "symbol": "03-NQ/TU-MẬT",
                "issuer_name": "Tỉnh ủy",
                "issuer_level": "provincial_party",
                "effect_state": "in_force",
            },
        ),
        ("/compare/meetings/", {"on": "2021-12-13", "name": "Họp (TỐI MẬT)"}),
    ],
)
def test_page_says_why_it_refuses(client, office, address, sent):
    client.force_login(office)
    before = Resolution.objects.count()

    answer = client.post(address, sent, follow=True)

    assert "dấu chỉ độ mật" in answer.text
    assert Resolution.objects.count() == before
