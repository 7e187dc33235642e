"""Who may do what: one table, reviewed like code, written to the groups by ``sync_roles``.

A role is a Django group. Permissions are named ``app.codename``; what a person may *see* of
the planned documents and tasks is decided by the ``visible_to`` QuerySet methods, which ask
for the ``view_all_…`` permissions given here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """The groups. Values are the groups' names in the database."""

    ADMIN = "admin"
    OFFICE = "office"
    CHIEF = "office-chief"
    BOARD = "board-member"
    FOCAL_POINT = "focal-point"
    INSPECTION = "inspection"


@dataclass(frozen=True)
class RoleRule:
    """What a role is called and what it may do."""

    label: str | Promise
    permissions: frozenset[str]


_READ_ALL = frozenset(
    {
        "resolutions.view_resolution",
        "assignments.view_task",
        "assignments.view_all_task",
        "assignments.view_agency",
        "assignments.view_person",
        "documents.view_planneddocument",
        "documents.view_all_planneddocument",
    }
)
_EDIT = frozenset(
    {
        "resolutions.add_resolution",
        "resolutions.change_resolution",
        "assignments.add_task",
        "assignments.change_task",
        "documents.add_planneddocument",
        "documents.change_planneddocument",
        "documents.add_attachment",
        "documents.change_attachment",
    }
)
# What stands under a governing document: links to older ones, targets and their values,
# portfolios and their projects, narratives. Values and moves are added, never changed.
_ENTERED = {
    "add change": "basis narrative target portfolio project",
    "add": "measurement projectmove",
}
_ENTER = frozenset(
    f"resolutions.{verb}_{model}"
    for verbs, models in _ENTERED.items()
    for verb in verbs.split()
    for model in models.split()
)
# Leaders' instructions: who gives them (for a member: whoever records them), answers them, and
# closes those of others. The author closes the own ones without a further right.
_READ_INSTRUCTIONS = frozenset({"documents.view_instruction"})
_INSTRUCT = frozenset({"documents.add_instruction"})
_ANSWER = frozenset({"documents.add_instructionreply"})
_CLOSE = frozenset({"documents.change_instruction"})
_GUIDE = _READ_INSTRUCTIONS | _INSTRUCT | _ANSWER | _CLOSE
# Who appoints deputies and moves duties from one to another.
_ARRANGE = frozenset({"assignments.add_deputation", "documents.add_handover"})
# A focal point sends files to the tasks and planned documents it sees.
_SEND_FILES = frozenset({"documents.add_attachment"})
_READ_OWN = frozenset(
    {
        "resolutions.view_resolution",
        "assignments.view_task",
        "assignments.view_agency",
        "documents.view_planneddocument",
    }
)

# An agency reports and asks; the Office confirms or returns, its chief grants.
_REPORT = frozenset({"documents.add_report", "documents.add_extensionrequest"})
_CONFIRM = frozenset({"documents.confirm_report"})
_GRANT = frozenset({"documents.grant_extension"})

# Every model of the three apps, for the administrators' workshop.
_ADMINISTERED = {
    "resolutions": (
        "resolution directive programme basis narrative target measurement portfolio stage "
        "project projectmove"
    ),
    "assignments": "agency succession person office task assignment savedview",
    "documents": "planneddocument tasklink centralguidance meeting",
}
# History is read in the admin and written by services alone.
_HISTORY = {
    "assignments": "taskdeadline deputation guardedact",
    "documents": (
        "statuschange guidancewait guidanceletter documentdeadline documentduty report "
        "extensionrequest instruction instructionreply handover nationalmark"
    ),
}

# Logins and their roles; what the roles may do stays in this table.
_LOGINS = frozenset({"auth.view_user", "auth.add_user", "auth.change_user", "auth.view_group"})

# The audit log is read by who watches and by who administers.
_AUDIT = frozenset({"auditlog.view_logentry"})

# They end by an event or a date and stay, with their history.
_NEVER_DELETED = frozenset(
    {
        "assignments.delete_agency",
        "assignments.delete_assignment",
        "assignments.delete_person",
        "assignments.delete_task",
        "documents.delete_planneddocument",
    }
)

_ADMINISTER = frozenset(
    name
    for app, models in _ADMINISTERED.items()
    for model in models.split()
    for verb in ("view", "add", "change", "delete")
    if (name := f"{app}.{verb}_{model}") not in _NEVER_DELETED
) | frozenset(
    f"{app}.view_{model}" for app, models in _HISTORY.items() for model in models.split()
)

ROLES: Mapping[Role, RoleRule] = {
    Role.ADMIN: RoleRule(
        _("Administrator"),
        _READ_ALL | _EDIT | _ENTER | _GUIDE | _ARRANGE | _ADMINISTER | _LOGINS | _AUDIT,
    ),
    Role.OFFICE: RoleRule(_("Office staff"), _READ_ALL | _EDIT | _ENTER | _CONFIRM | _GUIDE),
    Role.CHIEF: RoleRule(
        _("Chief of the Office"),
        _READ_ALL | _EDIT | _ENTER | _CONFIRM | _GRANT | _GUIDE | _ARRANGE,
    ),
    Role.BOARD: RoleRule(
        _("Standing Board member"), _READ_ALL | _READ_INSTRUCTIONS | _INSTRUCT | _ANSWER
    ),
    Role.FOCAL_POINT: RoleRule(
        _("Agency focal point"),
        _READ_OWN | _REPORT | _READ_INSTRUCTIONS | _ANSWER | _SEND_FILES,
    ),
    Role.INSPECTION: RoleRule(_("Inspection"), _READ_ALL | _READ_INSTRUCTIONS | _AUDIT),
}
