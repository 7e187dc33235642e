"""``manage.py compare_list``: an exported list beside the register. Nothing is saved."""

import argparse
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assignments.columns import TASK_COLUMNS
from assignments.models import Task
from documents.columns import DOCUMENT_COLUMNS
from documents.models import PlannedDocument
from resolutions.columns import RESOLUTION_COLUMNS
from resolutions.coming_back import differences
from resolutions.models import Resolution
from resolutions.moments import Moment

LISTS = {
    "documents": (
        DOCUMENT_COLUMNS,
        lambda on: (
            PlannedDocument.objects.as_of(Moment(on)).for_register(on=on).with_advising()
        ),
    ),
    "tasks": (TASK_COLUMNS, lambda on: Task.objects.for_list(Moment(on))),
    "resolutions": (RESOLUTION_COLUMNS, lambda on: Resolution.objects.for_register()),
}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("Viết ngày dạng 2021-12-13.") from error


class Command(BaseCommand):
    help = (
        "So một danh sách đã xuất ra tệp (xlsx, csv) với dữ liệu hiện có, theo cột "
        "“Mã bản ghi”: ô nào khác, dòng nào không còn. Không ghi gì vào sổ."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="TỆP")
        parser.add_argument("--list", choices=LISTS, required=True, help="danh sách nào")
        parser.add_argument("--as-of", type=_day, default=None, help="ngày của số liệu")

    def handle(self, *args, **options):
        columns, rows_of = LISTS[options["list"]]
        rows = rows_of(options["as_of"] or timezone.localdate())
        try:
            with Path(options["file"]).open("rb") as file:
                found = differences(file, options["file"], rows=rows, columns=columns)
        except OSError as error:
            raise CommandError(f"Không mở được tệp “{options['file']}”.") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for one in found:
            here = "không có trong hệ thống" if one.here is None else one.here
            self.stdout.write(f"{one.key} · {one.column}: {one.there} → {here}")
        self.stdout.write(f"{len(found)} khác biệt." if found else "Không có thay đổi.")
