"""Loads the demo data and, where allowed, the demo logins."""

from collections import Counter

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from assignments.models import Agency, Person, Task
from documents.demo.loading import load_scenario
from documents.demo.logins import create_logins, logins_table
from documents.demo.papers import load_papers
from documents.models import PlannedDocument
from resolutions.models import Narrative, Project, Resolution, Target

SCENARIOS = {
    "report": "bài báo ngày 13/12/2021",
    "office": "số liệu giả định để tập huấn",
}
_SUMMARY = {
    Resolution: "văn bản chỉ đạo",
    PlannedDocument: "văn bản cụ thể hóa",
    Task: "đầu việc",
    Target: "chỉ tiêu",
    Project: "dự án",
    Agency: "cơ quan, đơn vị",
    Person: "người",
    Narrative: "đoạn thuyết minh",
}


class Command(BaseCommand):
    help = (
        "Nạp dữ liệu mẫu: “report” là mọi dữ kiện của bài báo 13/12/2021, “office” là một "
        "bộ số liệu giả định. Nạp lại không thay đổi gì."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--scenario",
            choices=[*SCENARIOS, "all"],
            default="report",
            help="Bộ dữ liệu cần nạp (mặc định: report).",
        )
        parser.add_argument(
            "--with-logins",
            action="store_true",
            help="Tạo thêm tài khoản dùng thử có mật khẩu chung; không dùng trên máy chủ thật.",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="Vẫn tạo tài khoản dùng thử dù hệ thống chạy với HTTPS.",
        )
        parser.add_argument(
            "--show-logins",
            action="store_true",
            help="Chỉ in bảng tài khoản dùng thử.",
        )

    def handle(self, *args, **options):
        if options["show_logins"]:
            self.stdout.write(logins_table())
            return
        if options["with_logins"] and settings.HTTPS and not options["force"]:
            raise CommandError(
                "Hệ thống đang chạy với HTTPS, tức là máy chủ thật: không tạo tài khoản dùng "
                "thử vì ai cũng biết mật khẩu. Bỏ --with-logins, hoặc thêm --force nếu chắc "
                "chắn."
            )
        chosen = list(SCENARIOS) if options["scenario"] == "all" else [options["scenario"]]
        with transaction.atomic():
            call_command("sync_roles", stdout=self.stdout)
            for name in chosen:
                self._report(name, load_scenario(name, today=timezone.localdate()))
            if options["with_logins"]:
                created = create_logins()
                self.stdout.write(
                    f"Tài khoản dùng thử mới: {', '.join(created)}."
                    if created
                    else "Tài khoản dùng thử: đã có sẵn, không thay đổi gì."
                )
                sent = load_papers(now=timezone.now(), today=timezone.localdate())
                if sent:
                    self.stdout.write(
                        f"Báo cáo, đề nghị gia hạn và chỉ đạo giả định: đã nạp {sent}."
                    )

    def _report(self, name: str, added: Counter) -> None:
        what = f"Kịch bản “{name}” ({SCENARIOS[name]})"
        if not added:
            self.stdout.write(f"{what}: đã có sẵn, không thay đổi gì.")
            return
        counts = ", ".join(
            f"{added[model]} {noun}" for model, noun in _SUMMARY.items() if added[model]
        )
        self.stdout.write(f"{what}: đã nạp {counts}.")
