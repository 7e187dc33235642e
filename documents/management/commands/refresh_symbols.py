"""``manage.py refresh_symbols``: look-up keys as the symbols are read today."""

from django.core.management.base import BaseCommand
from django.db import transaction

from documents.models import PlannedDocument
from resolutions.models import Resolution
from resolutions.symbols import read_symbol


class Command(BaseCommand):
    help = (
        "Đọc lại số, ký hiệu đã lưu và cập nhật khóa tra cứu; chạy sau khi nâng cấp. "
        "Số, ký hiệu như văn bản ghi không đổi."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        for model, derived in (
            (Resolution, ["symbol_key", "number", "search_text"]),
            (PlannedDocument, ["symbol_key", "search_text"]),
        ):
            stale = [
                row
                for row in model.objects.exclude(symbol="").order_by("pk").iterator()
                if row.symbol_key != read_symbol(row.symbol).key
            ]
            for row in stale:
                old = row.symbol_key
                row.save(update_fields=derived)
                self.stdout.write(f"{row.symbol}: {old} → {row.symbol_key}")
            self.stdout.write(f"{model._meta.verbose_name}: {len(stale)} khóa được cập nhật.")
