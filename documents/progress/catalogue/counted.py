"""Figures that are read off ``Figures``: planned documents by status and by their dates."""

from collections.abc import Callable
from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from documents.progress.catalogue.figure import Figure, Page, among_fallen_due
from documents.progress.figures import Figures
from documents.status import (
    DocumentStatus,
    Official,
    Standing,
    StatusGroup,
    Timeliness,
    Track,
)


def _told(told: Timeliness) -> Callable[[Figures], int]:
    return lambda figures: figures.by_timeliness[told]


def _official(line: Official) -> Callable[[Figures], int]:
    return lambda figures: figures.in_line(line)


def _due(line: Official) -> Callable[[Figures], int]:
    return lambda figures: figures.in_line(line, fallen_due=True)


_FRACTIONS = (
    Page.OVERVIEW,
    Page.RESOLUTION,
    Page.AGENCY,
    Page.MEMBERS,
    Page.MEMBER,
    Page.BRIEFING,
    Page.MY_WORK,
    Page.COVERAGE,
)
_BARS = (
    Page.OVERVIEW,
    Page.RESOLUTION,
    Page.AGENCY,
    Page.MEMBER,
    Page.BRIEFING,
    Page.MY_WORK,
    Page.COVERAGE,
)
_TABLES = (Page.OVERVIEW, Page.RESOLUTION, Page.AGENCY)

_BY_STATUS = [
    Figure(
        "total",
        _("All documents"),
        _(
            "Every planned document that was known on the day, whatever its status. What the "
            "source counts without a total stands beside it."
        ),
        counted=attrgetter("total"),
        pages=(
            Page.OVERVIEW,
            Page.QUALITY,
            Page.COMPARE,
            Page.AGENCY,
            Page.REGISTER,
            Page.SEARCH,
        ),
    ),
    Figure(
        "denominator",
        _("to be issued"),
        _("All documents but those not to be issued. It is what the bar draws."),
        {"group": "counted"},
        counted=attrgetter("denominator"),
        pages=_FRACTIONS,
    ),
    Figure(
        "issued",
        StatusGroup.ISSUED.label,
        _("Documents that were issued by the day."),
        {"group": "issued"},
        counted=attrgetter("issued"),
        share_of="denominator",
        pages=(*_FRACTIONS, Page.COMPARE),
    ),
    Figure(
        "in_progress",
        StatusGroup.IN_PROGRESS.label,
        _("Documents being drafted, out for comments, or submitted."),
        {"group": "in_progress"},
        counted=attrgetter("in_progress"),
        share_of="denominator",
        pages=(*_BARS, Page.COMPARE),
    ),
    Figure(
        "waiting",
        StatusGroup.WAITING.label,
        _(
            "Documents that wait for guidance of the Centre. While they wait the clock stands "
            "still: they are neither overdue nor without a deadline."
        ),
        {"group": "waiting"},
        counted=attrgetter("waiting"),
        share_of="denominator",
        pages=(*_BARS, Page.MEMBERS, Page.GUIDANCE, Page.COMPARE),
    ),
    Figure(
        "not_begun",
        StatusGroup.NOT_BEGUN.label,
        _("Documents that were planned and on which no work was reported."),
        {"group": "not_begun"},
        counted=attrgetter("not_begun"),
        share_of="denominator",
        pages=(*_BARS, Page.COMPARE),
    ),
    Figure(
        "integrated",
        DocumentStatus.INTEGRATED.label,
        _("Documents whose content went into another document. They stay in the denominator."),
        {"status": "integrated"},
        counted=attrgetter("integrated"),
        share_of="denominator",
        pages=_BARS,
    ),
    Figure(
        "withdrawn",
        DocumentStatus.WITHDRAWN.label,
        _(
            "Documents that it was decided not to issue. They are in no denominator and in no "
            "bar, and stand beside it."
        ),
        {"status": "withdrawn"},
        counted=attrgetter("withdrawn"),
        pages=_BARS,
    ),
    Figure(
        "closed_otherwise",
        StatusGroup.CLOSED_OTHERWISE.label,
        _("Integrated documents together with those not to be issued."),
        {"group": "closed_otherwise"},
        counted=attrgetter("closed_otherwise"),
        pages=(Page.RESOLUTION, Page.COMPARE),
    ),
    Figure(
        "unfinished",
        _("not issued yet"),
        _(
            "Open documents: neither issued, nor integrated, nor withdrawn. The sum of draft "
            "being completed, awaiting central guidance and not started yet."
        ),
        {"group": "unfinished"},
        counted=attrgetter("unfinished"),
        pages=(Page.AGENCY, Page.MEMBER, Page.MY_WORK),
    ),
]

_BY_DATE = [
    Figure(
        "overdue",
        Timeliness.OVERDUE.label,
        _(
            "Open documents whose due day has passed and that do not wait for the Centre. The "
            "due day itself is not late; what was issued late is not overdue any more."
        ),
        {"timeliness": "overdue"},
        counted=attrgetter("overdue"),
        share_of="judged",
        pages=(*_FRACTIONS, Page.COMPARE),
    ),
    Figure(
        "at_risk",
        Timeliness.AT_RISK.label,
        _("Open documents due on the day or within five working days after it."),
        {"timeliness": "at_risk"},
        counted=attrgetter("at_risk"),
        pages=(
            Page.OVERVIEW,
            Page.RESOLUTION,
            Page.AGENCY,
            Page.MEMBERS,
            Page.BRIEFING,
            Page.MY_WORK,
        ),
    ),
    Figure(
        "within",
        Timeliness.WITHIN.label,
        _("Open documents due later than that: not at risk yet."),
        {"timeliness": "within"},
        counted=attrgetter("within"),
    ),
    Figure(
        "no_deadline",
        Timeliness.NO_DEADLINE.label,
        _(
            "Open documents that do not wait for the Centre and for which no deadline of any "
            "kind was given. They are never overdue. An issued document is not counted here."
        ),
        {"timeliness": "no_deadline"},
        counted=_told(Timeliness.NO_DEADLINE),
        share_of="total",
        pages=(Page.OVERVIEW, Page.MY_WORK, Page.QUALITY),
    ),
    Figure(
        "no_due_day",
        Timeliness.NO_DUE_DAY.label,
        _(
            "Open documents that do not wait for the Centre and whose deadline (recurring, "
            "continuous, so many days after an event) has no day yet. They are never overdue."
        ),
        {"timeliness": "no_due_day"},
        counted=_told(Timeliness.NO_DUE_DAY),
    ),
    Figure(
        "issued_on_time",
        Timeliness.ISSUED_ON_TIME.label,
        _("Documents issued on the due day or before it."),
        {"timeliness": "issued_on_time"},
        counted=_official(Official.DONE_ON_TIME),
        share_of="judged",
        pages=_TABLES,
    ),
    Figure(
        "issued_late",
        Timeliness.ISSUED_LATE.label,
        _("Documents issued after the due day; they stay so for ever."),
        {"timeliness": "issued_late"},
        counted=_official(Official.DONE_LATE),
        share_of="judged",
        pages=(*_TABLES, Page.MY_WORK),
    ),
    Figure(
        "issued_undated",
        Timeliness.ISSUED_UNDATED.label,
        _("Issued documents whose day of issue or due day is not known: not judged."),
        {"timeliness": "issued_undated"},
        counted=_told(Timeliness.ISSUED_UNDATED),
    ),
    Figure(
        "open_within",
        Official.OPEN_WITHIN.label,
        _("Open documents whose due day has not passed: within the deadline or at risk."),
        {"official": "open_within"},
        counted=_official(Official.OPEN_WITHIN),
        share_of="judged",
        pages=_TABLES,
    ),
    Figure(
        "judged",
        _("judged by deadline"),
        _(
            "Documents that dates can judge: issued on time, issued late, overdue, and not "
            "issued with a due day that has not passed."
        ),
        {"official": "judged"},
        counted=attrgetter("judged"),
        pages=_TABLES,
    ),
    Figure(
        "not_judged",
        Official.NOT_JUDGED.label,
        _(
            "Documents that dates do not judge: no deadline or due day, awaiting central "
            "guidance, issued without a known day or deadline, integrated, not to be issued."
        ),
        {"official": "not_judged"},
        counted=_official(Official.NOT_JUDGED),
        pages=_TABLES,
    ),
    Figure(
        "on_track",
        Track.ON_TRACK.label,
        _("Issued on time, together with open documents within the deadline and not at risk."),
        {"track": "on_track"},
        counted=lambda figures: figures.on_track(Track.ON_TRACK),
        pages=_TABLES,
    ),
    Figure(
        "behind",
        Track.LATE.label,
        _(
            "Overdue documents together with those issued late: more than the overdue ones "
            "alone, and therefore under a name of its own."
        ),
        {"track": "late"},
        counted=lambda figures: figures.on_track(Track.LATE),
        pages=_TABLES,
    ),
]

# The same of the documents whose deadline has come. What is overdue has always fallen due.
_AMONG = {
    "issued_on_time": Official.DONE_ON_TIME,
    "issued_late": Official.DONE_LATE,
    "open_within": Official.OPEN_WITHIN,
    "not_judged": Official.NOT_JUDGED,
}
_FALLEN_DUE = [
    Figure(
        f"{figure.key}_fallen_due",
        among_fallen_due(figure.name),
        _("The same, of the documents whose due day is the day looked at or earlier."),
        {"official": _AMONG[figure.key].value, "fallen_due": "yes"},
        counted=_due(_AMONG[figure.key]),
        share_of="judged_fallen_due" if figure.share_of else "",
        pages=_TABLES,
    )
    for figure in _BY_DATE
    if figure.key in _AMONG
]
_FALLEN_DUE.append(
    Figure(
        "judged_fallen_due",
        among_fallen_due(_("judged by deadline")),
        _("The same, of the documents whose due day is the day looked at or earlier."),
        {"official": "judged", "fallen_due": "yes"},
        counted=attrgetter("judged_fallen_due"),
        pages=_TABLES,
    )
)

_BESIDE = [
    Figure(
        "uncounted",
        _("besides, the source gives no total"),
        _(
            "Documents of which the source does not say of how many they are so many: in no "
            "fraction and in no sum."
        ),
        {"total": Standing.UNCOUNTED.value},
        counted=attrgetter("uncounted"),
        pages=(*_FRACTIONS, Page.COMPARE),
    ),
    Figure(
        "unnumbered",
        _("besides, the source gives no number"),
        _(
            "Sets of documents of which the source does not even say how many there are; each "
            "is one row and never one document."
        ),
        {"total": Standing.GROUP.value},
        counted=attrgetter("unnumbered"),
        pages=(*_FRACTIONS, Page.COMPARE),
    ),
]

COUNTED = [*_BY_STATUS, *_BY_DATE, *_FALLEN_DUE, *_BESIDE]
