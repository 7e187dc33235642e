"""Measurements that were accepted from a pasted report, against the sentence they came from.

Until November 2026 a decimal mark was lost (“8,5 %” was written as 85), and a target could be
accepted as measured today. What was written then is named here until it is corrected.
"""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from documents.extraction import Quantity, Sense, extract
from resolutions.models import Measurement
from resolutions.shorthand import unit_key

_LEVELS = (Sense.RESULT, Sense.OPEN)


def pasted_name() -> str:
    """The source's name, in the language of the person who accepts."""
    return _("Pasted report")


def pasted_measurements() -> QuerySet[Measurement]:
    """Measurements whose source is a pasted report and that nothing corrects: a later row for
    the same target and day is a correction."""
    corrected = Measurement.objects.filter(target=OuterRef("target"), on=OuterRef("on")).filter(
        Q(recorded_at__gt=OuterRef("recorded_at"))
        | Q(recorded_at=OuterRef("recorded_at"), pk__gt=OuterRef("pk"))
    )
    rows = Measurement.objects.filter(source_name__in=_names()).exclude(Exists(corrected))
    return rows.select_related("target__resolution").order_by("pk")


def other_number() -> list[int]:
    """Measurements whose sentence states no such number."""
    return [
        row.pk
        for row, amounts in _read(pasted_measurements())
        if not any(row.value in amount.readings for amount, _day in amounts)
    ]


def no_result() -> list[int]:
    """Measurements whose number their sentence states as a target, a change or a range."""
    found = []
    for row, amounts in _read(pasted_measurements()):
        stated = [amount for amount, _day in amounts if row.value in amount.readings]
        if stated and not any(amount.sense in _LEVELS for amount in stated):
            found.append(row.pk)
    return found


def other_day() -> list[int]:
    """Measurements whose sentence names another day for their number."""
    found = []
    for row, amounts in _read(pasted_measurements()):
        days = {day for amount, day in amounts if row.value in amount.readings}
        if days and None not in days and row.on not in days:
            found.append(row.pk)
    return found


def _names() -> set[str]:
    names = set()
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            names.add(pasted_name())
    return names


def _read(
    rows: QuerySet[Measurement],
) -> Iterator[tuple[Measurement, list[tuple[Quantity, date | None]]]]:
    """Each measurement with the amounts of its sentence in the target's unit, and the day
    named for each."""
    for row in rows.iterator():
        unit = unit_key(row.target.unit)
        yield (
            row,
            [
                (one.fact, one.as_of)
                for one in extract(row.source_quote).candidates
                if isinstance(one.fact, Quantity) and unit_key(one.fact.unit) == unit
            ],
        )
