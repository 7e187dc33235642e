"""What a figure of the catalogue is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.progress.figures import Figures


class Noun(StrEnum):
    """What a figure counts: the list in which its rows are opened."""

    DOCUMENTS = "documents"
    TASKS = "tasks"
    RESOLUTIONS = "resolutions"
    REPORTS = "reports"
    EXTENSIONS = "extensions"
    INSTRUCTIONS = "instructions"
    # Opened on the page that compares two days.
    MOVES = "moves"
    # Named beside the figure, on the same page.
    BESIDE = "beside"


class Page(models.TextChoices):
    """Where figures stand, by the name of the address."""

    OVERVIEW = "overview", _("Overview")
    RESOLUTION = "resolution_page", _("Page of a governing document")
    AGENCY = "agency_page", _("Page of an agency")
    MEMBERS = "member_list", _("Standing Board members in charge")
    MEMBER = "member_page", _("Page of a Standing Board member")
    BRIEFING = "member_briefing", _("Briefing on one A4")
    MY_WORK = "my_work", _("My work")
    QUALITY = "data_quality", _("Data quality")
    GUIDANCE = "guidance_watch", _("Awaiting guidance of the Centre")
    COVERAGE = "coverage", _("Coverage matrix")
    COMPARE = "compare", _("Compare two dates")
    DOCUMENT = "document_page", _("Page of a planned document")
    TASK = "task_page", _("Page of a task")
    TIMELINE = "resolution_timeline", _("Timeline of a governing document")
    REGISTER = "register", _("Planned documents")
    TASKS = "task_list", _("Tasks")
    RESOLUTIONS = "resolution_list", _("Governing documents")
    REPORTS = "report_list", _("Reports of the agencies")
    EXTENSIONS = "extension_list", _("Requests for an extension")
    INSTRUCTIONS = "instruction_list", _("Instructions")
    SEARCH = "search", _("Search")


@dataclass(frozen=True)
class Figure:
    """A number under its one name.

    ``filters`` open its rows in the list of its noun. ``counted`` reads it off ``Figures``;
    without it the figure is the number of rows that its filter finds. ``share_of`` is the key
    of the denominator beside which it stands as a share.
    """

    key: str
    name: str | Promise
    definition: str | Promise
    filters: Mapping[str, str] = field(default_factory=dict)
    noun: Noun = Noun.DOCUMENTS
    counted: Callable[[Figures], int] | None = None
    share_of: str = ""
    pages: tuple[Page, ...] = ()

    def of(self, figures: Figures) -> int:
        """Its value among all those of a set of documents on a day."""
        if self.counted is None:
            raise TypeError(f"“{self.key}” is not one of the counts of Figures")
        return self.counted(figures)


def _with_days(text: Promise) -> str:
    days = {"stale_days": settings.STALE_DAYS, "letter_days": settings.LETTER_AFTER_DAYS}
    return str(text) % days


# A name or definition that says how many days are allowed.
with_days = lazy(_with_days, str)


def among_fallen_due(name: str | Promise) -> Promise:
    """The name of a figure among the documents whose deadline has come."""
    return format_lazy(_("{name}, of those fallen due"), name=name)
