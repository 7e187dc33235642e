"""How governing documents rest on each other, and what reports say of them in words."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connections, models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from resolutions.datasets import refuse_mixed
from resolutions.fields import TextBlock
from resolutions.kinds import BasisRelation, NarrativeSubject
from resolutions.models.governing import Resolution
from resolutions.models.source import Entered, Retractable, RetractableQuerySet, Sourced
from resolutions.moments import Moment

# Both directions from one document over all levels. UNION drops what was seen before, so that
# diamonds count once and a circle, could there be one, would end.
_CHAIN = """
WITH RECURSIVE
standing(id, child_id, parent_id) AS (
    SELECT id, child_id, parent_id FROM resolutions_basis WHERE {standing}
),
above(edge, document) AS (
    SELECT id, parent_id FROM standing WHERE child_id = %s
    UNION
    SELECT b.id, b.parent_id FROM standing b JOIN above ON b.child_id = above.document
),
below(edge, document) AS (
    SELECT id, child_id FROM standing WHERE parent_id = %s
    UNION
    SELECT b.id, b.child_id FROM standing b JOIN below ON b.parent_id = below.document
)
SELECT edge FROM above UNION SELECT edge FROM below
"""
_STANDS = "retracted_at IS NULL"
_STOOD = (
    "(recorded_at IS NULL OR recorded_at <= %s) AND (retracted_at IS NULL OR retracted_at > %s)"
)


class BasisQuerySet(RetractableQuerySet):
    def chain_of(self, resolution: Resolution, moment: Moment) -> "BasisQuerySet":
        """Every edge above and below a document that stands, as known at the moment, over all
        levels, in one query: what it rests on, what that rests on, and so on; and likewise what
        rests on it."""
        sql = _CHAIN.format(standing=_STANDS)
        given: list[Any] = [resolution.pk, resolution.pk]
        if moment.known_at is not None:
            at = connections[self.db].ops.adapt_datetimefield_value(moment.known_at)
            sql, given = _CHAIN.format(standing=_STOOD), [at, at, *given]
        return (
            self.filter(pk__in=RawSQL(sql, given))
            .select_related("child", "parent")
            .order_by("relation", "pk")
        )


class Basis(Sourced, Entered, Retractable):
    """An edge of the basis chain (căn cứ): ``child`` concretises, amends… ``parent``.

    A directed graph without cycles; several parents are normal.
    """

    child = models.ForeignKey(
        Resolution, models.CASCADE, related_name="bases", verbose_name=_("younger document")
    )
    parent = models.ForeignKey(
        Resolution, models.PROTECT, related_name="offspring", verbose_name=_("older document")
    )
    relation = models.CharField(
        _("relation"), max_length=16, choices=BasisRelation, default=BasisRelation.CONCRETISES
    )

    objects = BasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("basis")
        verbose_name_plural = _("bases")
        ordering = ["child", "relation", "parent"]
        constraints = [
            *Retractable.Meta.constraints,
            models.UniqueConstraint(
                fields=["child", "parent", "relation"],
                condition=Q(retracted_at__isnull=True),
                name="basis_is_stated_once",
                violation_error_message=_("This relation is already recorded."),
            ),
            models.CheckConstraint(
                name="basis_is_not_itself",
                condition=~Q(child=F("parent")),
                violation_error_message=_("A document cannot be its own basis."),
            ),
            models.CheckConstraint(
                name="basis_relation_is_known", condition=Q(relation__in=BasisRelation.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} {self.get_relation_display()} {self.parent}"

    def clean(self) -> None:
        """Refuse a circle: the parent must not already rest on the child."""
        if self.retracted_at or not self.child_id or not self.parent_id:
            return
        refuse_mixed(self.child, parent=self.parent)
        edges: dict[int, list[int]] = {}
        others = Basis.objects.standing().exclude(pk=self.pk)
        for child, parent in others.values_list("child", "parent"):
            edges.setdefault(child, []).append(parent)
        seen, waiting = set(), [self.parent_id]
        while waiting:
            current = waiting.pop()
            if current == self.child_id:
                raise ValidationError(
                    _("This would make a circle: the older document already rests on it.")
                )
            if current not in seen:
                seen.add(current)
                waiting.extend(edges.get(current, []))


class Narrative(Sourced, Entered, Retractable):
    """What a report says in words about a governing document at a date (thuyết minh)."""

    resolution = models.ForeignKey(
        Resolution,
        models.CASCADE,
        related_name="narratives",
        verbose_name=_("governing document"),
    )
    on = models.DateField(_("as at"))
    subject = models.CharField(
        _("what it tells"),
        max_length=12,
        choices=NarrativeSubject,
        default=NarrativeSubject.PROGRESS,
    )
    text = TextBlock(_("text"), max_length=20000)

    objects = RetractableQuerySet.as_manager()

    class Meta:
        verbose_name = _("narrative")
        verbose_name_plural = _("narratives")
        ordering = ["-on", "pk"]
        constraints = [
            *Retractable.Meta.constraints,
            models.CheckConstraint(name="narrative_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="narrative_subject_is_known",
                condition=Q(subject__in=NarrativeSubject.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resolution} {self.on:%d/%m/%Y}"
