"""``manage.py parse_symbol``: how each line of the standard input reads as a symbol."""

import json
import sys

from django.core.management.base import BaseCommand

from resolutions.symbols import Symbol, read_symbol


class Command(BaseCommand):
    help = "Đọc số, ký hiệu văn bản: mỗi dòng đầu vào cho một đối tượng JSON."

    def handle(self, *args, **options):
        for line in self.lines():
            self.stdout.write(json.dumps(self.row(read_symbol(line)), ensure_ascii=False))

    def lines(self):
        """Lines of the standard input; bytes that are not UTF-8 become U+FFFD."""
        source = getattr(sys.stdin, "buffer", sys.stdin)
        for line in source:
            raw = line if isinstance(line, bytes) else line.encode("utf-8", errors="replace")
            yield raw.decode("utf-8", errors="replace").rstrip("\r\n")

    def row(self, symbol: Symbol) -> dict:
        whole, dot, decimals = symbol.number_text.partition(".")
        return {
            "written": symbol.written,
            "canonical": symbol.canonical,
            "key": symbol.key,
            "complete": symbol.is_complete,
            "convention": symbol.convention.value,
            "number": float(f"{whole}.{decimals}") if dot else symbol.number,
            "number_text": symbol.number_text,
            "year": symbol.year,
            "kind_code": symbol.kind_code,
            "kind": symbol.kind.value if symbol.kind else None,
            "kinds": [named.name for named in symbol.kinds],
            "issuer": symbol.issuer_code,
            "unit": symbol.unit_code,
            "oddities": [oddity.value for oddity in symbol.oddities],
            "remarks": [str(oddity.label) for oddity in symbol.oddities],
        }
