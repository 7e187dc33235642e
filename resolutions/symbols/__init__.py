"""Symbols of documents (số, ký hiệu): reading and normalising them.

A symbol is stored as written; what is compared is its canonical form. Reading never raises:
what cannot be read comes back as it is, marked incomplete, and every departure from the
pattern is named (``Oddity``). A kind is never decided where the abbreviation has two meanings.
"""

from resolutions.symbols.abbreviations import NamedKind
from resolutions.symbols.reader import read_symbol
from resolutions.symbols.results import Convention, Oddity, Symbol

__all__ = ["Convention", "NamedKind", "Oddity", "Symbol", "read_symbol"]
