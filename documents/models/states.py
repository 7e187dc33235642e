"""Reads of planned documents: the state of a day, and every set with a name."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, NullIf

from assignments.deadlines import DeadlineKind, at_risk_until
from assignments.models import NEVER, Agency, Task, asked_moment, holding, known_by, on_day
from documents.models.attachment import Attachment
from documents.models.guidance import open_wait
from documents.models.history import DocumentDeadline, DocumentDuty, StatusChange
from documents.models.quality import QualityReads, lacks_proof
from documents.models.scope import with_scope
from documents.status import (
    OFFICIAL_OF,
    TRACK_OF,
    DocumentStatus,
    Part,
    Standing,
    StatusGroup,
    Timeliness,
    statuses_of,
)
from resolutions.folding import search_words
from resolutions.models.identity import SymbolReads
from resolutions.moments import Moment

if TYPE_CHECKING:
    from documents.models.planned import PlannedDocument


# What lists show of a row: the names beside it, and the wait open on the day.
_NAMED = ("resolution", "lead_agency", "signing_body", "board_member", "wait_row__guidance")


def has_evidence_file() -> Exists:
    """A file that proves the issue is kept with the document."""
    return Exists(Attachment.objects.evidence().filter(document=OuterRef("pk")))


def lacks_evidence() -> Q:
    """Issued on the day, but number, date or any proof is missing (thiếu minh chứng). Nobody
    asks it of what is secret. Needs ``as_of``."""
    issued = Q(status_then=DocumentStatus.ISSUED, is_secret=False)
    unknown = Q(state_row__symbol="") | Q(issued_on_then__isnull=True)
    return issued & (unknown | lacks_proof())


def _told_on(on: date, at: str = "then") -> Case:
    """What the dates of a state tell on a day; see ``PlannedDocumentQuerySet.as_of``."""

    def of(name: str, value: Any, lookup: str = "") -> Q:
        return Q(**{f"{name}_{at}{lookup}": value})

    issued = of("status", DocumentStatus.ISSUED)
    undated = of("issued_on", True, "__isnull") | of("due", True, "__isnull")
    late = of("issued_on", F(f"due_{at}"), "__gt")
    closed = of("status", statuses_of(StatusGroup.CLOSED_OTHERWISE), "__in")
    waits = of("status", DocumentStatus.AWAITING_GUIDANCE)
    none = of("deadline_kind", True, "__isnull") | of("deadline_kind", DeadlineKind.NONE)
    ungiven = of("due", True, "__isnull") & none
    return Case(
        When(closed, then=Value(Timeliness.CLOSED)),
        When(issued & undated, then=Value(Timeliness.ISSUED_UNDATED)),
        When(issued & late, then=Value(Timeliness.ISSUED_LATE)),
        When(issued, then=Value(Timeliness.ISSUED_ON_TIME)),
        When(waits, then=Value(Timeliness.CLOCK_STOPPED)),
        When(ungiven, then=Value(Timeliness.NO_DEADLINE)),
        When(of("due", True, "__isnull"), then=Value(Timeliness.NO_DUE_DAY)),
        When(of("due", on, "__lt"), then=Value(Timeliness.OVERDUE)),
        When(of("due", at_risk_until(on), "__lte"), then=Value(Timeliness.AT_RISK)),
        default=Value(Timeliness.WITHIN),
        output_field=models.CharField(),
    )


def _state_and_deadline(moment: Moment) -> tuple[Q, Q]:
    """The join conditions of the state and of the deadline that hold at a moment."""
    return (
        holding("changes", StatusChange, moment, owner="document"),
        holding("deadlines", DocumentDeadline, moment, owner="document"),
    )


class PlannedDocumentQuerySet(QualityReads, SymbolReads, models.QuerySet["PlannedDocument"]):
    """Reads with a name. Everything about a state asks for a moment: start with ``as_of``."""

    def as_of(self, moment: Moment) -> "PlannedDocumentQuerySet":
        """Documents that existed at a moment, each with its state of that day.

        A document exists from its first history row; the state is that of the last row
        effective by that day, of those that had been recorded. Puts on each row
        ``status_then``, ``since_then`` (the day it began), ``issued_on_then``, ``due_then``
        (the deadline in force that day or, against the original, the first one ever given),
        ``lead_then``, ``lead_name_then``, ``member_id_then`` and ``member_then`` (id and name
        of the drafting agency and of the Standing Board member), ``last_heard_on`` (the latest
        day on which anything of this began), ``has_fallen_due`` (that day or earlier) and
        ``timeliness``:

        the due day itself is not late; without deadline or due day nothing is overdue; issued
        after the due day is issued late for ever, and without day or deadline it is not judged;
        integrated and withdrawn are never overdue; while guidance is awaited the clock stands
        still.
        """
        on = moment.on
        state, deadline = _state_and_deadline(moment)
        duty = holding("duties", DocumentDuty, moment, owner="document")
        if moment.against == "original":
            deadline = Q(deadlines__is_original=True, deadlines__effective_on__lte=on)
        began = F("state_row__effective_on")
        then: dict[str, Any] = {
            "on_then": on_day(on),
            "status_then": F("state_row__new"),
            "since_then": F("state_row__effective_on"),
            "since_is_upper_bound": F("state_row__date_is_upper_bound"),
            "issued_on_then": F("state_row__issued_on"),
            "due_then": F("deadline_row__due_on"),
            "deadline_kind_then": F("deadline_row__deadline_kind"),
            "deadline_text_then": F("deadline_row__deadline_text"),
            "deadline_origin_then": F("deadline_row__origin"),
            "lead_then": F("duty_row__lead_agency"),
            "lead_name_then": Coalesce(
                NullIf(F("duty_row__lead_agency__short_name"), Value("")),
                F("duty_row__lead_agency__name"),
            ),
            "member_id_then": F("duty_row__board_member"),
            "member_then": F("duty_row__board_member__full_name"),
            "last_heard_on": Greatest(
                began,
                Coalesce(F("deadline_row__effective_on"), began),
                Coalesce(F("duty_row__effective_on"), began),
            ),
            "timeliness": _told_on(on),
            "has_fallen_due": Case(
                When(due_then__lte=on, then=Value(True)), default=Value(False)
            ),
        }
        if moment.known_at is not None:
            then["known_then"] = known_by(moment.known_at)
        return (
            self.annotate(
                state_row=FilteredRelation("changes", condition=state),
                deadline_row=FilteredRelation("deadlines", condition=deadline),
                duty_row=FilteredRelation("duties", condition=duty),
            )
            .filter(state_row__isnull=False)
            .annotate(**then)
        )

    def beside(self, at: str, moment: Moment) -> "PlannedDocumentQuerySet":
        """Beside the state of ``as_of`` that of another: ``status_<at>``, ``due_<at>`` and
        ``timeliness_<at>``; the status is None where the document was not there yet."""
        state, deadline = _state_and_deadline(moment)
        state_row, deadline_row = f"state_row_{at}", f"deadline_row_{at}"
        joined: dict[str, Any] = {
            state_row: FilteredRelation("changes", condition=state),
            deadline_row: FilteredRelation("deadlines", condition=deadline),
        }
        told: dict[str, Any] = {
            f"status_{at}": F(f"{state_row}__new"),
            f"deadline_kind_{at}": F(f"{deadline_row}__deadline_kind"),
            f"issued_on_{at}": F(f"{state_row}__issued_on"),
            f"due_{at}": F(f"{deadline_row}__due_on"),
            f"timeliness_{at}": _told_on(moment.on, at),
        }
        return self.annotate(**joined).annotate(**told)

    def told(self, *classes: str) -> "PlannedDocumentQuerySet":
        """Documents whose timeliness falls in one of these classes of the official table or
        of the three tracks. Needs ``as_of``."""
        values = [t for t, own in OFFICIAL_OF.items() if own in classes]
        values += [t for t, own in TRACK_OF.items() if own in classes]
        return self.filter(timeliness__in=values)

    def standing(self) -> "PlannedDocumentQuerySet":
        """Documents that are there today and after: not those of an annex taken back, whose
        history holds on no day."""
        in_force = StatusChange.objects.filter(document=OuterRef("pk"), superseded_on=NEVER)
        return self.filter(Exists(in_force))

    def in_group(self, group: str) -> "PlannedDocumentQuerySet":
        """Documents whose status of the day belongs to a group. Needs ``as_of``."""
        return self.filter(status_then__in=statuses_of(group))

    def in_sums(self) -> "PlannedDocumentQuerySet":
        """Documents that enter fractions and sums; the others stand beside them."""
        return self.filter(total_is_unknown=False)

    def of_standing(self, value: str) -> "PlannedDocumentQuerySet":
        """Documents of one ``Standing``."""
        if value == Standing.COUNTED:
            return self.in_sums()
        return self.filter(total_is_unknown=True, is_group=value == Standing.GROUP)

    def real(self) -> "PlannedDocumentQuerySet":
        """Documents of real resolutions; training data is counted apart."""
        return self.filter(resolution__is_fictional=False)

    def fictional(self) -> "PlannedDocumentQuerySet":
        """Training documents alone."""
        return self.filter(resolution__is_fictional=True)

    def visible_to(self, user, *, on: date) -> "PlannedDocumentQuerySet":
        """Documents ``user`` may read: all with the right to, else those on which an agency
        it serves (or one below it) drafts, advises, coordinates or signs."""
        if user.has_perm("documents.view_all_planneddocument"):
            return self
        return self.of_agencies(Agency.objects.served_by(user, on=on))

    def with_readable_ties(self, user, *, on: date) -> "PlannedDocumentQuerySet":
        """Loads of the tasks those that ``user`` may read, and puts on each row whether the
        document it was integrated into is beyond that (``integrated_into_is_beyond``)."""
        tasks = Task.objects.visible_to(user, on=on)
        return with_scope(
            self.prefetch_related(Prefetch("tasks", tasks)),
            user,
            on=on,
            told="integrated_into_is_beyond",
            integrated_into=self.model,
        )

    def of_agencies(self, served: set[int]) -> "PlannedDocumentQuerySet":
        """Documents that one of these agencies drafts, advises on, coordinates or signs."""
        named = Q(lead_agency__in=served) | Q(signing_body__in=served)
        for link in (self.model.coordinating_agencies, self.model.advising_agencies):
            own = link.through.objects.filter(planneddocument=OuterRef("pk"), agency__in=served)
            named |= Q(Exists(own))
        return self.filter(named)

    def taking_part(self, part: str, agencies: set[int]) -> "PlannedDocumentQuerySet":
        """Documents on which one of these agencies takes a ``Part``. Drafting is of the day
        (needs ``as_of``); the other parts have no history."""
        if part == Part.DRAFTS:
            return self.filter(lead_then__in=agencies)
        if part == Part.SIGNS:
            return self.filter(signing_body__in=agencies)
        model = self.model
        link = model.advising_agencies if part == Part.ADVISES else model.coordinating_agencies
        own = link.through.objects.filter(planneddocument=OuterRef("pk"), agency__in=agencies)
        return self.filter(Exists(own))

    def possible_duplicates_of(self, document: "PlannedDocument") -> "PlannedDocumentQuerySet":
        """Other documents of the same issuing body with the same symbol: a warning only."""
        return (
            self.bearing_the_symbol_of(document)
            .filter(issuer_name=document.issuer_name)
            .exclude(pk=document.pk)
        )

    def led_by(self, agency: Agency) -> "PlannedDocumentQuerySet":
        """Documents that an agency or one below it drafts on the day. Needs ``as_of``."""
        return self.filter(lead_then__in=Agency.objects.subtree_of({agency.pk}))

    def with_unit(self) -> "PlannedDocumentQuerySet":
        """Each document with the unit whose document it is: the body that signs it, else the
        drafting agency of the day; never one that only advises (``unit_then``,
        ``unit_name_then``, ``unit_level_then``). Needs ``as_of``."""
        return self.annotate(
            unit_then=Coalesce("signing_body", "duty_row__lead_agency"),
            unit_name_then=Coalesce(
                NullIf(F("signing_body__short_name"), Value("")),
                F("signing_body__name"),
                F("lead_name_then"),
            ),
            unit_level_then=Coalesce("signing_body__level", "duty_row__lead_agency__level"),
        )

    def of_unit(self, pk: int | None) -> "PlannedDocumentQuerySet":
        """Documents of one unit, as ``with_unit`` tells it; None: of no unit. Needs
        ``as_of``."""
        if pk is None:
            return self.filter(signing_body__isnull=True, lead_then__isnull=True)
        return self.filter(Q(signing_body=pk) | Q(signing_body__isnull=True, lead_then=pk))

    def of_unit_on(self, level: str) -> "PlannedDocumentQuerySet":
        """Documents whose unit stands on a level. Needs ``as_of``."""
        drafts = Q(signing_body__isnull=True, duty_row__lead_agency__level=level)
        return self.filter(Q(signing_body__level=level) | drafts)

    def lacking_evidence(self) -> "PlannedDocumentQuerySet":
        """Issued documents whose number or date is not known, or with neither link nor file.
        Needs ``as_of``; the proof is asked of today: it has no history."""
        return self.filter(lacks_evidence())

    def search(self, query: str) -> "PlannedDocumentQuerySet":
        """Documents in which every word of ``query`` occurs, tone marks ignored."""
        found = self
        for word in search_words(query):
            found = found.filter(search_text__contains=word)
        return found

    def with_advising(self) -> "PlannedDocumentQuerySet":
        """Each document with the agencies that advise on it (``advising``), in one query."""
        advising = Prefetch("advising_agencies", Agency.objects.order_by("name"), "advising")
        return self.prefetch_related(advising)

    def for_register(self, *, on: date) -> "PlannedDocumentQuerySet":
        """Rows ready for lists: names joined, the wait open on that day at hand, as it was
        known (``wait_row``, or None), and whether a file proves the issue. Needs ``as_of``."""
        at = replace(asked_moment(self), on=on)
        return self.annotate(
            wait_row=FilteredRelation("waits", condition=open_wait(at, "waits")),
            evidence_file=has_evidence_file(),
        ).select_related(*_NAMED)
