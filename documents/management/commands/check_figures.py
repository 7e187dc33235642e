"""``manage.py check_figures``: do the figures reconcile? The exit code tells."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.models import Meeting
from documents.progress.checking import Fault, check, doubtful
from documents.progress.checking_log import contradicted

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Đối chiếu số liệu: trạng thái hiện tại với lịch sử, thời hạn với lịch sử, lần chờ với "
        "trạng thái, các bảng cộng đủ, lịch sử với nhật ký và các trigger giữ chúng, "
        "số đo nhận từ báo cáo dán vào với câu nguồn. "
        "Mã thoát khác 0 khi có chỗ lệch."
    )

    def handle(self, *args, **options):
        days = [timezone.localdate(), *Meeting.objects.values_list("on", flat=True)]
        faults = check(days=[day for day in days if day <= timezone.localdate()])
        faults += contradicted()
        for fault in faults:
            self.tell("LỆCH", fault)
        for fault in doubtful():
            self.tell("XEM LẠI", fault)
        if faults:
            raise CommandError(f"Có {len(faults)} chỗ lệch.")
        self.stdout.write(f"Số liệu khớp (đã đối chiếu {len(days)} ngày).")

    def tell(self, word: str, fault: Fault) -> None:
        """One line: the rule, and the rows by their ids."""
        ids = ", ".join(str(pk) for pk in fault.rows[:SHOWN])
        more = f" và {len(fault.rows) - SHOWN} nữa" if len(fault.rows) > SHOWN else ""
        self.stdout.write(f"{word}: {fault.rule}" + (f": mã {ids}{more}" if ids else ""))
