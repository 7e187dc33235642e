"""Figures: every number the product shows, as frozen values counted from one queryset."""

from documents.progress.blocks import Blocks, Share, blocks_of
from documents.progress.burnup import BurnUp, Point, burn_up
from documents.progress.comparing import Comparison, Footing, Move, compare
from documents.progress.figures import (
    Figures,
    ResolutionFigures,
    by_resolution,
    figures_of,
    figures_of_rows,
    ids_of,
    total_of,
)
from documents.progress.pressing import AHEAD_DAYS, Pressing, pressing
from documents.progress.sides import Sides

__all__ = [
    "AHEAD_DAYS",
    "Blocks",
    "BurnUp",
    "Comparison",
    "Figures",
    "Footing",
    "Move",
    "Point",
    "Pressing",
    "ResolutionFigures",
    "Share",
    "Sides",
    "blocks_of",
    "burn_up",
    "by_resolution",
    "compare",
    "figures_of",
    "figures_of_rows",
    "ids_of",
    "pressing",
    "total_of",
]
