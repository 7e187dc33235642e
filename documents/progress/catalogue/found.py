"""Figures that are the number of rows a filter finds: documents, tasks, governing documents."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assignments.models.task import LACKING_NAMES as _OF_TASK
from documents.progress.catalogue.figure import Figure, Noun, Page, with_days
from resolutions.models.governing import LACKING_NAMES as _OF_RESOLUTION

_CHECKS = (Page.MY_WORK, Page.QUALITY)


def _lacking(
    key: str,
    lacking: str,
    name: str | Promise,
    definition: str | Promise,
    noun: Noun = Noun.DOCUMENTS,
    pages: tuple[Page, ...] = _CHECKS,
) -> Figure:
    """One thing that may be lacking in the records, of all rows that were checked."""
    total = {
        Noun.DOCUMENTS: "total",
        Noun.TASKS: "tasks",
        Noun.RESOLUTIONS: "resolutions",
    }[noun]
    return Figure(key, name, definition, {"lacking": lacking}, noun, None, total, pages)


_OF_DOCUMENTS = [
    _lacking(
        "no_agency",
        "agency",
        _("No drafting agency"),
        _("Documents for which no agency is named that drafts them."),
    ),
    _lacking(
        "no_unit",
        "unit",
        _("Of no known unit"),
        _("Documents for which neither a signing body nor a drafting agency is named."),
        pages=(Page.RESOLUTION,),
    ),
    _lacking(
        "no_member",
        "member",
        _("No Standing Board member in charge"),
        _("Documents for which no Standing Board member answers."),
    ),
    _lacking(
        "no_event_day",
        "event",
        _("Deadline awaits the day of an event"),
        _(
            "Open documents whose deadline is so many days after an event of which nobody has "
            "recorded the day; until then they are never overdue."
        ),
    ),
    _lacking(
        "issued_without_deadline",
        "judgement",
        _("Issued, deadline unknown"),
        _("Issued documents of which nobody knows by which day they had to be issued."),
    ),
    _lacking(
        "issued_without_symbol",
        "symbol",
        _("Issued without number and symbol"),
        _("Issued documents whose number is not recorded; secret ones are not asked for it."),
    ),
    _lacking(
        "issued_without_date",
        "date",
        _("Issued without a date"),
        _("Issued documents whose day is not recorded; secret ones are not asked for it."),
    ),
    _lacking(
        "issued_without_proof",
        "proof",
        _("Issued without a file or link"),
        _(
            "Issued documents with neither a link, nor the place where the paper is kept, nor "
            "a file; secret ones are not asked for it."
        ),
    ),
    _lacking(
        "lacking_evidence",
        "evidence",
        _("Issued, evidence lacking"),
        _(
            "Issued documents without number, date or proof: together what the three figures "
            "above count, each document once."
        ),
        pages=(Page.OVERVIEW,),
    ),
    _lacking(
        "known_from_count",
        "names",
        _("Known only from a count, without a list"),
        _("Rows that the source counts and does not name."),
    ),
    _lacking(
        "stale",
        "update",
        with_days(_("No news for more than %(stale_days)s days")),
        with_days(
            _(
                "Open documents whose status, deadline and duty have not changed for more than "
                "%(stale_days)s days."
            )
        ),
        pages=(*_CHECKS, Page.AGENCY),
    ),
    _lacking(
        "letter",
        "letter",
        with_days(
            _("Waiting for the Centre for more than %(letter_days)s days, no letter sent")
        ),
        _("Documents that wait for so long without a letter that asks for the guidance."),
        pages=(*_CHECKS, Page.MEMBER),
    ),
    _lacking(
        "twins",
        "twins",
        _("Same symbol and issuer as another document"),
        _("Issued documents that bear the symbol of another one of the same issuer."),
    ),
    _lacking(
        "gone",
        "gone",
        _("Who answers has left or ended"),
        _("Open documents whose member has left the Standing Board or whose agency has ended."),
    ),
    Figure(
        "told_lately",
        with_days(_("With news of the last %(stale_days)s days")),
        _("Open documents of which something was told within that time."),
        {"heard": "lately"},
        share_of="unfinished",
        pages=(Page.AGENCY,),
    ),
    Figure(
        "submitted",
        _("Submitted, awaits approval"),
        _("Documents that were submitted and not yet decided on."),
        {"status": "submitted"},
        pages=(Page.MEMBER, Page.BRIEFING, Page.MY_WORK),
    ),
    Figure(
        "to_decide",
        _("To be decided"),
        _(
            "Documents that ask their Standing Board member for a decision, each once: "
            "overdue, submitted, or waiting for the Centre for long without a letter."
        ),
        {"lacking": "decision"},
        pages=(Page.MEMBER, Page.BRIEFING),
    ),
]

_OF_OTHERS = [
    Figure(
        "tasks",
        _("All tasks"),
        _("Every task that the person may read."),
        noun=Noun.TASKS,
        pages=(Page.MEMBER, Page.QUALITY, Page.RESOLUTION, Page.TASKS, Page.SEARCH),
    ),
    _lacking(
        "tasks_without_lead",
        "lead",
        _OF_TASK["lead"],
        _("Tasks without a lead agency."),
        Noun.TASKS,
    ),
    _lacking(
        "tasks_without_deadline",
        "deadline",
        _OF_TASK["deadline"],
        _("Tasks for which no deadline of any kind was given, whatever their status."),
        Noun.TASKS,
    ),
    _lacking(
        "tasks_known_from_count",
        "names",
        _OF_TASK["names"],
        _("Tasks that the source counts and does not name."),
        Noun.TASKS,
    ),
    _lacking(
        "tasks_gone",
        "gone",
        _OF_TASK["gone"],
        _("Tasks whose member has left the Standing Board or whose agency has ended."),
        Noun.TASKS,
    ),
    Figure(
        "resolutions",
        _("All governing documents"),
        _("Every governing document of the data set."),
        noun=Noun.RESOLUTIONS,
        pages=(Page.QUALITY, Page.RESOLUTIONS, Page.SEARCH),
    ),
    _lacking(
        "resolutions_without_date",
        "date",
        _OF_RESOLUTION["date"],
        _("Governing documents whose issue date is not recorded."),
        Noun.RESOLUTIONS,
    ),
    _lacking(
        "resolutions_without_title",
        "title",
        _OF_RESOLUTION["title"],
        _("Governing documents whose title is not recorded."),
        Noun.RESOLUTIONS,
    ),
    _lacking(
        "resolution_twins",
        "twins",
        _OF_RESOLUTION["twins"],
        _("Governing documents of one kind that bear the same number in the same term."),
        Noun.RESOLUTIONS,
    ),
]

FOUND = [*_OF_DOCUMENTS, *_OF_OTHERS]
