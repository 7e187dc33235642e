"""``manage.py figures``: the numbers of the overview, for a resolution or for all."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from documents.models import PlannedDocument
from documents.progress import by_resolution
from documents.progress.catalogue import COUNTED, FIGURES
from documents.progress.figures import BAR, ids_of
from resolutions.models import Resolution
from resolutions.moments import Moment


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            f"Không đọc được ngày “{text}”. Viết theo dạng 2021-12-13."
        ) from error


def _besides(entry: dict) -> str:
    """What stands beside the total, in words; empty where nothing does."""
    told = []
    if entry["uncounted"]:
        told.append(f"{entry['uncounted']} văn bản, nguồn không nêu tổng số")
    if entry["unnumbered"]:
        told.append(f"{entry['unnumbered']} nhóm văn bản, nguồn không nêu số lượng")
    return f" · ngoài ra {', '.join(told)}" if told else ""


class Command(BaseCommand):
    help = (
        "In số liệu văn bản cụ thể hóa của một hoặc mọi văn bản chỉ đạo tại một ngày, "
        "kèm mã các văn bản đứng sau từng con số."
    )

    def add_arguments(self, parser):
        parser.add_argument("--resolution", help="số ký hiệu, ví dụ 03-NQ/TU")
        parser.add_argument("--id", type=int, help="mã của văn bản chỉ đạo")
        parser.add_argument(
            "--issued-on", help="ngày ban hành, khi nhiều văn bản trùng số (2021-01-29)"
        )
        parser.add_argument("--as-of", help="tính đến ngày (2021-12-13); mặc định hôm nay")
        parser.add_argument(
            "--known-on", help="chỉ tính những gì đã ghi nhận đến hết ngày (2021-12-13)"
        )
        parser.add_argument(
            "--data",
            choices=["real", "training"],
            default="real",
            help="dữ liệu thật (mặc định) hoặc dữ liệu giả định, khi không nêu văn bản chỉ đạo",
        )
        parser.add_argument("--json", action="store_true", help="in JSON")

    def handle(self, *args, **options):
        today = timezone.localdate()
        on = _day(options["as_of"]) if options["as_of"] else today
        if on > today:
            raise CommandError("Ngày “--as-of” ở tương lai. Chọn hôm nay hoặc ngày trước đó.")
        moment = Moment(on)
        if options["known_on"]:
            moment = moment.as_known_on(_day(options["known_on"]))
        one = options["resolution"] is not None or options["id"] is not None
        resolutions = [self._one(options)] if one else self._all(options["data"])
        entries = [
            self._entry(row.resolution, row.figures, moment)
            for row in by_resolution(PlannedDocument.objects.all(), resolutions, moment)
        ]
        if options["json"]:
            answer = entries[0] if one else entries
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for entry in entries:
            self.stdout.write(self._line(entry, on))

    def _line(self, entry: dict, on: date) -> str:
        name = entry["resolution"] or entry["title"]
        if entry["fictional"]:
            name += " (dữ liệu giả định)"
        besides = _besides(entry)
        if entry["also"]:
            besides += f" · {entry['also']} văn bản tính cho văn bản khác cũng cụ thể hóa"
        if not entry["total"]:
            none = "nguồn không nêu" if entry["source_is_silent"] else "chưa có"
            told = besides.removeprefix(" · ") or f"{none} văn bản cụ thể hóa"
            return f"{name}: {told} (tính đến {on:%d/%m/%Y})"
        named = entry["figures"]
        with translation.override("vi"):
            said = {key: str(FIGURES[key].name) for key in (*BAR, "withdrawn")}
        parts = [f"{named[key]} {text[0].lower()}{text[1:]}" for key, text in said.items()]
        parts[0] = f"{named['issued']}/{named['denominator']} {said['issued']}"
        return f"{name}: {' · '.join(parts)}{besides} (tính đến {on:%d/%m/%Y})"

    def _all(self, data: str) -> list[Resolution]:
        rows = Resolution.objects.for_register()
        return list(rows.fictional() if data == "training" else rows.real())

    def _one(self, options) -> Resolution:
        if options["id"] is not None:
            found = Resolution.objects.filter(pk=options["id"])
        else:
            found = Resolution.objects.with_symbol(options["resolution"])
            if options["issued_on"]:
                found = found.filter(issued_on=_day(options["issued_on"]))
        found = list(found.order_by("pk"))
        if len(found) == 1:
            return found[0]
        asked = options["resolution"] or f"id {options['id']}"
        if not found:
            raise CommandError(f"Không có văn bản chỉ đạo “{asked}”.")
        candidates = "\n".join(
            f"  --id {r.pk}: {r.symbol}, "
            f"{r.issued_on.strftime('%d/%m/%Y') if r.issued_on else 'không rõ ngày'}, {r.title}"
            for r in found
        )
        raise CommandError(
            f"Có {len(found)} văn bản cùng số “{asked}”. "
            f"Thêm --issued-on hoặc chọn --id:\n{candidates}"
        )

    def _entry(self, resolution: Resolution, figures, moment: Moment) -> dict:
        documents = PlannedDocument.objects.filter(resolution=resolution)
        return {
            "resolution": resolution.symbol,
            "id": resolution.pk,
            "title": resolution.title,
            "issued_on": resolution.issued_on.isoformat() if resolution.issued_on else None,
            "fictional": resolution.is_fictional,
            "source_is_silent": bool(resolution.source_name) and not documents.exists(),
            "also": resolution.also_concretised_by.as_of(moment).count(),
            "as_of": moment.on.isoformat(),
            "total": figures.total,
            "issued": figures.issued,
            "in_progress": figures.in_progress,
            "waiting": figures.waiting,
            "not_begun": figures.not_begun,
            "closed_otherwise": figures.closed_otherwise,
            "withdrawn": figures.withdrawn,
            "denominator": figures.denominator,
            "uncounted": figures.uncounted,
            "unnumbered": figures.unnumbered,
            "figures": {figure.key: figure.of(figures) for figure in COUNTED},
            "ids": ids_of(documents, moment),
        }
