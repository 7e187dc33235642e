"""``manage.py import_annex``: what the annex of a document would bring into the register."""

import json
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from documents.importing.preview import Preview, PreviewRow, preview
from documents.importing.reading import Sheet, Unreadable, read_workbook
from documents.services import keep_annex, take_over
from resolutions.models import Resolution
from resolutions.symbols import read_symbol


class Command(BaseCommand):
    help = (
        "Đọc phụ lục (xlsx, csv, bảng trong docx) của một văn bản chỉ đạo, cho biết từng dòng "
        "sẽ thêm mới, thay đổi hay phải xử lý rồi nhập vào sổ; thêm --dry-run để chỉ xem trước."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="TỆP", help="tệp phụ lục")
        parser.add_argument(
            "--resolution", required=True, metavar="SỐ-KÝ-HIỆU", help="ví dụ 03-NQ/TU, hoặc mã"
        )
        parser.add_argument(
            "--sheet", metavar="TÊN", help="trang tính hoặc bảng; mặc định: đầu"
        )
        parser.add_argument("--on", type=date.fromisoformat, help="ngày (YYYY-MM-DD)")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước")
        parser.add_argument(
            "--skip-problems", action="store_true", help="bỏ qua các dòng còn phải xử lý"
        )
        parser.add_argument("--json", action="store_true", help="in JSON")

    def handle(self, *args, **options):
        sheet = self.sheet(options["file"], options["sheet"])
        resolution = self.resolution(options["resolution"])
        on = options["on"] or timezone.localdate()
        if not options["dry_run"]:
            self.take_over(sheet, resolution, on=on, options=options)
            return
        found = preview(sheet, resolution=resolution, on=on)
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        else:
            self.tell(found)

    def take_over(self, sheet: Sheet, resolution: Resolution, *, on: date, options) -> None:
        path = Path(options["file"])
        try:
            with transaction.atomic(), path.open("rb") as file:
                batch = keep_annex(
                    sheet, resolution=resolution, file=file, file_name=path.name, by=None
                )
                batch = take_over(
                    batch,
                    on=on,
                    now=timezone.now(),
                    by=None,
                    skip_problems=options["skip_problems"],
                )
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        made = batch.made
        self.stdout.write(
            f"Đã nhập {len(batch.outcome)} dòng: {made['tasks_made']} đầu việc và "
            f"{made['documents_made']} văn bản thêm mới, {made['tasks_changed']} đầu việc và "
            f"{made['documents_changed']} văn bản thay đổi. Mã lần nhập: {batch.pk}."
        )

    def sheet(self, file: str, name: str | None) -> Sheet:
        path = Path(file)
        try:
            with path.open("rb") as source:
                sheets = read_workbook(source, path.name)
        except OSError as error:
            raise CommandError(f"Không mở được tệp “{file}”.") from error
        except Unreadable as error:
            raise CommandError(str(error)) from error
        if name is None:
            return sheets[0]
        for sheet in sheets:
            if sheet.name == name:
                return sheet
        names = ", ".join(f"“{sheet.name}”" for sheet in sheets)
        raise CommandError(f"Không có trang tính “{name}”. Các trang có: {names}.")

    def resolution(self, text: str) -> Resolution:
        """The one document of this symbol or id; several are named, none is chosen."""
        rows = Resolution.objects.filter(symbol_key=read_symbol(text).key).order_by("pk")
        found = list(rows) if read_symbol(text).key else []
        if not found and text.isdecimal() and len(text) < 12:
            found = list(Resolution.objects.filter(pk=int(text)))
        if not found:
            raise CommandError(f"Không có văn bản chỉ đạo “{text}”.")
        if len(found) > 1:
            lines = "\n".join(
                f"  {r.pk}: {r.symbol} {r.issued_on or ''} {r.title}" for r in found
            )
            raise CommandError(f"Có nhiều văn bản “{text}”; hãy nêu mã:\n{lines}")
        return found[0]

    def tell(self, found: Preview) -> None:
        for problem in found.problems:
            if not problem.row:
                self.stdout.write(f"{problem.address or '–'}: {problem.message}")
        for row in found.rows:
            self.stdout.write(self.line(row))
        self.stdout.write(
            f"{len(found.rows)} dòng; hiểu {found.understood}/{found.cells} ô; "
            + "; ".join(
                f"{kind.label}: {found.counts[kind]}" for kind in type(found.rows[0].kind)
            )
            if found.rows
            else "Không có dòng nào."
        )

    def line(self, row: PreviewRow) -> str:
        title = row.values.get("text") or row.values.get("title")
        words = title.label[:90] if title else ""
        lines = [f"{row.address} [{row.kind.label}] {words}"]
        lines += [f"    {c.field}: {c.old} → {c.new}" for c in row.changes]
        lines += [
            f"    {'!' if p.severity == 'error' else '?'} {p.address}: {p.message}"
            for p in row.problems
        ]
        return "\n".join(lines)
