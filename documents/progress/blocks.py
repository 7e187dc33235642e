"""The figures of the overview: in all, by governing document, by Standing Board member and by
drafting agency. One grouped query answers all of them, so that each block sums to the total."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Value, When

from documents.models import PlannedDocumentQuerySet, lacks_evidence
from documents.progress.figures import COLUMNS, Counted, Figures
from documents.status import Standing
from resolutions.moments import Moment


@dataclass(frozen=True)
class Share:
    """What one member or one agency answers for; ``pk`` is None for what nobody does."""

    pk: int | None
    name: str
    figures: Figures


@dataclass(frozen=True)
class Blocks:
    """The figures of one set of documents, divided in three ways."""

    total: Figures
    of_resolution: dict[int, Figures] = field(default_factory=dict)
    of_member: dict[int | None, Share] = field(default_factory=dict)
    of_agency: dict[int | None, Share] = field(default_factory=dict)
    lacking_evidence: int = 0

    @property
    def members(self) -> list[Share]:
        """The Standing Board members, the most unfinished first; what none answers for last."""
        return _ranked(self.of_member.values())

    @property
    def agencies(self) -> list[Share]:
        """The drafting agencies, in the same order."""
        return _ranked(self.of_agency.values())


def _ranked(shares: Iterable[Share]) -> list[Share]:
    def rank(share: Share) -> tuple[Any, ...]:
        figures = share.figures
        return share.pk is None, -figures.unfinished, -figures.total, share.name, share.pk

    return sorted(shares, key=rank)


def blocks_of(documents: PlannedDocumentQuerySet, moment: Moment) -> Blocks:
    """The figures of a day in all and divided. ``documents`` carries no state yet."""
    rows = (
        documents.as_of(moment)
        .annotate(lacks=Case(When(lacks_evidence(), then=Value(1)), default=Value(0)))
        .order_by()
        .values_list(
            "resolution_id",
            "member_id_then",
            "member_then",
            "lead_then",
            "lead_name_then",
            "lacks",
            *COLUMNS,
        )
        .annotate(n=Count("pk", distinct=True))
    )
    on = moment.on
    total, lacking = Figures(on), 0
    of_resolution: dict[int, Figures] = {}
    of_member: dict[int | None, Share] = {}
    of_agency: dict[int | None, Share] = {}
    for resolution, member, member_name, lead, lead_name, lacks, *columns, n in rows:
        told = Counted(*columns)
        one_member = of_member.setdefault(member, Share(member, member_name or "", Figures(on)))
        one_agency = of_agency.setdefault(lead, Share(lead, lead_name or "", Figures(on)))
        one_resolution = of_resolution.setdefault(resolution, Figures(on))
        for figures in (total, one_resolution, one_member.figures, one_agency.figures):
            figures.count(told, n)
        if told.standing == Standing.COUNTED:
            lacking += n * lacks
    return Blocks(total, of_resolution, of_member, of_agency, lacking)
