"""Our own files brought back: their heads are known by name, their rows by the record number.

What a cell still says as it was written is no change, whatever it would be read as.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assignments.columns import TASK_COLUMNS
from documents.columns import DOCUMENT_COLUMNS
from documents.importing.results import Field, Item
from resolutions.folding import fold
from resolutions.listing import Column

# The columns that can be taken back; every other one of ours is computed.
_FIELDS: dict[Item, dict[str, Field]] = {
    Item.DOCUMENT: {
        "title": Field.TITLE,
        "code": Field.NUMBER,
        "kind": Field.KIND,
        "status": Field.STATUS,
        "due": Field.DEADLINE,
        "agency": Field.LEAD,
        "member": Field.MEMBER,
        "symbol": Field.SYMBOL,
        "issued": Field.ISSUED_ON,
    },
    Item.TASK: {
        "text": Field.TEXT,
        "code": Field.NUMBER,
        "product": Field.PRODUCT,
        "due": Field.DEADLINE,
        "agency": Field.LEAD,
        "with": Field.COORDINATING,
        "member": Field.MEMBER,
    },
}
_COLUMNS: dict[Item, tuple[Column, ...]] = {
    Item.DOCUMENT: DOCUMENT_COLUMNS,
    Item.TASK: TASK_COLUMNS,
}


@dataclass(frozen=True)
class Export:
    """The list a file was written from: its columns by their folded heads."""

    item: Item
    columns: Mapping[str, str]

    def field_of(self, heading: str) -> str:
        """The field of a column of ours; "" for a column that is not."""
        name = self.columns.get(fold(heading))
        if name is None:
            return ""
        if name == "":
            return Field.KEY.value
        return _FIELDS[self.item].get(name, Field.IGNORE).value

    def written(self, heading: str, record: Any) -> str | None:
        """What our file says of a record in this column; None where it is no column of ours."""
        name = self.columns.get(fold(heading))
        found = next((c for c in _COLUMNS[self.item] if c.name == name), None)
        return None if found is None else as_written(found.value(record))


def as_written(value: Any) -> str:
    """A value of a list as it is compared with a cell."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return " ".join(str(value).split())


def recognise_export(headings: Iterable[str]) -> Export | None:
    """The list of ours with these heads, in either language; None when the record number is
    missing."""
    folded = {fold(heading) for heading in headings}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            key = fold(_("Record number"))
            if key not in folded:
                continue
            for item, columns in _COLUMNS.items():
                named = {fold(str(column.label)): column.name for column in columns}
                if fold(str(columns[0].label)) in folded:
                    return Export(item, {key: "", **named})
    return None
