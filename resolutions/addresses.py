"""What the address of a page or of the API may ask. A name that nobody knows (``?statsu=``)
would widen the answer in silence, so it is refused, in the words of this module alone."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What addresses carry beside the filters of their page: the page of a list, its columns and
# size, the day looked at, the saved view, the format of a file, the data set, the language.
CARRIED = frozenset(
    {
        "page",
        "page_size",
        "size",
        "cols",
        "as_of",
        "known_on",
        "against",
        "view",
        "format",
        "data",
        "lang",
    }
)
# What mail and messengers hang on a link that is sent around; it asks for nothing.
_OF_THE_SENDER = ("utm_", "fbclid", "gclid", "zarsrc")


def unknown_names(asked: Iterable[str], known: Collection[str]) -> list[str]:
    """The names in an address that neither its page (``known``) nor all pages know."""
    return sorted(
        name
        for name in asked
        if name not in known and name not in CARRIED and not name.startswith(_OF_THE_SENDER)
    )


def told_unknown(name: str, known: Iterable[str]) -> str:
    """That there is no such filter, and which there are: by their labels on pages, by their
    names to programs."""
    names = ", ".join(sorted(known))
    shown = name[:60]
    if not names:
        return _("There is no filter “%(name)s” here.") % {"name": shown}
    return _("There is no filter “%(name)s” here. The filters are: %(names)s.") % {
        "name": shown,
        "names": names,
    }


def refuse_unknown(form: forms.BaseForm, *, known: Collection[str]) -> None:
    """Put onto a form that was filled from an address the names it does not know."""
    labels = [
        str(field.label)
        for name, field in form.fields.items()
        if name in known and field.label and not field.widget.is_hidden
    ]
    for name in unknown_names(form.data, known):
        form.add_error(None, ValidationError(told_unknown(name, labels), code="unknown_name"))


class AskedForm(forms.Form):
    """A form filled from an address: what it does not know is an error, and then no row is
    shown. ``also`` names what its page reads beside the fields."""

    also: frozenset[str] = frozenset()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_unknown(self, known={*self.fields, *self.also})
        return cleaned
