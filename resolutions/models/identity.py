"""Whom a reference may mean, and who bears the same symbol. Never one answer in silence."""

from datetime import date
from typing import Any, Protocol

from django.db.models import Case, F, Q, Value, When

from resolutions.symbols import Convention, Symbol, read_symbol
from resolutions.symbols.references import read_reference

# Their numbers begin again each year; those of the Party with each term.
_YEARLY = {Convention.STATE, Convention.OFFICIAL_LETTER, Convention.NORMATIVE}


class _Numbered(Protocol):
    symbol: str
    symbol_key: str
    issued_on: date | None


class SymbolReads:
    """Reads with a name, of rows with ``kind``, ``symbol``, ``symbol_key``, ``issued_on``."""

    def with_symbol(self: Any, symbol: str) -> Any:
        """Documents bearing this symbol in any spelling; there may be several (identity is
        issuer + kind + number + date or term, never the number alone)."""
        return self.filter(symbol_key=read_symbol(symbol).key)

    def candidates_for(self: Any, reference: str) -> Any:
        """Documents that a reference may mean: “03-NQ/TU”, “KH số 54”, “NQ 06 ngày 29/1/2021”.

        A full symbol also finds what is registered under the same kind and number without an
        issuer. The order is a proposal, never a choice: each row says by ``date_agreement``
        whether it bears the date of the reference (2), nothing speaks against it (1), or it
        bears another date (0).
        """
        asked = read_reference(reference)
        agreement: Any = Value(1)
        if asked.issued_on:
            agreement = Case(
                When(issued_on=asked.issued_on, then=2),
                When(issued_on__isnull=True, then=1),
                default=0,
            )
        elif asked.year:
            agreement = Case(
                When(issued_on__year=asked.year, then=2),
                When(issued_on__isnull=True, then=1),
                default=0,
            )
        return (
            self.filter(_named_by(asked.symbol))
            .annotate(date_agreement=agreement)
            .order_by("-date_agreement", F("issued_on").desc(nulls_last=True), "pk")
        )

    def bearing_the_symbol_of(self: Any, row: _Numbered) -> Any:
        """The other documents that bear the symbol of ``row``; of State documents, whose
        numbers begin again each year, only those of its year or without a date."""
        read = read_symbol(row.symbol)
        if not row.symbol_key:
            return self.none()
        found = self.filter(symbol_key=row.symbol_key)
        if row.issued_on and read.convention in _YEARLY:
            found = found.filter(
                Q(issued_on__isnull=True) | Q(issued_on__year=row.issued_on.year)
            )
        return found


def numbered_together(row: _Numbered, other: _Numbered) -> bool:
    """Whether two rows that bear one symbol may be one document, as
    ``bearing_the_symbol_of`` tells of rows still to be read."""
    if read_symbol(row.symbol).convention not in _YEARLY:
        return True
    days = (row.issued_on, other.issued_on)
    return None in days or len({day.year for day in days if day}) == 1


def _named_by(symbol: Symbol) -> Q:
    """The rows that a symbol, whole or in part, may name."""
    if symbol.number is None:
        return Q(pk__in=[])
    number = symbol.number_text
    without_issuer = ~Q(symbol_key__contains="/") & (
        Q(symbol_key__endswith=f" {number}") | Q(symbol_key__endswith=f" {symbol.number}")
    )
    kinds = Q(kind__in={named.kind for named in symbol.kinds}) if symbol.kinds else Q()
    if symbol.is_complete:
        return Q(symbol_key=symbol.key) | (kinds & without_issuer)
    whole = Q(symbol_key__startswith=f"{number}-") | Q(symbol_key__startswith=f"{number}/")
    return (kinds & (whole | without_issuer)) | Q(symbol_key=symbol.key)
