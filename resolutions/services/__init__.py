"""Writes of the left-most app that carry a rule: one function each, atomic, with ``by=``.

Each raises ValidationError with a message fit for the person who asked; then nothing was saved.
"""

from resolutions.services.bases import link_basis, retract
from resolutions.services.correcting import (
    strike_out_measurement,
    strike_out_move,
    strike_out_project,
)
from resolutions.services.portfolios import (
    StageRow,
    add_projects,
    save_portfolio,
    save_project,
)
from resolutions.services.recording import (
    add_note,
    correct_measurement,
    move_project,
    record_measurement,
    record_narrative,
)
from resolutions.services.targets import save_target

__all__ = [
    "StageRow",
    "add_note",
    "add_projects",
    "correct_measurement",
    "link_basis",
    "move_project",
    "record_measurement",
    "record_narrative",
    "retract",
    "save_portfolio",
    "save_project",
    "save_target",
    "strike_out_measurement",
    "strike_out_move",
    "strike_out_project",
]
