"""How long an annex of 2,000 rows takes: looked through, taken over, taken back.

    DATABASE_URL=… SECRET_KEY=x python benchmarks/annex.py [ROWS]

Each row becomes a task and a planned document. Needs a migrated database and leaves it as it
was. Figures seen are kept in benchmarks/README.md.
"""

import io
import os
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402 -- after set-up
from django.utils import timezone  # noqa: E402

from assignments.models import Agency  # noqa: E402
from documents import services  # noqa: E402
from documents.importing.reading import read_workbook  # noqa: E402
from resolutions.models import Resolution  # noqa: E402


def annex(rows: int) -> io.BytesIO:
    """An invented annex; each row asks for a plan."""
    lines = ["STT,Nhiệm vụ,Cơ quan chủ trì,Thời gian hoàn thành,Sản phẩm"]
    lines += [
        f"{n},Nhiệm vụ đo tốc độ thứ {n},Sở Đo lường,Quý III/2027,Kế hoạch đo lần {n}"
        for n in range(1, rows + 1)
    ]
    return io.BytesIO("\n".join(lines).encode())


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
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
        file = annex(rows)
        sheet = read_workbook(file, "do.csv")[0]
        batch = services.keep_annex(
            sheet, resolution=resolution, file=file, file_name="do.csv", by=None
        )
        now, today = timezone.now(), timezone.localdate()
        for name, does in (
            ("looked through", lambda: services.preview_of(batch, on=today)),
            ("taken over", lambda: services.take_over(batch, on=today, now=now, by=None)),
            (
                "taken back",
                lambda: services.take_back(batch, reason="Đo xong", now=now, by=None),
            ),
        ):
            began = time.perf_counter()
            does()
            print(f"{rows:,} rows {name}: {time.perf_counter() - began:.1f} s")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
