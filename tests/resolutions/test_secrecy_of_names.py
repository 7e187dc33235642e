"""A mark of secrecy in the name of a file is seen however the name is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolutions.secrecy_of_names import secrecy_mark_of_name


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("TÀI LIỆU MẬT.pdf", "MẬT"),
        ("Tài liệu mật.pdf", "MẬT"),
        ("tài_liệu_mật (1).docx", "MẬT"),
        ("MẬT - Kế hoạch năm 2025.docx", "MẬT"),
        ("MẬT_Kế hoạch.docx", "MẬT"),
        ("KH 15_MẬT_2025.xlsx", "MẬT"),
        ("BÁO CÁO (MẬT).pdf", "MẬT"),
        ("15-BC-TU-MẬT.pdf", "MẬT"),
        ("KẾ HOẠCH MẬT NĂM 2025.pdf", "MẬT"),
        ("ĐỘ MẬT.pdf", "MẬT"),
        ("Độ mật.pdf", "MẬT"),
        ("MẬT.pdf", "MẬT"),
        ("mật.pdf", "MẬT"),
        ("Tuyệt mật.pdf", "TUYỆT MẬT"),
        ("TÀI LIỆU TUYỆT MẬT.pdf", "TUYỆT MẬT"),
        ("ĐỘ TUYỆT MẬT.pdf", "TUYỆT MẬT"),
        ("phương án tối mật.docx", "TỐI MẬT"),
        ("VĂN BẢN TỐI MẬT 2025.docx", "TỐI MẬT"),
        ("tai lieu mat.pdf", "MẬT"),
        ("TAI_LIEU_MAT.pdf", "MẬT"),
        ("bao-cao-mat.pdf", "MẬT"),
        ("tai lieu mat nam 2025.pdf", "MẬT"),
        ("MAT - Ke hoach.docx", "MẬT"),
        ("15-BC-TU-MAT.pdf", "MẬT"),
        ("tuyet mat.pdf", "TUYỆT MẬT"),
        ("van-ban-TOI-MAT.pdf", "TỐI MẬT"),
        ("do mat.pdf", "MẬT"),
        ("MAT.pdf", "MẬT"),
        ("MAT_Kehoach.pdf", "MẬT"),
        ("tài-liệu-mật.pdf", "MẬT"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_mark_in_a_name_is_seen(name, mark, form):
    assert secrecy_mark_of_name(unicodedata.normalize(form, name)) == mark


@pytest.mark.parametrize(
    "name",
    [
        "Quy chế bảo mật.pdf",
        "QUY CHẾ BẢO MẬT THÔNG TIN.pdf",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC.pdf",
        "Danh mục bí mật nhà nước độ Tuyệt mật, Tối mật.pdf",
        "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT.pdf",
        "Mật độ dân số.xlsx",
        "MẬT ĐỘ XÂY DỰNG.xlsx",
        "mật_độ_dân_số.xlsx",
        "Đổi mật khẩu.docx",
        "Mật mã, cơ mật.docx",
        "Nghề nuôi ong mật.docx",
        "Lý lịch NGUYỄN THỊ MẬT.pdf",
        "quy che bao mat.pdf",
        "bi mat nha nuoc do toi mat.pdf",
        "mat do dan so.pdf",
        "bao cao mat do dan so.xlsx",
        "bao cao mat bang sach.xlsx",
        "ke hoach Mat tran To quoc.docx",
        "mot so mat cong tac.docx",
        "doi mat khau.docx",
        "format.pdf",
        "mat-do-dan-so.pdf",
        "MAT_TRAN_TO_QUOC.pdf",
        "quy-che-bao-mat.pdf",
        "be-mat-duong.pdf",
        "Kế hoạch số 15.pdf",
        "",
        ".pdf",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_ordinary_name_is_accepted(name, form):
    assert secrecy_mark_of_name(unicodedata.normalize(form, name)) is None


@given(st.text(alphabet="MẬTmậtTỐIUYỆa độ()-/_:.1 \u0323\u0302", max_size=80) | st.text())
def test_no_name_makes_it_fail(name):
    assert secrecy_mark_of_name(name) in (None, "MẬT", "TỐI MẬT", "TUYỆT MẬT")
