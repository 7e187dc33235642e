"""An agency reports, the Office confirms or returns: only a confirmation changes the record."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from assignments.models import Agency
from documents.models import ISSUING, PlannedDocument, Report, ReportState
from documents.services import events, papers
from documents.services.attaching import attach_file, count_as_evidence
from documents.services.chain import Actor
from documents.status import Event, check_transition
from resolutions.days import check_day
from resolutions.folding import clean_line

_NOTE_LENGTH = 5000


@transaction.atomic
def submit_report(
    item: papers.Item,
    *,
    agency: Agency,
    text: str,
    difficulty: str = "",
    proposal: str = "",
    claimed_event: str = "",
    claimed_on: date | None = None,
    symbol: str = "",
    issuer_name: str = "",
    evidence_url: str = "",
    evidence_note: str = "",
    expected: str = "",
    file: Any = None,
    by: Actor,
    now: datetime,
) -> Report:
    """Send a report to the Office. Nothing of the item changes until it is confirmed.

    ``file`` is kept with the item and proves the issue once the report is confirmed.
    Raises ValidationError when the claim is incomplete or not possible in the present status,
    PermissionDenied when ``by`` does not speak for the agency about the item.
    """
    item = papers.lock(item)
    papers.check_sender(item, agency, by=by, on=timezone.localtime(now).date())
    if claimed_event:
        if not isinstance(item, PlannedDocument):
            raise ValidationError(_("A task has no status that a report could change."))
        check_transition(Event(claimed_event), item.status)
        if claimed_on is not None:
            check_day(claimed_on)
    report = Report(
        **papers.about(item),
        agency=agency,
        text=text,
        difficulty=difficulty,
        proposal=proposal,
        claimed_event=claimed_event,
        claimed_on=claimed_on,
        symbol=symbol,
        issuer_name=issuer_name,
        evidence_url=evidence_url,
        evidence_note=evidence_note,
        expected=expected,
        by=by,
        submitted_at=now,
    )
    papers.send(report)
    if file is not None:
        attach_file(item=item, file=file, report=report, by=by)
    return report


@transaction.atomic
def confirm_report(report: Report, *, by: Actor, now: datetime) -> Report:
    """Confirm a report: its claim, if any, is recorded by the event's own service with the
    claimed day, in the same transaction.

    Raises AlreadyDecided when it was confirmed before, ValidationError when it was decided
    otherwise or the event is not possible any more; then nothing was saved.
    """
    report = papers.undecided(report, same=ReportState.CONFIRMED)
    change = None
    if report.claimed_event:
        document = _apply(report, by=by)
        if report.claimed_event in ISSUING:
            count_as_evidence(report)
        change = document.changes.latest("pk")
    papers.decide(report, state=ReportState.CONFIRMED, by=by, now=now, change=change)
    return report


def _apply(report: Report, *, by: Actor) -> PlannedDocument:
    """The claimed event, by its own service."""
    event = Event(report.claimed_event)
    said = _("Reported by %(agency)s on %(day)s: %(text)s") % {
        "agency": report.agency,
        "day": report.submitted_on.strftime("%d/%m/%Y"),
        "text": report.text,
    }
    values: dict[str, Any] = {"note": Truncator(said).chars(_NOTE_LENGTH), "by": by}
    if event in ISSUING:
        facts = ("symbol", "issuer_name", "evidence_url", "evidence_note")
        values |= {name: getattr(report, name) for name in facts}
        values["issued_on"] = report.claimed_on
    else:
        values["effective_on"] = report.claimed_on
    if event == Event.AWAIT_GUIDANCE:
        values["expected"] = report.expected
    document: PlannedDocument = getattr(events, event.value)(report.document, **values)
    return document


@transaction.atomic
def return_report(report: Report, *, reason: str, by: Actor, now: datetime) -> Report:
    """Send a report back with a reason: it counts as not done.

    Raises ValidationError without a reason, and when it was decided meanwhile.
    """
    if not clean_line(reason):
        raise ValidationError({"reason": _("Say why the report is returned.")})
    report = papers.undecided(report, same=ReportState.RETURNED)
    papers.decide(
        report, state=ReportState.RETURNED, by=by, now=now, decision_reason=reason.strip()
    )
    return report


@transaction.atomic
def withdraw_report(report: Report, *, by: Actor, now: datetime) -> Report:
    """The agency takes its report back before the Office has decided.

    Raises ValidationError when it was decided meanwhile.
    """
    report = papers.undecided(report, same=ReportState.WITHDRAWN)
    papers.decide(report, state=ReportState.WITHDRAWN, by=by, now=now)
    return report
