"""Documents that a source counts without naming them come into the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.models import Agency, Person
from assignments.models.agency import AgencyKind, AgencyLevel
from documents.models import PlannedDocument
from documents.services.chain import Actor
from documents.services.correcting import strike_out
from documents.services.planning import plan
from documents.status import DocumentStatus, Event
from resolutions.kinds import DocumentKind
from resolutions.models import Resolution

# Documents that one tally brings at most.
MOST_COUNTED = 300
# The statuses in which a source counts documents, in the order in which they are numbered.
COUNTED = (
    DocumentStatus.ISSUED,
    DocumentStatus.SUBMITTED,
    DocumentStatus.CONSULTING,
    DocumentStatus.DRAFTING,
    DocumentStatus.AWAITING_GUIDANCE,
    DocumentStatus.NOT_STARTED,
)
# What names say of documents and units that the source only counts. It is data, not interface.
_UNNAMED = "{title} {place} (nguồn không nêu tên)"
_UNITS = {
    AgencyLevel.CENTRAL: "Đơn vị Trung ương",
    AgencyLevel.PROVINCIAL: "Đơn vị cấp tỉnh",
    AgencyLevel.DISTRICT: "Đơn vị cấp huyện",
    AgencyLevel.COMMUNE: "Đơn vị cấp xã",
}


class Known(models.TextChoices):
    """What a source says of a set of documents."""

    OF_TOTAL = "of_total", gettext_lazy("how many there are, out of a total it gives")
    COUNT = "count", gettext_lazy("how many there are, but no total")
    SEVERAL = "several", gettext_lazy("“several documents”, without a number")
    NAMED = "named", gettext_lazy("one document by its title, without number and date")


@dataclass(frozen=True)
class Tally:
    """A set of documents as a source counts it."""

    known: Known
    kind: DocumentKind
    title: str
    counts: Mapping[DocumentStatus, int]
    total: int | None = None
    unit_level: str = ""
    lead_agency: Agency | None = None
    signing_body: Agency | None = None
    board_member: Person | None = None
    issuer_name: str = ""
    note: str = ""

    @property
    def statuses(self) -> list[DocumentStatus]:
        """The status of each document, in the order of their numbers."""
        return [status for status in COUNTED for _n in range(self.counts.get(status, 0))]


def tally_of(document: PlannedDocument) -> QuerySet[PlannedDocument]:
    """The documents that came in as one set with this one, it included; none of a document
    that the source names."""
    rows = PlannedDocument.objects.standing().filter(resolution=document.resolution_id)
    head, place, tail = document.title.rpartition(f" {document.code} ")
    if not (document.is_unnamed and document.code and place):
        return rows.none()
    named = Concat(Value(f"{head} "), "code", Value(f" {tail}"), output_field=TextField())
    return rows.filter(is_unnamed=True, source_name=document.source_name, title=named)


@transaction.atomic
def strike_out_tally(
    document: PlannedDocument, *, reason: str, now: datetime, by: Actor
) -> list[PlannedDocument]:
    """Strike out a whole set that was entered by mistake: each of its documents is there on no
    day, all or none. What was known on an earlier day stays.

    Raises ValidationError without a reason, when the document is none of a set, and naming the
    one of which more was recorded or on which something rests.
    """
    found = list(tally_of(document).select_for_update(of=("self",)).order_by("pk"))
    if not found:
        raise ValidationError(_("The source names this document: strike out its own entry."))
    for row in found:
        planned = row.changes.standing().get(event=Event.PLAN)
        try:
            strike_out(row, change=planned.pk, reason=reason, now=now, by=by)
        except ValidationError as refusal:
            if hasattr(refusal, "error_dict"):
                raise
            raise ValidationError(
                _("“%(title)s”: %(why)s")
                % {"title": row.title, "why": " ".join(refusal.messages)}
            ) from refusal
    return found


@transaction.atomic
def plan_tally(
    resolution: Resolution,
    tally: Tally,
    *,
    on: date,
    source_name: str,
    source_quote: str = "",
    by: Actor,
) -> list[PlannedDocument]:
    """Plan the documents of a tally, one row each, in the status that the source gives them:
    it was so on ``on`` and may have been so earlier. No number, date or name is invented.

    Raises ValidationError when the counts do not make the total, and when a document of this
    title is planned already under the governing document.
    """
    _check(tally)
    resolution = Resolution.objects.select_for_update().get(pk=resolution.pk)
    places = _places(tally)
    titles = _titles(tally, places)
    # The same set with another total would be counted twice.
    same_set = Q(is_unnamed=True, title__startswith=f"{tally.title} ")
    taken = resolution.planned_documents.standing().filter(Q(title=tally.title) | same_set)
    if there := taken.first():
        raise ValidationError(
            {
                "title": _(
                    "“%(title)s” is already recorded here. If these are other documents, give "
                    "them another title."
                )
                % {"title": there.title}
            }
        )
    made = []
    for place, title, status in zip(places, titles, tally.statuses, strict=True):
        document = PlannedDocument(
            resolution=resolution,
            code=place,
            title=title,
            kind=tally.kind,
            lead_agency=_unit(tally, place, resolution) or tally.lead_agency,
            signing_body=tally.signing_body,
            board_member=tally.board_member,
            is_unnamed=tally.known in (Known.OF_TOTAL, Known.COUNT),
            is_group=tally.known == Known.SEVERAL,
            total_is_unknown=tally.known in (Known.COUNT, Known.SEVERAL),
            note=tally.note,
            source_name=source_name,
            source_quote=source_quote,
        )
        issued: dict[str, Any] = (
            {"issuer_name": tally.issuer_name} if status == DocumentStatus.ISSUED else {}
        )
        made.append(
            plan(
                document,
                status=status,
                effective_on=on,
                date_is_upper_bound=True,
                source_name=source_name,
                source_quote=source_quote,
                by=by,
                **issued,
            )
        )
    return made


def _check(tally: Tally) -> None:
    counted = len(tally.statuses)
    if tally.known in (Known.SEVERAL, Known.NAMED):
        if counted != 1:
            raise ValidationError(_("Say in which status this is, and put 1 there."))
        if tally.unit_level:
            raise ValidationError(
                {"unit_level": _("Only documents that are counted stand for one unit each.")}
            )
    elif not counted:
        raise ValidationError(_("Say how many documents there are in each status."))
    if counted > MOST_COUNTED:
        raise ValidationError(_("At most %(n)d documents at once.") % {"n": MOST_COUNTED})
    if tally.known == Known.OF_TOTAL:
        if tally.total is None:
            raise ValidationError({"total": _("Give the total, or say that there is none.")})
        if tally.total != counted:
            raise ValidationError(
                {
                    "total": _(
                        "The statuses make %(counted)d, the total is %(total)d. Put the rest "
                        "where it stands, “not started yet” if nothing is known of it."
                    )
                    % {"counted": counted, "total": tally.total}
                }
            )
    elif tally.total is not None:
        raise ValidationError(
            {"total": _("A total is given, although the source gives none. Leave it empty.")}
        )
    if tally.unit_level and tally.lead_agency:
        raise ValidationError(
            {"unit_level": _("Either one agency drafts all of them, or each its own unit.")}
        )


def _places(tally: Tally) -> list[str]:
    """The places of the documents in the plan: 03/18, or 03 where no total is given."""
    count = len(tally.statuses)
    if tally.known in (Known.SEVERAL, Known.NAMED):
        return [""] * count
    of = f"/{tally.total}" if tally.total else ""
    return [f"{n:02}{of}" for n in range(1, count + 1)]


def _titles(tally: Tally, places: list[str]) -> list[str]:
    if not any(places):
        return [tally.title]
    return [_UNNAMED.format(title=tally.title, place=place) for place in places]


def _unit(tally: Tally, place: str, resolution: Resolution) -> Agency | None:
    """The unit that a counted document is the document of: a placeholder, since nobody names
    it; the coverage counts it."""
    if not tally.unit_level:
        return None
    unit = Agency(
        name=_UNNAMED.format(title=_UNITS[AgencyLevel(tally.unit_level)], place=place),
        kind=AgencyKind.OTHER,
        level=tally.unit_level,
        is_placeholder=True,
        is_fictional=resolution.is_fictional,
    )
    unit.full_clean()
    unit.save()
    return unit
