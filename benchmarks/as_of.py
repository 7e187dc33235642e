"""How long figures and lists of a day take at 20,000 documents with ten changes each.

    DATABASE_URL=… SECRET_KEY=x python benchmarks/as_of.py [--explain]

Fills the database it is given (empty, migrated) on the first run; prints milliseconds, the
median of five. Figures seen are kept in benchmarks/README.md.
"""

import os
import random
import statistics
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402 -- after set-up
from django.utils import timezone  # noqa: E402

from assignments.models import NEVER  # noqa: E402
from documents.models import (  # noqa: E402
    DocumentDeadline,
    PlannedDocument,
    StatusChange,
)
from documents.progress import by_resolution, compare  # noqa: E402
from resolutions.models import Resolution  # noqa: E402
from resolutions.moments import Moment  # noqa: E402

DOCUMENTS, CHANGES, RESOLUTIONS = 20_000, 10, 40
START = date(2021, 1, 1)
STATUSES = ["not_started", *["drafting", "consulting", "submitted"] * 3]


def fill() -> None:
    """Invented documents whose histories walk forward at random."""
    chance = random.Random(1)
    resolutions = [
        Resolution(
            kind="NQ",
            symbol=f"{n + 1:02d}-NQ/TU",
            title="Đo tốc độ",
            issuer_name="Tỉnh ủy",
            issuer_level="provincial_party",
        )
        for n in range(RESOLUTIONS)
    ]
    for resolution in resolutions:
        resolution.save()
    documents = PlannedDocument.objects.bulk_create(
        [
            PlannedDocument(
                resolution=resolutions[n % RESOLUTIONS],
                title=f"Văn bản {n}",
                kind="KH",
                status=STATUSES[-1],
                deadline_kind="day",
                due_on=START + timedelta(chance.randrange(2500)),
            )
            for n in range(DOCUMENTS)
        ],
        batch_size=2000,
    )
    changes, deadlines = [], []
    for document in documents:
        days = [START]
        for _ in STATUSES[1:]:
            days.append(days[-1] + timedelta(chance.randrange(1, 300)))
        old = ""
        for place, new in enumerate(STATUSES):
            changes.append(
                StatusChange(
                    document=document,
                    event="start_drafting" if old else "plan",
                    old=old,
                    new=new,
                    effective_on=days[place],
                    superseded_on=days[place + 1] if place + 1 < len(days) else NEVER,
                )
            )
            old = new
        deadlines.append(
            DocumentDeadline(
                document=document,
                is_original=True,
                deadline_kind="day",
                due_on=document.due_on,
                effective_on=START,
            )
        )
    StatusChange.objects.bulk_create(changes, batch_size=5000)
    DocumentDeadline.objects.bulk_create(deadlines, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def overdue(on: date):
    return PlannedDocument.objects.as_of(Moment(on)).filter(timeliness="overdue")


def measure(name: str, work) -> None:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    print(f"{connection.vendor:>10}  {name:<44} {statistics.median(times):7.0f} ms")


def main() -> None:
    if not PlannedDocument.objects.exists():
        fill()
    every, past, today = PlannedDocument.objects.all(), date(2022, 6, 1), date(2026, 11, 23)
    for on in (past, today):
        measure(
            f"figures of all resolutions, {on}",
            lambda on=on: by_resolution(every, Resolution.objects.all(), Moment(on)),
        )
        measure(f"count of overdue, {on}", lambda on=on: overdue(on).count())
        measure(
            f"first 50 overdue, {on}",
            lambda on=on: list(overdue(on).for_register(on=on).order_by("due_then", "pk")[:50]),
        )
    measure(
        "figures as known on a past day",
        lambda: by_resolution(
            every, Resolution.objects.all(), Moment(past, known_at=timezone.now())
        ),
    )
    measure("two dates compared", lambda: compare(every, start=past, end=today))
    if "--explain" in sys.argv:
        print(overdue(past).order_by("due_then")[:50].explain())


if __name__ == "__main__":
    main()
