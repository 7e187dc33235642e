"""Figures of what is named beside them, on the same page."""

from django.utils.translation import gettext_lazy as _

from documents.progress.catalogue.figure import Figure, Noun, Page

NAMED = [
    Figure(
        "files",
        _("Files kept"),
        _("Files of an item that were not withdrawn, each in its latest version."),
        noun=Noun.BESIDE,
        pages=(Page.RESOLUTION, Page.TIMELINE, Page.TASK, Page.DOCUMENT),
    ),
    Figure(
        "documents_of_task",
        _("Documents that a task asks for"),
        _("Planned documents tied to a task, of those that the person may read."),
        noun=Noun.BESIDE,
        pages=(Page.TASK,),
    ),
    Figure(
        "also_concretise",
        _("Also concretise it"),
        _(
            "Documents that count toward another governing document and concretise this one"
            " too."
        ),
        noun=Noun.BESIDE,
        pages=(Page.RESOLUTION,),
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
    Figure(
        "units_in_matrix",
        _("Units of the matrix"),
        _(
            "Units that issue, or draft where no body signs, at least one document that is"
            " shown."
        ),
        noun=Noun.BESIDE,
        pages=(Page.COVERAGE,),
    ),
    Figure(
        "resolutions_in_matrix",
        _("Governing documents of the matrix"),
        _("Governing documents toward which at least one document that is shown counts."),
        noun=Noun.BESIDE,
        pages=(Page.COVERAGE,),
    ),
    Figure(
        "resolutions_followed",
        _("Governing documents with planned documents"),
        _("Governing documents toward which at least one document of the day counts."),
        noun=Noun.BESIDE,
        pages=(Page.OVERVIEW,),
    ),
    Figure(
        "agencies_more",
        _("Other agencies"),
        _("Drafting agencies that the table sums up in one line; they are named below it."),
        noun=Noun.BESIDE,
        pages=(Page.OVERVIEW,),
    ),
    Figure(
        "agencies_outside",
        _("Agencies with documents in no total"),
        _("Drafting agencies all of whose documents stand beside the sums."),
        noun=Noun.BESIDE,
        pages=(Page.OVERVIEW,),
    ),
    Figure(
        "checks",
        _("Checks of the records"),
        _("All things that the board of data quality looks for."),
        noun=Noun.BESIDE,
        pages=(Page.QUALITY,),
    ),
    Figure(
        "checks_wrong",
        _("Checks that found something"),
        _("Those of them that found at least one row."),
        noun=Noun.BESIDE,
        share_of="checks",
        pages=(Page.QUALITY,),
    ),
    Figure(
        "accounts_without_person",
        _("Accounts not tied to a person"),
        _("Accounts that may sign in and of which it is not recorded whose they are."),
        noun=Noun.BESIDE,
        pages=(Page.MY_WORK,),
    ),
]
