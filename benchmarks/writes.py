"""What a write costs: queries and processor time of an imported row, an edit, an event.

    DATABASE_URL=… SECRET_KEY=x python benchmarks/writes.py [TIMES]

Needs a migrated database and leaves it as it was. Figures seen are kept in
docs/adr/0024-two-records-of-a-change.md.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from annex import annex  # noqa: E402 -- the other program of this folder
from django.db import connection, transaction  # noqa: E402 -- after set-up
from django.utils import timezone  # noqa: E402

from assignments.models import Agency  # noqa: E402
from documents import services  # noqa: E402
from documents.importing.reading import read_workbook  # noqa: E402
from documents.models import PlannedDocument  # noqa: E402
from resolutions.models import Resolution  # noqa: E402


class Meter:
    """Counts what is asked of the database."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        table = sql.split('"')[1] if sql.startswith("INSERT") else ""
        self.asked["log" if "logentry" in table or "_historical" in table else "other"] += 1
        return execute(sql, *rest)


def measure(name: str, times: int, act: Callable[[], Any]) -> None:
    """Tell what ``act``, which does something ``times`` times, costs each time."""
    meter = Meter()
    began = time.process_time()
    with connection.execute_wrapper(meter):
        act()
    spent = (time.process_time() - began) * 1000 / times
    asked, logged = sum(meter.asked.values()) / times, meter.asked["log"] / times
    print(f"{name}: {asked:.1f} queries, {logged:.1f} of them rows of a log; {spent:.1f} ms")


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    today = timezone.localdate()
    with transaction.atomic():
        Agency.objects.create(name="Sở Đo lường", level="provincial", kind="state")
        resolution = Resolution(
            kind="NQ",
            symbol="99-NQ/TU",
            title="Đo tốc độ",
            issuer_name="Tỉnh ủy",
            issuer_level="provincial_party",
        )
        resolution.save()
        file = annex(times)
        batch = services.keep_annex(
            read_workbook(file, "do.csv")[0],
            resolution=resolution,
            file=file,
            file_name="do.csv",
            by=None,
        )
        now = timezone.now()
        measure(
            "row of an annex",
            times,
            lambda: services.take_over(batch, on=today, now=now, by=None),
        )
        documents = list(PlannedDocument.objects.filter(resolution=resolution))

        def edit(title: str) -> None:
            for document in documents:
                document.title = f"{title} {document.pk}"
                services.save_planned(
                    document, coordinating=[], tasks=document.tasks.all(), by=None
                )

        measure("edit of a document", times, lambda: edit("Kế hoạch"))
        measure("the same saved again", times, lambda: edit("Kế hoạch"))
        measure(
            "status event",
            times,
            lambda: [
                services.start_drafting(one, effective_on=today, by=None) for one in documents
            ],
        )
        measure(
            "deadline",
            times,
            lambda: [
                services.set_deadline(
                    one,
                    deadline_kind="day",
                    due_on=today + timedelta(days=30),
                    reason="Đo",
                    effective_on=today,
                    by=None,
                )
                for one in documents
            ],
        )
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
