"""Compare the store of attachments with their rows."""

import json

from django.core.management.base import BaseCommand, CommandError

from documents.files import all_stored, digest_of, storage
from documents.models import Attachment

_KINDS = {"orphan": "TỆP THỪA", "missing": "TỆP MẤT", "damaged": "TỆP HỎNG"}


class Command(BaseCommand):
    """Names files without a row, rows without a file and files whose content changed; exit
    code 1 when there are any. Withdrawn files are kept and compared too."""

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
        self._tell(found, files=len(stored), rows=len(places), as_json=options["json"])
        if any(found.values()):
            raise CommandError(f"Có {sum(map(len, found.values()))} chỗ lệch.", returncode=1)

    def _tell(self, found, *, files, rows, as_json):
        if as_json:
            self.stdout.write(
                json.dumps({"files": files, "rows": rows, **found}, ensure_ascii=False)
            )
            return
        for kind, items in found.items():
            for item in items:
                self.stdout.write(
                    f"{_KINDS[kind]}: {item['place']} {item.get('name', '')}".rstrip()
                )
        self.stdout.write(f"Kho có {files} tệp, {rows} bản ghi.")
