"""What offices abbreviate: CĐS is chuyển đổi số, BTV is Ban Thường vụ.

One table for everything that compares names and titles; both sides are spelt out, what is
stored stays as written. An abbreviation with two meanings in titles (CT, DA, QĐ, TT) is not
here.
"""

import re

from resolutions.folding import clean_text, fold

# Bodies. Cells of annexes write them in any letter case.
BODIES = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBMTTQVN": "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "MTTQ": "Mặt trận Tổ quốc",
    "MTTQVN": "Mặt trận Tổ quốc Việt Nam",
    "BTV": "Ban Thường vụ",
    "BCH": "Ban Chấp hành",
    "BCĐ": "Ban Chỉ đạo",
    "UBKT": "Ủy ban Kiểm tra",
    "BTC": "Ban Tổ chức",
    "BTG": "Ban Tuyên giáo",
    "BDV": "Ban Dân vận",
    "BNC": "Ban Nội chính",
    "TG": "Tuyên giáo",
    "DV": "Dân vận",
    "VP": "Văn phòng",
    "CHQS": "Chỉ huy quân sự",
    "TGDV": "Tuyên giáo và Dân vận",
    "QLDA": "quản lý dự án",
    "LĐLĐ": "Liên đoàn Lao động",
    "LHPN": "Liên hiệp Phụ nữ",
    "VPTU": "Văn phòng Tỉnh ủy",
    "BTCTU": "Ban Tổ chức Tỉnh ủy",
    "UBKTTU": "Ủy ban Kiểm tra Tỉnh ủy",
    "BTGTU": "Ban Tuyên giáo Tỉnh ủy",
    "BTGDVTU": "Ban Tuyên giáo và Dân vận Tỉnh ủy",
    "BDVTU": "Ban Dân vận Tỉnh ủy",
    "BNCTU": "Ban Nội chính Tỉnh ủy",
    "TU": "Tỉnh ủy",
    "TW": "Trung ương",
}
# Subjects and things, as titles and reports abbreviate them.
SUBJECTS = {
    "ANQP": "an ninh quốc phòng",
    "ANTT": "an ninh trật tự",
    "ATGT": "an toàn giao thông",
    "ATTP": "an toàn thực phẩm",
    "ATTT": "an toàn thông tin",
    "BĐKH": "biến đổi khí hậu",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "BVMT": "bảo vệ môi trường",
    "CBCC": "cán bộ, công chức",
    "CBCCVC": "cán bộ, công chức, viên chức",
    "CCHC": "cải cách hành chính",
    "CĐS": "chuyển đổi số",
    "CNTT": "công nghệ thông tin",
    "CSDL": "cơ sở dữ liệu",
    "DN": "doanh nghiệp",
    "DTTS": "dân tộc thiểu số",
    "DVC": "dịch vụ công",
    "DVCTT": "dịch vụ công trực tuyến",
    "ĐBSCL": "đồng bằng sông Cửu Long",
    "ĐMST": "đổi mới sáng tạo",
    "GD&ĐT": "giáo dục và đào tạo",
    "GDĐT": "giáo dục và đào tạo",
    "GPMB": "giải phóng mặt bằng",
    "GTVT": "giao thông vận tải",
    "HTCT": "hệ thống chính trị",
    "HTX": "hợp tác xã",
    "KCN": "khu công nghiệp",
    "KH&CN": "khoa học và công nghệ",
    "KHCN": "khoa học và công nghệ",
    "KTTT": "kinh tế tập thể",
    "KTXH": "kinh tế - xã hội",
    "KT-XH": "kinh tế - xã hội",
    "MTQG": "mục tiêu quốc gia",
    "NNL": "nguồn nhân lực",
    "NQ": "nghị quyết",
    "KH": "kế hoạch",
    "CTr": "chương trình",
    "KL": "kết luận",
    "ĐA": "đề án",
    "NSNN": "ngân sách nhà nước",
    "NTM": "nông thôn mới",
    "NTMNC": "nông thôn mới nâng cao",
    "PCTN": "phòng, chống tham nhũng",
    "PCTT": "phòng, chống thiên tai",
    "PCCC": "phòng cháy, chữa cháy",
    "PTDTNT": "phổ thông dân tộc nội trú",
    "QCDC": "quy chế dân chủ",
    "QLNN": "quản lý nhà nước",
    "QPAN": "quốc phòng, an ninh",
    "QP-AN": "quốc phòng, an ninh",
    "SXKD": "sản xuất, kinh doanh",
    "TDĐKXDĐSVH": "toàn dân đoàn kết xây dựng đời sống văn hóa",
    "TN&MT": "tài nguyên và môi trường",
    "TNMT": "tài nguyên và môi trường",
    "TTHC": "thủ tục hành chính",
    "VBQPPL": "văn bản quy phạm pháp luật",
    "VHTTDL": "văn hóa, thể thao và du lịch",
    "XDĐ": "xây dựng Đảng",
    "XDNTM": "xây dựng nông thôn mới",
    "XĐGN": "xóa đói giảm nghèo",
    "XKLĐ": "xuất khẩu lao động",
}
_ALL = BODIES | SUBJECTS
# In titles “tg”, “dv” and “vp” are no words of their own; capitals tell.
_SHORT = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _ALL), key=len, reverse=True))})(?!\w)"
)
# “chuyển đổi số (CĐS)”: the abbreviation beside what it stands for.
_BESIDE = re.compile(r" ?\((?:[A-ZĐ][A-ZĐ&-]{1,11}[a-z]?)\)")
_WORDS = re.compile(r"[a-z0-9]+")
_IN_FULL = sorted({fold(words) for words in _ALL.values()}, key=len, reverse=True)
_FULL = re.compile(rf"\b(?:{'|'.join(map(re.escape, _IN_FULL))})\b")
_PIECE = re.compile(r"[a-z]+(?: [a-z]+)*")


def spelt_out(text: str) -> str:
    """The text with every abbreviation of the table in full, to compare with another so
    spelt; capitals matter (“TU” is Tỉnh ủy, “tu” is not)."""
    text = clean_text(text)
    return _SHORT.sub(lambda found: _ALL[found[0]], _BESIDE.sub("", text))


def title_words(text: str) -> tuple[str, ...]:
    """The words by which titles are compared: spelt out, without marks and tone marks."""
    return tuple(_WORDS.findall(fold(spelt_out(text))))


def common_pieces(text: str) -> list[str]:
    """The stretches of folded words that every spelling of a title shares: without what is
    abbreviated and what could be, and without numbers and marks."""
    rest = fold(_SHORT.sub("|", _BESIDE.sub("|", clean_text(text))))
    return _PIECE.findall(_FULL.sub("|", rest))


def unit_key(unit: str) -> str:
    """A unit as units are compared: “DN” is doanh nghiệp, “tỉ” is “tỷ”, “tỷ” is “tỷ đồng”."""
    plain = fold(spelt_out(unit)).replace("phan tram", "%").replace("ti dong", "ty dong")
    return {"ty": "ty dong", "ti": "ty dong", "ho dan": "ho"}.get(plain, plain)
