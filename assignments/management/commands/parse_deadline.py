"""``manage.py parse_deadline``: how each line of the standard input reads as a deadline."""

import json
import sys
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from assignments.wordings import WordingResult, read_wording


class Command(BaseCommand):
    help = "Đọc thời hạn ghi bằng lời: mỗi dòng đầu vào cho một đối tượng JSON."

    def add_arguments(self, parser):
        parser.add_argument(
            "--issued-on",
            metavar="YYYY-MM-DD",
            help="Ngày ban hành văn bản; chỉ để đối chiếu, không dùng để đoán năm.",
        )

    def handle(self, *args, issued_on=None, **options):
        issued = self.day(issued_on) if issued_on else None
        for line in self.lines():
            result = read_wording(line, issued_on=issued)
            self.stdout.write(json.dumps(self.row(result), ensure_ascii=False))

    def day(self, written: str) -> date:
        try:
            return date.fromisoformat(written)
        except ValueError as error:
            raise CommandError(
                f"--issued-on: {written} không phải là ngày dạng YYYY-MM-DD."
            ) from error

    def lines(self):
        """Lines of the standard input; bytes that are not UTF-8 become U+FFFD."""
        source = getattr(sys.stdin, "buffer", sys.stdin)
        for line in source:
            raw = line if isinstance(line, bytes) else line.encode("utf-8", errors="replace")
            yield raw.decode("utf-8", errors="replace").rstrip("\r\n")

    def row(self, result: WordingResult) -> dict:
        return {
            "text": result.text,
            "complete": result.is_complete,
            "deadlines": [
                {
                    "kind": str(deadline.kind.value),
                    "due_on": deadline.due_on and deadline.due_on.isoformat(),
                    "starts_on": deadline.starts_on and deadline.starts_on.isoformat(),
                    "days": deadline.days,
                    "event": deadline.event,
                    "recurrence": deadline.recurrence,
                    "then_continuous": deadline.is_then_continuous,
                    "wording": deadline.wording,
                }
                for deadline in result.deadlines
            ],
            "unread": list(result.unread),
            "notes": list(result.notes),
        }
