"""Compare the store of attachments with their rows."""

import json
import time

from django.core.management.base import BaseCommand, CommandError

from documents.files import all_stored, digest_of, storage, unfinished
from documents.models import Attachment

_KINDS = {
    "orphan": "TỆP THỪA",
    "missing": "TỆP MẤT",
    "damaged": "TỆP HỎNG",
    "unfinished": "TỆP TẢI DỞ",
}
_DAY = 24 * 60 * 60  # seconds


class Command(BaseCommand):
    """Names files without a row, rows without a file and files whose content changed; exit
    code 1 when there are any. Withdrawn files are kept and compared too. Files of uploads that
    came to no end are named, and deleted once they are a day old."""

    help = "Đối chiếu kho tệp đính kèm với bản ghi: tệp thừa, tệp mất, tệp hỏng."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="in ra JSON")

    def handle(self, *args, **options):
        # The store is read first: a file sent meanwhile has its row by the time rows are read.
        stored = set(all_stored())
        rows = Attachment.objects.order_by("pk").values_list("place", "pk", "name", "sha256")
        found = {"orphan": [], "missing": [], "damaged": []}
        places = set()
        for place, pk, name, sha256 in rows.iterator():
            places.add(place)
            said = {"id": str(pk), "name": name, "place": place}
            if not storage().exists(place):
                found["missing"].append(said)
                continue
            with storage().open(place) as file:
                if digest_of(file) != sha256:
                    found["damaged"].append(said)
        found["orphan"] = [{"place": place} for place in sorted(stored - places)]
        wrong = sum(map(len, found.values()))
        found["unfinished"] = list(self._unfinished(time.time()))
        self._tell(found, files=len(stored), rows=len(places), as_json=options["json"])
        if wrong:
            raise CommandError(f"Có {wrong} chỗ lệch.", returncode=1)

    def _unfinished(self, now):
        for path in unfinished():
            try:
                is_old = now - path.stat().st_mtime > _DAY
                if is_old:
                    path.unlink()
            except FileNotFoundError:  # it came to its end meanwhile
                continue
            yield {"place": str(path), "deleted": is_old}

    def _tell(self, found, *, files, rows, as_json):
        if as_json:
            self.stdout.write(
                json.dumps({"files": files, "rows": rows, **found}, ensure_ascii=False)
            )
            return
        for kind, items in found.items():
            for item in items:
                said = "(đã xóa)" if item.get("deleted") else item.get("name", "")
                self.stdout.write(f"{_KINDS[kind]}: {item['place']} {said}".rstrip())
        self.stdout.write(f"Kho có {files} tệp, {rows} bản ghi.")
