"""Figures: every number the product shows, as frozen values counted from one queryset."""

from documents.progress.comparing import Comparison, Footing, Move, compare
from documents.progress.figures import (
    Figures,
    ResolutionFigures,
    by_resolution,
    figures_of,
    ids_of,
    total_of,
)

__all__ = [
    "Comparison",
    "Figures",
    "Footing",
    "Footing",
    "Move",
    "ResolutionFigures",
    "by_resolution",
    "compare",
    "figures_of",
    "ids_of",
    "total_of",
]
