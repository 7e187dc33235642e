"""``manage.py extract_text``: candidates found in the text of a report, nothing is saved."""

import json
import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from documents.extraction import (
    Candidate,
    Extraction,
    NamedDocument,
    Period,
    Place,
    Quantity,
    extract,
    read_text,
)
from documents.extraction.decoding import MAX_BYTES


class Command(BaseCommand):
    help = (
        "Tìm trong văn bản báo cáo những điều có thể ghi vào sổ (văn bản, số lượng, dự án theo "
        "bước, chỉ tiêu) theo quy tắc công bố, kèm câu nguyên văn. Không ghi gì vào sổ."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", metavar="TỆP", help="tệp văn bản UTF-8; “-” là đầu vào chuẩn"
        )
        parser.add_argument("--json", action="store_true", help="in JSON")

    def handle(self, *args, **options):
        try:
            extraction = extract(read_text(self.raw(options["file"])))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["json"]:
            answer = self.answer(options["file"], extraction)
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for candidate in extraction.candidates:
            self.stdout.write(self.line(candidate))
        for place in extraction.not_understood:
            self.stdout.write(f"Chưa hiểu: {place.text}\n    {place.sentence}")
        self.stdout.write(
            f"{len(extraction.candidates)} đề xuất, "
            f"{len(extraction.not_understood)} chỗ có số chưa hiểu."
        )

    def raw(self, file: str) -> bytes:
        try:
            if file == "-":
                return sys.stdin.buffer.read(MAX_BYTES + 1)
            with Path(file).open("rb") as source:
                return source.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"Không mở được tệp “{file}”.") from error

    def line(self, candidate: Candidate) -> str:
        notes = "".join(f"\n    ! {note.label}" for note in candidate.notes)
        place = candidate.place
        return f"{candidate.rule.label}: {place.text}\n    {place.sentence}{notes}"

    def answer(self, file: str, extraction: Extraction) -> dict:
        return {
            "file": file,
            "characters": len(extraction.text),
            "day": extraction.day.isoformat() if extraction.day else None,
            "candidates": [self.candidate(candidate) for candidate in extraction.candidates],
            "not_understood": [self.place(place) for place in extraction.not_understood],
        }

    def candidate(self, candidate: Candidate) -> dict:
        return {
            "rule": candidate.rule.value,
            "rule_label": str(candidate.rule.label),
            **self.place(candidate.place),
            "fact": self.fact(candidate.fact),
            "notes": [note.value for note in candidate.notes],
            "remarks": [str(note.label) for note in candidate.notes],
            "near": list(candidate.near),
            "of": candidate.of.symbol.canonical if candidate.of and candidate.of.symbol else "",
            "as_of": candidate.as_of.isoformat() if candidate.as_of else None,
        }

    def place(self, place: Place) -> dict:
        return {
            "text": place.text,
            "start": place.start,
            "end": place.end,
            "sentence": place.sentence,
            "sentence_start": place.sentence_start,
            "sentence_end": place.sentence_start + len(place.sentence),
        }

    def fact(self, fact) -> dict:
        if isinstance(fact, NamedDocument):
            symbol = fact.symbol
            return {
                "symbol": symbol.canonical if symbol else "",
                "complete": bool(symbol and symbol.is_complete),
                "number": symbol.number_text if symbol else "",
                "kinds": list(fact.kinds),
                "oddities": [oddity.value for oddity in symbol.oddities] if symbol else [],
                "issued_on": fact.issued_on.isoformat() if fact.issued_on else None,
                "issuer": fact.issuer,
                "subject": fact.subject,
                "period": self.period(fact.period),
            }
        if isinstance(fact, Quantity):
            return {
                "value": None if fact.value is None else str(fact.value),
                "readings": [str(value) for value in fact.readings],
                "up_to": None if fact.up_to is None else str(fact.up_to),
                "unit": fact.unit,
                "direction": fact.direction,
                "about": fact.about,
                "period": self.period(fact.period),
                "sense": fact.sense.value,
            }
        return {
            "part": fact.part,
            "total": fact.total,
            "noun": fact.noun,
            "about": fact.about,
            "status": fact.status,
        }

    def period(self, period: Period | None) -> dict | None:
        if period is None:
            return None
        return {"from": period.first, "to": period.last, "vision": period.vision}
