"""Forms of governing documents and of what is entered under them."""

from resolutions.forms.bases import BasisForm, RetractForm
from resolutions.forms.governing import (
    ResolutionField,
    ResolutionForm,
    RowsField,
    asked_for,
    set_of_form,
)
from resolutions.forms.narratives import NarrativeForm
from resolutions.forms.portfolios import (
    MoveForm,
    PortfolioForm,
    ProjectForm,
    ProjectsForm,
)
from resolutions.forms.refusals import show_refusal
from resolutions.forms.targets import CorrectionForm, MeasurementForm, TargetForm

__all__ = [
    "BasisForm",
    "CorrectionForm",
    "MeasurementForm",
    "MoveForm",
    "NarrativeForm",
    "PortfolioForm",
    "ProjectForm",
    "ProjectsForm",
    "ResolutionField",
    "ResolutionForm",
    "RetractForm",
    "RowsField",
    "TargetForm",
    "asked_for",
    "set_of_form",
    "show_refusal",
]
