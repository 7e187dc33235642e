"""``manage.py document_states``: docs/document-states.md, from the transition table."""

from django.core.management.base import BaseCommand
from django.utils import translation

from documents.status import GROUP_OF, TRANSITIONS, DocumentStatus, Event, reason_needed

_HEAD = """# Trạng thái của văn bản cụ thể hóa

Tệp này do `manage.py document_states` in ra từ bảng `TRANSITIONS` trong
`documents/status.py`; không sửa tay.

| Trạng thái | Mã | Nhóm trong số liệu |
|---|---|---|"""

_UNDO = """“%s” áp dụng cho thay đổi trạng thái được ghi gần nhất, do chính người đã ghi
thực hiện, trong số phút của cài đặt `UNDO_MINUTES` (mặc định 10); không hoàn tác “%s”. Dòng cũ
và dòng hoàn tác đều được giữ trong lịch sử nhưng không còn hiệu lực vào ngày nào."""


class Command(BaseCommand):
    help = "In sơ đồ và bảng chuyển trạng thái của văn bản cụ thể hóa (Markdown)."

    def handle(self, *args, **options):
        with translation.override("vi"):
            self.stdout.write(self.page())

    def page(self) -> str:
        lines = [_HEAD]
        lines += [f"| {s.label} | `{s.value}` | {GROUP_OF[s].label} |" for s in DocumentStatus]
        lines += [
            "",
            "| Sự kiện | Hàm trong `documents/services.py` | Từ | Đến | Phải nêu lý do |",
            "|---|---|---|---|---|",
        ]
        diagram = []
        for event, rule in TRANSITIONS.items():
            sources = [s for s in DocumentStatus if s in rule.sources]
            why = [str(s.label) for s in sources if reason_needed(event, s)]
            asked = "không"
            if why:
                asked = "luôn luôn" if len(why) == len(sources) else f"khi từ {', '.join(why)}"
            names = ", ".join(str(s.label) for s in sources)
            lines.append(
                f"| {event.label} | `{event.value}` | {names} | {rule.target.label} | {asked} |"
            )
            diagram += [
                f"    {s.value} --> {rule.target.value}: {event.label}" for s in sources
            ]
        lines.append(
            f"| {Event.UNDO.label} | `undo_last` | trạng thái sau sự kiện được hoàn tác "
            "| trạng thái trước sự kiện đó | không |"
        )
        lines += ["", _UNDO % (Event.UNDO.label, Event.PLAN.label)]
        lines += ["", "```mermaid", "stateDiagram-v2", "    [*] --> not_started"]
        lines += [*diagram, "```"]
        return "\n".join(lines)
