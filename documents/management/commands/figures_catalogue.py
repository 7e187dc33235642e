"""``manage.py figures_catalogue``: docs/figures.md, from the catalogue of figures."""

from django.core.management.base import BaseCommand
from django.utils import translation

from documents.progress.catalogue import FIGURES, Figure, Noun

_HEAD = """# Số liệu: tên gọi, cách tính, nơi hiển thị

Tệp này do `manage.py figures_catalogue` in ra từ `documents/progress/catalogue`; không sửa tay.

Mỗi con số của chương trình có đúng một tên; trang, tệp xuất, API và lệnh `manage.py figures`
đều dùng tên đó. Trong HTML mỗi con số mang mã (`data-figure`), phạm vi (`data-scope`: văn bản
chỉ đạo, cơ quan, đồng chí, bộ dữ liệu, ngày, điều đã biết, thời hạn dùng để xét) và giá trị
(`data-value`); cùng mã và cùng phạm vi thì chỉ có một giá trị (`tests/test_figure_links.py`).

“Quá hạn” chỉ nói về văn bản còn mở; đã ban hành sau hạn là “ban hành trễ hạn”. “Chậm tiến độ”
là tổng của hai loại đó. Số dòng của một trang và số cạnh một lựa chọn lọc không phải là số
liệu; chúng dùng chung bộ lọc với danh sách mà chúng đếm.

Xét theo thời hạn gốc (`against=original`) là so với đúng ngày được giao lần đầu: không tính gia
hạn và không bù ngày chờ Trung ương, nên chỉ cho biết kế hoạch đã lùi bao xa, không dùng để kết
luận về trách nhiệm của cơ quan (ADR 0025). Trang văn bản ghi thời hạn gốc kèm số ngày đã bù.

Dấu “nguồn không nêu tổng số”, cơ quan ký và cơ quan tham mưu không có lịch sử theo ngày: số
liệu của ngày đã qua, kể cả theo những gì đã biết đến một ngày, theo giá trị hôm nay của ba mục
này (ADR 0026); nhật ký hệ thống nêu ai đã đổi, lúc nào, từ giá trị nào."""

_PARTS = {
    Noun.DOCUMENTS: "Văn bản cụ thể hóa",
    Noun.TASKS: "Đầu việc",
    Noun.RESOLUTIONS: "Văn bản chỉ đạo",
    Noun.REPORTS: "Báo cáo của cơ quan",
    Noun.EXTENSIONS: "Đề nghị gia hạn",
    Noun.INSTRUCTIONS: "Ý kiến chỉ đạo",
    Noun.BESIDE: "Số liệu có các dòng nêu ngay trên trang",
    Noun.MOVES: "Chuyển biến giữa hai ngày",
}
_COLUMNS = """| Tên | Mã | Cách tính | Mẫu số | Mở danh sách theo | Nơi hiển thị |
|---|---|---|---|---|---|"""


class Command(BaseCommand):
    help = "In danh mục số liệu: tên gọi, cách tính, mẫu số, nơi hiển thị (Markdown)."

    def handle(self, *args, **options):
        with translation.override("vi"):
            self.stdout.write(self.page())

    def page(self) -> str:
        lines = [_HEAD]
        for noun, head in _PARTS.items():
            figures = [figure for figure in FIGURES.values() if figure.noun == noun]
            lines += ["", f"## {head}", "", _COLUMNS, *(self._line(f) for f in figures)]
        return "\n".join(lines)

    def _line(self, figure: Figure) -> str:
        whole = FIGURES[figure.share_of].name if figure.share_of else "–"
        opened = "&".join(f"{name}={value}" for name, value in figure.filters.items())
        if figure.noun == Noun.BESIDE:
            opened = ""
        cells = [
            f"**{_sentence(figure.name)}**",
            f"`{figure.key}`",
            str(figure.definition),
            _sentence(whole),
            f"`{opened}`" if opened else "–",
            "; ".join(str(page.label) for page in figure.pages) or "API, lệnh, bộ lọc",
        ]
        return f"| {' | '.join(cells)} |"


def _sentence(text) -> str:
    said = str(text)
    return said[:1].upper() + said[1:]
