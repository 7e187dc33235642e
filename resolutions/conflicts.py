"""Two people change the same item: the second sees what the first saved and chooses.

A form carries the version of the item it was filled from (its newest entry of the log); it is
compared with the item's under lock, in the transaction that saves.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from auditlog.models import LogEntry
from django import forms
from django.contrib.auth.models import User
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from resolutions.kept import OF_THE_SENDING, SENDING
from resolutions.log import ON_BEHALF_OF, entries_of, version_of


class ChangedMeanwhile(Exception):
    """Somebody saved the item after the form was filled from it."""


def version_seen(data: QueryDict | None, model: Any, pk: int) -> int:
    """The version a form was filled from; for a form that does not say, the one of now."""
    seen = str(data.get("seen", "")) if data else ""
    if seen.isdecimal() and len(seen) < 19:
        return int(seen)
    return version_of(model, pk)


@contextmanager
def unchanged(item: Any, *, seen: int) -> Iterator[None]:
    """A transaction that holds the item's lock. Raises ChangedMeanwhile when the item is no
    longer what it was at version ``seen``."""
    model = type(item)
    with transaction.atomic():
        model._base_manager.select_for_update().get(pk=item.pk)
        if version_of(model, item.pk) != seen:
            raise ChangedMeanwhile
        yield


@dataclass(frozen=True)
class FieldChange:
    """A field that somebody changed."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Revision:
    """What one person saved at once, and for whom, if a deputy did; ``told`` is what its
    history rows say in words."""

    at: datetime
    who: User | None
    fields: tuple[FieldChange, ...]
    told: tuple[str, ...] = ()
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Mine:
    """A field of my form: what I typed, and what is saved now."""

    label: str
    text: str
    saved: str


def revisions_since(item: Any, *, seen: int) -> list[Revision]:
    """What was saved of the item after version ``seen``, the oldest first."""
    entries = entries_of(item).filter(pk__gt=seen).select_related("actor")
    revisions = []
    for _saved, together in groupby(entries, key=lambda entry: (entry.cid, entry.actor_id)):
        first, *more = together
        changes: dict[str, list[Any]] = {}
        for entry in (first, *more):
            if entry.action == LogEntry.Action.UPDATE:
                for name, (old, new) in _fields_of(entry):
                    changes[name] = [changes.get(name, [old])[0], new]
        fields = [_told(type(item), name, *values) for name, values in changes.items()]
        behalf = (first.additional_data or {}).get(ON_BEHALF_OF)
        revisions.append(
            Revision(first.timestamp, first.actor, tuple(fields), on_behalf_of=behalf)
        )
    return revisions


def _fields_of(entry: LogEntry) -> Iterator[tuple[str, Any]]:
    """The fields that an entry says changed, in the order of the model; not several-to-several
    ones nor what belongs to the item, which are seen beside one's own form."""
    for field in entry.content_type.model_class()._meta.concrete_fields:
        if isinstance(values := (entry.changes or {}).get(field.name), list):
            yield field.name, values


def _told(model: Any, name: str, old: Any, new: Any) -> FieldChange:
    field = model._meta.get_field(name)
    label = str(field.verbose_name)
    return FieldChange(label[:1].upper() + label[1:], _said(field, old), _said(field, new))


def _said(field: models.Field, value: Any) -> str:
    """A value as the log keeps it, as people read it."""
    if value in (None, ""):
        return "—"
    if field.related_model is not None:
        there = field.related_model._base_manager.filter(pk=value).first()
        return f"#{value}" if there is None else str(there)
    value = field.to_python(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "d/m/Y")
    return str(dict(field.flatchoices).get(value, value))


def _shown(bound: Any) -> str:
    """A field's value as people read it."""
    field, value = bound.field, bound.value()
    if value in (None, "", []):
        return "—"
    if isinstance(field, forms.DateField):
        try:
            day: Any = field.to_python(value)
            return date_format(day, "d/m/Y")
        except forms.ValidationError:
            return str(value)
    if isinstance(field, forms.ChoiceField):
        given = value if isinstance(value, (list, tuple)) else [value]
        wanted = {str(getattr(one, "pk", one)) for one in given}
        choices: Any = field.choices
        return "; ".join(str(text) for key, text in choices if str(key) in wanted) or "—"
    return str(value)


def mine_beside(form: Any, saved: Any) -> list[Mine]:
    """The fields of my form that differ from what is saved now (``saved`` is the same form of
    the item as it is); without ``saved`` every field that I filled in."""
    fields = []
    for bound in form:
        text = _shown(bound)
        there = _shown(saved[bound.name]) if saved and bound.name in saved.fields else "—"
        if text != there:
            fields.append(Mine(str(bound.label), text, there))
    return fields


def conflict_page(
    request: HttpRequest,
    *,
    item: Any,
    form: Any,
    revisions: Iterable[Revision],
    saved: Any = None,
    may_overwrite: bool = True,
    may_note: bool = False,
) -> HttpResponse:
    """What the other saved beside what I typed, with the choices (409). Nothing was saved and
    nothing is lost: the page carries all that was sent."""
    sent = [
        (name, value)
        for name, values in form.data.lists()
        if name not in (*OF_THE_SENDING, SENDING, "seen")
        for value in values
    ]
    return render(
        request,
        "resolutions/conflict.html",
        {
            "item": item,
            "revisions": revisions,
            "fields": mine_beside(form, saved),
            "compares": saved is not None,
            "sent": sent,
            "seen": version_of(type(item), item.pk),
            "may_overwrite": may_overwrite,
            "may_note": may_note,
        },
        status=409,
    )
