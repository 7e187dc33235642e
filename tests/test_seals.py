"""Seals vouch for the log and the histories: whatever is altered, taken out or put in behind the
database is found, by the seals in it or by a file of them that was kept elsewhere."""

import json
import threading
from datetime import date
from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from documents.audit import append_only, sealing
from documents.models import DocumentDeadline, Seal, StatusChange
from tests.factories import PlannedDocumentFactory
from tests.samples import one_of_each

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


def seal(**options):
    out = StringIO()
    call_command("seal_log", wait=0, stdout=out, **options)
    return out.getvalue()


def checked(*arguments):
    out = StringIO()
    try:
        call_command("check_seals", *arguments, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


@pytest.fixture
def sealed(monkeypatch):
    """Everything there is, sealed in small batches."""
    monkeypatch.setattr(sealing, "BATCH", 5)
    one_of_each()
    seal()


def row(model, place=7):
    return model.objects.order_by("pk")[place].pk


def test_what_was_sealed_is_found_as_it_was(sealed):
    assert Seal.objects.filter(table="auditlog_logentry").count() > 2
    assert {*Seal.objects.values_list("table", flat=True)} == sealing.SEALED.keys()
    assert checked() == f"Đúng như niêm phong ({Seal.objects.count()} lô).\n"


def test_sealing_goes_on_where_it_ended(sealed):
    before = Seal.objects.count()
    assert seal() == "Không có dòng mới.\n"

    PlannedDocumentFactory()

    assert "documents_statuschange: thêm 1 lô" in seal()
    assert Seal.objects.count() > before
    assert checked().startswith("Đúng như niêm phong")


def test_closing_a_row_breaks_no_seal(sealed):
    StatusChange.objects.filter(pk=row(StatusChange, 0)).update(superseded_on=date(2030, 1, 1))

    assert checked().startswith("Đúng như niêm phong")


def alter_an_entry():
    LogEntry.objects.filter(pk=row(LogEntry)).update(object_repr="khác")
    return f"auditlog_logentry, lô 2: dòng {row(LogEntry)} đã bị sửa"


def alter_what_an_entry_says():
    LogEntry.objects.filter(pk=row(LogEntry)).update(changes={"title": ["a", "b"]})
    return f"auditlog_logentry, lô 2: dòng {row(LogEntry)} đã bị sửa"


def take_an_entry_out():
    LogEntry.objects.filter(pk=row(LogEntry))._raw_delete("default")
    return f"auditlog_logentry, lô 2: mất dòng ngay trước dòng {row(LogEntry)}"


def take_out_the_end_of_a_batch():
    LogEntry.objects.filter(pk=row(LogEntry, 9))._raw_delete("default")
    return "auditlog_logentry, lô 2: mất 1 dòng ở cuối lô"


def put_an_entry_in():
    entry, free = LogEntry.objects.get(pk=row(LogEntry)), LogEntry.objects.last().pk
    last = LogEntry.objects.order_by("pk")[9].pk
    LogEntry.objects.filter(pk=row(LogEntry, 8))._raw_delete("default")
    LogEntry.objects.filter(pk=last).update(object_repr="khác")
    entry.pk = row(LogEntry, 7) + 1
    entry.save(force_insert=True)
    assert free
    return f"auditlog_logentry, lô 2: dòng {entry.pk} đã bị sửa"


def alter_a_deadline():
    pk = row(DocumentDeadline, 0)
    DocumentDeadline.objects.filter(pk=pk).update(due_on=date(2031, 1, 1))
    return f"documents_documentdeadline, lô 1: dòng {pk} đã bị sửa"


@pytest.mark.parametrize(
    "damage",
    [
        alter_an_entry,
        alter_what_an_entry_says,
        take_an_entry_out,
        take_out_the_end_of_a_batch,
        put_an_entry_in,
        alter_a_deadline,
    ],
)
def test_the_first_row_that_differs_is_named(sealed, damage, tmp_path):
    kept = str(tmp_path / "seals")
    seal(export=kept)

    with append_only.lifted():
        told = damage()

    assert f"KHÁC: bảng {told}\n" in checked()
    assert f"KHÁC: bảng {told}\n" in checked("--from", kept)


def test_a_forger_with_the_whole_database_is_found_by_the_file(sealed, tmp_path, settings):
    """Rows altered, and all of it sealed again, with the right key even."""
    kept = str(tmp_path / "seals")
    seal(export=kept)

    with append_only.lifted():
        Seal.objects.all().delete()
        alter_an_entry()
    seal()

    assert checked().startswith("Đúng như niêm phong")
    told = checked("--from", kept)
    assert "auditlog_logentry, lô 2: dòng" in told
    assert "cơ sở dữ liệu có niêm phong khác với tệp" in told


def test_seals_taken_out_are_missed(sealed, tmp_path):
    kept = str(tmp_path / "seals")
    seal(export=kept)
    of_log = Seal.objects.filter(table="auditlog_logentry")

    with append_only.lifted():
        of_log.filter(number=2).delete()
    assert "lô 3: thiếu lô trước nó" in checked()
    with append_only.lifted():
        of_log.filter(number__gt=2).delete()
    assert checked().startswith("Đúng như niêm phong")

    assert "lô 2: cơ sở dữ liệu không còn niêm phong này" in checked("--from", kept)


def test_without_the_key_nothing_can_be_sealed_anew(sealed, settings):
    settings.SEAL_KEY = "khóa khác"
    assert "niêm phong bằng một khóa khác" in checked()

    settings.SEAL_OLD_KEYS = [f"seal of the log {settings.SECRET_KEY}"]
    assert checked().startswith("Đúng như niêm phong")


def test_a_signature_is_of_the_batch_not_of_its_rows_alone(sealed, tmp_path):
    """A file in which a batch covers less than it did."""
    kept = tmp_path / "seals"
    seal(export=str(kept))
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    for line in lines:
        if line["table"] == "auditlog_logentry":
            line["marks"], line["last"] = line["marks"][:-16], line["last"] - 1
            break
    kept.write_text("\n".join(map(json.dumps, lines)))

    assert "chữ ký không đúng" in checked("--from", str(kept))


def test_seals_are_kept_as_the_log_is(sealed):
    for act in ("UPDATE documents_seal SET digest = ''", "DELETE FROM documents_seal"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(act)


@pytest.mark.parametrize("text", ["", "{}", "không phải", '{"table": 1}'])
def test_a_file_that_holds_no_seals_is_refused_in_words(text, tmp_path):
    kept = tmp_path / "seals"
    kept.write_text(text)

    told = checked("--from", str(kept))

    assert told.startswith(("Không đọc được tệp niêm phong", "Chưa có niêm phong nào"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_a_row_that_comes_in_late_under_a_lower_number_is_waited_for():
    written, go = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            PlannedDocumentFactory()
            written.set()
            go.wait(20)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    written.wait(20)
    PlannedDocumentFactory()  # under higher numbers, and committed before

    with pytest.raises(CommandError, match="vẫn có giao dịch chưa xong"):
        call_command("seal_log", wait=1, stdout=StringIO())
    threading.Timer(1, go.set).start()
    call_command("seal_log", wait=30, stdout=StringIO())
    writer.join()

    assert checked().startswith("Đúng như niêm phong")
    assert StatusChange.objects.count() == 2
