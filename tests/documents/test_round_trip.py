"""Every list that leaves as a file is known again when it comes back: nothing has changed."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from assignments.columns import TASK_COLUMNS
from documents.columns import DOCUMENT_COLUMNS
from documents.management.commands.compare_list import LISTS
from documents.models import PlannedDocument
from resolutions.columns import RESOLUTION_COLUMNS
from resolutions.coming_back import differences
from resolutions.models import Resolution
from tests.factories import PlannedDocumentFactory, ResolutionFactory

pytestmark = pytest.mark.django_db

ALL = {
    "documents": ("/documents/export/", DOCUMENT_COLUMNS),
    "tasks": ("/tasks/export/", TASK_COLUMNS),
    "resolutions": ("/resolutions/export/", RESOLUTION_COLUMNS),
}
EVERY_LIST = pytest.mark.parametrize("name", ALL)
BOTH_FORMATS = pytest.mark.parametrize("ending", ["xlsx", "csv"])


def exported(client, name, ending, **query):
    """The list with all its columns, as a file in memory."""
    address, columns = ALL[name]
    asked = {"format": ending, "data": "all", "cols": [c.name for c in columns], **query}
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return io.BytesIO(answer.getvalue())


def compared(file, name, ending, on=None):
    columns, rows_of = LISTS[name]
    rows = rows_of(on or timezone.localdate())
    return differences(file, f"x.{ending}", rows=rows, columns=columns)


@pytest.fixture
def reader(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def demo(roles):
    call_command("load_demo", scenario="all", verbosity=0, stdout=io.StringIO())


@BOTH_FORMATS
@EVERY_LIST
def test_list_of_the_demo_data_comes_back_unchanged(demo, reader, name, ending):
    file = exported(reader, name, ending)
    rows = LISTS[name][1](timezone.localdate())

    found = compared(file, name, ending)

    assert found == []
    assert rows.filter(**FICTIONAL[name]).exists()
    assert rows.exclude(**FICTIONAL[name]).exists()


FICTIONAL = {
    "documents": {"resolution__is_fictional": True},
    "tasks": {"resolution__is_fictional": True},
    "resolutions": {"is_fictional": True},
}


@BOTH_FORMATS
def test_what_was_changed_since_is_named(reader, ending):
    document = PlannedDocumentFactory(title="=SUM(A1) kế hoạch")
    other = PlannedDocumentFactory(title="Kế hoạch cũ")
    file = exported(reader, "documents", ending)
    PlannedDocument.objects.filter(pk=other.pk).update(title="Kế hoạch mới")

    [found] = compared(file, "documents", ending)

    assert (found.key, found.there, found.here) == (
        str(other.pk),
        "Kế hoạch cũ",
        "Kế hoạch mới",
    )
    assert document.pk != other.pk


@BOTH_FORMATS
def test_row_that_is_gone_is_named(reader, ending):
    gone = ResolutionFactory()
    file = exported(reader, "resolutions", ending)
    Resolution.objects.all().delete()

    [found] = compared(file, "resolutions", ending)

    assert (found.key, found.here) == (str(gone.pk), None)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("x.xlsx", b"PK\x03\x04 broken"),
        ("x.xlsx", b""),
        ("x.csv", b"\xff\xfe\x00"),
        ("x.csv", b""),
        ("x.csv", "\ufeffSTT;Việc\r\n1;2\r\n".encode()),
        ("x.csv", "\ufeffMã bản ghi;Cột lạ\r\n1;2\r\n".encode()),
    ],
)
def test_file_that_is_no_list_is_refused(name, sent):
    rows = Resolution.objects.for_register()

    with pytest.raises(ValidationError):
        differences(io.BytesIO(sent), name, rows=rows, columns=RESOLUTION_COLUMNS)


def test_command_says_that_nothing_has_changed(reader, tmp_path):
    ResolutionFactory()
    path = tmp_path / "x.csv"
    path.write_bytes(exported(reader, "resolutions", "csv").getvalue())
    said = io.StringIO()

    call_command("compare_list", str(path), list="resolutions", stdout=said)

    assert said.getvalue().strip() == "Không có thay đổi."
    with pytest.raises(CommandError):
        call_command("compare_list", str(tmp_path / "none.csv"), list="tasks")
