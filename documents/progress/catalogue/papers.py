"""Figures of what agencies send to the Office, and of what leaders instruct."""

from django.utils.translation import gettext_lazy as _

from documents.progress.catalogue.figure import Figure, Noun, Page

PAPERS = [
    Figure(
        "reports_awaiting",
        _("Reports that await confirmation"),
        _("Reports that agencies sent and the Office has not yet confirmed or returned."),
        {"state": "submitted"},
        Noun.REPORTS,
        pages=(Page.OVERVIEW, Page.AGENCY, Page.MY_WORK),
    ),
    Figure(
        "reports",
        _("All reports"),
        _("Every report that the person may read, in whatever state."),
        noun=Noun.REPORTS,
        pages=(Page.REPORTS,),
    ),
    Figure(
        "reports_returned",
        _("Reports returned and not sent again"),
        _(
            "Reports that the Office returned, where the agency has sent nothing newer on the "
            "same document or task."
        ),
        {"sent_again": "no"},
        Noun.REPORTS,
        pages=(Page.MY_WORK,),
    ),
    Figure(
        "extensions_awaiting",
        _("Requests for an extension that await a decision"),
        _("Requests that agencies sent and the chief of the Office has not yet decided."),
        {"state": "submitted"},
        Noun.EXTENSIONS,
        pages=(Page.MY_WORK,),
    ),
    Figure(
        "extensions",
        _("All requests for an extension"),
        _("Every request that the person may read, in whatever state."),
        noun=Noun.EXTENSIONS,
        pages=(Page.EXTENSIONS,),
    ),
    Figure(
        "instructions_open",
        _("Open instructions"),
        _(
            "Instructions given by the day and not closed on it, of those that the person may "
            "read, whether or not they were answered."
        ),
        noun=Noun.INSTRUCTIONS,
        pages=(
            Page.MEMBER,
            Page.AGENCY,
            Page.MY_WORK,
            Page.RESOLUTION,
            Page.TIMELINE,
            Page.TASK,
            Page.DOCUMENT,
            Page.INSTRUCTIONS,
        ),
    ),
]
