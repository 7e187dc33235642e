"""One row is validated and saved; a row that says nothing new is not."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model


def save_clean(item: Model, *, if_changed: bool = False) -> bool:
    """Save a row that is right, with ``if_changed`` only one that says something else than the
    database; tells whether it was saved. Raises ValidationError, in words, for one that is not.

    The constraints of the database are asked by saving. Django would ask each of them
    beforehand with a query of its own, and could still be overtaken by another who saves the
    same; here they are only asked one by one when the database has refused.
    """
    item.full_clean(validate_constraints=False)
    if if_changed and not differs(item):
        return False
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError:
        item.full_clean()
        raise
    return True


def differs(item: Model) -> bool:
    """Whether a row says something else than the database, which may not know it yet."""
    if item._state.adding:
        return True
    there = type(item)._base_manager.filter(pk=item.pk).first()
    fields = [f for f in item._meta.concrete_fields if f not in _stamps(item)]
    return there is None or any(_value(f, there) != _value(f, item) for f in fields)


def _value(field: Any, item: Model) -> Any:
    found = field.value_from_object(item)
    # As PostgreSQL gives what is binary; two of them may differ and say the same.
    return bytes(found) if isinstance(found, memoryview) else found


def stamp(item: Model) -> None:
    """Set the time of the last change, where an item keeps it, when only what belongs to the
    item has changed."""
    if stamps := [field.name for field in _stamps(item)]:
        item.save(update_fields=stamps)


def _stamps(item: Model) -> list[Any]:
    return [f for f in item._meta.concrete_fields if getattr(f, "auto_now", False)]


def values_of(item: Model, names: Iterable[str]) -> dict[str, Any]:
    """What an item says in these fields, exactly, as JSON can keep it."""
    found = {name: getattr(item, name) for name in names}
    return {
        name: value if value is None or isinstance(value, (bool, int, str)) else str(value)
        for name, value in found.items()
    }


def read_values(model: type[Model], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, of the types that the fields hold."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in kept.items()}
