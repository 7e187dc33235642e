"""The sessions of a person, in words."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from assignments.models import SignedInSession
from config.signing_in import marks

# The first that is found: browsers claim to be each other, in this order.
_BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
_SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
]


@dataclass(frozen=True)
class OpenSession:
    """One place where a person is signed in. Its key never reaches a page; its name does."""

    key: str
    browser: str
    address: str
    since: datetime | None
    seen: datetime | None
    is_here: bool

    @property
    def name(self) -> str:
        return hashlib.sha256(f"session:{self.key}".encode()).hexdigest()[:20]


def sessions_of(user: Any, *, here: str | None) -> list[OpenSession]:
    """Where the person is signed in: this session first, then the last used."""
    found = []
    for row in SignedInSession.objects.open_of(user):
        data = row.get_decoded()
        found.append(
            OpenSession(
                key=row.session_key,
                browser=browser_of(data.get(marks.BROWSER, "")),
                address=data.get(marks.ADDRESS, ""),
                since=_moment(data.get(marks.SINCE)),
                seen=_moment(data.get(marks.SEEN)),
                is_here=row.session_key == here,
            )
        )
    return sorted(found, key=lambda row: not row.is_here)


def browser_of(agent: str) -> str:
    """“Firefox trên Windows”, from what a browser says of itself."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


def _moment(second: int | None) -> datetime | None:
    return datetime.fromtimestamp(second, UTC) if second else None
