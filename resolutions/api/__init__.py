"""REST access to what was decided; and what every part of the API is made of."""

from resolutions.api.answers import (
    OF_A_DAY,
    OF_A_STATE,
    Conflict,
    Guarded,
    PreconditionRequired,
    SignedBy,
    Stale,
    look_or_refuse,
)
from resolutions.api.governing import ResolutionViewSet
from resolutions.api.linked import BasisViewSet, NarrativeViewSet
from resolutions.api.targets import PortfolioViewSet, TargetViewSet
from resolutions.api.writing import IF_MATCH, FormWrites, Input, described, input_of

__all__ = [
    "IF_MATCH",
    "OF_A_DAY",
    "OF_A_STATE",
    "BasisViewSet",
    "Conflict",
    "FormWrites",
    "Guarded",
    "Input",
    "NarrativeViewSet",
    "PortfolioViewSet",
    "PreconditionRequired",
    "ResolutionViewSet",
    "SignedBy",
    "Stale",
    "TargetViewSet",
    "described",
    "input_of",
    "look_or_refuse",
]
