"""Sentences of Django and of the REST framework that may reach a person and that their own
Vietnamese catalogues lack. Named here, so that our catalogue holds and translates them."""

from django.utils.translation import gettext_noop as _

FROM_ELSEWHERE = [
    _("Null characters are not allowed."),
    _("“%(pk)s” is not a valid value."),
    _("Invalid page."),
    _("Authentication credentials were not provided."),
]
