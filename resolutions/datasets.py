"""Real and training data never meet: what belongs to a governing document, agency or person of
the training set stands with training data alone (ADR 0011)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def is_training(item: Any) -> bool:
    """Whether a thing, or the governing document it belongs to, is training data."""
    found = getattr(item, "is_fictional", None)
    if found is None:
        found = item.resolution.is_fictional
    return bool(found)


def same_set(rows: Any, item: Any) -> Any:
    """Of these rows those of the data set of the item at hand."""
    return rows.filter(is_fictional=is_training(item))


def refuse_mixed(item: Any, **others: Any) -> None:
    """Raise ValidationError, by field, where an item would be tied to something of the other
    data set. Each of ``others`` is one thing, none, or several."""
    wrong = {
        name: told
        for name, value in others.items()
        for one in (value if isinstance(value, (list, tuple, set, frozenset)) else [value])
        if one is not None and (told := _told(item, one))
    }
    if wrong:
        raise ValidationError(wrong)


def _told(item: Any, one: Any) -> str:
    if is_training(one) == is_training(item):
        return ""
    if is_training(one):
        return _("“%(one)s” is training data and cannot be tied to real data.") % {"one": one}
    return _("“%(one)s” is real data and cannot be tied to training data.") % {"one": one}


def tie_of(item: Any) -> str:
    """What ties a thing to its data set, in words; empty when it is on its own: rows that name
    it, and other things with a set of their own that it names."""
    meta = item._meta.concrete_model._meta
    for field in meta.concrete_fields:
        other = field.related_model
        if (
            other is not None
            and hasattr(other, "is_fictional")
            and getattr(item, field.attname)
        ):
            return str(field.verbose_name)
    for relation in meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and not relation.concrete
        if is_reverse and (relation.one_to_many or relation.one_to_one):
            model = relation.related_model
            if model._base_manager.filter(**{relation.field.name: item.pk}).exists():
                return str(model._meta.verbose_name_plural)
    return ""


# The things a page may be about, by their names in templates.
_ABOUT = ("document", "task", "resolution", "item", "report", "asked", "batch", "instruction")


def training_shown(context: Any) -> bool:
    """Whether a page (the context of its template) shows training data: as it was asked for,
    or because it is about a thing of the training set."""
    if (data := context.get("data")) in ("real", "training"):
        return data == "training"
    applied = getattr(context.get("filter"), "applied", None)
    if applied is not None:
        return applied.get("data") == "training"
    for name in _ABOUT:
        if (thing := context.get(name)) is not None and thing != "":
            thing = getattr(thing, "item", thing) or thing
            if (found := _is_training(thing)) is not None:
                return found
    return False


def _is_training(thing: Any) -> bool | None:
    found = getattr(thing, "is_fictional", None)
    if found is None and (resolution := getattr(thing, "resolution", None)) is not None:
        found = resolution.is_fictional
    return found if isinstance(found, bool) else None
