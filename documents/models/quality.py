"""Planned documents of which something is lacking: every set of the data-quality board.

Each of them needs ``as_of`` and speaks of that day.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from assignments.deadlines import DeadlineKind
from assignments.models import Agency, Office, asked_day, asked_moment
from documents.models.attachment import Attachment
from documents.models.guidance import GuidanceWait
from documents.status import DocumentStatus, StatusGroup, Timeliness, statuses_of

OPEN_STATUSES = [
    *statuses_of(StatusGroup.IN_PROGRESS),
    *statuses_of(StatusGroup.WAITING),
    *statuses_of(StatusGroup.NOT_BEGUN),
]


def lacks_proof() -> Q:
    """Neither a link, nor the place where it is kept, nor a file."""
    files = Attachment.objects.evidence().filter(document=OuterRef("pk"))
    return Q(evidence_url="", evidence_note="") & ~Q(Exists(files))


_URGENCY = [
    Timeliness.OVERDUE,
    Timeliness.AT_RISK,
    Timeliness.WITHIN,
    Timeliness.CLOCK_STOPPED,
    Timeliness.NO_DUE_DAY,
    Timeliness.NO_DEADLINE,
]

# What a document may lack, as lists are asked for it, and the method that finds those.
LACKING = {
    "evidence": "lacking_evidence",
    "deadline": "lacking_deadline",
    "judgement": "issued_without_deadline",
    "agency": "lacking_agency",
    "unit": "lacking_unit",
    "member": "lacking_member",
    "symbol": "lacking_symbol",
    "date": "lacking_issue_date",
    "proof": "lacking_proof",
    "names": "lacking_names",
    "update": "stale",
    "twins": "sharing_symbol",
    "gone": "answered_by_the_gone",
    "letter": "needing_letter",
    "event": "awaiting_event_day",
    "decision": "to_be_decided",
}


class QualityReads:
    """Reads with a name of what is lacking or looks wrong."""

    def still_open(self: Any) -> Any:
        """Neither issued nor closed otherwise on the day."""
        return self.filter(status_then__in=OPEN_STATUSES)

    def in_charge_of(self: Any, person_id: int) -> Any:
        """Documents for which a Standing Board member answers on the day."""
        return self.filter(duty_row__board_member=person_id)

    def led_within(self: Any, agencies: set[int]) -> Any:
        """Documents that one of these agencies drafts on the day."""
        return self.filter(lead_then__in=agencies)

    def by_urgency(self: Any) -> Any:
        """Overdue first, then at risk, then within the deadline, then what waits, then what
        has no deadline; the nearest deadline first."""
        place = Case(
            *(When(timeliness=told, then=Value(n)) for n, told in enumerate(_URGENCY)),
            default=Value(len(_URGENCY)),
        )
        return self.order_by(place, F("due_then").asc(nulls_last=True), "pk")

    def lacking_agency(self: Any) -> Any:
        """No drafting agency is named."""
        return self.filter(lead_then__isnull=True)

    def lacking_unit(self: Any) -> Any:
        """Neither a signing body nor a drafting agency is named."""
        return self.of_unit(None)

    def lacking_member(self: Any) -> Any:
        """No Standing Board member answers for it."""
        return self.filter(duty_row__board_member__isnull=True)

    def lacking_deadline(self: Any) -> Any:
        """Open, not waiting for the Centre, and no deadline of any kind was given: what is
        called “no deadline” everywhere."""
        return self.filter(timeliness=Timeliness.NO_DEADLINE)

    def awaiting_event_day(self: Any) -> Any:
        """Open, not waiting for the Centre, with a deadline of so many days after an event
        whose day nobody has recorded: it does not count, and is never overdue."""
        return self.filter(
            timeliness=Timeliness.NO_DUE_DAY, deadline_kind_then=DeadlineKind.AFTER_EVENT
        )

    def issued_without_deadline(self: Any) -> Any:
        """Issued, but it is not known by which day it had to be, so it is not judged."""
        return self._issued().filter(due_then__isnull=True)

    def lacking_symbol(self: Any) -> Any:
        """Issued, but its number and symbol are not known."""
        return self._issued().filter(state_row__symbol="")

    def lacking_issue_date(self: Any) -> Any:
        """Issued, but the day is not known."""
        return self._issued().filter(issued_on_then__isnull=True)

    def lacking_proof(self: Any) -> Any:
        """Issued, with neither a link, nor the place where it is kept, nor a file. The proof is
        asked of today: it has no history."""
        return self._issued().filter(lacks_proof())

    def lacking_names(self: Any) -> Any:
        """Known only from a count: the source gives no list."""
        return self.filter(Q(is_unnamed=True) | Q(is_group=True))

    def stale(self: Any) -> Any:
        """Open, and nothing was told of it (status, deadline or duty) in ``STALE_DAYS``."""
        before = asked_day(self) - timedelta(days=settings.STALE_DAYS)
        return self.still_open().filter(last_heard_on__lt=before)

    def told_lately(self: Any) -> Any:
        """Open, and something was told of it within ``STALE_DAYS``."""
        since = asked_day(self) - timedelta(days=settings.STALE_DAYS)
        return self.still_open().filter(last_heard_on__gte=since)

    def sharing_symbol(self: Any) -> Any:
        """Issued with the symbol of another document of the same issuer."""
        twins = self.model._default_manager.filter(
            symbol_key=OuterRef("symbol_key"), issuer_name=OuterRef("issuer_name")
        ).exclude(pk=OuterRef("pk"))
        return self._issued().exclude(symbol_key="").filter(Exists(twins))

    def answered_by_the_gone(self: Any) -> Any:
        """Open, while the member in charge has left the Standing Board or the drafting agency
        has ended."""
        offices = Office.objects.filter(person=OuterRef("duty_row__board_member"))
        ended = Agency.objects.filter(pk=OuterRef("lead_then"), valid_to__lte=asked_day(self))
        return self.still_open().filter(
            Q(Exists(offices.on_the_board().ended_by(asked_day(self))))
            & ~Q(Exists(offices.on_the_board().held_on(asked_day(self))))
            | Q(Exists(ended))
        )

    def needing_letter(self: Any) -> Any:
        """Waiting for the Centre longer than ``LETTER_AFTER_DAYS`` without a letter that asks
        for its guidance."""
        since = asked_day(self) - timedelta(days=settings.LETTER_AFTER_DAYS)
        waits = GuidanceWait.objects.open_at(asked_moment(self)).filter(
            document=OuterRef("pk"), since__lt=since, asked_by_letter=""
        )
        return self.filter(Exists(waits), status_then__in=statuses_of(StatusGroup.WAITING))

    def to_be_decided(self: Any) -> Any:
        """What asks its member for a decision: overdue, submitted, or waiting for long
        without a letter."""
        letter = self.needing_letter().order_by().values("pk")
        return self.filter(
            Q(timeliness=Timeliness.OVERDUE)
            | Q(status_then=DocumentStatus.SUBMITTED)
            | Q(pk__in=letter)
        )

    def lacking(self: Any, name: str) -> Any:
        """The set of ``LACKING`` by its short name."""
        return getattr(self, LACKING[name])()

    def _issued(self: Any) -> Any:
        """Issued documents of which number, date and proof are asked: not the secret ones."""
        return self.filter(status_then=DocumentStatus.ISSUED, is_secret=False)
