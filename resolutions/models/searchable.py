"""Rows that are searched with and without tone marks, and sorted as Vietnamese is."""

from django.db import models
from django.db.models import Case, Q, Value, When

from resolutions.folding import accented, accented_words, fold, sort_key


class Searchable(models.Model):
    """What search and order need beside the text; kept in step by ``save``."""

    search_text = models.TextField(editable=False, blank=True, default="")
    accent_text = models.TextField(editable=False, blank=True, default="")
    sort_key = models.BinaryField(editable=False, default=b"")

    class Meta:
        abstract = True

    def keep_searchable(self, text: str, *, name: str) -> None:
        """Derive the columns from all that is searched and from the name sorted by."""
        self.search_text, self.accent_text = fold(text), accented(text)
        self.sort_key = sort_key(name)


def exactness(query: str) -> Case:
    """1 where each word of the query occurs with the tone marks typed, else 0: what is found
    exactly stands first."""
    exact = Q()
    for word in accented_words(query):
        exact &= Q(accent_text__contains=word)
    return Case(When(exact, then=Value(1)), default=Value(0))
