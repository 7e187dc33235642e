"""Figures that are the number of rows a filter finds, or of what is named beside them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.progress.catalogue.figure import Figure, Noun, Page, with_days

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
        pages=(Page.MEMBER, Page.QUALITY),
    ),
    _lacking(
        "tasks_without_lead",
        "lead",
        _("No lead agency"),
        _("Tasks without a lead agency."),
        Noun.TASKS,
    ),
    _lacking(
        "tasks_without_deadline",
        "deadline",
        _("Tasks without a deadline"),
        _("Tasks for which no deadline of any kind was given, whatever their status."),
        Noun.TASKS,
    ),
    _lacking(
        "tasks_known_from_count",
        "names",
        _("Tasks known only from a count"),
        _("Tasks that the source counts and does not name."),
        Noun.TASKS,
    ),
    _lacking(
        "tasks_gone",
        "gone",
        _("Tasks: who answers has left or ended"),
        _("Tasks whose member has left the Standing Board or whose agency has ended."),
        Noun.TASKS,
    ),
    Figure(
        "resolutions",
        _("All governing documents"),
        _("Every governing document of the data set."),
        noun=Noun.RESOLUTIONS,
        pages=(Page.QUALITY,),
    ),
    _lacking(
        "resolutions_without_date",
        "date",
        _("No issue date"),
        _("Governing documents whose issue date is not recorded."),
        Noun.RESOLUTIONS,
    ),
    _lacking(
        "resolutions_without_title",
        "title",
        _("No title"),
        _("Governing documents whose title is not recorded."),
        Noun.RESOLUTIONS,
    ),
    _lacking(
        "resolution_twins",
        "twins",
        _("Same number in the same term"),
        _("Governing documents of one kind that bear the same number in the same term."),
        Noun.RESOLUTIONS,
    ),
    Figure(
        "reports_awaiting",
        _("Reports that await confirmation"),
        _("Reports that agencies sent and the Office has not yet confirmed or returned."),
        {"state": "submitted"},
        Noun.REPORTS,
        pages=(Page.OVERVIEW, Page.AGENCY),
    ),
    Figure(
        "units",
        _("Units that were asked"),
        _("Units of one level that a governing document asks for a document to be issued."),
        noun=Noun.BESIDE,
        pages=(Page.RESOLUTION,),
    ),
    Figure(
        "units_issued",
        _("Units that have issued"),
        _("Units that have issued at least one document and have none left open."),
        noun=Noun.BESIDE,
        share_of="units",
        pages=(Page.RESOLUTION,),
    ),
    Figure(
        "units_missing",
        _("Units that have not issued yet"),
        _("Units with at least one open document."),
        noun=Noun.BESIDE,
        share_of="units",
        pages=(Page.RESOLUTION,),
    ),
    Figure(
        "projects",
        _("Projects"),
        _("Projects of a portfolio, in all or at one stage, on the day."),
        noun=Noun.BESIDE,
        pages=(Page.RESOLUTION,),
    ),
    Figure(
        "waiting_for",
        _("Documents that wait for one central document"),
        _("Documents awaiting central guidance, by what they wait for."),
        noun=Noun.BESIDE,
        share_of="waiting",
        pages=(Page.GUIDANCE,),
    ),
    Figure(
        "released",
        _("Waits ended by guidance within a year"),
        _("Waits for the Centre that ended in the year before the day, with the guidance."),
        noun=Noun.BESIDE,
        pages=(Page.GUIDANCE,),
    ),
    Figure(
        "deadline_moves",
        _("Deadlines moved"),
        _("How often the deadline of a document was set anew by the day."),
        noun=Noun.BESIDE,
        pages=(Page.AGENCY,),
    ),
]

FOUND = [*_OF_DOCUMENTS, *_OF_OTHERS]
