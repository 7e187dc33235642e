"""Real and training data never meet: what belongs to a governing document, agency or person of
the training set stands with training data alone (ADR 0011)."""

from typing import Any

from django.core.exceptions import TooManyFieldsSent, ValidationError
from django.db.models import Model
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
_ABOUT = (
    *("document", "task", "resolution", "item", "report", "asked", "batch", "instruction"),
    *("target", "portfolio", "project", "change", "wait", "letter", "attachment", "guidance"),
    *("agency", "member"),
)
# What a thing belongs to, where it has no set of its own.
_BELONGS_TO = (
    *("resolution", "item", "document", "task", "target", "portfolio", "project", "wait"),
    *("child", "instruction", "instance"),
)


def in_set(url: str, *, training: bool) -> str:
    """An address that names the training set where it is that one; real data is what an
    address without a set means."""
    if not training:
        return url
    path, mark, fragment = url.partition("#")
    return f"{path}{'&' if '?' in path else '?'}data=training{mark}{fragment}"


def training_asked(request: Any) -> bool:
    """Whether an address asks for the training data."""
    try:
        return bool(request.GET.get("data") == "training")
    except TooManyFieldsSent:  # the page that says so is drawn all the same
        return False


def training_shown(context: Any) -> bool:
    """Whether a page (the context of its template) shows training data: as it was asked for,
    or because it is about a thing of the training set. The banner and the links of a page
    follow this alone."""
    if (data := context.get("data")) in ("real", "training"):
        return data == "training"
    applied = getattr(context.get("filter"), "applied", None)
    if applied is not None:
        return applied.get("data") == "training"
    if (told := getattr(context.get("form"), "is_training", None)) is not None:
        return bool(told)
    for name in _ABOUT:
        thing = context.get(name)
        if isinstance(thing, Model) and (found := _is_training(thing)) is not None:
            return found
    if (form := context.get("form")) is not None and not isinstance(form, str):
        thing = getattr(form, "instance", None)
        if isinstance(thing, Model) and (found := _is_training(thing)) is not None:
            return found
    request = context.get("request")
    return request is not None and training_asked(request)


def _is_training(thing: Any) -> bool | None:
    """Whether a thing, or what it belongs to, is training data; None where nothing tells."""
    found = getattr(thing, "is_fictional", None)
    if isinstance(found, bool):
        return found if thing.pk or found else None
    for name in _BELONGS_TO:
        # Of a new row the owner may not be there yet.
        owner = getattr(thing, name, None) if _is_set(thing, name) else None
        if isinstance(owner, Model) and (told := _is_training(owner)) is not None:
            return told
    return None


def _is_set(thing: Any, name: str) -> bool:
    return getattr(thing, f"{name}_id", 0) is not None
