"""``manage.py check_seals``: is everything still as it was sealed? The exit code tells."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from documents.audit import sealing
from documents.models import Seal


class Command(BaseCommand):
    help = (
        "Đối chiếu nhật ký và lịch sử với niêm phong (seal_log), nêu lô và dòng đầu tiên bị "
        "khác. Với --from thì theo tệp niêm phong đã giữ ở nơi khác. Mã thoát khác 0 khi có "
        "chỗ khác."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--from", dest="kept", metavar="TỆP", help="tệp của seal_log --export"
        )

    def handle(self, *args, **options):
        if options["kept"]:
            seals = self._read(Path(options["kept"]))
            broken = [*sealing.verify(seals), *sealing.without_seal(seals)]
        else:
            seals = Seal.objects.all()
            broken = list(sealing.verify(seals.iterator(chunk_size=500)))
        for one in broken:
            self.stdout.write(f"KHÁC: {one}")
        if broken:
            raise CommandError(f"Có {len(broken)} chỗ khác với niêm phong.")
        count = len(seals) if options["kept"] else seals.count()
        if not count:
            raise CommandError("Chưa có niêm phong nào; chạy seal_log.")
        self.stdout.write(f"Đúng như niêm phong ({count} lô).")

    def _read(self, path):
        try:
            lines = path.read_text(encoding="ascii").splitlines()
            seals = [sealing.from_line(line) for line in lines if line.strip()]
        except (OSError, ValueError) as error:
            raise CommandError(f"Không đọc được tệp niêm phong {path}.") from error
        return sorted(seals, key=lambda one: (one.table, one.number))
