"""``manage.py seal_log``: seal what was written to the log and the histories since."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from documents.audit import sealing
from documents.models import Seal


class Command(BaseCommand):
    help = (
        "Niêm phong nhật ký và lịch sử: ký từng lô dòng đã ghi. In chữ ký cuối của mỗi bảng để "
        "giữ ở nơi khác; --export ghi mọi niêm phong ra tệp. Kiểm tra bằng check_seals."
    )

    def add_arguments(self, parser):
        parser.add_argument("--export", metavar="TỆP", help="ghi mọi niêm phong ra tệp này")
        parser.add_argument(
            "--wait",
            type=float,
            default=600,
            help="chờ các giao dịch đang ghi nhiều nhất số giây này (mặc định 600)",
        )

    def handle(self, *args, **options):
        upto = sealing.ends()
        try:
            sealing.wait_for_writers(options["wait"])
        except sealing.StillWriting:
            raise CommandError(
                f"Sau {options['wait']:g} giây vẫn có giao dịch chưa xong; hãy chạy lại sau."
            ) from None
        made = {}
        for one in sealing.seal(upto):
            made.setdefault(one.table, []).append(one)
        for table, seals in made.items():
            last = seals[-1]
            self.stdout.write(
                f"{table}: thêm {len(seals)} lô, đến dòng {last.last}, "
                f"lô {last.number}, chữ ký {last.digest}"
            )
        if not made:
            self.stdout.write("Không có dòng mới.")
        if options["export"]:
            self._export(Path(options["export"]))

    def _export(self, path):
        try:
            with path.open("w", encoding="ascii") as file:
                for one in Seal.objects.iterator(chunk_size=500):
                    file.write(sealing.to_line(one) + "\n")
        except OSError as error:
            raise CommandError(f"Không ghi được {path}: {error.strerror}.") from error
        self.stdout.write(f"Đã ghi mọi niêm phong ra {path}.")
