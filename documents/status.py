"""Where a planned document may stand, which group that belongs to, and what may follow what.

Pure data and one pure check: no database, no request. The five groups are fixed in code,
because every figure counts by group.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class DocumentStatus(models.TextChoices):
    """What people say of a planned document, through services only."""

    NOT_STARTED = "not_started", _("Not started")
    DRAFTING = "drafting", _("Drafting")
    CONSULTING = "consulting", _("Collecting comments")
    SUBMITTED = "submitted", _("Submitted")
    AWAITING_GUIDANCE = "awaiting_guidance", _("Awaiting central guidance")
    ISSUED = "issued", _("Issued")
    INTEGRATED = "integrated", _("Integrated into another document")
    WITHDRAWN = "withdrawn", _("Not to be issued")


class StatusGroup(models.TextChoices):
    """The five groups of the headline, in the order in which they are shown."""

    ISSUED = "issued", _("issued")
    IN_PROGRESS = "in_progress", _("draft being completed")
    WAITING = "waiting", _("awaiting central guidance")
    NOT_BEGUN = "not_begun", _("not started yet")
    CLOSED_OTHERWISE = "closed_otherwise", _("closed otherwise")


GROUP_OF: Mapping[DocumentStatus, StatusGroup] = {
    DocumentStatus.NOT_STARTED: StatusGroup.NOT_BEGUN,
    DocumentStatus.DRAFTING: StatusGroup.IN_PROGRESS,
    DocumentStatus.CONSULTING: StatusGroup.IN_PROGRESS,
    DocumentStatus.SUBMITTED: StatusGroup.IN_PROGRESS,
    DocumentStatus.AWAITING_GUIDANCE: StatusGroup.WAITING,
    DocumentStatus.ISSUED: StatusGroup.ISSUED,
    DocumentStatus.INTEGRATED: StatusGroup.CLOSED_OTHERWISE,
    DocumentStatus.WITHDRAWN: StatusGroup.CLOSED_OTHERWISE,
}


class Standing(models.TextChoices):
    """Whether a document enters fractions and sums. What does not stands beside them: nobody
    says of how many it is one (``UNCOUNTED``), or not even how many there are (``GROUP``)."""

    COUNTED = "known", _("in the total")
    UNCOUNTED = "unknown", _("beside it: the source gives no total")
    GROUP = "group", _("beside it: the source gives no number")

    @classmethod
    def of(cls, total_is_unknown: bool, is_group: bool) -> "Standing":
        """Where a document of these marks stands."""
        if is_group:
            return cls.GROUP
        return cls.UNCOUNTED if total_is_unknown else cls.COUNTED


class Part(models.TextChoices):
    """What an agency does with a document."""

    DRAFTS = "drafts", _("drafts it")
    ADVISES = "advises", _("advises on it")
    SIGNS = "signs", _("signs and issues it")
    COORDINATES = "coordinates", _("coordinates")


def statuses_of(group: str) -> list[DocumentStatus]:
    """The statuses a group is made of."""
    return [status for status, own in GROUP_OF.items() if own == group]


class Event(models.TextChoices):
    """What happens to a planned document. Each event is one service and one history row."""

    PLAN = "plan", _("Planned")
    START_DRAFTING = "start_drafting", _("Start drafting")
    CONSULT = "consult", _("Send out for comments")
    SUBMIT = "submit", _("Submit")
    AWAIT_GUIDANCE = "await_guidance", _("Await central guidance")
    RESUME = "resume", _("Guidance received, resume drafting")
    ISSUE = "issue", _("Issue")
    RECORD_EVIDENCE = "record_evidence", _("Complete number, date and evidence")
    INTEGRATE = "integrate", _("Integrate into another document")
    WITHDRAW = "withdraw", _("Decide not to issue")
    REOPEN = "reopen", _("Reopen")
    UNDO = "undo", _("Undo")


@dataclass(frozen=True)
class Transition:
    """From which statuses an event may happen, to which it leads, and whether the person must
    say why. Going backwards always asks for a reason."""

    sources: frozenset[DocumentStatus]
    target: DocumentStatus
    needs_reason: bool = False


_S = DocumentStatus
_OPEN = frozenset({_S.NOT_STARTED, _S.DRAFTING, _S.CONSULTING, _S.SUBMITTED})

TRANSITIONS: Mapping[Event, Transition] = {
    Event.START_DRAFTING: Transition(
        frozenset({_S.NOT_STARTED, _S.CONSULTING, _S.SUBMITTED}), _S.DRAFTING
    ),
    Event.CONSULT: Transition(frozenset({_S.DRAFTING, _S.SUBMITTED}), _S.CONSULTING),
    Event.SUBMIT: Transition(frozenset({_S.DRAFTING, _S.CONSULTING}), _S.SUBMITTED),
    Event.AWAIT_GUIDANCE: Transition(_OPEN, _S.AWAITING_GUIDANCE),
    Event.RESUME: Transition(frozenset({_S.AWAITING_GUIDANCE}), _S.DRAFTING),
    Event.ISSUE: Transition(_OPEN, _S.ISSUED),
    Event.RECORD_EVIDENCE: Transition(frozenset({_S.ISSUED}), _S.ISSUED, needs_reason=True),
    Event.INTEGRATE: Transition(_OPEN | {_S.AWAITING_GUIDANCE}, _S.INTEGRATED),
    Event.WITHDRAW: Transition(_OPEN | {_S.AWAITING_GUIDANCE}, _S.WITHDRAWN, needs_reason=True),
    Event.REOPEN: Transition(
        frozenset({_S.ISSUED, _S.INTEGRATED, _S.WITHDRAWN}), _S.DRAFTING, needs_reason=True
    ),
}

# Undoing leads back to where the event it reverses came from, so it has no line of its own in
# the table. That a document was planned is not undone.
UNDOABLE = frozenset(TRANSITIONS)

_BACKWARDS = frozenset(
    {
        (_S.CONSULTING, _S.DRAFTING),
        (_S.SUBMITTED, _S.DRAFTING),
        (_S.SUBMITTED, _S.CONSULTING),
    }
)


class ForbiddenTransition(ValidationError):
    """The event may not happen in this status; the message says so and what to do."""


def reason_needed(event: Event, status: str) -> bool:
    """Whether the person must say why: always when the work goes backwards."""
    rule = TRANSITIONS[event]
    return rule.needs_reason or (DocumentStatus(status), rule.target) in _BACKWARDS


def events_from(status: str) -> list[Event]:
    """The events that may happen to a document in this status, in their usual order."""
    return [event for event, rule in TRANSITIONS.items() if status in rule.sources]


def check_transition(event: Event, status: str) -> DocumentStatus:
    """The status ``event`` leads to from ``status``.

    Raises ForbiddenTransition, with a message for people, when it may not happen.
    """
    rule = TRANSITIONS[event]
    if status in rule.sources:
        return rule.target
    allowed = ", ".join(f"“{e.label}”" for e in events_from(status))
    if status == DocumentStatus.AWAITING_GUIDANCE:
        allowed = f"“{Event.RESUME.label}”"
    raise ForbiddenTransition(
        gettext(
            "The document is now “%(status)s”, so “%(event)s” is not possible. "
            "First choose: %(allowed)s."
        )
        % {
            "status": DocumentStatus(status).label,
            "event": event.label,
            "allowed": allowed,
        },
        code="forbidden_transition",
    )


class Timeliness(models.TextChoices):
    """What the dates say of a document: computed for a day, never stored, never chosen."""

    OVERDUE = "overdue", _("Overdue")
    AT_RISK = "at_risk", _("At risk")
    WITHIN = "within", _("Within the deadline")
    # The same documents as the status, under its name.
    CLOCK_STOPPED = "clock_stopped", DocumentStatus.AWAITING_GUIDANCE.label
    NO_DEADLINE = "no_deadline", _("No deadline")
    NO_DUE_DAY = "no_due_day", _("Deadline without a due day")
    ISSUED_ON_TIME = "issued_on_time", _("Issued on time")
    ISSUED_LATE = "issued_late", _("Issued late")
    ISSUED_UNDATED = "issued_undated", _("Issued, day or deadline unknown")
    CLOSED = "closed", _("Closed otherwise")


class Official(models.TextChoices):
    """The four-way table of the Government Office: done or not, within the deadline or not.
    Its fifth line is what the dates do not judge, so that the table sums to the total. A line
    of the same documents as a timeliness bears its name."""

    DONE_ON_TIME = "done_on_time", Timeliness.ISSUED_ON_TIME.label
    DONE_LATE = "done_late", Timeliness.ISSUED_LATE.label
    OPEN_WITHIN = "open_within", _("Not issued, deadline not passed (at risk included)")
    OPEN_OVERDUE = "open_overdue", Timeliness.OVERDUE.label
    NOT_JUDGED = "not_judged", _("Not judged by date")


class Track(models.TextChoices):
    """The three-way view of Khánh Hòa's plan of 28/7/2026, and what it leaves out. Two of its
    classes join what is open with what is issued, and their names say so."""

    ON_TRACK = "on_track", _("On track (issued on time or within the deadline)")
    AT_RISK = "at_risk", Timeliness.AT_RISK.label
    LATE = "late", _("Behind schedule (overdue or issued late)")
    NOT_JUDGED = "not_judged", Official.NOT_JUDGED.label


_L = Timeliness

OFFICIAL_OF: Mapping[Timeliness, Official] = {
    _L.ISSUED_ON_TIME: Official.DONE_ON_TIME,
    _L.ISSUED_LATE: Official.DONE_LATE,
    _L.WITHIN: Official.OPEN_WITHIN,
    _L.AT_RISK: Official.OPEN_WITHIN,
    _L.OVERDUE: Official.OPEN_OVERDUE,
    _L.CLOCK_STOPPED: Official.NOT_JUDGED,
    _L.NO_DEADLINE: Official.NOT_JUDGED,
    _L.NO_DUE_DAY: Official.NOT_JUDGED,
    _L.ISSUED_UNDATED: Official.NOT_JUDGED,
    _L.CLOSED: Official.NOT_JUDGED,
}

TRACK_OF: Mapping[Timeliness, Track] = {
    _L.ISSUED_ON_TIME: Track.ON_TRACK,
    _L.WITHIN: Track.ON_TRACK,
    _L.AT_RISK: Track.AT_RISK,
    _L.OVERDUE: Track.LATE,
    _L.ISSUED_LATE: Track.LATE,
    _L.CLOCK_STOPPED: Track.NOT_JUDGED,
    _L.NO_DEADLINE: Track.NOT_JUDGED,
    _L.NO_DUE_DAY: Track.NOT_JUDGED,
    _L.ISSUED_UNDATED: Track.NOT_JUDGED,
    _L.CLOSED: Track.NOT_JUDGED,
}
