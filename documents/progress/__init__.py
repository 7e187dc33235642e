"""Figures: every number the product shows, as frozen values counted from one queryset."""

from documents.progress.figures import (
    Figures,
    ResolutionFigures,
    by_resolution,
    figures_of,
    total_of,
)

__all__ = ["Figures", "ResolutionFigures", "by_resolution", "figures_of", "total_of"]
