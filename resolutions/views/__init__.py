"""The pages of governing documents and of what is entered under them."""

from resolutions.views.bases import basis_links, basis_remove
from resolutions.views.correcting import (
    measurement_strike_out,
    move_strike_out,
    project_strike_out,
    strike_out_page,
)
from resolutions.views.narratives import narrative_add, narrative_withdraw
from resolutions.views.portfolios import (
    portfolio_add,
    portfolio_edit,
    portfolio_projects,
    project_edit,
    project_move,
)
from resolutions.views.register import (
    note_alone,
    resolution_create,
    resolution_edit,
    resolution_export,
    resolution_list,
)
from resolutions.views.targets import (
    measurement_correct,
    target_add,
    target_edit,
    target_measurements,
)

__all__ = [
    "measurement_strike_out",
    "move_strike_out",
    "project_strike_out",
    "strike_out_page",
    "basis_links",
    "basis_remove",
    "measurement_correct",
    "narrative_add",
    "narrative_withdraw",
    "note_alone",
    "portfolio_add",
    "portfolio_edit",
    "portfolio_projects",
    "project_edit",
    "project_move",
    "resolution_create",
    "resolution_edit",
    "resolution_export",
    "resolution_list",
    "target_add",
    "target_edit",
    "target_measurements",
]
