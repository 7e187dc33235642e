"""The catalogue of figures: each number that the product prints, under its one name.

A page places a figure (``{% place %}``), the API and ``manage.py figures`` print the same ones,
and docs/figures.md is written from here.
"""

from documents.progress.catalogue.counted import COUNTED
from documents.progress.catalogue.figure import Figure, Noun, Page
from documents.progress.catalogue.found import FOUND
from documents.progress.catalogue.moved import MOVED
from documents.progress.catalogue.named import NAMED
from documents.progress.catalogue.papers import PAPERS

FIGURES: dict[str, Figure] = {
    figure.key: figure for figure in [*COUNTED, *FOUND, *PAPERS, *NAMED, *MOVED]
}

__all__ = ["COUNTED", "FIGURES", "Figure", "Noun", "Page"]
