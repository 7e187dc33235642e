"""What in a file does something by itself when it is opened, and what is done about it.

An office sends each other text, tables and scans; nothing of this belongs there. What the
setting FILES_WARNED_ABOUT names is kept with a warning beside the file; the rest is refused.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Harm(models.TextChoices):
    """What was found in a file."""

    MACROS = "macros", gettext_lazy("macros")
    OBJECTS = "objects", gettext_lazy("embedded objects (OLE, ActiveX)")
    DDE = "dde", gettext_lazy("fields or formulas that start programs (DDE, RTD)")
    TEMPLATE = "template", gettext_lazy("a template fetched from the network")
    LINKS = "links", gettext_lazy("links to content of other files or of the network")
    CONNECTIONS = "connections", gettext_lazy("connections to outside data")
    SCRIPT = "script", gettext_lazy("scripts (JavaScript, XFA forms)")
    LAUNCH = "launch", gettext_lazy("actions that start programs")
    OPENING = "opening", gettext_lazy("actions that run by themselves when it is opened")
    EMBEDDED = "embedded", gettext_lazy("other files inside")
    PROTECTED = "protected", gettext_lazy("a lock that keeps it from being checked")


_ADVICE: dict[str, str | Promise] = {
    Harm.MACROS: gettext_lazy("Save it without macros"),
    Harm.OBJECTS: gettext_lazy("Replace them by pictures, or send them as files of their own"),
    Harm.DDE: gettext_lazy("Turn the fields and formulas into plain text"),
    Harm.TEMPLATE: gettext_lazy("Detach the template, or save it as PDF"),
    Harm.LINKS: gettext_lazy("Break the links (File, Info, Edit links)"),
    Harm.CONNECTIONS: gettext_lazy("Remove the connections and keep their values"),
    Harm.SCRIPT: gettext_lazy("Print it to a new PDF"),
    Harm.LAUNCH: gettext_lazy("Print it to a new PDF"),
    Harm.OPENING: gettext_lazy("Print it to a new PDF"),
    Harm.EMBEDDED: gettext_lazy("Send the files inside as files of their own"),
    Harm.PROTECTED: gettext_lazy("Remove the password and the restrictions"),
}


def judged(found: Iterable[Harm]) -> tuple[Harm, ...]:
    """What a file is kept with in spite of; raises ValidationError for what it is not kept
    with."""
    harms = sorted(set(found), key=list(Harm).index)
    refused = [harm for harm in harms if harm not in settings.FILES_WARNED_ABOUT]
    if refused:
        raise ValidationError(
            [
                ValidationError(
                    _("The file holds %(what)s. %(advice)s and send it again."),
                    code=harm.value,
                    params={"what": harm.label, "advice": _ADVICE[harm]},
                )
                for harm in refused
            ]
        )
    return tuple(harms)


def warning_of(cautions: str) -> str:
    """The warning beside a file that was kept with these, as its row holds them; else
    nothing."""
    kept = set(cautions.split(","))
    names = [str(harm.label) for harm in Harm if harm.value in kept]
    if not names:
        return ""
    return _("Careful: the file holds %(what)s. Open it without updating or enabling them.") % {
        "what": "; ".join(names)
    }
