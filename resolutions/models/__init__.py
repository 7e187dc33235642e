"""What the Committee decided: governing documents, their targets and project portfolios."""

from resolutions.models.basis import Basis, Narrative
from resolutions.models.governing import Directive, Programme, Resolution
from resolutions.models.portfolio import Portfolio, Project, ProjectMove, Stage
from resolutions.models.searchable import Searchable, exactness
from resolutions.models.sending import Sending
from resolutions.models.source import Entered, Retractable, Sourced
from resolutions.models.target import Measurement, Target

__all__ = [
    "Basis",
    "Directive",
    "Entered",
    "Measurement",
    "Narrative",
    "Portfolio",
    "Programme",
    "Project",
    "ProjectMove",
    "Resolution",
    "Retractable",
    "Searchable",
    "Sending",
    "Sourced",
    "Stage",
    "Target",
    "exactness",
]
