"""The columns of the task list. To add one: a ``Column`` here and its cell in
``templates/components/cells/task/``."""

from django.utils.translation import gettext_lazy as _

from assignments.deadlines import day_or_words
from assignments.models.task import AssignmentRole
from resolutions.listing import Column

_CELLS = "components/cells/task/"


def _assigned(task, role: AssignmentRole) -> str:
    """Who is assigned in a role on the day, by name."""
    found = (a.agency or a.person for a in task.current_assignments if a.role == role)
    return "; ".join(str(one) for one in found)


TASK_COLUMNS = (
    Column(
        "text",
        _("Task"),
        lambda t: t.text,
        f"{_CELLS}text.html",
        css="c-doc",
        order=("sort_key",),
        is_fixed=True,
        width=60,
    ),
    Column(
        "code",
        _("Code"),
        lambda t: t.code,
        f"{_CELLS}code.html",
        order=("code",),
        is_default=False,
        width=12,
    ),
    Column(
        "product",
        _("Expected product"),
        lambda t: t.expected_product,
        f"{_CELLS}product.html",
        is_default=False,
        width=34,
    ),
    Column(
        "resolution",
        _("Governing document"),
        lambda t: str(t.resolution),
        f"{_CELLS}resolution.html",
        css="c-of",
        order=("resolution__symbol_key", "resolution", "position"),
    ),
    Column(
        "agency",
        _("Who answers"),
        lambda t: _assigned(t, AssignmentRole.LEAD),
        f"{_CELLS}agency.html",
        css="c-who",
        width=34,
    ),
    Column(
        "with",
        _("Co-leads and coordinators"),
        lambda t: "; ".join(
            found
            for role in (AssignmentRole.CO_LEAD, AssignmentRole.COORDINATING)
            if (found := _assigned(t, role))
        ),
        f"{_CELLS}with.html",
        is_default=False,
        width=40,
    ),
    Column(
        "member",
        _("Standing Board member"),
        lambda t: _assigned(t, AssignmentRole.IN_CHARGE),
        f"{_CELLS}member.html",
        is_default=False,
        width=28,
    ),
    Column(
        "due",
        _("Deadline"),
        day_or_words,
        f"{_CELLS}due.html",
        css="c-due",
        order=("due_then",),
    ),
    Column(
        "wording",
        _("Deadline as written"),
        lambda t: t.deadline_text_then or "",
        f"{_CELLS}wording.html",
        is_default=False,
        width=26,
    ),
)
