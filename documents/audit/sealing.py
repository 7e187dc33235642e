"""Seals: signed digests of batches of the log and of the histories, to be kept elsewhere too.

A trigger keeps honest programs from changing what was written; whoever owns the database or
its file is found out by these. Rows are not chained to each other, which would let all who
write wait for each other; batches are, and one command sets them.
"""

import hmac
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from auditlog.models import LogEntry
from django.conf import settings
from django.db import connection, models

from documents.audit.append_only import CLOSING, protected_columns
from documents.models import Seal

BATCH = 500  # rows of one seal
_SIGNS = 16  # of a row's mark
_FIELDS = ("table", "number", "after", "last", "columns", "marks", "key_name", "digest")
SEALED: dict[str, type[models.Model]] = {
    model._meta.db_table: model for model in (LogEntry, *CLOSING)
}


class StillWriting(Exception):
    """Somebody has been writing all the while, so that numbers may still come in between."""


@dataclass(frozen=True)
class Broken:
    """The first place at which what is there is not what was sealed."""

    seal: Seal
    what: str

    def __str__(self) -> str:
        return f"bảng {self.seal.table}, lô {self.seal.number}: {self.what}"


def keys() -> dict[str, bytes]:
    """The keys by their names, the one in use first."""
    given = [settings.SEAL_KEY or f"seal of the log {settings.SECRET_KEY}"]
    found = [text.encode() for text in (*given, *settings.SEAL_OLD_KEYS)]
    return {sha256(b"name of " + key).hexdigest()[:16]: key for key in found}


def ends() -> dict[str, int]:
    """The last number of each table by now."""
    return {
        table: model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
        for table, model in SEALED.items()
    }


def wait_for_writers(seconds: float) -> None:
    """Wait until whoever was writing has finished: until then a lower number than the last may
    still come in. Takes no lock. Raises StillWriting. SQLite has one writer, who is done."""
    if connection.vendor != "postgresql" or seconds <= 0:
        return
    time.sleep(1)  # a number that was drawn is part of a transaction by then
    until = time.monotonic() + seconds
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (begun,) = cursor.fetchone()
        while True:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] >= begun:
                return
            if time.monotonic() > until:
                raise StillWriting
            time.sleep(0.5)


def seal(upto: dict[str, int]) -> Iterator[Seal]:
    """Seal what is not sealed yet, of each table up to a number; each seal set."""
    for table, model in SEALED.items():
        columns = [str(field.column) for field in _fields(model)]
        last = Seal.objects.filter(table=table).order_by("number").last()
        while rows := _rows(model, columns, last.last if last else 0, upto[table], BATCH):
            last = Seal(
                table=table,
                number=last.number + 1 if last else 1,
                after=last.last if last else 0,
                last=rows[-1][0],
                columns=columns,
                key_name=next(iter(keys())),
                digest=last.digest if last else "",
            )
            _sign(last, rows, last.digest)
            last.save(force_insert=True)
            yield last


def verify(seals: Iterable[Seal]) -> Iterator[Broken]:
    """Of each table the first batch that is not as it was sealed. ``seals`` lie in the order of
    their tables and numbers: those of the database, or of a file kept elsewhere."""
    before: Seal | None = None
    broken = set()
    for one in seals:
        if before is not None and before.table != one.table:
            before = None
        if one.table not in broken and (what := _differs(one, before)):
            broken.add(one.table)
            yield Broken(one, what)
        before = one


def without_seal(kept: Iterable[Seal]) -> Iterator[Broken]:
    """The seals of a file that the database has not, or otherwise."""
    there = dict(_named(Seal.objects.all()))
    for name, one in _named(kept):
        if name not in there:
            yield Broken(one, "cơ sở dữ liệu không còn niêm phong này")
        elif there[name].digest != one.digest:
            yield Broken(one, "cơ sở dữ liệu có niêm phong khác với tệp")


def _named(seals: Iterable[Seal]) -> Iterator[tuple[tuple[str, int], Seal]]:
    for one in seals:
        yield (one.table, one.number), one


def to_line(one: Seal) -> str:
    """A seal as a line of a file."""
    return json.dumps({name: getattr(one, name) for name in _FIELDS})


def from_line(line: str) -> Seal:
    """A seal from a line of a file. Raises ValueError for what is none."""
    try:
        told = json.loads(line)
        return Seal(**{name: told[name] for name in _FIELDS})
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no seal") from error


def _fields(model: type[models.Model]) -> list[models.Field]:
    """What of a row is sealed: all but what may still be written."""
    fields: list[models.Field] = list(model._meta.local_concrete_fields)
    stays = set(protected_columns(model)) if model in CLOSING else set()
    return [field for field in fields if not stays or field.column in stays]


def _rows(
    model: type[models.Model], columns: list[str], after: int, upto: int, most: int | None
) -> list[Any]:
    names = {field.column: field.attname for field in model._meta.local_concrete_fields}
    rows = model._base_manager.filter(pk__gt=after, pk__lte=upto).order_by("pk")
    return list(rows.values_list("pk", *(names[column] for column in columns))[:most])


def _sign(one: Seal, rows: list[Any], digest_before: str) -> None:
    """Fill in the marks and the digest."""
    key = keys()[one.key_name]
    told = [_said(row[1:]) for row in rows]
    one.marks = "".join(_signed(key, text)[:_SIGNS] for text in told)
    header = [one.table, one.number, one.after, one.last, one.columns, digest_before]
    one.digest = _signed(key, "\n".join([json.dumps(header), *told]))


def _signed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _said(values: Iterable[Any]) -> str:
    """A row as one text, the same on every database."""
    return json.dumps(list(map(_plain, values)), ensure_ascii=True, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, dict | list | str | int | float | None):
        return value
    return str(value)


def _differs(one: Seal, before: Seal | None) -> str:
    """What of a batch is not as it was sealed; empty when nothing is."""
    if one.key_name not in keys():
        return "niêm phong bằng một khóa khác (SEAL_KEY, SEAL_OLD_KEYS)"
    if (before.number if before else 0) + 1 != one.number:
        return "thiếu lô trước nó"
    if (before.last if before else 0) != one.after:
        return "không nối tiếp lô trước nó"
    model = SEALED.get(one.table)
    columns = {field.column for field in model._meta.local_concrete_fields} if model else set()
    if model is None or not columns >= set(one.columns):
        return "bảng không còn đủ các cột đã niêm phong"
    rows = _rows(model, one.columns, one.after, one.last, None)
    again = Seal(**{name: getattr(one, name) for name in _FIELDS})
    _sign(again, rows, before.digest if before else "")
    if again.marks != one.marks:
        return _first_of(rows, again.marks, one.marks)
    return "" if hmac.compare_digest(again.digest, one.digest) else "chữ ký không đúng"


def _first_of(rows: list[Any], found: str, sealed: str) -> str:
    """Which row of a batch is the first that differs, and how."""
    now = [found[n : n + _SIGNS] for n in range(0, len(found), _SIGNS)]
    then = [sealed[n : n + _SIGNS] for n in range(0, len(sealed), _SIGNS)]
    place = next(
        (n for n, (a, b) in enumerate(zip(now, then, strict=False)) if a != b),
        min(len(now), len(then)),
    )
    if place == len(now):
        return f"mất {len(then) - len(now)} dòng ở cuối lô"
    if len(now) < len(then) and now[place] in then:
        return f"mất dòng ngay trước dòng {rows[place][0]}"
    if len(now) > len(then):
        return f"dòng {rows[place][0]} được thêm vào sau"
    return f"dòng {rows[place][0]} đã bị sửa"
