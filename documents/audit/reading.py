"""An entry of the log in words: who, what, of which thing, and each value before and after."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents.audit.events import TOLD_IN_ALL, TOLD_OF_ONE, AuditEvent
from documents.audit.registry import logged_models
from documents.models import EventCount
from resolutions.log import ON_BEHALF_OF

NOTHING = "–"
ACTIONS = {
    LogEntry.Action.CREATE: gettext_lazy("created"),
    LogEntry.Action.UPDATE: gettext_lazy("changed"),
    LogEntry.Action.DELETE: gettext_lazy("deleted"),
}


def action_choices() -> list[tuple[str, Any]]:
    """What can have happened: to a row, or without one."""
    return [*((str(action), label) for action, label in ACTIONS.items()), *AuditEvent.choices]


def model_choices() -> list[tuple[str, str]]:
    """The kinds of things that are logged, by name."""
    named = [
        (model._meta.label_lower, str(capfirst(str(model._meta.verbose_name))))
        for model in logged_models()
    ]
    return sorted(named, key=lambda choice: choice[1])


def entries() -> QuerySet:
    """The log, latest first, with what each entry is shown with."""
    return LogEntry.objects.select_related("actor", "content_type").order_by("-pk")


def person(user: User | None) -> str:
    """A login as people call it."""
    return (user.get_full_name() or user.get_username()) if user else ""


@dataclass(frozen=True)
class Change:
    """One field: what it was, what it became."""

    label: str
    old: str
    new: str


@dataclass
class Names:
    """What the rows are called that values point at; asked once for each model."""

    held: dict[type[Model], dict[Any, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[LogEntry]) -> "Names":
        """The names needed for these entries, by one query for each model pointed at."""
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for row in rows:
            for name, values in _changes(row):
                target = _target(row, name)
                if target is not None and isinstance(values, list):
                    wanted[target].update(v for v in values if isinstance(v, int))
        return cls(
            {
                model: {one.pk: _called(one) for one in model._base_manager.filter(pk__in=ids)}
                for model, ids in wanted.items()
                if ids
            }
        )

    def get(self, model: type[Model], value: Any) -> str:
        """Its name; its number when the row is gone. A file asks for all rows of the model."""
        if model not in self.held:
            self.held[model] = {one.pk: _called(one) for one in model._base_manager.all()}
        return self.held[model].get(value, f"#{value}")


def _called(row: Model) -> str:
    return person(row) if isinstance(row, User) else str(row)


@dataclass(frozen=True)
class Entry:
    """One entry as it is read."""

    row: LogEntry
    names: Names

    @property
    def when(self) -> datetime:
        """The instant, in the office's time."""
        return timezone.localtime(self.row.timestamp)

    @property
    def who(self) -> str:
        """Who did it: a person, with the one in whose place, a command, or the name somebody
        typed."""
        if self.row.actor_id:
            who = person(self.row.actor)
            if principal := (self.row.additional_data or {}).get(ON_BEHALF_OF):
                who += f" ({_('for comrade %(name)s') % {'name': principal}})"
            return who
        return self.command or _("nobody signed in")

    @property
    def command(self) -> str:
        """The command that did it, outside of any request."""
        return str((self.row.additional_data or {}).get("command", ""))

    @property
    def event(self) -> str:
        """The event, when it is no change of a row."""
        return str((self.row.additional_data or {}).get("event", ""))

    @property
    def did(self) -> str:
        """What was done, in one or a few words."""
        if self.event in AuditEvent.values:
            return str(AuditEvent(self.event).label)
        return str(ACTIONS.get(self.row.action, self.row.action))

    @property
    def kind(self) -> str:
        """What kind of thing it was done to; empty for an event."""
        if self.event:
            return ""
        model = self.row.content_type.model_class()
        return str(capfirst(str(model._meta.verbose_name))) if model else self.model

    @property
    def model(self) -> str:
        """The kind of thing as the filter names it."""
        return f"{self.row.content_type.app_label}.{self.row.content_type.model}"

    @property
    def thing(self) -> str:
        """The thing, as it was called then; of a refusal the method and the address."""
        method = (self.row.additional_data or {}).get("method", "")
        thing = f"{method} {self.row.object_repr}".strip()
        if further := self.further:
            more = ngettext(
                "%(count)s more time within this hour",
                "%(count)s more times within this hour",
                further,
            )
            thing += f" ({more % {'count': number_format(further)}})"
        return thing

    @property
    def further(self) -> int:
        """Of the last refusal of an hour that is told: how many more there were, which were
        only counted."""
        told = (self.row.additional_data or {}).get("counted")
        if not told:
            return 0
        found = EventCount.objects.filter(event=self.event, **told).values_list(
            "count", flat=True
        )
        most = TOLD_OF_ONE if told["who"] else TOLD_IN_ALL
        return max((found.first() or 0) - most, 0)

    @property
    def changes(self) -> list[Change]:
        """Each field that changed, in the order of the model."""
        return [self._change(name, values) for name, values in _changes(self.row)]

    @property
    def changes_text(self) -> str:
        """The same as lines of text, for a sheet."""
        return "\n".join(f"{c.label}: {c.old} → {c.new}" for c in self.changes)

    def _change(self, name: str, values: Any) -> Change:
        found = _field(self.row, name)
        label = str(capfirst(str(_name_of(found) or name)))
        if isinstance(values, dict):  # several-to-several: what was added or taken out
            several = "; ".join(map(str, values.get("objects", []))) or NOTHING
            if values.get("operation") == "add":
                return Change(label, NOTHING, several)
            return Change(label, several, NOTHING)
        old, new = (self._value(found, value) for value in values)
        return Change(label, old, new)

    def _value(self, found: Any, value: Any) -> str:
        if value is None or value == "":
            return NOTHING
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if getattr(found, "many_to_one", False) or getattr(found, "one_to_one", False):
            return self.names.get(found.related_model, value)
        choices = dict(getattr(found, "flatchoices", None) or [])
        if value in choices:
            return str(choices[value])
        return _plain(found, value)


def _plain(found: Any, value: Any) -> str:
    if isinstance(found, models.DateTimeField):
        if instant := _read(parse_datetime, value):
            local = timezone.localtime(instant.replace(tzinfo=UTC))
            return f"{local:%H:%M} {date_format(local.date())}"
    elif isinstance(found, models.DateField):
        if day := _read(parse_date, value):
            return NOTHING if day == date.max else date_format(day)
    elif isinstance(value, (int, float)) and not isinstance(found, models.CharField):
        return number_format(value)
    return str(value)


def _read(parse: Any, value: Any) -> Any:
    try:
        return parse(str(value))
    except ValueError:
        return None


def _changes(row: LogEntry) -> Iterator[tuple[str, Any]]:
    """The fields that changed, in the order of the model, without what says nothing."""
    changed = row.changes or {}
    model = row.content_type.model_class()
    order = [f.name for f in model._meta.get_fields()] if model else []
    for name in sorted(changed, key=lambda n: order.index(n) if n in order else len(order)):
        values = changed[name]
        is_empty = isinstance(values, list) and all(v in (None, "") for v in values)
        if name != "id" and not is_empty:
            yield name, values


def _name_of(found: Any) -> Any:
    """What a field is called; of a relation to rows that belong to the item, those rows."""
    if getattr(found, "one_to_many", False):
        return found.related_model._meta.verbose_name_plural
    return getattr(found, "verbose_name", None)


def _field(row: LogEntry, name: str) -> Any:
    model = row.content_type.model_class()
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _target(row: LogEntry, name: str) -> type[Model] | None:
    found = _field(row, name)
    if getattr(found, "many_to_one", False) or getattr(found, "one_to_one", False):
        return found.related_model
    return None
